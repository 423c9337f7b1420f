"""The same run without some of its habits."""

from __future__ import annotations

from collections.abc import Iterable

from runtall.findings.cause import STAGES, Cause, causes
from runtall.findings.pelvis_moment import Axial, keep_pelvis_moment
from runtall.motion.stride_draws import StrideDraws


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Causes that can be taken away, each once, in the order in which they are.

    By stage (`runtall.findings.cause.STAGES`), then by name: shoulders, whose place every lean is
    measured to; lean; turn, which is measured about the leaning trunk; head; arms; hands, whose
    place follows from all before.

    Raises
    ------
    UnknownName
        When there is no such cause.
    """
    found = {name: causes[name].without for name in names}
    staged = [(STAGES.index(w.stage), name) for name, w in found.items() if w is not None]
    return tuple(name for _, name in sorted(staged))


def without(run: StrideDraws, names: Iterable[str], *, axial: Axial | None = None) -> StrideDraws:
    """The same run without some habits.

    Parameters
    ----------
    run
        Versions of the run.
    names
        Causes in any order; those without a counterfactual change nothing.
    axial
        Axial moment at L5/S1. With it, a runner who takes the hands out keeps the turning moment
        between pelvis and trunk and turns the trunk as much less as that takes; without it the
        trunk's motion stays.

    Returns
    -------
    StrideDraws
        The same versions, each without the habits that it has.
    """
    for name in in_order(names):
        run = without_one(run, causes[name], axial=axial)
    return run


def without_one(run: StrideDraws, cause: Cause, *, axial: Axial | None = None) -> StrideDraws:
    """The same run without one habit; see `without`."""
    if cause.without is None:
        return run
    changed = cause.without(run)
    if axial is None or not cause.without.pelvis_moment:
        return changed
    # Another turning of the trunk moves the hands by a hair: they come to their place once more.
    return cause.without(keep_pelvis_moment(run, changed, axial))
