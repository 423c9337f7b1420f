"""The one place where errors become a line on stderr and an exit code."""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from runtall.cli.screen import visible
from runtall.errors import ExitCode, RuntallError

_STORAGE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_LIBRARIES: Final = ("numpy", "scipy", "xarray", "av", "mediapipe", "typst", "typer", "rich")
# In messages the arguments of the Python functions stand for the options of the command.
_AS_OPTIONS: Final = (
    ("`download=True`", "--pose-download"),
    ("`weights=PATH`", "--pose-weights PATH"),
    ("`sha256=`", "--pose-sha256"),
)


class Outcome(NamedTuple):
    """How a command ends: exit code, stable name of the error, sentence."""

    exit_code: int
    code: str
    message: str


def fail(error: BaseException, arguments: list[str], *, as_json: bool) -> int:
    """Say what went wrong and give the exit code."""
    # Typer makes an exit of its own of a broken pipe.
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        return _unheard()
    outcome = outcome_of(error)
    if outcome.exit_code == ExitCode.FAULT:
        outcome = outcome._replace(message=f"{outcome.message}; {_reported(error, arguments)}")
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()
    try:
        sys.stderr.write(_text(outcome, as_json=as_json))
        sys.stderr.flush()
    except OSError:
        # Nobody is there to be told; the exit code still tells.
        return outcome.exit_code
    return outcome.exit_code


def outcome_of(error: BaseException) -> Outcome:
    """What an exception means to a person."""
    message = _message(error)
    if isinstance(error, RuntallError):
        return Outcome(error.exit_code, snake(type(error).__name__), message)
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        return Outcome(ExitCode.CANCELLED, "cancelled", "cancelled; nothing was written")
    if _is_usage(error):
        return Outcome(ExitCode.WRONG_USE, "usage_error", message)
    if isinstance(error, MemoryError):
        return Outcome(ExitCode.LIMIT, "out_of_memory", "there is not enough memory for this")
    if isinstance(error, OSError) and error.errno in _STORAGE:
        return Outcome(ExitCode.STORAGE, "storage", f"{error.filename or 'output'}: {message}")
    return Outcome(ExitCode.FAULT, "fault", f"a fault in runtall: {type(error).__name__}")


def snake(name: str) -> str:
    """``NotARun`` as ``not_a_run``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _message(error: BaseException) -> str:
    if _is_usage(error):
        text = str(error.format_message())  # type: ignore[attr-defined]
        path = getattr(getattr(error, "ctx", None), "command_path", "runtall")
        return f"{text.rstrip('.')}; see {path} --help"
    if isinstance(error, OSError) and not isinstance(error, RuntallError):
        return error.strerror or str(error)
    text = str(error)
    for there, here in _AS_OPTIONS:
        text = text.replace(there, here)
    return text


def _is_usage(error: BaseException) -> bool:
    # Typer's own errors; which module holds their class depends on its version.
    return isinstance(error, Exception) and hasattr(error, "format_message")


def _text(outcome: Outcome, *, as_json: bool) -> str:
    if as_json:
        about = {
            "code": outcome.code,
            "message": visible(outcome.message),
            "exit_code": int(outcome.exit_code),
        }
        return json.dumps({"error": about}, ensure_ascii=False) + "\n"
    return f"runtall: {visible(outcome.message)}\n"


def _unheard() -> int:
    # Whoever read our output has had enough.
    _drop_output()
    return ExitCode.DONE


def _drop_output() -> None:
    # What is left in the buffer has nowhere to go, and would end Python with a code of its own.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _reported(error: BaseException, arguments: list[str]) -> str:
    try:
        path = _write_report(report(error, arguments))
    except OSError as trouble:
        return f"no report of it could be written ({trouble.strerror})"
    return f"please send us the report {path}"


def report(error: BaseException, arguments: list[str]) -> str:
    """Trace, versions, and the command with the user's own words left out."""
    trace = "".join(traceback.format_exception(error))
    for number, words in enumerate(_own_words(arguments)):
        trace = trace.replace(words, f"<value {number + 1}>")
    lines = [
        f"runtall {_version('runtall')}",
        f"python {platform.python_version()} on {platform.platform()}",
        *(f"{name} {_version(name)}" for name in _LIBRARIES),
        f"command: runtall {' '.join(_without_values(arguments))}",
        "",
        trace,
    ]
    return "\n".join(lines)


def _without_values(arguments: list[str]) -> list[str]:
    kept = [a.split("=")[0] if a.startswith("--") else "..." for a in arguments[1:]]
    return [*arguments[:1], *kept]


def _own_words(arguments: list[str]) -> list[str]:
    """Everything typed that is no option's name, and the user's folders; the longest first."""
    typed = [a.partition("=")[2] if a.startswith("--") else a for a in arguments[1:]]
    words = {str(Path.home()), str(Path.cwd())}
    for text in typed:
        path = Path(text)
        words |= {text, repr(text)[1:-1], path.name, path.stem}
    # What is as short as a number stands all over a trace and tells nothing.
    return sorted((w for w in words if len(w) > 3), key=len, reverse=True)


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    if name == "runtall":
        from runtall import __version__

        return __version__
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def _write_report(text: str) -> Path:
    from platformdirs import user_log_path

    folder = user_log_path("runtall", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"fault-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"  # noqa: DTZ005 (a name)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return path
