"""Runners who go past a pinhole camera that owes nothing to the analysis."""

from dataclasses import dataclass

import numpy as np
import pytest
import xarray as xr

from runtall.motion.vocabulary import BODY

SIZE = (1280, 720)


@dataclass(frozen=True)
class Beside:
    """A camera beside a level path; degrees, metres, pixels.

    ``turns`` lets it follow the runner, late; ``goes_along`` moves it with the runner instead;
    what is seen of the world lies ``behind`` the camera by so many metres.
    """

    distance: float = 7.0
    height: float = 1.2
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    focal: float = 1050.0
    turns: bool = False
    goes_along: bool = False
    behind: float = 60.0

    def film(self, points, view, *, speed=3.0, fps=30.0, seconds=5.0, noise=0.0, start=0.0):
        """Pose stream of a body whose ``points(time)`` are ``(time, keypoint, 3)`` in its frame."""
        time = start + np.arange(0, seconds, 1 / fps)
        gone = speed * (time - time.mean())
        body = points(time) + gone[:, None, None] * [1.0, 0.0, 0.0]
        side = 1.0 if view == "right" else -1.0
        turned = np.radians(self.yaw) + np.zeros_like(gone)
        if self.turns:
            turned += side * np.arctan((gone - 0.12 * speed) / self.distance)
        along = gone if self.goes_along else 0.0 * gone
        place = np.stack(
            [along, np.full_like(gone, self.height), side * self.distance + 0 * gone], 1
        )
        px = self._seen(body - place[:, None], side, turned)
        px += noise * np.random.default_rng(3).standard_normal(px.shape)
        outside = ((px < 0) | (px > SIZE)).any(axis=2).mean(axis=1) > 0.4
        px[outside] = np.nan
        return stream(time, px, self._shift(side, turned, along), fps)

    def _seen(self, relative, side, turned):
        x, y, z = np.moveaxis(relative, -1, 0)
        turned = turned.reshape(-1, *[1] * (x.ndim - 1))
        right, ahead = side * x, -side * z
        right, ahead = (
            right * np.cos(turned) - ahead * np.sin(turned),
            right * np.sin(turned) + ahead * np.cos(turned),
        )
        pitch, roll = np.radians([self.pitch, self.roll])
        up, ahead = (
            y * np.cos(pitch) - ahead * np.sin(pitch),
            y * np.sin(pitch) + ahead * np.cos(pitch),
        )
        across, down = self.focal * right / ahead, -self.focal * up / ahead
        return np.stack(
            [SIZE[0] / 2 + across * np.cos(roll) + down * np.sin(roll),
             SIZE[1] / 2 - across * np.sin(roll) + down * np.cos(roll)], axis=-1,
        )  # fmt: skip

    def _shift(self, side, turned, along):
        # Houses behind the runner, in this frame and the one before.
        angle = np.linspace(-1.2, 1.2, 160)
        far = self.behind * np.stack([side * np.sin(angle), 0 * angle, -side * np.cos(angle)], -1)
        high = far + np.array([0.0, self.behind / 8, 0.0])
        houses = (
            np.concatenate([far, high])[None] - np.stack([along, 0 * along, 0 * along], 1)[:, None]
        )
        path = self._seen(houses, side, turned)
        shown = ((path > 0) & (path < SIZE)).all(axis=2)
        ways = np.where((shown[1:] & shown[:-1])[..., None], np.diff(path, axis=0), np.nan)
        return np.concatenate([np.full((1, 2), np.nan), np.nanmedian(ways, axis=1)])


def stream(time, px, shift, fps):
    return xr.Dataset(
        {
            "position": (("time", "keypoint", "space"), px),
            "score": (("time", "keypoint"), np.ones(px.shape[:2])),
            "camera_shift": (("time", "space"), shift),
        },
        coords={"time": time, "file_time": ("time", time), "keypoint": list(BODY),
                "space": ["x", "y"]},
        attrs={"width": SIZE[0], "height": SIZE[1], "fps": fps, "frames": len(time),
               "duration_s": float(time[-1] - time[0]), "estimator": "blazepose"},
    )  # fmt: skip


@pytest.fixture
def beside():
    return Beside
