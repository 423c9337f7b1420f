"""The options about motion files: what the user says about their markers, unit and axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from runtall.cli.options import within
from runtall.cli.tables import read_table
from runtall.errors import UsageError
from runtall.inputs.files import shown

if TYPE_CHECKING:
    from runtall.analysis.loading import ReadOptions

# Steeper no road is and no treadmill goes; a larger number was meant as degrees or per mille.
INCLINE_PERCENT: Final = (-40.0, 40.0)
FIELDS: Final = ("unit", "up", "direction", "markers", "angles")


class UnitChoice(StrEnum):
    """Of lengths in a motion file."""

    m = "m"
    cm = "cm"
    mm = "mm"
    inch = "in"


class AngleChoice(StrEnum):
    """Of joint coordinates in a motion file."""

    degrees = "degrees"
    radians = "radians"


Markers = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE.toml",
        help='Motion capture: what its markers are, one NAME = "point" a line; or NAME=POINT.',
    ),
]
Unit = Annotated[UnitChoice | None, typer.Option(help="Motion capture: unit of its lengths.")]
Up = Annotated[
    str | None, typer.Option(metavar="AXIS", help="Motion capture: axis that points up, like +z.")
]
Direction = Annotated[
    str | None,
    typer.Option(metavar="AXIS", help="Motion capture: axis along which you run, like -y."),
]
Angles = Annotated[
    AngleChoice | None, typer.Option(help="Motion capture: what joint angles are in.")
]
Incline = Annotated[
    float, typer.Option(help="Grade of the ground or belt, per cent, positive uphill.")
]


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says about all motion files."""

    markers: Sequence[str] | None = None
    unit: UnitChoice | None = None
    up: str | None = None
    direction: str | None = None
    angles: AngleChoice | None = None

    def fields(self) -> dict[str, Any]:
        """As arguments of `ReadOptions`.

        Raises
        ------
        runtall.errors.UsageError
            When an axis or the map of the markers makes no sense.
        """
        return checked({
            "markers": marker_map(self.markers or ()) or None,
            "unit": None if self.unit is None else self.unit.value,
            "up": self.up,
            "direction": self.direction,
            "angles": None if self.angles is None else self.angles.value,
        })  # fmt: skip


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The same, when each is what a motion file can have.

    Raises
    ------
    runtall.errors.UsageError
        Naming the one that is not.
    """
    from runtall.inputs.markers.options import MarkerOptions

    MarkerOptions(
        unit=fields["unit"], up=fields["up"], direction=fields["direction"],
        markers=fields["markers"] or {}, angles=fields["angles"],
    )  # fmt: skip
    return fields


def marker_map(
    values: Sequence[str], *, table: str = "markers", line: str = 'LSHO = "left_acromion"'
) -> dict[str, str]:
    """Name in the file to our name, from pairs and TOML files.

    Parameters
    ----------
    values
        ``NAME=OURS``, or a TOML file of such lines.
    table
        What the map is of; a table of that name in the file may hold the lines.
    line
        An example, for messages.

    Raises
    ------
    runtall.errors.UsageError
        When one is neither.
    runtall.errors.InputError
        When a file cannot be read.
    """
    found: dict[str, str] = {}
    for value in values:
        # A pair has one equals sign and names no file that is there.
        if "=" in value and not Path(value).exists():
            name, _, point = value.rpartition("=")
            found[name.strip()] = point.strip()
        else:
            found |= names_of(read_table(Path(value)), shown(Path(value)), table, line)
    return found


def names_of(
    content: Mapping[str, Any],
    where: str,
    table: str = "markers",
    line: str = 'LSHO = "left_acromion"',
) -> dict[str, str]:
    """A table of names, or one inside it that is called ``table``.

    Raises
    ------
    runtall.errors.UsageError
        When it holds something else.
    """
    inner = content.get(table, content)
    rows = inner if isinstance(inner, dict) else {}
    if not rows or not all(isinstance(v, str) for v in rows.values()):
        raise UsageError(f"{where}: is no map of {table}; write lines like {line}")
    return dict(rows)


def incline(percent: float) -> float:
    """Grade of the ground, per cent.

    Raises
    ------
    runtall.errors.UsageError
        When nobody runs on it.
    """
    return within("--incline", percent, INCLINE_PERCENT, "per cent") or 0.0


def repeated_fields(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a ``config.toml`` says about a motion file, as arguments of `ReadOptions`.

    Raises
    ------
    runtall.errors.UsageError
        Naming the field that makes no sense.
    """
    fields: dict[str, Any] = {name: row.get(name) for name in FIELDS}
    if fields["markers"] is not None:
        fields["markers"] = names_of({"markers": fields["markers"]}, f"{where}: markers")
    try:
        return checked(fields)
    except UsageError as error:
        raise UsageError(f"{where}: {str(error).removeprefix('--')}") from error


def given_words(options: ReadOptions) -> list[str]:
    """Names of the options about motion files that were given."""
    return [name for name in FIELDS if getattr(options, name) is not None]
