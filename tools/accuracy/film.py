"""Pictures of known joints as an imperfect detector would see them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from accuracy.motions import Strides
from rendering.camera import WIDE, Camera, random_camera
from runtall.motion.recording import View
from runtall.motion.vocabulary import BODY

Array = NDArray[np.float64]
SIZE = (1080, 1920)
NOISE, OFFSET, REPEATS = 0.01, 0.01, 0.6
"""Shares of stature, and how much of the noise of a frame is left in the next."""


@dataclass(frozen=True, slots=True)
class Filmed:
    """One clip of known strides: the found points, and the camera and strides behind them."""

    view: View
    pose: xr.Dataset
    camera: Camera
    strides: Strides


def film(strides: Strides, view: View, stature_m: float, rng: np.random.Generator) -> Filmed:
    """Film a sequence of strides with a random camera.

    Parameters
    ----------
    strides
        What is filmed.
    view
        From where.
    stature_m
        Of the runner: the size of the detector's errors.
    rng
        Source of camera and errors.
    """
    box = strides.joints.reshape(-1, 3)
    camera = random_camera(rng, view, SIZE, box[[*box.argmin(axis=0), *box.argmax(axis=0)]],
                           spread=WIDE)  # fmt: skip
    px = camera.project(strides.joints)
    large = stature_m * camera.focal_px / camera.distance_m
    found = px + large * errors(px.shape, rng)
    pose = xr.Dataset(
        {"position": (("time", "keypoint", "space"), found)},
        coords={"time": strides.time_s, "keypoint": list(BODY), "space": ["x", "y"]},
        attrs={"width": SIZE[0], "height": SIZE[1], "estimator": "none",
               "fps": 1 / float(np.median(np.diff(strides.time_s)))},
    )  # fmt: skip
    return Filmed(view, pose, camera, strides)


def errors(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """A constant offset of every point, and noise that lasts over some frames; unit stature."""
    noise = rng.standard_normal(shape)
    fresh = np.sqrt(1 - REPEATS**2)
    for k in range(1, len(noise)):
        noise[k] = REPEATS * noise[k - 1] + fresh * noise[k]
    constant: Array = NOISE * noise + OFFSET * rng.standard_normal(shape[1:])
    return constant
