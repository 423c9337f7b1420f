"""When breathing is said to sit in the chest, and when not."""

import pytest

from runtall.findings.cause import Shown, causes
from runtall.findings.rank import find, strength
from runtall.motion.measurement import Measurement

UNITS = {"rib_cage_share": "%", "breathing_phase_angle": "deg", "rib_cage_share_change": "points"}


def shown(method="bands", **values):
    found = {}
    for name, value in values.items():
        m = Measurement(name, None, value, UNITS[name], value - 3, value + 3, method=method)
        found[name, None] = m
    return Shown(found)


def read(*args, **values):
    return causes["chest_breathing"].read(shown(*args, **values))


def test_a_share_counts_of_calibrated_bands_only():
    assert read("bands", rib_cage_share=90) is None
    assert strength(read("calibrated bands", rib_cage_share=90)) == "clear"
    assert strength(read("calibrated bands", rib_cage_share=60)) is None


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [("breathing_phase_angle", 40, 60), ("rib_cage_share_change", 6, 16)],
)
def test_what_uncalibrated_bands_show_is_likely_at_most(name, below, above):
    assert strength(read(**{name: below})) is None
    assert strength(read(**{name: above})) == "likely"


def test_nothing_measured_says_nothing():
    assert read() is None


def test_the_surest_is_told():
    found = read(breathing_phase_angle=46, rib_cage_share_change=20)
    assert found.measurement.name == "rib_cage_share_change"
    assert "like depth and rate" in found.why


def test_an_unmeasured_change_is_no_evidence():
    name = "rib_cage_share_change"
    unlike = Measurement(name, None, None, "points", status="unmeasured", reason="unlike")
    assert causes["chest_breathing"].read(Shown({(name, None): unlike})) is None


def test_it_becomes_a_finding_with_cue_and_exercise():
    (found,) = find(shown(breathing_phase_angle=70))
    assert found.cause == "chest_breathing"
    assert found.cue == "Fill the waistband all round."
    assert found.exercises == ("diaphragm_drill",)
    assert "pain" not in found.why + found.title


def test_the_model_does_not_say_what_the_run_without_it_would_be():
    assert causes["chest_breathing"].without is None
