"""A runner made of formulas comes back from its pictures."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runtall.kinematics.clip import understand
from runtall.kinematics.measure import raw_strides
from runtall.kinematics.metric import metrics
from runtall.motion.vocabulary import mirrored
from runtall.testing.errors import no_errors
from runtall.testing.synthetic import SyntheticRunner, film


def seen(pose):
    return understand(pose, height_m=1.75, errors=no_errors())


def mean(motion, name, side=None):
    return float(np.nanmean(raw_strides(motion, metrics[name], side)))


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_view_is_found(view):
    motion = seen(film(SyntheticRunner(), view))
    assert motion.seen.view == view
    assert motion.seen.sure
    assert not motion.seen.passing


@settings(max_examples=15, deadline=None)
@given(
    lean=st.floats(-5, 30), head=st.floats(0, 45), elbow=st.floats(60, 150),
    cadence=st.floats(140, 200), view=st.sampled_from(["left", "right"]),
)  # fmt: skip
def test_angles_from_the_side(lean, head, elbow, cadence, view):
    runner = SyntheticRunner(cadence=cadence, lean=lean, head=head, elbow=elbow)
    motion = seen(film(runner, view, seconds=5))
    assert np.degrees(mean(motion, "trunk_lean")) == pytest.approx(lean, abs=0.1)
    assert np.degrees(mean(motion, "head_forward")) == pytest.approx(head, abs=0.1)
    assert np.degrees(mean(motion, "elbow_angle", "left")) == pytest.approx(elbow, abs=1.0)
    assert 60 * mean(motion, "cadence") == pytest.approx(cadence, abs=0.5)


@settings(max_examples=15, deadline=None)
@given(swing=st.floats(20, 70), view=st.sampled_from(["left", "right"]))
def test_arm_swing_from_the_side(swing, view):
    motion = seen(film(SyntheticRunner(arm_swing=swing), view))
    for side in ("left", "right"):
        found = np.degrees(mean(motion, "arm_swing_range", side))
        assert found == pytest.approx(swing, abs=0.03 * swing + 0.3)
    assert abs(mean(motion, "arm_swing_asymmetry")) < 0.02


@settings(max_examples=15, deadline=None)
@given(
    side_lean=st.floats(-8, 8), crossing=st.floats(0, 0.3), view=st.sampled_from(["rear", "front"])
)
def test_frontal_measures(side_lean, crossing, view):
    motion = seen(film(SyntheticRunner(side_lean=side_lean, crossing=crossing), view))
    assert np.degrees(mean(motion, "trunk_side_lean")) == pytest.approx(side_lean, abs=0.15)
    expected = (0.18 - crossing) / 0.36
    assume(abs(expected) > 0.02)
    for side in ("left", "right"):
        assert mean(motion, "arm_crossing_nearest", side) == pytest.approx(expected, abs=0.01)
        crossed = mean(motion, "arm_crossing_fraction", side)
        assert crossed == pytest.approx(float(expected < 0), abs=0.02)


def test_contacts_are_where_the_formulas_put_them():
    motion = seen(film(SyntheticRunner(cadence=168), "right"))
    strides = motion.gait.strides()
    period = 120 / 168
    assert np.abs(strides[:, 0] - period * np.round(strides[:, 0] / period)).max() < 0.02
    assert motion.gait.initial_contact["right"] == pytest.approx(0.5, abs=0.005)


def mirror(pose):
    """The same clip in a mirror: x turned round, left and right names exchanged."""
    flipped = pose.copy(deep=True)
    flipped.position.loc[{"space": "x"}] = pose.attrs["width"] - pose.position.sel(space="x")
    return flipped.assign_coords(keypoint=[mirrored(k) for k in pose.keypoint.values])


@pytest.mark.parametrize("view", ["left", "rear"])
def test_a_mirror_swaps_left_and_right_and_changes_nothing_else(view):
    pose = film(SyntheticRunner(side_lean=3, crossing=0.1), view, noise=1.0)
    pose.position.loc[{"keypoint": "left_wrist"}] += 9.0
    one, other = seen(pose), seen(mirror(pose))
    for name, metric in metrics.items():
        if metric.optional or not set(metric.axes) <= set(one.position.space.values):
            continue
        for side in ("left", "right") if metric.sided else (None,):
            swapped = {"left": "right", "right": "left", None: None}[side]
            sign = -1.0 if metric.odd else 1.0
            # Strides start with the left foot, so the mirrored ones are cut half a stride later.
            assert mean(one, name, side) == pytest.approx(
                sign * mean(other, name, swapped), abs=0.02
            )


@pytest.mark.parametrize("fps", [24.0, 59.94, 120.0])
def test_frame_rate_changes_nothing(fps):
    base = seen(film(SyntheticRunner(), "left"))
    other = seen(film(SyntheticRunner(), "left", fps=fps))
    for name in ("trunk_lean", "head_forward", "cadence", "leg_lean"):
        assert mean(other, name) == pytest.approx(mean(base, name), abs=0.01)


def test_size_of_the_picture_changes_nothing():
    pose = film(SyntheticRunner(), "left")
    small = pose.copy(deep=True)
    small["position"] = pose.position / 3
    small.attrs |= {"width": 240, "height": 427}
    assert mean(seen(small), "trunk_lean") == pytest.approx(
        mean(seen(pose), "trunk_lean"), abs=1e-6
    )
    assert mean(seen(small), "vertical_oscillation") == pytest.approx(
        mean(seen(pose), "vertical_oscillation"), rel=1e-6
    )


def test_exchanged_legs_are_put_right():
    pose = film(SyntheticRunner(), "right", noise=0.5)
    clean = mean(seen(pose), "leg_lean")
    for part in ("knee", "ankle", "heel", "foot_index"):
        left, right = (
            pose.keypoint.values.tolist().index(f"{s}_{part}") for s in ("left", "right")
        )
        frames = slice(20, 26)
        kept = pose.position.values[frames, left].copy()
        pose.position.values[frames, left] = pose.position.values[frames, right]
        pose.position.values[frames, right] = kept
    motion = seen(pose)
    assert motion.points.counts["swaps"] >= 4
    assert mean(motion, "leg_lean") == pytest.approx(clean, abs=0.01)


def test_a_short_gap_is_bridged_and_counted_and_a_long_one_left_open():
    pose = film(SyntheticRunner(), "left")
    wrist = pose.keypoint.values.tolist().index("left_wrist")
    whole = pose.position.values.copy()
    pose.position.values[40:44, wrist] = np.nan
    motion = seen(pose)
    assert motion.points.counts["bridged"] >= 4
    bridged = motion.points.position[40:44, motion.points.keypoints.index("left_wrist")]
    assert np.abs(bridged - whole[40:44, wrist]).max() < 8.0
    pose.position.values[40:80, wrist] = np.nan
    open_ = seen(pose).points.position[45:75, motion.points.keypoints.index("left_wrist")]
    assert np.isnan(open_).all()


def test_camera_roll_is_undone_when_it_is_known():
    from runtall.kinematics.error_model import Correction, ViewError

    errors = {
        k: ViewError(v.events, v.scale, Correction(0, 0, 0, {}, 0.01, 9), {}, {})
        for k, v in no_errors().items()
    }
    straight = understand(film(SyntheticRunner(), "rear"), height_m=1.75, errors=errors)
    rolled = understand(film(SyntheticRunner(), "rear", roll_deg=4), height_m=1.75, errors=errors)
    assert np.degrees(rolled.level.roll - straight.level.roll) == pytest.approx(-4.0, abs=0.3)
    assert mean(rolled, "trunk_side_lean") == pytest.approx(
        mean(straight, "trunk_side_lean"), abs=0.01
    )


@pytest.mark.parametrize("view", ["left", "right", "rear"])
def test_a_roll_that_is_told_is_undone_exactly(view):
    straight = seen(film(SyntheticRunner(), view))
    # The camera turned clockwise shows the runner turned the other way.
    pose = film(SyntheticRunner(), view, roll_deg=-4)
    pose.attrs["told_roll_deg"] = 4.0
    name = "trunk_side_lean" if view == "rear" else "trunk_lean"
    assert mean(seen(pose), name) == pytest.approx(mean(straight, name), abs=0.002)
