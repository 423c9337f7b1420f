"""TRC: marker positions as OpenSim and its tools read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from runtall.motion.files import text
from runtall.motion.files.text import Array
from runtall.units import factor

LengthUnit = Literal["m", "mm"]

_FIELDS: Final = (
    "DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate",
    "OrigDataStartFrame", "OrigNumFrames",
)  # fmt: skip


def write_trc(
    path: Path,
    labels: Sequence[str],
    time_s: Array,
    position_m: Array,
    *,
    unit: LengthUnit = "m",
    rate_hz: float | None = None,
) -> None:
    """Write marker positions.

    Parameters
    ----------
    path
        File to write.
    labels
        Names of the markers, without white space.
    time_s
        Shape ``(time,)``, rising.
    position_m
        Shape ``(time, marker, 3)`` in m; x forward, y up, z to the right. A coordinate that is
        not finite becomes an empty cell.
    unit
        In which the file holds them.
    rate_hz
        Frames per second; the mean rate of ``time_s`` when None.

    Raises
    ------
    runtall.errors.UsageError
        When names, times and positions do not fit each other or the format.
    """
    time, position = np.asarray(time_s, dtype=float), np.asarray(position_m, dtype=float)
    text.check_names(path, labels)
    text.check_clock(path, time, position, (len(labels), 3))
    lines = _head(path, labels, len(time), rate_hz or text.rate(time), unit)
    cells = (position * factor("m", unit)).reshape(len(time), -1)
    lines += [_row(place + 1, time[place], row) for place, row in enumerate(cells)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _head(path: Path, labels: Sequence[str], count: int, rate: float, unit: str) -> list[str]:
    values = (rate, rate, count, len(labels), unit, rate, 1, count)
    axes = [f"{axis}{place + 1}" for place in range(len(labels)) for axis in "XYZ"]
    return [
        f"PathFileType\t4\t(X/Y/Z)\t{text.file_name(path)}",
        "\t".join(_FIELDS),
        "\t".join(str(value) for value in values),
        "Frame#\tTime\t" + "".join(f"{label}\t\t\t" for label in labels),
        "\t\t" + "\t".join(axes),
        "",
    ]


def _row(number: int, time: float, values: Array) -> str:
    cells = text.numbers(values, missing="")
    # OpenSim drops an empty cell at the end of a line unless a tab follows it.
    end = "" if cells[-1] else "\t"
    return "\t".join([str(number), repr(float(time)), *cells]) + end
