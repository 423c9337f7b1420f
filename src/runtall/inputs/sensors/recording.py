"""A file or folder of body-worn sensors as a `Recording`."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.errors import LimitExceeded, MissingStream
from runtall.inputs.files import sha256_of, shown
from runtall.inputs.limits import MAX_FRAMES
from runtall.inputs.sensors.clock import even_clock, on_even_clock, rate_of
from runtall.inputs.sensors.column_units import band_kind
from runtall.inputs.sensors.open import read_sensors
from runtall.inputs.sensors.raw import Array, RawSensors, RawStream
from runtall.motion.recording import Notice, Recording

if TYPE_CHECKING:
    import xarray as xr

_KINDS: Final = ("breathing", "imu", "watch")
"""The first of these that is there gives the recording its kind."""
_EVEN: Final = frozenset({"breathing", "imu"})
"""Streams whose signals need an even clock."""
_SPACE: Final = ("x", "y", "z")
_ISB: Final = dict(zip(("forward", "up", "right"), _SPACE, strict=True))
_PIECE: Final = 1 << 20


def load_sensors(
    path: str | Path, *, columns: Mapping[str, str] | None = None, more: Sequence[Path] = ()
) -> Recording:
    """Read a file or folder of breathing bands, a trunk sensor or a watch.

    Parameters
    ----------
    path, columns, more
        See `runtall.inputs.sensors.open.read_sensors`.

    Raises
    ------
    runtall.errors.InputError, runtall.errors.LimitExceeded
        When it cannot be used.
    """
    raw = read_sensors(path, columns=columns, more=more)
    return recording_of(raw, Path(path), digest_of(Path(path), more))


def recording_of(raw: RawSensors, path: Path, sha256: str) -> Recording:
    """Put the streams of a file on their clocks.

    Parameters
    ----------
    raw
        As read.
    path
        Where from.
    sha256
        Of the content.

    Returns
    -------
    Recording
        Of the kind ``"breathing"``, ``"imu"`` or ``"watch"``. Bands and trunk sensors lie on even
        clocks, NaN where the file has a gap.

    Raises
    ------
    runtall.errors.MissingStream
        When it holds nothing of the three.
    """
    import xarray as xr

    kind = next((k for k in _KINDS if any(s.node == k for s in raw.streams)), None)
    if kind is None:
        raise MissingStream(f"{shown(path)}: holds no band, no acceleration and no watch field")
    nodes, notices = {}, list(raw.notices)
    for stream in raw.streams:
        key = f"{stream.node}/{stream.part}" if stream.part else stream.node
        nodes[key], told = _node(stream, raw, shown(path))
        notices += told
    tree = xr.DataTree.from_dict(nodes)
    return Recording(path, kind, sha256, tree, notices=tuple(notices))


def digest_of(path: Path, more: Sequence[Path] = ()) -> str:
    """SHA-256 of the content of a file; of several, or of a folder's, with their names.

    Raises
    ------
    runtall.errors.InputError
        When one cannot be read.
    """
    parts = [path, *more]
    if path.is_dir():
        parts = [part for part in path.iterdir() if part.is_file()]
    if len(parts) == 1:
        return sha256_of(parts[0])
    found = hashlib.sha256()
    for part in sorted(parts, key=lambda part: part.name):
        name = part.name.encode("utf-8", "surrogateescape")
        found.update(name + b"\0" + sha256_of(part).encode() + b"\n")
    return found.hexdigest()


def _node(stream: RawStream, raw: RawSensors, name: str) -> tuple[xr.Dataset, list[Notice]]:
    """The dataset of a stream, and what was noticed on laying it out."""
    stream, notices = _evened(stream, name) if stream.node in _EVEN else (stream, [])
    data = _imu(stream) if stream.node == "imu" else _plain(stream)
    span = float(stream.time_s[-1] - stream.time_s[0]) if len(stream.time_s) else 0.0
    step = 1 / stream.rate_hz if stream.rate_hz else 0.0
    data.attrs |= {
        "format": raw.format,
        "start": raw.start,
        "rate_hz": stream.rate_hz,
        "frames": len(stream.time_s),
        "duration_s": span + step,
        "about": json.dumps(raw.about),
    }
    if stream.node == "breathing":
        units = {channel.unit for channel in stream.channels}
        data.attrs["inspiration"] = "rises"
        data.attrs["unit"] = stream.channels[0].unit
        data.attrs["calibrated"] = int(all(band_kind(unit) == "volume" for unit in units))
    if stream.node == "watch":
        sessions = [dataclasses.asdict(session) for session in raw.sessions]
        data.attrs |= {"device": _device(raw), "sessions": json.dumps(sessions)}
    return data, notices


def _device(raw: RawSensors) -> str:
    if "device" in raw.about:
        return raw.about["device"]
    return " ".join(raw.about[key] for key in ("maker", "product") if key in raw.about)


def _plain(stream: RawStream) -> xr.Dataset:
    """One variable for each channel."""
    import xarray as xr

    variables: dict[str, Any] = {}
    for channel in stream.channels:
        told = {"units": channel.unit, "label": channel.label or channel.name}
        told |= {"file_unit": channel.file_unit, "source": channel.source}
        variables[channel.name] = ("time", channel.values, told)
    return xr.Dataset(variables, {"time": ("time", stream.time_s, {"units": "s"})})


def _imu(stream: RawStream) -> xr.Dataset:
    """Acceleration and angular velocity as vectors, in the sensor's axes or in ISB's."""
    import xarray as xr

    found = {channel.name: channel.values for channel in stream.channels}
    isb = "acceleration_forward" in found
    variables: dict[str, Any] = {}
    for name, unit in (("acceleration", "m/s2"), ("angular_velocity", "rad/s")):
        axes = _ISB if f"{name}_forward" in found else dict(zip(_SPACE, _SPACE, strict=True))
        if all(f"{name}_{axis}" in found for axis in axes):
            values = np.stack([found[f"{name}_{axis}"] for axis in axes], axis=1)
            variables[name] = (("time", "space"), values, {"units": unit})
    data = xr.Dataset(
        variables, {"time": ("time", stream.time_s, {"units": "s"}), "space": list(_SPACE)}
    )
    data.attrs["axes"] = "isb" if isb else "unknown"
    return data


def _evened(stream: RawStream, name: str) -> tuple[RawStream, list[Notice]]:
    """The stream on an even clock, NaN in its gaps."""
    rate = stream.rate_hz or rate_of(stream.time_s)
    if (stream.time_s[-1] - stream.time_s[0]) * rate > 2 * MAX_FRAMES:
        raise LimitExceeded(
            f"{name}: its {stream.node} would have more than {2 * MAX_FRAMES} samples; cut out an "
            "hour of the run"
        )
    even = even_clock(stream.time_s, rate)
    channels = tuple(
        dataclasses.replace(c, values=on_even_clock(stream.time_s, c.values, even))
        for c in stream.channels
    )
    notices = []
    if even.gaps:
        text = f"the clock of {stream.node} has {even.gaps} gaps, {even.missing_s:.3g} s in all"
        notices.append(Notice("time_gaps", text))
    if not even.exact:
        text = (
            f"the samples of {stream.node} do not come evenly: values between them are taken, "
            f"{rate:.4g} a second"
        )
        notices.append(Notice("clock_uneven", text))
    times: Array = even.time_s
    return dataclasses.replace(stream, time_s=times, channels=channels, rate_hz=rate), notices
