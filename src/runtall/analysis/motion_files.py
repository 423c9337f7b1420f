"""Read one motion file into a `Recording`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from runtall.errors import TooShort, UsageError
from runtall.motion.recording import Recording

if TYPE_CHECKING:
    from runtall.analysis.loading import ReadOptions

_PIECE = 1 << 20


def load_motion(path: Path, options: ReadOptions) -> Recording:
    """Read a motion file.

    Parameters
    ----------
    path
        Of a file that `runtall.inputs.readers.open.is_motion_file` takes for one.
    options
        How to read it; what is for pictures only is refused.

    Raises
    ------
    runtall.errors.UsageError
        When an option is for clips only.
    runtall.errors.InputError
        When it cannot be used, with what would do.
    """
    from runtall.inputs.files import sha256_of, shown
    from runtall.inputs.markers.options import MarkerOptions
    from runtall.inputs.markers.recording import to_recording
    from runtall.inputs.readers.open import read_raw

    refuse_clip_options(shown(path), "is motion capture", options)
    given = MarkerOptions(
        unit=options.unit,
        up=options.up,
        direction=options.direction,
        markers=options.markers or {},
        angles=options.angles,
    )
    raw = read_raw(path, angles=options.angles, mapped=given.markers.keys())
    recording = to_recording(raw, path, sha256_of(path), given)
    return replace(_cut(recording, shown(path), options), minute=options.minute)


def refuse_clip_options(
    name: str, what: str, options: ReadOptions, *, ground: bool = False
) -> None:
    """Refuse options that are for clips only, ``--ground`` among them where that is asked.

    Raises
    ------
    runtall.errors.UsageError
        Naming the option, and what the input is.
    """
    for_clips = {
        "--calibration": options.calibration or None,
        "--view": options.view,
        "--roi": options.roi,
        "--roll": options.roll_deg,
        "--recorded-fps": options.recorded_fps,
        "--ground": options.ground if ground else None,
    }
    for option, value in for_clips.items():
        if value is not None:
            raise UsageError(f"{option} is for clips: {name} {what}; leave it out")


def _cut(recording: Recording, name: str, options: ReadOptions) -> Recording:
    """The part that was asked for, and what was asked written beside it."""
    import xarray as xr

    from runtall.analysis.loading import given

    nodes = {}
    for key, node in recording.streams.children.items():
        data = node.to_dataset()
        start = data.time.values[0] + options.start_s
        end = data.time.values[0] + (options.end_s or float("inf"))
        nodes[key] = data.sel(time=(data.time >= start) & (data.time <= end))
    if nodes["markers"].sizes["time"] == 0:
        raise TooShort(f"{name}: nothing is left between --start and --end")
    nodes["markers"].attrs["reading"] = json.dumps(given(options))
    if options.ground is not None:
        nodes["markers"].attrs["told_ground"] = options.ground
    return replace(recording, streams=xr.DataTree.from_dict(nodes))


def fingerprint(path: Path, options: ReadOptions) -> str:
    """SHA-256 of the content of any input; looked at in a child where it is a clip.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used.
    """
    from runtall.analysis.sensor_files import is_sensor_file, sensor_digest
    from runtall.inputs.files import sha256_of
    from runtall.inputs.readers.open import is_motion_file, reader_of
    from runtall.inputs.video.probe import probe

    if is_sensor_file(path, options):
        return sensor_digest(path, options)
    if not is_motion_file(path):
        return probe(path).sha256
    reader_of(path)
    return sha256_of(path)
