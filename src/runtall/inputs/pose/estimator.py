"""What a pose estimator is, and the registry that finds one by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from runtall.registry import Registry


class PoseEstimator(Protocol):
    """Finds the points of one person in a picture, with a memory of the picture before.

    Constructing one is cheap: it reads what identifies the model and loads nothing heavy.
    The model itself is loaded at the first `reset`.

    Attributes
    ----------
    name
        As registered.
    version
        Of the code that runs the model; part of the key of cached points.
    keypoints
        Names of the K points, in the order of `estimate`, from
        `runtall.motion.vocabulary`.
    model_sha256
        Hex digest of the model; part of the key of cached points.
    """

    name: str
    version: str
    keypoints: tuple[str, ...]
    model_sha256: str

    def reset(self) -> None:
        """Forget all pictures: the next one is treated as the first."""

    def estimate(self, rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Points of the person in one picture.

        Parameters
        ----------
        rgb
            Picture (height, width, 3), upright.

        Returns
        -------
        numpy.ndarray
            (K, 3): x to the right and y down in px of that picture, and a score 0-1. All NaN
            when nobody is seen. The same pictures since the last `reset` give the same points.
        """


EstimatorFactory = Callable[..., PoseEstimator]

estimators: Final[Registry[EstimatorFactory]] = Registry(
    "pose estimator", "runtall.inputs.pose.estimators", "runtall.poses"
)
"""Factories by name; options are keyword arguments that can be written as JSON."""
