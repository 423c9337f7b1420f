"""The shipped errors are whole and sane, and an estimator without any is said to have none."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.error_model import Correction, view_errors
from runtall.kinematics.measure import ClipMeasure, measure_clip, sides_of
from runtall.kinematics.metric import metrics
from runtall.testing.synthetic import SyntheticRunner, film

AXES = {"side": set("xy"), "rear": set("yz"), "front": set("yz")}


@pytest.mark.parametrize("kind", AXES)
def test_every_measurement_that_a_view_shows_has_a_learned_error(kind):
    errors = view_errors("blazepose")[kind]
    assert errors.learned
    for name, metric in metrics.items():
        timed = not metric.axes or name == "contact_time"
        if timed or metric.optional or not set(metric.axes) <= AXES[kind]:
            continue
        parts = ("near", "far") if metric.sided and kind == "side" else ("",)
        for part in parts:
            found = errors.metric(name, part)
            assert found is not None, (kind, name, part)
            assert np.isfinite([found.intercept, found.slope, found.centre, found.sd]).all()
            assert found.bodies >= 8
            # A correction that turns larger into smaller would be nonsense.
            assert found.slope > -1.0


def test_contacts_lie_where_feet_can_be():
    for errors in view_errors("blazepose").values():
        assert 0.25 < errors.events["contact_share"] < 0.45
        assert abs(errors.level.sd) < np.radians(3)


def test_correction_is_what_it_says():
    found = Correction(1.0, -0.5, 10.0, {"yaw": 2.0}, 0.1, 9)
    assert found.apply(14.0, {"yaw": 0.25, "other": 9.0}) == pytest.approx(14 + 1 - 2 + 0.5)


def test_an_estimator_without_learned_errors_gets_assumed_ones():
    motion = understand(film(SyntheticRunner(lean=9), "left"), height_m=1.7, estimator="other")
    assert not motion.errors.learned
    lean = measure_clip(motion)["trunk_lean", None]
    assert isinstance(lean, ClipMeasure)
    assert np.degrees(lean.strides.mean()) == pytest.approx(9.0, abs=0.1)
    assert np.degrees(lean.sd) == pytest.approx(4.0)
    assert sides_of(lean.metric) == (None,)


def test_a_noisier_clip_has_wider_errors():
    clean = understand(film(SyntheticRunner(), "left", noise=0.5), height_m=1.7)
    noisy = understand(film(SyntheticRunner(), "left", noise=25.0), height_m=1.7)
    one, other = (measure_clip(m)["trunk_lean", None].sd for m in (clean, noisy))
    assert other > 1.2 * one
