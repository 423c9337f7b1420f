"""Contacts of a fitted stride."""

import numpy as np
import pytest

from runtall.kinematics.stride3d.marks import contacts_of, marks
from runtall.kinematics.stride3d.prior import usual_coefficients
from runtall.motion.skeleton import default_lengths, mirror

LENGTHS = default_lengths(1.75)
USUAL = usual_coefficients(4)
NONE = {"initial_contact": 0.0, "toe_off": 0.0}


def turned(cycles):
    """The usual stride counted from a phase that lies so many cycles later."""
    out = USUAL.copy()
    for h in range(1, 5):
        a, b = USUAL[:, 2 * h - 1], USUAL[:, 2 * h]
        cos, sin = np.cos(2 * np.pi * h * cycles), np.sin(2 * np.pi * h * cycles)
        out[:, 2 * h - 1], out[:, 2 * h] = a * cos + b * sin, b * cos - a * sin
    return out


def test_marks_of_a_symmetric_stride_are_half_a_stride_apart():
    found = marks(USUAL, LENGTHS)
    for k in (0, 1):
        assert (found["right"][k] - found["left"][k]) % 1.0 == pytest.approx(0.5, abs=0.003)


def test_marks_move_with_the_phase():
    base, later = marks(USUAL, LENGTHS), marks(turned(0.1), LENGTHS)
    for side in ("left", "right"):
        for k in (0, 1):
            apart = (base[side][k] - later[side][k]) % 1.0
            assert apart == pytest.approx(0.1, abs=0.003)


def test_a_mirrored_stride_exchanges_the_events():
    # The mirror image of a symmetric stride is itself, half a stride later.
    swapped = mirror(USUAL.T).T
    one, other = contacts_of(USUAL, LENGTHS, NONE), contacts_of(swapped, LENGTHS, NONE)
    assert other[1]["left"] == pytest.approx(one[1]["right"], abs=0.003)


def test_learned_offsets_are_added():
    _, off = contacts_of(USUAL, LENGTHS, NONE)
    _, moved = contacts_of(USUAL, LENGTHS, {"initial_contact": 0.0, "toe_off": -0.02})
    assert (off["left"] - moved["left"]) % 1.0 == pytest.approx(0.02)
