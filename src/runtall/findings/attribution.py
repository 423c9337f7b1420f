"""How much of each load is each habit's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.findings.cause import causes
from runtall.findings.changes import Alone, changes
from runtall.findings.counterfactual import in_order, without_one
from runtall.findings.loads import Evaluate, Key, Values, in_percent, interval, unit_of
from runtall.findings.pelvis_moment import Axial
from runtall.findings.shapley import Array, shapley, subsets
from runtall.motion.load import Change, Held, Share
from runtall.motion.stride_draws import StrideDraws

Progress = Callable[[int, int], None]
Runs = dict[frozenset[str], StrideDraws]

_NOTHING: Final = 0.01
"""Share of a load below which its difference is next to nothing and is not divided in %."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the habits of one run add to its loads.

    Attributes
    ----------
    shares
        Of every load, for each habit.
    changes
        Loads with and without one habit alone.
    runs
        The run without each set of habits, keyed by the habits taken away.
    values
        Loads of these runs, by the same keys; muscle efforts in % of the run without any habit.
    """

    shares: tuple[Share, ...]
    changes: tuple[Change, ...]
    runs: Mapping[frozenset[str], StrideDraws]
    values: Mapping[frozenset[str], Values]

    @property
    def all_habits(self) -> frozenset[str]:
        """Key of the run without any of the habits."""
        return max(self.runs, key=len)


def attribute(
    run: StrideDraws,
    found: Iterable[str],
    evaluate: Evaluate,
    *,
    axial: Axial | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Divide what habits add to loads among them, by Shapley values over all their sets.

    Parameters
    ----------
    run
        Versions of one run, the best estimate first.
    found
        Causes that were found; those that the body model cannot take away are left out.
    evaluate
        Loads of a run by ``(load, statistic, side)``, shape ``(draw,)``, the best estimate first,
        in the units of `runtall.motion.load.Load`; a load may have fewer draws than the run, as
        many in every run. Loads called ``_effort`` are mean activations and become % of the run
        without the habits, draw by draw. It is asked once for each set of habits, and once more
        for each habit of which a second answer is given.
    axial
        Axial moment at L5/S1. With it arm crossing is taken away with the turning moment between
        pelvis and trunk kept, and what happens with the trunk's motion kept is told beside it.
    progress
        Told how many runs are done, of how many.

    Returns
    -------
    Attribution
        Shares of a load add up to its value less that of the run without the habits.
    """
    names = in_order(found)
    runs = _runs(run, names, axial)
    still = {n: without_one(run, causes[n]) for n in names if _held(n, axial) == "pelvis_moment"}
    asked = _counted(evaluate, progress, len(runs) + len(still))
    raw = {gone: asked(version) for gone, version in runs.items()}
    base = raw[frozenset(names)]
    values = {gone: in_percent(v, base) for gone, v in raw.items()}
    alone = []
    for n in names:
        one = frozenset({n})
        alone.append(Alone(causes[n], runs[one], values[one], _held(n, axial)))
        if n in still:
            loads = in_percent(asked(still[n]), base)
            alone.append(Alone(causes[n], still[n], loads, "trunk"))
    told = changes(run, values[frozenset()], alone)
    return Attribution(_shares(values, frozenset(names)), told, runs, values)


def _runs(run: StrideDraws, names: tuple[str, ...], axial: Axial | None) -> Runs:
    """The run without every set of habits; each from the one that lacks only its last habit."""
    runs = {frozenset[str](): run}
    for gone in subsets(names):
        if gone:
            last = max(gone, key=names.index)
            runs[gone] = without_one(runs[gone - {last}], causes[last], axial=axial)
    return runs


def _held(name: str, axial: Axial | None) -> Held:
    counterfactual = causes[name].without
    if counterfactual is None or not counterfactual.pelvis_moment:
        return ""
    return "trunk" if axial is None else "pelvis_moment"


def _counted(evaluate: Evaluate, progress: Progress | None, total: int) -> Evaluate:
    done = 0

    def asked(version: StrideDraws) -> Values:
        nonlocal done
        values = evaluate(version)
        done += 1
        if progress is not None:
            progress(done, total)
        return values

    return asked


def _shares(values: Mapping[frozenset[str], Values], names: frozenset[str]) -> tuple[Share, ...]:
    found = []
    for key in values[names]:
        # The worth of a set of habits is the load of the run that has these and no others.
        worth = {names - gone: loads[key] for gone, loads in values.items()}
        total = worth[names] - worth[frozenset()]
        divisible = abs(total[0]) >= _NOTHING * np.max(np.abs([w[0] for w in worth.values()]))
        found += [_share(key, cause, draws, total if divisible else None)
                  for cause, draws in shapley(worth).items()]  # fmt: skip
    return tuple(found)


def _share(key: Key, cause: str, draws: Array, total: Array | None) -> Share:
    share, low, high = interval(draws)
    percent = None if total is None or total[0] == 0 else float(100.0 * share / total[0])
    load, statistic, side = key
    return Share(
        load=load, statistic=statistic, side=side, cause=cause, share=share, low=low, high=high,
        percent=percent, unit=unit_of(key),
    )  # fmt: skip
