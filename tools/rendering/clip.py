"""One clip: draw a runner, move it, film it, write video and truth."""

from __future__ import annotations

import json
import time as wall
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rendering import activities, gait, ground, stride, truth
from rendering.body import Body, make_body, random_phenotype
from rendering.camera import PHONE, WIDE, Camera, random_camera
from rendering.dials import CAUSES, Motion, Runner, add_faults, calibrate, move
from rendering.motions import family
from rendering.paint import Look, paint, random_look
from rendering.pose import Pose, joints, skin
from rendering.scene import Scene
from rendering.surroundings import room, treadmill

Array = NDArray[np.float64]


@dataclass
class Request:
    """What to render; ``faults`` as in `rendering.dials.add_faults`.

    ``variety`` above 0 gives each runner an own stride (see `rendering.motions`),
    ``second_legs`` starts it from another runner's legs, and ``wide_camera`` lets cameras stand
    further from where they should.
    """

    out: Path
    runner: int
    view: str
    seconds: float = 6.0
    fps: int = 30
    size: tuple[int, int] = (720, 1280)
    faults: dict[str, float] = field(default_factory=dict)
    activity: str = "run"
    hold: str | None = None
    motion: Path | None = None
    clip_seed: int | None = None
    camera_seed: int | None = None
    style: dict[str, float] = field(default_factory=dict)
    targets: dict[str, float] = field(default_factory=dict)
    phenotype: dict[str, float] = field(default_factory=dict)
    crf: int = 25
    noise: float | None = None
    blur: int = 1
    steady: bool = False
    keep_joints: bool = False
    variety: float = 0.0
    wide_camera: bool = False
    second_legs: bool = False


def draw_runner(request: Request) -> tuple[Runner, Look, gait.Style]:
    """Body, look and style of a runner's seed, always the same for one seed."""
    rng = np.random.default_rng([11, request.runner])
    phenotype = {**random_phenotype(rng), **request.phenotype}
    sex = "female" if phenotype["gender"] > 0.5 else "male"
    look = random_look(rng, sex, phenotype["african"])
    body = make_body(phenotype, look.hair_style)
    style, targets = _draw_style(rng)
    for name, value in request.style.items():
        setattr(style, name, value)
    targets = {**targets, **request.targets}
    style.cadence = targets.pop("cadence", style.cadence)
    model = stride.load(request.motion)
    if request.second_legs:
        model = stride.with_second_legs(model)
    if style.mirror:
        model = model.mirrored()
    model = model.symmetrised(style.asymmetry_kept)
    if request.variety:
        model = family(model, body, style, request.runner, request.variety)
    return Runner(body, model, style, targets), look, style


def _draw_style(rng: np.random.Generator) -> tuple[gait.Style, dict[str, float]]:
    u = rng.uniform
    style = gait.Style(
        mirror=int(rng.integers(0, 2)), cadence=u(156, 189), asymmetry_kept=u(0.1, 1.0),
        knee=u(0.85, 1.12), hip=u(0.85, 1.08), strike=u(-7, 6), bounce=u(0.7, 1.15),
        abduction=u(-3, 14), inward=u(-4, 14), pronation=u(0, 35),
        gaze=u(-2, 12), toe_out=u(0, 12), girdle=u(-4, 3), elbow_swing=u(0.5, 1.1),
    )  # fmt: skip
    targets = {
        "trunk_lean": u(4, 12.5), "leg_lean": u(2.5, 6.5), "head_forward": u(8, 22),
        "elbow_angle": u(78, 112), "arm_swing": u(34, 66), "thorax_yaw_range": u(20, 38),
    }  # fmt: skip
    return style, targets


def prepare(request: Request) -> tuple[Runner, Look, gait.Timeline, np.random.Generator]:
    """Calibrated runner with faults, and the clip's clock."""
    runner, look, style = draw_runner(request)
    seed = [request.runner, sum(map(ord, request.out.stem)), request.clip_seed or 0]
    rng = np.random.default_rng(seed)
    if request.hold or request.activity == "stand":
        runner.model = activities.standing()
        runner.solved = ("neck",)
        style.mirror, style.inward, style.abduction = 0, 0, 0
        runner.targets = {"head_forward": 0.55 * runner.targets["head_forward"]}
        clock = activities.still(request.seconds, gait.GRID_HZ)
    else:
        if request.activity == "walk":
            _make_walker(runner, rng)
        clock = gait.timeline(runner.model, style.cadence, request.seconds, rng)
    good = calibrate(runner)
    faults = dict(request.faults)
    if request.hold == "shrug":
        faults["shrug"] = faults.get("shrug", 0) + 6.5
    if faults:
        add_faults(runner, faults, good)
        calibrate(runner, 10)
    return runner, look, clock, rng


def _make_walker(runner: Runner, rng: np.random.Generator) -> None:
    runner.model = activities.walking()
    runner.solved = ("neck",)
    s = runner.style
    s.cadence, s.knee, s.hip, s.strike, s.body_lean = rng.uniform(104, 116), 1, 1, 0, 0
    s.abduction, s.inward, s.elbow_swing, s.elbow = 0, 0, 1, 0
    runner.targets = {"head_forward": 0.7 * runner.targets["head_forward"]}


def animate(
    runner: Runner, clock: gait.Timeline, rng: np.random.Generator
) -> tuple[Motion, Pose, dict[str, Array]]:
    """Move the runner and put it on the belt: motion, placed pose, joint centres."""
    motion = move(runner, clock, rng)
    pose = ground.place(runner.body, motion.pose, runner.model, clock, motion.angles)
    pose.heads[..., [0, 2]] -= pose.heads[:, :1, [0, 2]].mean(0)
    return motion, pose, joints(runner.body, pose)


def frame_box(body: Body) -> Array:
    """Points (m) that the picture should hold, the same for all clips of a body."""
    h = body.height_m
    return np.array([[-0.44 * h, -0.06, -0.12 * h], [0.38 * h, 1.1 * h, 0.12 * h]])


def render(request: Request) -> dict[str, float]:
    """Render one clip with its truth; returns timings (s) and speed (fps)."""
    start = wall.perf_counter()
    runner, look, clock, rng = prepare(request)
    motion, pose, j = animate(runner, clock, rng)
    seed = request.runner if request.camera_seed is None else request.camera_seed
    view_rng = np.random.default_rng([seed, sum(map(ord, request.view)), request.clip_seed or 0])
    box = frame_box(runner.body)
    camera = random_camera(
        view_rng, request.view, request.size, box, steady=request.steady,
        spread=WIDE if request.wide_camera else PHONE,
    )  # fmt: skip
    speed = ground.belt_speed(runner.model, clock, j) if clock.events else 0.0
    scene = _scene(request, runner, look, camera, view_rng, speed)
    ready = wall.perf_counter()
    film(request, runner.body, pose, scene, rng)
    scene.close()
    frames = len(clock.time) * request.fps // gait.GRID_HZ
    write_truth(request, runner, look, clock, motion, j, camera)
    if request.keep_joints:
        phase = clock.phase - runner.model.left_strike
        write_joints(request, j, camera.project, phase)
    done = wall.perf_counter()
    return {"prepare_s": ready - start, "film_s": done - ready, "fps": frames / (done - ready)}


def _scene(
    request: Request, runner: Runner, look: Look, camera: Camera, rng: np.random.Generator,
    speed: float,
) -> Scene:  # fmt: skip
    image = paint(runner.body, look, np.random.default_rng(request.runner))
    pieces, belt = treadmill(rng, request.view)
    return Scene(
        runner.body, image, camera, room(rng, camera), pieces, belt, speed=speed,
        seed=int(rng.integers(1 << 30)),
    )  # fmt: skip


def film(request: Request, body: Body, pose: Pose, scene: Scene, rng: np.random.Generator) -> None:
    """Draw every frame of a posed clip and encode it."""
    import av

    step = gait.GRID_HZ // request.fps
    index = np.arange(0, len(pose.heads), step)
    noise = request.noise if request.noise is not None else rng.uniform(0, 3.5)
    grain = [_grain(rng, request.size, noise) for _ in range(4)] if noise else []
    request.out.parent.mkdir(parents=True, exist_ok=True)
    part = request.out.with_suffix(".part.mp4")
    with av.open(str(part), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(request.fps))
        stream.width, stream.height = request.size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {"crf": str(request.crf), "preset": "veryfast"}
        for k, i in enumerate(index):
            picture = _exposure(body, pose, scene, i, request)
            if grain:
                picture = np.clip(picture + grain[k % 4], 0, 255)
            video = av.VideoFrame.from_ndarray(picture.astype(np.uint8), format="rgb24")
            container.mux(stream.encode(video))
        container.mux(stream.encode())
    part.rename(request.out)


def _exposure(body: Body, pose: Pose, scene: Scene, i: int, request: Request) -> Array:
    """One frame, or the mean of ``blur`` moments within half a frame time."""
    moments = [min(i + k, len(pose.heads) - 1) for k in range(request.blur)]
    shots = []
    for m in moments:
        vertices = skin(body, Pose(pose.rotation[m : m + 1], pose.heads[m : m + 1]))[0]
        shots.append(scene.frame(vertices, m / gait.GRID_HZ))
    if len(shots) == 1:
        return shots[0]
    return np.mean(shots, 0)


def _grain(rng: np.random.Generator, size: tuple[int, int], sd: float) -> NDArray[np.int16]:
    return np.round(sd * rng.standard_normal((size[1], size[0], 1))).astype(np.int16)


def write_truth(
    request: Request, runner: Runner, look: Look, clock: gait.Timeline, motion: Motion,
    j: dict[str, Array], camera: Camera, more: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """Write what is known of a clip, and ``more``, as JSON beside it."""
    values = truth.measure(j, clock, runner.model)
    frames = len(clock.time) * request.fps // gait.GRID_HZ
    faults = {k: v for k, v in request.faults.items() if v}
    content = {
        "schema": "runtall-held-out/1", "runner": f"r{request.runner}", "clip": request.out.name,
        "view": request.view, "fps": request.fps, "frames": frames,
        "duration_s": round(frames / request.fps, 4),
        "orientation": "portrait" if camera.height > camera.width else "landscape",
        "activity": "stand" if request.hold else request.activity, "hold": request.hold,
        "sex": runner.body.sex, "height_cm": round(100 * runner.body.height_m, 1),
        "mass_kg": round(runner.body.mass_kg, 1),
        "body": {k: round(v, 3) for k, v in runner.body.phenotype.items()}, "look": look.as_truth(),
        "faults": faults, "causes": sorted({CAUSES[k] for k in faults}),
        "style": runner.style.rounded(), "motion": _motion_truth(request, runner),
        "camera": camera.as_truth(),
        "measurements": _rounded(values),
        "events": {f"{k}_s": np.round(v, 4).tolist() for k, v in clock.events.items()},
        "seed": request.runner, "hands": {"hand_in_trunk_cm": list(motion.hands)},
        **(more or {}),
    }  # fmt: skip
    truth_path(request.out).write_text(json.dumps(content, indent=1) + "\n")


def _motion_truth(request: Request, runner: Runner) -> dict[str, object]:
    """Family and mean stride, as Fourier coefficients from right strike."""
    model = runner.model
    rows = zip(model.names, np.round(model.mean, 4).tolist(), strict=True)
    return {
        "variety": request.variety, "second_legs": request.second_legs, "contact": model.contact,
        "left_strike": round(model.left_strike, 4), "mean": dict(rows),
    }  # fmt: skip


def _rounded(values: truth.Values) -> dict[str, dict[str, float | str]]:
    return {k: {"value": round(float(v), 4), "unit": u} for k, (v, u) in values.items()}


def truth_path(clip: Path) -> Path:
    """Truth file beside a clip."""
    return clip.with_name(clip.stem + ".truth.json")


def write_joints(
    request: Request, j: dict[str, Array], project: Callable[[Array], Array], phase: Array,
    **more: Array,
) -> None:  # fmt: skip
    """Joint centres of every frame: ``xyz`` (m) and ``uv`` (px), for learning and checks.

    ``time_s`` is the frame's time and ``phase`` its stride phase, 0 at left strike.
    """
    step = gait.GRID_HZ // request.fps
    names = sorted(j)
    xyz = np.stack([j[n][::step] for n in names], 1)
    np.savez_compressed(
        request.out.with_name(request.out.stem + ".joints.npz"),
        names=np.array(names), xyz=xyz.astype(np.float32),
        uv=project(xyz).astype(np.float32), phase=(phase[::step] % 1.0).astype(np.float32),
        time_s=np.arange(len(xyz)) / request.fps, **more,
    )  # fmt: skip
