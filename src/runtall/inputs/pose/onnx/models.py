"""The published weights that runtall knows, from ``models.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from runtall.errors import UnknownName


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Where one model comes from and how to know it.

    Attributes
    ----------
    name
        As in the table.
    urls
        The publisher's address first, then mirrors of the same bytes.
    licence
        SPDX name of the licence of the weights.
    source
        Page of the authors.
    input_size
        (width, height) of the network's input in px.
    size_bytes
        Size of the file behind the URLs; 0 when not known.
    sha256
        Hex digest of that file; empty when it is not pinned.
    onnx_sha256
        Hex digest of the ONNX model in it; empty when not known.
    """

    name: str
    urls: tuple[str, ...]
    licence: str
    source: str
    input_size: tuple[int, int]
    size_bytes: int
    sha256: str
    onnx_sha256: str


@cache
def model_cards() -> dict[str, ModelCard]:
    """All models of the table by name."""
    text = files("runtall.inputs.pose.onnx").joinpath("models.toml").read_text(encoding="utf-8")
    cards = {}
    for name, entry in tomllib.loads(text).items():
        width, height = entry.pop("input_size")
        urls = tuple(entry.pop("urls"))
        cards[name] = ModelCard(name=name, urls=urls, input_size=(width, height), **entry)
    return cards


def model_card(name: str) -> ModelCard:
    """The model of that name.

    Raises
    ------
    runtall.errors.UnknownName
        When the table has no such model.
    """
    cards = model_cards()
    if name not in cards:
        raise UnknownName(f"unknown model {name!r}; known: {', '.join(sorted(cards))}")
    return cards[name]
