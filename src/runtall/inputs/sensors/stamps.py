"""Moments of the day as files write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

FIRST_S: Final = 631_152_000.0
"""1990 as seconds since 1970; an earlier clock was never set."""
LAST_S: Final = 4_102_444_800.0
"""2100."""


def iso(seconds: object) -> str:
    """ISO 8601 in UTC of seconds since 1970; ``""`` of what is no such moment.

    Examples
    --------
    >>> iso(1484672807.0), iso(1484672807.25), iso(None), iso(12.0)
    ('2017-01-17T17:06:47Z', '2017-01-17T17:06:47.250000Z', '', '')
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return ""
    if not FIRST_S <= seconds <= LAST_S:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
