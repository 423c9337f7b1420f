"""C3D: markers, force plates and events, as most motion-capture systems save them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.files import open_regular
from runtall.inputs.readers.blocks import Sizes, is_c3d, sizes_of
from runtall.inputs.readers.plates import forces_of
from runtall.inputs.readers.raw import Array, RawMotion
from runtall.inputs.readers.reader import Reader, Source, readers
from runtall.inputs.readers.text import check_count, listed
from runtall.inputs.readers.units import length_unit
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from ezc3d import c3d

_MOST_EVENTS: Final = 5000
_AXIS: Final = re.compile(r"([+-]?)([XYZ])", re.IGNORECASE)
# Groups that list which "points" are angles, forces ... and not places; Vicon also names them so.
_OUTPUTS: Final = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS")
_OUTPUT: Final = re.compile(r"(.*:)?[LR]?\w+(Angles?|Moment|Force|Power|GRF)")


def read(source: Source) -> RawMotion:
    """Read a C3D file."""
    sizes = sizes_of(source)
    if not sizes.points and not sizes.analogs:
        raise MissingStream(f"{source.name}: holds neither markers nor force; give the recording")
    file = _parsed(source)
    said = file["parameters"].get("POINT", {})
    rate = _rate(file, source)
    start_s = file["header"]["points"]["first_frame"] / rate
    points: Array = file["data"]["points"][:3].transpose(2, 1, 0)
    labels = _labels(said, points.shape[1])
    residuals = file["data"]["meta_points"]["residuals"][0].T
    position = np.where((residuals < 0)[..., None], np.nan, points)
    kept, outputs = _without_outputs(said, labels)
    forces, told = forces_of(file, position[:, kept], start_s, rate * sizes.steps)
    return RawMotion(
        format="c3d",
        time_s=start_s + np.arange(len(points)) / rate,
        labels=tuple(labels[i] for i in kept),
        position=position[:, kept],
        unit=length_unit(_text(said, "UNITS"), source),
        up=_up(said),
        forces=forces,
        events=_events(file),
        notices=(*_check_frames(source, sizes, len(points)), *outputs, *told),
    )


def _parsed(source: Source) -> c3d:
    import ezc3d

    # By descriptor: the library takes no name that is not UTF-8, nor asks what lies there.
    descriptor = open_regular(source.path)
    try:
        return ezc3d.c3d(f"/dev/fd/{descriptor}", ignore_bad_formatting=True)
    except MemoryError:
        raise
    except Exception as error:  # it raises whatever its parts raise
        if "bad_alloc" in str(error):
            raise MemoryError from error
        raise MalformedFile(
            f"{source.name}: begins like a C3D file and cannot be read; export it again"
        ) from error
    finally:
        os.close(descriptor)


def _rate(file: c3d, source: Source) -> float:
    rate = float(file["header"]["points"]["frame_rate"])
    if not (np.isfinite(rate) and rate > 0):
        raise MalformedFile(
            f"{source.name}: gives no rate of its frames, so that nothing has a time; export it "
            "again"
        )
    return rate


def _check_frames(source: Source, sizes: Sizes, found: int) -> tuple[Notice, ...]:
    return check_count(source, sizes.declared, found, what="frames")


def _labels(said: Mapping[str, Any], count: int) -> list[str]:
    """Names of all points; a group holds 255 of them, the next ones follow in LABELS2 ..."""
    labels = _texts(said, "LABELS")
    for number in range(2, 256):
        if f"LABELS{number}" not in said:
            break
        labels += _texts(said, f"LABELS{number}")
    return [*labels, *[""] * (count - len(labels))][:count]


def _without_outputs(
    said: Mapping[str, Any], labels: Sequence[str]
) -> tuple[list[int], tuple[Notice, ...]]:
    """Numbers of the points that are places, and a notice about those that are not."""
    no_place = {name for group in _OUTPUTS for name in _texts(said, group)} - {""}
    out = [name for name in labels if name in no_place or _OUTPUT.fullmatch(name)]
    kept = [i for i, name in enumerate(labels) if name not in out]
    text = f"{len(out)} of its points are angles, loads or the like and no places: {listed(out)}"
    return kept, (Notice("outputs_left_out", text),) if out else ()


def _up(said: Mapping[str, Any]) -> str | None:
    # The y axis of the screen is the vertical one.
    match = _AXIS.fullmatch(_text(said, "Y_SCREEN"))
    return None if match is None else (match[1] or "+") + match[2].lower()


def _events(file: c3d) -> tuple[tuple[str, str, float], ...]:
    group = file["parameters"].get("EVENT", {})
    times = np.asarray(group.get("TIMES", {}).get("value", ()))
    if times.ndim != 2 or times.shape[0] != 2 or times.dtype.kind not in "if":
        return ()
    seconds = 60.0 * times[0] + times[1]
    contexts, labels = _texts(group, "CONTEXTS"), _texts(group, "LABELS")
    listed_events = zip(contexts, labels, seconds[:_MOST_EVENTS], strict=False)
    found = [(_side(side), label, float(t)) for side, label, t in listed_events if np.isfinite(t)]
    return tuple(sorted(found, key=lambda event: event[2]))


def _side(context: str) -> str:
    return context.lower() if context.lower() in ("left", "right") else ""


def _text(group: Mapping[str, Any], name: str) -> str:
    return next(iter(_texts(group, name)), "")


def _texts(group: Mapping[str, Any], name: str) -> list[str]:
    values = group.get(name, {}).get("value", ())
    return [_readable(value) for value in values if isinstance(value, str)]


def _readable(text: str) -> str:
    # Names from before UTF-8 arrive as lone surrogates.
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


readers.register(
    "c3d",
    Reader(
        name="c3d",
        title="a C3D file",
        suffixes=(".c3d",),
        mark="",
        recognises=is_c3d,
        read=read,
    ),
)
