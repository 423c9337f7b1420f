from __future__ import annotations

from dataclasses import replace

import av
import numpy as np
import pytest

from runtall.errors import InputError
from runtall.report import cutout
from runtall.report.overlay import lettering, write_overlay
from runtall.report.overlay.encode import encode
from runtall.report.overlay.writing import calmed, pieces
from runtall.testing.samples import stick_track

SIZE = (240, 320)


def frames(path):
    with av.open(str(path)) as container:
        return [(f.time, f.to_ndarray(format="rgb24")) for f in container.decode(video=0)]


def reds(picture):
    return np.abs(picture.astype(int) - (200, 0, 0)).max(axis=2) < 40


@pytest.fixture(scope="module")
def overlay(analysis, track, tmp_path_factory):
    out = tmp_path_factory.mktemp("overlay") / "overlay-1.mp4"
    write_overlay(analysis, track, out)
    return out


def test_it_plays_in_browsers(overlay):
    with av.open(str(overlay)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == SIZE
    data = overlay.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_times_and_frames_are_those_of_the_track(overlay, track):
    got = frames(overlay)
    assert [t for t, _ in got] == pytest.approx(track.time - track.time[0], abs=1e-4)


def test_uneven_times_are_kept(tmp_path):
    times = np.cumsum(np.random.default_rng(0).uniform(0.001, 0.4, 300))
    times -= times[0]
    noise = np.random.default_rng(1)
    pictures = ((float(t), noise.integers(0, 255, (64, 48, 3)).astype(np.uint8)) for t in times)
    path = tmp_path / "vfr.mp4"
    with path.open("wb") as file:

        def put(at, data):
            file.seek(at)
            file.write(data)

        encode(pictures, put, size=(48, 64), count=300)
    assert [t for t, _ in frames(path)] == pytest.approx(times, abs=1e-4)


def test_lines_are_drawn_where_the_runner_is(overlay, track):
    for row in (0, 10, 29):
        picture = frames(overlay)[row][1]
        hip = track.position[row, track.keypoints.index("right_hip")].astype(int)
        near = reds(picture[hip[1] - 3 : hip[1] + 4, hip[0] - 3 : hip[0] + 4])
        assert near.mean() < 0.5
        assert reds(picture[SIZE[1] // 2 :, :10]).mean() > 0.8


def test_blur_hides_the_face(analysis, track, overlay, tmp_path):
    out = tmp_path / "o.mp4"
    hidden = replace(analysis, settings=replace(analysis.settings, anonymous="blur"))
    write_overlay(hidden, track, out)
    for row in (0, 15, 29):
        ear = track.position[row, track.keypoints.index("right_ear")].astype(int)
        part = np.s_[ear[1] - 8 : ear[1] - 2, ear[0] - 9 : ear[0] + 9]
        plain, blurred = (_stripes(frames(p)[row][1][part]) for p in (overlay, out))
        assert blurred < 0.35 * plain


def _stripes(part):
    return np.abs(np.diff(part.astype(int), axis=1)).mean()


def test_stick_reads_no_picture_at_all(analysis, track, tmp_path):
    gone = replace(analysis.inputs[0], path=tmp_path / "gone.mp4")
    stick = replace(
        analysis, inputs=(gone,), settings=replace(analysis.settings, anonymous="stick")
    )
    write_overlay(stick, track, tmp_path / "o.mp4")
    got = frames(tmp_path / "o.mp4")
    assert len(got) == len(track.time)
    assert (got[5][1] > 225).all(axis=2).mean() > 0.85


def test_pieces_are_joined_by_a_labelled_cut(analysis, track, tmp_path):
    keep = (track.time < 0.3) | (track.time > 0.65)
    cut = replace(
        track,
        time=track.time[keep],
        position=track.position[keep],
        values={n: v[keep] for n, v in track.values.items()},
        spans=((0.0, 0.3), (0.65, 1.0)),
    )
    write_overlay(analysis, cut, tmp_path / "o.mp4")
    got = frames(tmp_path / "o.mp4")
    steps = np.diff([t for t, _ in got])
    assert len(got) == keep.sum() + 1
    assert steps.max() == pytest.approx(1.0, abs=0.01)
    card = got[int(np.argmax(steps))][1]
    assert card.mean() < 0.6 * got[0][1].mean()


def test_a_clip_that_changed_is_not_drawn_on(analysis, track, tmp_path):
    other = replace(analysis.inputs[0], sha256="ab" * 32)
    with pytest.raises(InputError, match="not the clip that was analysed"):
        write_overlay(replace(analysis, inputs=(other,)), track, tmp_path / "o.mp4")


def test_hostile_names_cannot_break_the_drawing(analysis, track, tmp_path):
    name = "=\x00<b>\u202e💥" * 20
    odd = replace(track, values={name: track.values["trunk_lean"]}, shown=(name,))
    write_overlay(analysis, odd, tmp_path / "o.mp4")
    assert len(frames(tmp_path / "o.mp4")) == len(track.time)


def test_unknown_points_are_left_out(analysis, track, tmp_path):
    holes = replace(track, position=np.full_like(track.position, np.nan))
    write_overlay(analysis, holes, tmp_path / "o.mp4")
    assert len(frames(tmp_path / "o.mp4")) == len(track.time)


def test_numbers_hold_still_and_vanish_where_unsteady():
    time = np.arange(60) / 30
    noisy = 10 + np.random.default_rng(0).normal(0, 3, 60)
    noisy[30:45] = np.nan
    calm = calmed(time, noisy, np.zeros(60, int))
    assert len(np.unique(calm[:15])) == 1
    assert np.isnan(calm[30:45]).all()


def test_a_long_gap_begins_a_new_piece():
    track = stick_track(seconds=2.0)
    time = track.time.copy()
    time[30:] += 20.0
    assert pieces(replace(track, time=time, spans=())).tolist() == [0] * 30 + [1] * 30


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_frames_are_found_on_either_clock(start):
    times = np.arange(10) / 30
    wanted = times[[2, 5, 9]] + start
    assert cutout.indices(wanted, times, start).tolist() == [2, 5, 9]


def test_text_falls_back_to_what_the_typeface_has():
    assert lettering.plain("−3° – é") == "-3° - ?"
