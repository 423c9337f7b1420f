"""A FIT file as the chain of files that it may be, cut apart without trusting any of them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

MARK: Final = b".FIT"
_SHORTEST_HEADER: Final = 12
_LONGEST_HEADER: Final = 14
"""What headers have in every version of the format: 12 bytes, and a checksum in the newer ones."""
_CHECKSUM: Final = 2


@dataclass(frozen=True, slots=True)
class Link:
    """One FIT file of a chain.

    Attributes
    ----------
    content
        Its bytes, with a header that tells their true number.
    offset
        Where it starts, in bytes from the start of the chain.
    size_told
        False where its header does not say how long it is, as a watch leaves it that ended early.
    """

    content: bytes
    offset: int
    size_told: bool = True

    def broke_off(self, at: int) -> bool:
        """Whether an end at this byte of the chain leaves out more than a checksum."""
        return self.size_told or at < self.offset + len(self.content) - 2 * _CHECKSUM


def is_header(content: bytes, at: int = 0) -> bool:
    """Whether a FIT file begins there."""
    head = content[at : at + _SHORTEST_HEADER]
    return (
        len(head) == _SHORTEST_HEADER
        and head[8:12] == MARK
        and head[0] in (_SHORTEST_HEADER, _LONGEST_HEADER)
    )


def chain(content: bytes) -> tuple[list[Link], int]:
    """Cut a chain into its files.

    Returns
    -------
    list, int
        The files; bytes behind the last one that begin no FIT file.
    """
    links: list[Link] = []
    at = 0
    while at < len(content) and is_header(content, at):
        header = content[at]
        (body,) = struct.unpack_from("<I", content, at + 4)
        if body == 0 and len(content) - at > header + _CHECKSUM:
            links.append(_without_size(content[at:], at))
            return links, 0
        end = at + header + body + _CHECKSUM
        links.append(Link(content[at:end], at))
        at = end
    return links, max(0, len(content) - at)


def _without_size(content: bytes, offset: int) -> Link:
    """All that follows belongs to it; its last two bytes may be records or a checksum.

    A checksum that nobody looks at is put behind, so that it ends as files do.
    """
    header = content[0]
    told = struct.pack("<I", len(content) - header)
    whole = content[:4] + told + content[8:] + bytes(_CHECKSUM)
    return Link(whole, offset, size_told=False)
