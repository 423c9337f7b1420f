"""Sentences about what a load would be without one habit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from runtall.motion.load import Change
from runtall.report import wording

Piece = dict[str, str]
"""``text``, and ``strong`` that is not empty where it is the heart of the sentence."""

_MOST: Final = 3
"""Loads that one sentence names."""
_TIMES: Final = 1.6
"""Effort that is so much more is told as times, not in %."""
_PLACES: Final = {
    "t8t9_flexion_moment": "the bending load at T8/T9",
    "l5s1_flexion_moment": "the bending load at the low back",
    "c7t1_flexion_moment": "the bending load at the base of the neck",
    "t4t5_flexion_moment": "the bending load at T4/T5",
    "t8t9_axial_moment": "the turning load at T8/T9",
    "l5s1_axial_moment": "the turning load at the low back",
    "erector_spinae_thoracic_effort": "the extensors of the upper back",
    "erector_spinae_lumbar_effort": "the extensors of the low back",
    "scapular_retractors_effort": "the muscles between the shoulder blades",
    "thoracic_twist_range": "the twist of the chest",
    "thoracic_twist_moment": "the passive twist of the chest",
    "neck_extensors_effort": "the neck extensors",
    "pectorals_effort": "the chest muscles",
    "serratus_anterior_effort": "the muscles from ribs to shoulder blade",
    "obliques_effort": "the muscles at the sides of the belly",
    "shoulder_elevators_effort": "the shoulder elevators",
}
_ASKED: Final = {
    "waist_lean": ("t8t9_flexion_moment", "l5s1_flexion_moment"),
    "head_forward": ("neck_extensors_effort", "c7t1_flexion_moment", "t4t5_flexion_moment"),
    "arm_crossing": ("thoracic_twist_range", "pectorals_effort", "serratus_anterior_effort"),
    "trunk_rotation": ("thoracic_twist_range", "t8t9_axial_moment", "obliques_effort"),
    "shoulder_elevation": ("shoulder_elevators_effort",),
    "arm_tension": ("t8t9_axial_moment", "thoracic_twist_range"),
}
"""Loads that are told of each habit, in order; of others what they bear on."""
_WITH: Final = {
    "trunk_lean": "With your trunk at {target}° instead of {measured}°",
    "head_on_trunk": "With your ears {target}° ahead of the trunk's line instead of {measured}°",
    "thorax_yaw_range": "With your chest turning by {target}° instead of {measured}°",
    "elbow_angle": "With your elbow at {target}° instead of {measured}°",
    "arm_swing_asymmetry": "With your arm swings {target} % apart instead of {measured} %",
    "ear_shoulder_height": "With your shoulders at rest",
}
_CARRIAGE: Final = "The body model sees how your arms are held, not how tightly."
_HANDS: Final = "With your hands no nearer than {target} shoulder breadths to the midline{measured}"


@dataclass(frozen=True, slots=True)
class _Told:
    """Both sides of a load in one: the change in % and its interval, sides that agree."""

    load: str
    change: float
    low: float
    high: float
    where: str = ""

    @property
    def sure(self) -> bool:
        return not self.low <= 0 <= self.high


def sentences(cause: str, changes: Iterable[Change]) -> list[list[Piece]]:
    """What giving up a habit would change, in pieces; empty where nothing is known."""
    own = [c for c in changes if c.cause == cause and c.statistic in ("mean", "peak")]
    main = [c for c in own if c.held != "trunk"]
    if not main:
        return []
    if cause == "shoulder_elevation":
        return [_direction(main)]
    told = _combined(main, _asked(cause, main))
    found = [_now(t) for t in told if _large(t)]
    would = [t for t in told if t.sure and not _large(t)]
    if would:
        found.append(_would(main[0], would))
    if cause == "arm_tension":
        return [*found, [_piece(_CARRIAGE)]]
    if unsure := [t for t in told if not t.sure]:
        found.append(_unsure(unsure, alone=not found))
    return found + _turning([c for c in own if c.held == "trunk"])


def _asked(cause: str, changes: Sequence[Change]) -> Sequence[str]:
    return _ASKED.get(cause) or list(dict.fromkeys(c.load for c in changes))[:_MOST]


def _combined(changes: Sequence[Change], names: Sequence[str]) -> list[_Told]:
    found = []
    for name in names:
        same = [c for c in changes if c.load == name]
        if same:
            found.append(_both(name, same))
    return found


def _both(name: str, same: Sequence[Change]) -> _Told:
    """Left and right as one where they agree; else the side that changes more."""
    most = max(same, key=lambda c: abs(c.change))
    if len(same) == 1:
        return _Told(name, most.change, most.low, most.high)
    low, high = min(c.low for c in same), max(c.high for c in same)
    if all(c.low <= most.change <= c.high for c in same):
        return _Told(name, sum(c.change for c in same) / len(same), low, high)
    return _Told(name, most.change, most.low, most.high, f" on the {most.side}")


def _large(told: _Told) -> bool:
    """Whether the habit makes an effort so much greater that per cents say little."""
    return told.sure and told.load.endswith("_effort") and _times(told.change) >= _TIMES


def _times(change: float) -> float:
    """How many times the load without the habit the load is."""
    return 1 / max(1 + change / 100, 0.05)


def _would(first: Change, told: Sequence[_Told]) -> list[Piece]:
    pieces, said = [_piece(f"{_with(first)}, ")], ""
    for place, one in enumerate(told):
        joint = "" if place == 0 else " and " if place == len(told) - 1 else ", "
        way = "lower" if one.change < 0 else "higher"
        verb = " would be " if place == 0 else " "
        # What was named a moment ago is not named again.
        name = _effort_of(one)
        kind = name.partition(" at ")[0]
        short, said = name.removeprefix(said).lstrip() if kind == said else name, kind
        pieces += [
            _piece(f"{joint}{short}{verb}"),
            _piece(f"{wording.figure(abs(one.change), 0)}\u00a0% {way}", strong=True),
            _piece(f" ({_range(one)})"),
        ]
    return [*pieces, _piece(".")]


def _now(told: _Told) -> list[Piece]:
    low, high = sorted((_times(told.low), _times(told.high)))
    range_ = f"{wording.figure(low, 1)} to {wording.figure(high, 1)} times"
    return [
        _piece("It asks "), _piece(_many(_times(told.change)), strong=True),
        _piece(f" the effort of {_place(told.load)}{told.where} ({range_})."),
    ]  # fmt: skip


def _many(times: float) -> str:
    for near, words in ((2.0, "about twice"), (2.5, "about two and a half times"),
                        (3.0, "about three times"), (4.0, "about four times")):  # fmt: skip
        if abs(times - near) <= 0.1 * near:
            return words
    return f"about {wording.figure(times, 1)} times" if times < 4.0 else "more than four times"


def _unsure(told: Sequence[_Told], *, alone: bool) -> list[Piece]:
    names = wording.listed([_effort_of(t) for t in told])
    if alone:
        return [_piece(f"Whether {names} would change cannot be told from this recording.")]
    return [_piece(f"Whether {names} would change cannot be told.")]


def _effort_of(told: _Told) -> str:
    name = f"{_place(told.load)}{told.where}"
    return f"the effort of {name}" if told.load.endswith("_effort") else name


def _direction(changes: Sequence[Change]) -> list[Piece]:
    """Of raised shoulders only the way in which the effort goes."""
    told = _both("shoulder_elevators_effort", changes)
    start = f"{_with(changes[0])}, "
    if not told.sure:
        return [_piece(f"{start}whether the effort of the shoulder elevators would change cannot "
                       "be told; no load figure is given for it.")]  # fmt: skip
    way = "go down" if told.change < 0 else "go up"
    return [
        _piece(f"{start}the effort of the shoulder elevators would "), _piece(way, strong=True),
        _piece("; no load figure is given for it."),
    ]  # fmt: skip


def _turning(kept: Sequence[Change]) -> list[list[Piece]]:
    """What crossing does to the turning load where the trunk moves as it does."""
    load = next((c for c in kept if c.load == "t8t9_axial_moment" and c.statistic == "mean"), None)
    if load is None:
        return []
    if load.high < 0:
        text = (
            f"The turning load at T8/T9, the trunk's motion kept, would be "
            f"{wording.figure(abs(load.change), 0)} % lower ({_range(load)})."
        )
    elif load.low > 0:
        text = "The turning load itself does not rise with crossing; the twist of the chest does."
    else:
        text = "Whether the turning load itself rises with crossing cannot be told."
    return [[_piece(text)]]


def _with(change: Change) -> str:
    if change.measure == "arm_crossing_nearest":
        return _hands(change)
    decimals = 0
    target, measured = (wording.figure(v, decimals) for v in (change.target, change.measured))
    plain = f"With {wording.words(change.measure).name.lower()} at {target} instead of {measured}"
    return _WITH.get(change.measure, plain).format(target=target, measured=measured)


def _hands(change: Change) -> str:
    far = wording.figure(abs(change.measured), 2)
    now = f"{far} beyond it" if change.measured < 0 else far
    return _HANDS.format(target=wording.figure(change.target, 2), measured=f" instead of {now}")


def _place(load: str) -> str:
    name = wording.words(load).name
    return _PLACES.get(load) or f"the {name[:1].lower()}{name[1:]}"


def _range(change: _Told | Change) -> str:
    low, high = sorted((abs(change.low), abs(change.high)))
    return f"{wording.figure(low, 0)} to {wording.figure(high, 0)}"


def _piece(text: str, *, strong: bool = False) -> Piece:
    return {"text": text, "strong": "yes" if strong else ""}
