"""Which format a file of body-worn sensors has, and reading it in a child process."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from runtall.errors import InputError, UnknownFormat
from runtall.inputs.files import checked_stat, first_bytes, shown
from runtall.inputs.limits import MIB
from runtall.inputs.process import Wording, WorkerProcess
from runtall.inputs.readers.text import is_text, listed
from runtall.inputs.sensors.raw import RawSensors
from runtall.inputs.sensors.reader import HEAD_BYTES, SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.task import MEMORY
from runtall.inputs.sensors.transfer import unpacked

SECONDS: Final = 18.0
"""A bad file is answered within 20 s, clean-up included."""
READ: Final = (
    "runtall reads sensors from Hexoskin folders, EDF, FIT, TCX, GPX, and CSV and Parquet tables"
)

_AGAIN: Final = "export it again"
_WORDING: Final = Wording(
    reader="the reader",
    working="reading it",
    again=_AGAIN,
    smaller="cut out an hour of the run",
    shorter="cut out an hour of the run",
    memory_mb=MEMORY // MIB,
)


def is_sensor_source(path: str | Path, columns: Mapping[str, str] | None = None) -> bool:
    """Whether a path is to be read as that of a body-worn sensor or watch.

    The content decides; of a folder, the names in it. Where the content tells nothing (an empty
    file, a pipe), the name does, so that the message about it speaks of the right thing.

    Parameters
    ----------
    path
        Of a file or folder.
    columns
        Name in the file to what it is, where the user said so: a table or EDF file that has
        columns of such names is one.
    """
    path = Path(path)
    try:
        return _recognised(_source(path, columns or {}, ())) is not None
    except InputError:
        return path.suffix.lower() in _own_suffixes()


def read_sensors(
    path: str | Path, *, columns: Mapping[str, str] | None = None, more: Sequence[Path] = ()
) -> RawSensors:
    """Read a file or folder of breathing bands, a trunk sensor or a watch.

    What it is is decided by its content. The bytes are read in a child process with limits of
    memory and time.

    Parameters
    ----------
    path
        Of the file or folder.
    columns
        Name in the file to what it is: ``"time"``, ``"chest"``, ``"belly"``, ``"band"``,
        ``"acceleration_x"`` or ``"acceleration_forward"``, ``"angular_velocity_x"``,
        ``"interval"``, or a field of watches.
    more
        Further files that belong to it: the second band beside the first.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used (`UnknownFormat`, `MalformedFile`, `MissingStream`, `TooShort`: see
        there).
    runtall.errors.LimitExceeded
        When reading it takes too much memory or time.
    """
    path = Path(path)
    source = _source(path, columns or {}, tuple(more))
    reader = reader_of(source)
    fields = {
        "path": str(path.absolute()),
        "reader": reader.name,
        "columns": dict(source.columns),
        "more": [str(other.absolute()) for other in source.more],
    }
    with WorkerProcess(wording=_WORDING) as worker:
        answer = worker.ask("sensors", fields, source.name, SECONDS)
        return unpacked(answer, source.name)


def reader_of(source: SensorSource) -> SensorReader:
    """Find the reader of a source by its content.

    Raises
    ------
    runtall.errors.UnknownFormat
        When it is of no format that runtall knows.
    """
    reader = _recognised(source)
    if reader is not None:
        return reader
    if source.path.is_dir():
        raise UnknownFormat(
            f"{source.name}: is a folder without the files of a Hexoskin shirt "
            "(respiration_thoracic.wav, respiration_abdominal.wav); give the folder of one "
            "recording, or one file"
        )
    if is_text(source.head) and source.columns:
        raise UnknownFormat(
            f"{source.name}: has no columns named {listed(list(source.columns))}; {READ}"
        )
    what = "text" if is_text(source.head) else "bytes of an unknown kind"
    claimed = _claimed(source.path)
    if claimed is not None:
        raise UnknownFormat(
            f"{source.name}: is named like {claimed.title} and holds {what}; export it again"
        )
    raise UnknownFormat(f"{source.name}: holds {what}; {READ}")


def _source(path: Path, columns: Mapping[str, str], more: tuple[Path, ...]) -> SensorSource:
    """Look at a path and at those beside it.

    Raises
    ------
    runtall.errors.InputError
        When one is absent, unreadable, empty, or no file.
    """
    found = checked_stat(path, again=_AGAIN)
    for other in more:
        if stat.S_ISDIR(checked_stat(other, again=_AGAIN).st_mode):
            raise UnknownFormat(f"{shown(other)}: is a folder; give the file of the other band")
    if stat.S_ISDIR(found.st_mode):
        if more:
            raise UnknownFormat(f"{shown(path)}: is a folder; give it alone, or two files")
        return SensorSource(path, 0, b"", columns)
    return SensorSource(path, found.st_size, first_bytes(path, HEAD_BYTES), columns, more)


def _recognised(source: SensorSource) -> SensorReader | None:
    return next((r for r in sensor_readers.values() if r.recognises(source)), None)


def _claimed(path: Path) -> SensorReader | None:
    suffix = path.suffix.lower()
    return next((r for r in sensor_readers.values() if suffix in r.suffixes), None)


def _own_suffixes() -> set[str]:
    """Endings of names that no other kind of input has."""
    return {s for reader in sensor_readers.values() for s in reader.suffixes} - _SHARED


_SHARED: Final = frozenset({".csv", ".tsv", ".txt", ".parquet"})
