"""One drawing for each family of measurements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from runtall.motion.vocabulary import BONES
from runtall.report.lines.shapes import Array, Label, Pose, Role, Shape, Spot, Stroke

_UP: Final = np.array([0.0, -1.0])
_ARC_POINTS = 24
# Radius of a drawn head in trunk lengths.
_HEAD = 0.21

Family = Callable[[Pose, str], list[Shape]]
"""Shapes of one measurement at one moment; the text is its number there, or empty."""


def skeleton(pose: Pose, *, spots: bool = True) -> list[Shape]:
    """Bones in the colour of their side; the side away from the camera is thinner."""
    shapes: list[Shape] = []
    # The far side first, so that the near side lies on top.
    for a, b in sorted(BONES, key=lambda bone: _side(bone[0]) == pose.near):
        across = _side(a) != _side(b)
        role: Role = "soft" if across else _side(a)
        shapes.append(Stroke(np.array([pose.at(a), pose.at(b)]), role, _weight(pose, role)))
    if spots:
        shapes += _joints(pose)
    return [shape for shape in shapes if _known(shape)]


def head_ring(pose: Pose) -> list[Shape]:
    """A neck and a round head, for figures that stand without a picture."""
    ear, neck = _ear(pose), pose.mid("shoulder")
    way, radius = _unit(ear - neck), _HEAD * pose.size
    turn = np.linspace(0.0, 2 * np.pi, 2 * _ARC_POINTS)
    ring = ear + way * 0.2 * radius + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    stub = np.array([neck, ear - way * 0.8 * radius])
    shapes: list[Shape] = [Stroke(ring, "soft", 0.8), Stroke(stub, "soft", 0.8)]
    return [shape for shape in shapes if _known(shape)]


def _joints(pose: Pose) -> list[Shape]:
    names = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    sides = [pose.near] if pose.near else ["left", "right"]
    spots: list[Shape] = []
    for side in sides:
        role: Role = "left" if side == "left" else "right"
        spots += [Spot(pose.at(f"{side}_{name}"), role) for name in names]
    return spots


def _side(name: str) -> Role:
    return "left" if name.startswith("left_") else "right"


def _weight(pose: Pose, role: str) -> float:
    if role == "soft":
        return 0.6
    return 0.9 if pose.near in ("", role) else 0.55


def _unit(vector: Array) -> Array:
    length = float(np.hypot(*vector))
    return vector / length if length > 0 else np.full(2, np.nan)


def _arc(centre: Array, start: Array, end: Array, radius: float) -> Stroke:
    """Arc from one direction to another, the short way round."""
    a, b = np.arctan2(start[1], start[0]), np.arctan2(end[1], end[0])
    turn = (b - a + np.pi) % (2 * np.pi) - np.pi
    angles = a + np.linspace(0.0, turn, _ARC_POINTS)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    return Stroke(centre + radius * ring, "line", 0.8)


def _against_vertical(pose: Pose, low: Array, high: Array, text: str) -> list[Shape]:
    """A body line, the dotted vertical through its lower end, the angle between them."""
    reach = float(np.hypot(*(high - low)))
    along = _unit(high - low)
    top = low + _UP * reach * 1.05
    shapes: list[Shape] = [
        Stroke(np.array([low, top]), "line", 0.8, dotted=True),
        Stroke(np.array([low, high]), "line", 1.7),
        _arc(low, _UP, along, reach * 0.55),
    ]
    ahead = 1.0 if along[0] >= 0 else -1.0
    if text:
        # On the open side of the arc, where neither line runs through the text.
        place = low + along * reach * 0.62 + np.array([ahead * 0.14 * pose.size, 0.0])
        shapes.append(Label(place, text, "start" if ahead > 0 else "end"))
    return shapes


def trunk(pose: Pose, text: str) -> list[Shape]:
    """Hips to shoulders against the vertical."""
    return _against_vertical(pose, pose.mid("hip"), pose.mid("shoulder"), text)


def hinge(pose: Pose, text: str) -> list[Shape]:
    """Standing leg, its line drawn on above the hips, and the trunk that leaves it."""
    hip, shoulder = pose.mid("hip"), pose.mid("shoulder")
    ankle = _standing_ankle(pose)
    along, trunk_way = _unit(hip - ankle), _unit(shoulder - hip)
    reach = float(np.hypot(*(shoulder - hip)))
    shapes: list[Shape] = [
        Stroke(np.array([ankle, hip]), "line", 1.0),
        Stroke(np.array([hip, hip + along * reach]), "line", 0.8, dotted=True),
        Stroke(np.array([hip, shoulder]), "line", 1.7),
        _arc(hip, along, trunk_way, reach * 0.55),
    ]
    if text:
        ahead = 1.0 if trunk_way[0] >= 0 else -1.0
        place = hip + trunk_way * reach * 0.62 + np.array([ahead * 0.14 * pose.size, 0.0])
        shapes.append(Label(place, text, "start" if ahead > 0 else "end"))
    return shapes


def leg(pose: Pose, text: str) -> list[Shape]:
    """Standing ankle to hips against the vertical."""
    return _against_vertical(pose, _standing_ankle(pose), pose.mid("hip"), text)


def _standing_ankle(pose: Pose) -> Array:
    ankles = [pose.at("left_ankle"), pose.at("right_ankle")]
    known = [a for a in ankles if np.isfinite(a).all()]
    return max(known, key=lambda a: float(a[1])) if known else np.full(2, np.nan)


def head(pose: Pose, text: str) -> list[Shape]:
    """Shoulders to ears against the vertical."""
    return _against_vertical(pose, pose.mid("shoulder"), _ear(pose), text)


def _ear(pose: Pose) -> Array:
    ear = pose.at(f"{pose.near}_ear") if pose.near else pose.mid("ear")
    return ear if np.isfinite(ear).all() else pose.mid("ear")


def shrug(pose: Pose, text: str) -> list[Shape]:
    """From each shoulder along the trunk to the height of the ear."""
    way = _unit(pose.mid("shoulder") - pose.mid("hip"))
    shapes: list[Shape] = []
    for side in [pose.near] if pose.near else ["left", "right"]:
        shoulder, ear = pose.at(f"{side}_shoulder"), pose.at(f"{side}_ear")
        top = shoulder + way * float(np.dot(ear - shoulder, way))
        shapes.append(Stroke(np.array([shoulder, top]), "line", 1.5))
        shapes.append(Stroke(np.array([top, ear]), "line", 0.8, dotted=True))
        if text and side in (pose.near, "right"):
            shapes.append(Label((shoulder + top) / 2 + [0.16 * pose.size, 0.0], text))
    return shapes


def crossing(pose: Pose, text: str) -> list[Shape]:
    """Midline of the trunk, and from each wrist the short way to it."""
    hip, shoulder = pose.mid("hip"), pose.mid("shoulder")
    way = _unit(shoulder - hip)
    ends = np.array([hip - way * 0.25 * pose.size, shoulder + way * 0.2 * pose.size])
    shapes: list[Shape] = [Stroke(ends, "line", 1.0, dotted=True)]
    nearest: tuple[float, Array] = (np.inf, hip)
    for side in ("left", "right"):
        wrist = pose.at(f"{side}_wrist")
        foot = hip + way * float(np.dot(wrist - hip, way))
        role: Role = "left" if side == "left" else "right"
        shapes.append(Stroke(np.array([foot, wrist]), role, 0.8))
        gap = float(np.hypot(*(wrist - foot)))
        if gap < nearest[0]:
            nearest = (gap, foot)
    if text:
        shapes.append(Label(nearest[1] + [0.12 * pose.size, -0.14 * pose.size], text))
    return shapes


def hips(pose: Pose, text: str) -> list[Shape]:
    """Line of the hips against the level."""
    left, right = pose.at("left_hip"), pose.at("right_hip")
    middle, half = (left + right) / 2, np.array([0.75 * float(np.hypot(*(right - left))), 0.0])
    way = _unit(right - left) * half[0]
    shapes: list[Shape] = [
        Stroke(np.array([middle - half, middle + half]), "line", 0.8, dotted=True),
        Stroke(np.array([middle - way, middle + way]), "line", 1.5),
    ]
    if text:
        shapes.append(Label(middle + half * 1.15, text))
    return shapes


def elbow(pose: Pose, text: str) -> list[Shape]:
    """Angle inside the elbow of the side that the camera sees best."""
    side = pose.near or "right"
    role: Role = "left" if side == "left" else "right"
    corner = pose.at(f"{side}_elbow")
    up, out = pose.at(f"{side}_shoulder") - corner, pose.at(f"{side}_wrist") - corner
    radius = 0.45 * float(min(np.hypot(*up), np.hypot(*out)))
    shapes: list[Shape] = [
        Stroke(np.array([corner + up, corner, corner + out]), role, 1.5),
        _arc(corner, _unit(up), _unit(out), radius),
    ]
    if text:
        open_way = _unit(_unit(up) + _unit(out))
        ahead = 1.0 if open_way[0] >= 0 else -1.0
        place = corner + open_way * radius * 1.35
        shapes.append(Label(place, text, "start" if ahead > 0 else "end"))
    return shapes


def swing(pose: Pose, text: str) -> list[Shape]:
    """Upper arm against the trunk line."""
    side = pose.near or "right"
    role: Role = "left" if side == "left" else "right"
    top, bottom = pose.at(f"{side}_shoulder"), pose.at(f"{side}_elbow")
    down = _unit(pose.mid("hip") - pose.mid("shoulder"))
    reach = float(np.hypot(*(bottom - top)))
    shapes: list[Shape] = [
        Stroke(np.array([top, top + down * reach]), "line", 0.8, dotted=True),
        Stroke(np.array([top, bottom]), role, 1.5),
        _arc(top, down, _unit(bottom - top), reach * 0.6),
    ]
    if text:
        shapes.append(Label(bottom + pose.size * np.array([0.1, 0.12]), text))
    return shapes


def plain(pose: Pose, text: str) -> list[Shape]:
    """Hips to shoulders against the vertical, for what has no line of its own."""
    return trunk(pose, "")


_FAMILIES: Final[dict[str, Family]] = {
    "trunk_lean": trunk,
    "trunk_side_lean": trunk,
    "sacrum_c7_lean": trunk,
    "trunk_lean_drift": trunk,
    "waist_hinge": hinge,
    "leg_lean": leg,
    "head_forward": head,
    "head_forward_from_standing": head,
    "head_forward_drift": head,
    "ear_shoulder_height": shrug,
    "ear_shoulder_height_drift": shrug,
    "shoulder_elevation": shrug,
    "arm_crossing_nearest": crossing,
    "arm_crossing_fraction": crossing,
    "pelvic_drop": hips,
    "elbow_angle": elbow,
    "arm_swing_range": swing,
    "arm_swing_asymmetry": swing,
}


UPPER: Final = frozenset({head, shrug, crossing, elbow, swing})
"""Drawings that need only the body above the knees."""


def family(name: str) -> Family:
    """Drawing of a measurement; what has none of its own shows the trunk line."""
    return _FAMILIES.get(name, plain)


def lines(pose: Pose, name: str, text: str = "") -> list[Shape]:
    """Lines that a measurement speaks of; what rests on unknown points is left out."""
    return [shape for shape in family(name)(pose, text) if _known(shape)]


def _known(shape: Shape) -> bool:
    place = shape.points if isinstance(shape, Stroke) else shape.at
    return bool(np.isfinite(place).all())
