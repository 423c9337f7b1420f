"""The commands put together."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any

import typer

from runtall.cli import analyze, check, demo, doctor
from runtall.cli.faults import fail
from runtall.errors import ExitCode

app = typer.Typer(
    name="runtall",
    help="Film a minute of your run and see, with honest intervals, what your upper body does.",
    epilog="Example: runtall analyze side.mp4 rear.mp4 --height-cm 178 --out my-run",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo", epilog=demo.EXAMPLE)(demo.demo)
app.command("check", epilog=check.EXAMPLE)(check.check)
app.command("analyze", epilog=analyze.EXAMPLE)(analyze.analyze)
app.command("doctor", epilog=doctor.EXAMPLE)(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        from runtall import __version__

        sys.stdout.write(f"runtall {__version__}\n")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Film a minute of your run and see, with honest intervals, what your upper body does."""


def run(arguments: list[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        As typed, without the program's name.

    Returns
    -------
    int
        The exit code, one of `runtall.errors.ExitCode`.
    """
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    _prepare()
    try:
        with _cancellable():
            ended = _call(arguments)
            sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the last place where anything can be said
        return fail(error, arguments, as_json="--json" in before)
    return ended


def _call(arguments: list[str]) -> int:
    # Bare `runtall` shows its help; Typer would call that an error without words.
    given = arguments or ["--help"]
    command = typer.main.get_command(app)
    ended: Any = command.main(args=given, prog_name="runtall", standalone_mode=False)
    if ended == ExitCode.CANCELLED:
        # Typer turns Ctrl-C into an exit code of its own.
        raise Cancelled
    return int(ended or ExitCode.DONE)


def _prepare() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        # Remarks of libraries to programmers; a runner can do nothing about them.
        warnings.simplefilter("ignore")


class Cancelled(KeyboardInterrupt):
    """The user has had enough.

    Python remembers a plain KeyboardInterrupt that passes through compiled text, such as that
    of a data class, and ends by a signal of its own in place of the exit code.
    """


@contextmanager
def _cancellable() -> Iterator[None]:
    """Let the end of a terminal or session clean up like Ctrl-C does, and only once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [n for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
    signals = [getattr(signal, n) for n in names]

    def cancel(number: int, frame: FrameType | None) -> None:
        # A second one must not interrupt the clean-up that the first one started.
        for s in signals:
            signal.signal(s, signal.SIG_IGN)
        raise Cancelled

    # Started by nohup or in the background, a program leaves ignored signals ignored.
    old = {s: signal.signal(s, cancel) for s in signals if signal.getsignal(s) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
