"""Points of a real runner, found by child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import xarray as xr
from tests.inputs.conftest import MakeClip, children

from runtall.errors import MalformedFile, NotARun, UsageError
from runtall.inputs import process
from runtall.inputs.pose import plan
from runtall.inputs.pose.run import PoseRun
from runtall.inputs.video.clip import ClipInfo
from runtall.inputs.video.probe import probe
from runtall.inputs.video.read import read_video

pytestmark = pytest.mark.usefixtures("no_child_left")

SPAN = {"end_s": 2.0}


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four chunks in two seconds."""
    monkeypatch.setattr(plan, "CHUNK_FRAMES", 15)


@pytest.fixture(scope="session")
def info(treadmill: Path) -> ClipInfo:
    """The real clip."""
    return probe(treadmill)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cache that holds the first look and all chunks after the first test."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def whole(info: ClipInfo, cache: Path) -> xr.Dataset:
    """Points of the span from one child, without interruption."""
    with PoseRun(info, workers=1, cache=cache, **SPAN) as run:
        return run.estimate()


@pytest.fixture
def look_only(cache: Path, whole: xr.Dataset, tmp_path: Path) -> Path:
    """Cache with the first look and no chunk."""
    for file in cache.rglob("look.npz"):
        copy = tmp_path / "cache" / file.relative_to(cache)
        copy.parent.mkdir(parents=True)
        copy.write_bytes(file.read_bytes())
    return tmp_path / "cache"


def chunk_files(folder: Path) -> list[Path]:
    """Kept chunks."""
    return sorted(folder.rglob("chunk-*.npz"))


def test_the_runner_is_found(whole: xr.Dataset) -> None:
    assert whole.position.dims == ("time", "keypoint", "space")
    assert whole.position.shape == (60, 33, 2)
    assert whole.position.notnull().all()
    assert whole.time.values == pytest.approx(np.arange(60) / 30)
    # Measured on the picture: hips at a quarter to a half of the width, in the upper two thirds.
    hip = whole.position.sel(keypoint="left_hip").mean("time")
    assert 0.3 * 720 < float(hip[0]) < 0.5 * 720
    assert 0.4 * 1280 < float(hip[1]) < 0.7 * 1280
    nose, ear = (whole.position.sel(keypoint=k).mean("time") for k in ("nose", "left_ear"))
    assert float(nose[0]) < float(ear[0])
    wanted = {"frames_failed": 0, "frames_missing": 0, "frames_jumped": 0, "step": 1, "fps": 30.0}
    assert {key: whole.attrs[key] for key in wanted} == wanted
    assert whole.attrs["model_sha256"].startswith("babf2824")


def test_the_number_of_children_changes_nothing(
    info: ClipInfo, whole: xr.Dataset, look_only: Path
) -> None:
    with PoseRun(info, workers=3, cache=look_only, **SPAN) as run:
        xr.testing.assert_identical(run.estimate(), whole)


def test_which_chunks_are_asked_for_changes_nothing(
    info: ClipInfo, whole: xr.Dataset, look_only: Path
) -> None:
    with PoseRun(info, workers=1, cache=look_only, **SPAN) as run:
        late = run.estimate([3, 1])
        assert len(chunk_files(look_only)) == 2
        later = run.estimate([2])
    expected = whole.isel(time=np.r_[15:30, 45:60])
    np.testing.assert_array_equal(late.position, expected.position)
    np.testing.assert_array_equal(late.frame, np.r_[15:30, 45:60])
    np.testing.assert_array_equal(later.position, whole.position.isel(time=slice(30, 45)))


def test_a_chunk_hardly_depends_on_where_the_clip_was_cut(
    info: ClipInfo, whole: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "CHUNK_FRAMES", 150)
    with PoseRun(info, workers=1, cache=tmp_path, **SPAN) as run:
        joined = run.estimate()
    apart = np.abs(joined.position - whole.position).sel(keypoint=["left_hip", "left_ankle"])
    assert float(apart.median()) < 0.005 * 1280
    assert float(apart.mean()) < 0.01 * 1280


def test_a_stopped_run_goes_on_where_it_was(
    info: ClipInfo, whole: xr.Dataset, look_only: Path
) -> None:
    with PoseRun(info, workers=1, cache=look_only, **SPAN) as run:
        run.estimate([0, 1])
    chunk_files(look_only)[1].write_bytes(b"PK damaged")
    told: list[int] = []
    progress = lambda done, total, what: told.append(done) if total == 60 else None  # noqa: E731
    with PoseRun(info, workers=1, cache=look_only, progress=progress, **SPAN) as run:
        xr.testing.assert_identical(run.estimate(), whole)
    assert told[0] == 15
    assert len(chunk_files(look_only)) == 4


def test_all_kept_means_no_child_is_started(info: ClipInfo, whole: xr.Dataset, cache: Path) -> None:
    with PoseRun(info, cache=cache, **SPAN) as run:
        xr.testing.assert_identical(run.estimate(), whole)
        assert run.pool.process_ids == ()


def test_a_cache_that_cannot_be_written_is_no_error(
    info: ClipInfo, whole: xr.Dataset, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with PoseRun(info, workers=2, cache=tmp_path / "file", **SPAN) as run:
        np.testing.assert_array_equal(run.estimate([0]).position, whole.position[:15])


class Harm:
    """Sends signals to the children once frames are being worked on."""

    def __init__(self, number: signal.Signals, times: int = 1) -> None:
        self.number, self.left = number, times
        self.run: PoseRun | None = None
        self.hit: set[int] = set()

    def __call__(self, done: int, total: int, what: str) -> None:
        assert self.run is not None
        for child in self.run.pool.process_ids:
            if "joints" in what and self.left and child not in self.hit:
                os.kill(child, self.number)
                self.hit.add(child)
                self.left -= 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_child_costs_nothing(
    info: ClipInfo, whole: xr.Dataset, look_only: Path, number: signal.Signals
) -> None:
    harm = Harm(number)
    with PoseRun(info, workers=2, cache=look_only, progress=harm, **SPAN) as run:
        harm.run = run
        found = run.estimate()
        assert run.pool.restarts == 1
    xr.testing.assert_identical(found, whole)


def test_a_decoder_that_always_crashes_is_a_clear_error(info: ClipInfo, look_only: Path) -> None:
    harm = Harm(signal.SIGSEGV, times=100)
    with PoseRun(info, workers=1, cache=look_only, progress=harm, **SPAN) as run:
        harm.run = run
        with pytest.raises(MalformedFile, match=r"treadmill.*the decoder crashed on it \(SIGSEGV"):
            run.estimate()


def test_a_child_that_hangs_is_replaced(
    info: ClipInfo, whole: xr.Dataset, look_only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SILENCE_SECONDS", 3.0)
    monkeypatch.setattr(process, "START_SECONDS", 10.0)
    harm = Harm(signal.SIGSTOP)
    with PoseRun(info, workers=1, cache=look_only, progress=harm, **SPAN) as run:
        harm.run = run
        xr.testing.assert_identical(run.estimate(), whole)
        assert run.pool.restarts == 1


def test_an_error_within_leaves_no_child_and_no_file(info: ClipInfo, look_only: Path) -> None:
    before = set(children())

    def interrupt(done: int, total: int, what: str) -> None:
        if total == 60 and done > 5:
            raise KeyboardInterrupt

    run = PoseRun(info, workers=2, cache=look_only, progress=interrupt, **SPAN)
    with pytest.raises(KeyboardInterrupt), run:
        run.estimate()
    assert set(children()) <= before
    assert [p for p in look_only.rglob(".*") if p.is_file()] == []


SCRIPT = """
import sys
from pathlib import Path
from runtall.inputs.video.read import read_video
def progress(done, total, what):
    print(done, total, flush=True)
try:
    read_video(Path(sys.argv[1]), cache=Path(sys.argv[2]), workers=2, progress=progress)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_ends_all_within_three_seconds(treadmill: Path, look_only: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(treadmill), str(look_only)]
    started = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        assert time.monotonic() - started < 3
        while not (family := children(running.pid)):
            time.sleep(0.05)
        time.sleep(1.0)
        family = children(running.pid) or family
        interrupted = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(timeout=10) == 130
        assert time.monotonic() - interrupted < 3
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert not [child for child in family if Path(f"/proc/{child}").exists()]


def test_progress_is_told_early_and_often(info: ClipInfo, tmp_path: Path) -> None:
    told = [time.monotonic()]
    progress = lambda done, total, what: told.append(time.monotonic())  # noqa: E731
    with PoseRun(info, workers=1, cache=tmp_path, progress=progress, **SPAN) as run:
        run.estimate()
    assert np.diff(told).max() < 2


def test_nobody_in_the_clip_is_said(make_clip: MakeClip, tmp_path: Path) -> None:
    info = probe(make_clip("nobody.mp4", size=(320, 240)))
    with (
        PoseRun(info, workers=1, cache=tmp_path / "cache") as run,
        pytest.raises(NotARun, match="nobody is seen"),
    ):
        run.estimate()


@pytest.mark.parametrize("numbers", [[], [-1], [4], [0, 99]])
def test_chunks_that_are_not_there_are_refused(
    info: ClipInfo, tmp_path: Path, numbers: list[int]
) -> None:
    with PoseRun(info, cache=tmp_path, **SPAN) as run, pytest.raises(UsageError, match="chunks"):
        run.estimate(numbers)


def test_slow_motion_is_undone(info: ClipInfo, cache: Path, whole: xr.Dataset) -> None:
    with PoseRun(info, workers=1, cache=cache, recorded_fps=120, **SPAN) as run:
        slow = run.estimate()
    assert slow.time.values == pytest.approx(whole.time.values / 4)
    np.testing.assert_array_equal(slow.file_time, whole.file_time)
    assert slow.attrs["fps"] == pytest.approx(120)


def test_a_span_is_cut_out(info: ClipInfo, cache: Path, whole: xr.Dataset) -> None:
    with PoseRun(info, workers=1, cache=cache, start_s=0.7, end_s=1.2) as run:
        part = run.estimate()
    assert part.file_time.values == pytest.approx(np.arange(21, 36) / 30)
    apart = np.abs(part.position - whole.position.isel(time=slice(21, 36)))
    assert float(apart.median()) < 0.01 * 1280


def _written(path: Path, pictures: Iterator[Any], rotation: int | None = None) -> Path:
    with av.open(str(path), "w") as clip:
        stream = None
        for picture in pictures:
            if stream is None:
                stream = clip.add_stream("libx264", rate=30, options={"crf": "16"})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                if rotation is not None:
                    stream.set_display_rotation(rotation)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            clip.mux(stream.encode(frame))
        assert stream is not None
        clip.mux(stream.encode(None))
    return path


def _pictures(path: Path, count: int) -> list[Any]:
    with av.open(str(path)) as clip:
        frames = zip(range(count), clip.decode(video=0), strict=False)
        return [f.to_ndarray(format="rgb24", width=360, height=640) for _, f in frames]


def test_a_clip_turned_by_its_tag_gives_the_same_points(
    treadmill: Path, whole: xr.Dataset, tmp_path: Path
) -> None:
    turned = (np.rot90(picture) for picture in _pictures(treadmill, 30))
    path = _written(tmp_path / "turned.mp4", turned, rotation=-90)
    recording = read_video(path, workers=1, cache=tmp_path, view="left")
    pose = recording.streams["pose"].to_dataset()
    assert recording.view == "left"
    assert (pose.attrs["width"], pose.attrs["height"]) == (360, 640)
    apart = np.abs(2 * pose.position - whole.position.isel(time=slice(0, 30)))
    assert float(apart.median()) < 0.01 * 1280


def test_one_of_two_people_can_be_chosen(data_folder: Path, tmp_path: Path) -> None:
    left, right = (
        _pictures(data_folder / "rendered" / name, 30)
        for name in ("dev1_left.mp4", "dev1_rear.mp4")
    )
    both = (np.concatenate(pair, axis=1) for pair in zip(left, right, strict=True))
    info = probe(_written(tmp_path / "two.mp4", both))
    with PoseRun(info, workers=1, cache=tmp_path) as run:
        run.estimate([0])
        assert "several_people" in [notice.code for notice in run.notices]
    for roi, low, high in [((0, 0, 0.5, 1), 0, 360), ((360, 0, 360, 640), 360, 720)]:
        with PoseRun(info, workers=1, cache=tmp_path, roi=roi) as run:
            x = run.estimate([0]).position.sel(space="x")
            assert ((x.median("keypoint") > low) & (x.median("keypoint") < high)).all()
            assert run.notices == ()


def test_a_jump_to_another_person_is_noticed(data_folder: Path, tmp_path: Path) -> None:
    first, second = (
        _pictures(data_folder / "rendered" / name, 30)
        for name in ("dev1_left.mp4", "dev1_rear.mp4")
    )
    empty = np.full_like(first[0], 120)
    pictures = [np.concatenate([picture, empty], axis=1) for picture in first]
    pictures[20:] = [np.concatenate([empty, picture], axis=1) for picture in second[20:]]
    info = probe(_written(tmp_path / "jump.mp4", iter(pictures)))
    with PoseRun(info, workers=1, cache=tmp_path) as run:
        found = run.estimate()
        assert "person_jump" in [notice.code for notice in run.notices]
    seen = found.position.notnull().all(("keypoint", "space")).values
    assert seen[:19].all()
    assert not seen[21:].any()
    assert found.attrs["frames_jumped"] >= 8
