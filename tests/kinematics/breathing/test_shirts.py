"""Breaths of four shirts against the events that the maker of the shirts found in them.

The maker's events are another program's opinion, not the truth. What they mark: ``inspiration``
stands where the counts, which fall on breathing in, turn from rising to falling, so it is the begin
of breathing in; ``expiration`` the other turn. Both come some 0.03 to 0.09 s after ours.
"""

import wave

import numpy as np
import pytest
import xarray as xr

from runtall.kinematics.breathing.find import find_breaths
from runtall.motion.segments import Steps

# Parts of the jogs (maker's cadence above 140 steps/min): begin and end in s. In the first, both
# bands are all but still between 1510 and 1516 s, while the maker counts eight breaths there.
JOGS = {
    "003": ((1482.0, 1510.0), (1516.0, 1559.0)),
    "004": ((845.0, 908.0),),
    "006": ((664.0, 712.0),),
    "009": ((1001.0, 1065.0),),
}
WITHIN_S = 0.3


def counts(path):
    with wave.open(str(path)) as file:
        values = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return values.astype(float), file.getframerate()


def events(folder, name):
    return np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)[:, 0]


def steps_of(folder, seconds):
    """Where the maker's steps come one after the other for some seconds."""
    step = events(folder, "step")
    window = np.arange(0.0, seconds)
    near = [step[np.abs(step - t) <= 4.0] for t in window]
    gait = [len(n) >= 6 and np.diff(n).max() < 1.2 for n in near]
    frequency = [
        1.0 / np.median(np.diff(n)) if g else np.nan for n, g in zip(near, gait, strict=True)
    ]
    return Steps(step, np.full(len(step), -1), False, window, np.array(frequency))


@pytest.fixture(scope="module")
def shirts(recordings):
    """Breaths with the maker's steps and without, and the folder, for each of the four."""
    found = {}
    for name in JOGS:
        folder = recordings / "breathing" / f"{name}hexoskin"
        chest, rate = counts(folder / "respiration_thoracic.wav")
        belly, _ = counts(folder / "respiration_abdominal.wav")
        time = np.arange(len(chest)) / rate
        bands = xr.Dataset({"chest": ("time", chest), "belly": ("time", belly)},
                           coords={"time": time},
                           attrs={"rate_hz": float(rate), "inspiration": "falls"})  # fmt: skip
        found[name] = (
            find_breaths(bands, steps_of(folder, time[-1])), find_breaths(bands), folder
        )  # fmt: skip
    return found


def between(times, spans):
    return np.concatenate([times[(times >= a) & (times <= b)] for a, b in spans])


def distance(times, others):
    return np.array([t - others[np.argmin(np.abs(others - t))] for t in times])


def rate(times):
    return 60.0 * (len(times) - 1) / float(times[-1] - times[0])


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("name", JOGS)
def test_breathing_in_begins_where_the_maker_says(shirts, name, told):
    found, folder = shirts[name][0 if told else 1], shirts[name][2]
    ours = between(found.breaths.inspiration_s, JOGS[name])
    off = distance(ours, events(folder, "inspiration"))
    assert np.mean(np.abs(off) <= WITHIN_S) >= 0.9
    assert -0.1 < np.median(off) < 0.0


@pytest.mark.parametrize("name", JOGS)
def test_breathing_out_begins_where_the_maker_says(shirts, name):
    # Where somebody talks or holds the breath (004), the volume has no clear top.
    found, _, folder = shirts[name]
    ours = between(found.breaths.expiration_s, JOGS[name])
    off = distance(ours, events(folder, "expiration"))
    assert np.mean(np.abs(off) <= WITHIN_S) >= (0.75 if name in ("003", "004") else 0.9)


@pytest.mark.parametrize("name", JOGS)
def test_rate_in_windows_of_half_a_minute(shirts, name):
    found, _, folder = shirts[name]
    for begin, end in JOGS[name]:
        for start in np.arange(begin, end - 15.0, 30.0):
            window = ((start, min(start + 30.0, end)),)
            ours = rate(between(found.breaths.inspiration_s, window))
            assert ours == pytest.approx(
                rate(between(events(folder, "inspiration"), window)), abs=3.0
            )


@pytest.mark.parametrize("name", JOGS)
def test_settling_is_told_and_little_else_is_lost(shirts, name):
    found = shirts[name][0]
    assert any("settl" in n.message or "stood still" in n.message for n in found.notices)
    worn = (found.time_s > 20.0) & (found.time_s < JOGS[name][-1][1])
    assert found.trusted[worn].mean() > 0.99


@pytest.mark.parametrize("name", JOGS)
def test_breaths_are_those_of_a_person(shirts, name):
    breaths = shirts[name][0].breaths
    assert 0.35 < np.median(breaths.inspiratory_fraction) < 0.5
    jog = breaths.within(*JOGS[name][-1])
    share = 100.0 * jog.chest / (jog.chest + jog.belly)
    assert 45.0 < np.nanmedian(share) < 90.0
    assert np.isfinite(share).mean() > 0.9
