"""Which way a runner goes, overground or on a treadmill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.errors import InputError, UsageError
from runtall.inputs.markers.cloud import (
    JOINTS,
    SIDES,
    Array,
    Cloud,
    known,
    level,
    mean,
    typical,
    unit,
)
from runtall.inputs.markers.directions import nearest, vector
from runtall.inputs.markers.options import MarkerOptions
from runtall.motion.recording import Notice

_SNAP: Final = 4.0
"""deg; a treadmill or runway stands along an axis of the lab, and the finding scatters by 1-2."""
_TRAVEL_M: Final = 1.5
"""Who drifts on a treadmill stays within this."""
_TRAVEL_SPEED: Final = 0.5
"""m/s; less is standing about."""
_LOW: Final = 0.2
"""Share of the frames in which a foot is lowest: it stands on the ground in them, and not before
or after, as a runner's stance takes a third of the stride."""
_TURN: Final = 20.0
"""deg between the first and the second half of a way that is not straight."""
_FRONT_BACK: Final = (
    (("left_asis", "right_asis"), ("left_psis", "right_psis")),
    (("left_asis", "right_asis"), ("sacrum",)),
    (("suprasternal_notch",), ("c7",)),
    (("xiphoid",), ("t8",)),
    (("left_front_head", "right_front_head"), ("left_back_head", "right_back_head")),
    (("nose",), ("left_ear", "right_ear")),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the runner goes.

    Attributes
    ----------
    forward
        (3,) unit vector, level.
    source
        ``"given"``, ``"travel"``, ``"feet"`` or ``"pelvis"``.
    travelling
        Whether the runner crosses the lab, and does not stay in place.
    facing
        (3,) where toes and chest point, told without knowing left from right; None when nothing
        but left and right shows it.
    """

    forward: Array
    source: str
    travelling: bool
    facing: Array | None


def find_heading(
    cloud: Cloud, time_s: Array, upward: Array, options: MarkerOptions, file: str
) -> tuple[Heading, list[Notice]]:
    """Direction of travel.

    Parameters
    ----------
    cloud
        Points in m, in axes of the file.
    time_s
        (time,)
    upward
        (3,) unit vector that points up.
    options
        What the user says.
    file
        How to call the file in messages.

    Raises
    ------
    runtall.errors.InputError
        When the user's direction points up or down, or nothing shows one.
    """
    flat = {name: path - np.outer(path @ upward, upward) for name, path in cloud.items()}
    way, ground = _way(flat, time_s), _ground(cloud, flat, time_s, upward)
    moving = way if way is not None else ground
    facing = next((f for f in (_pointing(flat), _front(flat), moving) if f is not None), None)
    if options.direction is not None:
        forward, source = _given(options.direction, upward), "given"
    elif moving is not None:
        forward, source = _snapped(moving), "feet" if way is None else "travel"
    else:
        forward, source = _standing(flat, upward, file)
    heading = Heading(forward, source, way is not None, facing)
    return heading, _notices(heading, flat)


def _given(axis: str, upward: Array) -> Array:
    forward = vector(axis)
    if abs(forward @ upward) > 0.5:
        raise UsageError(f"--direction {axis}: that axis points up or down; give a level one")
    return forward


def _standing(flat: Cloud, upward: Array, file: str) -> tuple[Array, str]:
    """Where a body faces that goes nowhere, and what shows it."""
    for direction, source in ((_pointing(flat), "feet"), (_front(flat), "pelvis")):
        if direction is not None:
            return _snapped(direction), source
    across = _across(flat)
    if across is None:
        raise InputError(f"{file}: nothing shows where the runner goes; give --direction")
    return _snapped(np.cross(upward, across)), "pelvis"


def _notices(heading: Heading, flat: Cloud) -> list[Notice]:
    notices = []
    if heading.facing is not None and heading.facing @ heading.forward < 0:
        given = heading.source == "given"
        code = "direction_contradicts" if given else "backwards"
        text = "the runner faces away from " + (
            "the direction that was given" if given else "where they go; --direction settles it"
        )
        notices.append(Notice(code, text))
    if heading.travelling and _turns(flat):
        text = "the way is not straight: directions hold for its middle only; cut a straight part"
        notices.append(Notice("turning", text))
    return notices


def _way(flat: Cloud, time_s: Array) -> Array | None:
    """Level way of the body over the recording, (3,) m; None when it stays in place."""
    trunk = _trunk(flat)
    seen = np.flatnonzero(np.isfinite(trunk).all(axis=1))
    if len(seen) < 2:
        return None
    way: Array = trunk[seen[-1]] - trunk[seen[0]]
    length = float(np.linalg.norm(way))
    took = float(time_s[seen[-1]] - time_s[seen[0]])
    return way if length > _TRAVEL_M and length > _TRAVEL_SPEED * took else None


def _trunk(flat: Cloud) -> Array:
    """What moves as the whole body does: hips, else shoulders, else all points, (time, 3)."""
    for name in ("hip", "shoulder"):
        path = level(flat, name)
        if path is not None:
            return path
    everything: Array = np.mean(list(flat.values()), axis=0)
    return everything


def _ground(cloud: Cloud, flat: Cloud, time_s: Array, upward: Array) -> Array | None:
    """Velocity of the body over the ground: against the feet while they stand on it, m/s."""
    trunk = level(flat, "hip")
    if trunk is None:
        return None
    speeds = []
    for side in SIDES:
        foot, low = _foot(cloud, side), _foot(flat, side)
        if foot is None or low is None:
            continue
        height = foot @ upward
        if np.isfinite(height).sum() < 1 / _LOW:
            continue
        velocity = np.gradient(trunk - low, time_s, axis=0)
        speeds.append(typical(velocity[height <= np.nanquantile(height, _LOW)]))
    mean_speed = np.mean(speeds, axis=0) if speeds else np.zeros(3)
    fast = np.isfinite(mean_speed).all() and np.linalg.norm(mean_speed) > _TRAVEL_SPEED
    return mean_speed if fast else None


def _foot(cloud: Cloud, side: str) -> Array | None:
    names = (*JOINTS["heel"], *JOINTS["toe"], "ankle", "ankle_lateral")
    return mean(cloud.get(f"{side}_{name}") for name in names)


def _pointing(flat: Cloud) -> Array | None:
    """Direction from heels, or ankles, to toes, (3,)."""
    heel, toe = level(flat, "heel"), level(flat, "toe")
    heel = level(flat, "ankle") if heel is None else heel
    return None if heel is None or toe is None else known(toe - heel)


def _front(flat: Cloud) -> Array | None:
    """Direction that the front of the pelvis, chest or head faces, (3,)."""
    for front, back in _FRONT_BACK:
        if all(name in flat for name in (*front, *back)):
            ahead, behind = (mean(flat[n] for n in names) for names in (front, back))
            assert ahead is not None
            assert behind is not None
            return known(ahead - behind)
    return None


def _across(flat: Cloud) -> Array | None:
    for name in (*JOINTS["hip"], *JOINTS["shoulder"], "ear"):
        if f"left_{name}" in flat and f"right_{name}" in flat:
            return known(flat[f"right_{name}"] - flat[f"left_{name}"])
    return None


def _snapped(direction: Array) -> Array:
    name, off = nearest(direction)
    return vector(name) if off < _SNAP else unit(direction)


def _turns(flat: Cloud) -> bool:
    """Whether the second half of the way leads elsewhere than the first."""
    trunk = _trunk(flat)
    seen = trunk[np.isfinite(trunk).all(axis=1)]
    middle = seen[len(seen) // 2]
    cosine = float(unit(middle - seen[0]) @ unit(seen[-1] - middle))
    return bool(cosine < np.cos(np.radians(_TURN)))
