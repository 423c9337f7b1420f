"""Follow one person: a box, the points in it, the next box from the points."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import MalformedFile, UsageError
from runtall.inputs.pose.onnx.crop import Box, Crop, normalized
from runtall.inputs.pose.onnx.detector import PersonDetector
from runtall.inputs.pose.onnx.network import Floats, Image, Network, runtime_version
from runtall.inputs.pose.onnx.simcc import SPLIT, decode_simcc
from runtall.inputs.pose.onnx.weights import Weights

MIN_SCORE: Final = 0.3
"""A point below it does not count for the box; half the points below it, and nobody is seen.

The usual limit for drawing a point in the demonstrations of these models.
"""

# Box around the points to box of the person; the published tracker takes the same.
_BOX_FROM_POINTS: Final = 1.25
# A smaller box holds no person whose posture could be read.
_MIN_BOX_PX: Final = 16.0
# A box found again after a loss is the same person when it overlaps the last by so much; the
# published tracker takes the same.
_SAME_PERSON: Final = 0.3
# Without a detector the first box is the whole picture; it closes in on the person in so many
# steps, each at most to the hull of the points.
_CLOSING_IN: Final = 2
# Changes when the code here gives other points for the same picture and model.
_REVISION: Final = 1
_SIMCC_DIMS: Final = 3
_OUTPUTS: Final = 2


class TopDownPose:
    """Points of one person by a SimCC model, with or without a person detector.

    The box of a picture comes from the points of the picture before. At the start and after a
    loss it comes from the detector (the largest person, or the one that was followed), or else
    from the whole picture.

    Parameters
    ----------
    weights
        The pose model.
    detector
        The person detector; None starts from the whole picture.

    Raises
    ------
    runtall.errors.MissingExtra
        When ONNX Runtime is not installed.
    """

    name: str
    keypoints: tuple[str, ...]

    def __init__(self, weights: Weights, detector: Weights | None = None) -> None:
        self.version = f"{_REVISION}+onnxruntime-{self.check_runtime()}"
        self.model_sha256 = _joint_sha256(weights, detector)
        self.weights = weights
        self.detector = detector
        self._network: Network | None = None
        self._people: PersonDetector | None = None
        self._size = (0, 0)
        self._box: Box | None = None
        self._last: Box | None = None

    @classmethod
    def check_runtime(cls) -> str:
        """Version of ONNX Runtime.

        Raises
        ------
        runtall.errors.MissingExtra
            When it is not installed.
        """
        return runtime_version(cls.name)

    def reset(self) -> None:
        """Forget all pictures; loads the models at the first call.

        Raises
        ------
        runtall.errors.MissingModel
            When a model file has gone or has changed.
        runtall.errors.MalformedFile
            When a model is not of the kind that is needed.
        """
        self._box = self._last = None
        if self._network is None:
            self._network, self._size = self._load()

    def estimate(self, rgb: Image) -> Floats:
        """Points of the person in one picture.

        Parameters
        ----------
        rgb
            Picture (height, width, 3), upright, uint8.

        Returns
        -------
        numpy.ndarray
            (K, 3): x to the right and y down in px of the picture, score 0-1. All NaN when
            nobody is seen; NaN for a point to which the model does not respond.
        """
        if rgb.ndim != _SIMCC_DIMS or rgb.shape[2] != _SIMCC_DIMS or rgb.dtype != np.uint8:
            raise UsageError(
                f"a picture is (height, width, 3) of uint8, not {rgb.shape} of {rgb.dtype}"
            )
        if self._network is None:
            self.reset()
        points = self._followed(rgb)
        if points is None:
            points = self._found(rgb)
        self._box = None if points is None else box_of_points(points)
        if points is None or self._box is None:
            return np.full((len(self.keypoints), 3), np.nan, np.float32)
        self._last = self._box
        return points.astype(np.float32)

    def _followed(self, rgb: Image) -> npt.NDArray[np.float64] | None:
        return None if self._box is None else self._seen_in(rgb, self._box)

    def _found(self, rgb: Image) -> npt.NDArray[np.float64] | None:
        if self._people is not None:
            box = self._person(rgb)
            return None if box is None else self._seen_in(rgb, box)
        height, width = rgb.shape[:2]
        points = self._seen_in(rgb, Box(0.0, 0.0, width, height))
        for _ in range(_CLOSING_IN):
            nearer = None if points is None else box_of_points(points)
            if nearer is None:
                return None
            points = self._seen_in(rgb, nearer)
        return points

    def _person(self, rgb: Image) -> Box | None:
        assert self._people is not None
        boxes = [person.box for person in self._people.people(rgb)]
        if not boxes:
            return None
        if self._last is not None:
            same = max(boxes, key=self._last.overlap)
            if same.overlap(self._last) >= _SAME_PERSON:
                return same
        return max(boxes, key=lambda box: box.area)

    def _seen_in(self, rgb: Image, box: Box) -> npt.NDArray[np.float64] | None:
        if min(box.right - box.left, box.bottom - box.top) < _MIN_BOX_PX:
            return None
        crop = Crop.around(box, self._size)
        points = decode_simcc(*self._responses(crop.cut(rgb)))
        points[:, :2] = crop.to_picture(points[:, :2])
        return points if is_seen(points) else None

    def _responses(self, picture: Image) -> tuple[Floats, Floats]:
        assert self._network is not None
        outputs = self._network.run(normalized(picture))
        named = dict(zip(self._network.output_names, outputs, strict=True))
        along_x = named.get("simcc_x", outputs[0])
        along_y = named.get("simcc_y", outputs[-1])
        wanted = [(1, len(self.keypoints), SPLIT * side) for side in self._size]
        if len(outputs) != _OUTPUTS or [along_x.shape, along_y.shape] != wanted:
            raise MalformedFile(
                f"{self._network.source} gives {[output.shape for output in outputs]}, not "
                f"{wanted} of {self.name}; give the weights of that model"
            )
        return along_x[0], along_y[0]

    def _load(self) -> tuple[Network, tuple[int, int]]:
        if self.detector is not None:
            source = str(self.detector.path)
            self._people = PersonDetector(Network(self.detector.content(), source, self.name))
        network = Network(self.weights.content(), str(self.weights.path), self.name)
        if network.input_size is None:
            raise MalformedFile(
                f"{network.source} fixes no size of the picture; export it with a fixed one"
            )
        return network, network.input_size


def is_seen(points: npt.NDArray[np.float64]) -> bool:
    """Whether at least half of the points (K, 3) have a score that counts."""
    return bool(np.median(np.nan_to_num(points[:, 2])) >= MIN_SCORE)


def box_of_points(points: npt.NDArray[np.float64]) -> Box | None:
    """Box of a person from the points (K, 3) that count; None when there are none."""
    good = points[points[:, 2] >= MIN_SCORE, :2]
    if not len(good):
        return None
    left, top = good.min(axis=0).tolist()
    right, bottom = good.max(axis=0).tolist()
    return Box(left, top, right, bottom).grown(_BOX_FROM_POINTS)


def _joint_sha256(weights: Weights, detector: Weights | None) -> str:
    # The detector decides about crops, so points kept from an earlier run depend on it too.
    if detector is None:
        return weights.sha256
    return hashlib.sha256(f"{detector.sha256}\n{weights.sha256}".encode()).hexdigest()
