"""From the joint coordinates of a file to points of the body and lengths of its segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from runtall.inputs.markers.cloud import SIDES, Array, Cloud, median
from runtall.literature import number
from runtall.motion.skeleton import COORDINATES, LENGTHS, TRANSLATIONS, default_lengths, positions
from runtall.motion.vocabulary import BODY

_OWN: Final = ("clavicle_elevation_r", "clavicle_elevation_l", "neck_extension")
"""Coordinates that only skeletons like ours have; OpenSim's usual models end at the torso."""
_ENOUGH: Final = 5
"""Fewer known coordinates are no body."""
_NEEDED: Final = {
    "hip": ("pelvis_tilt", "pelvis_list", "pelvis_rotation"),
    "knee": ("hip_flexion", "hip_adduction"),
    "ankle": ("knee_angle",),
    "heel": ("ankle_angle",),
    "foot_index": ("ankle_angle",),
    "shoulder": ("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
    "elbow": ("arm_flex", "arm_add"),
    "wrist": ("elbow_flex",),
    "ear": ("neck_extension", "neck_bending", "neck_rotation"),
    "nose": ("neck_extension", "neck_bending", "neck_rotation"),
}
"""By point the coordinates of which one at least must be there, beside those of its parent."""
_PARENTS: Final = {
    "knee": "hip", "ankle": "knee", "heel": "ankle", "foot_index": "ankle", "shoulder": "hip",
    "elbow": "shoulder", "wrist": "elbow", "ear": "shoulder", "nose": "shoulder",
}  # fmt: skip
_BETWEEN: Final = {
    "thigh": ("hip", "knee"), "shank": ("knee", "ankle"), "upper_arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
}  # fmt: skip
_FEET: Final = [[BODY.index(f"{s}_{p}") for p in ("heel", "foot_index")] for s in SIDES]
_ARMS: Final = [
    i for i, name in enumerate(BODY)
    if name.endswith(("nose", "ear", "shoulder", "elbow", "wrist"))
]  # fmt: skip
_SCALE: Final = (0.7, 1.3)
"""Of the usual adult's lengths; beyond, the ground was not at height 0."""


def has_body(coordinates: Mapping[str, Array]) -> bool:
    """Whether there are enough known coordinates for a body."""
    return sum(name in coordinates for name in COORDINATES) >= _ENOUGH


def normalised(coordinates: Mapping[str, Array]) -> dict[str, Array]:
    """Coordinates as `runtall.motion.skeleton` counts them.

    Parameters
    ----------
    coordinates
        By name, (time,), m and rad, as the file holds them.

    Returns
    -------
    dict
        Knees negative when bent, the pelvis at the middle of the hips; all others as they were.

    Notes
    -----
    OpenSim's models count the pelvis from a point between its front spines, and the newer ones
    count a bent knee positive.
    """
    found = dict(coordinates)
    for name in ("knee_angle_r", "knee_angle_l"):
        if name in found and median(found[name]) > 0:
            found[name] = -found[name]
    if is_own(coordinates) or not all(name in coordinates for name in TRANSLATIONS):
        return found
    hips = np.array([-number("opensim.hips.back"), -number("opensim.hips.down"), 0.0])
    moved = turn_of(coordinates, "pelvis_tilt", "pelvis_list", "pelvis_rotation") @ hips
    for axis, name in enumerate(TRANSLATIONS):
        found[name] = found[name] + moved[:, axis]
    return found


def is_own(coordinates: Mapping[str, Array]) -> bool:
    """Whether the coordinates are those of our skeleton, and not of an OpenSim model."""
    return any(name in coordinates for name in _OWN)


def turn_of(coordinates: Mapping[str, Array], z: str, x: str, y: str) -> Array:
    """Rotations (time, 3, 3) by angles about z, then x, then y of the turned body."""
    angles = [_angle(coordinates, name) for name in (z, x, y)]
    about_z, about_x, about_y = (_about(k, a) for k, a in zip((2, 0, 1), angles, strict=True))
    return about_z @ about_x @ about_y


def _angle(coordinates: Mapping[str, Array], name: str) -> Array:
    count = len(next(iter(coordinates.values())))
    return coordinates.get(name, np.zeros(count))


def _about(axis: int, angle: Array) -> Array:
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turn = np.broadcast_to(np.eye(3), (len(angle), 3, 3)).copy()
    turn[:, i, i] = turn[:, j, j] = np.cos(angle)
    turn[:, j, i] = np.sin(angle)
    turn[:, i, j] = -turn[:, j, i]
    return turn


def turned(coordinates: Mapping[str, Array], matrix: Array) -> dict[str, Array]:
    """The same coordinates in another frame of the lab.

    Parameters
    ----------
    coordinates
        By name, (time,), m and rad.
    matrix
        (3, 3) rotation whose rows are the axes of the new frame.
    """
    found = dict(coordinates)
    if np.allclose(matrix, np.eye(3)):
        return found
    if all(name in found for name in TRANSLATIONS):
        place = np.stack([found[name] for name in TRANSLATIONS], axis=1) @ matrix.T
        found |= {name: place[:, k] for k, name in enumerate(TRANSLATIONS)}
    turn = matrix @ turn_of(coordinates, "pelvis_tilt", "pelvis_list", "pelvis_rotation")
    found["pelvis_list"] = np.arcsin(np.clip(turn[:, 2, 1], -1, 1))
    found["pelvis_tilt"] = np.arctan2(-turn[:, 0, 1], turn[:, 1, 1])
    found["pelvis_rotation"] = np.arctan2(-turn[:, 2, 0], turn[:, 2, 2])
    return found


def body_of(coordinates: Mapping[str, Array], measured: Mapping[str, float]) -> Cloud:
    """Points of ``BODY`` of a body posed by coordinates.

    Parameters
    ----------
    coordinates
        As `normalised` gives them.
    measured
        Lengths in m that are known, by name of `runtall.motion.skeleton.LENGTHS`; the others
        are those of a usual adult whose feet reach the ground.

    Returns
    -------
    dict
        Our name to path (time, 3), m, in the frame of the file. Points that hang on joints of
        which nothing is known are absent.
    """
    count = len(next(iter(coordinates.values())))
    q = np.zeros((count, len(COORDINATES)))
    for k, name in enumerate(COORDINATES):
        q[:, k] = coordinates.get(name, 0.0)
    lengths = _lengths(q, measured)
    posed = positions(q, lengths)
    if not is_own(coordinates):
        posed[:, _ARMS] += _opensim_trunk(coordinates, q, lengths)[:, None]
    return {name: posed[:, k] for k, name in enumerate(BODY) if _is_known(name, coordinates)}


def _lengths(q: Array, measured: Mapping[str, float]) -> Array:
    usual = default_lengths(number("reference_adult.unspecified.height"))
    lengths = usual * _by_ground(q, usual)
    for name, length in measured.items():
        lengths[LENGTHS.index(name)] = length
    return lengths


def _by_ground(q: Array, lengths: Array) -> float:
    """Factor with which the lower foot just reaches the ground, at height 0 of the file.

    The middle of the foot tells it: our foot does not bend, so its tip digs in at push-off.
    """
    hips, posed = q[:, 1], positions(q, lengths)
    reach = hips - np.min([posed[:, foot, 1].mean(axis=1) for foot in _FEET], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = hips / reach
    factor = float(np.nanquantile(ratio, 0.02)) if np.isfinite(ratio).any() else np.nan
    return factor if _SCALE[0] < factor < _SCALE[1] else 1.0


def _opensim_trunk(coordinates: Mapping[str, Array], q: Array, lengths: Array) -> Array:
    """By how much an OpenSim model's shoulders lie off those of our skeleton, (time, 3) m.

    Its back joint lies behind the hips, ours above them: the trunk would lean otherwise.
    """
    back = [number("opensim.hips.back") - number("opensim.back.back"),
            number("opensim.hips.down") + number("opensim.back.up"), 0.0]  # fmt: skip
    top = [number("opensim.shoulders.ahead"), number("opensim.shoulders.up"), 0.0]
    size = lengths[LENGTHS.index("trunk")] / np.linalg.norm(np.add(back, top))
    pelvis = turn_of(coordinates, "pelvis_tilt", "pelvis_list", "pelvis_rotation")
    torso = pelvis @ turn_of(coordinates, "lumbar_extension", "lumbar_bending", "lumbar_rotation")
    theirs = q[:, :3] + size * (pelvis @ np.array(back) + torso @ np.array(top))
    ours = positions(q, lengths)[:, [BODY.index(f"{s}_shoulder") for s in SIDES]]
    off: Array = theirs - ours.mean(axis=1)
    return off


def _is_known(name: str, coordinates: Mapping[str, Array]) -> bool:
    side, _, joint = name.rpartition("_") if name != "nose" else ("", "", "nose")
    if name.endswith("foot_index"):
        side, joint = name.removesuffix("_foot_index"), "foot_index"
    while joint:
        names = [n for n in _NEEDED[joint] for n in (n, f"{n}_{side[:1]}")]
        if not any(n in coordinates for n in names):
            return False
        joint = _PARENTS.get(joint, "")
    return True


def lengths_of(cloud: Cloud) -> dict[str, float]:
    """Lengths of segments, m, from joint centres by name of ``BODY``."""
    found: dict[str, float] = {}
    for length, (start, end) in _BETWEEN.items():
        sides = [_apart(cloud, f"{s}_{start}", f"{s}_{end}") for s in SIDES]
        _keep(found, length, sides, 1.0)
    for length, joint in (("hip_half", "hip"), ("shoulder_half", "shoulder"), ("ear_half", "ear")):
        _keep(found, length, [_apart(cloud, f"left_{joint}", f"right_{joint}")], 0.5)
    corners = [f"{s}_{j}" for j in ("hip", "shoulder") for s in SIDES]
    if all(name in cloud for name in corners):
        hip, shoulder = ((cloud[corners[k]] + cloud[corners[k + 1]]) / 2 for k in (0, 2))
        _keep(found, "trunk", [median(np.linalg.norm(shoulder - hip, axis=1))], 1.0)
    return found


def _apart(cloud: Cloud, start: str, end: str) -> float | None:
    if start not in cloud or end not in cloud:
        return None
    return median(np.linalg.norm(cloud[end] - cloud[start], axis=1))


def _keep(found: dict[str, float], name: str, values: list[float | None], factor: float) -> None:
    seen = [v for v in values if v is not None and np.isfinite(v)]
    if seen:
        found[name] = factor * float(np.mean(seen))
