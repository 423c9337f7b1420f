"""Load and check the tables of the upper body: bones, masses, muscles."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from runtall.literature.values import number

SPINE: Final = ("l5s1", "t12l1", "t8t9", "t4t5", "c7t1", "c0c1")
"""Joints of the spine from below."""
SEGMENTS: Final = (
    "pelvis", "lumbar", "lower_thorax", "mid_thorax", "upper_thorax", "neck", "head",
)  # fmt: skip
SIDED: Final = ("clavicle", "scapula", "upper_arm", "forearm", "hand", "thigh", "shank", "foot")
_TURNS: Final = ("extension", "bending", "rotation")
_TRUNK_PARTS: Final = ("upper", "middle", "lower")
_LIMBS: Final = ("upper_arm", "forearm", "thigh", "shank", "foot")


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of the trunk: mm and % of body mass, place from L5/S1 of the upright body."""

    body: str
    part: str
    mass_percent: float
    centre: tuple[float, float]
    height: float


@dataclass(frozen=True, slots=True)
class MusclePath:
    """One muscle of the right side.

    Attributes
    ----------
    name, title
        Short name, and what people call it.
    pcsa_cm2
        Physiological cross-sectional area.
    path
        Body and place in mm from L5/S1 of the upright body, from origin to insertion.
    group
        What its effort is counted in; empty where it is not reported.
    source
        Key of ``references.bib``.
    wrap
        Surface that the path lies on before its last point; empty for none.
    """

    name: str
    title: str
    pcsa_cm2: float
    path: tuple[tuple[str, tuple[float, float, float]], ...]
    group: str
    source: str
    wrap: str = ""


def _table(name: str) -> dict[str, Any]:
    text = files("runtall.literature").joinpath("body", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def trunk() -> Mapping[str, Any]:
    """Tables of ``body/trunk.toml``, checked.

    Raises
    ------
    ValueError
        When shares of a turn do not add up to 1, or masses of a sex not to the whole body.
    """
    return checked_trunk(_table("trunk.toml"))


def checked_trunk(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same tables when their sums are right.

    Raises
    ------
    ValueError
        Naming the sum that is wrong, what was found and what it should be.
    """
    for turn in _TURNS:
        total = sum(table["share"][joint][turn] for joint in SPINE[:4])
        _require(f"share.*.{turn}", total, 1.0, 1e-6)
    for sex in ("male", "female"):
        own = {name: row[sex][0] for name, row in table["segment"].items() if name != "source"}
        parts, whole = sum(own[p] for p in _TRUNK_PARTS), _percent("trunk", sex)
        _require(f"segment: the three parts of the trunk, {sex}", parts, whole, 0.005)
        limbs = own["hand"] + sum(_percent(s, sex) for s in _LIMBS)
        total = _percent("head_neck", sex) + whole + 2 * limbs
        _require(f"segment: the whole body, {sex}", total, 100.0, 0.015)
    _require("head.*.share", table["head"]["head"]["share"] + table["head"]["neck"]["share"], 1.0)
    return table


def _percent(name: str, sex: str) -> float:
    return 100 * number(f"human.segment_mass.{name}.{sex}")


def _require(what: str, found: float, right: float, within: float = 1e-9) -> None:
    if abs(found - right) > within + 1e-9:
        raise ValueError(f"trunk.toml [{what}]: adds up to {found:g}, not to {right:g}")


def segment(name: str, sex: str) -> tuple[float, float]:
    """Mass over body mass, and distance of its centre from the first end over its length.

    Parameters
    ----------
    name
        ``head_neck``, ``trunk``, its parts ``upper``, ``middle``, ``lower``, or a limb.
    sex
        ``"unspecified"`` for the mean of both.
    """
    own = trunk()["segment"].get(name)
    rows = [
        (own[s][0] / 100, own[s][1] / 100)
        if own
        else (number(f"human.segment_mass.{name}.{s}"), number(f"human.segment_centre.{name}.{s}"))
        for s in sexes(sex)
    ]
    return sum(r[0] for r in rows) / len(rows), sum(r[1] for r in rows) / len(rows)


def radii(name: str, sex: str) -> tuple[float, float, float, float]:
    """Radii of gyration over length, forward, sideways and long axis, and that length in m."""
    rows = [trunk()["radii"][name][s] for s in sexes(sex)]
    mean = [sum(r[k] for r in rows) / len(rows) for k in range(4)]
    return mean[0] / 100, mean[1] / 100, mean[2] / 100, mean[3] / 1000


def sexes(sex: str) -> tuple[str, ...]:
    """Whose tables count: one sex's, or both."""
    return ("male", "female") if sex == "unspecified" else (sex,)


@cache
def slices() -> tuple[Slice, ...]:
    """Slices of the trunk from L5 up to T1."""
    return tuple(
        Slice(body, part, mass, (x + forward, y + up), height)
        for body, part, x, y, mass, forward, up, height in trunk()["slice"]["rows"]
    )


@cache
def muscles() -> tuple[MusclePath, ...]:
    """Muscles of the right side.

    Raises
    ------
    ValueError
        When a path has under two points or names an unknown body.
    """
    return tuple(_muscle(name, row) for name, row in _table("muscles.toml").items())


def _muscle(name: str, row: Mapping[str, Any]) -> MusclePath:
    path = tuple((str(body), (float(x), float(y), float(z))) for body, x, y, z in row["path"])
    strange = {body for body, _ in path} - {*SEGMENTS, *SIDED}
    strange |= {row.get("wrap", "")} - {"", *surfaces()}
    if strange or len(path) < 2 or not row["pcsa_cm2"] > 0:
        raise ValueError(
            f"muscles.toml [{name}]: needs an area, and two points or more on known bodies"
            + (f"; unknown: {sorted(strange)}" if strange else "")
        )
    return MusclePath(
        name=name,
        title=row["title"],
        pcsa_cm2=float(row["pcsa_cm2"]),
        path=path,
        group=row.get("group", ""),
        source=row["source"],
        wrap=row.get("wrap", ""),
    )


@dataclass(frozen=True, slots=True)
class Surface:
    """Upright cylinder on the right of the rib cage, mm from L5/S1 of the upright body."""

    body: str
    centre: tuple[float, float, float]
    radius: float
    side: tuple[float, float, float]


@cache
def surfaces() -> Mapping[str, Surface]:
    """Surfaces by name."""
    return {
        name: Surface(row["body"], tuple(row["centre"]), row["radius"], tuple(row["side"]))
        for name, row in _table("surfaces.toml").items()
    }
