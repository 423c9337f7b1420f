"""What each input is and what was noticed about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from runtall.analysis.captured import capture_summary, capture_warnings
from runtall.analysis.merge import Motion, Motions
from runtall.analysis.result import InputSummary, Warn
from runtall.analysis.settings import Runner
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.passing import how_to_pass
from runtall.literature import number
from runtall.motion.recording import Recording

_TRAVEL = {
    "left": "towards the left",
    "right": "towards the right",
    "rear": "away from the camera",
    "front": "towards the camera",
}
_NEARLY = 0.9
_MANY = 5.0
"""Share of repaired points or frames, %, that is worth a word."""
_SQUARE_DEG = 25.0
"""How far from square a pass is as good as a square view."""
_PLAUSIBLE_CADENCE = (140.0, 215.0)
"""Steps a minute outside which a clip was more likely slowed or sped up than run like that."""


def summary(recording: Recording, motion: Motion | None) -> InputSummary:
    """One input as the report shows it; ``motion`` is None for a standing hold."""
    if isinstance(motion, MarkerMotion):
        return capture_summary(recording, motion)
    attrs = recording.streams["pose"].attrs
    strides = motion.gait.strides() if motion else np.empty((0, 2))
    return InputSummary(
        path=recording.path,
        kind=recording.kind if not recording.calibration else "calibration",
        view=motion.seen.view if motion else recording.view,
        fps=float(attrs["fps"]),
        frames=int(attrs["frames"]),
        duration_s=float(attrs["duration_s"]),
        usable_s=float(np.diff(strides, axis=1).sum()),
        sha256=recording.sha256,
        width=int(attrs["width"]),
        height=int(attrs["height"]),
        warnings=tuple(n.message for n in recording.notices),
        treadmill=_on_treadmill(motion, attrs),
        moving_camera=bool(motion and motion.moving_camera),
        travel=_TRAVEL[motion.seen.view] if motion else "",
        roll_deg=float(np.degrees(motion.level.roll)) if motion else 0.0,
        quality=dict(motion.quality) if motion else {},
        view_sure=motion.seen.sure if motion else True,
        speed_m_s=_speed(motion),
        roll_measured=bool(motion and motion.known_roll and motion.known_roll.sd),
    )


def _speed(motion: ClipMotion | None) -> float | None:
    # From the size of the body: good to a twentieth, so no more digits than that.
    if motion is None or motion.speed_m_s is None:
        return None
    return round(motion.speed_m_s, 1)


def _on_treadmill(motion: ClipMotion | None, attrs: Mapping[Any, Any]) -> bool | None:
    if "told_ground" in attrs:
        return bool(attrs["told_ground"] == "treadmill")
    if motion is None or motion.way.overground is None:
        return None
    if motion.way.overground or motion.seen.passing:
        return False
    # Beside the runner a moving camera shows whether they stay with the background; from the
    # rear and front one that goes along does not.
    return None if motion.moving_camera and not motion.seen.facing else True


def warnings(
    recordings: tuple[Recording, ...], motions: Motions, runner: Runner
) -> tuple[Warn, ...]:
    """Everything worth a warning, by input."""
    found = [
        Warn(notice.code, notice.message, n)
        for n, recording in enumerate(recordings)
        for notice in recording.notices
    ]
    for n, motion in motions.items():
        if isinstance(motion, MarkerMotion):
            found += capture_warnings(n, motion)
        else:
            found += _of_clip(n, motion, recordings[n])
    filmed = any(isinstance(m, ClipMotion) for m in motions.values())
    if filmed and runner.height_cm is None:
        found.append(
            Warn(
                "height_assumed",
                "your height was not given: lengths are those of a reference adult",
            )
        )
    return tuple(found)


def _of_clip(index: int, motion: ClipMotion, recording: Recording) -> list[Warn]:
    fps = float(recording.streams["pose"].attrs["fps"])
    steps, least = min(_steps(motion)), int(number("capture.steps_per_side"))
    cadence = 120 * motion.gait.frequency_hz
    low, high = _PLAUSIBLE_CADENCE
    noticed = (
        (
            steps < least,
            "few_steps",
            f"{steps} steps a side were seen; from {least} on a mean is stable",
        ),
        (
            fps < _NEARLY * number("capture.fps.advised"),
            "low_fps",
            f"filmed at {fps:.0f} frames a second; 60 shows the arms better",
        ),
        (
            not low <= cadence <= high,
            "implausible_cadence",
            f"{cadence:.0f} steps a minute is unusual: for slow motion, give --recorded-fps",
        ),
        *((found, code, message) for code, (found, message) in _of_camera(motion).items()),
        *_of_way(motion),
    )
    return [Warn(code, message, index) for found, code, message in noticed if found]


def _of_camera(motion: ClipMotion) -> dict[str, tuple[bool, str]]:
    counts, total = motion.points.counts, motion.points.position[..., 0].size
    bridged = 100 * counts.get("bridged", 0) / total
    swaps = 100 * counts.get("swaps", 0) / len(motion.points.time_s)
    return {
        "gaps_bridged": (
            bridged > _MANY,
            f"{bridged:.0f} % of the points were lost or wild and bridged by the mean stride",
        ),
        "sides_repaired": (
            swaps > _MANY,
            f"left and right were exchanged and put right in {swaps:.0f} % of the frames",
        ),
        "labels_exchanged": (
            bool(motion.points.counts.get("identity")),
            "the pose model took left for right throughout; put right by which foot is nearer",
        ),
        "assumed_errors": (
            not motion.errors.learned,
            "this pose estimator's errors were never measured: the intervals rest on assumed ones",
        ),
        "moving_camera": (
            motion.moving_camera,
            "the camera turned with the runner, which was undone by the way of the background; "
            "on a stand the lean and the bounce are more exact"
            if motion.way.turned
            else "the camera moved; on a stand the lean and the bounce are more exact",
        ),
        "oblique_view": (
            not motion.seen.sure,
            "the camera stood oblique; square to the side or straight behind is more exact",
        ),
    }


def _of_way(motion: ClipMotion) -> tuple[tuple[bool, str, str], ...]:
    way = motion.way
    other = {"left": "right", "right": "left"}.get(motion.seen.view, "")
    left_out = (
        f"{way.left_out} passes the other way were left out; give the clip once more with "
        f"--view {other} to use them"
    )
    oblique = (
        f"the passes are so short that they were used up to {way.off_deg:.0f} degrees from square; "
        + how_to_pass()
    )
    unknown = (
        "nothing behind the runner shows whether they or the camera move, so that a camera "
        "turned after them goes unnoticed; --ground says what is known"
    )
    return (
        (way.left_out > 0, "passes_left_out", left_out),
        (way.off_deg > _SQUARE_DEG, "oblique_pass", oblique),
        (way.overground is None, "ground_unknown", unknown),
    )


def _steps(motion: ClipMotion) -> list[int]:
    return [
        sum(
            int(np.floor(motion.gait.phase[s][-1] - p) - np.ceil(motion.gait.phase[s][0] - p) + 1)
            for s in motion.gait.spans
        )
        for p in (motion.gait.initial_contact[side] for side in SIDES)
    ]
