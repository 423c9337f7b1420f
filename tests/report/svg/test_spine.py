from __future__ import annotations

from xml.etree import ElementTree

import pytest

from runtall.motion.load import LEVELS, Load
from runtall.report.svg.spine import spine


def load(level, value, reference, spread=1.0):
    return Load(f"{level}_flexion_moment", "mean", value, "N m", value - spread, value + spread,
                reference)  # fmt: skip


def drawn(**loads):
    return ElementTree.fromstring(spine({k: load(k, *v) for k, v in loads.items()}))


def bars(root, tone):
    return [float(e.get("width")) for e in root if e.get("class") == tone]


def texts(root):
    return [e.text for e in root if e.tag.endswith("text")]


def test_lengths_are_as_the_loads():
    root = drawn(l5s1=(40.0, 28.0), t8t9=(20.0, 14.0))
    low, mid = sorted(bars(root, "ref"), reverse=True)
    assert low / mid == pytest.approx(2.0, rel=1e-3)
    assert sum(bars(root, "add")) / sum(bars(root, "ref")) == pytest.approx(18 / 42, rel=1e-3)
    assert not [e for e in root if e.get("class") == "less"]


def test_what_is_taken_off_is_hatched():
    root = drawn(t8t9=(14.0, 20.0))
    assert bars(root, "add") == []
    assert [e.get("class") for e in root if "less" in e.get("class", "")] == ["less edge", "less"]


def test_a_load_past_zero_is_drawn_to_the_other_side():
    root = drawn(l5s1=(20.0, 20.0), c7t1=(-4.0, -2.0))
    zero = {float(e.get("x1")) for e in root if e.get("class") == "zero"}
    assert len(zero) == 1
    added = next(e for e in root if e.get("class") == "add")
    assert float(added.get("x")) + float(added.get("width")) < zero.pop()


def test_without_another_run_there_are_grey_bars_only():
    root = drawn(l5s1=(20.0, 20.0), t8t9=(9.0, 9.0))
    assert bars(root, "add") == []
    assert len(bars(root, "ref")) == 2


def test_every_level_is_named_and_a_missing_one_says_so():
    root = drawn(l5s1=(40.0, 28.0), t8t9=(17.0, 13.0))
    told = texts(root)
    for name in ("C7/T1", "T4/T5", "T8/T9", "T12/L1", "L5/S1"):
        assert name in told
    assert told.count("not shown by this recording") == len(LEVELS) - 2
    assert "17 N m" in told
    assert "16 to 18" in told
    assert "without the habits 13" in root.get("aria-label")


def test_small_moments_keep_a_decimal():
    assert "3.6 N m" in texts(drawn(c7t1=(3.6, 2.2, 0.5)))


def test_numbers_stay_on_the_paper():
    root = drawn(l5s1=(400.0, 100.0, 300.0), c7t1=(-80.0, 10.0, 100.0))
    width = float(root.get("width"))
    for e in root:
        if e.get("class") in ("val", "sub", "lab"):
            assert 0 <= float(e.get("x")) <= width - 40
