"""What an analysis gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from runtall.analysis.settings import Runner, Settings
from runtall.dynamics.osim.stride import BodyStride
from runtall.findings.finding import Finding
from runtall.motion.breathing import Breathing
from runtall.motion.load import Change, Load, LoadCurve, LoadDrift, Share
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Measurement, Side
from runtall.motion.recording import Recording, View
from runtall.motion.segments import Segment
from runtall.motion.watch import Alignment, WatchRun

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Warn:
    """A warning that is shown and stored: stable code, input index or None, sentence."""

    code: str
    message: str
    input: int | None = None


@dataclass(frozen=True, slots=True)
class InputSummary:
    """One input as the report shows it; ``quality`` maps a plain name to 0-1, 1 best.

    ``about`` says in plain words what a motion file holds; ``speed_m_s`` and ``level`` (how much
    of the body it holds) are known of motion files only. ``roll_measured`` tells that the camera's
    own gravity sensor had a say in ``roll_deg``.
    """

    path: Path
    kind: str
    view: View | None
    fps: float
    frames: int
    duration_s: float
    usable_s: float
    sha256: str
    width: int = 0
    height: int = 0
    warnings: tuple[str, ...] = ()
    treadmill: bool | None = None
    moving_camera: bool = False
    travel: str = ""
    roll_deg: float = 0.0
    quality: dict[str, float] = field(default_factory=dict)
    view_sure: bool = True
    about: tuple[str, ...] = ()
    level: str = ""
    speed_m_s: float | None = None
    roll_measured: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity through the stride: 101 points, 0 = left foot contact, display unit.

    ``low`` and ``high`` hold the middle 90 % of strides.
    """

    name: str
    side: Side | None
    unit: str
    mean: Array
    low: Array
    high: Array
    n_strides: int
    input: int


@dataclass(frozen=True, slots=True)
class ArmPath:
    """Path of one wrist over the mean stride, in shoulder breadths from mid-shoulder.

    ``across`` is positive towards the wrist's own side (0 = midline, negative = crossed);
    ``up`` is positive upward. Seen from the rear or front; 101 points.
    """

    side: Side
    across: Array
    up: Array
    input: int


@dataclass(frozen=True, slots=True)
class CoordinateDrift:
    """Change of one joint coordinate's mean through the run, in ``unit`` per 10 min.

    ``low`` and ``high`` bound the 90 % interval.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    n_windows: int
    inputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BodyModel:
    """What the loads of an analysis rest on.

    Attributes
    ----------
    mass_kg, height_m
        Of the body, a reference adult's where they were not given.
    speed_m_s
        Of the run, for loads per kilometre.
    harmonics, highest_hz
        Waves to the stride, and the frequency of the quickest: nothing quicker is in any moment.
    draws, muscle_draws
        Versions that intervals of moments and of muscles rest on.
    reserve_share
        By region: share of the demand that no muscle of the model could give.
    apart_m
        How far shoulders or ears of the body lie from those of the mean stride at most.
    """

    mass_kg: float
    height_m: float
    speed_m_s: float
    harmonics: int
    highest_hz: float
    draws: int
    muscle_draws: int
    reserve_share: dict[str, float]
    apart_m: float


@dataclass(frozen=True, slots=True)
class Track:
    """Smoothed points of one video, for drawing.

    ``position`` (time, keypoint, xy) in px of the upright picture, NaN where unknown;
    ``time`` in s on the file's own clock (as decoded), one row per analysed frame;
    ``values`` are per-frame live numbers by measurement name, in display unit, NaN where
    they are not steady; ``shown`` orders them by importance.
    """

    input: int
    time: Array
    keypoints: tuple[str, ...]
    position: Array
    values: dict[str, Array]
    forward: float
    """+1 when the runner faces to the right of the picture, -1 left, 0 rear or front."""
    spans: tuple[tuple[float, float], ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that one analysis found; ``save`` writes the result folder."""

    created: str
    runner: Runner
    settings: Settings
    inputs: tuple[InputSummary, ...]
    recordings: tuple[Recording, ...]
    measurements: tuple[Measurement, ...]
    findings: tuple[Finding, ...]
    curves: tuple[Curve, ...] = ()
    arm_paths: tuple[ArmPath, ...] = ()
    tracks: tuple[Track, ...] = ()
    strides: tuple[dict[str, Any], ...] = ()
    stride: MeanStride | None = None
    stride_drift: tuple[CoordinateDrift, ...] = ()
    warnings: tuple[Warn, ...] = ()
    loads: tuple[Load, ...] = ()
    attribution: tuple[Share, ...] = ()
    changes: tuple[Change, ...] = ()
    load_curves: tuple[LoadCurve, ...] = ()
    load_drift: tuple[LoadDrift, ...] = ()
    body_stride: BodyStride | None = None
    body_model: BodyModel | None = None
    breathing: tuple[Breathing, ...] = ()
    watches: tuple[WatchRun, ...] = ()
    sensor_segments: tuple[tuple[int, tuple[Segment, ...]], ...] = ()
    alignments: tuple[Alignment, ...] = ()
    red_flags: dict[str, Any] = field(
        default_factory=lambda: {"level": "not_asked", "items": [], "advice": ""}
    )
    n_strides: int = 0

    def measurement(self, name: str, side: Side | None = None) -> Measurement:
        """Measurement of that name and side.

        Raises
        ------
        KeyError
            When the analysis has none of that name and side.
        """
        for found in self.measurements:
            if found.name == name and found.side == side:
                return found
        raise KeyError(f"no measurement {name!r}, side {side!r}")

    def save(self, folder: str | Path, *, force: bool = False, only: Sequence[str] = ()) -> Path:
        """Write the result folder, whole or not at all.

        Parameters
        ----------
        folder
            Where to; must not exist unless ``force``.
        force
            Replace an existing result folder.
        only
            Names of the files to write; all when empty.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        runtall.errors.OutputExists
            When the folder exists and ``force`` is false.
        runtall.errors.StoreError
            When it cannot be written.
        """
        from runtall.analysis.saving import save_folder

        return save_folder(self, Path(folder), force=force, only=only)
