"""Watch files made by hand, and runs whose fade is known."""

import json

import numpy as np
import xarray as xr

UNITS = {
    "cadence": "Hz", "heart_rate": "Hz", "respiration_rate": "Hz", "speed": "m/s", "distance": "m",
    "altitude": "m", "vertical_oscillation": "m", "stance_time": "s", "grade": "1", "paused": "1",
}  # fmt: skip


def watch(time_s, *, sports=(), **fields):
    """A watch Dataset in SI; ``sports`` are (sport, start, end)."""
    sessions = [{"sport": n, "start_s": a, "end_s": b} for n, a, b in sports]
    return xr.Dataset(
        {
            name: ("time", np.broadcast_to(np.asarray(v, float), np.shape(time_s)).copy(),
                   {"units": UNITS.get(name, ""), "label": name.title(), "source": "file"})
            for name, v in fields.items()
        },
        coords={"time": np.asarray(time_s, float)},
        attrs={"device": "A watch", "sessions": json.dumps(sessions) if sessions else ""},
    )  # fmt: skip


def course(*parts):
    """Time, cadence in Hz and speed from (seconds, steps/min, m/s) one after the other."""
    lengths = [n for n, _, _ in parts]
    cadence = np.repeat([c / 60 for _, c, _ in parts], lengths)
    speed = np.repeat([v for _, _, v in parts], lengths)
    return np.arange(sum(lengths), dtype=float), cadence, speed


def wander(rng, n, time_s, sd):
    """Departures of standard deviation ``sd`` that last about ``time_s`` windows."""
    values, keep = np.empty(n), np.exp(-1.0 / time_s)
    values[0] = rng.normal()
    for k in range(1, n):
        values[k] = keep * values[k - 1] + np.sqrt(1 - keep**2) * rng.normal()
    return sd * values


def run_windows(rng, minutes, *, fade=0.0, faster=0.0):
    """Windows of half a minute of a run over hills at changing speed.

    Heart rate follows the work within about a minute, wanders, and drifts up by 8 bpm in an hour.
    Contact time goes with a power of speed and with the grade (more with its size than with its
    sign), wanders for one to three minutes, and gains ``fade`` ms in 10 min; speed gains the
    share ``faster`` over the run. Neither law is the one that the analysis assumes.
    """
    n = 2 * minutes
    time_s = 30.0 * np.arange(n) + 15.0
    speed = 3.0 * np.exp(wander(rng, n, 8, 0.05)) * (1 + faster * time_s / time_s[-1])
    grade = wander(rng, n, 6, 2.0)
    work, heart = 25 * (speed - 3) + 2 * grade, np.zeros(n)
    for k in range(1, n):
        heart[k] = heart[k - 1] + 0.4 * (work[k] - heart[k - 1])
    heart += 140 + 8 * time_s / 3600 + wander(rng, n, 10, 2.0)
    form = 235 * (speed / 3) ** -0.7 + 0.5 * grade + 0.8 * np.abs(grade) + fade * time_s / 600
    form += wander(rng, n, rng.uniform(2, 6), 2.2) + rng.normal(0, 2.0, n)
    return time_s, {
        "stance_time": form,
        "speed": speed * (1 + 0.01 * rng.normal(size=n)),
        "grade": grade + 0.3 * rng.normal(size=n),
        "heart_rate": heart,
    }
