"""Windows, loops and excerpts of bands made of cosines."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.kinematics.breathing.excerpts import excerpt
from runtall.kinematics.breathing.find import Found
from runtall.kinematics.breathing.loops import drawn, loop
from runtall.kinematics.breathing.through import through
from runtall.motion.breathing import LOOP_POINTS
from runtall.testing.breaths import Breathes, joined, made_breaths


def found_of(breaths, lead_deg=0.0):
    """Bands that the breaths are in: a cosine over each."""
    time = np.arange(breaths.inspiration_s[0], breaths.end_s[-1], 1 / 16)
    k = np.clip(np.searchsorted(breaths.inspiration_s, time, "right") - 1, 0, len(breaths) - 1)
    turn = 2 * np.pi * (time - breaths.inspiration_s[k]) / breaths.duration_s[k]
    chest = -breaths.chest[k] / 2 * np.cos(turn)
    belly = -breaths.belly[k] / 2 * np.cos(turn + np.radians(lead_deg))
    gone = np.full_like(time, np.nan)
    return Found(
        breaths, time, chest, belly, chest + 500, belly + 700, gone, gone,
        np.ones(len(time), bool), (), ("chest", "belly"), gone, gone,
    )  # fmt: skip


def test_through_follows_rate_share_and_phase():
    parts = (
        made_breaths(Breathes(rate=12, share=50, lead_deg=5), 24),
        made_breaths(Breathes(rate=30, share=70, lead_deg=-40), 60, start_s=120),
    )
    found = through(joined(*parts), 240.0, np.random.default_rng(1))
    assert found.start_s == pytest.approx(np.arange(0, 240, 30))
    assert found.rate == pytest.approx([12] * 4 + [30] * 4)
    assert found.share == pytest.approx([50] * 4 + [70] * 4)
    assert found.phase == pytest.approx([5] * 4 + [40] * 4)
    assert np.all(found.rate_low <= found.rate)
    assert np.all(found.share_high >= found.share)


def test_through_is_empty_where_breaths_are_missing():
    breaths = made_breaths(Breathes(rate=20), 40)
    there = breaths.chosen((breaths.inspiration_s < 31) | (breaths.inspiration_s > 59))
    found = through(there, 120.0, np.random.default_rng(1))
    assert np.isfinite(found.rate).tolist() == [True, False, True, True]
    one = replace(breaths, belly=np.full(40, np.nan))
    alone = through(one, 120.0, np.random.default_rng(1))
    assert np.isfinite(alone.rate).all()
    assert np.isnan(alone.share).all()
    assert np.isnan(alone.phase_high).all()


def test_a_loop_is_the_ellipse_of_two_cosines():
    breaths = made_breaths(Breathes(rate=20, share=60, lead_deg=50), 30)
    made = loop(found_of(breaths, 50), breaths, "rest")
    turn = np.linspace(0, 2 * np.pi, LOOP_POINTS)
    assert made.n_breaths == 30
    assert made.chest == pytest.approx(-30 * np.cos(turn), abs=0.6)
    assert made.belly == pytest.approx(-20 * np.cos(turn + np.radians(50)), abs=0.9)
    assert made.belly[0] == pytest.approx(made.belly[-1])


def test_a_breath_with_a_gap_is_no_part_of_the_loop():
    breaths = made_breaths(Breathes(rate=20), 30)
    found = found_of(breaths)
    belly = found.belly.copy()
    belly[(found.time_s > 10) & (found.time_s < 11)] = np.nan
    assert loop(replace(found, belly=belly), breaths, "rest").n_breaths == 29
    assert loop(replace(found, belly=np.full_like(belly, np.nan)), breaths, "rest") is None


def test_rest_and_run_are_drawn_else_what_there_is():
    assert drawn(("rest", "walk", "run", "other")) == ("rest", "run")
    assert drawn(("walk", "run")) == ("walk", "run")
    assert drawn(("other",)) == ("other",)


def test_the_excerpt_is_where_breathing_is_steadiest():
    rng = np.random.default_rng(3)
    wild = Breathes(rate=20, scatter=0.3)
    parts = made_breaths(wild, 20, rng), made_breaths(Breathes(rate=20), 20, start_s=100)
    breaths = joined(*parts)
    made = excerpt(found_of(breaths), breaths, "rest")
    assert made.time_s[0] >= 100
    assert made.time_s[-1] - made.time_s[0] == pytest.approx(24, abs=0.1)
    assert len(made.inspiration_s) == 8
    assert made.raw_chest == pytest.approx(made.chest + 500)


def test_an_excerpt_does_not_reach_over_missing_breaths():
    first = made_breaths(Breathes(rate=20, scatter=0.05), 4)
    rest = made_breaths(Breathes(rate=20, scatter=0.2), 12, start_s=40)
    made = excerpt(found_of(joined(first, rest)), joined(first, rest), "rest")
    assert made.time_s[0] >= 40


def test_two_breaths_are_no_excerpt():
    breaths = made_breaths(Breathes(), 2)
    assert excerpt(found_of(breaths), breaths, "rest") is None
