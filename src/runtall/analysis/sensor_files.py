"""Read one file or folder of body-worn sensors into a `Recording`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from runtall.analysis.motion_files import refuse_clip_options
from runtall.errors import TooShort
from runtall.motion.recording import Recording

if TYPE_CHECKING:
    import xarray as xr

    from runtall.analysis.loading import ReadOptions

SENSOR_KINDS: Final = ("breathing", "imu", "watch")
"""Kinds of recordings that no picture and no marker is in."""


def is_sensor_file(path: str | Path, options: ReadOptions) -> bool:
    """Whether an input is to be read as that of a body-worn sensor."""
    from runtall.inputs.sensors.open import is_sensor_source

    return bool(options.more) or is_sensor_source(path, options.columns)


def load_sensor_file(path: Path, options: ReadOptions) -> Recording:
    """Read breathing bands, a trunk sensor or a watch file.

    Parameters
    ----------
    path
        Of a source that `is_sensor_file` takes for one.
    options
        How to read it; what is for pictures and markers only is refused.

    Raises
    ------
    runtall.errors.UsageError
        When an option is for clips or motion capture only.
    runtall.errors.InputError
        When it cannot be used, with what would do.
    """
    from runtall.inputs.files import shown
    from runtall.inputs.sensors.recording import load_sensors

    refuse_clip_options(shown(path), "is of a sensor", options, ground=True)
    found = load_sensors(path, columns=options.columns, more=options.more)
    return replace(_cut(found, shown(path), options), minute=options.minute)


def _cut(recording: Recording, name: str, options: ReadOptions) -> Recording:
    """The part that was asked for, and what was asked written beside it."""
    import xarray as xr

    from runtall.analysis.loading import given

    nodes = {
        node.path: _between(node.to_dataset(inherit=False), options)
        for node in recording.streams.subtree
        if node.path != "/"
    }
    main = nodes[recording.main.path]
    if main.sizes["time"] == 0:
        raise TooShort(f"{name}: nothing is left between --start and --end")
    main.attrs["reading"] = json.dumps(given(options), default=str)
    if options.offset_s is not None:
        main.attrs["told_offset_s"] = options.offset_s
    return replace(recording, streams=xr.DataTree.from_dict(nodes))


def _between(data: xr.Dataset, options: ReadOptions) -> xr.Dataset:
    if "time" not in data.dims or (not options.start_s and options.end_s is None):
        return data
    end = float("inf") if options.end_s is None else options.end_s
    return data.sel(time=(data.time >= options.start_s) & (data.time <= end))


def sensor_digest(path: Path, options: ReadOptions) -> str:
    """SHA-256 of the content of a file, or of a folder and what belongs to it by name."""
    from runtall.inputs.sensors.recording import digest_of

    return digest_of(path, options.more)
