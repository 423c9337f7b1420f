"""Mean stride of one runner as Fourier series, with its stride-to-stride modes.

The numbers in ``mean_stride.json`` come from ``subject02_running_arms_ik.mot``
of opensim-org/opensim-core (Apache-2.0; Hamner, Seth & Delp 2010), those in
``second_legs.json`` from ``RBDS001runT35.c3d`` of regifukuchi/BMC-RIC-running-biomechanics
(CC BY 4.0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
HARMONICS = 6
FIRST_STRIKE_S = 1.109  # right heel at its lowest, from the marker heights of the same trial
JSON_PATH = Path(__file__).with_name("mean_stride.json")
LEGS_PATH = Path(__file__).with_name("second_legs.json")
COORDINATES = (
    "pelvis_tx",
    "pelvis_ty",
    "pelvis_tz",
    "pelvis_tilt",
    "pelvis_list",
    "pelvis_rotation",
    "hip_flexion_r",
    "hip_adduction_r",
    "hip_rotation_r",
    "knee_angle_r",
    "ankle_angle_r",
    "hip_flexion_l",
    "hip_adduction_l",
    "hip_rotation_l",
    "knee_angle_l",
    "ankle_angle_l",
    "lumbar_extension",
    "lumbar_bending",
    "lumbar_rotation",
    "arm_flex_r",
    "arm_add_r",
    "arm_rot_r",
    "elbow_flex_r",
    "arm_flex_l",
    "arm_add_l",
    "arm_rot_l",
    "elbow_flex_l",
)
ODD = ("pelvis_tz", "pelvis_list", "pelvis_rotation", "lumbar_bending", "lumbar_rotation")


def basis(phase: ArrayLike, harmonics: int = HARMONICS) -> Array:
    """Fourier basis ``1, cos, sin, cos 2, ...`` at ``phase`` in strides."""
    angle = 2 * np.pi * np.asarray(phase, float)[..., None] * np.arange(1, harmonics + 1)
    waves = np.stack([np.cos(angle), np.sin(angle)], -1).reshape(*angle.shape[:-1], -1)
    return np.concatenate([np.ones((*angle.shape[:-1], 1)), waves], -1)


@dataclass(frozen=True)
class StrideModel:
    """Fourier coefficients of a stride and of its ways to vary.

    Attributes
    ----------
    names
        Joint coordinates; angles in deg (OpenSim signs), translations in m.
    mean
        ``(coordinate, 1 + 2 * harmonics)``; phase 0 is right foot strike.
    modes
        ``(mode, coordinate, ...)``: one standard deviation of each mode.
    contact
        Fraction of the stride from strike to toe-off.
    left_strike
        Phase of left foot strike.
    """

    names: tuple[str, ...]
    mean: Array
    modes: Array
    contact: float = 0.345
    left_strike: float = 0.495

    def mirrored(self) -> StrideModel:
        """Swap left and right, half a stride later."""
        return StrideModel(
            self.names,
            mirror_rows(self.mean, self.names, self.left_strike),
            np.stack([mirror_rows(m, self.names, self.left_strike) for m in self.modes]),
            self.contact,
            1 - self.left_strike,
        )

    def symmetrised(self, keep: float) -> StrideModel:
        """Keep only a share ``keep`` (0 to 1) of the left-right difference."""
        even = 0.5 * (self.mean + mirror_rows(self.mean, self.names, self.left_strike))
        strike = 0.5 + keep * (self.left_strike - 0.5)
        return StrideModel(
            self.names, even + keep * (self.mean - even), self.modes, self.contact, strike
        )


def mirror_rows(coefficients: Array, names: tuple[str, ...], shift: float) -> Array:
    """Coefficients with left and right swapped, ``shift`` strides later."""
    swap = {"_r": "_l", "_l": "_r"}
    source = [n[:-2] + swap[n[-2:]] if n[-2:] in swap else n for n in names]
    out = coefficients[[names.index(n) for n in source]].copy()
    for row, name in enumerate(names):
        out[row] = shift_rows(out[row], shift)
        if name in ODD:
            out[row] *= -1
    return out


def shift_rows(row: Array, shift: float) -> Array:
    """Coefficients of f(phase + shift)."""
    out = row.copy()
    for k in range(1, (len(row) - 1) // 2 + 1):
        c, s = row[2 * k - 1], row[2 * k]
        a = 2 * np.pi * k * shift
        out[2 * k - 1] = c * np.cos(a) + s * np.sin(a)
        out[2 * k] = s * np.cos(a) - c * np.sin(a)
    return out


def read_mot(path: Path) -> dict[str, Array]:
    """Columns of an OpenSim ``.mot`` table by name."""
    lines = path.read_text().split("endheader", 1)[1].strip().splitlines()
    rows = np.array([[float(v) for v in line.split()] for line in lines[1:]])
    return dict(zip(lines[0].split(), rows.T, strict=True))


def fit(path: Path, n_modes: int = 4) -> StrideModel:
    """Fit mean stride and modes to a trial's inverse kinematics."""
    table = read_mot(path)
    time = table["time"]
    starts = _stride_starts(time, table["hip_flexion_r"] - table["hip_flexion_l"])
    rows = []
    for t0, t1 in pairwise(starts):
        inside = (time >= t0) & (time < t1)
        design = basis((time[inside] - t0) / (t1 - t0))
        data = np.stack([table[n][inside] for n in COORDINATES], -1)
        rows.append(np.linalg.lstsq(design, data, rcond=None)[0].T)
    strides = np.stack(rows)
    mean = strides.mean(0)
    _, size, modes = np.linalg.svd((strides - mean).reshape(len(strides), -1), full_matrices=False)
    scaled = modes[:n_modes] * size[:n_modes, None] / np.sqrt(len(strides) - 1)
    return StrideModel(tuple(COORDINATES), mean, scaled.reshape(-1, *mean.shape))


def _stride_starts(time: Array, signal: Array) -> Array:
    """Rising zero crossings, moved so that one falls on `FIRST_STRIKE_S`."""
    s = signal - signal.mean()
    k = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    crossing = time[k] - s[k] * (time[k + 1] - time[k]) / (s[k + 1] - s[k])
    stride = np.median(np.diff(crossing))
    offset = (FIRST_STRIKE_S - crossing[0]) % stride  # same event, whatever the stride
    moved = crossing + offset
    return moved[moved < time[-1]]


def save(model: StrideModel, path: Path = JSON_PATH) -> None:
    """Write a stride model as JSON with its attribution."""
    content = {
        "source": "opensim-org/opensim-core, subject02_running_arms_ik.mot",
        "licence": "Apache-2.0",
        "note": "Fourier coefficients 1, cos, sin, cos 2, ...; phase 0 = right foot strike; "
        "angles deg (OpenSim signs), translations m; modes: one SD of stride-to-stride change",
        "names": list(model.names),
        "mean": np.round(model.mean, 4).tolist(),
        "modes": np.round(model.modes, 4).tolist(),
        "contact": model.contact,
        "left_strike": model.left_strike,
    }
    path.write_text(json.dumps(content) + "\n")


def load(path: Path | None = None) -> StrideModel:
    """Read a stride model from JSON, or fit one to a ``.mot`` file."""
    if path is not None and path.suffix == ".mot":
        return fit(path)
    content = json.loads((path or JSON_PATH).read_text())
    return StrideModel(
        tuple(content["names"]),
        np.array(content["mean"]),
        np.array(content["modes"]),
        content["contact"],
        content["left_strike"],
    )


def with_second_legs(model: StrideModel, path: Path = LEGS_PATH) -> StrideModel:
    """The same arms and trunk on another runner's pelvis and legs, with that runner's contacts."""
    content = json.loads(path.read_text())
    mean = model.mean.copy()
    for name, row in zip(content["names"], content["mean"], strict=True):
        mean[model.names.index(name)] = row
    return replace(model, mean=mean, contact=content["contact"], left_strike=content["left_strike"])
