"""``config.toml``: settings, runner and inputs; running it again gives the same numbers."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.recording import Recording
from runtall.report.wording import printable


def document(analysis: Analysis) -> dict[str, Any]:
    """Tables ``settings``, ``runner`` and ``inputs``; what was not given is left out."""
    return {
        "settings": dataclasses.asdict(analysis.settings),
        "runner": _given(dataclasses.asdict(analysis.runner)),
        "inputs": [_input(r) for r in analysis.recordings],
    }


def _input(recording: Recording) -> dict[str, Any]:
    return _given({
        "path": printable(str(recording.path.absolute())), "sha256": recording.sha256,
        "view": recording.view, "minute": recording.minute,
        "calibration": recording.calibration or None, **_reading(recording),
    })  # fmt: skip


def _reading(recording: Recording) -> dict[str, Any]:
    """Part, rate, box, unit and what else `runtall.load` was given."""
    told: dict[str, Any] = json.loads(recording.main.attrs.get("reading", "{}"))
    return told


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``config.toml``."""
    import tomli_w

    text = tomli_w.dumps(document(analysis))
    (folder / "config.toml").write_text(text, encoding="utf-8")


writers.register("config.toml", write)
