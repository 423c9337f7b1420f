"""Speed and accuracy of an hour of two breathing bands against a plain script, in one run.

The plain script is what many write: a fixed band-pass on the sum of both bands at the full rate,
peaks, phase by the Hilbert transform of each band. The analysis does everything: sound parts,
steps taken out, breaths, measures with intervals by activity and through the hour, pictures. Both
run on one core on the same made bands, whose truth is known: breathing that goes from 20 to 60 a
minute beside steps as large as the breath and strides of 60 % of it, a chest share of 60 %, a lag
of 20 degrees.

    python benchmarks/breathing.py [--minutes 60] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from runtall.testing.bands import MadeBands

T = TypeVar("T")
Array = npt.NDArray[np.float64]
RATE_HZ = 128.0
SHARE, LAG_DEG = 60.0, 20.0


def made(minutes: float) -> MadeBands:
    """The bands and the truth about them."""
    from runtall.testing.bands import Breather, made_bands

    who = Breather(
        seconds=60 * minutes, rate_hz=RATE_HZ, breaths_per_min=(20.0, 60.0), pause=0.0,
        share=SHARE, lag_deg=LAG_DEG, step_hz=2.7, step_size=1.0, stride_size=0.6, noise=0.05,
        drift=2.0,
    )  # fmt: skip
    return made_bands(who, seed=3)


def plain(bands: MadeBands) -> tuple[float, float, float]:
    """Rate, share and phase as a plain script finds them."""
    from scipy.signal import butter, find_peaks, hilbert, sosfiltfilt

    sections = butter(4, (0.1, 1.4), "bandpass", fs=RATE_HZ, output="sos")
    chest, belly = (sosfiltfilt(sections, bands.bands[n].values) for n in ("chest", "belly"))
    total = chest + belly
    peaks, _ = find_peaks(total, prominence=0.3 * np.std(total), distance=RATE_HZ / 1.4)
    turn = np.angle(np.mean(hilbert(belly) * np.conj(hilbert(chest))))
    share = 100 * np.std(chest) / (np.std(chest) + np.std(belly))
    rate = 60 * (len(peaks) - 1) / ((peaks[-1] - peaks[0]) / RATE_HZ)
    return float(rate), float(share), abs(float(np.degrees(turn)))


def whole(bands: MadeBands) -> tuple[float, float, float]:
    """Rate, share and phase of the whole analysis."""
    from runtall.kinematics.breathing.understand import understand_breathing

    found, _ = understand_breathing(bands.bands, None, ())
    run = found.by_activity[0]
    names = ("breathing_rate", "rib_cage_share", "breathing_phase_angle")
    values = [m.value for n in names if (m := run.measurement(n)) is not None]
    rate, share, phase = (float("nan") if v is None else v for v in values)
    return rate, share, phase


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """Seconds of this process, and what came out."""
    start = time.process_time()
    result = function()
    return time.process_time() - start, result


def main() -> None:
    """Print one line for each way."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bands = made(asked.minutes)
    ways = {"plain script": plain, "analysis": whole}
    for way in ways.values():
        way(made(2.0))  # imports and first calls
    rows = {name: [timed(lambda w=way: w(bands)) for _ in range(asked.rounds)]
            for name, way in ways.items()}  # fmt: skip
    rate = bands.rate()
    print(f"{asked.minutes:g} min of two bands at {RATE_HZ:g} Hz; truth: {rate:.1f} breaths/min, "
          f"share {SHARE:g} %, phase {LAG_DEG:g} deg")  # fmt: skip
    base = statistics.median(s for s, _ in rows["plain script"])
    for name, found in rows.items():
        seconds = statistics.median(s for s, _ in found)
        got = found[-1][1]
        print(f"{name:13s} {seconds:6.2f} s ({seconds / base:.1f} x the plain script), error: "
              f"rate {got[0] - rate:+.1f} /min, share {got[1] - SHARE:+.1f} points, "
              f"phase {got[2] - LAG_DEG:+.1f} deg")  # fmt: skip


if __name__ == "__main__":
    main()
