"""``runtall analyze``: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from runtall.analysis.settings import Runner, Settings
from runtall.cli.folder import default_folder
from runtall.cli.motion import Angles, Direction, Incline, Markers, Said, Unit, Up
from runtall.cli.motion import incline as within_incline
from runtall.cli.options import (
    HEIGHT_CM,
    MASS_KG,
    Anonymous,
    GroundChoice,
    Json,
    Out,
    Quiet,
    Sex,
    Verbose,
    ViewChoice,
    Workers,
    per_clip,
    roi,
    span,
    within,
)
from runtall.cli.repeat import repeated
from runtall.cli.screen import Screen
from runtall.cli.sensed import DAY_S, Columns, Offset, column_map, grouped
from runtall.cli.tables import read_runner
from runtall.cli.told import tell
from runtall.cli.work import Asked, Request, perform, without_extras
from runtall.errors import UsageError
from runtall.motion.recording import VIEWS

if TYPE_CHECKING:
    from runtall.analysis.loading import Ground, ReadOptions
    from runtall.motion.recording import View

EXAMPLE: Final = "Example: runtall analyze side.mp4 rear.mp4 --height-cm 178 --out my-run"
_WITH_CONFIG: Final = {
    "config", "out", "force", "no_overlay", "no_pdf", "workers", "as_json", "quiet", "verbose",
}  # fmt: skip
# One day: no run lasts longer, and a larger number was meant as seconds.
_MINUTES: Final = (0.0, 1440.0)
# Further turned, it is a picture on its side.
_ROLL_DEG: Final = (-45.0, 45.0)
# A seed goes to the file as a TOML integer, which has 64 bits.
_LARGEST_SEED: Final = 2**63 - 1

Clips = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="INPUT",
        help="Recordings of one run, in any mix: videos, folders of numbered pictures, motion "
        "capture (C3D, TRC, MOT, STO, BVH, CSV, Parquet), breathing bands (Hexoskin folder or its "
        "two WAV files, EDF, CSV), trunk sensors (CSV), watch files (FIT, TCX, GPX).",
    ),
]


@dataclass(frozen=True, slots=True)
class PerClip:
    """Options that are given for each clip, in order."""

    view: Sequence[ViewChoice] | None
    minute: Sequence[float] | None
    recorded_fps: Sequence[float] | None
    start: Sequence[float] | None
    end: Sequence[float] | None
    roi: Sequence[str] | None
    roll: Sequence[float] | None
    ground: Sequence[GroundChoice] | None
    offset: Sequence[float] | None


def analyze(  # noqa: PLR0913 - one argument for each option of the command
    context: typer.Context,
    inputs: Clips = None,
    out: Out = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a result folder.")] = False,
    height_cm: Annotated[float | None, typer.Option(help="Height of the runner, cm.")] = None,
    mass_kg: Annotated[float | None, typer.Option(help="Mass of the runner, kg.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="Body proportions to assume.")] = None,
    runner: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="height_cm, mass_kg and sex in a file.")
    ] = None,
    view: Annotated[
        list[ViewChoice] | None, typer.Option(help="From where it was filmed; once per clip.")
    ] = None,
    recorded_fps: Annotated[
        list[float] | None, typer.Option(help="Slow motion: frames a second when filmed.")
    ] = None,
    start: Annotated[list[float] | None, typer.Option(help="From this second of the clip.")] = None,
    end: Annotated[list[float] | None, typer.Option(help="To this second of the clip.")] = None,
    roi: Annotated[
        list[str] | None,
        typer.Option(metavar="X,Y,W,H", help="Box around the runner at the start; once per clip."),
    ] = None,
    minute: Annotated[
        list[float] | None, typer.Option(help="Minute of the run it starts at; once per clip.")
    ] = None,
    roll: Annotated[
        list[float] | None, typer.Option(help="Camera turned clockwise, degrees; once per clip.")
    ] = None,
    ground: Annotated[
        list[GroundChoice] | None, typer.Option(help="On what you ran; once per clip.")
    ] = None,
    calibration: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Standing hold, relaxed then shrugged; repeatable."),
    ] = None,
    pose: Annotated[str, typer.Option(metavar="NAME", help="Pose estimator.")] = "blazepose",
    pose_weights: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Model file for --pose.")
    ] = None,
    pose_download: Annotated[
        bool, typer.Option("--pose-download", help="Allow the download of its model.")
    ] = False,
    pose_sha256: Annotated[
        str | None, typer.Option(metavar="HEX", help="Digest that the model must have.")
    ] = None,
    every_frame: Annotated[
        bool, typer.Option("--every-frame", help="Read all of a long clip.")
    ] = False,
    anonymous: Annotated[
        Anonymous | None, typer.Option(help="Blur the face, or show a stick figure only.")
    ] = None,
    no_overlay: Annotated[bool, typer.Option("--no-overlay", help="Leave the video out.")] = False,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="Leave the PDF out.")] = False,
    markers: Markers = None,
    unit: Unit = None,
    up: Up = None,
    direction: Direction = None,
    angles: Angles = None,
    incline: Incline = 0.0,
    columns: Columns = None,
    offset: Offset = None,
    seed: Annotated[int, typer.Option(min=0, max=_LARGEST_SEED, help="Of the intervals.")] = 0,
    workers: Workers = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Repeat the config.toml of a result.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure one runner from one or more recordings of the same run.

    Writes a result folder with report.html, report.pdf, an overlay video and tables. Options
    that go with an input are given in the order of the inputs: once per input, or, for
    --recorded-fps, --start and --end, once for all.
    """
    screen = Screen(as_json, quiet, verbose)
    if config is not None:
        _only_config(context)
        folder = out or default_folder(config.absolute().parent)
        request = repeated(config, out=folder, force=force, workers=workers)
        kept = without_extras(request.settings, overlay=not no_overlay, pdf=not no_pdf)
        request = replace(request, settings=kept)
    else:
        settings = Settings(
            pose=pose,
            every_frame=every_frame,
            anonymous=_hidden(anonymous),
            overlay=not no_overlay,
            pdf=not no_pdf,
            seed=seed,
            incline_percent=within_incline(incline),
        )
        options = _pose_options(pose_weights, pose_download, pose_sha256)
        said = Said(markers, unit, up, direction, angles)
        each = PerClip(view, minute, recorded_fps, start, end, roi, roll, ground, offset)
        shared = _shared(settings, options, workers, said)
        shared = replace(shared, columns=column_map(columns))
        request = Request(
            inputs=_inputs(inputs, each, calibration, shared),
            out=out or default_folder((inputs or [Path("clip")])[0]),
            runner=_runner(runner, height_cm, mass_kg, sex),
            settings=settings,
            force=force,
        )
    tell(*perform(request, screen), screen)


def _only_config(context: typer.Context) -> None:
    """Refuse what a config says already."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if name not in _WITH_CONFIG and source is not None and source.name == "COMMANDLINE":
            shown = "INPUT" if name == "inputs" else f"--{name.replace('_', '-')}"
            raise UsageError(f"{shown} and --config: the file says it already; leave one out")


def _hidden(anonymous: Anonymous | None) -> Literal["", "blur", "stick"]:
    return "" if anonymous is None else anonymous.value


def _pose_options(weights: Path | None, download: bool, sha256: str | None) -> dict[str, Any]:
    given = {
        "weights": None if weights is None else str(weights.absolute()),
        "download": download or None,
        "sha256": sha256,
    }
    return {name: value for name, value in given.items() if value is not None}


def _shared(
    settings: Settings, pose_options: dict[str, Any], workers: int | None, said: Said
) -> ReadOptions:
    from runtall.analysis.loading import ReadOptions

    return ReadOptions(
        pose=settings.pose,
        pose_options=pose_options or None,
        every_frame=settings.every_frame,
        workers=workers,
        **said.fields(),
    )


def _runner(
    file: Path | None, height_cm: float | None, mass_kg: float | None, sex: Sex | None
) -> Runner:
    """Who ran; what is typed goes before what the file says."""
    known = Runner() if file is None else read_runner(file)
    height = within("--height-cm", height_cm, HEIGHT_CM, "cm")
    mass = within("--mass-kg", mass_kg, MASS_KG, "kg")
    return Runner(
        known.height_cm if height is None else height,
        known.mass_kg if mass is None else mass,
        known.sex if sex is None else sex.value,
    )


def _inputs(
    paths: Sequence[Path] | None,
    each: PerClip,
    calibration: Sequence[Path] | None,
    shared: ReadOptions,
) -> tuple[Asked, ...]:
    if not paths:
        raise UsageError("no INPUT was given: name one clip or more, see runtall analyze --help")
    groups = grouped(paths)
    count = len(groups)
    views = per_clip("--view", each.view, count, shared=False)
    minutes = per_clip("--minute", each.minute, count, shared=False)
    rates = per_clip("--recorded-fps", each.recorded_fps, count, shared=True)
    spans = zip(
        per_clip("--start", each.start, count, shared=True),
        per_clip("--end", each.end, count, shared=True),
        strict=True,
    )
    boxes = per_clip("--roi", each.roi, count, shared=False)
    rolls = per_clip("--roll", each.roll, count, shared=False)
    grounds = per_clip("--ground", each.ground, count, shared=False)
    offsets = per_clip("--offset", each.offset, count, shared=False)
    clips = [
        replace(
            shared,
            view=_view(view),
            minute=within("--minute", minute, _MINUTES, "min of a run"),
            recorded_fps=within("--recorded-fps", rate, (1.0, 10_000.0), "frames a second"),
            roi=roi(box),
            roll_deg=within("--roll", roll_deg, _ROLL_DEG, "degrees"),
            ground=_ground(ground),
            offset_s=within("--offset", offset, (-DAY_S, DAY_S), "s"),
            more=more,
            **dict(zip(("start_s", "end_s"), span(*ends), strict=True)),  # type: ignore[arg-type]
        )
        for (_, more), view, minute, rate, ends, box, roll_deg, ground, offset in zip(
            groups, views, minutes, rates, spans, boxes, rolls, grounds, offsets, strict=True
        )
    ]
    holds = [Asked(path, replace(shared, calibration=True)) for path in calibration or ()]
    return (*(Asked(p, o) for (p, _), o in zip(groups, clips, strict=True)), *holds)


def _ground(choice: GroundChoice | None) -> Ground | None:
    known: tuple[Ground, ...] = ("treadmill", "overground")
    name = None if choice is None else choice.value
    return next((ground for ground in known if ground == name), None)


def _view(choice: ViewChoice | None) -> View | None:
    name = None if choice is None else choice.value
    return next((view for view in VIEWS if view == name), None)
