"""What does not change the run does not change its numbers."""

from pathlib import Path

import av
import numpy as np
import pytest

import runtall
from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.kinematics.metric import metrics

DEMO = Path(runtall.__file__).parent / "demo" / "run_side.mp4"
FRAMES = 180
WHO = Runner(height_cm=175, sex="female")


def rewritten(path, change, rotation=0):
    """The first seconds of the sample, each picture changed, encoded anew."""
    with av.open(str(DEMO)) as source, av.open(str(path), "w") as target:
        stream = None
        for number, frame in enumerate(source.decode(video=0)):
            if number == FRAMES:
                break
            picture = np.ascontiguousarray(change(frame.to_ndarray(format="rgb24")))
            if stream is None:
                stream = target.add_stream("libx264", rate=30, options={"crf": "20"})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                if rotation:
                    stream.set_display_rotation(rotation)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(stream.encode())
    return analyze([load(path)], WHO)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return rewritten(tmp_path_factory.mktemp("plain") / "plain.mp4", lambda p: p)


def compared(one, other, side_of=lambda s: s, sign_of=lambda m: 1.0):
    count = 0
    for entry in one.measurements:
        again = other.measurement(entry.name, side_of(entry.side))
        assert entry.measured == again.measured, entry.name
        if entry.measured:
            value = sign_of(entry.name) * again.value
            assert entry.low <= value <= entry.high, (entry.name, entry.side)
            count += 1
    return count


@pytest.mark.parametrize(
    "change",
    [lambda p: p[::2, ::2], lambda p: np.pad(p, ((40, 0), (0, 120), (0, 0)))],
    ids=["half the size", "off the middle"],
)
def test_size_and_place_in_the_picture(plain, tmp_path, change):
    assert compared(plain, rewritten(tmp_path / "other.mp4", change)) >= 15


def test_stored_on_its_side_with_a_tag(plain, tmp_path):
    turned = rewritten(tmp_path / "turned.mp4", lambda p: np.rot90(p, 1), rotation=-90)
    assert turned.inputs[0].height > turned.inputs[0].width
    assert compared(plain, turned) >= 15


def test_a_mirrored_clip_swaps_left_and_right_and_changes_nothing_else(plain, tmp_path):
    mirrored = rewritten(tmp_path / "mirrored.mp4", lambda p: p[:, ::-1])
    assert (plain.inputs[0].view, mirrored.inputs[0].view) == ("right", "left")
    other = {"left": "right", "right": "left", None: None}
    count = compared(
        plain,
        mirrored,
        side_of=other.__getitem__,
        sign_of=lambda name: -1.0 if name in metrics and metrics[name].odd else 1.0,
    )
    assert count >= 15
