"""The figures of ``docs/accuracy.md``: how they are counted, and that the page holds them."""

import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"


@pytest.fixture(autouse=True)
def _tools(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))


def test_every_table_is_there_and_is_shown_once():
    shown = re.findall(r'--8<-- "(docs/reference/accuracy-[\w-]+\.md)"', PAGE.read_text("utf-8"))
    there = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs/reference").glob("accuracy-*"))
    assert sorted(shown) == there
    for name in shown:
        assert "|---|" in (ROOT / name).read_text("utf-8"), name


def test_the_figures_of_rendered_clips_are_those_of_the_shipped_table():
    from accuracy.pages import rendered, stored
    from learn_stride import DATA

    page = (ROOT / "docs/reference/accuracy-rendered.md").read_text("utf-8")
    assert rendered(stored(DATA / "measures-blazepose.json")) in page, (
        "run python tools/accuracy.py rendered"
    )


def test_bias_error_and_coverage():
    from accuracy.tables import figures, of_rows
    from judge_stride import Row

    found = figures(np.array([1.0, -3.0]), np.array([True, False]))
    assert (found.n, found.bias, found.mae, found.holds) == (2, -1.0, 2.0, 0.5)
    assert found.rmse == pytest.approx(np.sqrt(5.0))
    # Errors as large as their spread says: nine in ten lie in nine tenths.
    rng = np.random.default_rng(1)
    rows = [Row(0, "", (), "", "", None, v, 2.0, 0.0) for v in 2 * rng.standard_normal(4000)]
    assert of_rows(rows).holds == pytest.approx(0.9, abs=0.015)
    assert of_rows(rows[:3]) is None


def test_a_detectors_errors_last_and_stay():
    from accuracy.film import errors

    found = errors((20_000, 6, 2), np.random.default_rng(2))
    noise = found - found.mean(axis=0)
    assert noise.std() == pytest.approx(0.01, rel=0.05)
    again = np.mean(noise[1:] * noise[:-1]) / np.mean(noise**2)
    assert again == pytest.approx(0.6, abs=0.02)
    many = [errors((50, 40, 2), np.random.default_rng(k)).mean(axis=0).std() for k in range(10)]
    # The constant offset, and what is left of the noise of 50 frames.
    assert np.mean(many) == pytest.approx(np.hypot(0.01, 0.01 * np.sqrt(4 / 50)), rel=0.1)


def test_captured_strides_in_the_mirror_have_the_mirrored_truth(recordings):
    from accuracy.captures import ARMS
    from accuracy.motions import captured

    plain, slow = captured(recordings / ARMS)[1], captured(recordings / ARMS)[0]
    turned = captured(recordings / ARMS)[4]
    assert 1.6 < plain.stature_m < 1.9
    one, other = plain.sequences[0], turned.sequences[0]
    assert other.truth["elbow_angle", "left"] == one.truth["elbow_angle", "right"]
    assert other.truth["trunk_side_lean", None] == -one.truth["trunk_side_lean", None]
    assert np.allclose(other.joints[:, 0] * [1, 1, -1], one.joints[:, 0])
    assert slow.sequences[0].time_s[-1] > one.time_s[-1]
    # No two sequences hold the same strides.
    assert not np.allclose(plain.sequences[0].joints[:40], plain.sequences[1].joints[:40])


def test_a_perfect_stride_has_no_error_through_the_stride():
    from accuracy.waves import PHASE, wave_errors
    from runtall.kinematics.stride3d.prior import usual_coefficients
    from runtall.motion.mean_stride import standing
    from runtall.motion.skeleton import default_lengths

    rest = standing(4, default_lengths(1.75))
    object.__setattr__(rest, "coefficients", usual_coefficients(4))
    phase = np.sort(np.random.default_rng(3).uniform(0, 4, 150))
    exact = wave_errors(rest, [(phase, rest.positions(phase))])
    assert max(exact.values()) < 0.05
    # Two hundredths of a stride late, as a truth that does not know its contacts may be.
    late = [(phase + 0.02, rest.positions(phase))]
    assert wave_errors(rest, late)["wrist, cm"] > 0.5
    assert wave_errors(rest, late, contacts_known=False)["wrist, cm"] < 0.05
    assert len(PHASE) == 100


def test_starts_are_drawn_as_widely_as_what_is_usual():
    from accuracy.starts import asked, random_starts
    from runtall.kinematics.clip import understand
    from runtall.testing.synthetic import SyntheticRunner, film

    goal = asked(
        [understand(film(SyntheticRunner(), "left", seconds=4.0), height_m=1.75)], 1.75, "male"
    )
    drawn = np.array(list(random_starts(goal)))
    assert len(drawn) == 50
    spread = drawn[:, -8:].std(axis=0) / goal.camera_sd[0]
    assert spread == pytest.approx(np.ones(8), abs=0.35)
