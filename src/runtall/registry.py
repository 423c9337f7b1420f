"""Names to things, filled from one folder of the package and from entry points."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from runtall.errors import UnknownName

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Things of one kind by name.

    The folder is imported at the first look, so that importing runtall stays cheap; each
    module there registers what it defines. Installed plug-ins follow, by entry point.

    Parameters
    ----------
    kind
        What one entry is called in messages, e.g. ``"metric"``.
    package
        Import path of the folder that holds the built-in ones, one per file.
    group
        Entry-point group of plug-ins.
    """

    def __init__(self, kind: str, package: str, group: str) -> None:
        self.kind = kind
        self.package = package
        self.group = group
        self._things: dict[str, T] = {}
        self._filled = False

    def register(self, name: str, thing: T) -> T:
        """Add one entry; a name is given once.

        Raises
        ------
        ValueError
            When the name is taken.
        """
        if name in self._things:
            raise ValueError(f"{self.kind} {name!r} is registered twice")
        self._things[name] = thing
        return thing

    def _fill(self) -> None:
        if self._filled:
            return
        self._filled = True
        folder = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{self.package}.{module.name}")
        for plugin in entry_points(group=self.group):
            plugin.load()

    def __getitem__(self, name: str) -> T:
        """Entry of that name.

        Raises
        ------
        UnknownName
            When there is none; the nearest names are listed.
        """
        self._fill()
        if name not in self._things:
            near = difflib.get_close_matches(name, self._things, n=3) or sorted(self._things)
            raise UnknownName(f"unknown {self.kind} {name!r}; known: {', '.join(near)}")
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        self._fill()
        return iter(sorted(self._things))

    def __len__(self) -> int:
        self._fill()
        return len(self._things)
