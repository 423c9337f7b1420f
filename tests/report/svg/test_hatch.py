from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.report.svg.hatch import box, hatched, rounded

sizes = st.floats(1.0, 200.0)


def pieces(drawing):
    pairs = re.findall(r"M(-?[\d.]+) (-?[\d.]+)L(-?[\d.]+) (-?[\d.]+)", drawing)
    return np.array([[float(v) for v in pair] for pair in pairs]).reshape(-1, 2, 2)


@given(left=sizes, top=sizes, width=sizes, height=sizes)
def test_lines_slant_and_stay_inside(left, top, width, height):
    edge, lines = hatched(box(left, left + width, top, top + height))
    found = pieces(lines)
    assert "less edge" in edge
    assert np.all(found[..., 0] >= left - 0.02)
    assert np.all(found[..., 0] <= left + width + 0.02)
    assert np.all(found[..., 1] >= top - 0.02)
    assert np.all(found[..., 1] <= top + height + 0.02)
    # Ends of one line have the same sum of both coordinates.
    assert found.sum(axis=2)[:, 0] == pytest.approx(found.sum(axis=2)[:, 1], abs=0.05)


def test_a_box_of_a_known_size_has_its_number_of_lines():
    # x + y runs from 0 to 20 over this box; every 4.5 there is a line.
    assert len(pieces(hatched(box(0.1, 10.1, 0.1, 10.1))[1])) == 4


@pytest.mark.parametrize("closed", [True, False])
def test_a_smooth_line_goes_through_its_points(closed):
    points = np.array([[0.0, 0.0], [4.0, 1.0], [6.0, 5.0], [1.0, 7.0]])
    line = rounded(points, closed=closed)
    for point in points:
        assert np.min(np.linalg.norm(line - point, axis=1)) < 1e-9


def test_a_straight_line_stays_straight():
    points = np.stack([np.arange(5.0), 2 * np.arange(5.0)], axis=1)
    line = rounded(points, closed=False)
    assert line[:, 1] == pytest.approx(2 * line[:, 0])
