"""Measurements that no input of this kind can give, and what would show them."""

from __future__ import annotations

from runtall.motion.measurement import NOT_SEEN, Measurement, Side

_BREATH = "neither film nor markers show it well enough; record with chest and abdomen bands"
_SPINE = "the pose model has no points on the spine; use --pose spinepose"
_SPINE_MARKERS = "the curve of the spine is not read from markers yet"
_HOLD = "film two standing holds first, relaxed and shrugged, and give them with --calibration"
_BOTH: tuple[Side | None, ...] = ("left", "right")
_ONE: tuple[Side | None, ...] = (None,)

ABSENT: tuple[tuple[str, tuple[Side | None, ...], str, str], ...] = (
    ("thoracic_curve", _ONE, "deg", _SPINE),
    ("shoulder_elevation", _BOTH, "%", _HOLD),
    ("breathing_rate", _ONE, "1/min", _BREATH),
    ("rib_cage_share", _ONE, "%", _BREATH),
    ("breathing_phase_angle", _ONE, "deg", _BREATH),
    ("labored_breathing_index", _ONE, "1", _BREATH),
    ("strides_per_breath", _ONE, "1", _BREATH),
    ("step_breath_coupling", _ONE, "%", _BREATH),
)
"""Name, sides, unit, reason: everything of the contract that has no measurement of its own."""


def absent(
    known: set[tuple[str, Side | None]], *, filmed: bool = True, moved: bool = True
) -> list[Measurement]:
    """An unmeasured entry for everything in the list that is not known.

    Parameters
    ----------
    known
        Name and side of what has an entry already.
    filmed
        Whether there is a clip among the inputs.
    moved
        Whether there is a clip or motion capture.
    """
    return [
        Measurement(
            name,
            side,
            None,
            unit,
            status="unmeasured",
            reason=_reason(reason, filmed=filmed, moved=moved),
        )
        for name, sides, unit, reason in ABSENT
        for side in sides
        if (name, side) not in known
    ]


def _reason(reason: str, *, filmed: bool, moved: bool) -> str:
    if not moved and reason != _BREATH:
        return NOT_SEEN
    return _SPINE_MARKERS if reason == _SPINE and not filmed else reason
