"""Learned errors that correct nothing, for geometry that is exact."""

from __future__ import annotations

from runtall.kinematics.error_model import Correction, ViewError

_NOTHING = Correction(0.0, 0.0, 0.0, {}, 1e-6, 30)
# A camera that is held straight stays so; slope -1 gives zero for every mark.
_LEVEL = Correction(0.0, -1.0, 0.0, {}, 1e-6, 30)


def no_errors() -> dict[str, ViewError]:
    """By kind of view; contacts of `SyntheticRunner` come out where its formulas put them."""
    offsets = {"side": 0.03, "rear": -0.25, "front": -0.25}
    return {
        kind: ViewError(
            {"initial_contact": offset, "toe_off": 0.02, "contact_share": 0.35},
            _NOTHING, _LEVEL, {}, {},
        )
        for kind, offset in offsets.items()
    }  # fmt: skip
