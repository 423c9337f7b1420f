from __future__ import annotations

import csv
import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest

from runtall.analysis.result import BodyModel
from runtall.analysis.run import mass_kg
from runtall.dynamics.body import GRAVITY
from runtall.report.files import attribution_csv, loads_csv, mean_stride_csv, result_json
from runtall.testing.loads import calm_loads, sample_loads, unmeasured_loads
from runtall.testing.samples import sample_analysis

MAKES = [sample_loads, calm_loads, unmeasured_loads]


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


def near(value):
    return None if value is None else pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("make", MAKES)
def test_loads_csv_gives_back_every_load(make, tmp_path):
    sample = make(sample_analysis())
    loads_csv.write(sample, tmp_path)
    rows = read(tmp_path / "loads.csv")
    assert ",".join(rows[0]).startswith("load,statistic,value,unit,low,high,reference,")
    assert len(rows) == len(sample.loads)
    for row, load in zip(rows, sample.loads, strict=True):
        assert (row["load"], row["statistic"], row["unit"]) == (
            load.load,
            load.statistic,
            load.unit,
        )
        assert (row["side"] or None, row["reason"] or None) == (load.side, load.reason)
        assert row["status"] == ("measured" if load.measured else "unmeasured")
        for key in ("value", "low", "high", "reference"):
            assert number(row[key]) == near(getattr(load, key))


def test_unmeasured_loads_keep_their_row_with_a_reason(tmp_path):
    loads_csv.write(unmeasured_loads(sample_analysis()), tmp_path)
    gone = [r for r in read(tmp_path / "loads.csv") if r["status"] == "unmeasured"]
    assert gone
    assert all(r["value"] == r["low"] == r["high"] == r["reference"] == "" for r in gone)
    assert all(r["reason"] for r in gone)


def test_shares_in_attribution_csv_add_up_to_the_difference(tmp_path):
    sample = sample_loads(sample_analysis())
    attribution_csv.write(sample, tmp_path)
    rows = read(tmp_path / "attribution.csv")
    for load in sample.loads:
        key = (load.load, load.statistic, load.side or "")
        shares = [float(r["share"]) for r in rows
                  if (r["load"], r["statistic"], r["side"]) == key]  # fmt: skip
        assert sum(shares) == pytest.approx(load.value - load.reference, abs=1e-6)


def test_mean_stride_csv_has_three_columns_for_each_load_curve(tmp_path):
    sample = sample_loads(sample_analysis())
    mean_stride_csv.write(sample, tmp_path)
    rows = read(tmp_path / "mean_stride.csv")
    assert len(rows) == 101
    for curve in sample.load_curves:
        name = f"{curve.name}_{curve.side}" if curve.side else curve.name
        for end, values in (("", curve.mean), ("_low", curve.low), ("_high", curve.high)):
            column = np.array([float(r[name + end]) for r in rows])
            assert column == pytest.approx(values, rel=1e-8, abs=1e-8)


def test_columns_of_the_motion_come_first_and_stay(tmp_path):
    mean_stride_csv.write(sample_analysis(), tmp_path)
    before = list(read(tmp_path / "mean_stride.csv")[0])
    mean_stride_csv.write(sample_loads(sample_analysis()), tmp_path)
    after = list(read(tmp_path / "mean_stride.csv")[0])
    assert after[: len(before)] == before
    assert len(after) == len(set(after))


@pytest.fixture
def schema():
    return json.loads(files("runtall.schema").joinpath("result-1.json").read_text("utf-8"))


@pytest.mark.parametrize("make", MAKES)
def test_result_json_with_loads_follows_its_schema(make, schema):
    model = BodyModel(70.0, 1.75, 3.3, 4, 5.7, 64, 16, {"spine": 0.004}, 0.012)
    sample = replace(make(sample_analysis()), body_model=model)
    told = json.loads(json.dumps(result_json.document(sample)))
    jsonschema.validate(told, schema)
    assert len(told["loads"]) == len(sample.loads)
    assert len(told["changes"]) == len(sample.changes)
    assert told["body_model"]["draws"] == 64
    # What is declared is what is written: no name is missing from the schema.
    for part in ("loads", "attribution", "changes"):
        known = set(schema["properties"][part]["items"]["properties"])
        assert all(set(entry) <= known for entry in told[part])
    assert set(told["body_model"]) == set(schema["properties"]["body_model"]["properties"])


def test_compressions_carry_body_weights():
    sample = sample_loads(sample_analysis())
    told = result_json.document(sample)["loads"]
    weight = mass_kg(sample.runner) * GRAVITY
    found = [x for x in told if x["load"].endswith("_compression")]
    assert found
    for entry in found:
        assert entry["body_weights"] == pytest.approx(entry["value"] / weight)
    assert not any("body_weights" in x for x in told if not x["load"].endswith("_compression"))


def test_the_schema_refuses_an_unmeasured_load_without_reason(schema):
    document = result_json.document(sample_loads(sample_analysis()))
    document["loads"][0] |= {"status": "unmeasured", "value": None, "reason": None}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
