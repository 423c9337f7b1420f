"""What views show, by a table; and the learned tables are whole."""

import pytest

from runtall.kinematics.measure import sides_of
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.landmarks import landmark_errors
from runtall.kinematics.stride3d.shows import (
    NEVER,
    part_of_pair,
    shows,
    stride_corrections,
    view_set,
)

PAIRED = ("side+rear", "side+front")


@pytest.mark.parametrize(
    ("views", "name"),
    [
        (["left"], "side"), (["right", "left"], "side"), (["rear"], "rear"),
        (["rear", "right"], "side+rear"), (["left", "front"], "side+front"),
        (["front", "rear"], "front"), (["left", "rear", "front"], "side+front"), ([], ""),
    ],
)  # fmt: skip
def test_sets_of_views(views, name):
    assert view_set(views) == name


def test_one_view_shows_its_own_plane_only():
    assert shows("side", metrics["trunk_lean"])
    assert not shows("rear", metrics["trunk_lean"])
    assert not shows("side", metrics["trunk_side_lean"])
    assert not shows("side", metrics["thorax_yaw_range"])
    assert shows("side+rear", metrics["thorax_yaw_range"])


@pytest.mark.parametrize("name", NEVER)
def test_some_things_no_clip_shows(name):
    assert not any(shows(views, metrics[name]) for views in ("side", "rear", "front", *PAIRED))


def test_near_and_far_side():
    assert part_of_pair(["left", "rear"], "left") == "near"
    assert part_of_pair(["left", "rear"], "right") == "far"
    assert part_of_pair(["left", "right"], "right") == "near"
    assert part_of_pair(["rear"], "right") == ""
    assert part_of_pair(["left"], None) == ""


def test_the_learned_table_knows_all_that_two_views_show():
    table = stride_corrections("blazepose")
    timing = {"cadence", "contact_time"}
    for views in PAIRED:
        for name, metric in metrics.items():
            if not shows(views, metric) or name in timing or metric.optional:
                continue
            if name == "shoulder_separation_range":
                continue
            for side in sides_of(metric):
                key = f"{name}:near" if side else name
                assert key in table[views], f"{views}: {key}"


def test_every_correction_is_sound():
    for rows in stride_corrections("blazepose").values():
        for use in rows.values():
            assert 0 <= use.weight <= 1
            assert use.floor > 0 or use.widening > 0
            assert use.runners >= 10


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_learned_landmarks_are_of_human_size(view):
    error = landmark_errors("blazepose", view)
    assert error.learned
    assert abs(error.mean[0]).max() < 0.06
    assert error.sd.min() > 0
    assert error.sd.max() < 0.08
    assert abs(error.lag) < 0.1
