"""A made-up analysis, clearly marked as such, for looking at reports and for their tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis, ArmPath, Curve, InputSummary, Track, Warn
from runtall.analysis.settings import Runner, Settings
from runtall.findings.finding import Finding
from runtall.motion.measurement import Flag, Measurement, Side
from runtall.motion.recording import Recording, View
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]

_CYCLE_S = 0.7
_REAR = "film one clip from behind or from the front, the whole body in the picture"
_SIDE = "film one clip from the side, the camera level with the hips"


def stick_track(*, seconds: float = 3.0, fps: float = 30.0, view: View = "right", source: int = 0,
                size: tuple[int, int] = (720, 960)) -> Track:  # fmt: skip
    """Points of a made-up runner in the middle of a picture of ``size`` px."""
    time = np.arange(round(seconds * fps)) / fps
    forward = {"right": 1.0, "left": -1.0}.get(view, 0.0)
    points = _side_points(time, forward) if forward else _rear_points(time, view)
    scale = size[1] * 0.8
    place = np.array([size[0] / 2, size[1] * 0.9])
    position = np.stack([points[name] for name in BODY], axis=1) * scale + place
    return Track(
        input=source, time=time, keypoints=BODY, position=position, forward=forward,
        values=_live(time, forward), spans=((0.0, float(time[-1])),),
        shown=("trunk_lean", "head_forward") if forward else ("arm_crossing_nearest",),
    )  # fmt: skip


def _live(time: Array, forward: float) -> dict[str, Array]:
    wave = np.cos(4 * np.pi * time / _CYCLE_S)
    if forward:
        return {"trunk_lean": 16.0 + 2 * wave, "head_forward": 27.0 + wave}
    return {"arm_crossing_nearest": 0.2 + 0.1 * wave}


def _side_points(time: Array, forward: float) -> dict[str, Array]:
    """Sagittal stick figure in body heights, y down, hip over the origin."""
    phase = 2 * np.pi * time / _CYCLE_S
    points: dict[str, Array] = {}
    hip = np.stack([0 * time, -0.52 + 0.02 * np.cos(2 * phase)], axis=1)
    neck = hip + _bar(0.29, np.radians(180 - 16 + 0 * time))
    for side, shift in (("left", 0.0), ("right", np.pi)):
        swing = phase + shift
        points[f"{side}_hip"], points[f"{side}_shoulder"] = hip, neck
        thigh = np.radians(10 + 32 * np.cos(swing))
        shank = thigh - np.radians(55 - 45 * np.cos(swing + 0.9))
        knee = hip + _bar(0.245, thigh)
        ankle = knee + _bar(0.24, shank)
        points[f"{side}_knee"], points[f"{side}_ankle"] = knee, ankle
        points[f"{side}_heel"] = ankle + _bar(0.05, shank - 0.6)
        points[f"{side}_foot_index"] = ankle + _bar(0.13, shank + 1.3)
        arm = np.radians(-8 - 32 * np.cos(swing))
        elbow = neck + _bar(0.18, arm)
        points[f"{side}_elbow"], points[f"{side}_wrist"] = elbow, elbow + _bar(0.17, arm + 1.6)
        points[f"{side}_ear"] = neck + _bar(0.13, np.radians(180 - 27 + 0 * time))
    points["nose"] = points["left_ear"] + np.array([0.06, 0.02])
    return {name: at * np.array([forward, 1.0]) for name, at in points.items()}


def _bar(length: float, angle: Array) -> Array:
    """Vector that hangs straight down at 0 and points forward at a quarter turn."""
    return np.asarray(length * np.stack([np.sin(angle), np.cos(angle)], axis=1))


def _rear_points(time: Array, view: View) -> dict[str, Array]:
    phase = 2 * np.pi * time / _CYCLE_S
    points: dict[str, Array] = {}
    mirror = -1.0 if view == "front" else 1.0
    for side, way, shift in (("left", -1.0, 0.0), ("right", 1.0, np.pi)):
        swing = np.cos(phase + shift)
        rows = {
            "ear": (0.04, -0.93), "shoulder": (0.11, -0.81), "hip": (0.06, -0.52),
            "knee": (0.06, -0.28), "ankle": (0.05, -0.05), "heel": (0.05, -0.02),
            "foot_index": (0.06, 0.0), "elbow": (0.18, -0.64), "wrist": (0.09, -0.56),
        }  # fmt: skip
        for name, (across, up) in rows.items():
            lift = 0.08 * np.maximum(swing, 0) if name in ("ankle", "heel", "foot_index") else 0.0
            arm = -0.05 * swing if name == "wrist" else 0.0
            x = mirror * way * (across + arm + 0 * time)
            points[f"{side}_{name}"] = np.stack([x, up - lift + arm + 0 * time], axis=1)
    points["nose"] = np.stack([0 * time, -0.93 + 0 * time], axis=1)
    return points


def _measured(  # noqa: PLR0913 - one short row for each made-up number
    name: str, value: float, spread: float, unit: str, *, side: Side | None = None,
    usual: tuple[float, float] | None = None, flag: Flag = "ok", inputs: tuple[int, ...] = (0,),
) -> Measurement:  # fmt: skip
    return Measurement(
        name=name, side=side, value=value, unit=unit, low=value - spread, high=value + spread,
        n_strides=9, flag=flag, inputs=inputs, grade="C", sources=("teng2015",), usual=usual,
    )  # fmt: skip


def _absent(name: str, unit: str, reason: str, side: Side | None = None) -> Measurement:
    return Measurement(name, side, None, unit, status="unmeasured", reason=reason)


def _measurements() -> tuple[Measurement, ...]:
    spine = "no spine points are seen by this pose model; use one that sees them"
    hold = "film a relaxed and a shrugged standing hold and give it as --calibration"
    two = "film at least two clips of the same run, minutes apart"
    return (
        _measured("cadence", 169.2, 0.9, "steps/min", usual=(160.0, 190.0), inputs=(0, 1)),
        _measured("vertical_oscillation", 72.0, 9.0, "mm", usual=(60.0, 100.0)),
        _measured("trunk_lean", 16.2, 1.3, "deg", usual=(4.0, 11.0), flag="concern"),
        _measured("leg_lean", 5.6, 1.5, "deg", usual=(2.0, 7.0)),
        _measured("waist_hinge", 10.6, 2.1, "deg", usual=(-2.0, 6.0), flag="concern"),
        _measured("head_forward", 27.1, 4.0, "deg", usual=(8.0, 20.0), flag="concern"),
        _measured("elbow_angle", 95.0, 7.0, "deg", side="left", usual=(70.0, 110.0)),
        _measured("elbow_angle", 88.0, 6.0, "deg", side="right", usual=(70.0, 110.0)),
        _measured("arm_swing_range", 45.0, 5.0, "deg", side="right"),
        _measured("arm_crossing_nearest", 0.36, 0.08, "shoulder breadths", side="left",
                  inputs=(1,), usual=(0.1, 0.7)),
        _measured("arm_crossing_nearest", 0.06, 0.09, "shoulder breadths", side="right",
                  inputs=(1,), usual=(0.1, 0.7), flag="watch"),
        _measured("trunk_side_lean", -0.9, 1.1, "deg", inputs=(1,), usual=(-3.0, 3.0)),
        _measured("pelvic_drop", 4.2, 1.9, "deg", side="left", inputs=(1,), usual=(0.0, 6.0)),
        _measured("pelvic_drop", 5.1, 2.0, "deg", side="right", inputs=(1,), usual=(0.0, 6.0)),
        _measured("ear_shoulder_height", 46.2, 3.0, "% of trunk length", side="right"),
        _measured("trunk_lean_drift", 2.1, 1.8, "deg/10 min", usual=(-1.0, 1.0)),
        _absent("contact_time", "ms", "film at 120 frames a second or more", "left"),
        _absent("contact_time", "ms", "film at 120 frames a second or more", "right"),
        _absent("thoracic_curve", "deg", spine),
        _absent("shoulder_elevation", "%", hold),
        _absent("ear_shoulder_height_drift", "% of trunk length/10 min", two),
        _absent("head_forward_drift", "deg/10 min", two),
        _absent("thorax_yaw_range", "deg", "one camera cannot show turns seen from above"),
        _absent("pelvis_yaw_range", "deg", "one camera cannot show turns seen from above"),
        _absent("breathing_rate", "1/min", "wear two breathing bands"),
        _absent("rib_cage_share", "%", "wear two breathing bands"),
    )  # fmt: skip


_CROSSING = ("arm_crossing_nearest", "right")


def _findings(measurements: tuple[Measurement, ...]) -> tuple[Finding, ...]:
    by_name = {m.name: m for m in measurements}
    crossing = next(m for m in measurements if (m.name, m.side) == _CROSSING)
    return (
        Finding(1, "waist_lean", "Your trunk leans from the waist",
                "Most of the lean comes from a bend at the hips, so the muscles along your back "
                "hold the trunk up at every step. A taller trunk would ask less of them.",
                "clear", "A string lifts the top of your cap.", ("foam_roller_extension",),
                ("teng2015",), by_name["waist_hinge"], 0, 1.0),
        Finding(2, "head_forward", "Your head travels ahead of your shoulders",
                "The further the ears are in front, the more the muscles of the neck have to hold.",
                "likely", "Ears over the zip.", ("chin_nod",), ("teng2015",),
                by_name["head_forward"], 0, 1.4),
        Finding(3, "arm_crossing", "Your right hand comes close to the midline",
                "A hand that swings across turns the chest with it, and the legs get less "
                "balance back.",
                "possible", "Hands brush your pockets.", ("seated_twist",), ("teng2015",),
                crossing, 1, 1.0),
    )  # fmt: skip


def _curves() -> tuple[Curve, ...]:
    turn = np.linspace(0, 2 * np.pi, 101)

    def curve(name: str, unit: str, level: float, swing: float, *, side: Side | None = None,
              source: int = 0) -> Curve:  # fmt: skip
        beats = 1 if side or source else 2
        mean = level + swing * np.cos(beats * turn + (np.pi if side == "right" else 0.4))
        wide = 0.4 * swing * (1 + 0.3 * np.sin(turn))
        return Curve(name, side, unit, mean, mean - wide, mean + wide, 9, source)

    return (
        curve("trunk_lean", "deg", 16.0, 2.0),
        curve("head_forward", "deg", 27.0, 3.0),
        curve("elbow_angle", "deg", 95.0, 14.0, side="left"),
        curve("elbow_angle", "deg", 88.0, 12.0, side="right"),
        curve("wrist_to_midline", "shoulder breadths", 0.5, 0.15, side="left", source=1),
        curve("wrist_to_midline", "shoulder breadths", 0.3, 0.25, side="right", source=1),
        curve("trunk_side_lean", "deg", -0.9, 2.5, source=1),
    )  # fmt: skip


def _arms() -> tuple[ArmPath, ...]:
    turn = np.linspace(0, 2 * np.pi, 101)
    left = ArmPath("left", 0.5 + 0.15 * np.cos(turn), -0.75 + 0.3 * np.sin(turn + 0.6), 1)
    right = ArmPath("right", 0.3 + 0.24 * np.cos(turn), -0.7 + 0.34 * np.sin(turn + 0.6), 1)
    return left, right


def recording(track: Track, path: Path, view: View) -> Recording:
    """The recording that a track could have come from."""
    import xarray as xr

    coords = {"time": track.time, "keypoint": list(track.keypoints), "space": ["x", "y"]}
    position = xr.DataArray(track.position, coords=coords, dims=("time", "keypoint", "space"))
    score = xr.ones_like(position.isel(space=0, drop=True))
    node = xr.Dataset({"position": position, "score": score}, attrs={
        "width": 720, "height": 960, "fps": 30.0, "frames": len(track.time),
        "duration_s": float(track.time[-1]), "estimator": "sample",
    })  # fmt: skip
    return Recording(path, "video", "0" * 64, xr.DataTree.from_dict({"pose": node}), view)


def _input(track: Track, path: Path, view: View, size: tuple[int, int]) -> InputSummary:
    side = track.forward != 0
    return InputSummary(
        path=path, kind="video", view=view, fps=30.0, frames=len(track.time),
        duration_s=float(track.time[-1]), usable_s=float(track.time[-1]) * 0.96, sha256="0" * 64,
        width=size[0], height=size[1], treadmill=True,
        travel={1.0: "to the right", -1.0: "to the left"}.get(track.forward, "away from you"),
        roll_deg=1.8 if side else -1.6,
        warnings=("30 frames a second: foot contact times are coarse",) if side else (),
        quality={"limb lengths": 0.93, "left and right agree": 0.71 if side else 0.9,
                 "steady rhythm": 0.97, "whole body in the picture": 1.0,
                 "joints move as joints can": 0.88},
    )  # fmt: skip


def sample_analysis(clip: Path | None = None, *, track: Track | None = None,
                    size: tuple[int, int] = (720, 960)) -> Analysis:  # fmt: skip
    """A plausible analysis of nobody: every number in it is made up.

    Parameters
    ----------
    clip
        Clip whose pictures the stills and overlay are drawn on; a name that does not exist
        when None, so that no picture is shown.
    track
        Points of that clip; a made-up runner when None.
    size
        Width and height of the clip in px.
    """
    path = clip or Path("sample-side.mp4")
    side = track or stick_track(size=size)
    rear = stick_track(view="rear", source=1)
    rear_path = Path("sample-rear.mp4")
    measurements = _measurements()
    view: View = "right" if side.forward > 0 else "left" if side.forward < 0 else "rear"
    return Analysis(
        created="2026-11-22T09:00:00Z", runner=Runner(height_cm=178.0), settings=Settings(),
        inputs=(_input(side, path, view, size), _input(rear, rear_path, "rear", (720, 960))),
        recordings=(recording(side, path, view), recording(rear, rear_path, "rear")),
        measurements=measurements, findings=_findings(measurements), curves=_curves(),
        arm_paths=_arms(), tracks=(side, rear), strides=_strides(),
        warnings=(Warn("low_fps", "30 frames a second: contact times are coarse", 0),), n_strides=9,
    )  # fmt: skip


def _strides() -> tuple[dict[str, object], ...]:
    return tuple(
        {"input": 0, "start": 0.7 * i, "end": 0.7 * (i + 1), "side": "left",
         "initial_contact": 0.7 * i, "toe_off": 0.7 * i + 0.24, "trunk_lean": 16.0 + 0.2 * i}
        for i in range(4)
    )  # fmt: skip


ATTACK = """<script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}#eval("1")"""
"""Text that would do harm where it is taken for markup or code."""


def hostile_sample() -> Analysis:
    """The sample with `ATTACK` in every text that could come from outside."""
    sample = sample_analysis()
    finding = replace(sample.findings[0], title=ATTACK, why=ATTACK, cue=ATTACK)
    first = replace(
        sample.inputs[0], path=Path(ATTACK.replace("/", "_")), warnings=(ATTACK,), travel=ATTACK,
        quality={ATTACK: 0.5},
    )  # fmt: skip
    odd = Measurement(ATTACK, None, 1.0, ATTACK, low=0.5, high=1.5)
    gone = Measurement("cadence", None, None, "1", status="unmeasured", reason=ATTACK)
    return replace(
        sample, created=ATTACK, findings=(finding,), inputs=(first, sample.inputs[1]),
        measurements=(odd, gone), warnings=(Warn("x", ATTACK),),
        curves=(replace(sample.curves[0], name=ATTACK, unit=ATTACK),),
        red_flags={"level": "urgent", "items": [ATTACK], "advice": ATTACK},
    )  # fmt: skip


def _calm(m: Measurement) -> Measurement:
    """The measurement moved into its usual range."""
    if m.usual is None or m.value is None or m.low is None or m.high is None:
        return m
    shift = sum(m.usual) / 2 - m.value
    return replace(m, value=m.value + shift, low=m.low + shift, high=m.high + shift, flag="ok")


def quiet_sample() -> Analysis:
    """The sample with nothing that stands out and all from one clip."""
    analysis = sample_analysis()
    calm = tuple(_calm(m) for m in analysis.measurements if 1 not in m.inputs)
    return replace(
        analysis, findings=(), measurements=calm, inputs=analysis.inputs[:1], arm_paths=(),
        recordings=analysis.recordings[:1], tracks=analysis.tracks[:1],
        curves=tuple(c for c in analysis.curves if c.input == 0), warnings=(),
    )  # fmt: skip
