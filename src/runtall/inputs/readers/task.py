"""What a child does with a motion file: reads and checks all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from runtall.inputs.files import first_bytes
from runtall.inputs.limits import MIB, lower_memory
from runtall.inputs.readers.checks import settled
from runtall.inputs.readers.raw import RawMotion
from runtall.inputs.readers.reader import HEAD_BYTES, Source, readers
from runtall.inputs.readers.transfer import packed

if TYPE_CHECKING:
    from runtall.inputs.wire import Message
    from runtall.inputs.worker import Beat, Reply

MEMORY: Final = 700 * MIB
"""Of the child; its parent takes up to twice the answer, so that both stay within 1 GB."""


def motion(request: Message, beat: Beat) -> Reply:
    """Answer everything of `RawMotion` about the file at ``path``."""
    lower_memory(MEMORY)
    fields = request.fields
    path = Path(fields["path"])
    source = Source(
        path=path,
        size=path.stat().st_size,
        head=first_bytes(path, HEAD_BYTES),
        angles=fields["angles"],
        mapped=frozenset(fields["mapped"]),
    )
    beat(0)
    return packed(read(str(fields["reader"]), source))


def read(reader: str, source: Source) -> RawMotion:
    """Read and check a file with the reader of that name; in this process.

    Raises
    ------
    runtall.errors.InputError, runtall.errors.LimitExceeded
        When it cannot be used.
    """
    return settled(readers[reader].read(source), source)
