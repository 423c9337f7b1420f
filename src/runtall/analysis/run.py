"""The one place where the stages meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from runtall.analysis.absent import absent
from runtall.analysis.extras import drifts, head_from_standing, shoulder_elevation
from runtall.analysis.merge import Clips, Estimate, Measured, as_measurement, estimates, measure_all
from runtall.analysis.result import Analysis
from runtall.analysis.settings import Runner, Settings
from runtall.analysis.summary import summary, warnings
from runtall.analysis.tracks import arm_paths, curves, point_out, stride_rows, track
from runtall.errors import InputError
from runtall.findings.cause import Shown
from runtall.findings.rank import find
from runtall.kinematics.calibration import Calibration, Hold, calibrate, read_hold
from runtall.kinematics.clip import understand
from runtall.literature import number
from runtall.motion.measurement import Measurement
from runtall.motion.recording import Recording


def analyze(
    recordings: Sequence[Recording],
    runner: Runner | None = None,
    *,
    settings: Settings | None = None,
) -> Analysis:
    """Measure one runner from recordings of one run, or of runs in like conditions.

    Parameters
    ----------
    recordings
        As `runtall.load` gives them; those with ``calibration`` set are standing holds.
    runner
        Who ran; a reference adult where not given, and the result says so.
    settings
        Options; the seed makes the intervals repeatable.

    Returns
    -------
    Analysis

    Raises
    ------
    runtall.errors.InputError
        When a recording shows no run, or no recording of a run was given.
    """
    who, options = runner or Runner(), settings or Settings()
    given = tuple(recordings)
    clips = _clips(given, who)
    calibration = _calibration(given)
    measured = measure_all(clips)
    measurements = _measurements(clips, measured, given, (who, calibration, options.seed))
    drawn = {n: track(n, c, measured, given[n]) for n, c in clips.items()}
    shown = find(Shown({(m.name, m.side): m for m in measurements}))
    findings, tracks = point_out(shown, clips, measured, drawn)
    return Analysis(
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        runner=who,
        settings=options,
        inputs=tuple(summary(n, r, clips.get(n)) for n, r in enumerate(given)),
        recordings=given,
        measurements=measurements,
        findings=findings,
        curves=curves(clips, measured),
        arm_paths=arm_paths(clips, measured),
        tracks=tracks,
        strides=stride_rows(clips, measured),
        warnings=warnings(given, clips, who),
        n_strides=sum(len(c.gait.strides()) for c in clips.values()),
    )


def height_m(runner: Runner) -> float:
    """Stature, of the reference adult where it was not given."""
    if runner.height_cm is not None:
        return runner.height_cm / 100
    return number(f"reference_adult.{runner.sex}.height")


def _clips(recordings: tuple[Recording, ...], runner: Runner) -> Clips:
    clips: Clips = {}
    for n, recording in enumerate(recordings):
        if recording.calibration:
            continue
        pose = recording.streams["pose"].to_dataset()
        try:
            clips[n] = understand(
                pose,
                view=recording.view,
                height_m=height_m(runner),
                sex=runner.sex,
                estimator=str(pose.attrs.get("estimator", "blazepose")),
            )
        except InputError as error:
            raise type(error)(f"{recording.path}: {error}") from error
    if not clips:
        raise InputError("no recording of a run was given: only standing holds")
    return clips


def _calibration(recordings: tuple[Recording, ...]) -> Calibration | None:
    holds = [r for r in recordings if r.calibration]
    if not holds:
        return None
    return calibrate([_hold(r) for r in holds])


def _hold(recording: Recording) -> Hold:
    try:
        return read_hold(recording.streams["pose"].to_dataset(), recording.view)
    except InputError as error:
        raise type(error)(f"{recording.path}: {error}") from error


def _measurements(
    clips: Clips,
    measured: Measured,
    recordings: tuple[Recording, ...],
    context: tuple[Runner, Calibration | None, int],
) -> tuple[Measurement, ...]:
    runner, calibration, seed = context
    found = estimates(clips, measured, seed)
    if runner.height_cm is None:
        found = {k: _rescaled(e, seed) if isinstance(e, Estimate) else e for k, e in found.items()}
    known = [as_measurement(key, entry) for key, entry in found.items()]
    known += drifts(clips, measured, recordings)
    known += shoulder_elevation(clips, measured, calibration, seed)
    known += head_from_standing(clips, measured, calibration)
    return tuple(known + absent({(m.name, m.side) for m in known}))


def _rescaled(entry: Estimate, seed: int) -> Estimate:
    # A length read with somebody else's height is uncertain by how much adults differ.
    if not entry.metric.needs_scale:
        return entry
    rng = np.random.default_rng([seed, 11])
    stretch = 1 + number("human.stature.cv") * rng.standard_normal(len(entry.draws))
    return replace(entry, draws=entry.draws * stretch)
