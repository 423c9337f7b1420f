from __future__ import annotations

import re
from dataclasses import replace

import pytest

from runtall.motion.load import Change
from runtall.report import change_texts
from runtall.testing.loads import sample_loads
from runtall.testing.samples import sample_analysis

LEAN = Change("waist_lean", "t8t9_flexion_moment", "mean", 17.0, 12.9, "N m", -24.0, -33.0, -15.0,
              "trunk_lean", 16.2, 7.2)  # fmt: skip
LOW = replace(LEAN, load="l5s1_flexion_moment", change=-38.0, low=-45.0, high=-30.0)
SHRUG = Change("shoulder_elevation", "shoulder_elevators_effort", "mean", 130.0, 100.0, "%", -23.0,
               -40.0, -8.0, "ear_shoulder_height", 40.0, 48.0)  # fmt: skip
TURN = Change("arm_crossing", "t8t9_axial_moment", "mean", 15.0, 16.0, "N m", 7.0, 2.0, 12.0,
              "arm_crossing_nearest", 0.05, 0.3, held="trunk")  # fmt: skip
TWIST = replace(TURN, load="thoracic_twist_range", value=34.0, without=26.0, unit="deg",
                change=-24.0, low=-31.0, high=-15.0, held="pelvis_moment")  # fmt: skip


def said(cause, *changes):
    return [
        "".join(p["text"] for p in sentence).replace("\u00a0", " ")
        for sentence in change_texts.sentences(cause, changes)
    ]


def test_a_lean_is_told_at_both_places_with_intervals():
    (text,) = said("waist_lean", LEAN, LOW)
    assert text.startswith("With your trunk at 7° instead of 16°, the bending load at T8/T9 ")
    assert "24 %" in text
    assert "(15 to 33)" in text
    assert "at the low back" in text
    assert "38 %" in text
    assert "(30 to 45)" in text


def test_the_heart_of_the_sentence_is_strong():
    (sentence,) = change_texts.sentences("waist_lean", [LEAN])
    assert any("24" in p["text"] for p in sentence if p["strong"])
    assert not any("(" in p["text"] for p in sentence if p["strong"])


def test_an_interval_across_zero_cannot_be_told():
    (text,) = said("waist_lean", replace(LEAN, high=3.0))
    assert "cannot be told" in text
    assert "%" not in text


def test_one_that_can_and_one_that_cannot():
    text = " ".join(said("waist_lean", replace(LEAN, high=3.0), LOW))
    assert "38 %" in text
    assert "24 %" not in text
    assert "cannot be told" in text


def test_a_load_that_would_rise_is_said_to_rise():
    text = " ".join(said("waist_lean", replace(LEAN, change=12.0, low=5.0, high=20.0)))
    assert "12 % higher" in text
    assert "(5 to 20)" in text


def test_crossing_speaks_of_the_twist_and_not_of_a_turning_load_that_does_not_rise():
    text = " ".join(said("arm_crossing", TURN, TWIST))
    assert "the twist of the chest" in text
    assert "24 %" in text
    assert "does not rise" in text
    assert "7 %" not in text


def test_a_turning_load_that_does_fall_is_said_so():
    lower = replace(TURN, change=-9.0, low=-14.0, high=-4.0, without=13.6)
    assert "9 % lower" in " ".join(said("arm_crossing", lower, TWIST))


def test_of_raised_shoulders_only_the_direction_is_told():
    for side in ("left", "right"):
        (text,) = said("shoulder_elevation", replace(SHRUG, side=side))
        assert "go down" in text
        assert "no load figure is given" in text
        assert not re.search(r"\d", text)
    (text,) = said("shoulder_elevation", replace(SHRUG, high=10.0))
    assert "cannot be told" in text
    assert not re.search(r"\d", text)


@pytest.mark.parametrize("cause", ["form_fade", "waist_lean"])
def test_a_habit_without_changes_says_nothing(cause):
    assert said(cause, SHRUG, TURN) == []


def test_a_habit_that_the_tables_do_not_know_is_told_in_its_own_words():
    odd = replace(LEAN, cause="loose_hips", measure="hip_sway", load="t4t5_flexion_moment")
    text = " ".join(said("loose_hips", odd))
    assert "hip sway" in text
    assert "24 %" in text


def test_no_sentence_speaks_of_pain_or_the_most_that_a_muscle_can():
    sample = sample_loads(sample_analysis())
    changes = [*sample.changes, SHRUG, LEAN, LOW]
    for cause in {c.cause for c in changes}:
        text = " ".join(said(cause, *changes)).lower()
        assert text
        for word in ("pain", "injur", "danger", "damage", "maximum", "healthy", "cause"):
            assert word not in text
