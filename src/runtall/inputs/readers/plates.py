"""Force plates of a C3D file, as force on the runner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.inputs.readers.raw import Array, Force
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from ezc3d import c3d

Found = tuple[tuple[Force, ...], tuple[Notice, ...]]

_CHANNELS: Final = {1: 6, 2: 6, 3: 8, 4: 6}
"""Analog channels of a plate by its type; other types are not computed."""
_NEWTON: Final = frozenset({"", "n", "newton", "newtons"})
_STANDING_N: Final = 10.0
"""Below this a plate is empty and its centre of pressure is noise."""
_PRESSED: Final = 0.2
"""Share of the largest force from which the direction of the force is told."""


def forces_of(file: c3d, position: Array, start_s: float, rate_hz: float) -> Found:
    """Compute the force of every plate.

    Parameters
    ----------
    file
        As ezc3d read it.
    position
        (time, label, 3) of the markers: a runner is pushed towards them.
    start_s, rate_hz
        Time of the first analog value, and analog values per second.

    Returns
    -------
    tuple, tuple
        Forces, and a notice where they had to be left out or turned round.
    """
    group = file["parameters"].get("FORCE_PLATFORM")
    count = _number(group, "USED")
    if group is None or count <= 0:
        return (), ()
    reason = _unfit(file, group, count)
    if reason:
        return _left_out(reason)
    try:
        plates = [_plate(plate) for plate in _computed(file)]
    except (RuntimeError, ValueError, IndexError, OSError):
        return _left_out("what they say of themselves makes no sense")
    return _on_the_runner(plates, position, start_s, rate_hz)


def _left_out(reason: str) -> Found:
    return (), (Notice("force_left_out", f"its force plates are not used: {reason}"),)


def _number(group: Mapping[str, Any] | None, name: str) -> int:
    values = np.ravel((group or {}).get(name, {}).get("value", ()))
    return int(values[0]) if values.size and values.dtype.kind in "iuf" else 0


def _unfit(file: c3d, group: Mapping[str, Any], count: int) -> str:
    """Why ezc3d cannot compute these plates; nothing when it can.

    It reads what the parameters say without asking whether that is there.
    """
    types = _values(group, "TYPE").ravel()
    if types.size < count or count > _MOST_PLATES:
        return "their types are not given"
    kinds = [int(kind) for kind in types[:count]]
    strange = [kind for kind in kinds if kind not in _CHANNELS]
    if strange:
        return f"plates of type {strange[0]} are not known"
    if not _fits(group, "CORNERS", (3, 4), count) or not _fits(group, "ORIGIN", (3,), count):
        return "their corners or origins are not given"
    if 4 in kinds and not _fits(group, "CAL_MATRIX", (6, 6), count):
        return "their calibration is not given"
    return _unfit_channels(file, group, kinds)


_MOST_PLATES: Final = 64


def _unfit_channels(file: c3d, group: Mapping[str, Any], kinds: Sequence[int]) -> str:
    needed = max(_CHANNELS[kind] for kind in kinds)
    if not _fits(group, "CHANNEL", (needed,), len(kinds)):
        return "their channels are not given"
    channels = _values(group, "CHANNEL")
    analogs = file["data"]["analogs"].shape[1]
    units = list(file["parameters"].get("ANALOG", {}).get("UNITS", {}).get("value", ()))
    for plate, kind in enumerate(kinds):
        own = channels[: _CHANNELS[kind], plate].astype(int)
        if (own < 1).any() or (own > analogs).any():
            return "their channels are not in the file"
        # A calibration matrix takes V to N; without one the channels must be N themselves.
        said = [str(units[n - 1]).strip() for n in own[:3] if n <= len(units)]
        if kind != 4 and any(unit.lower() not in _NEWTON for unit in said):
            return f"their channels are in {said[0]!r}, not in N"
    return ""


def _values(group: Mapping[str, Any], name: str) -> np.ndarray[Any, np.dtype[Any]]:
    values = np.asarray(group.get(name, {}).get("value", ()))
    return values if values.dtype.kind in "iuf" else np.empty(0)


def _fits(group: Mapping[str, Any], name: str, shape: tuple[int, ...], count: int) -> bool:
    values = _values(group, name)
    wide = values.ndim == len(shape) + 1 and values.shape[-1] >= count
    exact = name != "CHANNEL"
    return wide and all(
        have == need if exact else have >= need
        for have, need in zip(values.shape[:-1], shape, strict=True)
    )


def _computed(file: c3d) -> list[Mapping[str, Any]]:
    import ezc3d

    platforms = ezc3d.ezc3d.ForcePlatforms(file.c3d_swig).forcePlatforms()
    return [ezc3d.c3d.PlatForm(platform) for platform in platforms]


def _plate(plate: Mapping[str, Any]) -> tuple[Array, Array, Array]:
    """Force (n, 3), centre of pressure (n, 3) and corners (4, 3)."""
    return plate["force"].T, plate["center_of_pressure"].T, plate["corners"].T


def _on_the_runner(
    plates: Sequence[tuple[Array, Array, Array]], position: Array, start_s: float, rate_hz: float
) -> Found:
    forces, turned = [], 0
    for number, (force, centre, corners) in enumerate(plates):
        push = force @ _normal(corners, position)
        pulls = _pulls(push)
        turned += pulls
        point = np.where(np.abs(push)[:, None] > _STANDING_N, centre, np.nan)
        time_s = start_s + np.arange(len(force)) / rate_hz
        forces.append(Force(f"plate {number + 1}", time_s, -force if pulls else force, point))
    text = f"{turned} force plates gave the force on the plate: it is turned round"
    return tuple(forces), (Notice("force_turned", text),) if turned else ()


def _normal(corners: Array, position: Array) -> Array:
    """Unit vector across the plate, towards the markers; as the corners turn without markers."""
    normal = np.cross(corners[0] - corners[1], corners[0] - corners[3])
    length = float(np.linalg.norm(normal))
    normal = normal / length if length > 0 else np.zeros(3)
    seen = position[np.isfinite(position).all(axis=-1)]
    if not seen.size:
        # The z axis of a plate points down by convention.
        return -normal
    return -normal if (seen.mean(axis=0) - corners.mean(axis=0)) @ normal < 0 else normal


def _pulls(push: Array) -> bool:
    strong = np.abs(push)
    largest = float(np.nanmax(strong)) if np.isfinite(strong).any() else 0.0
    if largest <= _STANDING_N:
        return False
    return float(np.nanmedian(push[strong > _PRESSED * largest])) < 0
