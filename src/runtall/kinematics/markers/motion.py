"""From a marker recording to strides and positions in the runner's frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from runtall.errors import MissingStream, NotARun, TooShort
from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.markers.contacts import Contacts, find_contacts
from runtall.kinematics.markers.ground import foot_points
from runtall.kinematics.markers.mean import MeanPositions, mean_positions
from runtall.kinematics.markers.phase import frames_of, gait_of, regular
from runtall.kinematics.markers.pieces import Path, Piece, find_pieces, path_of, travels
from runtall.kinematics.markers.points3d import Points3D, from_markers
from runtall.kinematics.markers.quality import REPEATS, quality
from runtall.kinematics.periodic import Array
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr

    from runtall.motion.recording import Recording

_MIN_FRAMES = 20
_MIN_EXPLAINED = 0.45
"""Share of the motion that one stride must explain, as for film."""


@dataclass(frozen=True, slots=True)
class MarkerMotion:
    """One marker recording, understood; only its steady running is kept.

    Attributes
    ----------
    points
        Points in the runner's frame: x forward, y up, z right. Of a runner who travels, against
        the smooth way of the pelvis; of one on a treadmill, in the laboratory.
    gait
        Strides and contacts.
    position
        The same points as an array with dims ``time keypoint space``, m.
    contacts
        Every contact of the whole recording.
    pieces
        Strides in a row, each straight ahead.
    travelling
        Whether the runner goes through the laboratory; else they are on a treadmill.
    speed_m_s
        Over the ground or the belt.
    slope
        Rise of the belt over its length, 0 level; always 0 where the runner travels.
    left_out
        Seconds left out, by what was done in them.
    quality
        Items of capture quality, 0 to 1.
    """

    points: Points3D
    gait: Gait
    position: xr.DataArray
    contacts: Contacts
    pieces: tuple[Piece, ...]
    travelling: bool
    speed_m_s: float
    slope: float
    left_out: Mapping[str, float]
    quality: Mapping[str, float]

    @property
    def put_together(self) -> bool:
        """Whether there were no markers, and the points follow from joint coordinates alone."""
        return not self.points.marked

    @property
    def fps(self) -> float:
        """Frames per second."""
        return self.points.rate_hz

    def mean_positions(
        self, phases: Array, n_harmonics: int, names: Sequence[str] = ()
    ) -> MeanPositions:
        """Mean stride of every point, or of those named.

        See `runtall.kinematics.markers.mean.mean_positions`.
        """
        return mean_positions(self.points, self.gait, phases, n_harmonics, names)


def understand_markers(recording: Recording) -> MarkerMotion:
    """Find the contacts, the steady running and the runner's own frame.

    Parameters
    ----------
    recording
        Of kind ``"markers"``.

    Returns
    -------
    MarkerMotion

    Raises
    ------
    runtall.errors.MissingStream
        When there is nothing at a foot.
    runtall.errors.NotARun
        When it shows no running.
    runtall.errors.TooShort
        When it shows under two strides.
    """
    points = from_markers(recording.streams["markers"].to_dataset())
    _require_feet(points)
    path = path_of(points)
    told = recording.streams["markers"].attrs.get("told_ground")
    travelling = told == "overground" if told else travels(points, path)
    contacts = find_contacts(points, travelling=travelling, force=_force(recording))
    pieces, left_out = find_pieces(points, contacts, path, travelling=travelling)
    spans = [frames_of(points.time_s, p) for p in pieces]
    own = _in_runner(points, path, pieces, spans, travelling=travelling)
    gait = gait_of(own, pieces, contacts)
    if regular(pieces):
        gait = replace(gait, contact_s=_contact_times(pieces, contacts))
    items = quality(own, gait)
    _require_rhythm(items[REPEATS])
    return MarkerMotion(
        points=own,
        gait=gait,
        position=labelled(own),
        contacts=contacts,
        pieces=pieces,
        travelling=travelling,
        speed_m_s=_speed(path, contacts, spans, travelling=travelling),
        slope=0.0 if travelling else _slope(contacts),
        left_out=left_out,
        quality=items,
    )


def _require_feet(points: Points3D) -> None:
    if len(points.time_s) < _MIN_FRAMES:
        raise TooShort(f"too short: {len(points.time_s)} frames hold no two whole strides")
    bare = [s for s in SIDES if not _seen(points, foot_points(points, s))]
    if bare:
        where = " and ".join(bare)
        raise MissingStream(
            f"no marker at the {where} foot: its contacts cannot be found; record the heel, and "
            "the forefoot or the ankle, or say with --markers what they are called"
        )


def _seen(points: Points3D, names: Sequence[str]) -> bool:
    return any(np.isfinite(points.point(n)).all(axis=1).sum() >= _MIN_FRAMES for n in names)


def _force(recording: Recording) -> xr.Dataset | None:
    return recording.streams["force"].to_dataset() if "force" in recording.streams else None


def _require_rhythm(share: float) -> None:
    if share < _MIN_EXPLAINED:
        raise NotARun(
            f"not a run: no steady rhythm (one stride explains {100 * share:.0f} % of the motion); "
            "record steady running of one person"
        )


def _in_runner(
    points: Points3D,
    path: Path,
    pieces: Sequence[Piece],
    spans: Sequence[slice],
    *,
    travelling: bool,
) -> Points3D:
    """Frames of the pieces, each turned so that its way goes along x, and its travel taken out."""
    parts = []
    for piece, span in zip(pieces, spans, strict=True):
        part = points.position[span].copy()
        if travelling:
            part[..., [0, 2]] -= path.place[span][:, None]
            part = _turned(part, -piece.heading)
        parts.append(part)
    time = np.concatenate([points.time_s[s] for s in spans])
    return replace(points, time_s=time, position=np.concatenate(parts))


def _turned(position: Array, yaw: float) -> Array:
    cos, sin = np.cos(yaw), np.sin(yaw)
    x, y, z = np.moveaxis(position, -1, 0)
    return np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)


def labelled(points: Points3D) -> xr.DataArray:
    """Points as an array that measurements take, dims ``time keypoint space``, m."""
    import xarray as xr

    return xr.DataArray(
        points.position,
        dims=("time", "keypoint", "space"),
        coords={
            "time": points.time_s,
            "keypoint": list(points.keypoints),
            "space": ["x", "y", "z"],
        },
        attrs={"units": "m"},
    )


def _contact_times(pieces: Sequence[Piece], contacts: Contacts) -> dict[Side, Array]:
    """Duration of the contact that begins in each stride, s."""
    found: dict[Side, Array] = {}
    for side in SIDES:
        struck, left = contacts.initial_contact[side], contacts.toe_off[side]
        rows = []
        for piece in pieces:
            # A contact at the very mark belongs to the stride that it begins.
            place = np.searchsorted(struck, piece.marks_s[:-1] - 1e-9)
            rows.append(left[place] - struck[place])
        found[side] = np.concatenate(rows)
    return found


def _speed(path: Path, contacts: Contacts, spans: Sequence[slice], *, travelling: bool) -> float:
    moving = path.velocity if travelling else contacts.ground[:, [0, 2]]
    return float(np.mean(np.concatenate([np.hypot(*moving[s].T) for s in spans])))


def _slope(contacts: Contacts) -> float:
    x, y, z = np.median(contacts.ground, axis=0)
    flat = float(np.hypot(x, z))
    # The belt goes backward: uphill it sinks.
    return float(-y / flat) if flat > 0 else 0.0
