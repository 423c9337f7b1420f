"""SpinePose: 37 points of one person, nine of them along the spine, by ONNX Runtime.

Khan et al. 2025, arXiv 2504.08110; second weights: Khan and Stricker 2026, arXiv 2602.20792. The
weights are for non-commercial use only, so runtall neither ships them nor takes them unasked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from runtall.inputs.pose.estimator import estimators
from runtall.inputs.pose.onnx.notices import notices
from runtall.inputs.pose.onnx.sources import Options, find_models
from runtall.inputs.pose.onnx.topdown import TopDownPose
from runtall.motion.vocabulary import HALPE_26

MODEL: Final = "spinepose-m-v2"
"""The known weights."""

LICENCE_NOTICE: Final = (
    "SpinePose: its weights (DFKI, Khan et al.) are licensed CC BY-NC 4.0, for non-commercial use "
    "only; so are models derived from them. https://github.com/dfki-av/spinepose"
)

SPINE_9: Final = ("sacrum", "l5", "l3", "t12", "t8", "t3", "c7", "c4", "c1")
"""The points along the spine, from below; `t12` lies at T12/L1 and `c4` at C3/C4.

SpineTrack calls them hip, spine_01 to spine_05, neck, neck_02 and neck_03, and its authors give
these levels. The labels are annotated or simulated places in the picture, no palpated bones.
"""

# SpineTrack begins as Halpe-26; what Halpe calls neck and mid-hip it labels C7 and mid-sacrum.
_RENAMED: Final = {"neck": "c7", "mid_hip": "sacrum"}

SPINETRACK_37: Final = (
    *(_RENAMED.get(point, point) for point in HALPE_26),
    "l5", "l3", "t12", "t8", "t3",
    "left_latissimus", "right_latissimus", "left_clavicle", "right_clavicle",
    "c4", "c1",
)  # fmt: skip
"""All points in the order of the model."""


class SpinePose(TopDownPose):
    """SpinePose with the points of SpineTrack."""

    name = "spinepose"
    keypoints: tuple[str, ...] = SPINETRACK_37


def create(
    *,
    weights: str | Path | None = None,
    detector_weights: str | Path | None = None,
    download: bool = False,
    sha256: str | None = None,
    detector_sha256: str | None = None,
) -> SpinePose:
    """Make the estimator and say once under which licence its weights are.

    Parameters
    ----------
    weights
        Path of a SpinePose model, .onnx or a .zip with one. None takes the known one from the
        cache of this user.
    detector_weights
        Path of a YOLOX person detector. None takes the known one together with the known pose
        model, and none together with `weights`.
    download
        Whether known models may be downloaded when this computer lacks them.
    sha256, detector_sha256
        Hex digests that the files must have; a known and pinned model has its own.

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
    SpinePose.check_runtime()
    notices.once(LICENCE_NOTICE)
    return SpinePose(*find_models(MODEL, options))


estimators.register("spinepose", create)
