from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from runtall.report.html import render_html
from runtall.testing.samples import hostile_sample, quiet_sample, sample_analysis


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("src", "href", "srcset", "action", "data", "poster"):
                self.links.append((tag, value or ""))

    def handle_data(self, data):
        self.text += data


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("name", ["ink", "soft", "mark", "left-text", "right-text"])
def test_text_is_legible_in_both_modes(mode, name):
    style = files("runtall.report").joinpath("templates", "report.css").read_text()
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[mode]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    light, dark = sorted((luminance(colours["paper"]), luminance(colours[name])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_hostile_text_is_shown_as_text():
    page = Page(render_html(hostile_sample()))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.text.count("<script>alert(1)</script>") >= 8
    assert "{{7*7}}" in page.text


@pytest.mark.parametrize("make", [sample_analysis, quiet_sample, hostile_sample])
def test_nothing_is_fetched(make):
    text = render_html(make())
    page = Page(text)
    loading = [link for tag, link in page.links if tag != "a"]
    assert all(link.startswith("data:image/jpeg;base64,") for link in loading)
    assert all(link.startswith("https://doi.org/") for tag, link in page.links if tag == "a")
    assert "url(" not in text
    assert "@import" not in text


def test_every_drawing_says_what_it_shows_or_is_decoration(analysis):
    drawings = re.findall(r"<svg[^>]*>", render_html(analysis))
    assert len(drawings) > 20
    assert all('aria-label="' in d or 'aria-hidden="true"' in d for d in drawings)


def test_stills_show_where_findings_do(analysis):
    text = render_html(analysis)
    assert text.count("data:image/jpeg;base64,") == 2
    assert "16° here" not in text
    assert "27° here" in text or "28° here" in text or "26° here" in text


def test_stick_figures_hold_no_pixel(analysis):
    stick = replace(analysis, settings=replace(analysis.settings, anonymous="stick"))
    text = render_html(stick)
    assert "data:image" not in text
    assert "Stick figure of the runner" in text


def test_findings_come_with_value_interval_words_and_cue():
    page = Page(render_html(sample_analysis()))
    for part in (
        "10.6°",
        "90 % interval 8.5 to 12.7",
        "A string lifts the top of your cap.",
        "clear",
    ):
        assert part in page.text


def test_nothing_that_stands_out_is_said_calmly():
    text = Page(render_html(quiet_sample())).text
    assert "Nothing here stands out by itself" in text
    assert "stands out\n" not in text
    assert "Trunk lean" in text


def test_equal_reasons_are_said_once():
    text = Page(render_html(sample_analysis())).text
    assert text.count("Wear two breathing bands") == 1
    assert "Breathing rate and chest share of the breath" in text


@pytest.mark.parametrize(
    ("level", "said", "rest"),
    [
        ("not_asked", "has not asked you", True),
        ("none", "nothing you told us asks for care", True),
        ("urgent", "See someone before you train", True),
        ("emergency", "Get help now", False),
        ("no such level", "has not asked you", True),
    ],
)
def test_red_flags_come_first(level, said, rest):
    flags = {"level": level, "items": ["fever"], "advice": "Call."}
    text = Page(render_html(replace(sample_analysis(), red_flags=flags))).text
    assert said in text
    assert ("All numbers" in text) is rest
    if rest and level != "none":
        assert text.index(said) < text.index("Your trunk leans from the waist")


def test_no_text_claims_health_or_cause():
    for make in (sample_analysis, quiet_sample):
        text = Page(render_html(make())).text.lower()
        for claim in (
            "you are healthy",
            "all is well",
            "causes your pain",
            "you have a",
            "injury risk",
        ):
            assert claim not in text
