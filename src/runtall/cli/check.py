"""``runtall check``: what inputs are and can show, before anything is analysed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from runtall.cli.faults import outcome_of
from runtall.cli.motion import Angles, Direction, Markers, Said, Unit, Up
from runtall.cli.options import Json, Quiet, Verbose, Workers
from runtall.cli.progress import Told, board
from runtall.cli.screen import Screen
from runtall.cli.sensed import Columns, column_map, grouped
from runtall.cli.work import names, naming
from runtall.errors import ExitCode, RuntallError

if TYPE_CHECKING:
    from runtall.cli.look import Sight

EXAMPLE: Final = "Example: runtall check side.mp4 rear.mp4"

Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="INPUT",
        help="Videos, folders of numbered pictures, motion capture (C3D, TRC, MOT, STO, BVH, CSV, "
        "Parquet), breathing bands, trunk sensors or watch files.",
    ),
]


def check(  # noqa: PLR0913 - one argument for each option of the command
    inputs: Inputs,
    markers: Markers = None,
    unit: Unit = None,
    up: Up = None,
    direction: Direction = None,
    angles: Angles = None,
    columns: Columns = None,
    workers: Workers = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Say what each input is, what it can and cannot show, and how to record it better.

    Looks at a few seconds of each clip and analyses nothing. Ends with exit code 3 when one of them
    cannot be used.
    """
    from runtall.cli.advice import lines_of, outlook

    screen = Screen(as_json, quiet, verbose)
    said = Said(markers, unit, up, direction, angles).fields() | {"columns": column_map(columns)}
    entries, sights, trouble = _all(inputs, workers, screen, said)
    if len(trouble) == len(entries):
        # Nothing to show: the first trouble is the answer, the others stand before it.
        for other in () if as_json else trouble[1:]:
            Screen().note(str(other))
        raise trouble[0]
    if as_json:
        screen.data({"inputs": entries})
    for entry in entries:
        for line in lines_of(entry):
            screen.say(line, always=True)
    for line in outlook(sights):
        screen.say(line)
    if not all(entry["usable"] for entry in entries):
        raise typer.Exit(_code(trouble))


def _all(
    inputs: list[Path], workers: int | None, screen: Screen, said: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[Sight], list[RuntallError]]:
    entries: list[dict[str, Any]] = []
    sights: list[Sight] = []
    trouble: list[RuntallError] = []
    with board(screen) as shows:
        groups = grouped(inputs)
        every = names([path for path, _ in groups])
        for (path, more), name in zip(groups, every, strict=True):
            told = shows.begin(name)
            try:
                with naming(name):
                    entry, sight = _one(path, name, (workers, told), said | {"more": more})
            except RuntallError as error:
                if error.exit_code == ExitCode.FAULT:
                    raise
                trouble.append(error)
                entries.append(_failed(name, error))
            else:
                sights += [] if sight is None else [sight]
                entries.append(entry)
            shows.end()
    return entries, sights, trouble


def _one(
    path: Path, name: str, with_: tuple[int | None, Told], said: dict[str, Any]
) -> tuple[dict[str, Any], Sight | None]:
    """What is to be said about one input, and what was seen in it where it is a clip."""
    from runtall.analysis.loading import ReadOptions
    from runtall.analysis.sensor_files import is_sensor_file
    from runtall.cli import advice, captured, sensed_check
    from runtall.cli.look import look_at
    from runtall.inputs.readers.open import is_motion_file

    options = ReadOptions(**said)
    if is_sensor_file(path, options):
        return sensed_check.entry_of(sensed_check.look_at_sensor(path, options), name), None
    if is_motion_file(path):
        capture = captured.look_at_motion(path, options)
        return captured.entry_of(capture, name), None
    sight = look_at(path, *with_)
    return advice.entry_of(sight, name), sight


def _failed(name: str, error: RuntallError) -> dict[str, Any]:
    _, code, message = outcome_of(error)
    return {"path": name, "usable": False, "error": {"code": code, "message": message}}


def _code(trouble: list[RuntallError]) -> int:
    return int(trouble[0].exit_code if trouble else ExitCode.UNUSABLE_INPUT)
