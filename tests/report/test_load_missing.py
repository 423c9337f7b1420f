from __future__ import annotations

from runtall.motion.load import GROUPS, LEVELS, Load
from runtall.report import load_missing
from runtall.report.content import content
from runtall.testing.loads import sample_loads, unmeasured_loads
from runtall.testing.samples import sample_analysis

MEASURED = Load("t8t9_flexion_moment", "mean", 14.0, "N m", 12.0, 16.0, 14.0)


def gone(name, reason, side=None):
    return Load(name, "mean", None, "N m", side=side, reason=reason)


def test_a_kind_that_lacks_everywhere_is_named_once():
    loads = [MEASURED, *(gone(f"{level}_axial_moment", "two views") for level in LEVELS)]
    assert load_missing.names(loads) == {"two views": ["turning load along the spine"]}


def test_single_levels_are_named_from_above():
    loads = [MEASURED, *(gone(f"{level}_compression", "a") for level in ("t4t5", "c7t1"))]
    assert load_missing.names(loads) == {"a": ["force through the joints at C7/T1 and T4/T5"]}


def test_sides_and_both_numbers_of_the_twist_are_one_thing():
    loads = [
        MEASURED,
        gone("thoracic_twist_range", "a"),
        gone("thoracic_twist_moment", "a"),
        gone("pectorals_effort", "a", "left"),
        gone("pectorals_effort", "a", "right"),
    ]
    found = load_missing.names(loads)["a"]
    assert found[0] == "twist of the chest"
    assert len(found) == 2


def test_many_muscle_groups_are_not_listed():
    some = [MEASURED, *(gone(f"{g}_effort", "a", "left") for g in GROUPS[:5])]
    every = [MEASURED, *(gone(f"{g}_effort", "a", "left") for g in GROUPS)]
    assert load_missing.names(some) == {"a": ["effort of most muscle groups"]}
    assert load_missing.names(every) == {"a": ["effort of all muscle groups"]}


def test_no_load_at_all_is_one_line():
    loads = [gone(f"{level}_flexion_moment", "no arms") for level in LEVELS]
    assert load_missing.names(loads) == {"no arms": ["every load of the body model"]}


def test_measured_loads_are_not_missing():
    assert load_missing.names(sample_loads(sample_analysis()).loads) == {}


def test_missing_loads_stand_with_the_other_missing_numbers():
    groups = content(unmeasured_loads(sample_analysis()))["missing"]
    reasons = [g["reason"] for g in groups]
    assert len(reasons) == len(set(reasons))
    views = next(g for g in groups if g["reason"].startswith("Needs two views"))
    assert "turning load" in views["names"].lower()
