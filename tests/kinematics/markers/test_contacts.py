"""Contacts of the feet against formulas, and against a force plate."""

import numpy as np
import pytest
import xarray as xr

from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.contacts import find_contacts
from runtall.kinematics.markers.points3d import from_markers, lowpass
from runtall.literature import number
from runtall.testing.capture import CapturedRunner, capture

RUNNER = CapturedRunner()
PERIOD = 1 / RUNNER.frequency_hz


def points(recording):
    return from_markers(recording.streams["markers"].to_dataset())


def apart_ms(times, lead):
    """From the nearest of the true moments, which repeat with the stride."""
    return 1e3 * PERIOD * (np.mod(times / PERIOD - lead + 0.5, 1.0) - 0.5)


def errors(contacts, duty=RUNNER.duty):
    first = [apart_ms(contacts.initial_contact[s], k / 2) for k, s in enumerate(SIDES)]
    last = [apart_ms(contacts.toe_off[s], k / 2 + duty) for k, s in enumerate(SIDES)]
    return np.concatenate(first), np.concatenate(last)


@pytest.mark.parametrize(
    ("rate_hz", "noise_mm", "within_ms"),
    [(200.0, 0.3, 7.0), (500.0, 0.1, 5.0), (60.0, 0.0, 8.0)],
)
@pytest.mark.parametrize("overground", [False, True])
def test_contacts_are_where_the_formulas_put_them(rate_hz, noise_mm, within_ms, overground):
    seen = points(capture(RUNNER, rate_hz=rate_hz, noise_mm=noise_mm, overground=overground))
    found = find_contacts(seen, travelling=overground)
    assert (found.source, found.sharp) == ("markers", True)
    first, last = errors(found)
    assert len(first) == len(last) == 27
    assert np.abs(first).max() < within_ms
    assert np.abs(last).max() < within_ms


def test_the_belt_is_found_from_the_feet():
    found = find_contacts(points(capture(RUNNER)), travelling=False)
    assert np.allclose(found.ground, [-RUNNER.speed, 0.0, 0.0], atol=0.01)


def test_a_belt_that_slopes_changes_no_contact():
    recording = capture(RUNNER)
    seen, slope = points(recording), np.radians(6.0)
    turn = np.array(
        [[np.cos(slope), -np.sin(slope), 0], [np.sin(slope), np.cos(slope), 0], [0, 0, 1]]
    )
    seen.position[:] = seen.position @ turn.T
    found = find_contacts(seen, travelling=False)
    first, last = errors(found)
    assert np.abs(first).max() < 8.0
    assert np.abs(last).max() < 8.0
    x, y, _ = np.median(found.ground, axis=0)
    assert y / x == pytest.approx(np.tan(slope), abs=0.005)


def test_a_smoothed_file_is_noticed_and_its_contacts_are_near():
    seen = points(capture(RUNNER))
    flat = seen.position.reshape(len(seen.time_s), -1)
    seen.position[:] = lowpass(flat, 200.0, 6.0).reshape(seen.position.shape)
    found = find_contacts(seen, travelling=False)
    assert not found.sharp
    first, last = errors(found)
    assert np.abs(first).mean() < 10.0
    assert np.abs(last).mean() < 1.6449 * number("events.heel_height.initial_contact.error")


def forces(*, ringing=30.0, plates=1, contacts=100, rate_hz=1000.0):
    """Plates that hold the first so many contacts as half sine waves of 2.4 body weights."""
    time = np.arange(0.0, 10.0, 1 / rate_hz)
    load = np.zeros((len(time), plates))
    for step in range(contacts):
        since = time - step * PERIOD / 2
        inside = (since >= 0) & (since < RUNNER.duty * PERIOD)
        load[inside, step % plates] += 1700 * np.sin(np.pi * since[inside] / RUNNER.duty / PERIOD)
    load += ringing * np.sin(2 * np.pi * 70 * time)[:, None]
    force = np.stack([0 * load, load, 0 * load], axis=2)
    return xr.Dataset(
        {"force": (("time", "plate", "space"), force)},
        coords={"time": time, "plate": [str(p) for p in range(plates)], "space": ["x", "y", "z"]},
    )


@pytest.mark.parametrize("plates", [1, 2])
def test_force_goes_before_markers_where_it_holds_every_contact(plates):
    found = find_contacts(points(capture(RUNNER)), travelling=False, force=forces(plates=plates))
    assert (found.source, round(found.rate_hz)) == ("force", 1000)
    first, last = errors(found)
    # The threshold is passed some milliseconds after the first touch.
    assert np.abs(first).max() < 6.0
    assert np.abs(last).max() < 6.0


def test_plates_that_hold_a_few_contacts_only_are_left_aside():
    found = find_contacts(points(capture(RUNNER)), travelling=False, force=forces(contacts=6))
    assert found.source == "markers"


def test_a_treadmill_run_against_its_force_plate(treadmill_capture):
    seen = points(treadmill_capture)
    force = treadmill_capture.streams["force"].to_dataset()
    true = find_contacts(seen, travelling=False, force=force)
    found = find_contacts(seen, travelling=False)
    assert (true.source, found.source) == ("force", "markers")
    for side in SIDES:
        for kind in ("initial_contact", "toe_off"):
            ours, theirs = getattr(found, kind)[side], getattr(true, kind)[side]
            assert len(ours) == len(theirs) > 40
            error = 1e3 * (ours - theirs)
            assert abs(error.mean()) < 10.0, (kind, side)
            assert error.std() < 5.0, (kind, side)
