"""BlazePose as shipped in mediapipe's wheel: 33 points of one person."""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import MissingModel, UsageError
from runtall.inputs.pose.estimator import estimators
from runtall.motion.vocabulary import BLAZEPOSE_33

_LANDMARK_MODELS: Final = {
    0: "pose_landmark_lite.tflite",
    1: "pose_landmark_full.tflite",
    2: "pose_landmark_heavy.tflite",
}
_DETECTOR: Final = "pose_detection/pose_detection.tflite"


class BlazePose:
    """Mediapipe's legacy pose solution with its own smoothing off.

    Parameters
    ----------
    complexity
        0 light, 1 full (default), 2 heavy; mediapipe's wheel holds 0 and 1.

    Raises
    ------
    runtall.errors.MissingModel
        When mediapipe, or the model file in its wheel, is absent.
    runtall.errors.UsageError
        When there is no such complexity.
    """

    name: str = "blazepose"
    keypoints: tuple[str, ...] = BLAZEPOSE_33

    def __init__(self, *, complexity: int = 1) -> None:
        if complexity not in _LANDMARK_MODELS:
            raise UsageError(f"blazepose has complexity 0, 1 or 2, not {complexity!r}")
        self.complexity = complexity
        self.version = _mediapipe_version()
        self.model_sha256 = _models_sha256(complexity)
        self._pose: Any = None

    def reset(self) -> None:
        """Forget all pictures; loads the model at the first call."""
        if self._pose is None:
            self._pose = _load(self.complexity)
        else:
            self._pose.reset()

    def estimate(self, rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Points (33, 3) of the person: x, y in px, visibility 0-1; NaN when nobody is seen."""
        if self._pose is None:
            self.reset()
        found = self._pose.process(rgb).pose_landmarks
        if found is None:
            return np.full((len(self.keypoints), 3), np.nan, np.float32)
        height, width = rgb.shape[:2]
        rows = [(p.x * width, p.y * height, p.visibility) for p in found.landmark]
        return np.asarray(rows, np.float32)


def _mediapipe_version() -> str:
    try:
        return version("mediapipe")
    except PackageNotFoundError as error:
        raise MissingModel(
            "the pose estimator blazepose needs mediapipe, which is not installed; "
            "`pip install mediapipe==0.10.21` brings it"
        ) from error


def _models_sha256(complexity: int) -> str:
    # find_spec locates the package without importing it, which would take half a second.
    spec = find_spec("mediapipe")
    root = Path(spec.origin).parent / "modules" if spec and spec.origin else Path()
    digest = hashlib.sha256()
    for part in (_DETECTOR, f"pose_landmark/{_LANDMARK_MODELS[complexity]}"):
        try:
            digest.update((root / part).read_bytes())
        except OSError as error:
            raise MissingModel(
                f"mediapipe {version('mediapipe')} is installed without its model {part}; "
                "`pip install mediapipe==0.10.21` brings it"
            ) from error
    return digest.hexdigest()


def _load(complexity: int) -> Any:  # noqa: ANN401 (mediapipe has no types)
    with _without_pyplot():
        from mediapipe.python.solutions.pose import Pose
    return Pose(model_complexity=complexity, smooth_landmarks=False, static_image_mode=False)


@contextmanager
def _without_pyplot() -> Iterator[None]:
    # Mediapipe imports pyplot for a 3-D plot that is never drawn here; building pyplot's font
    # list takes seconds and writes a file in the user's home.
    names = [n for n in ("matplotlib", "matplotlib.pyplot") if n not in sys.modules]
    for name in names:
        sys.modules[name] = types.ModuleType(name)
    if "matplotlib.pyplot" in names:
        vars(sys.modules["matplotlib"]).setdefault("pyplot", sys.modules["matplotlib.pyplot"])
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


estimators.register("blazepose", BlazePose)
