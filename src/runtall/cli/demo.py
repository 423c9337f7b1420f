"""``runtall demo``: the whole chain on a rendered runner."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from runtall.analysis.settings import Runner
from runtall.cli.folder import free_folder
from runtall.cli.options import Json, Out, Quiet, Verbose, Workers
from runtall.cli.screen import Screen
from runtall.cli.told import tell
from runtall.cli.work import Asked, Request, perform
from runtall.report import wording

if TYPE_CHECKING:
    from runtall.analysis.result import Analysis

EXAMPLE: Final = "Example: runtall demo --no-open --out demo-run"
_ABOUT: Final = (
    "The runner in this clip is a computer's drawing, not a person: a body that ships with "
    "runtall, whose true angles are known."
)


def demo(  # noqa: PLR0913 - one argument for each option of the command
    out: Out = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a result folder.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Leave the browser alone.")] = False,
    workers: Workers = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Analyze the clip of a rendered runner that ships with runtall, and open the report.

    Takes less than a minute and needs no network.
    """
    from runtall.analysis.loading import ReadOptions

    screen = Screen(as_json, quiet, verbose)
    screen.say(_ABOUT)
    known = truth()
    request = Request(
        inputs=(Asked(clip(), ReadOptions(workers=workers)),),
        out=out or free_folder("runtall-demo"),
        runner=Runner(known["height_cm"], known["mass_kg"], known["sex"]),
        force=force,
    )
    analysis, folder = perform(request, screen)
    tell(analysis, folder, screen)
    for line in true_values(analysis, known):
        screen.say(line)
    if not (no_open or as_json):
        open_page(folder / "report.html", screen)


def clip() -> Path:
    """The clip that ships with the package."""
    return Path(str(files("runtall") / "demo" / "run_side.mp4"))


def truth() -> dict[str, Any]:
    """What is known of the rendered runner."""
    text = (files("runtall") / "demo" / "run_side.truth.json").read_text("utf-8")
    known: dict[str, Any] = json.loads(text)
    return known


def true_values(analysis: Analysis, known: dict[str, Any]) -> list[str]:
    """What the drawing really does, for what was found; empty when that is not known."""
    lines = []
    for found in analysis.findings[:3]:
        m = found.measurement
        key = f"{m.name}:{m.side}" if m.side else m.name
        if key in known["measurements"]:
            value, unit = wording.amount(replace(m, value=known["measurements"][key]["value"]))
            lines.append(f"  {wording.human(m.name, m.side)} {value} {unit}".rstrip())
    return ["", "As it was drawn:", *lines] if lines else []


def open_page(page: Path, screen: Screen) -> None:
    """Show a page in the browser; say where it is when there is none."""
    shown = has_desktop() and _opened(page)
    if not shown:
        screen.say("No browser was found; open the report by hand.")


def has_desktop() -> bool:
    """Whether a browser with windows can be shown; one in the terminal would take it over."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _opened(page: Path) -> bool:
    try:
        return webbrowser.open(page.absolute().as_uri())
    except (webbrowser.Error, OSError):
        return False
