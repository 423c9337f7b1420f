"""An analysis again, from the ``config.toml`` of a result folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from runtall.analysis.settings import Settings
from runtall.cli.motion import FIELDS as MOTION_FIELDS
from runtall.cli.motion import repeated_fields
from runtall.cli.options import roi, span
from runtall.cli.tables import number, read_table, rows_of, runner_of, section, settings_of
from runtall.cli.work import Asked, Request
from runtall.errors import UsageError
from runtall.inputs.files import shown
from runtall.motion.recording import VIEWS

if TYPE_CHECKING:
    from runtall.analysis.loading import Ground, ReadOptions
    from runtall.motion.recording import View

_FIELDS: Final = (
    "path", "sha256", "view", "minute", "calibration", "start_s", "end_s", "recorded_fps", "roi",
    "pose_options", "roll_deg", "ground", "columns", "offset_s", "more", *MOTION_FIELDS,
)  # fmt: skip


def repeated(path: Path, *, out: Path, force: bool, workers: int | None) -> Request:
    """What a ``config.toml`` asks for.

    Raises
    ------
    runtall.errors.InputError
        When it is none.
    runtall.errors.UsageError
        Naming the field that makes no sense.
    """
    where = shown(path)
    table = read_table(path)
    settings = settings_of(section(table, "settings", where), where)
    rows = rows_of(table, "inputs", where)
    return Request(
        inputs=tuple(_asked(row, settings, workers, where) for row in rows),
        out=out,
        runner=runner_of(section(table, "runner", where), where),
        settings=settings,
        force=force,
        repeated=True,
    )


def _asked(row: Mapping[str, Any], settings: Settings, workers: int | None, where: str) -> Asked:
    for name in row:
        if name not in _FIELDS:
            raise UsageError(f"{where}: unknown field {name!r} of an input")
    path = text(row, "path", where)
    if not path:
        raise UsageError(f"{where}: an input has no path")
    return Asked(Path(path), _options(row, settings, workers, where), text(row, "sha256", where))


def _options(
    row: Mapping[str, Any], settings: Settings, workers: int | None, where: str
) -> ReadOptions:
    from runtall.analysis.loading import ReadOptions

    start_s, end_s = span(number(row, "start_s", where), number(row, "end_s", where))
    return ReadOptions(
        view=_view(row, where),
        pose=settings.pose,
        pose_options=section(row, "pose_options", where) or None,
        recorded_fps=number(row, "recorded_fps", where),
        start_s=start_s,
        end_s=end_s,
        roi=_roi(row, where),
        every_frame=settings.every_frame,
        minute=_minute(row, where),
        roll_deg=number(row, "roll_deg", where),
        ground=_ground(row, where),
        calibration=bool(text(row, "calibration", where)),
        workers=workers,
        columns=section(row, "columns", where) or None,
        offset_s=number(row, "offset_s", where),
        more=_more(row, where),
        **repeated_fields(row, where),
    )


def _more(row: Mapping[str, Any], where: str) -> tuple[Path, ...]:
    paths = row.get("more", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise UsageError(f"{where}: more = {paths!r} is no list of paths")
    return tuple(Path(path) for path in paths)


def _view(row: Mapping[str, Any], where: str) -> View | None:
    view = text(row, "view", where)
    for known in VIEWS:
        if view == known:
            return known
    if view:
        raise UsageError(f"{where}: view {view!r} is none of {', '.join(VIEWS)}")
    return None


def _ground(row: Mapping[str, Any], where: str) -> Ground | None:
    ground = text(row, "ground", where)
    known: tuple[Ground, ...] = ("treadmill", "overground")
    for name in known:
        if ground == name:
            return name
    if ground:
        raise UsageError(f"{where}: ground {ground!r} is none of {', '.join(known)}")
    return None


def _minute(row: Mapping[str, Any], where: str) -> float | None:
    minute = number(row, "minute", where)
    if minute is not None and not (math.isfinite(minute) and minute >= 0):
        raise UsageError(f"{where}: minute {minute:g} is not in a run; give minutes from 0 on")
    return minute


def _roi(row: Mapping[str, Any], where: str) -> tuple[float, float, float, float] | None:
    box = row.get("roi")
    if box is None:
        return None
    if not isinstance(box, list):
        raise UsageError(f"{where}: roi {box!r} is not [x, y, w, h]")
    try:
        return roi(",".join(str(n) for n in box))
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error


def text(row: Mapping[str, Any], name: str, where: str) -> str:
    """A text, empty when absent.

    Raises
    ------
    runtall.errors.UsageError
        When it is something else.
    """
    value = row.get(name, "")
    if not isinstance(value, str):
        raise UsageError(f"{where}: {name} = {value!r} is no text")
    return value
