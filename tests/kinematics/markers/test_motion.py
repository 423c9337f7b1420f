"""A runner made of formulas comes back from the laboratory."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runtall.errors import MissingStream, NotARun, TooShort
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.motion import understand_markers
from runtall.kinematics.markers.phase import gait_of, regular
from runtall.kinematics.measure import lacking, raw_strides
from runtall.kinematics.metric import metrics
from runtall.motion.vocabulary import BODY, mirrored
from runtall.testing.capture import EXTRA, CapturedRunner, Part, capture, recording

BOTH = (False, True)
LEGS = tuple(n for n in (*BODY, *EXTRA) if n.partition("_")[2] in (
    "hip", "knee", "ankle", "heel", "foot_index", "metatarsal_1",
))  # fmt: skip
WHOLE = CapturedRunner(
    thorax_yaw=24, pelvis_yaw=8, pelvis_list=4, side_lean=2, crossing=0.05, swing=(50, 40)
)


def mean(motion, name, side=None):
    return float(np.nanmean(raw_strides(motion, metrics[name], side)))


def degrees(motion, name, side=None):
    return float(np.degrees(mean(motion, name, side)))


def values(motion):
    """Mean of every measurement by name and side."""
    return {
        (name, side): mean(motion, name, side)
        for name, metric in metrics.items()
        for side in (SIDES if metric.sided else (None,))
    }


@settings(max_examples=5, deadline=None)
@given(
    lean=st.floats(-5, 25), side_lean=st.floats(-8, 8), head=st.floats(0, 40),
    elbow=st.floats(60, 150), swing=st.tuples(st.floats(20, 70), st.floats(20, 70)),
    cadence=st.floats(145, 200), overground=st.booleans(),
)  # fmt: skip
def test_angles_are_those_of_the_formulas(lean, side_lean, head, elbow, swing, cadence, overground):
    runner = CapturedRunner(
        cadence=cadence, lean=lean, side_lean=side_lean, head=head, elbow=elbow, swing=swing
    )
    motion = understand_markers(capture(runner, (Part("run", 4.0),), overground=overground))
    assert motion.travelling == overground
    assert motion.speed_m_s == pytest.approx(runner.speed, abs=0.02)
    assert 60 * mean(motion, "cadence") == pytest.approx(cadence, abs=0.5)
    for name, true in (("trunk_lean", lean), ("trunk_side_lean", side_lean), ("head_forward", head),
                       ("sacrum_c7_lean", 11.0), ("thorax_yaw_range", 0.0)):  # fmt: skip
        assert degrees(motion, name) == pytest.approx(true, abs=0.1), name
    for side, own in zip(SIDES, swing, strict=True):
        assert degrees(motion, "elbow_angle", side) == pytest.approx(elbow, abs=0.1)
        assert degrees(motion, "arm_swing_range", side) == pytest.approx(own, abs=0.2)
        assert 1e3 * mean(motion, "contact_time", side) == pytest.approx(
            1e3 * runner.duty / runner.frequency_hz, abs=8
        )
    wanted = (swing[1] - swing[0]) / np.mean(swing)
    assert mean(motion, "arm_swing_asymmetry") == pytest.approx(wanted, abs=0.01)
    assert 1e3 * mean(motion, "vertical_oscillation") == pytest.approx(80, abs=1)


@settings(max_examples=5, deadline=None)
@given(thorax=st.floats(5, 50), pelvis=st.floats(2, 20), fall=st.floats(0, 10))
def test_turns_from_above_and_the_fall_of_the_pelvis(thorax, pelvis, fall):
    runner = CapturedRunner(thorax_yaw=thorax, pelvis_yaw=pelvis, pelvis_list=fall)
    motion = understand_markers(capture(runner, (Part("run", 5.0),)))
    assert degrees(motion, "thorax_yaw_range") == pytest.approx(thorax, abs=0.1)
    assert degrees(motion, "pelvis_yaw_range") == pytest.approx(pelvis, abs=0.1)
    # In these formulas chest and pelvis turn against each other.
    assert degrees(motion, "thorax_pelvis_yaw_range") == pytest.approx(thorax + pelvis, abs=0.2)
    for side in SIDES:
        assert degrees(motion, "pelvic_drop", side) == pytest.approx(fall, abs=0.1)


@settings(max_examples=5, deadline=None)
@given(crossing=st.floats(-0.1, 0.3), yaw=st.floats(0, 60))
def test_a_chest_that_turns_with_its_arms_makes_no_crossing(crossing, yaw):
    runner = CapturedRunner(crossing=crossing, thorax_yaw=yaw)
    motion = understand_markers(capture(runner, (Part("run", 4.0),)))
    expected = (0.18 - crossing) / 0.36
    assume(abs(expected) > 0.02)
    for side in SIDES:
        assert mean(motion, "arm_crossing_nearest", side) == pytest.approx(expected, abs=0.005)
        crossed = mean(motion, "arm_crossing_fraction", side)
        assert crossed == pytest.approx(float(expected < 0), abs=0.01)


@pytest.mark.parametrize("overground", BOTH)
def test_a_mirror_swaps_left_and_right_and_changes_nothing_else(overground):
    given_ = capture(WHOLE, overground=overground, noise_mm=0.2)
    node = given_.streams["markers"].to_dataset()
    names = [mirrored(n) for n in node.keypoint.values.tolist()]
    other = recording(node.position.values * [1, 1, -1], names, 200.0, overground=overground)
    one, two = values(understand_markers(given_)), values(understand_markers(other))
    swapped = {"left": "right", "right": "left", None: None}
    for (name, side), value in one.items():
        sign = -1.0 if metrics[name].odd else 1.0
        # Strides start with the left foot, so the mirrored ones are cut half a stride later.
        assert value == pytest.approx(sign * two[name, swapped[side]], abs=0.01), (name, side)


@pytest.mark.parametrize("heading", [0.0, 30.0, 200.0])
def test_treadmill_and_any_way_over_the_ground_give_the_same_numbers(heading):
    treadmill = values(understand_markers(capture(WHOLE)))
    way = capture(WHOLE, overground=True)
    node = way.streams["markers"].to_dataset()
    turn = np.radians(heading)
    x, y, z = np.moveaxis(node.position.values, -1, 0)
    turned = np.stack(
        [np.cos(turn) * x + np.sin(turn) * z, y, np.cos(turn) * z - np.sin(turn) * x], axis=-1
    )
    found = understand_markers(recording(turned, node.keypoint.values.tolist(), 200.0))
    assert found.travelling
    for key, value in values(found).items():
        assert value == pytest.approx(treadmill[key], abs=1e-4), key


@pytest.mark.parametrize(
    ("field", "value"), [("rate_hz", 100.0), ("rate_hz", 500.0), ("noise_mm", 0.5)]
)
def test_rate_and_noise_change_next_to_nothing(field, value):
    base = values(understand_markers(capture(WHOLE)))
    other = values(understand_markers(capture(WHOLE, **{field: value})))
    for key, found in other.items():
        assert found == pytest.approx(base[key], abs=0.02), key


def test_there_and_back_is_one_run():
    parts = (Part("run", 4.0), Part("run", 2.5, turn=180.0), Part("run", 4.0))
    motion = understand_markers(capture(WHOLE, parts, overground=True))
    assert len(motion.pieces) == 2
    ways = np.degrees([p.heading for p in motion.pieces])
    assert np.abs(np.cos(np.radians(ways[1] - ways[0])) + 1) < 0.01
    base = values(understand_markers(capture(WHOLE)))
    for key, found in values(motion).items():
        assert found == pytest.approx(base[key], abs=0.02), key


@pytest.mark.parametrize("overground", BOTH)
def test_standing_walking_and_bends_are_left_out(overground):
    bend = (Part("run", 3.0, turn=120.0),) if overground else ()
    parts = (Part("stand", 3.0), Part("walk", 5.0), Part("run", 8.0), *bend, Part("run", 5.0))
    motion = understand_markers(capture(WHOLE, parts, overground=overground))
    assert motion.left_out["walking"] > 2.0
    if overground:
        assert motion.left_out["turning"] > 2.0
    first = motion.gait.strides()[0, 0]
    assert first >= 8.0 - 1e-6
    base = values(understand_markers(capture(WHOLE)))
    for key, found in values(motion).items():
        assert found == pytest.approx(base[key], abs=0.03), key


def test_frames_without_markers_are_no_frames_of_the_run():
    given_ = capture(WHOLE, (Part("run", 12.0),), overground=True)
    node = given_.streams["markers"].to_dataset()
    node.position.values[:300] = np.nan
    node.position.values[1500:] = np.nan
    motion = understand_markers(given_)
    strides = motion.gait.strides()
    assert 5 <= len(strides) <= 8
    assert strides.min() >= 1.5
    assert strides.max() <= 7.5
    assert degrees(motion, "trunk_lean") == pytest.approx(8.0, abs=0.1)


@pytest.mark.parametrize(
    ("parts", "error", "text"),
    [
        ((Part("stand", 8.0),), NotARun, "stands"),
        ((Part("walk", 10.0),), NotARun, "walking, at 110 steps a minute"),
        ((Part("run", 0.05),), TooShort, "frames"),
        ((Part("run", 1.2),), TooShort, "two whole strides"),
        ((Part("run", 1.9),), TooShort, "1 stride"),
    ],
)
@pytest.mark.parametrize("overground", BOTH)
def test_what_is_no_run_is_refused(parts, error, text, overground):
    with pytest.raises(error, match=text):
        understand_markers(capture(CapturedRunner(), parts, overground=overground))


def test_a_runner_without_feet_is_refused():
    upper = [n for n in BODY if n not in LEGS or "hip" in n]
    with pytest.raises(MissingStream, match="no marker at the left and right foot"):
        understand_markers(capture(CapturedRunner(), names=upper))


def test_noise_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(NotARun):
        understand_markers(recording(rng.normal(0, 0.3, (2000, len(BODY), 3)), BODY, 200.0))


def test_legs_alone_give_what_legs_show():
    motion = understand_markers(capture(WHOLE, names=LEGS))
    shown = {n for n, m in metrics.items() if not lacking(motion.points.keypoints, m, None)}
    assert shown == {
        "cadence", "contact_time", "leg_lean", "pelvic_drop", "pelvis_yaw_range",
        "vertical_oscillation",
    }  # fmt: skip
    whole = values(understand_markers(capture(WHOLE)))
    for name in shown:
        for side in SIDES if metrics[name].sided else (None,):
            assert mean(motion, name, side) == pytest.approx(whole[name, side], abs=1e-6)


def test_phase_is_smooth_and_whole_at_left_contacts():
    motion = understand_markers(capture(WHOLE, noise_mm=0.3))
    gait = motion.gait
    (span,) = gait.spans
    rate = np.diff(gait.phase[span]) * motion.fps
    assert np.abs(rate / WHOLE.frequency_hz - 1).max() < 0.03
    at = np.interp(motion.pieces[0].marks_s, gait.time_s, gait.phase)
    assert np.abs(at - np.round(at)).max() < 0.01
    assert gait.initial_contact["right"] == pytest.approx(0.5, abs=0.005)


def test_uneven_contacts_give_way_to_the_rhythm():
    motion = understand_markers(capture(WHOLE, rate_hz=100.0))
    rng = np.random.default_rng(2)
    (piece,) = motion.pieces
    marks = piece.marks_s + np.r_[0, rng.normal(0, 0.08, len(piece.marks_s) - 2), 0]
    jittered = (replace(piece, marks_s=marks),)
    assert regular(motion.pieces)
    assert not regular(jittered)
    gait = gait_of(motion.points, jittered, motion.contacts)
    # The zero rests on the contacts, which are bad; the way in between does not.
    apart = gait.phase - motion.gait.phase
    assert np.ptp(apart[25:-25]) < 0.02


def test_the_mean_stride_is_that_of_the_formulas():
    runner = replace(WHOLE, speed=2.5)
    motion = understand_markers(capture(runner, noise_mm=0.5))
    phases = np.arange(50) / 50
    found = motion.mean_positions(phases, 6, names=BODY)
    assert found.keypoints == BODY
    assert found.n_strides == len(motion.gait.strides()) == 12
    paths = runner.points(phases)
    for name in ("left_shoulder", "right_elbow", "nose", "left_hip"):
        true = paths[name] - [0.0, 0.0, 0.0]
        ours = found.mean[:, found.keypoints.index(name)]
        assert np.abs(ours - true).max() < 0.004, name
    upper = [found.keypoints.index(n) for n in ("nose", "left_shoulder", "right_elbow")]
    assert 0.0003 < np.nanmedian(found.scatter[:, upper]) < 0.002
    assert found.coefficients.shape == (13, len(BODY), 3)
