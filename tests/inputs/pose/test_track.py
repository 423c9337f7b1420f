"""Jumps from one person to another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.inputs.pose.track import body_of, main_person, plausible_next, summarise_look
from runtall.motion.vocabulary import BODY

Floats = npt.NDArray[np.float64]


def figure(x: Floats | float, y: Floats | float, height: Floats | float) -> Floats:
    """Standing figures (n, K, 2) with their mid-hip at x, y; y down."""
    x, y, height = np.broadcast_arrays(*np.atleast_1d(x, y, height))
    above = {"shoulder": 0.29, "ear": 0.42, "nose": 0.42, "hip": 0.0, "knee": -0.25}
    points = np.zeros((len(x), len(BODY), 2))
    for k, name in enumerate(BODY):
        side = {"left": -0.05, "right": 0.05}.get(name.split("_")[0], 0.0)
        points[:, k, 0] = x + side * height
        points[:, k, 1] = y - above.get(name.split("_")[-1], -0.48) * height
    return points


def times(n: int, fps: float = 30.0) -> Floats:
    """Even times."""
    return np.arange(n) / fps


@given(speed=st.floats(-5, 5), height=st.floats(50, 2000), fps=st.sampled_from([24.0, 30.0, 120.0]))
def test_one_runner_is_one_track(speed: float, height: float, fps: float) -> None:
    t = times(200, fps)
    x = 500 + speed * height * t
    y = 500 + 0.03 * height * np.sin(2 * np.pi * 2.8 * t)
    assert main_person(t, figure(x, y, height), BODY).all()


def test_frames_of_another_person_are_found() -> None:
    x = np.full(100, 300.0)
    x[40:60] = 900.0
    kept = main_person(times(100), figure(x, 500.0, 400.0), BODY)
    assert (~kept).nonzero()[0].tolist() == list(range(40, 60))


def test_a_sudden_change_of_size_is_another_person() -> None:
    height = np.full(100, 400.0)
    height[70:] = 150.0
    kept = main_person(times(100), figure(300.0, 500.0, height), BODY)
    assert kept[:70].all()
    assert not kept[70:].any()


def test_the_person_asked_for_is_kept_though_seen_less() -> None:
    x = np.full(100, 300.0)
    x[80:] = 900.0
    anchor = np.tile([900.0, 500.0], (100, 1))
    kept = main_person(times(100), figure(x, 500.0, 400.0), BODY, anchor)
    assert kept[80:].all()
    assert not kept[:80].any()


def test_a_runner_who_left_the_picture_may_come_back_elsewhere() -> None:
    position = figure(np.linspace(100, 1500, 100), 500.0, 400.0)
    position[30:75] = np.nan
    assert main_person(times(100), position, BODY).all()


def test_rows_without_a_person_are_not_counted_as_another() -> None:
    position = figure(np.full(50, 300.0), 500.0, 400.0)
    position[10:20] = np.nan
    assert main_person(times(50), position, BODY).all()
    assert main_person(times(50), np.full_like(position, np.nan), BODY).all()


def with_score(position: Floats, score: float = 1.0) -> Floats:
    """Points (n, K, 3)."""
    return np.concatenate([position, np.full((*position.shape[:2], 1), score)], axis=2)


def test_a_body_has_the_height_of_its_trunk() -> None:
    body = body_of(with_score(figure(300.0, 500.0, 400.0))[0], BODY)
    assert body is not None
    assert body.height == pytest.approx(400)
    assert (body.x, body.y) == pytest.approx((300, 500))
    assert body_of(np.full((len(BODY), 3), np.nan), BODY) is None


def test_a_look_says_when_there_are_others() -> None:
    runner = with_score(figure(np.full(8, 300.0), 500.0, 400.0))
    other = with_score(figure(np.full(8, 900.0), 500.0, 300.0))
    nobody = np.full_like(runner, np.nan)
    small = with_score(figure(np.full(8, 900.0), 500.0, 40.0))
    assert summarise_look(runner, other, times(8), BODY).several
    assert not summarise_look(runner, nobody, times(8), BODY).several
    assert not summarise_look(runner, small, times(8), BODY).several
    empty = summarise_look(nobody, nobody, times(8), BODY)
    assert (empty.seen, empty.person_px, empty.several) == (0, None, False)


def test_the_next_place_must_be_near() -> None:
    here, far = (body_of(with_score(figure(x, 500.0, 400.0))[0], BODY) for x in (300.0, 900.0))
    assert here is not None
    assert far is not None
    assert plausible_next(None, far)
    assert plausible_next(here, here)
    assert not plausible_next(here, far)
