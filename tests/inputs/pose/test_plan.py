"""Which frames are analysed, at what size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.errors import TooShort, UsageError
from runtall.inputs.pose import plan
from runtall.inputs.pose.plan import (
    decoding_long_side,
    make_plan,
    parse_roi,
    roi_box,
    thinning,
)
from runtall.inputs.video.clip import ClipInfo, FrameIndex


def clip(fps: float = 30.0, seconds: float = 60.0, size: tuple[int, int] = (720, 1280)) -> ClipInfo:
    """A clip of even frames that is never opened."""
    count = round(fps * seconds)
    ticks = np.arange(count, dtype=np.int64)
    index = FrameIndex(ticks, ticks / fps, ticks % 30 == 0, 1 / fps, seekable=True)
    return ClipInfo(
        path=Path("run.mp4"), sha256="0" * 64, container="mov", codec="h264", width=size[0],
        height=size[1], rotation_deg=0, mirrored=False, fps=fps, variable_rate=False,
        frames=count, frames_found=count, frames_missing=0, duration_s=count / fps, created=None,
        start_s=0.0, has_video=True, has_audio=False, size=1, modified_ns=0, index=index,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "seconds", "step"),
    [
        (30, 60, 1), (25, 60, 1), (50, 60, 1), (59.94, 60, 2), (60, 60, 2), (60, 7.9, 1),
        (90, 60, 3), (100, 60, 3), (119.88, 60, 1), (120, 60, 1), (240, 60, 2), (480, 60, 4),
        (240, 5, 1),
    ],
)  # fmt: skip
def test_fast_clips_are_thinned_by_whole_steps(rate: float, seconds: float, step: int) -> None:
    assert thinning(rate, seconds) == step
    if step > 1:
        assert rate / step >= 29


def test_every_frame_leaves_none_out() -> None:
    assert len(make_plan(clip(60.0), every_frame=True).frames) == 3600
    assert len(make_plan(clip(60.0)).frames) == 1800


@given(
    start=st.floats(0, 20),
    length=st.floats(0.2, 30),
    fps=st.sampled_from([25.0, 30.0, 60.0, 240.0]),
)
def test_chunks_cover_the_span_and_mean_the_same_for_each(
    start: float, length: float, fps: float
) -> None:
    info = clip(fps, 40.0)
    part = make_plan(info, start_s=start, end_s=start + length)
    covered = np.concatenate([part.chunk(n) for n in range(part.chunks)])
    times = info.index.times
    wanted = part.frames[(times[part.frames] >= start) & (times[part.frames] < start + length)]
    assert set(wanted) <= set(covered.tolist())
    grid = part.frames[:: plan.CHUNK_FRAMES]
    assert all(part.chunk(n)[0] in grid for n in range(part.chunks))
    for number in range(part.chunks):
        before = part.warm_up(number)
        assert len(before) == min(plan.WARM_UP_FRAMES, part.first + number and 10**9)
        assert (np.diff([*before, *part.chunk(number)]) == part.step).all()


def test_slow_motion_is_thinned_by_the_rate_of_the_run() -> None:
    slow = make_plan(clip(30.0, 120.0), recorded_fps=240.0)
    assert slow.time_scale == pytest.approx(1 / 8)
    assert slow.step == 2


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (float("nan"), 5)])
def test_a_span_that_is_none_is_refused(start: float, end: float) -> None:
    with pytest.raises(UsageError, match="--start"):
        make_plan(clip(), start_s=start, end_s=end)


def test_a_span_behind_the_end_is_refused() -> None:
    with pytest.raises(TooShort, match="lasts 60"):
        make_plan(clip(), start_s=100, end_s=110)


@pytest.mark.parametrize("rate", [0.0, -240.0, float("inf"), float("nan")])
def test_a_rate_that_no_camera_has_is_refused(rate: float) -> None:
    with pytest.raises(UsageError, match="--recorded-fps"):
        make_plan(clip(), recorded_fps=rate)


@given(person=st.floats(20, 4000))
def test_the_person_keeps_enough_px(person: float) -> None:
    info = clip(size=(2160, 3840))
    long_side = decoding_long_side(info, person)
    assert 640 <= long_side <= 3840
    assert person * long_side / 3840 >= 320 or long_side == 3840


def test_the_size_is_not_changed_without_a_person() -> None:
    assert decoding_long_side(clip(), None) == 1280


def test_a_region_is_read_in_fractions_or_px() -> None:
    assert roi_box(clip(), parse_roi("0.25,0,0.5,1")) == (180, 0, 540, 1280)
    assert roi_box(clip(), parse_roi("180,0,360,1280")) == (180, 0, 540, 1280)
    assert roi_box(clip(), parse_roi("600,1000,500,500")) == (600, 1000, 720, 1280)


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "1,2,3,nan", "1,2,3,4,5"])
def test_a_region_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--roi"):
        parse_roi(text)


@pytest.mark.parametrize("roi", [(800, 0, 10, 10), (0, 0, 5, 5), (0.5, 0.5, 0, 0)])
def test_a_region_outside_the_picture_is_refused(roi: tuple[float, float, float, float]) -> None:
    with pytest.raises(UsageError, match="leaves less than"):
        roi_box(clip(), roi)
