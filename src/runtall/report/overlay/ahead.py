"""Make the next pictures while the last ones are encoded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

_AHEAD: Final = 6
"""A few pictures even out decoding; more would only take memory."""


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, made in a thread of their own a few ahead.

    Decoding, drawing and encoding leave the interpreter's lock, so that both sides run at
    once. An error in making an item is raised in its place.
    """
    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = deque(maker.submit(next, items, None) for _ in range(_AHEAD))
        while (item := coming.popleft().result()) is not None:
            coming.append(maker.submit(next, items, None))
            yield item
