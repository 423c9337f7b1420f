"""How form changes along a run in a watch file, what explains it otherwise held still."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.watch.series import Array, Mask
from runtall.kinematics.watch.slope import left_of_time, slope_on_time
from runtall.literature import number
from runtall.motion.watch import WatchFade

FADING: Final = (
    "cadence", "vertical_oscillation", "stance_time", "stance_time_balance", "vertical_ratio",
    "step_length", "respiration_rate",
)  # fmt: skip
"""Fields whose change along the run is looked for."""
GROUND: Final = ("speed", "grade")
EFFORT: Final = ("speed", "grade", "heart_rate")
_LEFT: Final = 0.02
"""Share of the variance of time that must be free of what is held still."""
_TEN_MIN_S: Final = 600.0
_MINUTE_S: Final = 60.0
_NEEDS: Final = {
    "speed": "the file has no speed that could be held still",
    "grade": "the file has no altitude, so hills cannot be told from fade",
    "heart_rate": "the file has no heart rate that could be held still",
}


def fades_of(
    window_s: Array, means: dict[str, Array], units: dict[str, str]
) -> tuple[WatchFade, ...]:
    """Every change along the run that can be told, once on the ground and once at equal effort.

    Held still are speed and grade, and beside that also the heart rate. These are two questions:
    heart rate drifts upwards by itself, so at equal heart rate a change of form that goes with
    the tiring heart is held still too. Where the heart rate tells the real speed and grade better
    than the watch does, the second answer is partly about those: read it beside the first.

    Parameters
    ----------
    window_s, means
        From `runtall.kinematics.watch.windows.window_means`.
    units
        Of each field.
    """
    found = []
    for name in FADING:
        for held in (GROUND, EFFORT):
            if isinstance(fade := fade_or_reason(window_s, means, name, held), str):
                continue
            value, low, high, count = fade
            unit = f"{units.get(name, '')}/10 min"
            found.append(WatchFade(name, value, low, high, unit, held, count))
    return tuple(found)


def fade_or_reason(
    window_s: Array, means: dict[str, Array], name: str, held: tuple[str, ...]
) -> tuple[float, float, float, int] | str:
    """Change per 10 min with its interval and number of windows, or why it cannot be told.

    The first minutes of running are left out (``fade.warm_up``): form settles then. So are
    windows on steep ground and those much quicker or slower than the middle of the rest, where
    the form of another gait would stand beside that of this one. Form is taken to follow the
    logarithm of the speed and the grade, each with its square, and the heart rate straight.
    """
    if name not in means or not np.isfinite(means[name]).any():
        return f"the file has no {name.replace('_', ' ')}"
    for other in held:
        if other not in means:
            return _NEEDS[other]
    known = np.all([np.isfinite(means[n]) for n in (name, *held)], axis=0)
    use, reason = _comparable(known, means)
    if reason:
        return reason
    terms = np.concatenate([_terms(other, means[other][use]) for other in held], axis=1)
    if left_of_time(window_s[use], terms) < _LEFT:
        return f"{_listed(held)} changed so evenly along the run that fade cannot be told from it"
    slope = slope_on_time(window_s[use], means[name][use], terms)
    return (
        slope.value * _TEN_MIN_S, slope.low * _TEN_MIN_S, slope.high * _TEN_MIN_S, int(use.sum()),
    )  # fmt: skip


def _comparable(known: Mask, means: dict[str, Array]) -> tuple[Mask, str]:
    """Windows that can stand beside each other, or what is in the way of it."""
    window, warm_up = number("fade.window"), number("fade.warm_up")
    least = number("fade.least")
    needed = round(least * _MINUTE_S / window)
    use = known.copy()
    use[: round(warm_up * _MINUTE_S / window)] = False
    if use.sum() < needed:
        minutes = use.sum() * window / _MINUTE_S
        return use, (
            f"too short: {minutes:.0f} min of running with all it takes after {warm_up:g} min of "
            f"warm-up; {least:g} min are needed"
        )
    steepest = number("fade.grade")
    use &= np.abs(np.nan_to_num(means["grade"])) <= steepest
    if use.sum() < needed:
        return use, f"too hilly: less than {least:g} min on ground less steep than {steepest:g} %"
    middle = float(np.median(means["speed"][use]))
    near = np.abs(np.nan_to_num(means["speed"]) / middle - 1.0) <= number("fade.speed")
    use &= near
    if use.sum() < needed:
        return use, f"the speed changed too much: less than {least:g} min at about one speed"
    return use, ""


def _listed(held: tuple[str, ...]) -> str:
    return " or ".join(name.replace("_", " ") for name in held)


def _terms(name: str, values: Array) -> Array:
    if name == "speed":
        values = np.log(values)
    centred: Array = values - values.mean()
    if name == "heart_rate":
        return centred[:, None]
    return np.stack([centred, centred**2], axis=1)
