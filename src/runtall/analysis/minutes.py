"""At which minute of the run each clip begins, from the clocks of the cameras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from runtall.motion.recording import Notice, Recording

ONE_RUN: Final = timedelta(hours=6)
"""Clips further apart are not of one run; an ultramarathon is told with --minute."""


def with_minutes(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """Give clips of one run their minute where nobody said it and the files carry a time.

    The first clip is minute 0; what came before it is not known, and a drift needs only
    differences. Holds get none. Nothing is set when one clip has a minute already, when fewer
    than two carry a time, when two carry the same (that of an export), or when they lie
    further apart than one run.

    Parameters
    ----------
    recordings
        As `runtall.load` gives them.

    Returns
    -------
    tuple of Recording
        The same, those that got a minute with a notice that says so.
    """
    clips = [r for r in recordings if not r.calibration]
    times = {id(r): when for r in clips if (when := created(r)) is not None}
    in_order = sorted(times.values())
    if any(r.minute is not None for r in clips) or len(in_order) < 2:
        return tuple(recordings)
    same = any(a == b for a, b in pairwise(in_order))
    if same or in_order[-1] - in_order[0] > ONE_RUN:
        return tuple(recordings)
    return tuple(_timed(r, times[id(r)] - in_order[0]) if id(r) in times else r for r in recordings)


def created(recording: Recording) -> datetime | None:
    """When the camera says it was filmed; None when it says nothing, as motion files do."""
    pose = recording.streams.get("pose")
    text = "" if pose is None else str(pose.attrs.get("created", ""))
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    # A time without a zone cannot be set against one that has it.
    return when if when.tzinfo is not None else None


def _timed(recording: Recording, since: timedelta) -> Recording:
    minute = since.total_seconds() / 60
    notice = Notice(
        "minute_from_clock",
        f"starts {minute:.1f} min after the first clip by the cameras' clocks; "
        "--minute says it otherwise",
    )
    return replace(recording, minute=minute, notices=(*recording.notices, notice))
