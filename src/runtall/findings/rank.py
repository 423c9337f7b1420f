"""From causes to at most three findings."""

from __future__ import annotations

from runtall.findings.cause import Cause, Evidence, Shown, causes
from runtall.findings.finding import Finding, Strength

MAX_FINDINGS = 3
_STRENGTHS: tuple[tuple[float, Strength], ...] = (
    (0.95, "clear"),
    (0.85, "likely"),
    (0.7, "possible"),
)
"""Chance that the measurement is past its threshold; 0.95 is a 90 % interval wholly past it."""


def strength(evidence: Evidence) -> Strength | None:
    """Word for the evidence, None when it is too weak to speak of."""
    return next((word for least, word in _STRENGTHS if evidence.sure >= least), None)


def find(shown: Shown) -> tuple[Finding, ...]:
    """Findings, the best supported first."""
    seen: list[tuple[float, Cause, Evidence, Strength]] = []
    for cause in causes.values():
        evidence = cause.read(shown)
        word = strength(evidence) if evidence is not None else None
        if evidence is not None and word is not None:
            seen.append((evidence.excess, cause, evidence, word))
    seen.sort(key=lambda row: (-row[0], row[1].name))
    return tuple(
        Finding(
            rank=k + 1,
            cause=cause.name,
            title=cause.title,
            why=evidence.why,
            strength=word,
            cue=cause.cue,
            exercises=cause.exercises,
            sources=cause.sources,
            measurement=evidence.measurement,
        )
        for k, (_, cause, evidence, word) in enumerate(seen[:MAX_FINDINGS])
    )
