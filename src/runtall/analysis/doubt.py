"""Whether a clip shows the runner from where the user says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.analysis.merge import Clips
from runtall.analysis.result import Warn
from runtall.analysis.settings import Runner
from runtall.errors import InputError
from runtall.kinematics.clip import ClipMotion, understand
from runtall.kinematics.points2d import from_pose, without_outliers
from runtall.kinematics.stride3d.make import from_clips
from runtall.kinematics.view import find_view
from runtall.motion.mean_stride import MeanStride
from runtall.motion.recording import Recording, View

_FAR: Final = 30.0
"""How much less the fit must cost with another view. On rendered runners through BlazePose a
wrong view costs 45 to 900 more than the right one."""


def doubts(
    recordings: Sequence[Recording],
    clips: Clips,
    stride: MeanStride | None,
    context: tuple[Runner, float, float],
) -> list[Warn]:
    """Warnings about clips whose view was told and fits worse than the one that they show.

    Parameters
    ----------
    recordings
        All inputs.
    clips
        Those understood, by input number.
    stride
        Fitted to them as they were told; None where there is none.
    context
        Runner, stature to take (m), and slope of the ground, rise over run.
    """
    if stride is None or "cost" not in stride.fit or set(stride.inputs) != set(clips):
        return []
    found = []
    for number, recording in enumerate(recordings):
        # Of passes both ways each shows its own side: none is wrong.
        told = number in clips and not clips[number].seen.passing
        other = contradicted(recording) if told else None
        if other is None:
            continue
        cost = _cost(clips, (number, recording, other), context)
        if cost is not None and cost < stride.fit["cost"] - _FAR:
            found.append(Warn("view_doubtful", _sentence(recording, other), number))
    return found


def contradicted(recording: Recording) -> View | None:
    """View that a clip shows by itself, where another was told; else None."""
    if recording.view is None or recording.kind != "video":
        return None
    points = without_outliers(from_pose(recording.streams["pose"].to_dataset()))
    seen = find_view(points).view
    return None if seen == recording.view else seen


def hint(recording: Recording) -> str:
    """What to add to a refusal of a clip that shows another view than was told; else empty."""
    try:
        other = contradicted(recording)
    except InputError:
        return ""
    return f" (told --view {recording.view}, it looks filmed {_from(other)})" if other else ""


def _cost(
    clips: Clips, changed: tuple[int, Recording, View], context: tuple[Runner, float, float]
) -> float | None:
    """Cost of the fit with one clip taken for another view; None where it is no run then."""
    number, recording, view = changed
    runner, stature_m, incline = context
    pose = recording.streams["pose"].to_dataset()
    estimator = str(pose.attrs.get("estimator", "blazepose"))
    try:
        motion: ClipMotion = understand(
            pose, view=view, height_m=stature_m, sex=runner.sex, estimator=estimator
        )
    except InputError:
        return None
    _, fitted, _ = from_clips(
        {**clips, number: motion},
        stature_m,
        sex=runner.sex,
        height_known=runner.height_cm is not None,
        incline=incline,
        estimator=estimator,
    )
    return fitted.cost


def _sentence(recording: Recording, other: View) -> str:
    return (
        f"told --view {recording.view}, but its points fit far better seen {_from(other)}; "
        "without --view it is taken so, and as told its numbers are not to be trusted"
    )


def _from(view: View) -> str:
    return {"front": "from the front", "rear": "from behind"}.get(view, f"from the {view}")
