"""``runtall doctor``: what is installed, what works, how to mend what does not."""

from __future__ import annotations

from typing import Final

import typer

from runtall.cli.options import Json, Quiet, Verbose
from runtall.cli.progress import board
from runtall.cli.screen import Screen
from runtall.errors import ExitCode

EXAMPLE: Final = "Example: runtall doctor --json"


def doctor(as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Say what is installed, what works, and how to mend what does not.

    Ends with exit code 4 when something is missing without which runtall cannot work.
    """
    from runtall.cli.health import CHECKS, Health

    screen = Screen(as_json, quiet, verbose)
    found: list[Health] = []
    with board(screen) as shows:
        told = shows.begin("looking at this computer")
        for number, look in enumerate(CHECKS):
            told(number, len(CHECKS), look.__name__.replace("_", " "))
            found += look()
        shows.end()
    sick = [h for h in found if not h.ok and h.needed]
    if as_json:
        screen.data({"ok": not sick, "checks": [h.as_json() for h in found]})
    for health in found:
        if not quiet or health in sick:
            for line in health.lines():
                screen.say(line, always=True)
    if sick:
        raise typer.Exit(int(ExitCode.MISSING))
    screen.say("Everything that runtall needs is there.", always=True)
