from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from importlib.resources import files

import numpy as np
import pytest

from runtall.analysis.result import Warn
from runtall.report import breathing, wording
from runtall.report.content import content
from runtall.report.html import render_html
from runtall.report.pdf import render_pdf
from runtall.testing.breathing import (
    from_beats,
    hour_of_running,
    no_run,
    partly_unmeasured,
    sample_breathing,
    single_band,
)
from runtall.testing.contracts import claims
from runtall.testing.samples import ATTACK, sample_analysis
from runtall.testing.sensed import breathing_analysis, trunk_analysis, worn_with

MAKES = [sample_breathing, single_band, from_beats, no_run, hour_of_running, partly_unmeasured]


def text_of(analysis):
    page = re.sub(r"<style>.*?</style>", "", render_html(analysis), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", page)).replace("\u00a0", " ")


def one(told):
    return breathing.part(breathing_analysis(told))["parts"][0]


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("name", ["chest", "belly"])
def test_names_of_the_bands_are_legible_in_both_modes(mode, name):
    style = files("runtall.report").joinpath("templates", "report.css").read_text()
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[mode]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    light, dark = sorted((luminance(colours["paper"]), luminance(colours[name])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_bands_nothing_is_shown():
    assert breathing.part(sample_analysis()) is None
    assert "Your breathing" not in text_of(sample_analysis())


@pytest.mark.parametrize("make", MAKES)
def test_page_and_paper_hold_every_kind(make):
    analysis = breathing_analysis(make())
    page = render_html(analysis)
    drawings = re.findall(r"<svg[^>]*>", page)
    assert drawings
    assert all('aria-label="' in d or 'aria-hidden="true"' in d for d in drawings)
    assert "NaN" not in page
    assert "nan" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert render_pdf(analysis).startswith(b"%PDF-")


def test_rest_and_run_side_by_side_on_one_scale():
    part = one(sample_breathing())
    assert [e["name"] for e in part["excerpts"]] == ["At rest", "Running"]
    assert "on one scale" in part["excerpts_key"]


def test_every_number_by_activity_comes_with_its_interval():
    told = sample_breathing()
    table = one(told)["table"]
    assert [h["name"] for h in table["heads"]] == ["Rest", "Walk", "Run", "Other"]
    for row in table["rows"]:
        for cell in row["cells"]:
            assert bool(cell["value"]) == bool(re.fullmatch(r"[\d.]+ to [\d.]+", cell["interval"]))
            assert bool(cell["value"]) != bool(cell["untold"])
    rate = told.during("run").measurement("breathing_rate")
    assert table["rows"][0]["cells"][2]["value"] == wording.figure(rate.value, 1)


def test_a_missing_number_has_its_reason_under_the_table():
    table = one(partly_unmeasured())["table"]
    share = next(r for r in table["rows"] if r["name"].startswith("Chest share"))
    assert [c["untold"] for c in share["cells"]] == ["", "", "–", ""]
    assert any("loose in 70 %" in text and "(running)" in text for text in table["reasons"])


def test_one_band_shows_the_rate_and_says_what_it_cannot():
    part = one(single_band())
    assert part["loop"] is None
    assert [p["name"] for p in part["through"]] == ["Breathing rate"]
    assert "not whether chest or belly" in part["bound"]
    assert "chest" not in re.sub(r"<[^>]*>", "", part["excerpts"][0]["svg"])
    assert not any("hest" in r["name"] for r in part["table"]["rows"])


def test_beats_of_the_heart_are_said_to_be_the_source():
    part = one(from_beats())
    assert "No band was worn" in part["lead"]
    assert part["excerpts"] == []
    assert part["rose"] is None


def test_without_a_run_there_is_no_rose_and_the_loop_stands_beside_the_bands():
    part = one(no_run())
    assert part["rose"] is None
    assert part["loop"] is None
    assert part["beside"]["svg"].startswith("<svg")
    assert "Your breathing, band by band" in text_of(breathing_analysis(no_run()))


@pytest.mark.parametrize(
    ("coupled", "said"), [(27.0, "no more often in step than by chance"), (61.0, "more often in")]
)
def test_coupling_within_chance_is_called_chance(coupled, said):
    told = sample_breathing()
    step = replace(told.step_breath, coupled=coupled, chance=(24.0, 37.0))
    text = one(replace(told, step_breath=step))["rose"]["text"]
    assert said in text
    assert ("no more often" in text) == (coupled < 37.0)


def test_a_rise_without_matching_is_said_to_be_expected():
    (text,) = one(sample_breathing())["changes"]
    assert text.startswith(
        "From walking to running: chest share +9.8\u00a0points (+6.9 to +12.7), angle"
    )
    assert "2.5 times as much" in text
    assert "expected of everybody" in text


def test_a_matched_change_says_so_and_one_that_holds_none_says_that():
    told = sample_breathing()
    share, *rest = told.changes
    matched = one(replace(told, changes=(replace(share, matched=True), *rest)))["changes"][0]
    assert "like depth and rate" in matched
    assert "expected" not in matched
    none = one(replace(told, changes=(replace(share, low=-3.0),)))["changes"][0]
    assert "No change can be told in the chest share." in none


def test_changes_along_the_run_stand_by_themselves():
    told = sample_breathing()
    along = replace(told.changes[0], before="run", after="run", value=-0.4, low=-2.0, high=1.2)
    texts = one(replace(told, changes=(*told.changes, along)))["changes"]
    assert len(texts) == 2
    assert texts[1].startswith(
        "In each 10 min of the run: chest share −0.4\u00a0points (−2.0 to +1.2). "
    )


def test_at_most_two_pieces_are_drawn():
    told = sample_breathing()
    rest, run = told.excerpts
    walk, other = replace(rest, activity="walk"), replace(run, activity="other")
    many = replace(told, excerpts=(rest, walk, run, other))
    assert [e["name"] for e in one(many)["excerpts"]] == ["At rest", "Running"]
    bare = replace(told, excerpts=(walk, other), loops=())
    assert [e["name"] for e in one(bare)["excerpts"]] == ["Walking", "On the move"]


def test_calibrated_bands_say_so():
    part = one(replace(sample_breathing(), calibrated=True, unit="L"))
    assert "set to litres" in part["bound"]
    assert "unit of their own" not in part["excerpts_key"]


def test_the_share_is_of_the_movement_and_within_one_wearing():
    bound = one(sample_breathing())["bound"]
    assert "of the movement of both bands, not of the air" in bound
    assert "only changes within one wearing" in bound


def test_the_first_page_reads_well_without_film():
    analysis = breathing_analysis()
    parts = content(analysis)
    assert parts["title"] == "Your run, seen from your breathing"
    assert "breathing bands · " in parts["meta"]
    assert "stride" not in parts["meta"]
    assert parts["hero"] is None
    assert [row["name"] for row in parts["main"]][:2] == [
        "Breathing rate", "Chest share of the breath",
    ]  # fmt: skip
    text = text_of(analysis)
    for word in ("frames", "camera", "clip", "0 strides", "pose model", "body model"):
        assert word not in text


def test_numbers_of_the_table_are_not_repeated():
    parts = content(breathing_analysis())
    assert parts["measured"] == []


def test_two_recordings_are_told_apart():
    both = worn_with(breathing_analysis())
    assert [p["heading"] for p in breathing.part(both)["parts"]] == [""]
    twice = replace(both, breathing=(sample_breathing(), *both.breathing))
    assert [p["heading"] for p in breathing.part(twice)["parts"]] == [
        "1 · session-4", "2 · session-4",
    ]  # fmt: skip


def test_where_a_recording_lies_in_time():
    from runtall.report.sensor_texts import placed

    worn = worn_with(sample_analysis())
    found = placed(2, worn.alignments)
    assert found.startswith("starts 12.4\u00a0s after input 1, by the cadence found in both")
    assert found.endswith("standard error 0.3\u00a0s")
    assert "could not be placed" in placed(3, worn.alignments)
    assert placed(0, worn.alignments) == ""


def test_a_trunk_sensor_alone_shows_what_was_done():
    analysis = trunk_analysis()
    source = content(analysis)["inputs"][0]
    assert [a["text"] for a in source["did"]["activities"]] == [
        "rest", "walking", "running", "other movement",
    ]  # fmt: skip
    assert content(breathing_analysis())["inputs"][0]["did"] is None
    assert "Your run, felt at the trunk" in text_of(analysis)


@pytest.mark.parametrize("make", MAKES)
def test_no_text_claims_health_or_cause(make):
    text = text_of(breathing_analysis(make()))
    assert claims(text) == []
    for word in ("causes pain", "disorder", "abnormal", "dysfunction", "you have a", "wrong"):
        assert word not in text.lower()


def test_hostile_names_stay_text():
    bad = ATTACK.replace("/", "_")
    told = sample_breathing()
    odd = replace(
        told,
        unit=ATTACK,
        by_activity=tuple(
            replace(s, measurements=tuple(
                replace(m, value=None, low=None, high=None, status="unmeasured", reason=ATTACK)
                if m.name == "rib_cage_share" and s.activity == "run" else m
                for m in s.measurements
            ))
            for s in told.by_activity
        ),
        changes=tuple(replace(c, name=ATTACK, unit=ATTACK) for c in told.changes),
    )  # fmt: skip
    analysis = breathing_analysis(odd)
    source = replace(analysis.inputs[0], about=(ATTACK,), path=analysis.inputs[0].path / bad)
    page = render_html(replace(analysis, inputs=(source,)))
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert render_pdf(replace(analysis, inputs=(source,))).startswith(b"%PDF-")


def test_parts_fold_away_one_by_one():
    told = sample_breathing()
    bare = replace(
        told, loops=(), excerpts=(), through=None, step_breath=None, changes=(), by_activity=(),
        segments=(),
    )  # fmt: skip
    part = one_bare(bare)
    assert part["lead"] == ""
    assert part["table"] is None
    assert part["through"] == []
    empty = replace(told.step_breath, phase=np.empty(0), strides=np.empty(0))
    assert one(replace(told, step_breath=empty))["rose"] is None


def one_bare(told):
    analysis = replace(breathing_analysis(), breathing=(told,), measurements=())
    assert "Your breathing" in text_of(analysis)
    assert render_pdf(analysis).startswith(b"%PDF-")
    return breathing.part(analysis)["parts"][0]


def test_in_an_emergency_nothing_is_shown():
    flags = {"level": "emergency", "items": ["fever"], "advice": "Call."}
    text = text_of(replace(breathing_analysis(), red_flags=flags))
    assert "breaths a minute" not in text
    assert "Your breathing" not in text


@pytest.mark.parametrize("make", [sample_breathing, no_run])
def test_paper_takes_at_most_three_pages(make):
    pdf = render_pdf(breathing_analysis(make()))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3


def test_what_was_noticed_in_bands_stands_with_them_once():
    analysis = breathing_analysis()
    own = analysis.inputs[0].warnings[0]
    warned = replace(analysis, warnings=(Warn("a", own, 0), Warn("b", "the belt slipped", 0)))
    parts = content(warned)
    assert parts["inputs"][0]["warnings"] == [own, "the belt slipped"]
    assert parts["warnings"] == []


def test_an_input_says_what_it_is_how_long_and_then_the_rest():
    facts = content(breathing_analysis())["inputs"][0]["facts"]
    assert facts == (
        "Bands, trunk sensor (Hexoskin), 128 values a second, 25 min 00 s long, 1 min running"
    )
