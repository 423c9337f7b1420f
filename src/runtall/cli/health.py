"""What runtall needs of a computer, each looked at by trying it."""

from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from runtall.errors import RuntallError

_PYTHONS: Final = ((3, 11), (3, 12))
_PACKAGES: Final = (
    "mediapipe", "numpy", "av", "xarray", "scipy", "h5netcdf", "h5py", "rich", "typer", "jinja2",
    "typst", "pillow", "platformdirs", "tomli-w",
)  # fmt: skip
_LIBRARIES: Final = "sudo apt-get install libgl1 libglib2.0-0"
_START: Final = (
    "from runtall.inputs.pose.estimators.blazepose import BlazePose; BlazePose().reset()"
)
_INSTALL: Final = "pip install runtall, again"
# Two children at a gigabyte and a half each are allowed that much; this is what they use.
_LEAST_GB: Final = 2.0
# A cold disk takes most of it.
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Health:
    """One thing: whether it is there, what was found, and how to mend it."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True

    def lines(self) -> list[str]:
        """As a person reads it."""
        word = "ok" if self.ok else "missing" if self.needed else "not there"
        lines = [f"{word:<10}{self.name}: {self.found}"]
        return lines if self.ok or not self.mend else [*lines, f"{'':<10}-> {self.mend}"]

    def as_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


def python() -> list[Health]:
    """The interpreter."""
    ok = sys.version_info[:2] in _PYTHONS
    said = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return [Health("Python", ok, said, "use Python 3.11 or 3.12")]


def packages() -> list[Health]:
    """Versions of what runtall is built on."""
    from runtall import __version__

    found = [Health("runtall", ok=True, found=__version__)]
    for name in _PACKAGES:
        try:
            found.append(Health(name, ok=True, found=version(name)))
        except PackageNotFoundError:
            found.append(Health(name, ok=False, found="is not installed", mend=_INSTALL))
    return found


def pose_model() -> list[Health]:
    """The pose model's files, and whether it starts."""
    from runtall.inputs.pose.estimator import estimators

    try:
        model = estimators["blazepose"]()
    except RuntallError as error:
        return [Health("pose model", ok=False, found=str(error), mend=_INSTALL)]
    trouble = _trouble(_START)
    said = trouble or f"BlazePose of mediapipe {model.version}, {model.model_sha256[:12]}"
    mend = _LIBRARIES if "lib" in trouble and ".so" in trouble else _INSTALL
    return [Health("pose model", not trouble, said, mend)]


def system_libraries() -> list[Health]:
    """Libraries of the system under OpenCV."""
    trouble = _trouble("import cv2")
    return [Health("libraries for OpenCV", not trouble, trouble or "found", _LIBRARIES)]


def _trouble(code: str) -> str:
    """Last line that Python says when it runs this in a process of its own; empty when fine."""
    try:
        # -P keeps the current folder off the import path.
        done = subprocess.run(  # noqa: S603 - our own text
            [sys.executable, "-P", "-c", code],
            capture_output=True, text=True, timeout=_PATIENCE_S, check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"did not start within {_PATIENCE_S:.0f} s"
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"exit {done.returncode}")


def video() -> list[Health]:
    """H.264, there and back."""
    try:
        import av

        count = _there_and_back()
    except (ImportError, OSError, ValueError) as error:
        return [Health("video (H.264)", ok=False, found=str(error), mend=_INSTALL)]
    said = f"wrote and read {count} frames with FFmpeg {_ffmpeg(av)}"
    return [Health("video (H.264)", count == _FRAMES, said, _INSTALL)]


_FRAMES: Final = 10


def _there_and_back() -> int:
    import av
    import numpy as np

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as clip:
        stream = clip.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(_FRAMES):
            picture = np.full((48, 64, 3), 20 * number, np.uint8)
            clip.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        clip.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as film:
        return len(list(film.decode(video=0)))


def _ffmpeg(av: Any) -> str:  # noqa: ANN401 - a module
    return ".".join(str(n) for n in av.library_versions["libavcodec"])


def pdf() -> list[Health]:
    """The typesetter of the report."""
    try:
        import typst

        size = len(typst.compile(b"= runtall"))
    except (ImportError, RuntimeError, OSError) as error:
        return [Health("PDF (typst)", ok=False, found=str(error), mend=_INSTALL)]
    return [Health("PDF (typst)", size > 0, f"made a page of {size} bytes", _INSTALL)]


def cache() -> list[Health]:
    """The folder that keeps found points."""
    from runtall.inputs.pose.cache import default_cache

    folder = default_cache()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"runtall")
            file.flush()
    except OSError as error:
        mend = "set RUNTALL_CACHE to a folder of yours; without it each clip is read anew"
        return [Health("cache", False, f"{folder}: {error.strerror}", mend, needed=False)]
    return [Health("cache", ok=True, found=str(folder))]


def cameras() -> list[Health]:
    """Cameras for live use."""
    found = sorted(str(p) for p in Path("/dev").glob("video*"))
    said = ", ".join(found) or "none; clips from a phone need none"
    return [Health("cameras", bool(found), said, needed=False)]


def computer() -> list[Health]:
    """Cores and memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = [Health("cores", ok=True, found=str(cores))]
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError):
        return found
    mend = "close other programs, and use --workers 1"
    memory = Health("memory", size >= _LEAST_GB, f"{size:.1f} GB", mend, needed=False)
    return [*found, memory]


def extras() -> list[Health]:
    """Optional parts."""
    there = find_spec("onnxruntime") is not None
    said = f"onnxruntime {version('onnxruntime')}" if there else "onnxruntime is not installed"
    mend = 'only for --pose rtmpose or spinepose: pip install "runtall[rtmpose]"'
    return [Health("other pose models", there, said, mend, needed=False)]


CHECKS: Final[tuple[Callable[[], list[Health]], ...]] = (
    python, packages, pose_model, system_libraries, video, pdf, cache, computer, cameras, extras,
)  # fmt: skip
