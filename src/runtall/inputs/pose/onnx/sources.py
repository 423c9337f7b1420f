"""From the options of an estimator to its two model files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from runtall.errors import UsageError
from runtall.inputs.pose.onnx.models import model_card
from runtall.inputs.pose.onnx.weights import Weights, weights_from_file, weights_from_table

DETECTOR: Final = "yolox-m-humanart"
"""The person detector of the table, used with the models of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may say about the models; all of it can be written as JSON.

    Attributes
    ----------
    weights
        Path of the pose model, .onnx or a .zip with one; None takes the known one.
    detector_weights
        Path of a YOLOX person detector; None takes the known one together with the known pose
        model, and none together with `weights`.
    download
        Whether known models may be downloaded when this computer lacks them.
    sha256, detector_sha256
        Hex digests that the files must have; a known model has its own.
    """

    weights: str | Path | None = None
    detector_weights: str | Path | None = None
    download: bool = False
    sha256: str | None = None
    detector_sha256: str | None = None


def find_models(model: str, options: Options) -> tuple[Weights, Weights | None]:
    """The pose model and the person detector, if any.

    Parameters
    ----------
    model
        Name of the known pose model.
    options
        What the user said.

    Raises
    ------
    runtall.errors.MissingModel
        When a file is absent, is not the pinned one, or may not be downloaded.
    runtall.errors.UsageError
        When a digest is given for no detector.
    """
    if options.weights is None:
        pose = weights_from_table(model_card(model), fetch=options.download, sha256=options.sha256)
    else:
        pose = weights_from_file(options.weights, sha256=options.sha256)
    return pose, _detector(options)


def _detector(options: Options) -> Weights | None:
    pin = options.detector_sha256
    if options.detector_weights is not None:
        return weights_from_file(options.detector_weights, sha256=pin)
    if options.weights is None:
        card = model_card(DETECTOR)
        return weights_from_table(
            card, fetch=options.download, sha256=pin, option="detector_weights"
        )
    if pin is not None:
        raise UsageError("detector_sha256 is given without detector_weights; give both or none")
    return None
