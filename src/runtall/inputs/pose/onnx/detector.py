"""Find people with a YOLOX detector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import MalformedFile
from runtall.inputs.pose.onnx.crop import Box
from runtall.inputs.pose.onnx.network import Floats, Image, Network

# Settings of the published detectors: grey of the filled margin, cell sizes of the three
# grids, size of the input where the graph leaves it open, index of the class "person".
_MARGIN_GREY: Final = 114
_STRIDES: Final = (8, 16, 32)
_OPEN_SIZE: Final = (640, 640)
_PERSON: Final = 0

# Below it the published pipelines drop a box as well.
MIN_BOX_SCORE: Final = 0.3

_BOX_COLUMNS: Final = 5
_OUTPUT_DIMS: Final = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A box that holds a person, with a score 0-1."""

    box: Box
    score: float


class PersonDetector:
    """YOLOX in either published form: with boxes picked in the graph, or with raw grids.

    Parameters
    ----------
    network
        The model. Its first output is (1, n, 5): corners in px and score, then perhaps the class
        (1, n); or (1, n, 5 + classes): cell offsets, log sizes, objectness and classes.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._size = network.input_size or _OPEN_SIZE

    def people(self, rgb: Image) -> list[Person]:
        """People in a picture (height, width, 3), best score first; one may come repeatedly.

        Raises
        ------
        runtall.errors.MalformedFile
            When the model is no such detector.
        """
        picture, scale = letterbox(rgb, self._size)
        outputs = self._network.run(picture)
        rows = outputs[0]
        if rows.ndim != _OUTPUT_DIMS or rows.shape[0] != 1 or rows.shape[2] < _BOX_COLUMNS:
            raise MalformedFile(
                f"{self._network.source} gives {rows.shape}, not boxes (1, n, 5 or more); "
                "give the weights of a YOLOX person detector"
            )
        if rows.shape[2] == _BOX_COLUMNS:
            corners, scores = _picked(outputs)
        else:
            corners, scores = self._decoded(np.asarray(rows[0], np.float64))
        good = np.flatnonzero((scores >= MIN_BOX_SCORE) & np.isfinite(corners).all(axis=1))
        order = good[np.argsort(-scores[good], kind="stable")]
        return [Person(Box(*(corners[i] / scale).tolist()), float(scores[i])) for i in order]

    def _decoded(
        self, rows: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        cells, strides = _grid(self._size)
        if len(rows) != len(cells):
            raise MalformedFile(
                f"{self._network.source} gives {len(rows)} rows, not {len(cells)} for "
                f"{self._size[0]} x {self._size[1]} px; give the weights of a YOLOX person detector"
            )
        middle = (rows[:, :2] + cells) * strides
        with np.errstate(over="ignore"):
            half = np.exp(rows[:, 2:4]) * strides / 2
        scores = rows[:, 4] * rows[:, _BOX_COLUMNS + _PERSON]
        return np.concatenate([middle - half, middle + half], axis=1), scores


def _picked(
    outputs: list[npt.NDArray[Any]],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    rows = np.asarray(outputs[0][0], np.float64)
    if len(outputs) > 1:
        rows = rows[np.asarray(outputs[1]).reshape(-1) == _PERSON]
    return rows[:, :4], rows[:, 4]


def _grid(size: tuple[int, int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    cells, strides = [], []
    for stride in _STRIDES:
        x, y = np.meshgrid(np.arange(size[0] // stride), np.arange(size[1] // stride))
        cells.append(np.stack([x.ravel(), y.ravel()], axis=1))
        strides.append(np.full((x.size, 1), stride))
    return np.concatenate(cells).astype(np.float64), np.concatenate(strides).astype(np.float64)


def letterbox(rgb: Image, size: tuple[int, int]) -> tuple[Floats, float]:
    """Shrink or enlarge a picture into the upper left of the detector's input.

    Parameters
    ----------
    rgb
        Picture (height, width, 3).
    size
        (width, height) of the input in px.

    Returns
    -------
    tuple
        Input (1, 3, height, width) with values 0-255 in BGR order, on which the detectors were
        trained, and its px per px of the picture.
    """
    import cv2

    height, width = rgb.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, int(width * scale)), max(1, int(height * scale)))
    full = np.full((size[1], size[0], 3), _MARGIN_GREY, np.uint8)
    full[: inner[1], : inner[0]] = cv2.resize(rgb, inner, interpolation=cv2.INTER_LINEAR)
    bgr = full[:, :, ::-1].astype(np.float32)
    return np.ascontiguousarray(bgr.transpose(2, 0, 1)[None]), scale
