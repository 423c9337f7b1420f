"""What a child does with a file of sensors: reads and checks all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from runtall.inputs.files import first_bytes
from runtall.inputs.limits import MIB, lower_memory
from runtall.inputs.sensors.checks import settled
from runtall.inputs.sensors.raw import RawSensors
from runtall.inputs.sensors.reader import HEAD_BYTES, SensorSource, sensor_readers
from runtall.inputs.sensors.transfer import packed

if TYPE_CHECKING:
    from runtall.inputs.wire import Message
    from runtall.inputs.worker import Beat, Reply

MEMORY: Final = 700 * MIB
"""Of the child; its parent takes up to twice the answer, so that both stay within 1 GB."""


def sensors(request: Message, beat: Beat) -> Reply:
    """Answer everything of `RawSensors` about the file or folder at ``path``."""
    lower_memory(MEMORY)
    fields = request.fields
    path = Path(fields["path"])
    folder = path.is_dir()
    source = SensorSource(
        path=path,
        size=0 if folder else path.stat().st_size,
        head=b"" if folder else first_bytes(path, HEAD_BYTES),
        columns={str(name): str(what) for name, what in fields["columns"].items()},
        more=tuple(Path(other) for other in fields["more"]),
    )
    beat(0)
    return packed(read(str(fields["reader"]), source))


def read(reader: str, source: SensorSource) -> RawSensors:
    """Read and check a source with the reader of that name; in this process.

    Raises
    ------
    runtall.errors.InputError, runtall.errors.LimitExceeded
        When it cannot be used.
    """
    return settled(sensor_readers[reader].read(source), source)
