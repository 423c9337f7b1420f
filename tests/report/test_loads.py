from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from runtall.motion.load import GROUPS, LEVELS, Load
from runtall.report import loads, wording
from runtall.report.content import content
from runtall.report.html import render_html
from runtall.report.pdf import render_pdf
from runtall.testing.loads import calm_loads, sample_loads, unmeasured_loads
from runtall.testing.samples import hostile_sample, sample_analysis

MAKES = [sample_loads, calm_loads, unmeasured_loads]


@pytest.fixture(scope="module")
def sample():
    return sample_loads(sample_analysis())


def text_of(analysis):
    page = re.sub(r"<style>.*?</style>", "", render_html(analysis), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", page)).replace("\u00a0", " ")


def test_without_loads_nothing_is_shown():
    assert loads.part(sample_analysis()) is None
    assert "What your form adds" not in text_of(sample_analysis())


def test_all_unmeasured_is_no_section_but_a_line(sample):
    none = tuple(
        Load(x.load, x.statistic, None, x.unit, side=x.side, reason="the arms were not recorded")
        for x in sample.loads
    )
    bare = replace(sample, loads=none, attribution=(), changes=(), load_curves=())
    text = text_of(bare)
    assert "What your form adds" not in text
    assert "Every load of the body model" in text
    assert "The arms were not recorded" in text


def test_levels_with_value_interval_and_reference(sample):
    part = loads.part(sample)
    for level in LEVELS:
        load = next(x for x in sample.loads if x.load == f"{level}_flexion_moment")
        assert wording.LEVEL_NAMES[level] in part["svg"]
        assert f"{wording.newton_metres(load.value)} N m" in part["svg"]


def test_each_habit_has_a_waterfall_of_a_load_that_it_bears_on(sample):
    falls = loads.part(sample)["falls"]
    assert 1 <= len(falls) <= 3
    for name in ("waist lean", "head forward", "arm crossing"):
        assert any(f"+ {name}" in fall["svg"] for fall in falls)


def test_waterfalls_lead_from_the_reference_to_the_run(sample):
    for fall in loads.part(sample)["falls"]:
        told = re.search(r'aria-label="([^"]*)"', fall["svg"])[1].replace("−", "-")
        first, *parts, last = (
            float(re.findall(r"[+-]?\d[\d.]*", piece)[-1]) for piece in told.split("; ")
        )
        # Each of them is rounded on its own.
        assert first + sum(parts) == pytest.approx(last, abs=1.0)


def test_a_negative_share_is_hatched_and_signed(sample):
    falls = loads.part(sample)["falls"]
    less = [f for f in falls if "− " in f["svg"]]
    assert less
    assert all('class="less' in f["svg"] for f in less)
    assert "Hatched" in loads.part(sample)["falls_key"]


def test_one_habit_alone(sample):
    one = sample_loads(replace(sample_analysis(), findings=sample.findings[:1]))
    part = loads.part(one)
    assert all("arm crossing" not in fall["svg"] for fall in part["falls"])
    assert "Hatched" not in part["falls_key"]


def test_without_habits_only_bars_and_words():
    part = loads.part(calm_loads(sample_analysis()))
    assert part["falls"] == []
    assert part["muscles"] is None
    assert part["panels_base"] == ""
    assert "no other run to compare with" in part["lead"]
    assert 'class="add"' not in part["svg"]


def test_muscles_left_and_right_with_intervals(sample):
    rows = loads.part(sample)["muscles"]["rows"]
    assert len(rows) == len(GROUPS)
    assert all([cell["tone"] for cell in row["cells"]] == ["l", "r"] for row in rows)
    for row in rows:
        for cell in row["cells"]:
            assert cell["value"] or cell["untold"]


def test_shoulder_elevators_show_no_number(sample):
    for low, high, word in ((110.0, 130.0, "more"), (70.0, 90.0, "less"), (90.0, 120.0, "")):
        changed = tuple(
            replace(x, value=(low + high) / 2, low=low, high=high)
            if x.load == "shoulder_elevators_effort"
            else x
            for x in sample.loads
        )
        rows = loads.part(replace(sample, loads=changed))["muscles"]["rows"]
        cells = next(r for r in rows if r["note"])["cells"]
        assert [c["value"] for c in cells] == [word, word]
        assert not any(re.search(r"\d", c["range"] + c["untold"]) for c in cells)


def test_an_effort_that_cannot_be_told_has_no_shade():
    load = Load("obliques_effort", "mean", 120.0, "%", 90.0, 140.0, 100.0, "left")
    assert loads.effort(load).way == 0
    assert loads.effort(replace(load, low=105.0)).way == 1
    assert loads.effort(replace(load, value=80.0, low=70.0, high=95.0)).way == -1


def test_curves_with_the_other_run_dashed(sample):
    part = loads.part(sample)
    assert [p["name"] for p in part["panels"]] == [
        "Bending load at T8/T9",
        "Bending load at L5/S1",
        "Turning load at T8/T9",
        "Twist of the chest",
    ]
    assert 'class="p base"' in part["panels"][0]["svg"]
    assert part["panels_base"]


def test_what_a_finding_would_change_stands_under_it(sample):
    text = text_of(sample)
    why = sample.findings[0].why
    told = text.index("With your trunk at 7° instead of 16°")
    assert text.index(why) < told < text.index(sample.findings[0].cue)


def test_in_an_emergency_no_load_is_shown(sample):
    flags = {"level": "emergency", "items": ["fever"], "advice": "Call."}
    now = replace(sample, red_flags=flags)
    text = text_of(now)
    assert "N m" not in text
    assert "load" not in text.lower()
    assert "loads" not in content(now)


@pytest.mark.parametrize("make", MAKES)
def test_no_text_claims_health_or_cause(make):
    text = text_of(make(sample_analysis())).lower()
    for claim in ("causes pain", "cause of your pain", "injury risk", "of maximum", "you have a",
                  "too much for", "overload", "dangerous", "unsafe"):  # fmt: skip
        assert claim not in text


@pytest.mark.parametrize("make", MAKES)
def test_page_and_paper_hold_the_loads(make):
    analysis = make(sample_analysis())
    drawings = re.findall(r"<svg[^>]*>", render_html(analysis))
    assert all('aria-label="' in d or 'aria-hidden="true"' in d for d in drawings)
    assert render_pdf(analysis).startswith(b"%PDF-")


def test_hostile_names_of_habits_and_loads_stay_text(sample):
    bad = '<img src=x>"&'
    finding = replace(sample.findings[0], cause=bad)
    odd = replace(
        sample,
        findings=(finding,),
        attribution=tuple(replace(s, cause=bad) for s in sample.attribution),
        changes=tuple(replace(c, cause=bad, measure=bad) for c in sample.changes),
        loads=(*sample.loads, Load(bad, "mean", 1.0, bad, 0.0, 2.0, 1.0)),
        load_curves=(*sample.load_curves, replace(sample.load_curves[0], name=bad, unit=bad)),
    )
    assert "<img" not in render_html(odd)
    assert render_pdf(odd).startswith(b"%PDF-")
    assert "<img" not in render_html(sample_loads(hostile_sample()))


def test_every_load_has_words_of_its_own(sample):
    for name in {x.load for x in sample.loads} | {c.name for c in sample.load_curves}:
        assert name in wording.TABLE
    for cause in ("waist_lean", "arm_crossing", "trunk_rotation", "shoulder_elevation",
                  "head_forward", "arm_tension"):  # fmt: skip
        assert cause in wording.CAUSE_NAMES


def test_a_view_of_the_body_without_any_group_is_left_out(sample):
    known = tuple(
        x for x in sample.loads
        if not x.load.endswith("_effort") or x.load.startswith(("neck", "erector"))
    )  # fmt: skip
    (view,) = loads.part(replace(sample, loads=known))["muscles"]["views"]
    assert "from behind" in view["svg"]


def test_curves_that_were_not_seen_are_left_out():
    names = [p["name"] for p in loads.part(unmeasured_loads(sample_analysis()))["panels"]]
    assert names == ["Bending load at T8/T9", "Bending load at L5/S1"]
