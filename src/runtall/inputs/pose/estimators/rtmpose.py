"""RTMPose: 26 points of one person, feet among them, by ONNX Runtime.

Jiang et al. 2023, arXiv 2303.07399; code and weights are under Apache-2.0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from runtall.inputs.pose.estimator import estimators
from runtall.inputs.pose.onnx.sources import Options, find_models
from runtall.inputs.pose.onnx.topdown import TopDownPose
from runtall.motion.vocabulary import HALPE_26

MODEL: Final = "rtmpose-m-halpe26"
"""The known weights."""


class RtmPose(TopDownPose):
    """RTMPose with the points of Halpe-26."""

    name = "rtmpose"
    keypoints: tuple[str, ...] = HALPE_26


def create(
    *,
    weights: str | Path | None = None,
    detector_weights: str | Path | None = None,
    download: bool = False,
    sha256: str | None = None,
    detector_sha256: str | None = None,
) -> RtmPose:
    """Make the estimator; the models are loaded at the first `reset`.

    Parameters
    ----------
    weights
        Path of a Halpe-26 RTMPose model, .onnx or a .zip with one. None takes the known one from
        the cache of this user.
    detector_weights
        Path of a YOLOX person detector. None takes the known one together with the known pose
        model, and none together with `weights`.
    download
        Whether known models may be downloaded when this computer lacks them.
    sha256, detector_sha256
        Hex digests that the files must have; a known model has its own.

    Raises
    ------
    runtall.errors.MissingExtra
        When ONNX Runtime is not installed.
    runtall.errors.MissingModel
        When a file is absent, is not the pinned one, or may not be downloaded.
    """
    options = Options(
        weights=weights,
        detector_weights=detector_weights,
        download=download,
        sha256=sha256,
        detector_sha256=detector_sha256,
    )
    RtmPose.check_runtime()
    return RtmPose(*find_models(MODEL, options))


estimators.register("rtmpose", create)
