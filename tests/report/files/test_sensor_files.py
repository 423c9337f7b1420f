from __future__ import annotations

import csv
import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
import xarray as xr

from runtall.motion.recording import Recording
from runtall.report.files import (
    breaths_csv,
    config_toml,
    log_txt,
    metrics_csv,
    motion_nc,
    result_json,
    segments_csv,
    watch_csv,
)
from runtall.testing.breathing import (
    from_beats,
    hour_of_running,
    no_run,
    partly_unmeasured,
    sample_breathing,
    single_band,
)
from runtall.testing.samples import ATTACK, sample_analysis
from runtall.testing.sensed import breathing_analysis, trunk_analysis, watch_analysis, worn_with
from runtall.testing.watches import sample_watch

MAKES = [sample_breathing, single_band, from_beats, no_run, hour_of_running, partly_unmeasured]
OTHERS = [watch_analysis, trunk_analysis, lambda: worn_with(sample_analysis()), sample_analysis]


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def schema():
    return json.loads(files("runtall.schema").joinpath("result-1.json").read_text("utf-8"))


def test_breaths_csv_gives_back_every_breath(tmp_path):
    told = sample_breathing()
    breaths_csv.write(breathing_analysis(told), tmp_path)
    rows = read(tmp_path / "breaths.csv")
    assert list(rows[0]) == list(breaths_csv.HEAD)
    assert len(rows) == len(told.breaths)
    for row, start, turn, end in zip(
        rows, told.breaths.inspiration_s, told.breaths.expiration_s, told.breaths.end_s, strict=True
    ):
        assert float(row["start"]) == pytest.approx(start)
        assert float(row["rate"]) == pytest.approx(60 / (end - start))
        assert float(row["inspiratory_fraction"]) == pytest.approx(
            100 * (turn - start) / (end - start)
        )
    assert {row["activity"] for row in rows} == {"rest", "walk", "run", "other"}
    assert rows[0]["trusted"] == "false"
    assert rows[-1]["trusted"] == "true"


def test_share_phase_and_index_follow_from_the_movements(tmp_path):
    # Chest 3, belly 1, the belly a quarter of a breath ahead: 75 %, 90 degrees, 4 / sqrt(10).
    told = sample_breathing()
    some = told.breaths.chosen(np.array([0, 1]))
    made = replace(
        some, chest=np.array([3.0, 3.0]), belly=np.array([1.0, np.nan]),
        chest_wave=np.array([-1.5 + 0j, -1.5 + 0j]), belly_wave=np.array([-0.5j, np.nan + 0j]),
        whole=np.full(2, np.sqrt(10.0)),
    )  # fmt: skip
    breaths_csv.write(breathing_analysis(replace(told, breaths=made)), tmp_path)
    first, second = read(tmp_path / "breaths.csv")
    assert float(first["share"]) == pytest.approx(75.0)
    assert float(first["phase_deg"]) == pytest.approx(90.0)
    assert float(first["lbi"]) == pytest.approx(4 / np.sqrt(10))
    assert second["share"] == second["phase_deg"] == second["lbi"] == ""


def test_segments_csv_gives_each_recording_once(tmp_path):
    worn = worn_with(sample_analysis())
    segments_csv.write(worn, tmp_path)
    rows = read(tmp_path / "segments.csv")
    assert [r["input"] for r in rows] == ["2", "2", "3", "3", "3"]
    bare = replace(worn, sensor_segments=())
    segments_csv.write(bare, tmp_path)
    assert read(tmp_path / "segments.csv") == rows
    for row in rows:
        assert float(row["duration"]) == float(row["end"]) - float(row["start"])


def test_watch_csv_gives_back_every_window(tmp_path):
    run = sample_watch()
    watch_csv.write(watch_analysis(), tmp_path)
    rows = read(tmp_path / "watch.csv")
    assert [float(r["time"]) for r in rows] == list(run.window_s)
    for name, values in run.windows.items():
        found = [float(r[name]) if r[name] else np.nan for r in rows]
        np.testing.assert_allclose(found, values, rtol=1e-9)


def test_nothing_worn_gives_no_such_file(tmp_path):
    for module in (breaths_csv, segments_csv, watch_csv):
        module.write(sample_analysis(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_names_from_files_are_no_formulas(tmp_path):
    run = sample_watch()
    odd = replace(run, windows={"=cmd|' /C calc'!A0": run.windows["speed"]})
    watch_csv.write(replace(watch_analysis(), watches=(odd,)), tmp_path)
    assert "'=cmd" in (tmp_path / "watch.csv").read_text("utf-8").splitlines()[0]


def test_metrics_csv_keeps_its_columns(tmp_path):
    metrics_csv.write(breathing_analysis(), tmp_path)
    assert (tmp_path / "metrics.csv").read_text("utf-8").splitlines()[0] == (
        "name,side,value,unit,low,high,n_strides,status,reason,flag,method"
    )


@pytest.mark.parametrize("make", MAKES)
def test_result_json_of_bands_follows_its_schema(make, schema):
    told = make()
    document = json.loads(json.dumps(result_json.document(breathing_analysis(told))))
    jsonschema.validate(document, schema)
    (found,) = document["breathing"]
    assert found["n_breaths"] == told.breaths.trusted.sum()
    assert [a["activity"] for a in found["activities"]] == [a.activity for a in told.by_activity]
    assert len(json.dumps(document["breathing"])) < 40_000
    declared(found, schema["properties"]["breathing"]["items"])


@pytest.mark.parametrize("make", OTHERS)
def test_result_json_of_others_follows_its_schema(make, schema):
    document = json.loads(json.dumps(result_json.document(make())))
    jsonschema.validate(document, schema)
    for name in ("watch", "segments", "alignment"):
        for entry in document[name]:
            declared(entry, schema["properties"][name]["items"])


def declared(value, schema):
    """What is written is what is declared: no name is missing from the schema."""
    if isinstance(value, list):
        for entry in value:
            declared(entry, schema["items"])
    elif isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"])
        for key, entry in value.items():
            declared(entry, schema["properties"][key])


def test_a_watch_in_result_json(schema):
    run = sample_watch()
    (found,) = result_json.document(watch_analysis())["watch"]
    assert [f["name"] for f in found["fields"]] == [f.name for f in run.fields]
    assert found["fades"][0]["held"] == ["speed", "grade"]
    assert found["distance_m"] == run.distance_m


def test_nan_becomes_null_and_odd_text_whole():
    told = sample_breathing()
    change = replace(told.changes[0], effort=float("nan"))
    odd = replace(told, changes=(change,), unit="L\udcff\x00")
    document = result_json.document(breathing_analysis(odd))
    json.dumps(document, allow_nan=False)
    assert document["breathing"][0]["changes"][0]["effort"] is None
    assert "\x00" not in document["breathing"][0]["unit"]


@pytest.mark.parametrize("make", [breathing_analysis, watch_analysis, trunk_analysis])
def test_motion_nc_holds_every_stream(make, tmp_path):
    analysis = make()
    motion_nc.write(analysis, tmp_path)
    with xr.open_datatree(tmp_path / "motion.nc", engine="h5netcdf") as found:
        for node in analysis.recordings[0].streams.subtree:
            if node.path != "/":
                there = found[f"recording_1{node.path}"]
                assert set(there.data_vars) == set(node.data_vars)
                assert there.sizes == node.sizes


def test_motion_nc_copes_with_names_and_attributes_of_any_file(tmp_path):
    time = ("time", np.arange(4.0))
    data = xr.Dataset(
        {
            "a\x00b": ("time", np.arange(4.0), {"units": "m/s", "made": None, "ok": True}),
            "a\ufffdb": ("time", np.zeros(4)),
            "": ("time", np.ones(4)),
            ATTACK.replace("/", "_"): ("time", np.ones(4), {"tags": ["x", 1]}),
        },
        {"time": time},
        {"device": "Wat\x00ch", "sessions": "[]", "rate_hz": 1.0},
    )
    empty = xr.Dataset(coords={"time": ("time", np.empty(0))})
    tree = xr.DataTree.from_dict({"watch": data, "vendor/step": empty})
    analysis = watch_analysis()
    recording = Recording(analysis.recordings[0].path, "watch", "0" * 64, tree)
    motion_nc.write(replace(analysis, recordings=(recording,)), tmp_path)
    with xr.open_datatree(tmp_path / "motion.nc", engine="h5netcdf") as found:
        there = found["recording_1/watch"]
        assert len(there.data_vars) == 4
        np.testing.assert_array_equal(there["a\ufffdb_"], np.arange(4.0))
        assert there["a\ufffdb_"].attrs["units"] == "m/s"
        assert found["recording_1/vendor/step"].sizes["time"] == 0
    # The recording itself stays as it was.
    assert data["a\x00b"].attrs["made"] is None
    assert recording.streams["watch"]["a\x00b"].attrs["made"] is None


@pytest.mark.parametrize("make", [breathing_analysis, watch_analysis, trunk_analysis])
def test_config_and_log_can_be_written(make, tmp_path):
    import tomllib

    config_toml.write(make(), tmp_path)
    told = tomllib.loads((tmp_path / "config.toml").read_text("utf-8"))
    assert len(told["inputs"]) == 1
    log_txt.write(make(), tmp_path)
    assert "input 1: " in (tmp_path / "log.txt").read_text("utf-8")


def test_when_somebody_ran_is_not_in_the_log(tmp_path):
    analysis = watch_analysis()
    node = analysis.recordings[0].streams["watch"].to_dataset()
    node.attrs |= {"start": "2026-11-20T06:00:00Z", "sessions": "[{...}]", "format": "fit"}
    tree = xr.DataTree.from_dict({"watch": node})
    recording = replace(analysis.recordings[0], streams=tree)
    text = "\n".join(log_txt.lines(replace(analysis, recordings=(recording,))))
    assert "format = 'fit'" in text
    assert "06:00" not in text
    assert "sessions" not in text
