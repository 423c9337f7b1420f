from __future__ import annotations

import numpy as np
import pytest

from runtall.report.lines import Label, Pose, Stroke, lines, pose_at, skeleton
from runtall.report.wording import TABLE
from runtall.testing.samples import stick_track


def leaning(angle_deg: float, forward: float) -> Pose:
    angle = np.radians(angle_deg)
    top = np.array([forward * np.sin(angle), -np.cos(angle)]) * 100
    points = {f"{s}_hip": np.zeros(2) for s in ("left", "right")}
    points |= {f"{s}_shoulder": top for s in ("left", "right")}
    return Pose(points, forward)


@pytest.mark.parametrize("forward", [1.0, -1.0])
@pytest.mark.parametrize("angle", [-5.0, 3.0, 30.0])
def test_the_arc_spans_the_angle_from_the_vertical(angle, forward):
    shapes = lines(leaning(angle, forward), "trunk_lean", "x")
    arc = next(s for s in shapes if isinstance(s, Stroke) and len(s.points) > 2)
    ends = [np.degrees(np.arctan2(p[0], -p[1])) for p in arc.points[[0, -1]]]
    assert ends[0] == pytest.approx(0.0, abs=1e-9)
    assert ends[1] == pytest.approx(forward * angle)
    label = next(s for s in shapes if isinstance(s, Label))
    assert label.align == ("start" if forward * angle >= 0 else "end")


@pytest.mark.parametrize("name", [*TABLE, "a_plugin"])
@pytest.mark.parametrize("view", ["left", "rear"])
def test_every_measurement_has_lines_and_none_rests_on_unknown_points(name, view):
    track = stick_track(view=view)
    assert lines(pose_at(track, 0), name, "1")
    for missing in track.keypoints:
        pose = pose_at(track, 0)
        pose.points[missing] = np.full(2, np.nan)
        for shape in [*lines(pose, name, "1"), *skeleton(pose)]:
            place = shape.points if isinstance(shape, Stroke) else shape.at
            assert np.isfinite(place).all()


def test_the_side_towards_the_camera_is_thicker():
    strokes = [s for s in skeleton(pose_at(stick_track(view="left"), 0)) if isinstance(s, Stroke)]
    thick = {s.role: s.weight for s in strokes}
    assert thick["left"] > thick["right"]


def test_crossing_meets_the_midline_at_a_right_angle():
    pose = pose_at(stick_track(view="rear"), 3)
    way = pose.mid("shoulder") - pose.mid("hip")
    short = [
        s for s in lines(pose, "arm_crossing_nearest") if isinstance(s, Stroke) and not s.dotted
    ]
    assert len(short) == 2
    for stroke in short:
        assert np.dot(stroke.points[1] - stroke.points[0], way) == pytest.approx(0.0, abs=1e-6)
