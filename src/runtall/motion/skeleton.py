"""A runner's body as a tree of rigid segments: 34 coordinates, 15 lengths, 19 points.

Coordinates carry OpenSim's names, signs and body-fixed order (about z, then x, then y). The
frame is ISB: x forward, y up, z to the right; at zero everything hangs or stands straight. The
origin of the pelvis is the midpoint of the hip joint centres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.measurement import Side
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]

_SIDED: Final = (
    "clavicle_elevation", "clavicle_protraction", "arm_flex", "arm_add", "arm_rot", "elbow_flex",
    "hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle",
)  # fmt: skip
COORDINATES: Final = (
    "pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation",
    "lumbar_extension", "lumbar_bending", "lumbar_rotation",
    "neck_extension", "neck_bending", "neck_rotation",
    *(f"{name}_r" for name in _SIDED), *(f"{name}_l" for name in _SIDED),
)  # fmt: skip
"""Translations in m, the others in rad."""
TRANSLATIONS: Final = COORDINATES[:3]
LETTER: Final[dict[Side, str]] = {"left": "l", "right": "r"}
"""How names of coordinates and muscles end, by side."""
LENGTHS: Final = (
    "trunk", "thigh", "shank", "upper_arm", "forearm", "hip_half", "shoulder_half", "ear_height",
    "ear_half", "nose_ahead", "nose_drop", "heel_back", "heel_drop", "toe_ahead", "toe_drop",
)  # fmt: skip
"""In m, equal left and right. ``trunk`` is mid-hip to mid-shoulder; ``ear_height`` is over
mid-shoulder; heel and toe are counted from the ankle of a foot that stands flat."""

_ODD: Final = {
    "pelvis_tz", "pelvis_list", "pelvis_rotation", "lumbar_bending", "lumbar_rotation",
    "neck_bending", "neck_rotation",
}  # fmt: skip
_LUMBAR: Final = 0.18
"""Height of the lumbar joint over mid-hip as a share of the trunk."""
_X, _Y, _Z = np.eye(3)


@dataclass(frozen=True, slots=True)
class _Segment:
    """One rigid part.

    ``parent`` carries its origin, at ``offset`` (3, length); ``frame`` names the segment whose
    axes its own turn from, if that is not the parent; ``turns`` are coordinate and axis in order.
    """

    name: str
    parent: str
    offset: Array
    turns: tuple[tuple[int, Array], ...]
    frame: str = ""


def _along(**parts: tuple[float, float, float]) -> Array:
    """Vector that is linear in the lengths, (3, length), from its direction per metre of each."""
    vector = np.zeros((3, len(LENGTHS)))
    for name, direction in parts.items():
        vector[:, LENGTHS.index(name)] = direction
    return vector


def _turn(*named: tuple[str, Array]) -> tuple[tuple[int, Array], ...]:
    return tuple((COORDINATES.index(name), axis) for name, axis in named)


def _side(letter: str) -> tuple[_Segment, ...]:
    # The left is the mirror image: turns about x and y change their sense.
    z = 1.0 if letter == "r" else -1.0
    x_axis, y_axis = z * _X, z * _Y
    girdle = (("clavicle_protraction", y_axis), ("clavicle_elevation", -x_axis))
    arm = (("arm_flex", _Z), ("arm_add", x_axis), ("arm_rot", y_axis))
    hip = (("hip_flexion", _Z), ("hip_adduction", x_axis), ("hip_rotation", y_axis))

    def turn(*pairs: tuple[str, Array]) -> tuple[tuple[int, Array], ...]:
        return _turn(*((f"{name}_{letter}", axis) for name, axis in pairs))

    return (
        _Segment(f"clavicle_{letter}", "trunk", _along(trunk=(0, 1 - _LUMBAR, 0)), turn(*girdle)),
        _Segment(
            f"upper_arm_{letter}", f"clavicle_{letter}", _along(shoulder_half=(0, 0, z)),
            turn(*arm), frame="trunk",
        ),
        _Segment(
            f"forearm_{letter}", f"upper_arm_{letter}", _along(upper_arm=(0, -1, 0)),
            turn(("elbow_flex", _Z)),
        ),
        _Segment(f"thigh_{letter}", "pelvis", _along(hip_half=(0, 0, z)), turn(*hip)),
        _Segment(
            f"shank_{letter}", f"thigh_{letter}", _along(thigh=(0, -1, 0)), turn(("knee_angle", _Z))
        ),
        _Segment(
            f"foot_{letter}", f"shank_{letter}", _along(shank=(0, -1, 0)), turn(("ankle_angle", _Z))
        ),
    )  # fmt: skip


SEGMENTS: Final = (
    _Segment(
        "pelvis", "", np.zeros((3, len(LENGTHS))),
        _turn(("pelvis_tilt", _Z), ("pelvis_list", _X), ("pelvis_rotation", _Y)),
    ),
    _Segment(
        "trunk", "pelvis", _along(trunk=(0, _LUMBAR, 0)),
        _turn(("lumbar_extension", _Z), ("lumbar_bending", _X), ("lumbar_rotation", _Y)),
    ),
    _Segment(
        "head", "trunk", _along(trunk=(0, 1 - _LUMBAR, 0)),
        _turn(("neck_extension", _Z), ("neck_bending", _X), ("neck_rotation", _Y)),
    ),
    *_side("r"), *_side("l"),
)  # fmt: skip
_NAMES: Final = tuple(s.name for s in SEGMENTS)


def _places() -> dict[str, tuple[str, Array]]:
    """Segment and place in it, (3, length), of every point of ``BODY``."""
    found = {"nose": ("head", _along(nose_ahead=(1, 0, 0), ear_height=(0, 1, 0),
                                     nose_drop=(0, -1, 0)))}  # fmt: skip
    none = np.zeros((3, len(LENGTHS)))
    for side, letter, z in (("right", "r", 1.0), ("left", "l", -1.0)):
        found |= {
            f"{side}_ear": ("head", _along(ear_height=(0, 1, 0), ear_half=(0, 0, z))),
            f"{side}_shoulder": (f"upper_arm_{letter}", none),
            f"{side}_elbow": (f"forearm_{letter}", none),
            f"{side}_wrist": (f"forearm_{letter}", _along(forearm=(0, -1, 0))),
            f"{side}_hip": (f"thigh_{letter}", none),
            f"{side}_knee": (f"shank_{letter}", none),
            f"{side}_ankle": (f"foot_{letter}", none),
            f"{side}_heel": (f"foot_{letter}", _along(heel_back=(-1, 0, 0), heel_drop=(0, -1, 0))),
            f"{side}_foot_index": (
                f"foot_{letter}", _along(toe_ahead=(1, 0, 0), toe_drop=(0, -1, 0)),
            ),
        }  # fmt: skip
    return found


_PLACES: Final = tuple(_places()[name] for name in BODY)


@dataclass(frozen=True, slots=True)
class Posed:
    """Positions and their derivatives, in m.

    Attributes
    ----------
    position
        Shape ``(n, 19, 3)``, points in the order of ``BODY``.
    by_coordinate
        Shape ``(n, 19, 3, 34)``, per m or rad.
    by_length
        Shape ``(n, 19, 3, 15)``, per m.
    """

    position: Array
    by_coordinate: Array
    by_length: Array


def positions(q: npt.ArrayLike, lengths: npt.ArrayLike) -> Array:
    """Points of a posed body.

    Parameters
    ----------
    q
        Coordinates, m and rad, shape ``(..., 34)``.
    lengths
        In m, shape ``(15,)`` or ``(..., 15)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(..., 19, 3)`` in m: points of ``BODY``; x forward, y up, z right.
    """
    angles, sizes = np.asarray(q, dtype=float), np.asarray(lengths, dtype=float)
    flat = angles.reshape(-1, len(COORDINATES))
    own = np.broadcast_to(sizes, (*angles.shape[:-1], len(LENGTHS))).reshape(-1, len(LENGTHS))
    frames, origins, _ = _forward(flat, own)
    points = [origins[s] + _moved(frames[s], own @ place.T) for s, place in _PLACES]
    found: Array = np.stack(points, axis=1).reshape(*angles.shape[:-1], len(BODY), 3)
    return found


@dataclass(frozen=True, slots=True)
class Frames:
    """Axes ``(..., 3, 3)``, as columns in the lab, and origin ``(..., 3)`` in m by segment."""

    axes: dict[str, Array]
    origin: dict[str, Array]


def frames(q: Array, lengths: Array) -> Frames:
    """Place and direction of every segment.

    Parameters
    ----------
    q
        Coordinates, m and rad, shape ``(..., 34)``.
    lengths
        In m, of a shape that goes with that of ``q``: ``(15,)`` or ``(..., 15)``.
    """
    before = q.shape[:-1]
    own = np.broadcast_to(lengths, (*before, len(LENGTHS))).reshape(-1, len(LENGTHS))
    axes, origins, _ = _forward(q.reshape(-1, len(COORDINATES)), own)
    return Frames(
        {name: a.reshape(*before, 3, 3) for name, a in axes.items()},
        {name: o.reshape(*before, 3) for name, o in origins.items()},
    )


def pose(q: Array, lengths: Array) -> Posed:
    """Points with their derivatives.

    Parameters
    ----------
    q
        Shape ``(n, 34)``.
    lengths
        Shape ``(15,)``.
    """
    sizes = np.broadcast_to(lengths, (len(q), len(LENGTHS)))
    frames, origins, turns = _forward(q, sizes)
    base = _origins_by_length(frames)
    position = np.empty((len(q), len(BODY), 3))
    by_length = np.empty((len(q), len(BODY), 3, len(LENGTHS)))
    for j, (segment, place) in enumerate(_PLACES):
        position[:, j] = origins[segment] + _moved(frames[segment], sizes @ place.T)
        by_length[:, j] = base[segment] + frames[segment] @ place
    return Posed(position, _by_coordinate(position, origins, turns), by_length)


def _forward(
    q: Array, lengths: Array
) -> tuple[dict[str, Array], dict[str, Array], dict[int, Array]]:
    """Axes (n, 3, 3) and origin (n, 3) of each segment, and the axis (n, 3) of each turn."""
    cos, sin = np.cos(q), np.sin(q)
    frames: dict[str, Array] = {}
    origins: dict[str, Array] = {}
    turns: dict[int, Array] = {}
    for segment in SEGMENTS:
        if segment.parent:
            carried = _moved(frames[segment.parent], lengths @ segment.offset.T)
            origins[segment.name] = origins[segment.parent] + carried
            frame = frames[segment.frame or segment.parent]
        else:
            origins[segment.name] = q[:, :3]
            frame = np.broadcast_to(np.eye(3), (len(q), 3, 3))
        for k, axis in segment.turns:
            turns[k] = frame @ axis
            frame = _turned(frame, axis, cos[:, k], sin[:, k])
        frames[segment.name] = frame
    return frames, origins, turns


def _turned(frame: Array, axis: Array, cos: Array, sin: Array) -> Array:
    # All axes lie along x, y or z, so only two columns change.
    k = int(np.argmax(np.abs(axis)))
    sin = axis[k] * sin
    i, j = (k + 1) % 3, (k + 2) % 3
    new = frame.copy()
    new[:, :, i] = frame[:, :, i] * cos[:, None] + frame[:, :, j] * sin[:, None]
    new[:, :, j] = frame[:, :, j] * cos[:, None] - frame[:, :, i] * sin[:, None]
    return new


def _moved(frame: Array, vector: Array) -> Array:
    moved: Array = (frame @ vector[..., None])[..., 0]
    return moved


def _origins_by_length(frames: dict[str, Array]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for segment in SEGMENTS:
        if segment.parent:
            found[segment.name] = found[segment.parent] + frames[segment.parent] @ segment.offset
        else:
            found[segment.name] = np.zeros((len(frames["pelvis"]), 3, len(LENGTHS)))
    return found


def _by_coordinate(position: Array, origins: dict[str, Array], turns: dict[int, Array]) -> Array:
    found = np.zeros((*position.shape, len(COORDINATES)))
    for k in range(3):
        found[:, :, k, k] = 1.0
    for segment in SEGMENTS:
        for k, _ in segment.turns:
            for points, lever in _moving(segment.name, position, origins):
                found[:, points, :, k] = _cross(turns[k][:, None], lever).swapaxes(0, 1)
    return found


def _moving(
    segment: str, position: Array, origins: dict[str, Array]
) -> list[tuple[list[int], Array]]:
    """Points that a turn of this segment moves, with their lever arms."""
    turned, carried = _REACH[segment]
    pivot = origins[segment][:, None]
    found = [(turned, position[:, turned] - pivot)] if turned else []
    if carried:
        # The arm keeps the direction of the trunk when the clavicle turns: it is carried along.
        tip = origins[segment.replace("clavicle", "upper_arm")][:, None]
        found.append((carried, np.broadcast_to(tip - pivot, position[:, carried].shape)))
    return found


def _cross(a: Array, b: Array) -> Array:
    return np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        axis=-1,
    )


def _reach() -> dict[str, tuple[list[int], list[int]]]:
    """By segment the points that turn with it, and those that are only carried."""
    up = {s.name: s.parent for s in SEGMENTS}

    def below(name: str, top: str) -> bool:
        while name and name != top:
            name = up[name]
        return name == top

    found = {}
    for top in _NAMES:
        points = [j for j, (segment, _) in enumerate(_PLACES) if below(segment, top)]
        carried = top.startswith("clavicle")
        found[top] = ([], points) if carried else (points, [])
    return found


_REACH: Final = _reach()


def mirror(q: Array) -> Array:
    """The mirror image of a posture: sides exchanged, sideways coordinates turned round.

    Parameters
    ----------
    q
        Shape ``(..., 34)``.
    """
    mirrored: Array = np.asarray(q)[..., MIRROR_ORDER] * MIRROR_SIGN
    return mirrored


def _mirror_order() -> list[int]:
    swap = {"_r": "_l", "_l": "_r"}
    names = [n[:-2] + swap[n[-2:]] if n[-2:] in swap else n for n in COORDINATES]
    return [COORDINATES.index(n) for n in names]


MIRROR_ORDER: Final = np.array(_mirror_order())
MIRROR_SIGN: Final = np.array([-1.0 if n in _ODD else 1.0 for n in COORDINATES])


def default_lengths(height_m: float, sex: str = "unspecified") -> Array:
    """Lengths of the usual runner of that height.

    Parameters
    ----------
    height_m
        Stature.
    sex
        ``"male"``, ``"female"``, or ``"unspecified"`` for the mean of both.

    Returns
    -------
    numpy.ndarray
        Shape ``(15,)``, m.
    """
    return height_m * np.array([_share(name, sex) for name in LENGTHS])


def _share(name: str, sex: str) -> float:
    if name in ("trunk", "thigh", "shank", "upper_arm", "forearm"):
        sexes = ("male", "female") if sex == "unspecified" else (sex,)
        return float(np.mean([number(f"human.segment_length.{name}.{s}") for s in sexes]))
    return number(f"human.proportion.{name}")
