from __future__ import annotations

from xml.etree import ElementTree

import pytest

from runtall.motion.load import GROUPS
from runtall.report.svg import muscle_shapes
from runtall.report.svg.muscle_map import Effort, groups, muscle_map, shade


def shapes(drawing):
    root = ElementTree.fromstring(drawing)
    return [e for e in root if e.get("class", "").split()[0] in ("muscle", "less")]


def middle(element):
    points = element.get("d").removesuffix("Z").replace("M", "L").split("L")[1:]
    xs = [float(p.split()[0]) for p in points]
    return (min(xs) + max(xs)) / 2


def test_both_views_show_every_group_once():
    assert sorted((*groups("behind"), *groups("front"))) == sorted(GROUPS)


@pytest.mark.parametrize(("view", "group", "way"), [("behind", "erector_spinae_lumbar", 1),
                                                    ("front", "pectorals", -1)])  # fmt: skip
def test_right_is_where_it_is_seen(view, group, way):
    found = shapes(muscle_map({(group, "right"): Effort(1, 50.0)}, view))
    assert len(found) == 1
    assert (middle(found[0]) - muscle_shapes.HALF) * way > 0


def test_left_and_right_mirror_each_other():
    both = {("pectorals", side): Effort(1, 50.0) for side in ("left", "right")}
    one, other = shapes(muscle_map(both, "front"))
    assert middle(one) + middle(other) == pytest.approx(2 * muscle_shapes.HALF, abs=0.02)


@pytest.mark.parametrize(
    ("effort", "tone"),
    [
        (Effort(0), "m0"),
        (Effort(-1, -20.0), "less"),
        (Effort(1), "m2"),
        (Effort(1, 3.0), "m1"),
        (Effort(1, 15.0), "m2"),
        (Effort(1, 300.0), "m3"),
    ],
)
def test_shades(effort, tone):
    assert shade(effort) == tone


def test_a_group_without_a_number_is_not_drawn():
    assert shapes(muscle_map({}, "front")) == []


def test_less_is_hatched():
    found = shapes(muscle_map({("obliques", "left"): Effort(-1, -9.0)}, "front"))
    assert [e.get("class") for e in found] == ["less edge", "less"]


def test_outlines_lie_on_the_paper():
    for points in (*muscle_shapes.BEHIND.values(), *muscle_shapes.BEFORE.values()):
        assert all(0 <= x <= muscle_shapes.HALF and 0 <= y <= muscle_shapes.HEIGHT
                   for x, y in points)  # fmt: skip
