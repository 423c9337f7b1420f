"""Is this one person running? If not, say what was seen."""

from __future__ import annotations

import numpy as np

from runtall.errors import NotARun, TooShort
from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.passes import find_passes
from runtall.kinematics.periodic import Array, fit
from runtall.kinematics.phase import Rhythm
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.view import Seen
from runtall.literature import number

_MIN_SEEN = 0.3
"""Share of frames with a person under which there is nobody to speak of."""
_MIN_EXPLAINED = 0.45
"""Share of the motion that one rhythm must explain; runs on film reach 0.8 to 0.99, noise 0.2."""
_MIN_LEG_SWING = 0.12
"""Smallest travel of the ankles against the hips (standard deviation, trunk lengths): a standing
person's is below 0.05, a slow jog's above 0.25."""
_FAR = 3.0
"""Spreads above the usual change to running, beyond which nobody walks."""
_FLIGHT_LEAD = 0.07
"""Cycles before the legs are farthest apart at which a runner's hips are highest."""
_PLAIN = 0.5
_UPRIGHT = np.cos(np.radians(50.0))


def require_person(points: Points2D, background: Array | None = None) -> None:
    """Refuse a clip in which nobody, or nobody upright, is seen.

    Parameters
    ----------
    points
        As found.
    background
        Way of the background, px: who runs past the camera is seen for a short while only.

    Raises
    ------
    NotARun
        With what was seen instead.
    """
    seen = np.isfinite(points.point("mid_hip")).all(axis=1)
    seldom = len(seen) == 0 or seen.mean() < _MIN_SEEN
    if seldom and not (seen.any() and find_passes(points, background)):
        share = 100 * float(seen.mean()) if len(seen) else 0.0
        raise NotARun(
            f"no runner seen: a person was found in {share:.0f} % of the frames; "
            "film one whole person, from head to feet, in good light"
        )
    line = points.point("mid_shoulder") - points.point("mid_hip")
    upright = np.nanmedian(-line[:, 1] / np.hypot(*line.T))
    if upright < _UPRIGHT:
        angle = np.degrees(np.arccos(np.clip(upright, -1, 1)))
        raise NotARun(
            f"not an upright runner: the trunk lies {angle:.0f} degrees from the picture's "
            "vertical; if the picture lies on its side, rotate the clip first"
        )


def require_running(points: Points2D, rhythm: Rhythm, *, advice: str = "") -> None:
    """Refuse standing, exercises and whatever else does not repeat like a run.

    Parameters
    ----------
    points
        Cleaned points.
    rhythm
        Their stride phase.
    advice
        What to do when there are too few strides.

    Raises
    ------
    NotARun, TooShort
        With what was seen instead.
    """
    swing = leg_swing(points)
    if swing < _MIN_LEG_SWING:
        raise NotARun(
            "not a run: the person stands (the feet hardly move against the hips); "
            "film at least seven steps a side of steady running"
        )
    if rhythm.explained < _MIN_EXPLAINED:
        raise NotARun(
            f"not a run: no steady rhythm (one stride explains {100 * rhythm.explained:.0f} % of "
            "the motion); film steady running, one person, without cuts"
        )
    if together(points, rhythm) > 0.0:
        raise NotARun(
            "not a run: both legs move together, as in a squat or a jump; film steady running"
        )
    cycles = sum(rhythm.phase[s][-1] - rhythm.phase[s][0] for s in points.spans)
    least = number("capture.strides_min")
    if cycles < least:
        raise TooShort(
            f"too short: {np.floor(10 * cycles) / 10:.1f} strides seen, at least {least:.0f} are "
            "needed "
            f"({advice or 'twenty and more make the intervals narrow'})"
        )


def require_strides(gait: Gait, advice: str) -> None:
    """Refuse passes that hold too few whole strides.

    Raises
    ------
    TooShort
        With what to do.
    """
    found, least = len(gait.strides()), number("capture.strides_min")
    if found < least:
        strides = "stride" if found == 1 else "strides"
        raise TooShort(
            f"too short: {found} whole {strides} could be used, at least {least:.0f} are needed; "
            + advice
        )


def require_flight(points: Points2D, rhythm: Rhythm, gait: Gait, seen: Seen) -> None:
    """Refuse walking: there the hips are highest in mid-stance, in a run lowest.

    Raises
    ------
    NotARun
        When it is a walk.
    """
    pace = 120 * rhythm.frequency_hz
    slow = rhythm.frequency_hz < number("stride_frequency.run.low")
    if slow or walks(points, gait, seen):
        raise NotARun(
            f"not a run: walking, at {pace:.0f} steps a minute; runtall measures running "
            "(if it is slow motion, give --recorded-fps)"
        )


def leg_swing(points: Points2D) -> float:
    """Scatter of the ankles' place against the hips, in trunk lengths."""
    hip = points.point("mid_hip")
    scatter = [np.nanstd(points.point(f"{s}_ankle") - hip, axis=0) for s in SIDES]
    return float(np.max(np.linalg.norm(scatter, axis=1)) / points.trunk_length())


def together(points: Points2D, rhythm: Rhythm) -> float:
    """Correlation of the legs' first harmonics: -1 in a run, +1 when they move together."""
    hip = points.point("mid_hip")
    legs = []
    for side in SIDES:
        path = np.hstack([points.point(f"{side}_{p}") - hip for p in ("knee", "ankle")])
        coefficients, _, _ = fit(rhythm.phase, path, 1)
        legs.append(coefficients[1] - 1j * coefficients[2])
    left, right = legs
    size = np.linalg.norm(left) * np.linalg.norm(right)
    return float(np.real(np.vdot(left, right)) / max(size, 1e-9))


def walks(points: Points2D, gait: Gait, seen: Seen) -> bool:
    """Whether the hips are highest while one leg passes the other, as in walking.

    From the side the legs are seen to pass each other. From rear and front that moment follows
    from the contacts only, so that the sign must be plain. Nobody walks much faster than where
    people change to a run.
    """
    if gait.frequency_hz > _fastest_walk_hz():
        return False
    twice = _wave(gait.phase, -points.point("mid_hip")[:, 1:], 2)
    if seen.facing:
        apart = [points.point(f"left_{p}") - points.point(f"right_{p}") for p in ("knee", "ankle")]
        once = _wave(gait.phase, np.sum(apart, axis=0)[:, :1], 1)
        lag = np.angle(twice * np.conj(once) ** 2) / (4 * np.pi)
        return bool(np.cos(4 * np.pi * (lag - _FLIGHT_LEAD)) < 0.0)
    middle = gait.contact_share("left") / 2
    high = np.real(twice * np.exp(4j * np.pi * middle)) / max(abs(twice), 1e-9)
    return bool(high > _PLAIN)


def _wave(phase: Array, values: Array, harmonic: int) -> complex:
    """One harmonic of a signal: its size, and minus the phase of its peak as the angle."""
    coefficients, _, _ = fit(phase, values, 4)
    return complex(coefficients[2 * harmonic - 1, 0], -coefficients[2 * harmonic, 0])


def _fastest_walk_hz() -> float:
    mean, sd = (number(f"stride_frequency.transition.{k}") for k in ("mean", "sd"))
    return mean + _FAR * sd
