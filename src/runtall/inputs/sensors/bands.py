"""Breathing bands: which is which, and both on one clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from runtall.errors import InputError
from runtall.inputs.files import shown
from runtall.inputs.readers.text import listed, quoted
from runtall.inputs.sensors.column_units import band_kind, factor
from runtall.inputs.sensors.raw import Array, RawChannel, RawStream
from runtall.inputs.sensors.reader import SensorSource
from runtall.motion.recording import Notice

BANDS: Final = ("chest", "belly", "band")

_CHEST: Final = re.compile(r"\btho(r|\b)|thora[cx]|chest|\brib|\brc\b")
_BELLY: Final = re.compile(r"\babd|abdom|belly|diaphragm")
_ONE: Final = re.compile(r"\bresp|breath|\brip\b|effort|\bband\b|\bbelt\b")
_OTHER: Final = re.compile(
    r"rate\b|quality|phase|temp|flow|nasal|cannula|snor|\bsum\b|acc|gyro|e[cekm]g|[ .:-][xyz]$"
)
"""What else carries such words: rates, flow at the nose, markers and motion of the chest."""
_COMPUTED: Final = re.compile(r"volume|ventilation|tidal|event|annot")
"""No band where nothing says whose volume it is."""


def band_of(label: str) -> str:
    """Which band a label names: ``"chest"``, ``"belly"``, ``"band"`` or, if none, ``""``.

    Examples
    --------
    >>> [band_of(s) for s in ("RIP Thorax", "Effort ABD", "Resp", "respiration_rate", "chest_x")]
    ['chest', 'belly', 'band', '', '']
    """
    text = label.lower().replace("_", " ").strip()
    if _OTHER.search(text):
        return ""
    chest, belly = _CHEST.search(text), _BELLY.search(text)
    if chest and belly:
        return ""
    if chest or belly:
        return "chest" if chest else "belly"
    return "band" if _ONE.search(text) and not _COMPUTED.search(text) else ""


def known_bands(paths: Sequence[Path], source: SensorSource) -> dict[str, tuple[Path, int]]:
    """File of each band, told by the user or by its name, and 1, or -1 where it is upside down.

    Raises
    ------
    runtall.errors.InputError
        When two files are the same band, or it cannot be told which is which.
    """
    found: dict[str, tuple[Path, int]] = {}
    for path in paths:
        said = source.columns.get(path.name) or source.columns.get(path.stem)
        band, sign = signed(said or band_of(path.stem) or "band")
        if band not in BANDS:
            raise InputError(f"{shown(path)}: cannot be {quoted(band)}; it holds one band")
        if band in found:
            raise InputError(
                f"{shown(path)}: is the {band} as {shown(found[band][0])} is; say which is which "
                "with --columns 'FILE=chest' and 'FILE=belly'"
            )
        found[band] = path, sign
    if len(found) > 1 and set(found) != {"chest", "belly"}:
        names = " and ".join(shown(path) for path in paths)
        raise InputError(
            f"{names}: it cannot be told which is the chest's band and which the belly's; say it "
            "with --columns 'FILE=chest' and 'FILE=belly'"
        )
    return found


def signed(word: str) -> tuple[str, int]:
    """What the user said of a column without its sign, and the sign.

    Examples
    --------
    >>> signed("-chest"), signed("belly")
    (('chest', -1), ('belly', 1))
    """
    plain = word.strip().lower()
    bare = plain.removeprefix("-")
    return (bare, -1) if bare != plain and bare in BANDS else (plain, 1)


def in_one_unit(channels: Sequence[RawChannel], told: list[Notice]) -> tuple[RawChannel, ...]:
    """Bands in the unit of the first, where both units measure the same thing; else as they are."""
    if len({channel.unit for channel in channels}) < 2:
        return tuple(channels)
    units = [channel.unit for channel in channels]
    kinds = {band_kind(unit) for unit in units}
    first = factor("band", units[0])
    if len(kinds) > 1 or first is None:
        text = f"the bands have different units, {listed(units)}: they cannot be compared"
        told.append(Notice("band_units_differ", text))
        return tuple(channels)
    return tuple(
        replace(c, values=c.values * ((factor("band", c.unit) or first) / first), unit=units[0])
        for c in channels
    )


def band_stream(
    bands: Mapping[str, Array], rate_hz: float, told: list[Notice], unit: str = ""
) -> RawStream:
    """Bands that begin together on one even clock, NaN where one has ended.

    Parameters
    ----------
    bands
        (time,) each, by `BANDS`.
    rate_hz
        Of all of them.
    told
        Takes a notice where they end apart.
    unit
        Of the values; ``""`` for counts.
    """
    length = max(map(len, bands.values()))
    short = {band: length - len(values) for band, values in bands.items() if len(values) < length}
    for band, missing in short.items():
        text = f"the {band}'s band ends {missing / rate_hz:.3g} s before the other"
        told.append(Notice("band_short", text))
    channels = []
    for band in sorted(bands, key=BANDS.index):
        laid = np.full(length, np.nan)
        laid[: len(bands[band])] = bands[band]
        channels.append(RawChannel(band, laid, unit, band, unit))
    return RawStream("breathing", np.arange(length) / rate_hz, tuple(channels), float(rate_hz))
