"""Options about sensors, and files that belong together."""

from pathlib import Path

import pytest

from runtall.cli.sensed import column_map, grouped
from runtall.errors import UsageError

CHEST, BELLY = Path("a/respiration_thoracic.wav"), Path("a/respiration_abdominal.wav")


def test_the_two_bands_of_a_shirt_are_one_input():
    clip = Path("side.mp4")
    assert grouped([CHEST, clip, BELLY]) == [(CHEST, (BELLY,)), (clip, ())]
    assert grouped([BELLY, CHEST]) == [(BELLY, (CHEST,))]


def test_bands_of_two_shirts_stay_apart():
    other = Path("b/respiration_abdominal.wav")
    assert grouped([CHEST, other]) == [(CHEST, ()), (other, ())]
    assert grouped([CHEST, other, BELLY]) == [(CHEST, (BELLY,)), (other, ())]


def test_columns_from_pairs_and_files(tmp_path):
    file = tmp_path / "columns.toml"
    file.write_text('[columns]\n"RIP 1" = "chest"\n', "utf-8")
    assert column_map([str(file), "RIP 2=belly"]) == {"RIP 1": "chest", "RIP 2": "belly"}
    assert column_map(None) is None


def test_a_file_that_is_no_map_says_what_to_write(tmp_path):
    file = tmp_path / "columns.toml"
    file.write_text("chest = 1\n", "utf-8")
    with pytest.raises(UsageError, match=r"no map of columns; write lines like Thor = \"chest\""):
        column_map([str(file)])
