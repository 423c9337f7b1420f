"""From rows of values beside truths to tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge_stride import Row
from runtall.kinematics.metric import Metric, metrics
from runtall.units import to_display

Array = NDArray[np.float64]
NOTE = "<!-- Made by tools/accuracy.py; do not edit. -->\n\n"
ORDER = ("side+rear", "side+front", "side", "front", "rear")
SETS = {
    "side+rear": "Side and rear together", "side+front": "Side and front together",
    "side": "Side alone", "front": "Front alone", "rear": "Rear alone",
}  # fmt: skip
HALF_90 = 1.6449
FEWEST = 8
HEADS = ("bias", "mean abs. error", "RMSE", "90 % holds")


@dataclass(frozen=True, slots=True)
class Figures:
    """How far values are from the truth, SI; ``holds`` is the share of intervals that hold it."""

    n: int
    bias: float
    mae: float
    rmse: float
    holds: float


def figures(error: Array, inside: NDArray[np.bool_]) -> Figures:
    """Summary of errors, value less truth."""
    return Figures(
        len(error), float(error.mean()), float(np.abs(error).mean()),
        float(np.sqrt(np.mean(error**2))), float(inside.mean()),
    )  # fmt: skip


def of_rows(rows: Iterable[Row]) -> Figures | None:
    """Figures of rows whose spread is that of the fit itself; None where there are too few."""
    own = list(rows)
    if len(own) < FEWEST:
        return None
    error = np.array([r.value - r.truth for r in own])
    spread = np.array([r.spread for r in own])
    return figures(error, np.abs(error) <= HALF_90 * spread)


def cells(found: Figures | None, metric: Metric) -> list[str]:
    """Bias, mean absolute error, RMSE and coverage in the unit that people read."""
    if found is None:
        return ["-"] * len(HEADS)
    bias, mae, rmse = (
        float(v)
        for v in to_display([found.bias, found.mae, found.rmse], metric.unit, metric.display_unit)
    )
    return [f"{_near_zero(bias, rmse):+.2g}", f"{mae:.2g}", f"{rmse:.2g}", percent(found.holds)]


def _near_zero(bias: float, rmse: float) -> float:
    """A bias far below the error is none: its digits are those of rounding."""
    return bias if abs(bias) > 0.01 * rmse else 0.0


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.0f} %"


def name_of(key: str) -> str:
    """A measurement, with its part and unit."""
    name, _, part = key.partition(":")
    return f"`{name}`{f' ({part})' if part else ''}, {metrics[name].display_unit}"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
