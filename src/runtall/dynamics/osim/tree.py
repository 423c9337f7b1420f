"""Pieces of XML as OpenSim writes them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np
import numpy.typing as npt


def text(values: npt.ArrayLike) -> str:
    """Numbers as the shortest text that reads back as the same doubles."""
    # Nothing is minus nothing: 0 is added so that no -0.0 is written.
    return " ".join(repr(v + 0.0) for v in np.atleast_1d(np.asarray(values, dtype=float)).tolist())


def leaf(parent: Element, tag: str, value: npt.ArrayLike) -> Element:
    """Child that holds a sentence, a truth or numbers."""
    child = SubElement(parent, tag)
    if isinstance(value, bool):
        child.text = str(value).lower()
    else:
        child.text = value if isinstance(value, str) else text(value)
    return child


def named(parent: Element, tag: str, name: str) -> Element:
    """Child with a name."""
    return SubElement(parent, tag, {"name": name})


def several(parent: Element, tag: str, name: str = "") -> Element:
    """Set of things; what it gives back is where they go."""
    return SubElement(named(parent, tag, name or tag.lower()), "objects")
