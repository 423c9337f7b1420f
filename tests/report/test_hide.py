from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from runtall.report import hide
from runtall.testing.samples import stick_track


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_the_box_holds_the_head_in_every_frame(view):
    track = stick_track(view=view)
    boxes = hide.face_boxes(track)
    for name in ("nose", "left_ear", "right_ear"):
        at = track.position[:, track.keypoints.index(name)]
        size = boxes[:, 2:] - boxes[:, :2]
        assert (at > boxes[:, :2] + 0.15 * size).all()
        assert (at < boxes[:, 2:] - 0.15 * size).all()


def test_an_unseen_head_keeps_a_box_that_widens():
    track = stick_track()
    position = track.position.copy()
    position[30:60] = np.nan
    boxes = hide.face_boxes(replace(track, position=position))
    width = boxes[:, 2] - boxes[:, 0]
    assert np.isfinite(boxes).all()
    assert width[45] > width[29] * 1.2
    assert (np.diff(width[30:44]) >= 0).all()


def test_a_head_never_seen_hides_everything():
    track = stick_track()
    boxes = hide.face_boxes(replace(track, position=np.full_like(track.position, np.nan)))
    picture = np.random.default_rng(0).integers(0, 255, (80, 60, 3)).astype(np.uint8)
    hide.pixelate(picture, boxes[0])
    assert np.abs(np.diff(picture.astype(int), axis=0)).max() < 30


def test_a_jumping_head_is_hidden_in_both_places():
    track = stick_track()
    position = track.position.copy()
    position[40] += 200.0
    boxes = hide.face_boxes(replace(track, position=position))
    for row in (39, 40):
        assert (boxes[row, :2] <= boxes[38, :2] + 12).all()
        assert (boxes[row, 2:] >= boxes[38, 2:] + 150).all()


def test_pixelating_leaves_no_detail_and_touches_nothing_else():
    picture = np.random.default_rng(1).integers(0, 255, (100, 100, 3)).astype(np.uint8)
    before = picture.copy()
    hide.pixelate(picture, np.array([20.0, 30.0, 59.0, 69.0]))
    assert (picture[:30] == before[:30]).all()
    assert (picture[:, :20] == before[:, :20]).all()
    inside = picture[32:68, 22:58].astype(int)
    assert np.abs(np.diff(inside, axis=1)).max() < 40
