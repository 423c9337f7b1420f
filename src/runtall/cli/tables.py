"""Small TOML files of the user: who ran, and what to analyse again."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, cast

from runtall.analysis.settings import Runner, Settings, Sex
from runtall.cli.options import HEIGHT_CM, MASS_KG, within
from runtall.errors import InputError, MalformedFile, UsageError
from runtall.inputs.files import checked_stat, open_regular, shown

# A page of settings has a thousandth of it.
_MOST_BYTES: Final = 1 << 20
_SEXES: Final = ("female", "male", "unspecified")
_ANONYMOUS: Final = ("", "blur", "stick")


def read_table(path: Path) -> dict[str, Any]:
    """Content of a TOML file.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be read.
    runtall.errors.MalformedFile
        When it is too large or no TOML.
    """
    checked_stat(path)
    with os.fdopen(open_regular(path), "rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise MalformedFile(f"{shown(path)}: is larger than 1 MB, which no settings are")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MalformedFile(f"{shown(path)}: is not TOML ({error})") from error


def read_runner(path: Path) -> Runner:
    """Who ran, from a file with ``height_cm``, ``mass_kg`` and ``sex``; each may be left out."""
    return runner_of(read_table(path), shown(path))


def runner_of(table: Mapping[str, Any], where: str) -> Runner:
    """Who ran.

    Raises
    ------
    runtall.errors.UsageError
        When a field is unknown, or no value of its kind.
    """
    _known(table, ("height_cm", "mass_kg", "sex"), where)
    sex = table.get("sex", "unspecified")
    if sex not in _SEXES:
        raise UsageError(f"{where}: sex {sex!r} is none of {', '.join(_SEXES)}")
    return Runner(
        within(f"{where}: height_cm", number(table, "height_cm", where), HEIGHT_CM, "cm"),
        within(f"{where}: mass_kg", number(table, "mass_kg", where), MASS_KG, "kg"),
        cast("Sex", sex),
    )


def settings_of(table: Mapping[str, Any], where: str) -> Settings:
    """Settings of an analysis.

    Raises
    ------
    runtall.errors.UsageError
        When a field is unknown, or no value of its kind.
    """
    kinds: dict[str, type] = {
        "pose": str, "every_frame": bool, "anonymous": str, "overlay": bool, "pdf": bool,
        "seed": int, "incline_percent": float,
    }  # fmt: skip
    _known(table, tuple(kinds), where)
    table = {k: float(v) if k == "incline_percent" and type(v) is int else v
             for k, v in table.items()}  # fmt: skip
    for name, value in table.items():
        if type(value) is not kinds[name]:
            raise UsageError(f"{where}: {name} = {value!r} is no {_KIND[kinds[name]]}")
    hidden = table.get("anonymous", "")
    if hidden not in _ANONYMOUS:
        raise UsageError(f"{where}: anonymous {hidden!r} is neither blur nor stick")
    known = {k: v for k, v in table.items() if k != "anonymous"}
    return Settings(anonymous=cast("Literal['', 'blur', 'stick']", hidden), **known)


_KIND: Final = {str: "text", bool: "true or false", int: "whole number", float: "number"}


def number(table: Mapping[str, Any], name: str, where: str) -> float | None:
    """A number, None when it is absent.

    Raises
    ------
    runtall.errors.UsageError
        When it is something else.
    """
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{where}: {name} = {value!r} is no number")
    return float(value)


def rows_of(table: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    """An array of tables, at least one.

    Raises
    ------
    runtall.errors.InputError
        When there is none.
    """
    rows = table.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        raise InputError(
            f"{where}: has no [[{name}]]; give the config.toml of a result folder of runtall"
        )
    return rows


def section(table: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    """A table inside the table, empty when absent.

    Raises
    ------
    runtall.errors.UsageError
        When it is something else.
    """
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"{where}: {name} is no table")
    return found


def _known(table: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    strange = [name for name in table if name not in names]
    if strange:
        raise UsageError(f"{where}: unknown field {strange[0]!r}; known: {', '.join(names)}")
