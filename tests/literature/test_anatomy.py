"""Tables of the upper body: their sums, and what is said when one is wrong."""

import copy

import pytest

from runtall.literature import number, references
from runtall.literature.anatomy import (
    SEGMENTS,
    SIDED,
    SPINE,
    _muscle,
    checked_trunk,
    muscles,
    radii,
    segment,
    slices,
    surfaces,
    trunk,
)
from runtall.motion.load import GROUPS

TURNS = ("extension", "bending", "rotation")
LEGS = ("thigh", "shank", "foot")
MUSCLE = {"title": "longissimus", "pcsa_cm2": 4.0, "source": "bruno2015",
          "path": [["pelvis", 0, 0, 0], ["lumbar", 0, 50, 0]]}  # fmt: skip


def changed(*path, value):
    """The tables with one number put elsewhere."""
    table = copy.deepcopy(dict(trunk()))
    row = table
    for key in path[:-1]:
        row = row[key]
    row[path[-1]] = value
    return table


def test_the_tables_are_right():
    assert checked_trunk(copy.deepcopy(dict(trunk()))) == trunk()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("share", "t8t9", "rotation"), 0.45, r"share\.\*\.rotation\]: adds up to 1\.1, not to 1"),
        (("share", "l5s1", "extension"), 0.0, r"share\.\*\.extension\]: adds up to 0\.51"),
        (("segment", "upper", "male"), [16.96, 50.66],
         r"three parts of the trunk, male\]: adds up to 44\.46, not to 43\.46"),
        (("segment", "hand", "female"), [1.56, 74.74],
         r"the whole body, female\]: adds up to 101\.99, not to 100"),
        (("head", "neck", "share"), 0.2, r"head\.\*\.share\]: adds up to 1\.009, not to 1"),
    ],
)  # fmt: skip
def test_a_wrong_sum_is_named_with_what_it_is_and_should_be(path, value, told):
    with pytest.raises(ValueError, match=told):
        checked_trunk(changed(*path, value=value))


def test_muscles_are_known_parts_on_known_bodies():
    names = [m.name for m in muscles()]
    assert len(names) == len(set(names)) == 52
    for muscle in muscles():
        assert muscle.group in {"", *GROUPS}, muscle.name
        assert muscle.title.strip()
        assert {body for body, _ in muscle.path} <= {*SEGMENTS, *SIDED}


def test_every_number_of_the_body_has_its_source():
    named = {m.source for m in muscles()}
    rows = [row for row in trunk().values() if isinstance(row, dict)]
    named |= {row["source"] for row in rows if "source" in row}
    assert named | {trunk()["source"]} <= set(references())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"path": [["pelvis", 0, 0, 0], ["lumbr", 0, 50, 0]]}, r"\[LT\].*unknown: \['lumbr'\]"),
        ({"path": [["pelvis", 0, 0, 0]]}, "two points or more"),
        ({"pcsa_cm2": 0.0}, "needs an area"),
        ({"pcsa_cm2": -3.0}, "needs an area"),
        ({"wrap": "barrel"}, r"unknown: \['barrel'\]"),
    ],
)
def test_a_muscle_that_cannot_be_built_is_named(change, told):
    with pytest.raises(ValueError, match=told):
        _muscle("LT", MUSCLE | change)


def test_a_muscle_needs_no_group_and_no_surface():
    muscle = _muscle("LT", MUSCLE)
    assert (muscle.group, muscle.wrap) == ("", "")
    assert muscle.path[1] == ("lumbar", (0.0, 50.0, 0.0))


def test_the_spine_grows_upward_and_so_do_its_slices():
    heights = [trunk()["joint"][joint][1] for joint in SPINE]
    assert heights == sorted(heights)
    levels = [s.centre[1] for s in slices()]
    assert levels == sorted(levels)
    # By vertebra from the neck down, without arms: 6.8 % less at each joint above.
    assert sum(s.mass_percent for s in slices()) == pytest.approx(38.9 - 6.8, abs=0.1)
    upper = sum(s.mass_percent for s in slices() if s.body in ("mid_thorax", "upper_thorax"))
    assert upper == pytest.approx(17.9 - 6.8, abs=0.1)


def test_turns_are_shared_by_the_ranges_of_the_segments():
    """Sums of one-sided ranges in degrees: L1-S1, T9-T12, T5-T8, T1-T4 and their joints."""
    assert trunk()["share"]["t4t5"]["rotation"] > trunk()["share"]["l5s1"]["rotation"]
    assert trunk()["share"]["l5s1"]["extension"] > trunk()["share"]["t4t5"]["extension"]
    for turn in TURNS:
        ranges = {j: trunk()["range"][j][turn] for j in SPINE[:4]}
        for joint, own in ranges.items():
            share = trunk()["share"][joint][turn]
            assert share == pytest.approx(own / sum(ranges.values()), abs=0.02), (joint, turn)


@pytest.mark.parametrize("name", ["upper", "upper_arm", "hand", "head_neck"])
def test_an_unspecified_sex_is_the_mean_of_both(name):
    for of in (segment, radii):
        both = [of(name, sex) for sex in ("male", "female")]
        mean = [sum(x) / 2 for x in zip(*both, strict=True)]
        assert of(name, "unspecified") == pytest.approx(mean)


def test_radii_are_those_of_things_that_exist():
    """No radius is longer than both others together allow: squares add up."""
    for name in ("upper_arm", "forearm", "hand", "thigh", "shank", "foot", "head_neck", "lower"):
        for sex in ("male", "female"):
            squares = sorted(r**2 for r in radii(name, sex)[:3])
            assert squares[2] <= squares[0] + squares[1], (name, sex)


def test_surfaces_lie_under_the_muscles_that_wrap_on_them():
    for muscle in muscles():
        if muscle.wrap:
            surface = surfaces()[muscle.wrap]
            assert surface.body in SEGMENTS
            for _, (x, _, z) in (muscle.path[-2], muscle.path[-1]):
                far = ((x - surface.centre[0]) ** 2 + (z - surface.centre[2]) ** 2) ** 0.5
                assert far > surface.radius, muscle.name


def test_legs_weigh_more_than_arms():
    legs = sum(number(f"human.segment_mass.{n}.male") for n in LEGS)
    assert legs > 3 * (segment("upper_arm", "male")[0] + segment("forearm", "male")[0])
