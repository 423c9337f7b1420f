"""Which container a file holds, by its content; the name is not asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from runtall.errors import UnknownFormat
from runtall.inputs.files import first_bytes, shown

READ: Final = "runtall reads mp4, mov, webm, mkv, avi, gif and folders of numbered pictures"

_MOV_BOXES: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"styp"}
)
_PICTURE_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif", b"crx "})
_SOUND_BRANDS: Final = frozenset({b"M4A ", b"M4B "})
_IMAGES: Final = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "mjpeg"}

# What else people hand over, and what to say; checked in this order.
_OTHERS: Final = (
    (rb"\s*(#EXTM3U|\[playlist\]|ffconcat|<\?xml[^>]*>\s*<(playlist|MPD|smil|asx))", "a play list"),
    (rb"\s*<(playlist|MPD|smil|asx)\b", "a play list"),
    (rb"\s*(file|https?|rtsp|rtmp|concat|subfile|data):", "a list of addresses"),
    (rb"(\x89PNG|\xff\xd8\xff|BM.{8}|II\*\0|MM\0\*|RIFF....WEBP)", "a picture"),
    (rb"(ID3|OggS|fLaC|RIFF....WAVE|\xff[\xfb\xf3\xf2\xf1\xf9]|FORM....AIF)", "a sound file"),
    (rb"(PK\x03\x04|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!)", "an archive"),
    (rb"%PDF", "a PDF document"),
    (rb"(\x30\x26\xb2\x75\x8e\x66\xcf\x11)", "a Windows Media file"),
    (rb"(\0\0\x01[\xba\xb3]|G.{187}G)", "an MPEG transport or programme stream"),
    (rb"FLV\x01", "a Flash video"),
)


def container_of(path: Path) -> str:
    """Name of the container, as the demuxer is called.

    Returns
    -------
    str
        ``"mov"``, ``"matroska"``, ``"avi"`` or ``"gif"``.

    Raises
    ------
    runtall.errors.UnknownFormat
        When the content is none of these; says what it is instead, where known.
    """
    head = first_bytes(path)
    for name, matches in _CONTAINERS.items():
        if matches(head):
            return name
    raise UnknownFormat(f"{shown(path)}: {_what(head)}; {_advice(head)}")


def image_codec(head: bytes) -> str | None:
    """Decoder for a picture that begins with these bytes; None when it is no PNG or JPEG."""
    return next((codec for magic, codec in _IMAGES.items() if head.startswith(magic)), None)


def _is_mov(head: bytes) -> bool:
    if head[4:8] not in _MOV_BOXES:
        return False
    return not (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS | _SOUND_BRANDS)


def _is_avi(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:11] == b"AVI"


_CONTAINERS: Final[dict[str, Callable[[bytes], bool]]] = {
    "mov": _is_mov,
    "matroska": lambda head: head.startswith(b"\x1a\x45\xdf\xa3"),
    "avi": _is_avi,
    "gif": lambda head: head.startswith((b"GIF87a", b"GIF89a")),
}


def _what(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "is a sound file" if head[8:12] in _SOUND_BRANDS else "is a picture"
    for pattern, words in _OTHERS:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            return f"is {words}"
    if _is_text(head):
        return "is a text file"
    return "is no video that runtall knows"


def _advice(head: bytes) -> str:
    if _what(head) == "is a picture":
        return "one picture is not a clip: give the video of the run"
    if _what(head) == "is a play list":
        return "give the video file itself"
    return READ


def _is_text(head: bytes) -> bool:
    try:
        text = head[:1024].decode("utf-8", errors="strict" if len(head) < 1024 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c.isspace() for c in text)
