"""What is usual of a stride and a body before anything is seen."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.motion.skeleton import COORDINATES, LENGTHS, MIRROR_ORDER, MIRROR_SIGN, TRANSLATIONS

Array = npt.NDArray[np.float64]

HARMONICS: Final = 4
"""Of the coordinates from clips: more follow the noise, fewer lose the elbow and the knee."""
_ALIKE_MEAN: Final = float(np.radians(5.0))
_ALIKE_FIRST: Final = float(np.radians(8.0))
_ALIKE_AXIAL: Final = float(np.radians(3.0))
_ALIKE_AXIAL_MEAN: Final = float(np.radians(6.0))
_ALIKE_PLACE: Final = 0.01
"""How far left and right, or the two halves of a stride, differ: rad; m for the pelvis's place."""
_LENGTH_SD: Final = {
    "shoulder_half": 0.15, "hip_half": 0.07, "ear_height": 0.10, "ear_half": 0.10,
    "nose_ahead": 0.15, "nose_drop": 0.5, "heel_back": 0.2, "heel_drop": 0.2, "toe_ahead": 0.1,
    "toe_drop": 0.25, "upper_arm": 0.06, "forearm": 0.06,
}  # fmt: skip
_LIMB_SD: Final = 0.06
_STATURE: Final = ("trunk", "thigh", "shank", "ear_height")
_STATURE_SD: Final = 0.012
"""Trunk, thigh, shank and ear height together follow stature more closely than each alone."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Gaussian knowledge of the unknowns: ``precision @ (unknowns - mean)`` is its gradient.

    ``mean`` has shape ``(n,)``, ``precision`` ``(n, n)``: coefficients row by row, then lengths.
    """

    mean: Array
    precision: Array


def _data(name: str) -> str:
    text = files("runtall.kinematics.stride3d").joinpath("data", name)
    return text.read_text(encoding="utf-8")


@cache
def usual_coefficients(n_harmonics: int) -> Array:
    """Mean of the prior, shape ``(34, 2 n_harmonics + 1)``: m and rad."""
    known: dict[str, list[float]] = json.loads(_data("usual_stride.json"))["coefficients"]
    spread = _spreads()
    found = np.zeros((len(COORDINATES), 2 * n_harmonics + 1))
    for k, name in enumerate(COORDINATES):
        row = known.get(name, [])[: found.shape[1]]
        found[k, : len(row)] = row
        found[k, 0] = spread[name]["mean"]
    scaled: Array = found * _si()[:, None]
    return scaled


def _si() -> Array:
    return np.array([1.0 if n in TRANSLATIONS else np.pi / 180 for n in COORDINATES])


def _spreads() -> dict[str, dict[str, Any]]:
    table = tomllib.loads(_data("prior.toml"))
    return {name: table.get(name) or table[name[:-2]] for name in COORDINATES}


@cache
def coefficient_sd(n_harmonics: int) -> Array:
    """Spread of the prior, shape ``(34, 2 n_harmonics + 1)``: m and rad."""
    found = np.empty((len(COORDINATES), 2 * n_harmonics + 1))
    for k, (_, row) in enumerate(_spreads().items()):
        found[k, 0] = row["sd"]
        for h in range(1, n_harmonics + 1):
            found[k, 2 * h - 1 : 2 * h + 1] = row["first"] / h ** row["fall"]
    return found * _si()[:, None]


def half_later(n_harmonics: int = HARMONICS) -> Array:
    """Signs by which a series becomes that of half a stride later, shape ``(2 n + 1,)``."""
    harmonic = np.concatenate([[0], np.repeat(np.arange(1, n_harmonics + 1), 2)])
    return np.asarray((-1.0) ** harmonic)


@cache
def _alike(n_harmonics: int) -> tuple[Array, Array]:
    """Rows that vanish in a symmetric stride, (m, n), and their spreads (m,)."""
    width = 2 * n_harmonics + 1
    index = np.arange(len(COORDINATES) * width).reshape(len(COORDINATES), width)
    later, rows, spreads = half_later(n_harmonics), [], []
    for k, other in enumerate(MIRROR_ORDER):
        if other < k:
            continue
        for b in range(width):
            row = np.zeros(index.size)
            row[index[k, b]] += 1.0
            row[index[other, b]] -= MIRROR_SIGN[k] * later[b]
            if np.any(row):
                rows.append(row)
                spreads.append(_alike_sd(k, int(other), b))
    return np.array(rows), np.array(spreads)


def _alike_sd(k: int, other: int, b: int) -> float:
    harmonic = (b + 1) // 2
    if COORDINATES[k] in TRANSLATIONS:
        return 2 * _ALIKE_PLACE
    if other == k:
        # The row holds twice what should vanish.
        return 2 * (_ALIKE_AXIAL / harmonic if harmonic else _ALIKE_AXIAL_MEAN)
    return _ALIKE_FIRST / harmonic if harmonic else _ALIKE_MEAN


def prior_of(lengths: Array, *, height_known: bool, n_harmonics: int = HARMONICS) -> Prior:
    """Prior of all that describes the body and its stride.

    Parameters
    ----------
    lengths
        Usual lengths of a runner of that height, (15,), m.
    height_known
        False widens the tie to stature.
    n_harmonics
        Of the coordinates.
    """
    usual = usual_coefficients(n_harmonics).ravel()
    mean = np.concatenate([usual, lengths])
    precision = np.zeros((len(mean), len(mean)))
    motion, body = slice(0, len(usual)), slice(len(usual), len(mean))
    rows, spreads = _alike(n_harmonics)
    precision[motion, motion] = (rows.T / spreads**2) @ rows
    precision[motion, motion] += np.diag(1 / coefficient_sd(n_harmonics).ravel() ** 2)
    # The usual stride is symmetric, so the rows vanish at the mean and one mean serves both.
    precision[body, body] = np.diag([1 / (_LENGTH_SD.get(k, _LIMB_SD) * v) ** 2
                                     for k, v in zip(LENGTHS, lengths, strict=True)])  # fmt: skip
    whole = np.array([1.0 if k in _STATURE else 0.0 for k in LENGTHS])
    sd = (_STATURE_SD if height_known else 4 * _STATURE_SD) * float(np.sum(whole * lengths))
    precision[body, body] += np.outer(whole, whole) / sd**2
    return Prior(mean, precision)
