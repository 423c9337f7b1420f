"""What does not change the run does not change its 3-D stride: two clips of one rendered runner."""

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.kinematics.metric import metrics
from runtall.motion.vocabulary import mirrored

OTHER = {"left": "right", "right": "left", None: None}


@pytest.fixture(scope="module")
def pair(recordings):
    folder = recordings / "rendered"
    truth = json.loads((folder / "dev1_left.truth.json").read_text("utf-8"))
    clips = [load(folder / f"dev1_{view}.mp4") for view in ("left", "rear")]
    return clips, Runner(height_cm=truth["height_cm"], sex=truth["sex"])


@pytest.fixture(scope="module")
def plain(pair):
    return analyze(*pair)


def changed(recording, change):
    pose = change(recording.streams["pose"].to_dataset())
    return replace(recording, streams=xr.DataTree.from_dict({"pose": pose}))


def compared(one, other, *, flipped=False):
    """Number of values of the 3-D stride, all of which lie in the intervals of the first."""
    count = 0
    for entry in one.measurements:
        if not entry.measured or entry.name.endswith("_drift"):
            continue
        again = other.measurement(entry.name, OTHER[entry.side] if flipped else entry.side)
        odd = flipped and metrics[entry.name].odd
        value = -again.value if odd else again.value
        assert entry.low - 1e-9 <= value <= entry.high + 1e-9, (entry.name, entry.side)
        count += entry.method == "stride3d"
    return count


def test_the_order_of_the_clips(pair, plain):
    clips, who = pair
    assert compared(plain, analyze(clips[::-1], who)) >= 8


def in_the_mirror(pose):
    """As a detector would see the mirrored picture: every point is that of the other side."""
    names = [str(k) for k in pose.keypoint.values]
    order = [names.index(mirrored(n)) for n in names]
    turned = pose.isel(keypoint=order).assign_coords(keypoint=names)
    position = turned.position.values.copy()
    position[..., 0] = pose.attrs["width"] - position[..., 0]
    if "camera_shift" in turned:
        turned["camera_shift"] = turned.camera_shift * xr.DataArray([-1.0, 1.0], dims="space")
    return turned.assign(position=(turned.position.dims, position))


def test_the_mirror_exchanges_the_sides_and_changes_nothing_else(pair, plain):
    clips, who = pair
    found = analyze([changed(c, in_the_mirror) for c in clips], who)
    assert [s.view for s in found.inputs] == ["right", "rear"]
    assert compared(plain, found, flipped=True) >= 8
    # What the detector gets wrong from behind was learned for each side of the body alone.
    for name in ("trunk_lean", "head_forward", "thorax_yaw_range"):
        again = found.measurement(name).value
        assert again == pytest.approx(plain.measurement(name).value, abs=0.6)


def test_the_size_of_the_picture(pair, plain):
    def smaller(pose):
        attrs = {**pose.attrs, "width": pose.attrs["width"] / 2, "height": pose.attrs["height"] / 2}
        parts = {"position": (pose.position.dims, pose.position.values / 2)}
        if "camera_shift" in pose:
            parts["camera_shift"] = (pose.camera_shift.dims, pose.camera_shift.values / 2)
        return pose.assign(parts).assign_attrs(attrs)

    clips, who = pair
    found = analyze([changed(c, smaller) for c in clips], who)
    assert compared(plain, found) >= 8
    for name in ("trunk_lean", "head_forward", "thorax_yaw_range"):
        again = found.measurement(name).value
        assert again == pytest.approx(plain.measurement(name).value, abs=0.05)


@pytest.mark.parametrize("part", ["first", "last"])
def test_other_strides_of_the_same_run(pair, plain, part):
    def cut(pose):
        count = round(0.6 * pose.sizes["time"])
        own = pose.isel(time=slice(count) if part == "first" else slice(-count, None))
        ends = np.array([own.time.values[0], own.time.values[-1]])
        return own.assign_attrs({**pose.attrs, "spans": ends.tolist()})

    clips, who = pair
    assert compared(analyze([changed(c, cut) for c in clips], who), plain) >= 8
