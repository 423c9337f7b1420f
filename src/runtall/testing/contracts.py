"""What every plug-in must keep to; the built-in ones are held to the same.

Each function raises `AssertionError` with one sentence that names the thing and what is wrong.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

from runtall import units
from runtall.findings.cause import Cause
from runtall.kinematics.metric import Metric
from runtall.literature import references
from runtall.literature.values import GRADES

_CLAIM = re.compile(
    r"\b(diagnos\w+|cures?|heals?"
    r"|(?:treat|prevent|relieve)s? (?:\w+ )?(?:pain|injur\w+|patients?|condition)"
    r"|(?:cause|cure|source)s? (?:of )?(?:\w+ )?pain)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(no|not|nor|never|none|neither|without|cannot|n't)\b", re.IGNORECASE)


def claims(text: str) -> list[str]:
    """Sentences that claim to diagnose, treat or prevent, or that a movement causes pain.

    A sentence that denies the claim ("it does not diagnose") passes.
    """
    sentences = re.split(r"(?<=[.!?:;])\s+|\n\s*\n|\n(?=[-|#*])", text)
    return [s.strip() for s in sentences if _CLAIM.search(s) and not _DENIAL.search(s)]


def check_metric(metric: Metric) -> None:
    """Name, units, axes, grade, sources and docstring of a measurement."""
    name = metric.name
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name), f"{name}: not a plain lower-case name"
    assert metric.function.__name__ == name, f"{name}: its function is called otherwise"
    assert units.factor(metric.unit, metric.display_unit) > 0, f"{name}: units do not convert"
    assert set(metric.axes) <= set("xyz"), f"{name}: axes {metric.axes!r} are not of x, y, z"
    assert metric.grade in GRADES, f"{name}: grade {metric.grade!r} is none of {GRADES}"
    _check_sources(name, metric.sources)
    _check_doc(name, inspect.getdoc(metric.function))


def check_cause(cause: Cause) -> None:
    """Name, words, cue, exercises, sources and docstring of a cause."""
    name = cause.name
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name), f"{name}: not a plain lower-case name"
    assert cause.exercises, f"{name}: points to no exercise"
    for field, text in (("title", cause.title), ("cue", cause.cue)):
        assert text.strip(), f"{name}: no {field}"
        assert not claims(text), f"{name}: its {field} claims more than a movement: {text!r}"
    _check_sources(name, cause.sources)
    _check_doc(name, inspect.getdoc(cause.read))


def _check_sources(name: str, sources: Iterable[str]) -> None:
    keys = list(sources)
    assert keys, f"{name}: names no source"
    unknown = set(keys) - set(references())
    assert not unknown, f"{name}: sources {sorted(unknown)} are not in references.bib"


def _check_doc(name: str, doc: str | None) -> None:
    assert doc, f"{name}: has no docstring"
    first = doc.split("\n", 1)[0]
    assert first.endswith("."), f"{name}: the first line of its docstring is no sentence"
