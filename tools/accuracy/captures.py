"""Marker recordings beside numbers that came about otherwise: force, another program, a setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from accuracy.tables import table
from runtall.analysis.loading import load
from runtall.analysis.result import Analysis
from runtall.analysis.run import analyze
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.contacts import Contacts, contacts_from_markers
from runtall.kinematics.markers.force import by_foot, plate_contacts
from runtall.kinematics.markers.points3d import Points3D, filled, from_markers, lowpass
from runtall.motion.measurement import Measurement, Side
from runtall.motion.recording import Recording

Array = NDArray[np.float64]
FORCED = Path("mocap/RBDS001runT35.c3d")
ARMS = Path("mocap/hamner_run/subject02_running_arms_ik.mot")
FORCE, PROGRAM, BELT, PUBLIC = "force plate", "another program", "speed set", "another analysis"
SMOOTH_HZ, SLOW_HZ = 6.0, 60.0
NEAR_S = 0.15
BELT_M_S = 3.5
"""In the name of the file."""
WRITTEN: tuple[tuple[str, Side | None, float], ...] = (
    ("cadence", None, 174.0), ("thorax_yaw_range", None, 29.7), ("pelvis_yaw_range", None, 5.8),
    ("thorax_pelvis_yaw_range", None, 26.0), ("elbow_angle", "left", 88.0),
    ("elbow_angle", "right", 88.0), ("arm_crossing_nearest", "left", 0.45),
    ("arm_crossing_nearest", "right", 0.60), ("arm_swing_asymmetry", None, -27.0),
)  # fmt: skip
"""What another analysis of the same trial found, in the unit shown; of the elbow it says 87 to 89
without the side, of the asymmetry no sign."""
SACRUM_MM = 91.0
"""Peak to peak per stride of the marker at the sacrum, of the same analysis."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of runtall with its interval beside another, in the unit shown."""

    what: str
    unit: str
    found: Measurement | float
    other: float
    truth: str

    def cells(self) -> list[str]:
        """For the table."""
        told = [f"{self.what}, {self.unit}"]
        if isinstance(self.found, float):
            shown, value, inside = f"{self.found:.4g}", self.found, "-"
        else:
            value, low, high = (
                float(v or 0.0) for v in (self.found.value, self.found.low, self.found.high)
            )
            shown = f"{value:.4g} ({low:.4g} to {high:.4g})"
            inside = "yes" if low <= self.other <= high else "no"
        return [*told, shown, f"{self.other:.4g}", f"{value - self.other:+.2g}", inside, self.truth]


# --- contacts against force ----------------------------------------------------------------------


def contact_rows(recording: Recording) -> Iterator[list[str]]:
    """Contacts from markers less those from force: as captured, and as smoothed files have them."""
    points = from_markers(recording.streams["markers"].to_dataset())
    plates, _ = plate_contacts(recording.streams["force"].to_dataset())
    cases = {
        f"as captured, {points.rate_hz:.0f} Hz": points,
        f"smoothed at {SMOOTH_HZ:.0f} Hz": smoothed(points),
        f"smoothed at {SMOOTH_HZ:.0f} Hz, {SLOW_HZ:.0f} frames a second": slower(smoothed(points)),
    }
    for name, own in cases.items():
        first, last = against(plates, contacts_from_markers(own, travelling=False))
        for what, late in (
            ("initial contact", first), ("toe-off", last), ("contact time", last - first)
        ):  # fmt: skip
            yield [name, what, f"{len(late)}", f"{late.mean():+.1f}", f"{late.std(ddof=1):.1f}",
                   f"{np.abs(late).mean():.1f}", f"{np.sqrt(np.mean(late**2)):.1f}"]  # fmt: skip


def against(plates: list[tuple[float, float]], seen: Contacts) -> tuple[Array, Array]:
    """Lateness of first touch and of toe-off, ms, over all contacts that both have."""
    feet = {s: list(zip(seen.initial_contact[s], seen.toe_off[s], strict=True)) for s in SIDES}
    pairs = []
    for side, forced in by_foot(plates, feet).items():
        starts = seen.initial_contact[side]
        for first, last in forced:
            k = int(np.argmin(np.abs(starts - first)))
            if abs(starts[k] - first) < NEAR_S:
                pairs.append((starts[k] - first, seen.toe_off[side][k] - last))
    late = 1000 * np.array(pairs)
    return late[:, 0], late[:, 1]


def smoothed(points: Points3D) -> Points3D:
    """As many published files are: without what is quick."""
    flat = filled(points.position.reshape(len(points.time_s), -1))
    smooth = lowpass(flat, points.rate_hz, SMOOTH_HZ)
    return replace(points, position=smooth.reshape(points.position.shape))


def slower(points: Points3D) -> Points3D:
    """The same with fewer frames a second."""
    time = np.arange(points.time_s[0], points.time_s[-1], 1 / SLOW_HZ)
    flat = points.position.reshape(len(points.time_s), -1)
    columns = [np.interp(time, points.time_s, column) for column in flat.T]
    position = np.stack(columns, axis=1).reshape(len(time), *points.position.shape[1:])
    return replace(points, time_s=time, position=position, rate_hz=SLOW_HZ)


def forced_lines(recording: Recording) -> Iterator[Line]:
    """Numbers of the same file without its force, beside the force and the belt."""
    plates, _ = plate_contacts(recording.streams["force"].to_dataset())
    bare = xr.DataTree.from_dict({"markers": recording.streams["markers"].to_dataset()})
    found = analyze([replace(recording, streams=bare)])
    marks = contacts_from_markers(
        from_markers(recording.streams["markers"].to_dataset()), travelling=False
    )
    feet = {s: list(zip(marks.initial_contact[s], marks.toe_off[s], strict=True)) for s in SIDES}
    forced = by_foot(plates, feet)
    starts = np.array([a for a, _ in forced["left"]])
    yield Line(
        "cadence",
        "steps/min",
        found.measurement("cadence"),
        120 / float(np.diff(starts).mean()),
        FORCE,
    )
    for side in SIDES:
        contact = 1000 * float(np.mean([b - a for a, b in forced[side]]))
        entry = found.measurement("contact_time", side)
        yield Line(f"contact time, {side}", "ms", entry, contact, FORCE)


# --- another program's angles --------------------------------------------------------------------


def program_lines(found: Analysis, recording: Recording) -> Iterator[Line]:
    """Numbers from markers beside the joint angles that OpenSim found for the same frames."""
    own = recording.streams["coordinates"].to_dataset()
    rows = strides_of(found, own.time.values)
    for side in SIDES:
        flex = own[f"elbow_flex_{side[0]}"].values
        yield Line(
            f"elbow angle, {side}", "deg", found.measurement("elbow_angle", side),
            180 - float(np.degrees(flex[rows[0][0] : rows[-1][1]].mean())), PROGRAM,
        )  # fmt: skip
    swing = {s: _range(own[f"arm_flex_{s[0]}"].values, rows) for s in SIDES}
    for side in SIDES:
        yield Line(f"arm swing, {side}", "deg", found.measurement("arm_swing_range", side),
                   swing[side], PROGRAM)  # fmt: skip
    share = 200 * (swing["right"] - swing["left"]) / (swing["right"] + swing["left"])
    yield Line("arm swing, right less left", "%", found.measurement("arm_swing_asymmetry"), share,
               PROGRAM)  # fmt: skip
    pelvis = axes_of(own, "pelvis_tilt", "pelvis_list", "pelvis_rotation")
    torso = pelvis @ axes_of(own, "lumbar_extension", "lumbar_bending", "lumbar_rotation")
    whole = slice(rows[0][0], rows[-1][1])
    for name, towards in (("trunk_lean", 0), ("trunk_side_lean", 2)):
        lean = np.degrees(np.arctan2(torso[:, towards, 1], torso[:, 1, 1]))[whole].mean()
        yield Line(name.replace("_", " "), "deg", found.measurement(name), float(lean), PROGRAM)
    turn = {"pelvis": _yaw(pelvis), "thorax": _yaw(torso)}
    turn["thorax_pelvis"] = turn["thorax"] - turn["pelvis"]
    for name, angle in turn.items():
        entry = found.measurement(f"{name}_yaw_range")
        yield Line(
            f"turn of {name.replace('_', ' against ')}", "deg", entry, _range(angle, rows), PROGRAM
        )


def strides_of(found: Analysis, time_s: Array) -> list[tuple[int, int]]:
    """First and last frame of every stride."""
    return [
        (int(np.searchsorted(time_s, r["start_s"])), int(np.searchsorted(time_s, r["end_s"])))
        for r in found.strides
    ]


def axes_of(own: xr.Dataset, tilt: str, list_: str, rotation: str) -> Array:
    """Rotations, shape ``(time, 3, 3)``, by the order of OpenSim's pelvis and back joints."""
    from scipy.spatial.transform import Rotation

    angles = np.stack([own[n].values for n in (tilt, list_, rotation)], axis=1)
    turned: Array = Rotation.from_euler("ZXY", angles).as_matrix()
    return turned


def _yaw(axes: Array) -> Array:
    """Turn of the sideways axis seen from above."""
    return np.arctan2(axes[:, 0, 2], axes[:, 2, 2])


def _range(angle: Array, rows: Sequence[tuple[int, int]]) -> float:
    return float(np.degrees(np.mean([np.ptp(angle[a:b]) for a, b in rows])))


def height_lines(found: Analysis, recording: Recording) -> Iterator[Line]:
    """How far the pelvis moves up and down."""
    own = recording.streams["coordinates"].to_dataset()
    marks = recording.streams["markers"].to_dataset()
    strides = strides_of(found, marks.time.values)
    steps = _steps(found, own.time.values)
    rise = 1000 * float(np.mean([np.ptp(own.pelvis_ty.values[a:b]) for a, b in steps]))
    yield Line("vertical oscillation", "mm", found.measurement("vertical_oscillation"), rise,
               PROGRAM)  # fmt: skip
    height = marks.position.sel(keypoint="sacrum", space="y").values
    range_ = 1000 * float(np.mean([np.ptp(height[a:b]) for a, b in strides]))
    yield Line("height of the sacrum, peak to peak per stride", "mm", range_, SACRUM_MM, PUBLIC)


def _steps(found: Analysis, time_s: Array) -> list[tuple[int, int]]:
    """First and last frame of every step of the strides."""
    ends = []
    for row in found.strides:
        middle = row["right_initial_contact_s"]
        ends += [(row["start_s"], middle), (middle, row["end_s"])]
    return [(int(np.searchsorted(time_s, a)), int(np.searchsorted(time_s, b))) for a, b in ends]


def written_lines(found: Analysis) -> Iterator[Line]:
    """Numbers of the same trial that another analysis gave."""
    for name, side, other in WRITTEN:
        entry = found.measurement(name, side)
        words = name.replace("_", " ")
        yield Line(f"{words}, {side}" if side else words, entry.unit, entry, other, PUBLIC)


def page(folder: Path) -> str:
    """All tables about marker recordings."""
    forced, arms = load(folder / FORCED), load(folder / ARMS)
    found = analyze([arms])
    contacts = table(
        ("markers", "event", "n", "mean, ms", "SD, ms", "mean abs. error, ms", "RMSE, ms"),
        contact_rows(forced),
    )
    lines = [
        *forced_lines(forced), *program_lines(found, arms), *height_lines(found, arms),
        *written_lines(found),
    ]  # fmt: skip
    beside = table(
        ("what", "runtall (90 % interval)", "other", "difference", "inside", "truth"),
        [line.cells() for line in lines],
    )
    return contacts + "\n" + beside
