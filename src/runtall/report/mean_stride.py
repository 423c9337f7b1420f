"""Curves by the column names of the tables, one for each quantity and side."""

from __future__ import annotations

from runtall.analysis.result import Analysis, Curve


def column(curve: Curve) -> str:
    """Name of a curve's column: sided names carry their side."""
    return f"{curve.name}_{curve.side}" if curve.side else curve.name


def chosen(analysis: Analysis) -> dict[str, Curve]:
    """Curve of each column; where several clips show it, the one with most strides."""
    best: dict[str, Curve] = {}
    for curve in analysis.curves:
        name = column(curve)
        if name not in best or curve.n_strides > best[name].n_strides:
            best[name] = curve
    return best
