"""A motion file as a recording of a runner: named, in m, turned to the lab frame, mended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.errors import MissingStream, TooShort
from runtall.inputs.files import shown
from runtall.inputs.markers.axes import Axes, find_axes
from runtall.inputs.markers.centres import APPROXIMATE, FILE, Centre, body_points
from runtall.inputs.markers.cloud import SIDES, Array, Cloud, level
from runtall.inputs.markers.gaps import Mended, mend, told
from runtall.inputs.markers.names import Named, name_points
from runtall.inputs.markers.options import MarkerOptions
from runtall.inputs.markers.sides import exchange, is_mirrored
from runtall.inputs.markers.skeleton import body_of, has_body, lengths_of, normalised, turned
from runtall.motion.recording import Notice, Recording
from runtall.motion.vocabulary import ANATOMICAL

if TYPE_CHECKING:
    import xarray as xr

    from runtall.inputs.readers.raw import RawMotion

SKELETON: Final = "skeleton"
"""Origin of points that follow from joint coordinates."""
_FEWEST: Final = 10
"""Frames of a motion."""
_ENDS: Final = (("shoulder",), ("heel", "toe", "ankle"))
_FEET: Final = ("heel", "foot_index", "ankle")


@dataclass(frozen=True, slots=True)
class _Motion:
    """A file on its way to a recording.

    Attributes
    ----------
    raw, named, options, file
        What was read, what its labels mean, what the user says, how to call it.
    joints
        Joint coordinates as `runtall.motion.skeleton` counts them.
    """

    raw: RawMotion
    named: Named
    options: MarkerOptions
    file: str
    joints: dict[str, Array]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Markers in m of the lab frame, and what was done to them."""

    cloud: Cloud
    turn: Array
    mirrored: bool
    swapped: list[str]
    mended: Mended
    notices: list[Notice]


def to_recording(
    raw: RawMotion, path: Path, sha256: str, options: MarkerOptions | None = None
) -> Recording:
    """Turn what a motion file holds into a recording.

    Parameters
    ----------
    raw
        As the readers give it.
    path, sha256
        Of the file.
    options
        What the user says about it; wins over what the file says.

    Returns
    -------
    Recording
        Of kind ``"markers"``, with the nodes that `runtall.motion.recording.Recording` describes.

    Raises
    ------
    runtall.errors.UsageError
        When the options do not fit the file.
    runtall.errors.InputError
        When the file shows no body, or its unit or axes cannot be told.
    """
    import xarray as xr

    motion = _named(raw, shown(path), options or MarkerOptions())
    cloud, marked = _seen(motion)
    said = (raw.unit if marked else "m", raw.up)
    axes, notices = find_axes(cloud, raw.time_s, said, motion.options, motion.file)
    placed = _place(cloud, axes, raw.time_s)
    body, more = _body(placed, motion, marked=marked)
    nodes = {"markers": _markers(motion, axes, placed, body)}
    nodes |= _coordinates(motion, placed) | _force(raw, axes, placed)
    notices = [*raw.notices, *motion.named.notices, *notices, *placed.notices, *more]
    return Recording(path, "markers", sha256, xr.DataTree.from_dict(nodes), notices=tuple(notices))


def _named(raw: RawMotion, file: str, options: MarkerOptions) -> _Motion:
    if len(raw.time_s) < _FEWEST:
        raise TooShort(f"{file}: holds {len(raw.time_s)} frames; a run needs some seconds")
    named = name_points(raw.labels, options.markers, file)
    joints = normalised(raw.coordinates) if raw.coordinates else {}
    return _Motion(raw, named, options, file, joints)


def _seen(motion: _Motion) -> tuple[Cloud, bool]:
    """Points to go by, and whether they are markers; joint coordinates stand in for too few."""
    cloud, joints = _cloud(motion), has_body(motion.joints)
    ends = [any(level(cloud, name) is not None for name in names) for names in _ENDS]
    if cloud and (any(ends) or not joints):
        return cloud, True
    if not joints:
        raise MissingStream(_nothing(motion))
    return body_of(motion.joints, {}), False


def _cloud(motion: _Motion) -> Cloud:
    """Points that are seen at all, in the unit and axes of the file."""
    found = {}
    for name, column in motion.named.columns.items():
        path = motion.raw.position[:, column].astype(np.float64)
        # Programs write zeros where a marker was lost.
        path[~path.any(axis=1) | ~np.isfinite(path).all(axis=1)] = np.nan
        if np.isfinite(path).all(axis=1).any():
            found[name] = path
    return found


def _nothing(motion: _Motion) -> str:
    raw, file = motion.raw, motion.file
    if raw.labels:
        some = ", ".join(raw.labels[:6]) + (" ..." if len(raw.labels) > 6 else "")
        return (
            f"{file}: none of its {len(raw.labels)} markers is known or seen ({some}); "
            "say what they are with --markers NAME=POINT"
        )
    if raw.forces:
        return f"{file}: holds ground force alone; give the file that has the markers too"
    return f"{file}: holds no markers and too few joint coordinates to show a body"


def _place(cloud: Cloud, axes: Axes, time_s: Array) -> _Placed:
    small = {name: axes.metres * path for name, path in cloud.items()}
    facing = axes.forward if axes.facing is None else axes.facing
    right = np.cross(facing, axes.upward)
    mirrored = axes.facing is not None and is_mirrored(small, right)
    turn = axes.matrix(mirrored=mirrored)
    lab = {name: path @ turn.T for name, path in small.items()}
    lab, swapped, notices = exchange(lab, turn @ (-right if mirrored else right))
    lab, mended = mend(lab, time_s)
    if mirrored:
        notices.insert(0, Notice("mirrored", _MIRRORED))
    return _Placed(lab, turn, mirrored, swapped, mended, [*notices, *told(lab, mended)])


_MIRRORED: Final = (
    "left lies on the right in it: its axes are taken to be left-handed, and it is mirrored; "
    "were only the names of the sides exchanged, left and right are exchanged in the results"
)


def _body(
    placed: _Placed, motion: _Motion, *, marked: bool
) -> tuple[dict[str, Centre], list[Notice]]:
    """Points of ``BODY``: from the markers, and from joint coordinates what they do not show.

    The markers were seen; the coordinates are what a model made of them, of which the arms of
    one public run lie 5 cm further out than their markers.
    """
    own = {name: Centre(path, SKELETON) for name, path in placed.cloud.items()}
    body = body_points(placed.cloud) if marked else own
    notices = [] if marked else [Notice("lengths_assumed", _ASSUMED)]
    if marked and has_body(motion.joints) and not placed.mirrored:
        body = _posed(motion.joints, body, placed.turn) | body
    _check_level(body, motion.file)
    return body, notices


def _posed(joints: dict[str, Array], body: dict[str, Centre], turn: Array) -> dict[str, Centre]:
    """Joint centres from coordinates, of a body with the lengths that the markers show."""
    hips = {f"{side}_hip" for side in SIDES}
    rough = {name: path @ turn.T for name, path in body_of(joints, {}).items() if name in hips}
    # From where the coordinates have the hips: markers may have them 2 cm off.
    lengths = lengths_of({name: centre.path for name, centre in body.items()} | rough)
    posed = body_of(joints, lengths)
    return {name: Centre(path @ turn.T, SKELETON) for name, path in posed.items()}


_ASSUMED: Final = (
    "it holds joint angles and no markers: lengths are those of a usual adult whose feet reach "
    "the ground"
)


def _level(body: dict[str, Centre]) -> str:
    """How much of the body there is: ``"full"``, ``"legs"``, ``"upper"``, or nothing of use."""
    upper = all(f"{side}_shoulder" in body for side in SIDES)
    hips = all(f"{side}_hip" in body for side in SIDES)
    feet = all(any(f"{side}_{point}" in body for point in _FEET) for side in SIDES)
    if hips and feet:
        return "full" if upper else "legs"
    return "upper" if upper else ""


def _check_level(body: dict[str, Centre], file: str) -> None:
    if not _level(body):
        there = ", ".join(body) or "none of them"
        raise MissingStream(
            f"{file}: shows neither both shoulders, nor both hips and feet (of the body there "
            f"is {there}); say what its markers are with --markers NAME=POINT"
        )


def _markers(motion: _Motion, axes: Axes, placed: _Placed, body: dict[str, Centre]) -> xr.Dataset:
    import xarray as xr

    every = {name: Centre(path, FILE) for name, path in placed.cloud.items()} | body
    names = [name for name in ANATOMICAL if name in every]
    position = np.stack([every[name].path for name in names], axis=1)
    return xr.Dataset(
        {"position": (("time", "keypoint", "space"), position, {"units": "m"})},
        coords={
            "time": ("time", motion.raw.time_s, {"units": "s"}),
            "keypoint": names,
            "space": ["x", "y", "z"],
            "origin": ("keypoint", [every[name].origin for name in names]),
        },
        attrs=_attrs(motion, axes, placed, body),
    )


def _attrs(
    motion: _Motion, axes: Axes, placed: _Placed, body: dict[str, Centre]
) -> dict[str, int | float | str]:
    time_s = motion.raw.time_s
    step = _step(time_s)
    rough = [name for name, centre in body.items() if centre.origin == APPROXIMATE]
    return {
        "rate_hz": 1 / step,
        "frames": len(time_s),
        "duration_s": float(time_s[-1] - time_s[0]) + step,
        "format": motion.raw.format,
        "marker_set": motion.named.known_as if motion.named.columns else "",
        "level": _level(body),
        "recognised": ", ".join(motion.named.columns),
        "unknown": ", ".join(motion.named.unknown),
        "approximate": ", ".join(rough),
        **axes.attrs(),
        "mirrored": int(placed.mirrored),
        "swapped": ", ".join(placed.swapped),
        "filled": placed.mended.filled,
        "spikes": placed.mended.spikes,
    }


def _step(time_s: Array) -> float:
    """Time between two frames, s."""
    steps = np.diff(time_s)
    usual = float(np.median(steps))
    # Times are often rounded to the millisecond: only their span is exact.
    even = steps.max() < 1.5 * usual
    return float(time_s[-1] - time_s[0]) / (len(time_s) - 1) if even else usual


def _coordinates(motion: _Motion, placed: _Placed) -> dict[str, xr.Dataset]:
    import xarray as xr

    if not motion.joints or placed.mirrored:
        return {}
    joints = turned(motion.joints, placed.turn)
    lengths = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
    values = {
        name: ("time", path, {"units": "m" if name in lengths else "rad"})
        for name, path in joints.items()
    }
    return {"coordinates": xr.Dataset(values, coords={"time": motion.raw.time_s})}


def _force(raw: RawMotion, axes: Axes, placed: _Placed) -> dict[str, xr.Dataset]:
    """Force of all plates on the clock of the first, in the lab frame."""
    import xarray as xr

    if not raw.forces:
        return {}
    time_s = raw.forces[0].time_s
    nowhere = np.full((len(time_s), 3), np.nan)
    force, point = [], []
    for plate in raw.forces:
        force.append(_resampled(plate.force, plate.time_s, time_s) @ placed.turn.T)
        at = nowhere if plate.point is None else _resampled(plate.point, plate.time_s, time_s)
        point.append(axes.metres * at @ placed.turn.T)
    dims = ("time", "plate", "space")
    return {
        "force": xr.Dataset(
            {
                "force": (dims, np.stack(force, axis=1), {"units": "N"}),
                "point": (dims, np.stack(point, axis=1), {"units": "m"}),
            },
            coords={
                "time": ("time", time_s, {"units": "s"}),
                "plate": [plate.name for plate in raw.forces],
                "space": ["x", "y", "z"],
            },
        )
    }


def _resampled(values: Array, own_s: Array, time_s: Array) -> Array:
    if len(own_s) == len(time_s) and np.array_equal(own_s, time_s):
        return values
    columns = [np.interp(time_s, own_s, column) for column in values.T]
    return np.stack(columns, axis=1)
