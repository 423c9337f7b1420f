"""Read one input into a `Recording`, taking no more of a long clip than the question needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from runtall.analysis.sampling import enough_strides, first_chunks, next_chunks
from runtall.motion.recording import Notice, Recording, View

if TYPE_CHECKING:
    from runtall.inputs.pose.run import PoseRun
    from runtall.inputs.video.clip import ClipInfo

Ground = Literal["treadmill", "overground"]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How one input is read.

    Attributes
    ----------
    view
        From where it was filmed; None to find out.
    pose, pose_options
        Pose estimator and what it is given.
    recorded_fps
        Rate at which a slow-motion clip was filmed.
    start_s, end_s
        Part of the clip's own clock to read.
    roi
        Box around one person: x, y, width, height, in px or as shares.
    every_frame
        Read all of it.
    minute
        Minute of the run at which it starts.
    calibration
        Whether it is a standing hold.
    roll_deg
        How far the camera was turned clockwise, degrees; None to find out.
    ground
        Whether the runner is on a treadmill or passes; None to find out.
    workers, cache
        Processes and folder for finished pieces; None for the defaults.
    unit, up, direction, markers, angles
        What the user says about a motion file; see `runtall.inputs.markers.options.MarkerOptions`.
    columns
        Name in a table or EDF file to what it is (``"chest"``, ``"acceleration_x"``, ...).
    offset_s
        To add to the clock of the recording so that it is that of the first one.
    more
        Further files of the same sensor: the second band beside the first.
    """

    view: View | None = None
    pose: str = "blazepose"
    pose_options: dict[str, Any] | None = None
    recorded_fps: float | None = None
    start_s: float = 0.0
    end_s: float | None = None
    roi: tuple[float, float, float, float] | None = None
    every_frame: bool = False
    minute: float | None = None
    calibration: bool = False
    roll_deg: float | None = None
    ground: Ground | None = None
    workers: int | None = None
    cache: Path | None = None
    unit: str | None = None
    up: str | None = None
    direction: str | None = None
    markers: Mapping[str, str] | None = None
    angles: Literal["degrees", "radians"] | None = None
    columns: Mapping[str, str] | None = None
    offset_s: float | None = None
    more: tuple[Path, ...] = ()


def load(
    path: str | Path, options: ReadOptions | None = None, *, progress: Progress | None = None
) -> Recording:
    """Read a recording of a run.

    Parameters
    ----------
    path
        A video file, a folder of numbered pictures, a motion file, or a file or folder of
        breathing bands, a trunk sensor or a watch; its content decides.
    options
        How to read it.
    progress
        Told how many frames are done, of how many, and what is under way.

    Returns
    -------
    runtall.Recording

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used, with what would do.
    """
    from runtall.analysis.motion_files import load_motion
    from runtall.analysis.sensor_files import is_sensor_file, load_sensor_file
    from runtall.inputs.pose.run import PoseRun
    from runtall.inputs.readers.open import is_motion_file
    from runtall.inputs.video.probe import probe

    chosen = options or ReadOptions()
    if is_sensor_file(path, chosen):
        return load_sensor_file(Path(path), chosen)
    if is_motion_file(path):
        return load_motion(Path(path), chosen)
    info = probe(Path(path))
    with PoseRun(
        info,
        estimator=chosen.pose,
        options=chosen.pose_options,
        roi=chosen.roi,
        workers=chosen.workers,
        cache=chosen.cache,
        every_frame=chosen.every_frame,
        recorded_fps=chosen.recorded_fps,
        start_s=chosen.start_s,
        end_s=chosen.end_s,
        progress=progress,
    ) as run:
        recording = _read(run, Path(path), chosen)
    minute = chosen.minute
    return replace(recording, minute=minute)


def _read(run: PoseRun, path: Path, options: ReadOptions) -> Recording:
    import xarray as xr

    chunks = list(range(run.chunks)) if options.every_frame else first_chunks(run.chunks)
    pose = run.estimate(chunks)
    while len(chunks) < run.chunks and not options.calibration:
        if enough_strides(pose, options.view, options.pose):
            break
        chunks = sorted([*chunks, *next_chunks(run.chunks, chunks)])
        pose = run.estimate(chunks)
    notices = list(run.notices)
    if len(chunks) < run.chunks:
        seconds = sum(b - a for a, b in map(run.chunk_span, chunks))
        notices.append(
            Notice(
                "sampled",
                f"{seconds:.0f} s spread over the clip were analysed; more would not "
                "narrow the intervals (--every-frame reads all)",
            )
        )
    pose.attrs["created"] = run.info.created.isoformat() if run.info.created else ""
    pose.attrs["reading"] = json.dumps(given(options))
    if options.roll_deg is not None:
        pose.attrs["told_roll_deg"] = options.roll_deg
    else:
        pose.attrs |= gravity_attrs(run.info)
    if options.ground is not None:
        pose.attrs["told_ground"] = options.ground
    pose.attrs["spans"] = [float(x) for k in chunks for x in run.chunk_span(k)]
    return Recording(
        path=path,
        kind="video",
        sha256=run.info.sha256,
        streams=xr.DataTree.from_dict({"pose": pose}),
        view=options.view,
        calibration="hold" if options.calibration else "",
        notices=tuple(notices),
    )


def gravity_attrs(info: ClipInfo) -> dict[str, float]:
    """What the camera's own sensor says of its roll, as attrs of a pose stream."""
    if info.roll_deg is None or info.roll_sd_deg is None:
        return {}
    return {"gravity_roll_deg": info.roll_deg, "gravity_roll_sd_deg": info.roll_sd_deg}


def given(options: ReadOptions) -> dict[str, Any]:
    """What decides the numbers of this one input and stands nowhere else, where it was given."""
    every = {
        "start_s": options.start_s or None,
        "end_s": options.end_s,
        "recorded_fps": options.recorded_fps,
        "roi": options.roi,
        "pose_options": options.pose_options,
        "roll_deg": options.roll_deg,
        "ground": options.ground,
        "unit": options.unit,
        "up": options.up,
        "direction": options.direction,
        "markers": dict(options.markers) if options.markers else None,
        "angles": options.angles,
        "columns": dict(options.columns) if options.columns else None,
        "offset_s": options.offset_s,
        "more": [str(path.absolute()) for path in options.more] or None,
    }
    return {name: value for name, value in every.items() if value is not None}
