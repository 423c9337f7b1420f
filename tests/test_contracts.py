"""Everything in a registry keeps to what plug-ins must keep to."""

import dataclasses

import pytest

from runtall.analysis.saving import writers
from runtall.findings.cause import causes
from runtall.kinematics.metric import metrics
from runtall.testing.contracts import check_cause, check_metric, claims


@pytest.mark.parametrize("name", metrics)
def test_metric(name):
    check_metric(metrics[name])


@pytest.mark.parametrize("name", causes)
def test_cause(name):
    check_cause(causes[name])


def test_result_files_are_described():
    silent = [name for name, write in writers.items() if not write.__doc__]
    assert silent == []


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("unit", "furlong"),
        ("axes", "xw"),
        ("grade", "Z"),
        ("sources", ()),
        ("sources", ("nobody1900",)),
        ("name", "Trunk Lean"),
    ],
)
def test_a_metric_that_breaks_the_contract_is_refused(field, bad):
    broken = dataclasses.replace(metrics["trunk_lean"], **{field: bad})
    with pytest.raises((AssertionError, KeyError)):
        check_metric(broken)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("title", " "),
        ("cue", "This lean causes pain."),
        ("exercises", ()),
        ("sources", ("nobody1900",)),
    ],
)
def test_a_cause_that_breaks_the_contract_is_refused(field, bad):
    broken = dataclasses.replace(causes["waist_lean"], **{field: bad})
    with pytest.raises(AssertionError):
        check_cause(broken)


@pytest.mark.parametrize(
    "text",
    [
        "Your shrug causes your pain.",
        "It diagnoses a stiff spine!",
        "Rows prevent back injuries.",
        "The lean is the source of your pain.",
        "Planks treat back pain.",
    ],
)
def test_claims_are_found(text):
    assert claims(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "It does not diagnose.",
        "No habit is known to cause pain.",
        "Your trunk leans from the waist: 16 degrees.",
        "A string lifts the top of your cap.",
    ],
)
def test_plain_words_pass(text):
    assert claims(text) == []
