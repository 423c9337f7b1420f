"""Rendered clips of bodies that no table was made from, through the whole analysis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import runtall
from accuracy.starts import PAIRS
from accuracy.tables import percent, table
from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner

DEMO = Path(runtall.__file__).parent / "demo"


def groups(tests: Path, rendered: Path | None) -> Iterator[list[Path]]:
    """Clips with their truth beside them, and pairs of one runner."""
    for folder in (DEMO, tests):
        for truth in sorted(folder.glob("*.truth.json")):
            yield [truth.with_name(truth.name.replace(".truth.json", ".mp4"))]
    if rendered is not None:
        for pair in PAIRS:
            paths = [rendered / f"{name}.mp4" for name in pair]
            yield from ([p] for p in paths)
            yield paths


@dataclass(frozen=True, slots=True)
class Fresh:
    """What came of one analysis; ``outside`` tells values whose interval lacks the truth."""

    clips: str
    inside: int
    outside: tuple[str, ...]
    causes: str

    def cells(self) -> list[str]:
        """For the table."""
        count = f"{self.inside} of {self.inside + len(self.outside)}"
        return [self.clips, count, "; ".join(self.outside) or "-", self.causes]


def judged(paths: Sequence[Path]) -> Fresh:
    """One analysis beside the truth."""
    truths = [json.loads(p.with_suffix(".truth.json").read_text("utf-8")) for p in paths]
    who = Runner(height_cm=truths[0]["height_cm"], sex=truths[0]["sex"])
    found = analyze([load(p) for p in paths], who)
    inside, outside = 0, []
    for entry in found.measurements:
        key = f"{entry.name}:{entry.side}" if entry.side else entry.name
        true = true_value(key, truths)
        if not entry.measured or true is None:
            continue
        assert entry.low is not None
        assert entry.high is not None
        if entry.low - 1e-9 <= true <= entry.high + 1e-9:
            inside += 1
        else:
            outside.append(f"`{key}` {entry.value:.3g} ({true:.3g})")
    named = ", ".join(f.cause for f in found.findings) or "none"
    meant = ", ".join(truths[0]["causes"]) or "none"
    return Fresh(" + ".join(p.stem for p in paths), inside, tuple(outside), f"{named} ({meant})")


def true_value(key: str, truths: Sequence[dict[str, Any]]) -> float | None:
    """Mean truth of these clips in the unit shown; None where there is none."""
    known = [t["measurements"][key]["value"] for t in truths if key in t["measurements"]]
    return sum(known) / len(known) if known else None


def page(tests: Path, rendered: Path | None) -> str:
    """Table over all clips."""
    head = ("clips", "truth in the 90 % interval", "outside: found (true)", "cause named (dialled)")
    found = [judged(paths) for paths in groups(tests, rendered)]
    inside, outside = sum(f.inside for f in found), sum(len(f.outside) for f in found)
    told = f"\nTogether {inside} of {inside + outside} ({percent(inside / (inside + outside))}).\n"
    return table(head, [f.cells() for f in found]) + told
