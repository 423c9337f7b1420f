"""Which parts of a recording are steady running straight ahead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from runtall.errors import NotARun, TooShort
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.contacts import Contacts
from runtall.kinematics.markers.ground import foot_points, velocity
from runtall.kinematics.markers.points3d import Points3D, filled, unbroken
from runtall.kinematics.periodic import Array
from runtall.kinematics.smoothing import kernel_smooth
from runtall.literature import number
from runtall.motion.measurement import Side

_PELVIS = ("mid_hip", "mid_asis", "mid_psis", "sacrum", "mid_iliac_crest")
_PATH_STRIDES = 0.5
"""Width of the smoothing of the path, in strides: what repeats with the stride averages out."""
_TYPICAL_STRIDE_S = 0.7
_TRAVEL_M_S = 0.7
"""A runner on a treadmill drifts slower through the laboratory, a walker goes faster."""
_LEGS_MOVE_M_S = 2.0
"""Legs that pass each other faster carry somebody somewhere."""
_TURN = np.radians(8.0)
"""Change of heading within a stride above which it is a bend and no straight running."""
_SPEED_CHANGE = 0.15
"""Share of its speed that a stride may gain or lose and still be steady."""
_OTHER_FOOT = (0.3, 0.7)
"""Cycles after a contact of one foot between which that of the other lies."""
_SWING_M = 0.1
"""Feet that scatter less fore and aft against the pelvis stand."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Strides in a row.

    Attributes
    ----------
    marks_s
        Left initial contacts from first to last, s, shape ``(stride + 1,)``.
    heading
        Of the path, rad to the left of x.
    """

    marks_s: Array
    heading: float


@dataclass(frozen=True, slots=True)
class Path:
    """Smooth way of the pelvis over the ground, shape ``(time, 2)``: x and z in m, m/s."""

    place: Array
    velocity: Array


def pelvis(points: Points3D) -> Array:
    """Path of the pelvis, shape ``(time, 3)``; the mean of all points where it has none."""
    for name in _PELVIS:
        if points.has(name):
            return points.point(name)
    seen = np.isfinite(points.position).all(axis=2)
    total = np.where(seen[..., None], points.position, 0.0).sum(axis=1)
    middle: Array = np.where(
        seen.any(axis=1)[:, None], total / np.maximum(seen.sum(axis=1), 1)[:, None], np.nan
    )
    return middle


def path_of(points: Points3D) -> Path:
    """Way of the pelvis with the sway of the strides taken out."""
    place = np.zeros((len(points.time_s), 2))
    moving = np.zeros_like(place)
    flat = pelvis(points)[:, [0, 2]]
    for span in unbroken(points):
        time = points.time_s[span]
        smooth = kernel_smooth(time, filled(flat[span]), _PATH_STRIDES * _TYPICAL_STRIDE_S, order=1)
        place[span] = smooth
        if len(time) > 1:
            moving[span] = np.gradient(smooth, time, axis=0)
    return Path(place, moving)


def travels(points: Points3D, path: Path) -> bool:
    """Whether the runner goes through the laboratory while the legs move."""
    feet = [velocity(points, name) for s in SIDES for name in foot_points(points, s)[:1]]
    apart = np.linalg.norm(feet[0] - feet[-1], axis=1)
    speed = np.hypot(*path.velocity.T)[np.nan_to_num(apart) > _LEGS_MOVE_M_S]
    return bool(len(speed) and np.median(speed) > _TRAVEL_M_S)


def find_pieces(
    points: Points3D, contacts: Contacts, path: Path, *, travelling: bool
) -> tuple[tuple[Piece, ...], dict[str, float]]:
    """Pieces of steady running, and the seconds left out by what was done in them.

    Returns
    -------
    pieces, left_out
        ``left_out`` by ``"walking"``, ``"turning"``, ``"changing speed"``.

    Raises
    ------
    runtall.errors.NotARun
        When there is no running in it; says what was seen instead.
    runtall.errors.TooShort
        When there is under the least number of strides.
    """
    marks = contacts.initial_contact["left"]
    words = [_word(points, contacts, path, (a, b), travelling) for a, b in pairwise(marks)]
    pieces = _grouped(marks, words, points, path, travelling=travelling)
    lengths = np.diff(marks)
    left_out: dict[str, float] = {
        word: float(lengths[[w == word for w in words]].sum())
        for word in ("walking", "turning", "changing speed")
        if word in words
    }
    strides = sum(len(p.marks_s) - 1 for p in pieces)
    least = number("capture.strides_min")
    if strides < least:
        raise _refusal(points, contacts, words, strides)
    return pieces, left_out


def _word(
    points: Points3D,
    contacts: Contacts,
    path: Path,
    stride: tuple[float, float],
    travelling: bool,
) -> str:
    """What one stride is: empty for steady running straight ahead."""
    first, last = stride
    period = last - first
    if not 1 / number("stride_frequency.run.high") <= period or not _unbroken(points, stride):
        return "broken"
    other = contacts.initial_contact["right"]
    between = (other[(other > first) & (other < last)] - first) / period
    if len(between) != 1 or not _OTHER_FOOT[0] < between[0] < _OTHER_FOOT[1]:
        return "walking" if period > 1 / number("stride_frequency.run.low") else "broken"
    if period > 1 / number("stride_frequency.run.low") or _walks(points, contacts, stride):
        return "walking"
    if not travelling:
        return ""
    return _steady(points, path, stride)


def _unbroken(points: Points3D, stride: tuple[float, float]) -> bool:
    return any(
        points.time_s[s][0] <= stride[0] and stride[1] <= points.time_s[s][-1]
        for s in unbroken(points)
    )


def _walks(points: Points3D, contacts: Contacts, stride: tuple[float, float]) -> bool:
    """Whether a stride is a walk: both feet on the ground at a time, or high in mid-stance."""
    first, last = stride
    shares = [s for side in SIDES if (s := _share(contacts, side, stride)) is not None]
    if shares and min(shares) >= number("duty_factor.run.below"):
        return True
    height = pelvis(points)[:, 1]
    inside = (points.time_s >= first) & (points.time_s < last) & np.isfinite(height)
    if inside.sum() < 8:
        return False
    # Twice a stride the pelvis is lowest: in a run in the middle of contact.
    phase = (points.time_s[inside] - first) / (last - first)
    half = (float(np.mean(shares)) if shares else number("duty_factor.runners.mean")) / 2
    bounce = np.exp(-4j * np.pi * (phase - half)) @ (height[inside] - height[inside].mean())
    return bool(bounce.real > 0)


def _share(contacts: Contacts, side: Side, stride: tuple[float, float]) -> float | None:
    """Share of the stride for which the foot that struck in it first stays on the ground."""
    first, last = stride
    struck, left = contacts.initial_contact[side], contacts.toe_off[side]
    inside = np.flatnonzero((struck >= first) & (struck < last))
    if not len(inside):
        return None
    return float((left[inside[0]] - struck[inside[0]]) / (last - first))


def _steady(points: Points3D, path: Path, stride: tuple[float, float]) -> str:
    inside = (points.time_s >= stride[0]) & (points.time_s <= stride[1])
    moving = path.velocity[inside]
    heading = np.unwrap(np.arctan2(-moving[:, 1], moving[:, 0]))
    speed = np.hypot(*moving.T)
    if np.ptp(heading) > _TURN:
        return "turning"
    return "changing speed" if np.ptp(speed) > _SPEED_CHANGE * speed.mean() else ""


def _grouped(
    marks: Array, words: list[str], points: Points3D, path: Path, *, travelling: bool
) -> tuple[Piece, ...]:
    found: list[Piece] = []
    k = 0
    while k < len(words):
        end = k
        while end < len(words) and not words[end]:
            end += 1
        if end > k:
            own = marks[k : end + 1]
            heading = _heading(points, path, own) if travelling else 0.0
            found.append(Piece(own, heading))
        k = max(end, k + 1)
    return tuple(found)


def _heading(points: Points3D, path: Path, marks: Array) -> float:
    ends = np.stack([np.interp(marks[[0, -1]], points.time_s, p) for p in path.place.T], axis=1)
    way = ends[1] - ends[0]
    return float(np.arctan2(-way[1], way[0]))


def _refusal(
    points: Points3D, contacts: Contacts, words: list[str], strides: int
) -> NotARun | TooShort:
    if strides:
        return TooShort(
            f"too short: {_counted(strides)} of steady running seen, at least "
            f"{number('capture.strides_min'):.0f} are needed (twenty and more make the intervals "
            "narrow)"
        )
    if _stands(points):
        return NotARun(
            "not a run: the person stands (the feet hardly move against the pelvis); record at "
            "least seven steps a side of steady running"
        )
    most = Counter(w for w in words if w != "broken").most_common(1)
    kind = most[0][0] if most else ""
    if kind == "walking":
        pace = 120 / float(np.median(np.diff(contacts.initial_contact["left"])))
        return NotARun(
            f"not a run: walking, at {pace:.0f} steps a minute; runtall measures running"
        )
    if kind:
        return NotARun(f"no steady running straight ahead: all of it was {kind}")
    return _no_stride(points)


def _no_stride(points: Points3D) -> NotARun | TooShort:
    seconds = points.time_s[-1] - points.time_s[0]
    if seconds < 3 * _TYPICAL_STRIDE_S:
        return TooShort(
            f"too short: {seconds:.1f} s hold no two whole strides; record at least seven steps a "
            "side"
        )
    return NotARun(
        "not a run: no steady rhythm of contacts, left and right in turn, was found; if it is one, "
        "check the names of the foot markers, the unit and the axes (--markers, --unit, --up)"
    )


def _counted(strides: int) -> str:
    return "1 stride" if strides == 1 else f"{strides} strides"


def _stands(points: Points3D) -> bool:
    middle, scatter = pelvis(points), []
    for side in SIDES:
        for name in foot_points(points, side):
            apart = (points.point(name) - middle)[:, [0, 2]]
            scatter.append(float(np.nanstd(np.hypot(*apart.T))) if np.isfinite(apart).any() else 0)
    return max(scatter, default=0.0) < _SWING_M
