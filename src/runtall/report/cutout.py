"""Parts of single frames as JPEG; used in the child process only."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from runtall.inputs.video.frames import Picture, Source, read_frames
from runtall.inputs.wire import AnyArray
from runtall.report import hide

_QUALITY = 84


def cut_out(
    fields: Mapping[str, Any], arrays: Mapping[str, AnyArray]
) -> Iterator[tuple[int, bytes]]:
    """Cut the asked parts out of the asked frames.

    ``ticks`` and ``starts`` (n,) say which frames, ``boxes`` (n, 4) which part in px,
    ``faces`` (n, 4) what to hide, if given; ``height`` is the most that a part may have.
    """
    source = Source.from_fields(fields["source"])
    for place in range(len(arrays["ticks"])):
        picture = _frame(source, arrays["ticks"][place : place + 1], int(arrays["starts"][place]))
        if picture is None:
            continue
        if "faces" in arrays:
            hide.pixelate(picture, arrays["faces"][place])
        yield place, _jpeg(picture, arrays["boxes"][place], int(fields["height"]))


def _frame(source: Source, tick: AnyArray, start: int) -> Picture | None:
    for number, picture in read_frames(source, tick, start if source.seekable else None):
        if number == 0:
            return picture
    return None


def _jpeg(picture: Picture, box: AnyArray, most: int) -> bytes:
    from PIL import Image

    left, top, right, bottom = (round(float(v)) for v in box)
    image = Image.fromarray(picture).crop((left, top, right, bottom))
    if image.height > most:
        width = max(round(image.width * most / image.height), 1)
        image = image.resize((width, most), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def indices(wanted: AnyArray, times: AnyArray, start_s: float) -> AnyArray:
    """Frame nearest to each time, whether the times count from the first frame or the clip's zero.

    Parameters
    ----------
    wanted
        (n,) in s.
    times
        (m,) of the frames, in s from the first.
    start_s
        Time of the first frame on the clip's own clock.
    """
    places, errors = zip(
        *(_nearest(wanted - shift, times) for shift in (0.0, start_s)), strict=True
    )
    return np.asarray(places[int(np.argmin(errors))])


def _nearest(wanted: AnyArray, times: AnyArray) -> tuple[AnyArray, float]:
    right = np.clip(np.searchsorted(times, wanted), 1, max(len(times) - 1, 1))
    left = right - 1
    right = np.minimum(right, len(times) - 1)
    closer = np.abs(times[left] - wanted) <= np.abs(times[right] - wanted)
    place = np.where(closer, left, right)
    return place, float(np.abs(times[place] - wanted).max(initial=0.0))
