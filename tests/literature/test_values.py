"""Every number has its source, and every number that code asks for is there."""

import re
from pathlib import Path

import pytest

import runtall
from runtall.errors import UnknownName
from runtall.findings.cause import causes
from runtall.kinematics.metric import metrics
from runtall.kinematics.sensed import SENSED
from runtall.literature import number, reference, references, value, values
from runtall.literature.values import GRADES, _walk

PACKAGE = Path(runtall.__file__).parent
UNITS = {
    "1", "%", "deg", "rad", "m", "mm", "s", "ms", "min", "Hz", "1/s", "1/min", "m/s", "kg", "N",
    "steps/min", "shoulder breadths", "% of trunk length", "%/10 min", "deg/10 min",
    "% of trunk length/10 min", "N/cm2", "N2 m2",
}  # fmt: skip


@pytest.mark.parametrize("key", values())
def test_entry_is_whole(key):
    entry = value(key)
    assert isinstance(entry.value, float), f"{key}: write the number as a float"
    assert entry.unit in UNITS
    assert entry.grade in GRADES
    assert entry.where.strip()
    assert entry.source in references()
    own = entry.source == "runtall2026"
    assert own == (entry.grade == "C"), f"{key}: own choices, and only they, have grade C"


@pytest.mark.parametrize("key", references())
def test_reference_is_whole(key):
    work = reference(key)
    assert work.author
    assert work.title
    assert re.fullmatch(r"(19|20)\d\d", work.year)
    assert not work.doi or work.doi.startswith("10.")
    assert not work.url or work.url.startswith("https://")


def test_every_reference_is_used():
    files = [*PACKAGE.glob("literature/**/*.toml"), *PACKAGE.glob("dynamics/**/*.py")]
    text = "".join(f.read_text(encoding="utf-8") for f in files)
    used = {key for key in references() if key in text}
    told = (metrics, causes, SENSED)
    used |= {s for things in told for t in things.values() for s in t.sources}
    assert set(references()) == used


def ranges():
    return sorted({k.removesuffix(".low") for k in values() if k.endswith(".low")})


@pytest.mark.parametrize("key", ranges())
def test_ranges_are_in_order(key):
    low, high = value(f"{key}.low"), value(f"{key}.high")
    assert low.value <= high.value
    assert low.unit == high.unit


def judged():
    keys = [k.split(".") for k in values() if k.startswith(("watch.", "concern."))]
    return sorted({tuple(k[1:]) for k in keys})


@pytest.mark.parametrize(("name", "side"), judged())
def test_concern_lies_beyond_watch_and_watch_at_the_edge(name, side):
    sign = 1 if side == "above" else -1
    known = values()
    edge = known.get(f"usual.{name}." + ("high" if side == "above" else "low"))
    steps = [known.get(f"{kind}.{name}.{side}") for kind in ("watch", "concern")]
    order = [sign * v.value for v in (edge, *steps) if v is not None]
    assert order == sorted(order)
    assert len({v.unit for v in (edge, *steps) if v is not None}) == 1


def test_thresholds_are_in_the_unit_that_people_read():
    for name, metric in metrics.items():
        for kind in ("usual.{}.low", "watch.{}.above", "concern.{}.above", "concern.{}.below"):
            entry = values().get(kind.format(name))
            assert entry is None or entry.unit == metric.display_unit, entry


def asked_for():
    """Keys that the code asks for in plain words, with the file that does."""
    call = re.compile(r"\b(?:number|value)\(\s*\"([a-z0-9_.]+\.[a-z0-9_.]+)\"")
    files = PACKAGE.rglob("*.py")
    return sorted({(k, f.name) for f in files for k in call.findall(f.read_text("utf-8"))})


@pytest.mark.parametrize(("key", "file"), asked_for())
def test_what_code_asks_for_is_there(key, file):
    assert value(key).key == key


def test_values_as_published():
    assert number("usual.trunk_lean.high") == pytest.approx(10.8 + 2.2)
    assert number("usual.trunk_lean.low") == pytest.approx(3.6 - 2.8)
    assert number("usual.cadence.low") == 165 - 2 * 8
    assert value("usual.trunk_lean.high").source == "teng2015"


def test_parts_of_the_trunk_make_the_reference_man():
    # de Leva 1996, table 4: head and neck, trunk, thigh and shank in mm of a man of 1741 mm.
    published = {"head_neck": 242.9, "trunk_c7": 603.3, "thigh": 422.2, "shank": 434.0}
    for name, length in published.items():
        share = number(f"human.segment_length.{name}.male")
        assert share * 1741 == pytest.approx(length, abs=0.1)
    assert sum(published.values()) < 1741


def test_unknown_names_are_refused_with_the_file_to_mend():
    with pytest.raises(UnknownName, match=r"no number 'usual.mood.low' in literature/values.toml"):
        number("usual.mood.low")
    with pytest.raises(UnknownName, match=r"no work 'nobody1900' in literature/references.bib"):
        reference("nobody1900")


GOOD = {"value": 1.0, "unit": "deg", "source": "teng2015", "where": "abstract", "grade": "A"}


def test_tables_become_dotted_keys():
    assert [v.key for v in _walk({"a": {"b": GOOD, "c": GOOD}}, "")] == ["a.b", "a.c"]


def test_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match=r"\[a\]: unknown field \['colour'\]"):
        _walk({"a": {**GOOD, "colour": "red"}}, "")


def test_an_unknown_grade_is_refused():
    with pytest.raises(ValueError, match=r"\[a\]: grade 'D'"):
        _walk({"a": {**GOOD, "grade": "D"}}, "")
