from __future__ import annotations

from dataclasses import replace

import pytest

from runtall.analysis.result import BodyModel
from runtall.motion.load import Load
from runtall.report import load_texts
from runtall.report.svg.muscle_map import Effort
from runtall.testing.loads import calm_loads, sample_loads
from runtall.testing.samples import sample_analysis

MODEL = BodyModel(70.0, 1.75, 3.3, 4, 5.7, 64, 16, {"spine": 0.004, "neck": 0.06}, 0.012)


@pytest.mark.parametrize(
    ("assumed", "part"),
    [
        ([], ""),
        (["sex"], ""),
        (["height_cm"], "height was not given and is"),
        (["mass_kg", "sex"], "body mass was not given and is"),
        (["height_cm", "mass_kg"], "height and body mass were not given and are"),
    ],
)
def test_loads_are_relative_where_the_body_was_assumed(assumed, part):
    text = load_texts.model(assumed)
    assert part in text
    assert ("relative" in text) is bool(part)


def test_the_lead_names_the_habits():
    assert "without waist lean and arm crossing" in load_texts.lead(["waist_lean", "arm_crossing"])
    assert "no other run to compare with" in load_texts.lead([])


def test_the_dose_needs_both_a_mean_and_a_sum():
    sample = sample_loads(sample_analysis())
    told = load_texts.dose(sample.loads, 2).replace("\u00a0", " ")
    assert "kilometre" in told
    assert "these habits" in told
    assert "habits" not in load_texts.dose(calm_loads(sample_analysis()).loads, 0)
    assert load_texts.dose([x for x in sample.loads if x.statistic != "per_km"], 2) == ""


def test_dose_in_the_numbers_of_the_load():
    loads = [
        Load("t8t9_flexion_moment", "mean", 20.0, "N m", 17.0, 23.0, 15.0),
        Load("t8t9_flexion_moment", "per_km", 5600.0, "N m s/km", 4800.0, 6600.0, 4000.0),
    ]
    told = load_texts.dose(loads, 3).replace("\u00a0", " ")
    assert "5.6 kN m s at T8/T9 (4.8 to 6.6; 4.0 without these habits)" in told
    assert "4.0 without this habit)" in load_texts.dose(loads, 1)


def test_keys_name_what_is_there():
    tones = [k["tone"] for k in load_texts.spine_key(2, less=False)]
    assert tones == ["ref", "add", "line"]
    assert "less" in [k["tone"] for k in load_texts.spine_key(2, less=True)]
    assert [k["tone"] for k in load_texts.spine_key(0, less=True)] == ["ref", "line"]
    found = load_texts.muscle_key([Effort(0), Effort(-1, -9.0)])
    assert [k["tone"] for k in found] == ["less", "m0"]


def test_how_loads_were_computed_is_told_with_its_numbers():
    sample = sample_loads(sample_analysis())
    assert load_texts.methods(sample) == ""
    told = load_texts.methods(replace(sample, body_model=MODEL)).replace("\u00a0", " ")
    for part in ("70 kg", "175 cm", "3.3 m/s", "64 versions", "on 16", "6 Hz", "6 %"):
        assert part in told
    assert load_texts.methods(replace(sample, body_model=MODEL, loads=())) == ""
    assert "6 Hz" in load_texts.curves_key(MODEL, feet=False).replace("\u00a0", " ")


def test_one_habit_is_spoken_of_as_one():
    assert load_texts.without(1).endswith("this habit")
    assert "this habit" in load_texts.muscles_lead(1)
    assert "Shapley" not in load_texts.falls_key(1, less=False)
    assert "Shapley" in load_texts.falls_key(2, less=True)


def test_what_adds_up_over_the_run_of_a_watch():
    # 10 N m for 2000 s is 20 kN m s.
    mean = Load("t8t9_flexion_moment", "mean", 10.0, "N m", 8.0, 12.0, 9.0)
    whole = replace(mean, statistic="per_run", value=20_000.0, low=16_000.0, high=24_000.0,
                    reference=18_000.0, unit="N m s")  # fmt: skip
    told = load_texts.run_dose([mean, whole]).replace("\u00a0", " ")
    assert "Over the 33 min 20 s that your watch saw you run" in told
    assert "20 kN m s at T8/T9 (16 to 24)" in told
    assert load_texts.run_dose([mean]) == ""
    assert load_texts.run_dose([whole]) == ""
