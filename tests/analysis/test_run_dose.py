"""Loads over a whole run."""

import numpy as np

from runtall.analysis.run_dose import run_dose
from runtall.motion.load import Load
from runtall.motion.watch import WatchRun

LOADS = (
    Load("t8t9_flexion_moment", "mean", 12.0, "N m", 10.0, 15.0, 9.0),
    Load("t8t9_flexion_moment", "per_km", 4000.0, "N m s/km", 3000.0, 5000.0, 3000.0),
    Load("t8t9_compression", "mean", 800.0, "N", 700.0, 900.0, 750.0),
    Load("c7t1_flexion_moment", "mean", None, "N m", reason="the head was not recorded"),
)


def watch(seconds):
    return WatchRun(1, "", (), None, seconds, (), np.empty(0), {}, ())


def test_mean_times_running_time_of_what_is_given_per_kilometre():
    (dose,) = run_dose(LOADS, [watch(600.0), watch(2000.0)])
    assert (dose.load, dose.statistic, dose.unit) == ("t8t9_flexion_moment", "per_run", "N m s")
    assert (dose.value, dose.low, dose.high) == (24_000.0, 20_000.0, 30_000.0)
    assert dose.reference == 18_000.0


def test_nothing_without_a_watch():
    assert run_dose(LOADS, []) == ()
