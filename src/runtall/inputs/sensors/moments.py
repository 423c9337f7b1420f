"""Columns of time: seconds, other units, seconds since 1970, or moments in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.errors import MalformedFile
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.text import NOTHING, quoted
from runtall.inputs.sensors.stamps import FIRST_S, LAST_S, iso
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    import polars as pl

_SMALLER: Final = (1.0, 1e-3, 1e-6, 1e-9)
"""Seconds in the units of clocks; devices count in one of them."""
_DAY_S: Final = 86_400.0
_MICRO: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SLOWEST_S: Final = {True: 0.3, False: 90.0}
"""Between two rows at most: of bands and trunk sensors (True), of a watch (False)."""
_FASTEST_S: Final = {True: 1e-4, False: 0.05}
_COMMA: Final = r"^([+-]?\d+),(\d+)$"


@dataclass(frozen=True, slots=True)
class Clock:
    """Times of rows.

    Attributes
    ----------
    time_s
        (row,), s from the first row where the file tells moments, else as in the file; NaN where
        a row has none.
    zero_s
        Second 0 since 1970 in UTC; 0 where the file does not tell it.
    notices
        What was assumed.
    """

    time_s: Array
    zero_s: float = 0.0
    notices: tuple[Notice, ...] = ()

    @property
    def start(self) -> str:
        """Second 0 in ISO 8601 and UTC, or ``""``."""
        return iso(self.zero_s)


def told_in_words(words: pl.Series, factor: float | None, quick: bool, name: str) -> Clock:
    """Times of a column of words, which may be numbers.

    Parameters
    ----------
    words
        The column as text, null where empty.
    factor
        Seconds in one unit as its heading says; None where it says nothing.
    quick
        Whether it is the clock of bands or a trunk sensor, not that of a watch.
    name
        Of the file, for messages.

    Raises
    ------
    runtall.errors.MalformedFile
        When a cell is neither a number nor a moment.
    """
    import polars as pl

    if words.is_in(sorted(NOTHING)).any():
        words = words.set(words.str.to_lowercase().is_in(sorted(NOTHING)), None)
    numbers = words.cast(pl.Float64, strict=False)
    if numbers.null_count() > words.null_count():
        numbers = words.str.replace(_COMMA, "$1.$2").cast(pl.Float64, strict=False)
    if numbers.null_count() == words.null_count():
        return counted(np.array(numbers.fill_null(np.nan).to_numpy()), factor, quick)
    if numbers.null_count() < len(words) / 2:
        row = int((numbers.is_null() & words.is_not_null()).arg_true()[0])
        raise MalformedFile(
            f"{name}: its row {row + 1} has the time {quoted(words[row])}, which is no number; "
            "export it again"
        )
    return _told(words.to_list(), name)


def counted(found: Array, factor: float | None, quick: bool) -> Clock:
    """Times of a column of numbers.

    Parameters
    ----------
    found
        (row,), NaN where there is none.
    factor, quick
        As for `told_in_words`.
    """
    finite = found[np.isfinite(found)]
    if not finite.size:
        return Clock(found)
    scale = _likely(finite, quick) if factor is None else factor
    zero = float(finite[0])
    if FIRST_S <= float(np.median(finite)) * scale <= LAST_S:
        return Clock((found - zero) * scale, zero * scale)
    if zero * scale > _DAY_S:
        # Devices count from when they were switched on.
        found = found - zero
    if factor is not None or scale == 1.0:
        return Clock(found * scale)
    unit = {1e-3: "ms", 1e-6: "µs", 1e-9: "ns"}[scale]
    text = f"its time has no unit and runs {np.median(np.diff(finite)):.4g} a row: taken as {unit}"
    return Clock(found * scale, 0.0, (Notice("time_unit_assumed", text),))


def _likely(found: Array, quick: bool) -> float:
    """The unit in which rows come as often as such a device gives them; seconds by default."""
    steps = np.abs(np.diff(found))
    steps = steps[steps > 0]
    usual = float(np.median(steps)) if steps.size else 1.0
    fits = [s for s in _SMALLER if _FASTEST_S[quick] <= usual * s <= _SLOWEST_S[quick]]
    return fits[0] if fits else 1.0


def _told(words: list[str | None], name: str) -> Clock:
    """Times from moments in words."""
    found: list[int | None] = []
    local = False
    for row, word in enumerate(words):
        try:
            moment, zoned = (None, True) if word is None else _moment(word)
        except (ValueError, OverflowError) as error:
            raise MalformedFile(
                f"{name}: its row {row + 1} has the time {quoted(word or '')}; export it as "
                "seconds, or as 2026-05-01T09:30:00Z"
            ) from error
        found.append(moment)
        local |= not zoned
    zero = next((moment for moment in found if moment is not None), 0)
    # Whole microseconds keep what the file says to the last digit.
    time_s = np.array([np.nan if m is None else (m - zero) / _MICRO for m in found])
    if zero < _DAY_S * _MICRO:
        time_s = _past_midnight(time_s)
    if not local:
        return Clock(time_s, zero / _MICRO)
    text = "its times do not tell their zone: its clock is not compared with other files'"
    return Clock(time_s, 0.0, (Notice("zone_unknown", text),))


def _moment(word: str) -> tuple[int, bool]:
    """Microseconds since 1970, or of the day, and whether the zone is told."""
    text = word.removesuffix(" UTC")
    zoned = text != word
    if ":" in text[:3]:
        text = text if text[2:3] == ":" else f"0{text}"
        text = f"{_EPOCH.date().isoformat()} {text}"
    moment = datetime.fromisoformat(text)
    zoned |= moment.tzinfo is not None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1), zoned


def _past_midnight(found: Array) -> Array:
    """Times of the day that go on after midnight."""
    rows = np.flatnonzero(np.isfinite(found))
    steps = np.diff(found[rows], prepend=found[rows][:1])
    found[rows] += _DAY_S * np.cumsum(steps < -_DAY_S / 2)
    return found
