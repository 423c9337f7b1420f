"""Runners whose every joint is known, filmed by a pinhole that owes nothing to the fit."""

import numpy as np
import pytest
import xarray as xr

from runtall.kinematics.stride3d.prior import usual_coefficients
from runtall.motion.mean_stride import fourier
from runtall.motion.skeleton import COORDINATES, default_lengths, positions
from runtall.motion.vocabulary import BODY

HEIGHT, CADENCE = 1.78, 172.0


class Runner:
    """The usual stride with other postures and a random change of every coordinate."""

    def __init__(self, seed=0, **degrees):
        rng = np.random.default_rng([31, seed])
        coefficients = usual_coefficients(4).copy()
        own = np.abs(coefficients[:, 1:]).max(axis=1, keepdims=True)
        change = rng.standard_normal(coefficients[:, 1:].shape) / np.repeat(np.arange(1, 5), 2)
        coefficients[:, 1:] += 0.08 * own * change
        for name, value in degrees.items():
            coefficients[COORDINATES.index(name), 0] = np.radians(value)
        self.coefficients = coefficients
        self.lengths = default_lengths(HEIGHT) * (1 + 0.03 * rng.standard_normal(15))

    def points(self, phase):
        return positions(fourier(phase, 4) @ self.coefficients.T, self.lengths)

    def long_film(self, view, name, change_deg, *, strides, fps=30.0):
        """A clip through which one coordinate's mean changes steadily by so many degrees."""
        time = np.arange(0, strides / (CADENCE / 120), 1 / fps)
        phase = time * CADENCE / 120
        q = fourier(phase, 4) @ self.coefficients.T
        q[:, COORDINATES.index(name)] += np.radians(change_deg) * (phase / strides - 0.5)
        return self._clip(positions(q, self.lengths), view, np.zeros(3), time, 0)

    def film(self, view, *, yaw=0.0, pitch=0.0, roll=0.0, fps=60.0, start=0.2, seed=0):
        time = np.arange(0, 5, 1 / fps)
        path = self.points(start + time * CADENCE / 120)
        return self._clip(path, view, np.radians([yaw, pitch, roll]), time, seed)

    def _clip(self, path, view, turned, time, seed):
        px = picture(path, view, turned)
        px = px + 1.0 * np.random.default_rng(seed).standard_normal(px.shape)
        return xr.Dataset(
            {"position": (("time", "keypoint", "space"), px)},
            coords={"time": time, "keypoint": list(BODY), "space": ["x", "y"]},
            attrs={
                "width": 720,
                "height": 1280,
                "fps": 1 / (time[1] - time[0]),
                "estimator": "blazepose",
            },
        )


def picture(path, view, turned):
    """Pixels of a camera 4.3 m away: the scene is turned, then shrinks with its depth."""
    yaw, pitch, roll = turned
    around = {"front": 0.0, "right": np.pi / 2, "rear": np.pi, "left": -np.pi / 2}[view] + yaw
    x, y, z = np.moveaxis(path, -1, 0)
    towards = x * np.cos(around) + z * np.sin(around)
    right = x * np.sin(around) - z * np.cos(around)
    up = y * np.cos(pitch) + towards * np.sin(pitch)
    deep = 4.3 - towards * np.cos(pitch) + y * np.sin(pitch)
    across, down = 2200 * right / deep, -2200 * up / deep
    return np.stack(
        [360 + across * np.cos(roll) + down * np.sin(roll),
         600 - across * np.sin(roll) + down * np.cos(roll)], axis=-1,
    )  # fmt: skip


@pytest.fixture
def runner():
    return Runner
