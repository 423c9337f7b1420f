"""The one place where the stages meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from runtall.analysis.absent import absent
from runtall.analysis.doubt import doubts, hint
from runtall.analysis.extras import drifts, head_from_standing, shoulder_elevation
from runtall.analysis.loads import BodyLoads, Drawing, Travel, all_unmeasured, body_loads
from runtall.analysis.merge import (
    Captures,
    Clips,
    Measured,
    Motions,
    as_measurement,
    estimates,
    measure_all,
)
from runtall.analysis.result import Analysis, InputSummary, Warn
from runtall.analysis.rib_joints import rib_joint_exposure
from runtall.analysis.run_dose import run_dose
from runtall.analysis.sensed import Sensed, sense
from runtall.analysis.sensed_inputs import sensor_summary
from runtall.analysis.sensed_measures import joined, sensed_measurements
from runtall.analysis.sensor_files import SENSOR_KINDS
from runtall.analysis.settings import Runner, Settings
from runtall.analysis.stride3d import (
    Estimates,
    Windows,
    coordinate_drifts,
    mean_stride_of,
    upgraded,
)
from runtall.analysis.summary import summary, warnings
from runtall.analysis.tracks import arm_paths, curves, point_out, stride_rows, track
from runtall.errors import InputError
from runtall.findings.cause import Shown
from runtall.findings.finding import Finding
from runtall.findings.rank import find
from runtall.kinematics.calibration import Calibration, Hold, calibrate, read_hold
from runtall.kinematics.clip import ClipMotion, understand
from runtall.kinematics.markers.motion import MarkerMotion, understand_markers
from runtall.literature import number
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import NOT_SEEN, Measurement
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
    clips, captures = _clips(given, who), _captures(given)
    if all(r.calibration for r in given):
        raise InputError("no recording of a run was given: only standing holds")
    motions: Motions = {n: m for n in range(len(given)) if (m := clips.get(n) or captures.get(n))}
    calibration = _calibration(given)
    measured = measure_all(motions)
    sensed = sense(given, motions, options.seed)
    stride, changes = _stride(clips, captures, given, (who, options))
    found = _estimates(motions, measured, stride, (who, options.seed))
    seen = _measurements(motions, measured, given, (found, calibration, options.seed))
    measurements, differ = _with_sensors(seen, sensed, given, options.seed)
    drawn = {n: track(n, c, measured, given[n]) for n, c in clips.items()}
    shown = find(Shown({(m.name, m.side): m for m in measurements}))
    findings, tracks = point_out(shown, clips, measured, drawn)
    drift = coordinate_drifts(changes, given)
    if motions:
        travel = Travel(_speed(captures, stride), drift)
        body = _body(stride, (measurements, findings), (who, options), travel)
        measurements += tuple(_at_full_breath(body, sensed, stride, options.seed))
    else:
        body = BodyLoads(all_unmeasured(NOT_SEEN))
    return Analysis(
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        runner=who,
        settings=options,
        inputs=tuple(_summary(r, n, motions, sensed) for n, r in enumerate(given)),
        recordings=given,
        measurements=measurements,
        findings=findings,
        curves=curves(motions, measured),
        arm_paths=arm_paths(motions, measured),
        tracks=tracks,
        strides=stride_rows(motions, measured),
        stride=stride,
        stride_drift=drift,
        **_of_body(body, sensed),
        **_of_sensors(sensed),
        warnings=(
            *warnings(given, motions, who),
            *sensed.warnings,
            *differ,
            *doubts(given, clips, stride, (who, height_m(who), options.incline_percent / 100)),
            *body.warnings,
        ),
        n_strides=sum(len(m.gait.strides()) for m in motions.values()),
    )


def _of_body(body: BodyLoads, sensed: Sensed) -> dict[str, Any]:
    """What the body model gives to the result."""
    return {
        "loads": (*body.loads, *run_dose(body.loads, sensed.watches)),
        "attribution": body.attribution,
        "changes": body.changes,
        "load_curves": body.curves,
        "load_drift": body.drift,
        "body_stride": body.body_stride,
        "body_model": body.model,
    }


def _of_sensors(sensed: Sensed) -> dict[str, Any]:
    """What body-worn sensors and watches give to the result."""
    return {
        "breathing": sensed.breathing,
        "watches": sensed.watches,
        "sensor_segments": sensed.segments,
        "alignments": sensed.alignments,
    }


def _body(
    stride: MeanStride | None,
    known: tuple[tuple[Measurement, ...], tuple[Finding, ...]],
    context: tuple[Runner, Settings],
    travel: Travel,
) -> BodyLoads:
    measurements, findings = known
    runner, options = context
    return body_loads(
        stride,
        measurements,
        findings,
        runner=(runner, mass_kg(runner), height_m(runner)),
        travel=travel,
        drawing=Drawing(options.seed),
    )


def height_m(runner: Runner) -> float:
    """Stature, of the reference adult where it was not given."""
    if runner.height_cm is not None:
        return runner.height_cm / 100
    return number(f"reference_adult.{runner.sex}.height")


def mass_kg(runner: Runner) -> float:
    """Mass, of the reference adult where it was not given."""
    if runner.mass_kg is not None:
        return runner.mass_kg
    return number(f"reference_adult.{runner.sex}.mass")


def _speed(captures: Captures, stride: MeanStride | None) -> float | None:
    """Speed that the recording behind the stride measured."""
    if stride is None or "markers" not in stride.views:
        return None
    return captures[stride.inputs[0]].speed_m_s


def _clips(recordings: tuple[Recording, ...], runner: Runner) -> Clips:
    clips: Clips = {}
    for n, recording in enumerate(recordings):
        if recording.calibration or recording.kind != "video":
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
            raise type(error)(f"{recording.path}: {error}{hint(recording)}") from error
    return clips


def _captures(recordings: tuple[Recording, ...]) -> Captures:
    captures: Captures = {}
    for n, recording in enumerate(recordings):
        if recording.kind != "markers":
            continue
        try:
            captures[n] = understand_markers(recording)
        except InputError as error:
            raise type(error)(f"{recording.path}: {error}") from error
    return captures


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


def _stride(
    clips: Clips,
    captures: Captures,
    recordings: tuple[Recording, ...],
    context: tuple[Runner, Settings],
) -> tuple[MeanStride | None, Windows]:
    runner, options = context
    return mean_stride_of(
        clips,
        captures,
        runner,
        height_m(runner),
        incline=options.incline_percent / 100,
        estimator=_estimator(clips, recordings),
    )


def _estimator(clips: Clips, recordings: tuple[Recording, ...]) -> str:
    names = [recordings[n].streams["pose"].attrs.get("estimator", "blazepose") for n in clips]
    return str(names[0]) if names else "blazepose"


def _estimates(
    motions: Motions, measured: Measured, stride: MeanStride | None, context: tuple[Runner, int]
) -> Estimates:
    runner, seed = context
    known = runner.height_cm is not None
    found = estimates(motions, measured, seed, height_known=known)
    # Beside motion capture a fit to clips adds nothing.
    if stride is None or any(isinstance(m, MarkerMotion) for m in motions.values()):
        return found
    clips = {n: m for n, m in motions.items() if isinstance(m, ClipMotion)}
    return upgraded(found, stride, clips, seed=seed)


def _measurements(
    motions: Motions,
    measured: Measured,
    recordings: tuple[Recording, ...],
    context: tuple[Estimates, Calibration | None, int],
) -> tuple[Measurement, ...]:
    found, calibration, seed = context
    known = [as_measurement(key, entry) for key, entry in found.items()]
    known += drifts(motions, measured, recordings)
    clips = {n: m for n, m in motions.items() if isinstance(m, ClipMotion)}
    known += shoulder_elevation(clips, measured, calibration, seed)
    known += head_from_standing(clips, measured, calibration)
    return tuple(known)


def _with_sensors(
    seen: tuple[Measurement, ...], sensed: Sensed, recordings: tuple[Recording, ...], seed: int
) -> tuple[tuple[Measurement, ...], list[Warn]]:
    """Measurements of all kinds, what none of them gives, and where two of them differ."""
    known, differ = joined(seen, sensed_measurements(sensed, recordings, seed))
    kinds = {r.kind for r in recordings if not r.calibration}
    lacking = absent(
        {(m.name, m.side) for m in known},
        filmed="video" in kinds,
        moved=not kinds <= set(SENSOR_KINDS),
    )
    return (*known, *lacking), differ


def _at_full_breath(
    body: BodyLoads, sensed: Sensed, stride: MeanStride | None, seed: int
) -> list[Measurement]:
    frequency = 0.0 if stride is None else stride.frequency_hz
    return rib_joint_exposure(body.curves, sensed.breathing, frequency_hz=frequency, seed=seed)


def _summary(recording: Recording, n: int, motions: Motions, sensed: Sensed) -> InputSummary:
    if recording.kind in SENSOR_KINDS:
        return sensor_summary(recording, sensed, n)
    return summary(recording, motions.get(n))
