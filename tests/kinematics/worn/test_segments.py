"""Rest, walk, run and other, found without labels."""

import csv
import time
import wave

import numpy as np
import pytest
import xarray as xr
from scipy.spatial.transform import Rotation

from runtall.errors import MissingStream, TooShort
from runtall.kinematics.worn.understand import understand_worn
from runtall.testing.worn import G, Piece, Wearing, worn

DAY = (
    Piece("rest", 60), Piece("walk", 90, 112), Piece("run", 90, 158), Piece("walk", 60, 118),
    Piece("stairs", 60, 90), Piece("rest", 40),
)  # fmt: skip
NAMES = ["rest", "walk", "run", "walk", "other", "rest"]
ANYHOW = Rotation.from_euler("xyz", [70, -30, 140], degrees=True).as_matrix()


def bounds(found):
    return [s.start_s for s in found.segments] + [found.segments[-1].end_s]


@pytest.mark.parametrize("rate", [25.0, 64.0, 100.0, 416.0, 1000.0])
def test_a_day_is_told_at_every_sampling_rate(rate):
    made = worn(DAY, Wearing(rate_hz=rate, turned=ANYHOW))
    found = understand_worn(made.imu)
    assert [s.activity for s in found.segments] == NAMES
    # A window takes 5 s, and the passage from one movement to the next lies in one of them.
    assert bounds(found) == pytest.approx(made.bounds_s, abs=4.0)
    cadences = [s.cadence for s in found.segments if s.cadence is not None]
    assert cadences == pytest.approx([112, 158, 118], rel=0.005)
    assert found.notices == ()


def test_the_sensor_may_be_turned_any_way():
    one = understand_worn(worn(DAY, Wearing(turned=np.eye(3), noise=0.0)).imu)
    for n in range(4):
        turned = Rotation.random(random_state=n).as_matrix()
        other = understand_worn(worn(DAY, Wearing(turned=turned, noise=0.0)).imu)
        assert [s.activity for s in other.segments] == NAMES
        assert np.allclose(bounds(other), bounds(one))
        assert np.allclose(other.steps.time_s, one.steps.time_s, atol=1e-6)


def test_the_clock_may_start_anywhere():
    one = understand_worn(worn(DAY).imu)
    late = understand_worn(worn(DAY, Wearing(start_s=5000.0)).imu)
    assert bounds(late) == pytest.approx(np.add(bounds(one), 5000.0))
    # Rounding of the clock may move the edge of a segment by a sample, and one step with it.
    ours, theirs = one.steps.time_s + 5000.0, late.steps.time_s
    assert abs(len(ours) - len(theirs)) <= 2
    apart = np.abs(theirs[:, None] - ours[None, :]).min(axis=1)
    assert np.mean(apart < 5e-4) > 0.99


@pytest.mark.parametrize("cadence", [90, 112, 125, 138])
def test_walking_is_never_running_however_quick(cadence):
    made = worn([Piece("walk", 60, cadence)])
    assert {s.activity for s in understand_worn(made.imu).segments} == {"walk"}


@pytest.mark.parametrize("cadence", [130, 145, 160, 180, 210])
def test_running_is_running_however_slow(cadence):
    made = worn([Piece("run", 60, cadence)])
    assert {s.activity for s in understand_worn(made.imu).segments} == {"run"}


def test_a_cadence_that_changes_is_followed():
    made = worn([Piece("run", 300, 150, 186)], Wearing(uneven=0.2))
    steps = understand_worn(made.imu).steps
    inside = (steps.track_s > 5) & (steps.track_s < 295)
    truth = (150 + 36 * steps.track_s / 300) / 60
    assert steps.frequency_hz[inside] == pytest.approx(truth[inside], rel=0.01)
    assert np.isnan(understand_worn(worn([Piece("rest", 60)]).imu).steps.frequency_hz).all()


def test_a_limp_is_no_walk_at_half_the_cadence():
    made = worn([Piece("walk", 60, 110)], Wearing(uneven=0.6))
    assert understand_worn(made.imu).segments[0].cadence == pytest.approx(110, rel=0.01)


def test_short_interruptions_belong_to_what_they_interrupt():
    made = worn([Piece("run", 60, 160), Piece("rest", 6), Piece("run", 60, 160)])
    found = understand_worn(made.imu).segments
    assert [s.activity for s in found] == ["run"]


def test_no_run_is_said():
    found = understand_worn(worn([Piece("walk", 60, 112), Piece("rest", 30)]).imu)
    assert [n.code for n in found.notices] == ["no_run"]


def test_the_end_of_the_range_is_seen():
    made = worn([Piece("run", 60, 160)])
    made.imu["acceleration"] = made.imu["acceleration"].clip(-2 * G, 2 * G)
    notice = next(n for n in understand_worn(made.imu).notices if n.code == "acceleration_clipped")
    assert "2 g" in notice.message


def test_dropped_samples_are_said_and_hold_no_steps():
    made = worn([Piece("run", 60, 160)])
    gap = (made.imu["time"] > 20) & (made.imu["time"] < 23)
    made.imu["acceleration"] = made.imu["acceleration"].where(~gap)
    found = understand_worn(made.imu)
    notice = next(n for n in found.notices if n.code == "samples_dropped")
    assert "3.0 s" in notice.message
    assert not ((found.steps.time_s > 20.01) & (found.steps.time_s < 22.99)).any()
    assert [s.activity for s in found.segments] == ["run"]


def test_single_samples_that_are_missing_cost_nothing():
    made = worn([Piece("run", 60, 160)])
    whole = understand_worn(made.imu)
    held = made.imu["acceleration"].values.copy()
    held[100::57] = np.nan
    made.imu["acceleration"] = (("time", "space"), held)
    found = understand_worn(made.imu)
    assert found.notices == ()
    assert np.allclose(found.steps.time_s, whole.steps.time_s, atol=0.01)


def test_a_sensor_that_turns_over_is_said():
    made = worn([Piece("walk", 60, 112), Piece("run", 120, 160)])
    late = (made.imu["time"] > 120).values[:, None]
    held = made.imu["acceleration"].values
    made.imu["acceleration"] = (("time", "space"), np.where(late, held[:, [1, 2, 0]], held))
    made.imu.attrs["axes"] = "unknown"
    notice = next(n for n in understand_worn(made.imu).notices if n.code == "sensor_turned")
    assert "90°" in notice.message


def test_axes_that_gravity_denies_are_not_believed():
    made = worn([Piece("run", 60, 160)])
    made.imu["acceleration"] = (("time", "space"), made.imu["acceleration"].values[:, [1, 0, 2]])
    found = understand_worn(made.imu)
    assert "axes_unlike_gravity" in {n.code for n in found.notices}
    assert [s.activity for s in found.segments] == ["run"]


def test_what_cannot_be_used_is_refused():
    made = worn([Piece("run", 60, 160)]).imu
    with pytest.raises(MissingStream, match="no acceleration along three axes"):
        understand_worn(made.drop_vars("acceleration"))
    with pytest.raises(TooShort, match="less than 10 s"):
        understand_worn(made.isel(time=slice(0, 500)))
    with pytest.raises(TooShort, match=r"sampled 12\.5 times a second"):
        understand_worn(made.isel(time=slice(None, None, 8)))
    with pytest.raises(TooShort, match="was it on"):
        understand_worn(made.where(made["time"] < 5))


def test_a_sensor_that_shows_nothing_is_at_rest():
    made = worn([Piece("rest", 60)])
    made.imu["acceleration"] = 0.0 * made.imu["acceleration"]
    found = understand_worn(made.imu)
    assert [s.activity for s in found.segments] == ["rest"]
    assert {n.code for n in found.notices} == {"no_run", "axes_unlike_gravity"}


def test_an_hour_is_quick():
    made = worn([Piece("walk", 600, 112), Piece("run", 3000, 165)], Wearing(rate_hz=64.0))
    understand_worn(worn([Piece("run", 20, 165)]).imu)  # loads what it needs
    began = time.process_time()
    understand_worn(made.imu)
    assert time.process_time() - began < 1.0


# Running by the signal: stretches with a flight, read off plots of the lowest vertical force. The
# shirt's own cadence is above 140 there. The third slows down and turns between its two jogs.
JOGS = {
    "003": [(1418, 1438), (1478, 1559)],
    "004": [(843, 906)],
    "006": [(663, 678), (691, 712)],
    "009": [(996, 1065)],
}


def shirt(folder):
    axes = []
    for axis in "XYZ":
        with wave.open(str(folder / f"acceleration_{axis}.wav")) as file:
            axes.append(np.frombuffer(file.readframes(file.getnframes()), "<i2") / 256 * G)
    held = np.stack(axes, axis=1)
    return xr.Dataset(
        {"acceleration": (("time", "space"), held)}, {"time": np.arange(len(held)) / 64},
        {"axes": "unknown"},
    )  # fmt: skip


def cadence_of(folder):
    with wave.open(str(folder / "cadence.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


@pytest.fixture(scope="module")
def shirts(recordings):
    folders = {n: recordings / "breathing" / f"{n}hexoskin" for n in JOGS}
    return {n: (understand_worn(shirt(f)), cadence_of(f), f) for n, f in folders.items()}


@pytest.mark.parametrize("name", JOGS)
def test_jogs_of_the_shirts_are_found(shirts, name):
    found, vendor, _ = shirts[name]
    runs = [s for s in found.segments if s.activity == "run"]
    assert len(runs) == len(JOGS[name])
    for run, (start, end) in zip(runs, JOGS[name], strict=True):
        assert (run.start_s, run.end_s) == pytest.approx((start, end), abs=3.0)
        inside = vendor[int(run.start_s) + 3 : int(run.end_s)]
        # The maker's cadence is smoothed over several seconds.
        assert run.cadence == pytest.approx(np.median(inside), rel=0.07)
    assert found.notices == ()


@pytest.mark.parametrize("name", JOGS)
def test_walking_with_the_shirts_is_never_called_running(shirts, name):
    found, vendor, _ = shirts[name]
    seconds = np.arange(len(vendor)) + 0.5
    steady = (vendor > 100) & (vendor < 125)
    # The maker's cadence lags by some seconds, so steady means for 5 s on both sides.
    steady &= np.convolve(steady, np.ones(11), "same") > 10.5
    for run in (s for s in found.segments if s.activity == "run"):
        assert not (steady & (seconds > run.start_s + 1) & (seconds < run.end_s - 1)).any()


@pytest.mark.parametrize("name", JOGS)
def test_cadence_agrees_with_that_of_the_shirt(shirts, name):
    found, vendor, _ = shirts[name]
    ours = 60 * found.steps.at(np.arange(len(vendor)) - 1.5)
    steady = np.array([np.ptp(vendor[max(k - 8, 0) : k + 8]) < 8 for k in range(len(vendor))])
    both = np.isfinite(ours) & (vendor > 90) & steady
    assert both.sum() > 150
    off = np.abs(ours - vendor)[both]
    assert np.median(off) < 2.0
    assert np.mean(off > 0.3 * vendor[both]) < 0.005  # no octaves


@pytest.mark.parametrize("name", JOGS)
def test_steps_recur_with_those_of_the_shirt(shirts, name):
    found, _, folder = shirts[name]
    with (folder / "step.csv").open() as file:
        theirs = np.array([float(row[0]) for row in list(csv.reader(file))[1:]])
    run = max((s for s in found.segments if s.activity == "run"), key=lambda s: s.duration_s)
    ours = found.steps.time_s
    counts = [((t > run.start_s) & (t < run.end_s)).sum() for t in (ours, theirs)]
    assert counts[0] == pytest.approx(counts[1], rel=0.12)
