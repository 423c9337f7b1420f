from __future__ import annotations

import re
from importlib.resources import files
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.analysis.result import Curve
from runtall.motion.vocabulary import BODY, mirrored
from runtall.report.svg import curves, stride_film, stride_poses, stride_shapes
from runtall.report.svg.stride_figure import figure
from runtall.report.svg.stride_shapes import Stage
from runtall.report.svg.stride_wrists import Cycle, half_width, ribbon
from runtall.testing.strides import sample_stride
from runtall.testing.synthetic import SyntheticRunner

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SEEN = ("left", "right", "rear", "front", "above")


def runner(n=1, **how):
    """Points (n, 19, 3) of a runner made of formulas, over one stride."""
    made = SyntheticRunner(**how)
    points = made.points(np.arange(n) / n * 120.0 / made.cadence)
    return np.stack([points[name] for name in BODY], axis=1)


def flipped(position):
    """The mirror image: z turned round, sides exchanged."""
    order = [BODY.index(mirrored(name)) for name in BODY]
    return position[..., order, :] * [1.0, 1.0, -1.0]


def cycle(stride=None, n=stride_film.FRAMES, draws=20):
    stride = stride or sample_stride()
    phase = np.arange(n) / n
    return Cycle(stride.positions(phase), stride.position_draws(phase, draws, 0))


def corners(text):
    """Points of a path of straight lines."""
    return np.array([float(v) for v in NUMBER.findall(text)]).reshape(-1, 2)


def lines(parts, name):
    """Points of the lines of one class, in the order in which they are drawn."""
    found = [p for p in parts if f'class="{name}' in p]
    return [corners(re.search(r' d="([^"]*)"', p)[1]) for p in found]


def is_close_line(first, second):
    return first == pytest.approx(second, abs=0.11)


@pytest.mark.parametrize(("seen", "ahead"), [("right", 1.0), ("left", -1.0)])
@pytest.mark.parametrize("lean", [0.0, 10.0, 25.0])
def test_a_lean_is_drawn_as_it_is(seen, ahead, lean):
    (spine,) = lines(figure(runner(lean=lean)[0], Stage(seen, 1000.0)), "span")
    right, down = spine[1] - spine[0]
    assert np.degrees(np.arctan2(ahead * right, -down)) == pytest.approx(lean, abs=0.05)


@pytest.mark.parametrize(("seen", "right"), [("rear", 1.0), ("front", -1.0)])
def test_a_side_lean_goes_to_the_runners_side(seen, right):
    stage = Stage(seen, 1000.0)
    parts = figure(runner(side_lean=8.0)[0], stage)
    left_arm, right_arm = (lines(parts, f"bone {s}")[1] for s in "lr")
    middle = (left_arm[0] + right_arm[0]) / 2
    hips = (lines(parts, "bone l")[0][0] + lines(parts, "bone r")[0][0]) / 2
    across, down = middle - hips
    assert np.degrees(np.arctan2(right * across, -down)) == pytest.approx(8.0, abs=0.05)


@pytest.mark.parametrize(("seen", "right"), [("rear", 1), ("above", 1), ("front", -1)])
def test_the_right_hand_is_where_it_should_be(seen, right):
    parts = figure(runner()[0], Stage(seen, 100.0))
    left_wrist, right_wrist = (lines(parts, f"bone {s}")[-1][-1] for s in "lr")
    assert np.sign(right_wrist[0] - left_wrist[0]) == right


def test_from_above_forward_is_up():
    position = runner()[0]
    parts = figure(position, Stage("above", 100.0))
    ahead = position[BODY.index("right_wrist"), 0] - position[BODY.index("left_wrist"), 0]
    up = lines(parts, "bone l")[-1][-1][1] - lines(parts, "bone r")[-1][-1][1]
    assert up == pytest.approx(100.0 * ahead, abs=0.2)


def test_a_mirrored_runner_is_the_mirrored_drawing():
    position = cycle().position[5]
    for seen, other in (("right", "left"), ("rear", "rear"), ("above", "above")):
        here = figure(position, Stage(seen, 100.0))
        there = figure(flipped(position), Stage(other, 100.0))
        for side, opposite in ("lr", "rl"):
            for a, b in zip(
                sorted(lines(here, f"bone {side}"), key=len),
                sorted(lines(there, f"bone {opposite}"), key=len),
                strict=True,
            ):
                assert is_close_line(a * [-1.0, 1.0], b)


def test_proportions_are_true_and_equal_from_all_sides():
    whole = cycle()
    position, scale = whole.position[0], stride_poses.SCALE
    tall = position[BODY.index("left_ear"), 1] - position[BODY.index("left_heel"), 1]
    for seen in ("right", "rear"):
        half = stride_poses.half_breadth(whole, (seen,))
        on = stride_poses.paper(whole, seen, scale, half)
        placed = on.stage.place(position)
        drawn = placed[BODY.index("left_heel"), 1] - placed[BODY.index("left_ear"), 1]
        assert drawn == pytest.approx(scale * tall)


@pytest.mark.parametrize("seen", SEEN)
def test_everything_lies_on_the_paper_and_is_a_number(seen):
    whole = cycle()
    on = stride_poses.paper(whole, seen, 128.0, stride_poses.half_breadth(whole, (seen,)))
    shown = [k for k, n in enumerate(BODY) if seen != "above" or n.endswith(("wrist", "nose"))]
    for position in whole.position[::9]:
        text = stride_poses.pose(whole, position, on, "a <b> & c")
        assert "nan" not in text
        assert "inf" not in text
        drawn = ElementTree.fromstring(text)
        assert drawn.get("aria-label") == "a <b> & c"
        placed = on.stage.place(position[shown])
        assert (placed > 0).all()
        assert (placed < [on.width, on.height]).all()


def test_feet_stand_on_the_ground_and_never_below():
    whole = cycle()
    on = stride_poses.paper(whole, "right", 100.0, 1.0)
    feet = [k for k, name in enumerate(BODY) if name.endswith(("heel", "foot_index"))]
    lowest = on.stage.place(whole.position[:, feet])[..., 1].max()
    assert 0 < on.ground - lowest < 4.0
    assert on.ground < on.height


def test_what_was_not_seen_has_no_sides():
    whole = cycle()
    on = stride_poses.paper(whole, "rear", 128.0, 0.6)
    text = stride_poses.pose(whole, whole.position[0], on, "x", ghost=True)
    assert 'class="ghost"' in text
    for name in ("bone", "span", "way"):
        assert name not in text


def area(points):
    """Twice the signed area, above 0 for clockwise in a drawing."""
    x, y = np.asarray(points).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


sizes = st.floats(0.5, 30.0)
places = st.tuples(st.floats(-200, 200), st.floats(-200, 200))


@given(a=places, b=places, ra=sizes, rb=sizes)
def test_a_limb_touches_both_its_circles_and_turns_clockwise(a, b, ra, rb):
    text = stride_shapes.capsule(np.array(a), np.array(b), ra, rb)
    assert "nan" not in text
    ends = [
        np.array([float(v) for v in NUMBER.findall(part)][-2:])
        for part in re.findall(r"[MLA][^MLAZ]*", text)[:4]
    ]
    if "L" in text:
        for point, centre, radius in zip(ends, (a, b, b, a), (ra, rb, rb, ra), strict=True):
            assert np.hypot(*(point - centre)) == pytest.approx(radius, abs=0.16)
        # Where one circle all but lies in the other, rounding leaves no area between the ends.
        if np.hypot(*(np.array(b) - a)) - abs(ra - rb) > 2.0:
            assert area(ends) > 0


def test_numbers_of_paths_stay_apart():
    assert stride_shapes.figures(1.04, -2.0, 3.26, -0.01, 7.0) == "1-2 3.3 0 7"


def test_the_band_of_a_wrist_is_as_wide_as_its_draws():
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = 100.0 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rng = np.random.default_rng(0)
    grown = 1.0 + 0.05 * rng.standard_normal((4000, 1, 1))
    # A circle whose radius scatters by 5: 90 % lie within 1.645 sd.
    assert half_width(circle, grown * circle) == pytest.approx(np.full(60, 8.22), rel=0.05)
    along = np.stack([np.roll(circle, k, axis=0) for k in (0, 1)])
    assert half_width(circle, along).max() < 1.0
    assert ribbon(circle, np.zeros(60)) == ""


def test_a_film_is_small_complete_and_without_script():
    whole, total = cycle(draws=200), 0
    for seen in ("right", "rear"):
        half = stride_poses.half_breadth(whole, (seen,))
        on = stride_poses.paper(whole, seen, 190.0, half)
        text = stride_film.film(whole, on, "moving")
        root = ElementTree.fromstring(text)
        pictures = [e for e in root if e.get("class") == "f"]
        assert [e.get("style") for e in pictures] == [f"--i:{i}" for i in range(36)]
        assert len({ElementTree.tostring(e) for e in pictures}) == stride_film.FRAMES
        names = {e.tag.rsplit("}", 1)[-1] for e in root.iter()}
        assert names <= {"svg", "g", "path", "line"}
        total += len(text)
    assert total < 250_000


def test_the_style_sheet_shows_each_picture_for_its_share():
    style = files("runtall.report").joinpath("templates", "report.css").read_text()
    assert f"var(--i) / {stride_film.FRAMES} - 1" in style
    shown = float(re.search(r"film \{ 0% \{ visibility: visible; \} ([\d.]+)%", style)[1])
    # None is missing in between, and none is seen twice as long as it should be.
    assert 1.0 <= shown * stride_film.FRAMES / 100 < 1.05
    assert "prefers-reduced-motion: no-preference" in style


def test_arms_from_above_are_drawn_in_the_frame_of_the_chest():
    whole = cycle()
    cos, sin = np.cos(0.4), np.sin(0.4)
    turn = np.array([[cos, 0.0, -sin], [0.0, 1.0, 0.0], [sin, 0.0, cos]])
    # However the whole body turns and moves, the hands stay where they are against the chest.
    other = Cycle(whole.position @ turn + 1.0, whole.draws @ turn + 1.0)
    assert stride_poses.arms(other, "x") == stride_poses.arms(whole, "x")


@pytest.mark.parametrize("contact", [0.0, 0.3, 0.9])
def test_bars_show_when_a_foot_is_on_the_ground(contact):
    flat = np.zeros(101)
    curve = Curve("x", None, "deg", flat, flat - 1, flat + 1, 3, 0)
    foot = curves.Stance("left", contact, (contact + 0.36) % 1.0)
    root = ElementTree.fromstring(curves.panel([curve], [foot]))
    bars = [e for e in root if e.get("class") == "foot l"]
    grid = next(e for e in root if e.get("class") == "grid")
    left, wide = float(grid.get("x1")), float(grid.get("x2")) - float(grid.get("x1"))
    ends = sorted((float(b.get(x)) - left) / wide for b in bars for x in ("x1", "x2"))
    expected = [contact, contact + 0.36] if contact < 0.6 else [0.0, contact - 0.64, contact, 1.0]
    assert ends == pytest.approx(expected, abs=1e-3)
