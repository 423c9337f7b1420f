from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.report.svg.waterfall import Step, waterfall


def steps(base, shares):
    total = base + sum(shares)
    rows = [Step("share", f"habit {i}", s, s - 1, s + 1, f"{s:+.0f}") for i, s in enumerate(shares)]
    return [Step("base", "Without habits", base, None, None, "x"), *rows,
            Step("run", "Your run", total, total - 1, total + 1, "y")]  # fmt: skip


def drawn(base, shares):
    return ElementTree.fromstring(waterfall(steps(base, shares), "label"))


def place(root):
    """Px of zero."""
    return float(next(e for e in root if e.get("class") == "zero").get("x1"))


def test_each_part_starts_where_the_one_above_ends():
    root = drawn(10.0, [5.0, 3.0])
    ref, first, second, own = (e for e in root if e.tag.endswith("rect"))
    unit = float(ref.get("width")) / 10.0
    assert float(first.get("x")) == pytest.approx(place(root) + 10 * unit, abs=0.05)
    assert float(second.get("x")) == pytest.approx(place(root) + 15 * unit, abs=0.05)
    assert float(own.get("width")) == pytest.approx(18 * unit, abs=0.1)


def test_what_takes_off_is_hatched_and_runs_back():
    root = drawn(10.0, [5.0, -3.0])
    assert [e.get("class") for e in root if e.tag.endswith("rect")] == ["ref", "add", "own"]
    assert [e.get("class") for e in root if "less" in e.get("class", "")] == ["less edge", "less"]


@given(base=st.floats(-50, 50), shares=st.lists(st.floats(-30, 30), min_size=1, max_size=5))
def test_everything_lies_on_the_paper(base, shares):
    root = drawn(base, shares)
    width, height = float(root.get("width")), float(root.get("height"))
    for e in root:
        for key in ("x", "x1", "x2", "y", "y1", "y2"):
            if e.get(key) is not None:
                most = width if key.startswith("x") else height
                assert -0.01 <= float(e.get(key)) <= most + 0.01


def test_all_zero_is_drawn_too():
    assert drawn(0.0, [0.0]).get("aria-label") == "label"
