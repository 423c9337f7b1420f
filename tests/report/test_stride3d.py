from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from runtall.report import content, pdf, stride3d
from runtall.report.html import render_html
from runtall.testing.samples import hostile_sample, quiet_sample, sample_analysis
from runtall.testing.strides import sample_stride, stride_sample

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def test_without_a_mean_stride_the_report_is_as_it_was():
    assert stride3d.part(sample_analysis()) is None
    parts = content.content(sample_analysis())
    assert parts["stride"] is None
    assert "Your mean stride" not in render_html(sample_analysis())
    assert len(parts["panels"]) == 5


def test_the_page_moves_without_script_and_fetches_nothing():
    text = render_html(stride_sample())
    page = Page(text)
    assert "Your mean stride" in page.text
    assert page.tags.isdisjoint({"script", "img", "iframe", "object", "use", "animate", "video"})
    csp = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{csp}">' in text
    assert "url(" not in text
    assert "nan" not in "".join(re.findall(r' d="([^"]*)"', text))
    assert len(text) < 600_000


def test_nothing_is_shown_twice():
    parts = content.content(stride_sample())
    solid = [p["name"] for g in parts["stride"]["groups"] for p in g["panels"]]
    flat = [p["name"] for p in parts["panels"]]
    assert len(solid) == len(set(solid))
    assert set(solid).isdisjoint(flat)
    assert "Turn of the chest" in solid
    assert [a["title"] for a in parts["arms"]] == ["Your arms, from above"]


def test_from_two_sides_everything_is_drawn_in_full():
    part = stride3d.part(stride_sample())
    assert [r["name"] for r in part["rows"]] == ["from the right", "from behind", "from above"]
    assert not any(r["note"] for r in part["rows"])
    told = [(p["percent"], p["what"]) for p in part["rows"][0]["poses"]]
    assert told == [
        ("0 %", "left foot lands"), ("18 %", "left leg carries"),
        ("36 %", "left foot leaves"), ("50 %", "right foot lands"),
    ]  # fmt: skip
    assert "clips 1 and 2" in part["rests_on"]


@pytest.mark.parametrize(
    ("views", "seen", "ghost"),
    [(("left",), "from the left", "from behind"), (("front",), "from the front", "from the right")],
)
def test_one_view_draws_the_rest_as_a_typical_runner(views, seen, ghost):
    sample = replace(quiet_sample(), stride=sample_stride((0,), views))
    part = stride3d.part(sample)
    first, second = part["rows"]
    assert (first["name"], first["note"]) == (seen, "")
    assert (second["name"], second["note"]) == (ghost, "not seen from this side")
    assert all("ghost" in p["svg"] and "bone" not in p["svg"] for p in second["poses"])
    assert [v["name"] for v in part["film"]["views"]] == [seen]
    assert f"filmed {seen} only" in part["rests_on"]
    assert "typical runner" in part["rests_on"]
    assert stride3d.arms(sample) is None


def test_arms_are_drawn_where_their_number_comes_from():
    sample = stride_sample()
    assert stride3d.arms(sample) is not None
    flat = tuple(
        replace(m, method="flat") if m.name == "arm_crossing_nearest" else m
        for m in sample.measurements
    )
    parts = content.content(replace(sample, measurements=flat))
    assert [a["title"] for a in parts["arms"]] == ["Your arms, seen from behind"]
    solid = [p["name"] for g in parts["stride"]["groups"] for p in g["panels"]]
    assert "Wrist to midline" not in solid
    assert "Wrist to midline" in [p["name"] for p in parts["panels"]]


def test_motion_capture_is_named_as_what_it_is():
    sample = stride_sample(sample_stride((0,), ("markers",)))
    text = Page(render_html(sample)).text
    assert "measured by motion capture" in text
    assert "3-D, from motion capture" in text


def test_events_that_are_unknown_become_quarters_of_the_stride():
    stride = replace(sample_stride(), initial_contact={}, toe_off={})
    assert [m[0] for m in stride3d.moments(stride)] == [0.0, 0.25, 0.5, 0.75]
    assert "25 %" in Page(render_html(stride_sample(stride))).text


def test_the_film_is_a_third_as_fast_as_the_run():
    stride = replace(sample_stride(), frequency_hz=1.5)
    assert stride3d.part(stride_sample(stride))["film"]["seconds"] == pytest.approx(2.0)


def test_rows_of_numbers_say_which_inputs_gave_them():
    rows = {r["name"]: r["source"] for r in content.content(stride_sample())["measured"]}
    assert rows["Trunk lean"] == "clips 1 + 2 (3-D)"
    assert rows["Pelvic drop"] == "clip 2"


def test_hostile_text_stays_text_beside_a_stride():
    page = Page(render_html(replace(hostile_sample(), stride=sample_stride())))
    assert "script" not in page.tags
    assert page.text.count("<script>alert(1)</script>") >= 8


@pytest.mark.parametrize("views", [("right", "rear"), ("right",), ("markers",)])
def test_the_pdf_stays_short_and_holds_no_film(views):
    sample = stride_sample(sample_stride(tuple(range(len(views))), views))
    made = pdf.render_pdf(sample)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 3
    assert len(made) < 600_000


def pictures(page, folder, *options):
    """Two pictures of a page, half a second apart on its own clock."""
    import cv2

    found = []
    for moment in (400, 900):
        at = folder / f"{moment}.png"
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--window-size=1100,1700", f"--virtual-time-budget={moment}", f"--screenshot={at}",
            f"--user-data-dir={folder / 'profile'}", *options, page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        found.append(cv2.imread(str(at)).astype(int))
    return np.abs(found[1] - found[0]).sum()


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_it_moves_in_a_browser_and_rests_for_those_who_ask_for_it(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(render_html(stride_sample()), encoding="utf-8")
    assert pictures(page, tmp_path) > 10_000
    assert pictures(page, tmp_path, "--force-prefers-reduced-motion") == 0
