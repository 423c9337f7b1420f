"""``log.txt``: what ran, with versions; nothing about the runner."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
from pathlib import Path
from typing import Any

import runtall
from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report.wording import printable

_LIBRARIES = ("numpy", "scipy", "xarray", "av", "mediapipe", "typst")


def lines(analysis: Analysis) -> list[str]:
    """Versions, the pose model, the settings, and each input without its name."""
    machine = f"{platform.system()} {platform.machine()}"
    text = [
        f"runtall {runtall.__version__}",
        f"created {analysis.created}",
        f"python {platform.python_version()} on {machine}",
    ]
    text += [f"{name} {_version(name)}" for name in _LIBRARIES]
    settings = dataclasses.asdict(analysis.settings)
    text += [f"setting {key} = {value!r}" for key, value in settings.items()]
    for place, recording in enumerate(analysis.recordings):
        text.append(f"input {place + 1}: {recording.kind}, sha256 {recording.sha256}")
        for node in recording.streams.subtree:
            text += [f"  {node.name}: {told}" for told in _about(node.attrs)]
    text += [f"warning {w.code}{_of(w.input)}" for w in analysis.warnings]
    return [printable(line).replace("\n", " ") for line in text]


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _about(attributes: dict[Any, Any]) -> list[str]:
    """Plain attributes of a stream: its estimator with hash, size and rate."""
    plain = (str, int, float, bool)
    return [
        f"{k} = {v!r}" for k, v in attributes.items() if isinstance(v, plain) and k not in _PRIVATE
    ]


# Where a file lay or who it was made by may name a person.
_PRIVATE = ("path", "name", "title", "author", "location", "creation_time", "created", "reading",
            "unknown", "start", "sessions")  # fmt: skip


def _of(source: int | None) -> str:
    return "" if source is None else f" (input {source + 1})"


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``log.txt``; warnings by code only, their sentences may hold names."""
    (folder / "log.txt").write_text("\n".join(lines(analysis)) + "\n", encoding="utf-8")


writers.register("log.txt", write)
