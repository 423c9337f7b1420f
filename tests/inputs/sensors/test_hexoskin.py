"""Hexoskin folders and their bands alone."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from tests.inputs.sensors.conftest import (
    G,
    band_counts,
    codes,
    read_here,
    shirt,
    wave,
    write,
)

from runtall.errors import InputError, MalformedFile, TooShort, UnknownFormat
from runtall.inputs.sensors.wave import read_wave

THORAX, ABDOMEN = "respiration_thoracic.wav", "respiration_abdominal.wav"


def test_a_whole_folder_gives_every_stream(tmp_path):
    found = read_here(shirt(tmp_path / "shirt"))
    assert found.kind == "breathing"
    bands = found.streams["breathing"]
    assert np.array_equal(bands["chest"], -band_counts(25000))
    assert np.array_equal(bands["belly"], -band_counts(15000, 0.3))
    assert np.array_equal(bands["time"], np.arange(2560) / 128)
    assert bands.attrs["rate_hz"] == 128
    assert bands.attrs["duration_s"] == 20
    assert (bands.attrs["unit"], bands.attrs["calibrated"]) == ("", 0)
    assert bands.attrs["start"] == "2022-11-12T00:17:26Z"
    assert json.loads(bands.attrs["about"])["device"] == "HX1"


def test_breathing_in_goes_up_where_the_shirts_counts_fall(tmp_path):
    bands = read_here(shirt(tmp_path / "shirt")).streams["breathing"]
    assert bands.attrs["inspiration"] == "rises"
    quarter = int(128 / 0.25 / 4)
    assert bands["chest"].values[quarter] == -25200


def test_256_counts_are_one_gravity(tmp_path):
    imu = read_here(shirt(tmp_path / "shirt")).streams["imu"]
    assert imu["acceleration"].values[0] == pytest.approx([0, -G, G / 2])
    assert imu.attrs["axes"] == "unknown"
    assert imu.attrs["rate_hz"] == 64


def test_beats_of_no_length_and_unreliable_ones_are_missing_and_said(tmp_path):
    found = read_here(shirt(tmp_path / "shirt"))
    beats = found.streams["beats"]
    assert np.flatnonzero(np.isnan(beats["interval"].values)).tolist() == [3, 5]
    assert beats["interval"].values[6] == 0.5
    assert {"zeros_missing", "beats_unreliable", "beats_noisy"} <= codes(found)


def test_what_the_maker_computed_lies_apart(tmp_path):
    vendor = read_here(shirt(tmp_path / "shirt")).streams["vendor"]
    assert vendor["second"]["heart_rate"].values == pytest.approx(2.0)
    assert vendor["second"]["cadence"].values == pytest.approx(2.6)
    assert vendor["inspiration"]["time"].values.tolist() == [1, 5, 9.5]


@pytest.mark.parametrize(
    ("absent", "word"),
    [(THORAX, "thoracic"), ("acceleration_Z.wav", "acceleration_z"), ("RR_interval.csv", "rr_int"),
     ("info.json", "info")],
)  # fmt: skip
def test_what_a_folder_lacks_is_said(tmp_path, absent, word):
    found = read_here(shirt(tmp_path / "shirt", without=[absent]))
    missing = [n.message for n in found.notices if n.code == "files_missing"]
    assert len(missing) == 1
    assert word in missing[0].lower()


def test_one_band_of_a_folder_keeps_its_name(tmp_path):
    found = read_here(shirt(tmp_path / "shirt", without=[THORAX]))
    assert list(found.streams["breathing"].data_vars) == ["belly"]


def test_a_folder_without_bands_is_a_trunk_sensor(tmp_path):
    assert read_here(shirt(tmp_path / "shirt", without=[THORAX, ABDOMEN])).kind == "imu"


def test_a_damaged_band_is_left_out_and_said(tmp_path):
    folder = shirt(tmp_path / "shirt")
    write(folder / THORAX, b"not a wave at all")
    found = read_here(folder)
    assert list(found.streams["breathing"].data_vars) == ["belly"]
    assert any(THORAX in n.message for n in found.notices if n.code == "file_left_out")


def test_a_folder_with_nothing_readable_is_refused(tmp_path):
    write(tmp_path / "shirt" / THORAX, b"nothing")
    with pytest.raises(InputError, match=r"no band and no acceleration.*respiration_thoracic"):
        read_here(tmp_path / "shirt")


STRANGE = [
    "{", "[1, 2]", '{"timestamp": 1e999}', '{"timestamp": "now"}', '{"timestamp": 12}',
    "[" * 100_000, '{"devices": [{}]}', '{"timestamp": ' + "9" * 400 + "}",
]  # fmt: skip


@pytest.mark.parametrize("content", STRANGE)
def test_a_strange_info_costs_the_clock_only(tmp_path, content):
    folder = shirt(tmp_path / "shirt")
    write(folder / "info.json", content)
    found = read_here(folder)
    assert found.main.attrs["start"] == ""
    assert "start_unknown" in codes(found)


def test_a_strange_table_is_left_out_and_said(tmp_path):
    folder = shirt(tmp_path / "shirt")
    write(folder / "RR_interval.csv", "time [s],RR_interval\n1,x\n2,y\n")
    write(folder / "step.csv", "when,step\n1,2\n2,3\n")
    found = read_here(folder)
    assert "beats" not in found.streams.children
    said = [n.message for n in found.notices if n.code == "file_left_out"]
    assert len(said) == 2


def test_zeros_before_and_after_the_measurement_are_missing(tmp_path):
    counts = band_counts(25000)
    counts[:4] = counts[-300:] = 0
    counts[1000] = 0
    folder = shirt(tmp_path / "shirt")
    write(folder / THORAX, wave(counts))
    found = read_here(folder)
    missing = np.flatnonzero(np.isnan(found.streams["breathing"]["chest"].values))
    assert missing.tolist() == [0, 1, 2, 3, *range(2260, 2560)]
    assert "zeros_missing" in codes(found)


def test_a_band_that_ends_early_is_padded_and_said(tmp_path):
    folder = shirt(tmp_path / "shirt")
    write(folder / ABDOMEN, wave(band_counts(15000)[:-128]))
    found = read_here(folder)
    belly = found.streams["breathing"]["belly"].values
    assert np.isnan(belly[-128:]).all()
    assert np.isfinite(belly[:-128]).all()
    assert "band_short" in codes(found)


def test_bands_with_two_rates_are_refused(tmp_path):
    folder = shirt(tmp_path / "shirt")
    write(folder / ABDOMEN, wave(band_counts(15000), 64))
    with pytest.raises(InputError, match=r"64 Hz and 128 Hz"):
        read_here(folder)


def test_two_bands_alone_are_told_by_their_names(tmp_path):
    folder = shirt(tmp_path / "shirt")
    found = read_here(folder / ABDOMEN, more=[folder / THORAX])
    assert np.array_equal(found.main["chest"], -band_counts(25000))
    assert np.array_equal(found.main["belly"], -band_counts(15000, 0.3))
    assert "start_unknown" in codes(found)


def test_bands_without_a_telling_name_need_a_word(tmp_path):
    one = write(tmp_path / "a.wav", wave(band_counts(1000)))
    two = write(tmp_path / "b.wav", wave(band_counts(2000)))
    assert list(read_here(one).main.data_vars) == ["band"]
    with pytest.raises(InputError, match=r"--columns"):
        read_here(one, more=[two])
    found = read_here(one, {"a.wav": "belly", "b": "chest"}, [two])
    assert np.array_equal(found.main["belly"], -band_counts(1000))
    turned = read_here(one, {"a.wav": "-belly", "b": "chest"}, [two])
    assert np.array_equal(turned.main["belly"], band_counts(1000))


def test_sound_is_no_band(tmp_path):
    path = write(tmp_path / "song.wav", wave(np.zeros(44100), 44100))
    with pytest.raises(UnknownFormat, match=r"song.wav: has 44100 samples a second"):
        read_here(path)


def test_a_slower_shirt_is_read_and_said(tmp_path):
    found = read_here(write(tmp_path / "chest.wav", wave(band_counts(1000), 64)))
    assert found.main.attrs["rate_hz"] == 64
    assert "rate_unusual" in codes(found)


# --- WAV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_whole_numbers_of_every_width(tmp_path, bits):
    values = [0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1)), 1234]
    found = read_wave(write(tmp_path / "a.wav", wave(values, bits=bits)))
    assert found.values.tolist() == values


def test_the_standard_library_writes_the_same(tmp_path):
    import wave as standard

    values = band_counts(20000)
    with standard.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, 128, 0, "NONE", ""))
        file.writeframes(values.astype("<i2").tobytes())
    found = read_wave(tmp_path / "a.wav")
    assert found.rate_hz == 128
    assert np.array_equal(found.values, values)
    assert not found.notices


def test_chunks_before_the_samples_are_passed_over(tmp_path):
    content = wave([1, 2, 3], before=b"LIST\x05\0\0\0abcde\0")
    assert read_wave(write(tmp_path / "a.wav", content)).values.tolist() == [1, 2, 3]


@pytest.mark.parametrize("declared", [100, 2**32 - 1, 7])
def test_what_is_declared_and_missing_is_said(tmp_path, declared):
    found = read_wave(write(tmp_path / "a.wav", wave([1, 2, 3], declared=declared)))
    assert found.values.tolist() == [1, 2, 3]
    assert [n.code for n in found.notices] == ["samples_missing"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"channels": 2}, "2 channels"), ({"kind": 3, "bits": 32}, "kind 3"), ({"bits": 8}, "8 bits"),
     ({"rate": 0}, "0 samples")],
)  # fmt: skip
def test_other_waves_are_refused(tmp_path, settings, words):
    values = [1, 2, 3, 4]
    with pytest.raises(MalformedFile, match=words):
        read_wave(write(tmp_path / "a.wav", wave(values, settings.pop("rate", 128), **settings)))


def test_a_wave_cut_anywhere_gives_its_samples_or_one_error(tmp_path):
    content = wave(band_counts(20000, seconds=1), before=b"LIST\x02\0\0\0ab")
    for length in range(12, len(content), 3):
        path = write(tmp_path / "a.wav", content[:length])
        try:
            found = read_wave(path)
        except (MalformedFile, TooShort) as error:
            assert str(error).startswith("a.wav: ")
        else:
            assert np.array_equal(found.values, band_counts(20000, seconds=1)[: len(found.values)])
            assert found.notices


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_in_a_folder_is_not_opened(tmp_path):
    folder = shirt(tmp_path / "shirt", without=[THORAX])
    os.mkfifo(folder / THORAX)
    assert list(read_here(folder).streams["breathing"].data_vars) == ["belly"]
