"""Joint centres and other points of the body from what a file holds."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from runtall.inputs.markers.cloud import SIDES, Array, Cloud, mean, median, unit
from runtall.inputs.markers.functional import hinge_centre
from runtall.inputs.markers.pelvis import hip_centres
from runtall.literature import number
from runtall.motion.vocabulary import BODY

FILE, DERIVED, APPROXIMATE = "file", "derived", "approximate"

_BENT: Final = 0.25
"""Sine of the elbow's bend from which the plane of the arm is known."""
_ROUNDS: Final = 4
"""With which a centre and the limb that ends in it settle on each other."""
_INWARD: Final = {"left": 1.0, "right": -1.0}
_ACROSS: Final = np.array([0.0, 0.0, 1.0])
_DOWN: Final = np.array([0.0, -1.0, 0.0])
_EARS: Final = (("front_head", "back_head"), ("temple",), ("side_head",))
_HEELS: Final = (("heel_upper", "heel_lower"), ("heel_lateral", "heel_medial"), ("heel_lower",),
                 ("heel_upper",), ("heel_lateral",))  # fmt: skip
_TOES: Final = (("metatarsal_2",), ("metatarsal_1", "metatarsal_5"), ("metatarsal_1",),
                ("toe_joint",))  # fmt: skip


class Centre(NamedTuple):
    """Path (time, 3) of a point, m, and how it came about."""

    path: Array
    origin: str


def body_points(cloud: Cloud) -> dict[str, Centre]:
    """Every point of ``BODY`` that the file holds or that follows from what it holds.

    Parameters
    ----------
    cloud
        Points in m of the lab frame: x forward, y up, z right.

    Returns
    -------
    dict
        In the order of ``BODY``; points that cannot be derived are absent. The origin is
        ``"file"``, ``"derived"`` (a published rule, or the middle of two markers) or
        ``"approximate"`` (one marker that stands for the point, or an offset of a usual body).
    """
    found: dict[str, Centre] = {n: Centre(cloud[n], FILE) for n in BODY if n in cloud}
    for step in (_hips, _shoulders, _knees, _ankles, _wrists, _elbows):
        found = step(cloud, found) | found
    for side in SIDES:
        for name, choices in (("ear", _EARS), ("heel", _HEELS), ("foot_index", _TOES)):
            stand_in = _first(cloud, side, choices)
            if stand_in is not None:
                found.setdefault(f"{side}_{name}", Centre(stand_in, APPROXIMATE))
    seen = {name for name, centre in found.items() if np.isfinite(centre.path).any()}
    return {name: found[name] for name in BODY if name in seen}


def _first(cloud: Cloud, side: str, choices: tuple[tuple[str, ...], ...]) -> Array | None:
    for names in choices:
        if all(f"{side}_{name}" in cloud for name in names):
            return mean(cloud[f"{side}_{name}"] for name in names)
    return None


def _hips(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    hips, tilt_seen = hip_centres(cloud)
    origin = DERIVED if tilt_seen else APPROXIMATE
    return {f"{side}_hip": Centre(path, origin) for side, path in hips.items()}


def _shoulders(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    """Below the acromia along the trunk (rab2002)."""
    if "left_acromion" not in cloud or "right_acromion" not in cloud:
        return {}
    tips = {side: cloud[f"{side}_acromion"] for side in SIDES}
    breadth = median(np.linalg.norm(tips["right"] - tips["left"], axis=1))
    drop = number("shoulder_centre.below_acromion") * breadth
    top = (tips["left"] + tips["right"]) / 2
    bottom = _middle(found, "hip")
    down = unit(bottom - top) if bottom is not None else _DOWN
    origin = DERIVED if bottom is not None else APPROXIMATE
    return {f"{side}_shoulder": Centre(tips[side] + drop * down, origin) for side in SIDES}


def _middle(found: dict[str, Centre], joint: str) -> Array | None:
    both = [found[f"{side}_{joint}"].path for side in SIDES if f"{side}_{joint}" in found]
    return mean(both) if len(both) == len(SIDES) else None


def _knees(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    return _hinges(cloud, found, "knee", ("hip", "thigh", "shank"))


def _ankles(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    return _hinges(cloud, found, "ankle", ("knee", "shank", "foot"))


def _hinges(
    cloud: Cloud, found: dict[str, Centre], joint: str, chain: tuple[str, str, str]
) -> dict[str, Centre]:
    """Knees or ankles; ``chain`` is the joint above, the segment above and the one below."""
    made = {}
    for side in SIDES:
        centre = _between(cloud, side, joint) or _inward(cloud, found, side, (joint, chain[0]))
        if centre is None and f"{side}_{joint}" not in found:
            centre = _by_movement(cloud, found.get(f"{side}_{chain[0]}"), side, chain[1:])
        if centre is not None:
            made[f"{side}_{joint}"] = centre
    return made


def _by_movement(
    cloud: Cloud, upper: Centre | None, side: str, segments: tuple[str, str]
) -> Centre | None:
    """From how the clusters of two segments move against each other."""
    heel = cloud.get(f"{side}_heel", _first(cloud, side, _HEELS))
    if upper is None or heel is None:
        return None
    path = hinge_centre(cloud, side, (upper.path, heel), segments)
    return None if path is None else Centre(path, APPROXIMATE)


def _between(cloud: Cloud, side: str, joint: str) -> Centre | None:
    outer, inner = (cloud.get(f"{side}_{joint}_{end}") for end in ("lateral", "medial"))
    return None if outer is None or inner is None else Centre((outer + inner) / 2, DERIVED)


def _inward(
    cloud: Cloud, found: dict[str, Centre], side: str, joints: tuple[str, str]
) -> Centre | None:
    """From the outer marker alone: half a usual breadth towards the other leg.

    ``joints`` are the one to find and the one above it.
    """
    outer = cloud.get(f"{side}_{joints[0]}_lateral")
    if outer is None:
        return None
    hips, above = [found.get(f"{s}_hip") for s in SIDES], found.get(f"{side}_{joints[1]}")
    across = np.broadcast_to(_ACROSS, outer.shape)
    if hips[0] is not None and hips[1] is not None:
        across = unit(hips[1].path - hips[0].path)
    offset = number(f"centre_under_marker.{joints[0]}") * _INWARD[side]
    centre: Array = outer + offset * across
    for _ in range(_ROUNDS if above is not None else 0):
        assert above is not None
        # The marker lies beside the joint: the way between them is square to the limb.
        limb = unit(centre - above.path)
        square = unit(across - np.sum(across * limb, axis=1, keepdims=True) * limb)
        centre = outer + offset * square
    return Centre(centre, APPROXIMATE)


def _wrists(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    made = {}
    for side in SIDES:
        both = _first(cloud, side, (("wrist_radial", "wrist_ulnar"),))
        one = _first(cloud, side, (("wrist_radial",), ("wrist_ulnar",)))
        if both is not None:
            made[f"{side}_wrist"] = Centre(both, DERIVED)
        elif one is not None:
            made[f"{side}_wrist"] = Centre(one, APPROXIMATE)
    return made


def _elbows(cloud: Cloud, found: dict[str, Centre]) -> dict[str, Centre]:
    made = {}
    for side in SIDES:
        centre = _between(cloud, side, "elbow")
        outer = cloud.get(f"{side}_elbow_lateral")
        if centre is None and outer is not None:
            centre = Centre(_elbow_under(outer, found, side), APPROXIMATE)
        if centre is not None:
            made[f"{side}_elbow"] = centre
    return made


def _elbow_under(outer: Array, found: dict[str, Centre], side: str) -> Array:
    """Inward from the outer marker, along the axis about which the elbow bends."""
    shoulder, wrist = found.get(f"{side}_shoulder"), found.get(f"{side}_wrist")
    offset = number("centre_under_marker.elbow") * _INWARD[side]
    centre: Array = outer + offset * _ACROSS
    for _ in range(_ROUNDS if shoulder is not None and wrist is not None else 0):
        assert shoulder is not None
        assert wrist is not None
        axis = np.cross(unit(centre - shoulder.path), unit(wrist.path - centre))
        bent = np.linalg.norm(axis, axis=1, keepdims=True) > _BENT
        centre = outer + offset * np.where(bent, unit(axis), _ACROSS)
    return centre
