"""Where a detector puts its points against the joints: learned by view, point and phase.

``data/landmarks-<estimator>.json`` is written by ``tools/learn_landmarks.py`` from rendered
runners and never by hand. From the side it is kept for the left view; the right is its mirror.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import View
from runtall.motion.vocabulary import BODY, mirrored

Array = npt.NDArray[np.float64]

ERROR_WIDTH: Final = 13
_ASSUMED_OFFSET: Final = 0.012
_ASSUMED_SPREAD: Final = 0.006
"""Share of stature, for an estimator whose errors were never learned."""
_MIRROR: Final = [BODY.index(mirrored(name)) for name in BODY]
_LATER: Final = (-1.0) ** np.concatenate([[0], np.repeat(np.arange(1, 7), 2)])


@dataclass(frozen=True, slots=True)
class LandmarkError:
    """Detected less true place in the picture, as shares of stature.

    Attributes
    ----------
    mean, sd
        Shape ``(13, 19, 2)``: Fourier coefficients over the phase from left contact; the first
        is the constant offset, the others are locked to the stride and never average out.
    lag, lag_sd
        By how much the stride's phase runs ahead of what this view takes it for, cycles.
    learned
        Whether it was learned at all.
    """

    mean: Array
    sd: Array
    lag: float = 0.0
    lag_sd: float = 0.03
    learned: bool = True

    def mean_at(self, lag: float) -> tuple[Array, Array]:
        """Mean counted from a phase that lags, and its derivative by the lag, per cycle."""
        rate = 2 * np.pi * np.arange(1, len(self.mean) // 2 + 1)[:, None, None]
        cos, sin = np.cos(rate * lag), np.sin(rate * lag)
        a, b = self.mean[1::2], self.mean[2::2]
        turned, slope = self.mean.copy(), np.zeros_like(self.mean)
        turned[1::2], turned[2::2] = a * cos + b * sin, b * cos - a * sin
        slope[1::2], slope[2::2] = rate * turned[2::2], -rate * turned[1::2]
        return turned, slope

    def mirrored(self) -> LandmarkError:
        """The same of the mirrored runner."""
        return replace(self, mean=mirror_error(self.mean), sd=np.abs(mirror_error(self.sd)))


def mirror_error(values: Array) -> Array:
    """The same of the mirrored runner: sides exchanged, half a stride later, x turned round."""
    turned: Array = values[:, _MIRROR] * _LATER[:, None, None]
    turned[..., 0] *= -1
    return turned


def landmark_errors(estimator: str, view: View) -> LandmarkError:
    """Learned errors of one view; assumed ones for an estimator without."""
    kind = view if view in ("rear", "front") else "left"
    known = _table(estimator).get(kind)
    if known is None:
        return assumed()
    mean, sd = (np.array(known[k], dtype=float) for k in ("mean", "sd"))
    error = LandmarkError(mean, sd, known["lag"], known["lag_sd"])
    return error.mirrored() if view == "right" else error


def assumed() -> LandmarkError:
    """Errors of a detector that nobody measured: no bias, and a spread that falls with pace."""
    sd = np.empty((ERROR_WIDTH, len(BODY), 2))
    sd[0] = _ASSUMED_OFFSET
    harmonic = np.repeat(np.arange(1, 7), 2)
    sd[1:] = (_ASSUMED_SPREAD / np.sqrt(harmonic))[:, None, None]
    return LandmarkError(np.zeros_like(sd), sd, learned=False)


@cache
def _table(estimator: str) -> dict[str, Any]:
    path = files("runtall.kinematics.stride3d").joinpath("data", f"landmarks-{estimator}.json")
    if not path.is_file():
        return {}
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["views"]
    return table
