"""Records of a watch, gathered one by one into a table."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded
from runtall.inputs.limits import MAX_FRAMES

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MAX_VALUES: Final = 20_000_000
"""Numbers of one file: four days at one record a second with 58 fields; 160 MB."""
MAX_COLUMNS: Final = 1000
"""Different fields of one file; the richest watches write about a hundred."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column: its name and unit as in the file, and who defined it (`RawChannel.source`)."""

    label: str
    unit: str
    source: str = "file"


@dataclass(frozen=True, slots=True)
class Table:
    """Records in the order of the file.

    Attributes
    ----------
    time
        Shape ``(record,)``: seconds since 1970 in UTC, or since the watch was switched on; NaN
        where a record has none.
    columns
        Shape ``(record,)`` each, in the unit of its key; NaN where missing.
    """

    time: Array
    columns: dict[Key, Array]

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: Whole | npt.NDArray[np.bool_]) -> Table:
        """These records only, in this order."""
        return Table(self.time[rows], {key: c[rows] for key, c in self.columns.items()})


def joined(tables: Sequence[Table]) -> Table:
    """Tables one below the other; a column that one lacks is missing there."""
    if len(tables) == 1:
        return tables[0]
    keys = dict.fromkeys(key for table in tables for key in table.columns)
    columns = {
        key: np.concatenate([t.columns.get(key, np.full(len(t), np.nan)) for t in tables])
        for key in keys
    }
    return Table(np.concatenate([np.zeros(0), *(table.time for table in tables)]), columns)


class Records:
    """Gathers records; what most of them lack costs nothing until `table` is called."""

    def __init__(self, name: str) -> None:
        """Start with none; ``name`` is that of the file, for messages."""
        self._name = name
        self._time = array("d")
        self._rows: dict[Key, array[int]] = {}
        self._values: dict[Key, array[float]] = {}

    def __len__(self) -> int:
        return len(self._time)

    @property
    def last(self) -> float:
        """Time of the last record that has one; NaN before the first."""
        return next((t for t in reversed(self._time) if t == t), float("nan"))

    def add(self, time: float, cells: Iterable[tuple[Key, float]]) -> None:
        """Add one record.

        Raises
        ------
        runtall.errors.LimitExceeded
            When the file holds more than a run can need.
        """
        row = len(self._time)
        self._time.append(time)
        for key, value in cells:
            if key not in self._rows:
                self._rows[key], self._values[key] = array("q"), array("d")
            self._rows[key].append(row)
            self._values[key].append(value)
        if len(self._rows) > MAX_COLUMNS or row > MAX_FRAMES or row * len(self._rows) > MAX_VALUES:
            raise LimitExceeded(
                f"{self._name}: holds more records or fields than the limit of "
                f"{MAX_VALUES} values and {MAX_COLUMNS} fields; give the activity of one run"
            )

    def table(self) -> Table:
        """All of them; of a field that a record holds twice, the first value."""
        columns = {}
        for key, rows in self._rows.items():
            column = np.full(len(self._time), np.nan)
            # Backwards, so that the first of two stays.
            column[np.frombuffer(rows, np.int64)[::-1]] = np.frombuffer(self._values[key])[::-1]
            columns[key] = column
        return Table(np.array(self._time, np.float64), columns)
