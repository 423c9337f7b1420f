"""A fair division of what several together bring about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations
from math import factorial

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def subsets(players: Iterable[str]) -> Iterator[frozenset[str]]:
    """Every set of some of the players, the empty one first, the smaller before the larger."""
    names = sorted(set(players))
    sizes = (combinations(names, k) for k in range(len(names) + 1))
    return map(frozenset, chain.from_iterable(sizes))


def shapley(values: Mapping[frozenset[str], Array]) -> dict[str, Array]:
    """Shapley value of each player: what it adds, on average over all orders of arrival.

    Parameters
    ----------
    values
        Worth of every subset of the players, arrays of one shape.

    Returns
    -------
    dict
        By player, of that shape. They add up to the worth of all less that of none. Turning the
        question round, to what goes when a player leaves, gives the same.

    Raises
    ------
    KeyError
        When the worth of a subset is missing.
    """
    players = frozenset().union(*values)
    shares: dict[str, Array] = {}
    for name in sorted(players):
        others = subsets(players - {name})
        shares[name] = sum(
            (_weight(len(s), len(players)) * (values[s | {name}] - values[s]) for s in others),
            start=np.zeros_like(values[frozenset()], dtype=float),
        )
    return shares


def _weight(before: int, n: int) -> float:
    """Share of all orders in which those ``before`` and no others have come first."""
    return factorial(before) * factorial(n - before - 1) / factorial(n)
