"""Sentences of the breathing section: what the bands tell, what they cannot, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.motion.breathing import Breathing, BreathingChange, BreathingLoop, StepBreath
from runtall.motion.segments import Activity, Segment
from runtall.report import wording

TITLE: Final = "Your breathing"
LOOP_TITLE: Final = "Chest against belly"
ROSE_TITLE: Final = "Breath against steps"
THROUGH: Final = {
    "rate": "Breathing rate", "share": "Chest share of the breath", "phase": "Chest against belly",
}  # fmt: skip
THROUGH_UNITS: Final = {"rate": "breaths a minute", "share": "per cent", "phase": "degrees"}
NONE: Final = "not measured"

_SHARE: Final = (
    "The chest share is of the movement of both bands, not of the air, and hangs on how each band "
    "sits: only changes within one wearing count."
)
_CALIBRATED: Final = (
    "The bands were set to litres, so the chest share is of the air as far as that held."
)
_ONE: Final = (
    "One band shows how often you breathe, not whether chest or belly moves, nor whether they move "
    "together. A second band would."
)
_BEATS: Final = (
    "No band was worn. The rate was worked out from the beats of the heart, which quicken a little "
    "with each breath in; its interval holds the error of that way. Chest and belly cannot be told "
    "from it."
)
_MATCHED: Final = "Breaths of like depth and rate were compared."
_HARDER: Final = (
    "You breathed {effort} times as much then, and breaths of like depth and rate were too few to "
    "compare."
)
_EXPECTED: Final = "A rise with harder breathing is expected of everybody."
_NO_CHANGE: Final = "No change can be told in the {names}."
_CHANGES: Final = {
    "rib_cage_share": "chest share", "breathing_phase_angle": "angle between chest and belly",
    "breathing_rate": "breathing rate",
}  # fmt: skip
_UNITS: Final = {"points": " points", "deg": "°", "1/min": " /min"}
_DECIMALS: Final = {"points": 1, "deg": 0, "1/min": 1}
_KNOWN: Final = {
    "trunk sensor": "by the trunk sensor", "watch": "by the watch", "bands": "in the bands",
}  # fmt: skip
_BY_CHANCE: Final = "no more often in step than by chance"
_IN_STEP: Final = "more often in step than chance alone would give"
_LITTLE: Final = 1.15
"""Times as much that is about as much."""


def lead(told: Breathing) -> str:
    """What was worn, and the two numbers that matter first."""
    if told.rate_from == "beats":
        return _BEATS
    activity: Activity = next((a for a in ("run", "walk", "rest") if told.during(a)), "other")
    chosen = told.during(activity)
    if chosen is None:
        return ""
    rate, share = (chosen.measurement(n) for n in ("breathing_rate", "rib_cage_share"))
    parts = []
    if rate is not None:
        parts.append(f"you took {wording.figure(rate.value, 1)} breaths a minute "
                     f"({wording.interval(rate)})")  # fmt: skip
    if share is not None:
        parts.append(f"the chest made {wording.figure(share.value, 0)}\u00a0% of the movement "
                     f"({wording.interval(share)})")  # fmt: skip
    if not parts:
        return ""
    where = {"run": "Running", "walk": "Walking", "rest": "At rest", "other": "On the move"}
    return f"{where[activity]}, {wording.listed(parts)}."


def bound(told: Breathing) -> str:
    """How far the numbers carry."""
    if told.rate_from == "beats":
        return ""
    if len(told.bands) < 2:
        return _ONE
    return _CALIBRATED if told.calibrated else _SHARE


def excerpt_title(activity: str, start_s: float) -> tuple[str, str]:
    """Heading of a piece of the bands and when it was."""
    name = {"rest": "At rest", "walk": "Walking", "run": "Running"}.get(activity, "On the move")
    return name, f"from {wording.clock(start_s)}"


def excerpts_key(told: Breathing, n_excerpts: int) -> str:
    """The line under the bands."""
    parts = [
        "Faint: as recorded; strong: without steps, where they can be told from breaths.",
        "Shaded: breathing in.",
    ]
    if n_excerpts > 1:
        parts.append("Both pieces on one scale.")
    if not told.unit:
        parts.append("The bands count in a unit of their own.")
    return " ".join(parts)


def through_key(segments: Sequence[Segment]) -> str:
    """The line under the course of the session, after the swatches."""
    known = [_KNOWN[s.known_by] for s in segments if s.known_by in _KNOWN]
    seen = f"Seen {wording.listed(list(dict.fromkeys(known)))}. " if known else ""
    return f"{seen}Around the line its 90\u00a0% interval; gaps could not be read."


def loop_key(found: Sequence[BreathingLoop]) -> str:
    """The line under the loops."""
    names = [wording.doing(x.activity) for x in found]
    told = f": {names[0]} dashed, {names[1]} solid" if len(names) > 1 else f" of {names[0]}"
    return f"Mean breath{told}. The wider the loop, the less they move together."


def step_breath(found: StepBreath) -> str:
    """What the rose says, in a sentence or two."""
    mean, most = (f"{wording.figure(v, 0)}\u00a0%" for v in found.chance)
    share = f"{wording.figure(found.coupled, 0)}\u00a0%"
    verdict = _BY_CHANCE if found.coupled <= found.chance[1] else _IN_STEP
    cycle = "stride" if found.by_foot else "step"
    text = (
        f"{share} of breaths turn outward near one place of the {cycle}: {verdict} "
        f"({mean}, up to {most})."
    )
    if found.ratio is not None:
        text += f" Most breaths take {found.ratio:g} strides."
    if found.by_foot and not found.named:
        return f"{text} Which foot is the left cannot be told."
    return text if found.by_foot else f"{text} The two feet could not be told apart."


def rose_key(found: StepBreath) -> str:
    """The line under the rose."""
    count = wording.counted(len(found.phase), "breath")
    cycle = "stride" if found.by_foot else "step"
    return (
        f"Where in the {cycle} breathing out begins; area counts {count}. Dashed ring: all by "
        "chance."
    )


def changes(found: Sequence[BreathingChange]) -> list[str]:
    """A sentence for each comparison, with what it was compared with and what is expected."""
    pairs = dict.fromkeys((c.before, c.after) for c in found)
    groups = [[c for c in found if (c.before, c.after) == pair] for pair in pairs]
    return [_group(group) for group in groups]


def _group(group: Sequence[BreathingChange]) -> str:
    told = ", ".join(_change(c) for c in group)
    unsure = [_called(c) for c in group if c.low <= 0.0 <= c.high]
    none = _NO_CHANGE.format(names=wording.listed(unsure)) if unsure else ""
    parts = (f"{_when(group[0])}: {told}.", none, _how(group))
    return " ".join(part for part in parts if part)


def _called(change: BreathingChange) -> str:
    return _CHANGES.get(change.name) or wording.words(change.name).name.lower()


def _change(change: BreathingChange) -> str:
    of = _DECIMALS.get(change.unit, 1)
    unit = _UNITS.get(change.unit, f" {change.unit}").replace(" ", "\u00a0")
    bounds = f"{wording.signed(change.low, of)} to {wording.signed(change.high, of)}"
    return f"{_called(change)} {wording.signed(change.value, of)}{unit} ({bounds})"


def _when(change: BreathingChange) -> str:
    if change.before == change.after:
        return "In each 10 min of the run"
    return f"From {wording.doing(change.before)} to {wording.doing(change.after)}"


def _how(group: Sequence[BreathingChange]) -> str:
    """What a change of the chest share was compared with, and what of it is expected."""
    share = next((c for c in group if c.name == "rib_cage_share"), None)
    if share is None or share.before == share.after:
        return ""
    if share.matched:
        return _MATCHED
    if share.effort < _LITTLE:
        return ""
    harder = _HARDER.format(effort=wording.figure(share.effort, 1))
    return f"{harder} {_EXPECTED}" if share.low > 0 else harder
