"""A long clip is read no further than the question needs, and the answer is the same."""

from itertools import pairwise
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runtall
from runtall.analysis.loading import ReadOptions, load
from runtall.analysis.run import analyze
from runtall.analysis.sampling import first_chunks, next_chunks, spread_order

DEMO = Path(runtall.__file__).parent / "demo" / "run_side.mp4"


@given(count=st.integers(1, 400))
def test_order_holds_every_chunk_once(count):
    assert sorted(spread_order(count)) == list(range(count))


@given(count=st.integers(6, 400))
def test_the_first_chunks_are_spread_over_the_clip(count):
    first = first_chunks(count)
    gaps = [b - a for a, b in pairwise(first)]
    assert first[0] == 0
    assert first[-1] == count - 1
    assert max(gaps) <= 0.6 * count
    assert not set(next_chunks(count, first)) & set(first)


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory):
    """The sample four times over, cut where fourteen strides end, small."""
    out = tmp_path_factory.mktemp("long") / "long.mp4"
    with av.open(str(DEMO)) as source:
        pictures = [
            f.to_ndarray(format="rgb24", width=270, height=480) for f in source.decode(video=0)
        ]
    with av.open(str(out), "w") as target:
        stream = target.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = 270, 480, "yuv420p"
        for picture in pictures[:286] * 4:
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(stream.encode())
    return out


def test_default_and_every_frame_agree_within_their_intervals(long_clip, tmp_path):
    default, every = (
        load(long_clip, ReadOptions(every_frame=whole, cache=tmp_path)) for whole in (False, True)
    )
    few, all_ = (len(r.streams["pose"].time) for r in (default, every))
    assert few < 0.8 * all_
    assert any(n.code == "sampled" for n in default.notices)
    one, other = analyze([default]), analyze([every])
    compared = 0
    for entry in one.measurements:
        again = other.measurement(entry.name, entry.side)
        if entry.measured and again.measured and "drift" not in entry.name:
            assert entry.low <= again.value <= entry.high, entry.name
            assert again.low <= entry.value <= again.high, entry.name
            compared += 1
    assert compared >= 15
