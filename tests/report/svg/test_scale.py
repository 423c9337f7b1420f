from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.analysis.result import Curve
from runtall.motion.measurement import Measurement
from runtall.report.svg import curves, scale, theme
from runtall.report.svg.markup import number, path, tag

values = st.floats(-1e4, 1e4)


@given(value=values, below=st.floats(0, 100), above=st.floats(0, 100))
def test_the_dot_lies_on_its_interval(value, below, above):
    m = Measurement("trunk_lean", None, value, "deg", low=value - below, high=value + above)
    drawn = ElementTree.fromstring(scale.big(m))
    line = next(e for e in drawn if e.get("class", "").startswith("ci"))
    dot = next(e for e in drawn if e.get("class", "").startswith("dot"))
    left, right, at = (float(x or 0) for x in (line.get("x1"), line.get("x2"), dot.get("cx")))
    assert 0 <= left <= at + 0.02
    assert at <= right + 0.02 <= 320.02


def test_sides_share_one_domain():
    left = Measurement("elbow_angle", "left", 90.0, "deg", low=85.0, high=95.0)
    right = Measurement("elbow_angle", "right", 110.0, "deg", low=100.0, high=120.0)
    on = scale.domain([left, right])
    assert on.low < 85.0
    assert on.high > 120.0


def test_labels_of_a_narrow_usual_range_do_not_touch():
    m = Measurement("trunk_lean", None, 80.0, "deg", low=79.0, high=81.0, usual=(4.0, 5.0))
    texts = [e.text for e in ElementTree.fromstring(scale.big(m)) if e.tag.endswith("text")]
    assert texts == ["usual 4 to 5"]


@given(low=values, spread=st.floats(1e-3, 1e4))
def test_grids_are_two_or_three_even_lines_inside(low, spread):
    ticks = curves.grid(low, low + spread)
    assert 1 <= len(ticks) <= 3
    assert all(low - 1e-6 * spread <= t <= low + spread + 1e-6 * spread for t in ticks)
    steps = np.diff(ticks)
    assert steps == pytest.approx(steps[:1].repeat(len(steps)))


def test_a_gap_in_a_curve_is_a_gap_in_its_line():
    assert path(np.array([[0, 0], [1, 1], [np.nan, 2], [3, 3], [4, 4]])) == "M0 0L1 1M3 3L4 4"


def test_a_curve_with_unknown_parts_is_drawn():
    mean = np.where(np.arange(101) < 50, np.nan, 3.0)
    text = curves.panel([Curve("x", "left", "deg", mean, mean - 1, mean + 1, 3, 0)])
    assert "nan" not in text


def test_text_in_drawings_is_escaped():
    assert tag("text", "<&>", x='"') == '<text x="&quot;">&lt;&amp;&gt;</text>'
    assert number(-0.001) == "0"


def test_drawings_for_paper_hold_their_colours_and_say_what_they_show():
    m = Measurement("trunk_lean", None, 8.0, "deg", low=7.0, high=9.0)
    drawn = theme.on_paper(scale.big(m))
    assert re.match(r"<svg[^>]*><style>", drawn)
    assert theme.label(drawn).startswith("Trunk lean 8.0°")
    ElementTree.fromstring(drawn)
