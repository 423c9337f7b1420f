"""Tags as text: the one place where drawings escape what they are given."""

from __future__ import annotations

from html import escape

import numpy as np
import numpy.typing as npt


def number(value: float) -> str:
    """Coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, text: str | None = None, /, **attributes: str | float) -> str:
    """One element; ``class_`` stands for *class*, underscores for hyphens; text is escaped."""
    parts = [
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    ]
    head = f"<{name}{''.join(parts)}"
    return f"{head}/>" if text is None else f"{head}>{escape(text)}</{name}>"


def _value(value: str | float) -> str:
    return escape(value, quote=True) if isinstance(value, str) else number(value)


def svg(width: float, height: float, *content: str, label: str, class_: str = "") -> str:
    """A whole drawing with its text alternative; without ``label`` it is decoration."""
    role = f'role="img" aria-label="{escape(label, quote=True)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{escape(class_)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" '
        f'height="{number(height)}" {role}>{"".join(content)}</svg>'
    )


def path(points: npt.NDArray[np.float64], *, closed: bool = False) -> str:
    """Path data through points (n, 2); a gap in the points is a gap in the line."""
    text, pen = [], "M"
    for x, y in points:
        if not (np.isfinite(x) and np.isfinite(y)):
            pen = "M"
            continue
        text.append(f"{pen}{number(float(x))} {number(float(y))}")
        pen = "L"
    return "".join(text) + ("Z" if closed and text else "")
