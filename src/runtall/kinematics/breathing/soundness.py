"""Where a breathing band is not sound: gaps, settling, rails, slips, slack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.recording import Notice

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
_BLOCK_S: Final = 2.0
"""Within which the usual movement is judged: most of a breath, even at rest."""
_NEAR_S: Final = 60.0
"""Over which the usual movement nearby is taken: many breaths, one kind of movement."""
_STEP_S: Final = 0.25
"""Within which a slip happens and a breath hardly moves."""
_LEVEL_S: Final = 2.0
"""Over which the level before and after a slip is taken."""
_SKIRT_S: Final = 0.5
"""Left out on each side of what is not sound: as long as the anti-alias filter reaches."""
_START_S: Final = 30.0
"""What is wild so soon after the start is the device settling."""
_SLACK_S: Final = 10.0
"""As long must a band hardly move until it is slack: longer than a pause between breaths."""
_RAIL_S: Final = 0.2
_RAIL_EDGE: Final = 0.05
"""Of the range: what lies that near the extreme is passed through on the way to it."""
_RAIL_PILE: Final = 2.0
"""More samples at the extreme than this many times those near it: cut off. A sine has fewer."""


_RAIL_STEPS: Final = 2
"""Counts at least that must lie near the extreme: coarser ones do not tell a rail from a turn."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is sound of one band on the thinned clock, where it jumped, and the words for it."""

    sound: Mask
    cuts: Places
    notices: tuple[Notice, ...]


def faults(values: Array, thin: Array, step: int, rate_hz: float, name: str) -> Faults:
    """Judge one band by its own usual movement.

    Parameters
    ----------
    values
        As recorded, NaN where missing.
    thin
        Thinned by ``step`` to ``rate_hz``.
    step, rate_hz
        See ``thin``.
    name
        Of the band, for the notices.
    """
    missing = ~np.isfinite(thin)
    kinds: dict[str, Mask] = {"missing": missing}
    kinds["flat"] = _folded(_flat(values, rate_hz * step), step, len(thin))
    usual, near, blocks = _movement(np.where(kinds["flat"], np.nan, thin), rate_hz)
    wild = blocks > number("breathing.wild.most") * usual
    start = np.arange(len(thin)) < _START_S * rate_hz
    kinds["settled"] = wild & start
    kinds["wild"] = wild & ~start
    seen = ~(missing | wild | kinds["flat"])
    full = _folded(
        _cut_off(values, _unfolded(seen, step, len(values)), rate_hz * step), step, len(thin)
    )
    kinds["cut off"] = full
    jumps, cuts = _jumps(thin, near, seen, rate_hz)
    kinds["jumped"] = jumps
    kinds["slack"] = _slack(thin, usual, seen, rate_hz)
    skirt = round(_SKIRT_S * rate_hz)
    kinds = {k: m if k in ("slack", "missing") else wider(m, skirt) for k, m in kinds.items()}
    bad = np.any(list(kinds.values()), axis=0)
    return Faults(~bad, cuts, _said(kinds, rate_hz, name))


def _movement(thin: Array, rate_hz: float) -> tuple[float, Array, Array]:
    """Usual range within a block, the same nearby at each sample, and that of each sample's block.

    The ranges come from blocks that overlap by half, and a sample counts with the wilder of two.
    """
    size = max(2, round(_BLOCK_S * rate_hz / 2))
    n = -(-len(thin) // size)
    padded = np.full(n * size, np.nan)
    padded[: len(thin)] = thin
    part = padded.reshape(n, size)
    empty = ~np.isfinite(part).any(axis=1)
    high = np.where(np.isfinite(part), part, -np.inf).max(axis=1)
    low = np.where(np.isfinite(part), part, np.inf).min(axis=1)
    both = np.maximum(high[:-1], high[1:]) - np.minimum(low[:-1], low[1:])
    both[empty[:-1] | empty[1:]] = np.nan
    known = both[np.isfinite(both)]
    usual = float(np.median(known)) if len(known) else 0.0
    wider = np.fmax(np.append(both, np.nan), np.insert(both, 0, np.nan))
    near = running_median(both, round(_NEAR_S / _BLOCK_S), usual)
    spread = np.repeat(np.nan_to_num(wider), size)[: len(thin)]
    return usual, np.repeat(np.append(near, near[-1]), size)[: len(thin)], spread


def running_median(values: Array, half: int, otherwise: float) -> Array:
    """Median of what is known within ``half`` values on either side, or ``otherwise``."""
    from numpy.lib.stride_tricks import sliding_window_view

    padded = np.pad(values, half, constant_values=np.nan)
    windows = sliding_window_view(padded, 2 * half + 1)
    known = np.isfinite(windows)
    filled = np.sort(np.where(known, windows, np.inf), axis=1)
    middle = np.maximum(known.sum(axis=1) - 1, 0) // 2
    found: Array = filled[np.arange(len(values)), middle]
    return np.where(np.isfinite(found), found, otherwise)


def _flat(values: Array, rate_hz: float) -> Mask:
    """Runs of one and the same value that are longer than a worn band gives."""
    same = np.diff(values) == 0.0
    flat = np.zeros(len(values), dtype=bool)
    for begin, end in runs(same):
        if (end - begin) / rate_hz > number("breathing.flat.longest"):
            flat[begin : end + 1] = True
    return flat


def _cut_off(values: Array, seen: Mask, rate_hz: float) -> Mask:
    """Samples at the highest or lowest value, where too many pile up there."""
    cut = np.zeros(len(values), dtype=bool)
    known = values[seen]
    if not len(known):
        return cut
    low, high = float(known.min()), float(known.max())
    edge = _RAIL_EDGE * float(np.subtract(*np.percentile(known, [99.0, 1.0])))
    for extreme, inward in ((low, known - low), (high, high - known)):
        n, near = int((inward == 0.0).sum()), inward[(inward > 0.0) & (inward <= edge)]
        fine = len(np.unique(near)) >= _RAIL_STEPS
        if fine and n > _RAIL_S * rate_hz and n > _RAIL_PILE * len(near):
            cut |= seen & (values == extreme)
    return cut


def _jumps(thin: Array, near: Array, seen: Mask, rate_hz: float) -> tuple[Mask, Places]:
    """Where the band moves quicker than any breath, and where its level differs after that."""
    lag = max(1, round(_STEP_S * rate_hz))
    most = number("breathing.jump.most")
    jumped = np.zeros(len(thin), dtype=bool)
    move = np.abs(thin[lag:] - thin[:-lag])
    quick = (move > most * near[lag:]) & seen[lag:] & seen[:-lag]
    cuts = []
    for begin, end in runs(_closed(quick, lag)):
        jumped[begin : end + lag] = True
        cuts.append(_middle(thin, begin, end + lag))
    cuts += [b for b, e in runs(~seen) if _stepped(thin, near, seen, (b, e), rate_hz)]
    return jumped, np.array(sorted({c for c in cuts if 0 < c < len(thin)}), dtype=np.int64)


def _middle(thin: Array, begin: int, end: int) -> int:
    return begin + 1 + int(np.argmax(np.abs(np.diff(thin[begin:end]))))


def _stepped(thin: Array, near: Array, seen: Mask, gap: tuple[int, int], rate_hz: float) -> bool:
    """Whether the level differs across a gap by more than breaths and drift explain."""
    n = round(_LEVEL_S * rate_hz)
    before, after = slice(max(gap[0] - n, 0), gap[0]), slice(gap[1], gap[1] + n)
    left, right = thin[before][seen[before]], thin[after][seen[after]]
    if not len(left) or not len(right):
        return False
    step = abs(float(np.median(right)) - float(np.median(left)))
    return step > number("breathing.jump.most") * float(near[gap[0]])


def _slack(thin: Array, usual: float, seen: Mask, rate_hz: float) -> Mask:
    """Where a band hardly moves for long."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    size = round(_SLACK_S * rate_hz)
    high = maximum_filter1d(np.where(seen, thin, -np.inf), size)
    low = minimum_filter1d(np.where(seen, thin, np.inf), size)
    with np.errstate(invalid="ignore"):
        still = (high - low < number("breathing.still.most") * usual) & seen
    return wider(still, size // 2) & seen


def _folded(full: Mask, step: int, n: int) -> Mask:
    """Whether any sample of the full clock that a thinned one rests on is marked."""
    padded = np.zeros(n * step, dtype=bool)
    padded[: len(full)] = full[: n * step]
    return np.asarray(padded.reshape(n, step).any(axis=1))


def _unfolded(thin: Mask, step: int, n: int) -> Mask:
    return np.repeat(thin, step)[:n]


def wider(mask: Mask, by: int) -> Mask:
    """The mask with ``by`` samples more on either side of every run."""
    from scipy.ndimage import maximum_filter1d

    return mask if by < 1 or not mask.any() else maximum_filter1d(mask, 2 * by + 1)


def _closed(mask: Mask, by: int) -> Mask:
    from scipy.ndimage import minimum_filter1d

    return mask if not mask.any() else minimum_filter1d(wider(mask, by), 2 * by + 1)


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Begin and end (exclusive) of every run of true samples."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


_WORDS: Final = {
    "missing": "samples are missing", "settled": "settling at the start",
    "wild": "values far beyond any breath", "flat": "it stood still at one value",
    "cut off": "it was at the end of its range", "jumped": "it jumped", "slack": "it hardly moved",
}  # fmt: skip


def _said(kinds: dict[str, Mask], rate_hz: float, name: str) -> tuple[Notice, ...]:
    """One notice for a band: how long it was not sound, and why, the most first."""
    told = np.zeros(len(next(iter(kinds.values()))), dtype=bool)
    lasting: dict[str, float] = {}
    for kind, mask in kinds.items():
        lasting[kind] = float((mask & ~told).sum()) / rate_hz
        told |= mask
    whole = sum(lasting.values())
    if whole <= 0.0:
        return ()
    parts = sorted(((s, kind) for kind, s in lasting.items() if s > 0.0), reverse=True)
    why = ", ".join(f"{_WORDS[kind]} ({max(seconds, 1.0):.0f} s)" for seconds, kind in parts)
    if len(parts) == 1:
        why = _WORDS[parts[0][1]]
    code, band = ("band", "band") if name == "band" else (f"{name}_band", f"{name} band")
    text = f"the {band} was not sound for {max(whole, 1.0):.0f} s: {why}"
    return (Notice(f"{code}_unsound", text),)
