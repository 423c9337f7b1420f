"""From an analysis to an overlay file; pictures are handled in a child process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from runtall.analysis.result import Analysis, Track
from runtall.errors import MalformedFile
from runtall.inputs.video.frames import scaled_size
from runtall.inputs.wire import AnyArray, Message
from runtall.report import child, hide, sources, wording

LONG_SIDE: Final = 1280
"""px; sharp on a phone and a laptop, and cheap to draw and encode."""
_STICK_SIZE: Final = (720, 1280)
# A number on the film is the middle of what the last moments gave, so that it can be read.
_CALM_S: Final = 0.5
_SHOWN: Final = 2
# Rows further apart than this many usual steps do not belong to one piece of film.
_GAP_STEPS: Final = 10.0


def write_overlay(analysis: Analysis, track: Track, out: Path) -> None:
    """Write the overlay of one clip: H.264, yuv420p, index first, real times.

    Raises
    ------
    runtall.errors.InputError
        When the clip is gone or changed.
    runtall.errors.RuntallError
        When it cannot be decoded any more.
    """
    stick = analysis.settings.anonymous == "stick"
    fields, arrays = _task(analysis, track)
    if not stick:
        clip = sources.clip(analysis, track.input)
        frames = clip.frames(track)
        fields["source"] = clip.source(LONG_SIDE).to_fields()
        fields["native"] = [clip.info.width, clip.info.height]
        arrays |= {"ticks": clip.info.index.ticks[frames], "starts": clip.starts(frames)}
    if analysis.settings.anonymous == "blur":
        arrays["faces"] = _faces(track)
    with out.open("wb") as file:

        def keep(part: Message) -> None:
            file.seek(int(part.fields["at"]))
            file.write(part.arrays["data"].tobytes())

        subject = analysis.inputs[track.input].path.name
        child.run("overlay", fields, arrays, subject=wording.printable(subject), on_part=keep)
        if file.seek(0, 2) == 0:
            raise MalformedFile(f"{subject}: no frame of it could be drawn on; try --no-overlay")


def _faces(track: Track) -> AnyArray:
    boxes = hide.face_boxes(track)
    near = [hide.at_moment(track, boxes, float(moment)) for moment in track.time]
    return np.array(near)


def _task(analysis: Analysis, track: Track) -> tuple[dict[str, Any], dict[str, AnyArray]]:
    shown = [name for name in track.shown if name in track.values][:_SHOWN]
    units = {m.name: m.unit for m in analysis.measurements}
    source = analysis.inputs[track.input]
    native = (source.width, source.height) if source.width and source.height else _STICK_SIZE
    piece = pieces(track)
    fields: dict[str, Any] = {
        "keypoints": list(track.keypoints), "forward": track.forward, "source": None,
        "native": list(native), "size": list(scaled_size(*native, LONG_SIDE)),
        "shown": [_told(name, units.get(name, "")) for name in shown],
    }  # fmt: skip
    arrays: dict[str, AnyArray] = {
        "time": track.time.astype(float), "position": track.position.astype(np.float32),
        "piece": piece.astype(np.int64),
        "values": np.array([calmed(track.time, track.values[n], piece) for n in shown]).reshape(
            len(shown), len(track.time)),
    }  # fmt: skip
    return fields, arrays


def _told(name: str, unit: str) -> dict[str, Any]:
    told = wording.words(name)
    short = "" if unit == "shoulder breadths" else wording.unit(unit)
    return {"name": name, "label": told.name.split(",")[0], "unit": short,
            "decimals": 2 if told.decimals > 1 else 0}  # fmt: skip


def pieces(track: Track) -> AnyArray:
    """Number of the piece of film of each row: its span, or what lies without a gap."""
    if len(track.spans) > 1:
        starts = np.array([start for start, _ in track.spans])
        return np.maximum(np.searchsorted(starts, track.time + 1e-6, side="right") - 1, 0)
    steps = np.diff(track.time)
    usual = float(np.median(steps)) if len(steps) else 0.0
    return np.concatenate([[0], np.cumsum(steps > _GAP_STEPS * usual)]).astype(np.int64)


def calmed(time: AnyArray, values: AnyArray, piece: AnyArray) -> AnyArray:
    """Numbers that change twice a second: the median of each half second; NaN where unsteady."""
    out = np.full(len(time), np.nan)
    for rows in _slots(time, piece):
        known = values[rows][np.isfinite(values[rows])]
        if len(known) * 2 > len(rows):
            out[rows] = np.median(known)
    return out


def _slots(time: AnyArray, piece: AnyArray) -> Iterator[AnyArray]:
    """Rows of each half second of each piece."""
    slot = np.floor((time - time[:1]) / _CALM_S).astype(int)
    change = (np.diff(slot) != 0) | (np.diff(piece) != 0)
    edges: Iterable[int] = [0, *(np.flatnonzero(change) + 1).tolist(), len(time)]
    for start, end in pairwise(edges):
        yield np.arange(start, end)
