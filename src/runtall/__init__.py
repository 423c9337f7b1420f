"""Film a minute of your run and see, with honest intervals, what your upper body does.

>>> import runtall
>>> recording = runtall.load("side.mp4")  # doctest: +SKIP
>>> analysis = runtall.analyze([recording], runtall.Runner(height_cm=178))  # doctest: +SKIP
>>> analysis.save("my-run")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from runtall import errors
    from runtall.analysis.loading import load
    from runtall.analysis.result import Analysis
    from runtall.analysis.run import analyze
    from runtall.analysis.settings import Runner
    from runtall.motion.recording import Recording

__version__ = "0.1.0"

__all__ = ["Analysis", "Recording", "Runner", "__version__", "analyze", "errors", "load"]

# Loaded at first use, so that `import runtall` costs next to nothing.
_HOMES: Final = {
    "Analysis": "runtall.analysis.result",
    "Recording": "runtall.motion.recording",
    "Runner": "runtall.analysis.settings",
    "analyze": "runtall.analysis.run",
    "load": "runtall.analysis.loading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the public things have no common type
    if name == "errors":
        return importlib.import_module("runtall.errors")
    if name not in _HOMES:
        raise AttributeError(f"module 'runtall' has no attribute {name!r}")
    thing = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return __all__
