"""EDF, EDF+ and BDF files."""

from __future__ import annotations

import numpy as np
import pytest
from tests.inputs.sensors.conftest import codes, edf, read_here, write

from runtall.errors import InputError, LimitExceeded, MissingStream, RuntallError

RATE = 32
COUNTS = np.rint(8000 * np.sin(np.arange(RATE * 10) / 20)).astype(int)


def physical(counts: np.ndarray) -> np.ndarray:
    """What 16 bits over -5 to 5 mean."""
    return (counts + 32768) / 65535 * 10 - 5


def two(**settings: object) -> bytes:
    return edf({"RIP Thorax": COUNTS, "RIP Abdom": -COUNTS}, **settings)


def test_bands_are_found_by_label_in_physical_units(tmp_path):
    found = read_here(write(tmp_path / "a.edf", two()))
    assert found.kind == "breathing"
    assert found.main["chest"].values == pytest.approx(physical(COUNTS), abs=1e-12)
    assert found.main["belly"].values == pytest.approx(physical(-COUNTS), abs=1e-12)
    assert found.main.attrs["rate_hz"] == RATE
    assert found.main.attrs["unit"] == "mV"
    assert found.main.attrs["start"] == ""
    assert "zone_unknown" in codes(found)


@pytest.mark.parametrize(
    ("chest", "belly"),
    [("Thor", "Abdo"), ("Chest", "Abdomen"), ("Effort THO", "Effort ABD"), ("THOR RES", "ABDO RES"),
     ("Rib cage", "abdominal"), ("RC", "Abd")],
)  # fmt: skip
def test_labels_of_many_programs(tmp_path, chest, belly):
    signals = {"ECG": COUNTS, "Flow": COUNTS, chest: COUNTS, belly: -COUNTS, "SpO2": COUNTS}
    found = read_here(write(tmp_path / "a.edf", edf(signals)))
    assert set(found.main.data_vars) == {"chest", "belly"}
    assert "columns_left_out" in codes(found)


def test_a_single_band_is_taken(tmp_path):
    found = read_here(write(tmp_path / "a.edf", edf({"Resp": COUNTS, "ECG": COUNTS})))
    assert list(found.main.data_vars) == ["band"]


def test_columns_say_what_labels_do_not(tmp_path):
    path = write(tmp_path / "a.edf", edf({"Aux1": COUNTS, "Aux2": -COUNTS}))
    with pytest.raises(MissingStream, match=r"'Aux1', 'Aux2'.*--columns"):
        read_here(path)
    found = read_here(path, {"Aux1": "belly", "Aux2": "chest"})
    assert found.main["belly"].values == pytest.approx(physical(COUNTS))
    turned = read_here(path, {"Aux1": "-belly"})
    assert turned.main["belly"].values == pytest.approx(-physical(COUNTS))
    with pytest.raises(InputError, match=r"'lung'"):
        read_here(path, {"Aux1": "lung"})


def test_gaps_of_a_broken_record_stay_gaps(tmp_path):
    onsets = [0, 1, 2, 3, 10, 11, 12, 13, 14, 15]
    found = read_here(write(tmp_path / "a.edf", two(onsets=onsets)))
    chest = found.main["chest"].values
    assert len(chest) == 16 * RATE
    assert np.isnan(chest[4 * RATE : 10 * RATE]).all()
    there = np.concatenate([chest[: 4 * RATE], chest[10 * RATE :]])
    assert there == pytest.approx(physical(COUNTS))
    assert [n.message for n in found.notices if n.code == "time_gaps"] == [
        "the clock of breathing has 1 gaps, 6 s in all"
    ]


def test_a_record_whose_clock_goes_back_is_said(tmp_path):
    onsets = [0, 1, 2, 3, 4, 2.51, 6, 7, 8, 9]
    found = read_here(write(tmp_path / "a.edf", two(onsets=onsets)))
    assert "clock_back" in codes(found)
    assert (np.diff(found.main["time"]) > 0).all()


def test_bdf_has_24_bits(tmp_path):
    counts = COUNTS * 500
    content = edf({"Chest": counts, "Belly": -counts}, bdf=True,
                  scale=(-8388608, 8388607, -8388608, 8388607))  # fmt: skip
    found = read_here(write(tmp_path / "a.bdf", content))
    assert found.main["chest"].values == pytest.approx(counts)
    assert found.main.attrs["format"] == "bdf"


def test_a_cut_file_gives_its_whole_records(tmp_path):
    found = read_here(write(tmp_path / "a.edf", two()[:-1]))
    assert found.main.attrs["frames"] == 9 * RATE
    assert "records_missing" in codes(found)


def test_more_records_than_declared_are_read_and_said(tmp_path):
    found = read_here(write(tmp_path / "a.edf", two(records=4)))
    assert found.main.attrs["frames"] == 10 * RATE
    assert "records_extra" in codes(found)


def test_a_number_of_records_not_yet_written_is_no_damage(tmp_path):
    found = read_here(write(tmp_path / "a.edf", two(records=-1)))
    assert found.main.attrs["frames"] == 10 * RATE
    assert not {"records_extra", "records_missing"} & codes(found)


def test_without_a_scale_values_are_counts(tmp_path):
    found = read_here(write(tmp_path / "a.edf", two(scale=(0, 0, -32768, 32767))))
    assert np.array_equal(found.main["chest"], COUNTS)
    assert found.main.attrs["unit"] == ""
    assert "scale_unknown" in codes(found)


def test_trunk_acceleration_among_the_signals(tmp_path):
    g = np.full(len(COUNTS), 32767)
    signals = {"Acc X": 0 * g, "Acc Y": g, "Acc Z": 0 * g, "Resp": COUNTS}
    content = edf(signals, unit="g", scale=(-1, 1, -32767, 32767))
    found = read_here(write(tmp_path / "a.edf", content))
    assert found.streams["imu"]["acceleration"].values[5] == pytest.approx([0, 9.80665, 0])


@pytest.mark.parametrize(
    ("at", "word", "error"),
    [(252, "0   ", LimitExceeded), (252, "9999", LimitExceeded), (236, "many    ", InputError),
     (244, "0       ", InputError), (244, "nan     ", InputError), (252, "40  ", InputError)],
)  # fmt: skip
def test_a_header_that_makes_no_sense_is_refused(tmp_path, at, word, error):
    content = bytearray(two())
    content[at : at + len(word)] = word.encode()
    with pytest.raises(error, match=r"^a.edf: "):
        read_here(write(tmp_path / "a.edf", bytes(content)))


def test_a_huge_declared_size_takes_no_memory(tmp_path):
    content = bytearray(two())
    at = 256 + 2 * (16 + 80 + 8 * 5 + 80)
    content[at : at + 8] = b"99999999"
    with pytest.raises(RuntallError, match=r"^a.edf: "):
        read_here(write(tmp_path / "a.edf", bytes(content)))


def test_cut_anywhere_it_gives_records_or_one_error(tmp_path):
    content = two()
    for length in [*range(256, 1100, 37), *range(1100, len(content), 211)]:
        path = write(tmp_path / "a.edf", content[:length])
        try:
            found = read_here(path)
        except RuntallError as error:
            assert str(error).startswith("a.edf: ")
        else:
            assert "records_missing" in codes(found)


# --- another program's files --------------------------------------------------------------------


def test_files_of_another_program_read_as_that_program_reads_them(tmp_path):
    pyedflib = pytest.importorskip("pyedflib")
    path = str(tmp_path / "other.edf")
    time = np.arange(20 * RATE) / RATE
    values = [np.sin(time), np.cos(time)]
    with pyedflib.EdfWriter(path, 2, file_type=pyedflib.FILETYPE_EDFPLUS) as writer:
        for n, label in enumerate(("RIP Thorax", "RIP Abdom")):
            writer.setSignalHeader(n, {
                "label": label, "dimension": "mL", "sample_frequency": RATE, "physical_max": 2.0,
                "physical_min": -2.0, "digital_max": 32767, "digital_min": -32768,
                "transducer": "", "prefilter": "",
            })  # fmt: skip
        writer.writeSamples(values)
        writer.writeAnnotation(3.0, -1, "climb")
        writer.writeAnnotation(5.0, 2.0, "walk")
    found = read_here(tmp_path / "other.edf")
    with pyedflib.EdfReader(path) as reader:
        for n, band in enumerate(("chest", "belly")):
            assert found.main[band].values == pytest.approx(reader.readSignal(n), abs=1e-9)
    assert found.main["chest"].values == pytest.approx(values[0], abs=1e-4)
    assert found.main.attrs["calibrated"] == 1
    said = [n.message for n in found.notices if n.code == "annotations_left_out"]
    assert said == ["2 annotations are not used"]


@pytest.mark.parametrize("broken", [False, True])
def test_a_24_bit_file_of_another_program(tmp_path, broken):
    pyedflib = pytest.importorskip("pyedflib")
    path = tmp_path / "other.bdf"
    with pyedflib.EdfWriter(str(path), 1, file_type=pyedflib.FILETYPE_BDFPLUS) as writer:
        writer.setSignalHeader(0, {
            "label": "Chest", "dimension": "uV", "sample_frequency": RATE, "physical_max": 99999.0,
            "physical_min": -99999.0, "digital_max": 8388607, "digital_min": -8388608,
            "transducer": "", "prefilter": "",
        })  # fmt: skip
        writer.writeSamples([COUNTS.astype(float)])
    if broken:
        # That program does not read records that need not follow one another.
        path.write_bytes(path.read_bytes().replace(b"BDF+C", b"BDF+D"))
    found = read_here(path)
    assert found.main["chest"].values == pytest.approx(COUNTS, abs=0.02)
    assert found.main.attrs["frames"] == len(COUNTS)
