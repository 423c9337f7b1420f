from __future__ import annotations

import csv
import math

import pytest

from runtall.report import tables


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_text_is_never_a_formula(text):
    assert tables.cell(text).startswith(("'", "�"))


def test_numbers_stay_numbers():
    assert tables.cell(-1.5) == "-1.5"
    assert tables.cell(3) == "3"
    assert tables.cell(math.nan) == tables.cell(None) == ""
    assert tables.cell(True) == "true"


def test_round_trip_with_commas_quotes_and_lines(tmp_path):
    path = tmp_path / "t.csv"
    tables.write(path, ("a", "b"), [('x,"y"\nz', 1.25)])
    with path.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["a", "b"], ['x,"y"\nz', "1.25"]]
