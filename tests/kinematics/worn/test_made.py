"""The made recordings are what they claim to be."""

import numpy as np
import pytest

from runtall.testing.worn import DUTY, G, Piece, Wearing, worn

STILL = Wearing(rate_hz=1000.0, noise=0.0)


@pytest.mark.parametrize("doing", ["walk", "run"])
@pytest.mark.parametrize("uneven", [0.0, 0.3])
def test_the_mean_of_whole_strides_is_gravity(doing, uneven):
    # 120 steps a minute: strides of exactly a second.
    made = worn([Piece(doing, 20, 120, lean_deg=10)], Wearing(1000.0, noise=0.0, uneven=uneven))
    mean = made.imu["acceleration"].values[:20000].reshape(20, 1000, 3).mean(axis=1)
    lean = np.radians(10)
    assert mean == pytest.approx(
        np.tile(G * np.array([-np.sin(lean), np.cos(lean), 0.0]), (20, 1)), abs=0.01
    )


def test_nothing_carries_the_body_in_flight():
    force = worn([Piece("run", 10, 150)], STILL).imu["acceleration"].values[:, 1]
    assert np.mean(force == 0.0) == pytest.approx(1 - DUTY, abs=0.01)


def test_the_force_is_the_weight_where_it_is_said_to_rise_through_it():
    made = worn([Piece("run", 10, 150)], STILL)
    force = np.interp(made.rising_s, made.imu["time"], made.imu["acceleration"].values[:, 1])
    assert force == pytest.approx(np.full(len(force), G), rel=0.02)
    assert np.interp(made.rising_s - 0.01, made.imu["time"],
                     made.imu["acceleration"].values[:, 1]).max() < G  # fmt: skip


def test_the_turn_of_a_stride_is_as_told():
    made = worn([Piece("run", 10, 120)], Wearing(1000.0, noise=0.0, yaw_deg=20.0))
    angle = np.degrees(np.cumsum(made.imu["angular_velocity"].values[:, 1]) / 1000)
    assert np.ptp(angle.reshape(10, 1000), axis=1) == pytest.approx(np.full(10, 20.0), rel=0.01)


def test_contacts_change_feet_and_come_with_the_cadence():
    made = worn([Piece("run", 60, 150, 180)])
    assert (np.diff(made.left.astype(int)) != 0).all()
    assert len(made.contact_s) == 165
