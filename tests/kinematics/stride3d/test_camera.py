"""The camera: derivatives, and pictures worked out by hand."""

import numpy as np
import pytest

from runtall.kinematics.stride3d.camera import AZIMUTH, PARAMETERS, axes, project

CENTRE = np.array([270.0, 480.0])
HELD = np.array([0.1, -0.05, 0.03, np.log(300.0), np.log(4.2), 280.0, 470.0, 0.0])
SQUARE = np.array([0.0, 0.0, 0.0, np.log(300.0), np.log(1e6), 270.0, 480.0, 0.0])


@pytest.mark.parametrize("view", AZIMUTH)
def test_derivatives_are_those_of_the_picture(view):
    point = np.random.default_rng(1).normal(size=(4, 5, 3)) * 0.5
    seen, step = project(point, AZIMUTH[view], CENTRE, HELD), 1e-6
    for k in range(len(PARAMETERS) - 1):
        move = step * np.eye(len(PARAMETERS))[k]
        ends = [project(point, AZIMUTH[view], CENTRE, HELD + s * move).px for s in (1, -1)]
        assert np.allclose(seen.by_camera[..., k], (ends[0] - ends[1]) / (2 * step), atol=1e-4)
    for k in range(3):
        move = step * np.eye(3)[k]
        ends = [project(point + s * move, AZIMUTH[view], CENTRE, HELD).px for s in (1, -1)]
        assert np.allclose(seen.by_position[..., k], (ends[0] - ends[1]) / (2 * step), atol=1e-4)


@pytest.mark.parametrize(
    ("view", "forward", "right"),
    [("left", -1, 0), ("right", 1, 0), ("rear", 0, 1), ("front", 0, -1)],
)
def test_which_way_the_picture_shows_the_runner(view, forward, right):
    ahead = project(np.array([[[1.0, 0, 0]]]), AZIMUTH[view], CENTRE, SQUARE).px[0, 0]
    aside = project(np.array([[[0.0, 0, 1]]]), AZIMUTH[view], CENTRE, SQUARE).px[0, 0]
    above = project(np.array([[[0.0, 1, 0]]]), AZIMUTH[view], CENTRE, SQUARE).px[0, 0]
    assert ahead - CENTRE == pytest.approx([300 * forward, 0], abs=1e-3)
    assert aside - CENTRE == pytest.approx([300 * right, 0], abs=1e-3)
    assert above - CENTRE == pytest.approx([0, -300], abs=1e-3)


def test_what_is_nearer_is_larger():
    held = SQUARE.copy()
    held[4] = np.log(4.0)
    near, far = (
        project(np.array([[[0.0, 0.5, z]]]), AZIMUTH["left"], CENTRE, held).px[0, 0, 1]
        for z in (-0.5, 0.5)
    )
    # A camera on the left at 4 m: 0.5 m nearer is 3.5 m away.
    assert 480 - near == pytest.approx(150 * 4 / 3.5)
    assert 480 - far == pytest.approx(150 * 4 / 4.5)


def test_axes_are_at_right_angles():
    rows, _ = axes(AZIMUTH["rear"], HELD)
    assert np.allclose(rows @ rows.T, np.eye(3))
    assert np.linalg.det(rows) == pytest.approx(1)
