"""What the report says of inputs that are worn: breathing bands, a trunk sensor, a watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.analysis.result import Analysis, InputSummary
from runtall.motion.watch import Alignment
from runtall.report import wording
from runtall.report.words import SENSORS

KINDS: Final[tuple[str, ...]] = ("breathing", "imu", "watch")
"""Kinds of recording that are worn, not filmed nor captured."""
WORN_METHODS: Final = ("bands", "calibrated bands", "watch", "trunk sensor")
"""Ways of measuring that go without saying where there is one input."""

_SHOWN: Final = (
    "cadence", "vertical_oscillation", "contact_time", "breathing_rate", "rib_cage_share",
    "breathing_phase_angle", "labored_breathing_index", "strides_per_breath",
    "step_breath_coupling",
)  # fmt: skip
_CALLED: Final = {"breathing": "Breathing bands", "imu": "Trunk sensor", "watch": "Watch file"}
_TITLES: Final = {
    "breathing": "Your breathing, band by band",
    "running": "Your run, seen from your breathing",
    "imu": "Your run, felt at the trunk",
    "watch": "Your run, as your watch saw it",
}
_HOW: Final = {
    "breathing": (
        "Breaths were found in chest and belly together, after the steps were taken out wherever "
        "they can be told from the breath; a breath runs from one beginning of breathing in to the "
        "next."
    ),
    "imu": "Steps and stretches of running were found from the jolts that the trunk sensor feels.",
    "watch": (
        "What the watch recorded was taken as its file holds it, each field in its own unit; only "
        "stretches of running count."
    ),
}
_BEATS: Final = (
    "The breathing rate comes from the beats of the heart, which quicken a little with each breath "
    "in; its interval holds the error of that way."
)
_SCATTER: Final = {
    "breathing": "the scatter from breath to breath", "imu": "the scatter from step to step",
    "watch": "the scatter between stretches of the run",
}  # fmt: skip
_LIMITS: Final = {
    "breathing": (
        "Bands feel how far the girth moves, not the air, and each sits a little differently every "
        "time."
    ),
    "imu": "A sensor on the trunk moves with clothes and skin, and feels where down is, not more.",
    "watch": "How a watch works out its numbers its maker does not tell; they are not checked.",
}
_HOWS: Final = {
    "clock": "by the time of day in both files", "told": "as you said",
    "cadence": "by the cadence found in both",
}  # fmt: skip


def kinds(analysis: Analysis) -> list[str]:
    """Kinds of worn inputs in the order of `KINDS`."""
    there = {source.kind for source in analysis.inputs}
    found: list[str] = [kind for kind in KINDS if kind in there]
    # A shirt may have a trunk sensor too, which is no input of its own.
    seen = {s.known_by for _, segments in analysis.sensor_segments for s in segments}
    if "imu" not in found and "trunk sensor" in seen:
        found.append("imu")
    return sorted(found, key=KINDS.index)


def only(analysis: Analysis) -> bool:
    """Whether every input is worn."""
    return bool(analysis.inputs) and all(s.kind in KINDS for s in analysis.inputs)


def shows(name: str) -> bool:
    """Whether any worn input could give a measurement of that name."""
    return name.removesuffix("_drift") in _SHOWN or name in SENSORS


def title(analysis: Analysis) -> str:
    """Heading of a report whose inputs are all worn."""
    there = [s.kind for s in analysis.inputs]
    if "breathing" in there:
        runs = any(b.during("run") for b in analysis.breathing)
        return _TITLES["running" if runs else "breathing"]
    return _TITLES["imu" if "imu" in there else "watch"]


def called(kind: str) -> str:
    """What such an input is called before its number."""
    return _CALLED[kind]


def views(analysis: Analysis) -> list[str]:
    """Kinds of worn inputs as the line under the title names them."""
    found = []
    for place, source in enumerate(analysis.inputs):
        bands = [b.bands for b in analysis.breathing if b.input == place]
        if source.kind == "breathing":
            found.append(
                "one breathing band" if bands and len(bands[0]) == 1 else "breathing bands"
            )
        elif source.kind in KINDS:
            found.append({"imu": "trunk sensor", "watch": "watch"}[source.kind])
    return found


def counted(analysis: Analysis) -> list[str]:
    """How much there is of it: breaths, distance and time of the run."""
    breaths = sum(int(b.breaths.trusted.sum()) for b in analysis.breathing)
    parts = [wording.counted(breaths, "breath")] if breaths else []
    for run in analysis.watches:
        lasts = wording.seconds(run.duration_s)
        parts.append(
            f"{wording.figure(run.distance_m / 1000, 1)} km in {lasts}" if run.distance_m else lasts
        )
    return parts


def facts(source: InputSummary) -> str:
    """One worn input in a line: what it is, at which rate, how long."""
    rate = f"{source.fps:.4g} values a second" if source.fps > 1 else ""
    first = source.about or (_CALLED[source.kind].lower(),)
    lasts = f"{wording.seconds(source.duration_s)} long"
    text = ", ".join(part for part in (first[0], rate, lasts, *first[1:]) if part)
    return text[:1].upper() + text[1:]


def placed(place: int, alignments: Sequence[Alignment]) -> str:
    """Where a film or capture lies on the clock of the first input; empty where not to be said.

    What is worn says so itself, in `InputSummary.about`.
    """
    found = next((a for a in alignments if a.input == place), None)
    if found is None or place == 0:
        return ""
    if found.offset_s is None:
        reason = f": {found.reason}" if found.reason else ""
        return f"could not be placed on the clock of input 1{reason}"
    way = "after" if found.offset_s >= 0 else "before"
    text = f"starts {wording.seconds(abs(found.offset_s))} {way} input 1, "
    text += _HOWS.get(found.how, "placed")
    if found.sd_s is not None:
        text += f", standard error {wording.seconds(found.sd_s)}"
    return f"{text}; {found.reason}" if found.reason else text


def how(analysis: Analysis) -> list[str]:
    """How worn inputs were measured."""
    beats = any(m.measured and m.method == "beats" for m in analysis.measurements)
    return [*(_HOW[kind] for kind in kinds(analysis)), *([_BEATS] if beats else [])]


def scatter(analysis: Analysis) -> list[str]:
    """What intervals of worn inputs hold."""
    return [_SCATTER[kind] for kind in kinds(analysis)]


def limits(analysis: Analysis) -> list[str]:
    """What worn inputs cannot tell."""
    return [_LIMITS[kind] for kind in kinds(analysis)]
