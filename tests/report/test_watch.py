from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from runtall.motion.measurement import Measurement
from runtall.report import watch
from runtall.report.content import content
from runtall.report.html import render_html
from runtall.report.pdf import render_pdf
from runtall.testing.contracts import claims
from runtall.testing.samples import ATTACK, sample_analysis
from runtall.testing.sensed import watch_analysis, worn_with
from runtall.testing.watches import sample_watch


def text_of(analysis):
    page = re.sub(r"<style>.*?</style>", "", render_html(analysis), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", page)).replace("\u00a0", " ")


def one(run=None):
    analysis = watch_analysis()
    shown = replace(analysis, watches=(run,)) if run else analysis
    return watch.part(shown)["parts"][0]


def test_without_a_watch_nothing_is_shown():
    assert watch.part(sample_analysis()) is None
    assert "Your watch" not in text_of(sample_analysis())


def test_one_panel_for_each_quantity_that_the_file_has():
    names = [p["name"] for p in one()["panels"]]
    assert names == [
        "Pace", "Heart rate", "Cadence", "Bounce", "Contact time", "Breathing rate",
    ]  # fmt: skip
    run = sample_watch()
    few = {k: v for k, v in run.windows.items() if k in ("speed", "cadence")}
    assert [p["name"] for p in one(replace(run, windows=few))["panels"]] == ["Pace", "Cadence"]
    empty = few | {"speed": np.full_like(few["speed"], np.nan)}
    assert [p["name"] for p in one(replace(run, windows=empty))["panels"]] == ["Cadence"]


def test_a_pause_is_a_gap():
    run = sample_watch()
    drawn = one(run)["panels"][2]["svg"]
    line = re.search(r'class="p thin n" d="([^"]*)"', drawn)
    assert line
    assert drawn.count('class="p thin n"') == 2


def test_fades_with_intervals_by_what_was_held_still():
    fades = one()["fades"]
    assert fades["heads"] == ["Same speed and grade", "Same speed, grade and heart rate"]
    by = {row["name"]: row["cells"] for row in fades["rows"]}
    assert by["Cadence"][0]["value"] == "−1.2"
    assert by["Cadence"][0]["interval"] == "−1.9 to −0.5"
    assert by["Contact time"][0]["value"] == "+3.1"
    assert by["Contact time"][0]["unit"] == "ms"
    assert by["Breathing rate"][1]["value"] == ""


def test_fades_are_said_once():
    names = [row["name"] for row in content(watch_analysis())["drift"]]
    assert names == []
    assert text_of(watch_analysis()).count("−1.9 to −0.5") == 1


def test_a_run_too_short_for_fades_says_so():
    part = one(replace(sample_watch(), fades=()))
    assert part["fades"] is None
    assert "too short" in part["fades_key"]


def test_every_field_with_its_unit_and_source():
    run = sample_watch()
    rows = {row["name"]: row for row in one()["fields"]}
    assert set(rows) == {f.label for f in run.fields}
    assert rows["Form Power"]["unit"] == "W"
    assert rows["Form Power"]["source"] == "added by Stryd"
    assert rows["heart rate"]["source"] == "the file"
    assert rows["temperature"]["mean"] == "–"
    page = render_html(watch_analysis())
    assert "<details" in page
    assert " open" not in re.search(r"<details[^>]*>", page)[0]


def test_distance_time_pace_and_device_in_the_lead():
    # 8510 m in 2820 s is 331.4 s for a kilometre.
    text = one()["lead"]
    assert "8.51 km" in text
    assert "47 min 00 s with 1 pause" in text
    assert "5:31 minutes to the kilometre" in text
    assert "Garmin Forerunner 955" in text
    bare = one(replace(sample_watch(), distance_m=None, device=""))["lead"]
    assert bare == "47 min 00 s with 1 pause of running."


def test_the_first_page_reads_well_without_film():
    parts = content(watch_analysis())
    assert parts["title"] == "Your run, as your watch saw it"
    assert parts["meta"].endswith("watch · 8.5 km in 47 min 00 s · 171 steps a minute")
    text = text_of(watch_analysis())
    for word in ("frames", "camera", "clip", "0 strides", "pose model", "breathing bands"):
        assert word not in text


def test_without_any_number_no_empty_table():
    parts = content(replace(watch_analysis(), measurements=()))
    assert parts["main"] == []
    assert "main numbers" not in parts["calm"]
    assert "<caption hidden>Main numbers" not in render_html(
        replace(watch_analysis(), measurements=())
    )


@pytest.mark.parametrize("make", [watch_analysis, lambda: worn_with(sample_analysis())])
def test_page_and_paper_hold_the_run(make):
    page = render_html(make())
    drawings = re.findall(r"<svg[^>]*>", page)
    assert all('aria-label="' in d or 'aria-hidden="true"' in d for d in drawings)
    assert render_pdf(make()).startswith(b"%PDF-")
    assert claims(text_of(make())) == []


def test_hostile_devices_and_fields_stay_text():
    run = sample_watch()
    fields = tuple(
        replace(f, label=ATTACK, unit=ATTACK, source=f"developer: {ATTACK}") for f in run.fields
    )
    fades = tuple(replace(f, name=ATTACK, unit=ATTACK, held=(ATTACK,)) for f in run.fades)
    windows = run.windows | {ATTACK: run.windows["speed"]}
    odd = replace(run, device=ATTACK, fields=fields, fades=fades, windows=windows)
    analysis = replace(watch_analysis(), watches=(odd,))
    page = render_html(analysis)
    assert "<script" not in page
    assert "<img" not in page
    assert render_pdf(analysis).startswith(b"%PDF-")


def test_control_characters_of_a_device_are_not_written():
    odd = replace(sample_watch(), device="Wat\x00ch\x1b[31m")
    assert "\x00" not in one(odd)["lead"]
    assert "\x1b" not in one(odd)["lead"]


def test_a_number_past_its_mark_is_not_called_calm():
    analysis = watch_analysis()
    m = replace(analysis.measurements[0], flag="concern", usual=(175.0, 190.0))
    marked = content(replace(analysis, measurements=(m,)))
    assert "Nothing here stands out" not in marked["calm"]
    assert "stands out" in text_of(replace(analysis, measurements=(m,)))


def test_all_that_needs_film_is_said_once():
    analysis = watch_analysis()
    needs = ("trunk_lean", "shoulder_elevation", "thoracic_curve", "trunk_lean_drift")
    gone = tuple(
        Measurement(n, None, None, "deg", status="unmeasured", reason=f"reason {i}")
        for i, n in enumerate(needs)
    )
    own = Measurement("breathing_rate", None, None, "1/min", status="unmeasured",
                      reason="the watch recorded no respiration rate")  # fmt: skip
    missing = content(replace(analysis, measurements=(*gone, own)))["missing"]
    assert [g["reason"] for g in missing] == [
        "Needs film or motion capture of the run", "The watch recorded no respiration rate",
    ]  # fmt: skip
    assert missing[0]["names"].startswith("Posture, arms")


def test_a_rate_from_the_beats_says_so():
    analysis = watch_analysis()
    rate = Measurement("breathing_rate", None, 31.0, "1/min", 22.0, 40.0, inputs=(0,),
                       method="beats")  # fmt: skip
    text = text_of(replace(analysis, measurements=(rate,)))
    assert "beats of the heart" in text
    assert "its interval holds the error of that way" in text
