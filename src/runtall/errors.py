"""Every exception that runtall raises on purpose.

Each says what is wrong, what was found and what would do, and carries the exit code with
which the command line ends. Each also derives from the matching builtin, so that callers
who know nothing of runtall catch it where they expect it.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends; part of the contract with scripts."""

    DONE = 0
    WRONG_USE = 2
    UNUSABLE_INPUT = 3
    MISSING = 4
    STORAGE = 5
    LIMIT = 6
    FAULT = 70
    CANCELLED = 130


class RuntallError(Exception):
    """Root of all errors that runtall raises on purpose."""

    exit_code = ExitCode.FAULT


class UsageError(RuntallError, ValueError):
    """An option or argument that cannot be used as given."""

    exit_code = ExitCode.WRONG_USE


class InputError(RuntallError, ValueError):
    """An input that cannot be used."""

    exit_code = ExitCode.UNUSABLE_INPUT


class UnknownFormat(InputError):
    """The content is none of the formats that runtall reads."""


class MalformedFile(InputError):
    """The content claims a known format and breaks its rules."""


class MissingStream(InputError):
    """The file is readable and lacks what the analysis needs."""


class TooShort(InputError):
    """There is too little of it."""


class NotARun(InputError):
    """What was filmed is not one person running."""


class LimitExceeded(RuntallError, RuntimeError):
    """A limit of time, memory or picture size was passed."""

    exit_code = ExitCode.LIMIT


class ModelError(RuntallError, RuntimeError):
    """A numerical model gave no answer."""


class Infeasible(ModelError):
    """No solution satisfies the constraints."""


class NotConverged(ModelError):
    """The iteration ended before the answer settled."""


class StoreError(RuntallError, OSError):
    """Storage is full, read-only, damaged or of a newer version."""

    exit_code = ExitCode.STORAGE


class OutputExists(StoreError):
    """A result folder is there already and is not overwritten unasked."""


class SchemaTooNew(StoreError):
    """Written by a newer runtall."""


class NotFound(StoreError, KeyError):
    """No such record."""


class UnknownName(RuntallError, KeyError):
    """A name that no registry knows."""

    exit_code = ExitCode.WRONG_USE

    def __str__(self) -> str:
        # KeyError would print the repr of the message.
        return str(self.args[0]) if self.args else ""


class MissingExtra(RuntallError, ImportError):
    """An optional part is not installed."""

    exit_code = ExitCode.MISSING


class MissingModel(RuntallError, FileNotFoundError):
    """A model file is absent, or is not the one that was pinned."""

    exit_code = ExitCode.MISSING
