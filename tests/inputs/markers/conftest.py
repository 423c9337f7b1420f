"""A synthetic runner with markers on the skin, and files that hold it."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from runtall.inputs.readers.raw import RawMotion
from runtall.testing.synthetic import SyntheticRunner

SIDES = (("left", -1.0), ("right", 1.0))
OUT = np.array([0.0, 0.0, 1.0])
AHEAD, UP = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])

# Harrington 2007 turned round: a pelvis whose hip centres lie 0.09 m off the middle.
DEPTH = 0.15
WIDTH = (0.09 - 0.0073) / 0.33
FRONT = (0.24 * DEPTH + 0.0099) * AHEAD + (0.30 * WIDTH + 0.0109) * UP


@dataclass(frozen=True)
class Body:
    """A runner's points by our name, (time, 3) in m: x forward, y up, z right."""

    time_s: np.ndarray
    points: dict = field(default_factory=dict)

    def file(self, names, *, turn=None, per_metre=1.0, **more):
        """What a reader gives of a file with those labels: label to our name."""
        turn = np.eye(3) if turn is None else turn
        position = np.stack([self.points[n] @ turn.T * per_metre for n in names.values()], axis=1)
        return RawMotion(
            **{"format": "trc", "time_s": self.time_s, "labels": tuple(names), **more},
            position=position,
        )


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def on_the_skin(points):
    """Points on the skin of a runner whose joint centres these are."""
    hip = (points["left_hip"] + points["right_hip"]) / 2
    shoulder = (points["left_shoulder"] + points["right_shoulder"]) / 2
    trunk = unit(shoulder - hip)
    top = shoulder + 0.17 * 0.36 * trunk
    found = {
        "c7": top + 0.04 * trunk - 0.06 * AHEAD, "t10": hip + 0.3 * trunk - 0.09 * AHEAD,
        "suprasternal_notch": shoulder + 0.08 * AHEAD, "sacrum": hip + FRONT - DEPTH * AHEAD,
        "xiphoid": shoulder - 0.18 * trunk + 0.1 * AHEAD,
        "head_top": (points["left_ear"] + points["right_ear"]) / 2 + 0.13 * UP,
        "neck": shoulder, "mid_hip": hip, "head_joint": shoulder + 0.1 * trunk,
    }  # fmt: skip
    for side, sign in SIDES:
        out = sign * OUT
        found |= {
            f"{side}_acromion": points[f"{side}_shoulder"] + 0.17 * 0.36 * trunk,
            f"{side}_asis": hip + FRONT + WIDTH / 2 * out,
            f"{side}_psis": hip + FRONT - DEPTH * AHEAD + 0.05 * out,
            f"{side}_trochanter": points[f"{side}_hip"] + 0.09 * out,
            f"{side}_front_head": points[f"{side}_ear"] + 0.08 * AHEAD,
            f"{side}_back_head": points[f"{side}_ear"] - 0.08 * AHEAD,
            f"{side}_temple": points[f"{side}_ear"] + 0.02 * AHEAD + 0.03 * UP,
            f"{side}_clavicle_joint": shoulder + 0.04 * out,
            f"{side}_metatarsal_2": points[f"{side}_foot_index"],
            f"{side}_metatarsal_1": points[f"{side}_foot_index"] - 0.04 * out,
            f"{side}_metatarsal_5": points[f"{side}_foot_index"] + 0.04 * out,
            f"{side}_toe_joint": points[f"{side}_foot_index"] - 0.05 * AHEAD,
        }
        for joint, half in (("knee", 0.058), ("ankle", 0.046), ("elbow", 0.044)):
            found[f"{side}_{joint}_lateral"] = points[f"{side}_{joint}"] + half * out
            found[f"{side}_{joint}_medial"] = points[f"{side}_{joint}"] - half * out
        found[f"{side}_wrist_radial"] = points[f"{side}_wrist"] + 0.03 * UP
        found[f"{side}_wrist_ulnar"] = points[f"{side}_wrist"] - 0.03 * UP
        for segment, start, end in (("thigh", "hip", "knee"), ("shank", "knee", "ankle")):
            found |= _cluster(points, side, (segment, start, end), out)
    return found


def _cluster(points, side, segment, out):
    """Four markers that move with a segment."""
    name, start, end = segment
    along = unit(points[f"{side}_{end}"] - points[f"{side}_{start}"])
    ahead = np.cross(along, OUT)
    places = ((0.1, 0.05, 0.07), (0.15, 0.08, -0.03), (0.28, 0.04, 0.06), (0.3, -0.05, 0.05))
    return {
        f"{side}_{name}_{k}": points[f"{side}_{start}"] + a * along + f * ahead + o * out
        for k, (a, f, o) in enumerate(places, 1)
    }


@pytest.fixture(scope="session")
def make_body():
    """A body of a synthetic runner, over ``seconds`` at ``hz``, at ``speed`` m/s over the lab."""

    def make(seconds=2.0, hz=100.0, speed=0.0, **runner):
        time_s = np.arange(0.0, seconds, 1 / hz)
        points = SyntheticRunner(**runner).points(time_s)
        points |= on_the_skin(points)
        way = np.outer(speed * time_s, AHEAD) + np.array([0.4, 0.0, 0.7])
        return Body(time_s, {name: path + way for name, path in points.items()})

    return make


@pytest.fixture(scope="session")
def body(make_body):
    return make_body()
