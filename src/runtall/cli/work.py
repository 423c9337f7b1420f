"""From what was asked to a result folder: the chain that `analyze` and `demo` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runtall.analysis.settings import Runner, Settings
from runtall.cli.folder import check_folder
from runtall.cli.motion import given_words
from runtall.cli.progress import Board, board
from runtall.cli.screen import Screen
from runtall.errors import InputError, LimitExceeded, UsageError
from runtall.inputs.files import checked_stat, shown

if TYPE_CHECKING:
    from runtall.analysis.loading import ReadOptions
    from runtall.analysis.result import Analysis
    from runtall.motion.recording import Recording


@dataclass(frozen=True, slots=True)
class Asked:
    """One input: where it is, how to read it, and the content it must have, if that is known."""

    path: Path
    options: ReadOptions
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One analysis. ``repeated`` says that everything is told, so nothing is worked out anew."""

    inputs: tuple[Asked, ...]
    out: Path
    runner: Runner = field(default_factory=Runner)
    settings: Settings = field(default_factory=Settings)
    force: bool = False
    repeated: bool = False


def perform(request: Request, screen: Screen) -> tuple[Analysis, Path]:
    """Read, measure and save; what can be refused early is.

    Raises
    ------
    runtall.errors.RuntallError
        Naming the input or option that is at fault; then nothing is written.
    """
    check_folder(request.out, force=request.force)
    check_pose(request)
    with board(screen) as shows:
        look_first(request.inputs, shows)
        recordings = tuple(_read(request.inputs, shows))
        shows.begin("measuring")
        analysis = _measured(request, recordings)
        filmed = any(r.kind == "video" and not r.calibration for r in recordings)
        shows.begin(_making(overlay=request.settings.overlay and filmed))
        folder = analysis.save(request.out, force=request.force)
        shows.end()
    return analysis, folder


def check_pose(request: Request) -> None:
    """Refuse an estimator that is unknown, or options that it does not take.

    Raises
    ------
    runtall.errors.UnknownName
        When there is no such estimator.
    """
    from runtall.inputs.pose.estimator import estimators

    name = request.settings.pose
    _ = estimators[name]
    if name == "blazepose" and any(asked.options.pose_options for asked in request.inputs):
        raise UsageError(
            "--pose-weights, --pose-download and --pose-sha256 are for another --pose; "
            "blazepose brings its own model"
        )


def look_first(inputs: Sequence[Asked], shows: Board) -> None:
    """Refuse unusable inputs before the first of them is worked through.

    Raises
    ------
    runtall.errors.InputError
        When one cannot be used, is not the one it must be, or stands there twice.
    """
    for asked in inputs:
        for path in (asked.path, *asked.options.more):
            checked_stat(path)
    _refuse_idle(inputs)
    if len(inputs) < 2 and not any(asked.sha256 for asked in inputs):
        return
    from runtall.analysis.motion_files import fingerprint

    seen: dict[tuple[object, ...], Path] = {}
    shows.begin("looking at the files")
    for asked, name in zip(inputs, names([a.path for a in inputs]), strict=True):
        with naming(name):
            found = fingerprint(asked.path, asked.options)
        if asked.sha256 and found != asked.sha256:
            raise InputError(
                f"{name}: its content is not that of the first analysis; give the same file "
                "again, or analyse this one without --config"
            )
        key = (found, asked.options.start_s, asked.options.end_s, asked.options.calibration)
        if key in seen:
            raise UsageError(f"{name}: is the same recording as {shown(seen[key])}; give each once")
        seen[key] = asked.path


def _refuse_idle(inputs: Sequence[Asked]) -> None:
    """Refuse words about motion capture where none is given."""
    from runtall.inputs.readers.open import is_motion_file

    said = next((name for asked in inputs for name in given_words(asked.options)), "")
    if said and not any(is_motion_file(asked.path) for asked in inputs):
        raise UsageError(f"--{said} is about motion capture, and no INPUT is; leave it out")


def _read(inputs: Sequence[Asked], shows: Board) -> list[Recording]:
    from runtall.analysis.loading import load

    found = []
    every = names([a.path for a in inputs])
    for place, (asked, name) in enumerate(zip(inputs, every, strict=True)):
        count = f" ({place + 1} of {len(inputs)})" if len(inputs) > 1 else ""
        told = shows.begin(f"{name}{count}")
        with naming(name):
            found.append(load(asked.path, asked.options, progress=told))
        shows.end()
    return found


def _measured(request: Request, recordings: tuple[Recording, ...]) -> Analysis:
    from runtall.analysis.minutes import with_minutes
    from runtall.analysis.run import analyze

    timed = recordings if request.repeated else with_minutes(recordings)
    try:
        return analyze(timed, request.runner, settings=request.settings)
    except InputError as error:
        # The path stands in the message as it was given; people read the name.
        text = str(error)
        every = names([r.path for r in recordings])
        for recording, name in zip(recordings, every, strict=True):
            text = text.replace(f"{recording.path}: ", f"{name}: ")
        raise type(error)(text) from error


def _making(*, overlay: bool) -> str:
    parts = ["the report"]
    if overlay:
        parts.insert(0, "the overlay")
    return f"making {' and '.join(parts)}"


def names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in messages: its name, with its folders where two have one."""
    count = Counter(path.name for path in paths)
    return [shown(p) if count[p.name] == 1 else str(p) for p in paths]


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Make sure that an error names the file it is about."""
    try:
        yield
    except (InputError, LimitExceeded, UsageError) as error:
        text = str(error)
        if name in text:
            raise
        # Where two files have one name, the folders take its place.
        short = Path(name).name
        said = text.removeprefix(f"{short}: ")
        raise type(error)(f"{name}: {said}") from error


def without_extras(settings: Settings, *, overlay: bool, pdf: bool) -> Settings:
    """Settings with the overlay or the PDF left out; the numbers stay as they are."""
    return replace(settings, overlay=settings.overlay and overlay, pdf=settings.pdf and pdf)
