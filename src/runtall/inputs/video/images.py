"""A folder of numbered pictures as a clip."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from runtall.errors import InputError, TooShort, UnknownFormat
from runtall.inputs.files import first_bytes, open_regular, shown
from runtall.inputs.limits import MAX_FRAMES, MAX_PIXELS, MIB
from runtall.inputs.video.sniff import READ, image_codec

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame

RATE_HZ: Final = 30.0
"""Pictures carry no time; most cameras film at this rate."""
_NUMBERED: Final = re.compile(r"(?s)(.*?)(\d{1,9})(\.(?:png|jpe?g))", re.IGNORECASE)
_MOST_BYTES: Final = 128 * MIB


class NumberedPictures(NamedTuple):
    """File names in order of their numbers."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]


def numbered_pictures(folder: Path) -> NumberedPictures:
    """Pictures of a folder whose names differ in one number.

    Raises
    ------
    runtall.errors.UnknownFormat
        When the folder is not such a sequence.
    runtall.errors.TooShort
        When it holds one picture.
    """
    name = shown(folder)
    series: dict[tuple[str, str], dict[int, str]] = {}
    for entry in _entries(folder):
        if match := _NUMBERED.fullmatch(entry):
            key = match[1], match[3].lower()
            series.setdefault(key, {})[int(match[2])] = entry
    if len(series) != 1:
        found = "no numbered pictures" if not series else f"{len(series)} series of pictures"
        raise UnknownFormat(
            f"{name}: is a folder with {found}; give a video file, or a folder that holds one "
            "series such as frame0001.png, frame0002.png"
        )
    (files,) = series.values()
    if len(files) < 2:
        raise TooShort(f"{name}: holds one picture; one picture is not a clip")
    order = sorted(files)
    return NumberedPictures(tuple(files[n] for n in order), tuple(order))


def codec_of(folder: Path, pictures: NumberedPictures) -> str:
    """Decoder of the pictures, by the content of the first.

    Raises
    ------
    runtall.errors.UnknownFormat
        When it is neither PNG nor JPEG.
    """
    codec = image_codec(first_bytes(folder / pictures.names[0], 16))
    if codec is None:
        first = shown(Path(pictures.names[0]))
        raise UnknownFormat(f"{shown(folder)}: {first} is neither a PNG nor a JPEG picture; {READ}")
    return codec


def decode_picture(path: Path) -> VideoFrame | None:
    """One picture; None when it cannot be decoded."""
    import av

    with os.fdopen(open_regular(path), "rb") as file:
        data = file.read(_MOST_BYTES)
    codec = image_codec(data[:16])
    if codec is None:
        return None
    context: VideoCodecContext = av.CodecContext.create(codec, "r")  # type: ignore[assignment]
    context.options = {"max_pixels": str(MAX_PIXELS)}
    try:
        frames = context.decode(av.Packet(data)) or context.decode(None)
    except (av.error.FFmpegError, ValueError):
        return None
    return frames[0] if frames else None


def sha256_of_pictures(folder: Path, pictures: NumberedPictures) -> Iterator[str]:
    """Hash over names and contents: yields ``""`` after each file, at last the digest."""
    digest = hashlib.sha256()
    for name in pictures.names:
        digest.update(os.fsencode(name) + b"\0")
        with os.fdopen(open_regular(folder / name), "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        yield ""
    yield digest.hexdigest()


def _entries(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count >= MAX_FRAMES:
                    raise UnknownFormat(f"{shown(folder)}: holds too many files")
                yield entry.name
    except OSError as error:
        raise InputError(
            f"{shown(folder)}: cannot be read ({error.strerror}); check its permissions"
        ) from error
