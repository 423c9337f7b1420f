from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
import xarray as xr

from runtall.analysis.saving import writers
from runtall.motion.measurement import Measurement
from runtall.report.files import (
    config_toml,
    log_txt,
    mean_stride_csv,
    metrics_csv,
    motion_nc,
    result_json,
)
from runtall.testing.samples import hostile_sample, quiet_sample, sample_analysis


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_the_whole_folder(analysis, tmp_path):
    folder = analysis.save(tmp_path / "out", only=[n for n in writers if n != "overlay.mp4"])
    names = {p.name for p in folder.iterdir()}
    assert names >= {
        "result.json", "report.html", "report.pdf", "metrics.csv", "strides.csv",
        "mean_stride.csv", "motion.nc", "log.txt", "config.toml",
    }  # fmt: skip


def test_pdf_and_overlay_can_be_left_out(analysis, tmp_path):
    bare = replace(analysis, settings=replace(analysis.settings, pdf=False, overlay=False))
    folder = bare.save(tmp_path / "out", only=["report.pdf", "overlay.mp4"])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("make", [sample_analysis, quiet_sample, hostile_sample])
def test_result_json_follows_its_schema(make):
    schema = json.loads(files("runtall.schema").joinpath("result-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(result_json.document(make()))), schema)


def test_the_schema_refuses_an_unmeasured_value_without_reason():
    schema = json.loads(files("runtall.schema").joinpath("result-1.json").read_text())
    document = result_json.document(sample_analysis())
    document["measurements"][0] |= {"status": "unmeasured", "reason": None}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_result_json_holds_no_folder_and_no_nan(tmp_path):
    sample = sample_analysis(tmp_path / "secret-name" / "side.mp4")
    odd = Measurement("cadence", None, float("nan"), "steps/min", low=np.float64("inf"), high=1.0)
    document = result_json.document(replace(sample, measurements=(odd,)))
    text = json.dumps(document, allow_nan=False)
    assert "secret-name" not in text
    assert document["inputs"][0]["path"] == "side.mp4"
    assert document["measurements"][0]["value"] is None


def test_metrics_csv_has_a_row_for_each_measurement(tmp_path):
    sample = hostile_sample()
    metrics_csv.write(sample, tmp_path)
    head, *rows = read(tmp_path / "metrics.csv")
    assert ",".join(head) == "name,side,value,unit,low,high,n_strides,status,reason,flag,method"
    assert len(rows) == len(sample.measurements)
    trunk = replace(sample, measurements=sample_analysis().measurements)
    metrics_csv.write(trunk, tmp_path)
    found = next(r for r in read(tmp_path / "metrics.csv") if r[0] == "trunk_side_lean")
    assert float(found[2]) == -0.9


def test_mean_stride_csv(tmp_path):
    sample = sample_analysis()
    more = replace(sample.curves[0], n_strides=99, mean=sample.curves[0].mean + 1.0)
    mean_stride_csv.write(replace(sample, curves=(*sample.curves, more)), tmp_path)
    head, *rows = read(tmp_path / "mean_stride.csv")
    assert head[:4] == ["percent", "trunk_lean", "trunk_lean_low", "trunk_lean_high"]
    assert "elbow_angle_left_low" in head
    assert head.count("trunk_lean") == 1
    assert [float(r[0]) for r in rows] == list(range(101))
    assert float(rows[0][1]) == pytest.approx(more.mean[0])


def test_motion_nc_opens_with_plain_xarray(tmp_path):
    sample = sample_analysis()
    motion_nc.write(sample, tmp_path)
    with xr.open_datatree(tmp_path / "motion.nc") as tree:
        position = tree["recording_1/pose/position"]
        assert position.dims == ("time", "keypoint", "space")
        assert position.values == pytest.approx(sample.tracks[0].position, nan_ok=True)
        assert tree["mean_stride/elbow_angle_left"].attrs["units"] == "deg"


def test_config_repeats_what_was_set(tmp_path):
    sample = hostile_sample()
    config_toml.write(sample, tmp_path)
    config = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    assert config["runner"]["height_cm"] == 178.0
    assert "mass_kg" not in config["runner"]
    assert config["settings"]["seed"] == 0
    assert [i["view"] for i in config["inputs"]] == ["right", "rear"]


def test_the_log_names_versions_and_no_person(tmp_path):
    sample = sample_analysis(tmp_path / "jane-doe.mp4")
    text = "\n".join(log_txt.lines(sample))
    for part in ("runtall 0", "numpy ", "mediapipe ", "python 3", "seed = 0", "estimator"):
        assert part in text
    assert "jane-doe" not in text
    assert "178" not in text
