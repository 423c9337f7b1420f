"""Form fades where a drift goes the way of fatigue beyond doubt, whatever saw it."""

import pytest

from runtall.findings.cause import Shown
from runtall.findings.causes.form_fade import form_fade
from runtall.findings.rank import find
from runtall.motion.measurement import Measurement

FADES = {
    "cadence_drift": (-2.0, "steps/min/10 min", "slower"),
    "contact_time_drift": (4.0, "ms/10 min", "longer on the ground"),
    "vertical_oscillation_drift": (3.0, "mm/10 min", "bounce higher"),
    "breathing_rate_drift": (2.0, "1/min/10 min", "breathing gets quicker"),
    "ear_shoulder_height_drift": (-3.0, "% of trunk length/10 min", "shoulders come up"),
    "trunk_lean_drift": (2.0, "deg/10 min", "tips further forward"),
    "head_forward_drift": (2.0, "deg/10 min", "head comes further"),
}
FROM_WATCHES = [name for name, (_, unit, _) in FADES.items() if unit[0] in "sm1"]


def shown(**drifts):
    return Shown({
        (name, None): Measurement(
            name, None, value, FADES[name][1], value - half, value + half, method="watch"
        )
        for name, (value, half) in drifts.items()
    })  # fmt: skip


@pytest.mark.parametrize("name", FADES)
def test_each_drift_has_its_direction_and_words(name):
    value, unit, words = FADES[name]
    found = find(shown(**{name: (value, abs(value) / 2)}))
    assert [f.cause for f in found] == ["form_fade"]
    assert words in found[0].why
    said = "breaths/min" if unit.startswith("1/min") else unit.removesuffix("/10 min")
    assert f"{value:+.1f} {said} in 10 min" in found[0].why
    assert find(shown(**{name: (-value, abs(value) / 2)})) == ()


@pytest.mark.parametrize("name", FROM_WATCHES)
def test_drifts_of_a_watch_are_said_to_be_at_equal_speed(name):
    value = FADES[name][0]
    assert "same speed and grade" in form_fade(shown(**{name: (value, 0.5)})).why


def test_a_drift_within_its_noise_is_no_fade():
    assert find(shown(cadence_drift=(-0.5, 2.0))) == ()


def test_the_surest_of_several_speaks():
    evidence = form_fade(shown(cadence_drift=(-2.0, 1.8), contact_time_drift=(6.0, 2.0)))
    assert evidence.measurement.name == "contact_time_drift"


def test_one_barely_sure_among_many_is_less_than_one_alone():
    # An interval that just leaves 0 out is one in twenty by chance; of four, one in five.
    alone = form_fade(shown(cadence_drift=(-2.0, 2.0)))
    many = form_fade(
        shown(cadence_drift=(-2.0, 2.0), contact_time_drift=(0.0, 2.0),
              vertical_oscillation_drift=(0.0, 2.0), breathing_rate_drift=(0.0, 2.0))
    )  # fmt: skip
    assert alone.sure == pytest.approx(0.95, abs=0.001)
    assert many.sure == pytest.approx(0.80, abs=0.001)


def test_nothing_of_pain_or_harm_is_said():
    for name, (value, _, _) in FADES.items():
        why = form_fade(shown(**{name: (value, 0.5)})).why.lower()
        assert not any(word in why for word in ("pain", "injur", "damage", "harm"))


def test_without_drifts_there_is_nothing_to_say():
    assert form_fade(Shown({})) is None
