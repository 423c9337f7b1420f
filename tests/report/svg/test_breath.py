from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from runtall.motion.breathing import BreathingLoop, StepBreath
from runtall.report.svg import breath_bands, breath_loop, rose
from runtall.testing.breathing import sample_breathing, single_band


@pytest.fixture(scope="module")
def told():
    return sample_breathing()


def circle(lead_deg):
    turn = np.linspace(0, 2 * np.pi, 101)
    return BreathingLoop("run", -np.cos(turn + np.radians(lead_deg)), -np.cos(turn), 20)


def test_bands_have_a_lane_each_with_their_names(told):
    excerpt = told.excerpts[1]
    drawn = breath_bands.bands(excerpt, breath_bands.half_height(told.excerpts))
    assert list(re.findall(r'class="t (\w+)"', drawn)) == ["chest", "belly"]
    assert drawn.count('class="raw ') == 2
    assert drawn.count('class="onset"') == len(excerpt.inspiration_s)


def test_one_unnamed_band_is_neither_chest_nor_belly():
    whole = single_band()
    drawn = breath_bands.bands(whole.excerpts[0], 1.0, one_band=True)
    assert "chest" not in drawn.replace("aria", "")
    assert "One breathing band over 23.9" in drawn


def test_both_pieces_share_one_scale(told):
    half = breath_bands.half_height(told.excerpts)
    sizes = [np.ptp(e.chest) / 2 for e in told.excerpts]
    assert half >= 0.95 * max(sizes)
    assert half == breath_bands.half_height(told.excerpts[::-1])


def test_shades_lie_from_the_beginning_of_in_to_that_of_out(told):
    excerpt = told.excerpts[0]
    drawn = breath_bands.bands(excerpt, 100.0)
    shades = re.findall(r'class="wash" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    lasts = excerpt.time_s[-1] - excerpt.time_s[0]
    # 46 to 492 px hold the whole of it.
    for (x, width), begins, turns in zip(
        shades, excerpt.inspiration_s, excerpt.expiration_s, strict=True
    ):
        assert float(x) == pytest.approx(46 + 446 * (begins - excerpt.time_s[0]) / lasts, abs=0.02)
        assert float(width) == pytest.approx(446 * (turns - begins) / lasts, abs=0.02)


@pytest.mark.parametrize(
    ("lead", "said"),
    [(40.0, "the belly ahead"), (-40.0, "the chest ahead"), (0.0, "both together")],
)
def test_the_sense_of_turning_says_who_leads(lead, said):
    assert said in breath_loop.describe([circle(lead)])


def test_equal_movement_lies_on_the_line_of_it():
    drawn = breath_loop.loops([circle(0.0)])
    (path,) = re.findall(r'class="path strong" d="([^"]*)"', drawn)
    points = np.array(re.findall(r"([\d.]+) ([\d.]+)", path), float)
    (ends,) = re.findall(r'class="midl" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)"', drawn)
    x1, y1 = float(ends[0]), float(ends[1])
    assert np.abs((points[:, 0] - x1) + (points[:, 1] - y1)).max() < 0.05


def test_arrows_point_along_the_loop():
    loop = circle(60.0)
    drawn = breath_loop.loops([loop])
    heads = re.findall(r'class="head strong" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)', drawn)
    assert len(heads) == 2
    # While breathing in both grow: the first arrow goes right and up (y falls).
    tip_x, tip_y, back_x, back_y = map(float, heads[0])
    assert tip_x > back_x - 4
    assert tip_y < back_y + 4


def test_loops_without_movement_can_be_drawn():
    still = BreathingLoop("rest", np.zeros(101), np.zeros(101), 3)
    assert "NaN" not in breath_loop.loops([still])


def rhythm(phases, *, by_foot=True, named=True):
    phase = np.asarray(phases, float)
    return StepBreath(phase, by_foot, named, np.full(len(phase), 2.0), 30.0, (20.0, 30.0))


def test_every_breath_is_in_one_petal():
    phases = np.linspace(0, 1, 240, endpoint=False)
    assert list(rose.counts(rhythm(phases))) == [20] * 12
    assert rose.counts(rhythm([0.0, 1.0, np.nan])).sum() == 2
    assert rose.counts(rhythm([1.0 - 1e-17]))[0] == 1


def test_area_counts_breaths_and_the_ring_is_where_all_are_alike():
    drawn = rose.rose(rhythm([0.01] * 4 + [0.3] * 1))
    radii = sorted(float(r) for r in re.findall(r"A([\d.]+) ", drawn))
    assert radii[1] == pytest.approx(2 * radii[0], abs=0.02)
    ring = float(re.search(r'class="ring" cx="[\d.]+" cy="[\d.]+" r="([\d.]+)"', drawn)[1])
    assert ring == pytest.approx(94 * np.sqrt(5 / 12 / 4), abs=0.02)


def test_what_follows_the_left_step_is_the_left_half():
    drawn = rose.rose(rhythm([0.25]))
    numbers = re.search(r'class="petal l" d="M([\d.]+) [\d.]+L([\d.]+) ', drawn)
    assert float(numbers[2]) < float(numbers[1])
    other = rose.rose(rhythm([0.75]))
    numbers = re.search(r'class="petal r" d="M([\d.]+) [\d.]+L([\d.]+) ', other)
    assert float(numbers[2]) > float(numbers[1])


def test_feet_are_named_only_when_known():
    assert "left foot lands" in rose.rose(rhythm([0.1]))
    unnamed = rose.rose(rhythm([0.1], named=False))
    assert "one foot lands" in unnamed
    assert "left" not in unnamed
    assert "petal n" in unnamed
    step = rose.rose(rhythm([0.1], by_foot=False))
    assert "lands" not in step
    assert "Where in the step" in step


def test_descriptions_escape_nothing_twice(told):
    drawn = rose.rose(replace(told.step_breath, named=True))
    assert "&amp;amp;" not in drawn


def test_names_of_loops_that_lie_on_each_other_do_not():
    rest, run = circle(5.0), circle(8.0)
    drawn = breath_loop.loops([replace(rest, activity="rest"), run])
    places = re.findall(r'class="name \w+" x="[\d.]+" y="([\d.]+)"', drawn)
    assert abs(float(places[0]) - float(places[1])) > 15


def test_the_raw_band_lies_behind_the_clean_one_whatever_level_it_stands_at(told):
    excerpt = told.excerpts[1]
    drawn = breath_bands.bands(excerpt, breath_bands.half_height(told.excerpts))
    for name in ("chest", "belly"):
        (raw,) = re.findall(rf'class="raw {name}" d="([^"]*)"', drawn)
        (clean,) = re.findall(rf'class="p {name}" d="([^"]*)"', drawn)
        a, b = (np.array(re.findall(r"[\d.]+ ([\d.]+)", d), float) for d in (raw, clean))
        assert abs(np.median(a - b)) < 1.0
        assert np.corrcoef(a, b)[0, 1] > 0.7
