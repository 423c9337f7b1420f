"""Loads without a number, named together by what would show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.motion.load import GROUPS, LEVELS, Load
from runtall.report import wording

_KINDS: Final = {
    "flexion_moment": "bending load", "lateral_moment": "side-bending load",
    "axial_moment": "turning load", "compression": "force through the joints",
}  # fmt: skip
_ALL: Final = ["every load of the body model"]
_MANY: Final = 3
"""Muscle groups beyond which they are named together."""


def names(loads: Sequence[Load]) -> dict[str, list[str]]:
    """Names of what is unmeasured, by its reason."""
    reasons: dict[str, set[str]] = {}
    for load in loads:
        if not load.measured and load.reason:
            reasons.setdefault(load.reason, set()).add(load.load)
    if len(reasons) == 1 and not any(x.measured for x in loads):
        return dict.fromkeys(reasons, _ALL)
    return {reason: [*_moments(found), *_twist(found), *_efforts(found)]
            for reason, found in reasons.items()}  # fmt: skip


def _moments(found: set[str]) -> list[str]:
    told = []
    for kind, name in _KINDS.items():
        levels = [level for level in reversed(LEVELS) if f"{level}_{kind}" in found]
        if len(levels) == len(LEVELS):
            told.append(f"{name} along the spine")
        elif levels:
            told.append(f"{name} at {wording.listed([wording.LEVEL_NAMES[v] for v in levels])}")
    return told


def _twist(found: set[str]) -> list[str]:
    return ["twist of the chest"] if any(n.startswith("thoracic_twist") for n in found) else []


def _efforts(found: set[str]) -> list[str]:
    groups = [g for g in wording.GROUP_NAMES if f"{g}_effort" in found]
    if len(groups) == len(GROUPS):
        return ["effort of all muscle groups"]
    if len(groups) > _MANY:
        return ["effort of most muscle groups"]
    names_ = [wording.GROUP_NAMES[g] for g in groups]
    return [f"effort of {wording.listed([n[0].lower() + n[1:] for n in names_])}"] if groups else []
