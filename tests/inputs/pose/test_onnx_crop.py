"""Crops, SimCC and letterboxes: what goes in must come out at the same place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.inputs.pose.onnx.crop import PADDING, Box, Crop, normalized
from runtall.inputs.pose.onnx.detector import letterbox
from runtall.inputs.pose.onnx.simcc import SPLIT, decode_simcc

SIZES = st.sampled_from([(192, 256), (288, 384), (256, 256), (64, 48)])
PLACES = st.floats(-500, 4000, allow_nan=False)
SIDES = st.floats(16, 3000, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(PLACES), draw(PLACES)
    return Box(left, top, left + draw(SIDES), top + draw(SIDES))


@given(box=boxes(), size=SIZES, x=PLACES, y=PLACES)
def test_points_come_back_through_the_crop(
    box: Box, size: tuple[int, int], x: float, y: float
) -> None:
    crop = Crop.around(box, size)
    point = np.array([x, y])
    np.testing.assert_allclose(crop.to_picture(crop.to_crop(point)), point, atol=1e-6)


@given(box=boxes(), size=SIZES)
def test_crop_holds_the_padded_box_and_no_more_than_needed(box: Box, size: tuple[int, int]) -> None:
    crop = Crop.around(box, size)
    padded = box.grown(PADDING)
    corners = np.array([[padded.left, padded.top], [padded.right, padded.bottom]])
    inside = crop.to_crop(corners)
    assert np.all(inside >= -1e-6)
    assert np.all(inside <= np.asarray(size) + 1e-6)
    spare = np.asarray(size) - (inside[1] - inside[0])
    assert spare.min() == pytest.approx(0, abs=1e-6)
    assert inside.mean(axis=0) == pytest.approx(np.asarray(size) / 2, abs=1e-6)


def test_cut_shows_the_pixels_where_the_map_says() -> None:
    # A ramp along x in red and along y in green: each value tells its own place.
    rgb = np.zeros((200, 240, 3), np.uint8)
    rgb[..., 0], rgb[..., 1] = np.arange(240), np.arange(200)[:, None]
    crop = Crop.around(Box(60, 50, 140, 150), (48, 64))
    cut = crop.cut(rgb)
    assert cut.shape == (64, 48, 3)
    x, y = np.meshgrid(np.arange(48), np.arange(64))
    wanted = crop.to_picture(np.stack([x, y], axis=-1).astype(np.float64))
    np.testing.assert_allclose(cut[..., :2], wanted, atol=1.0)


def test_cut_is_black_beyond_the_picture() -> None:
    rgb = np.full((100, 100, 3), 200, np.uint8)
    cut = Crop.around(Box(-100, -100, 100, 100), (64, 64)).cut(rgb)
    assert cut[:16, :16].max() == 0
    assert cut[40, 40].tolist() == [200, 200, 200]


def test_normalized_is_channels_first_with_the_training_means() -> None:
    rgb = np.zeros((4, 3, 3), np.uint8)
    rgb[...] = (124, 116, 104)
    rgb[1, 2] = (255, 0, 104)
    picture = normalized(rgb)
    assert picture.shape == (1, 3, 4, 3)
    assert picture.dtype == np.float32
    assert abs(picture[0, :, 0, 0]).max() < 0.02
    assert picture[0, 0, 1, 2] == pytest.approx((255 - 123.675) / 58.395, rel=1e-5)
    assert picture[0, 1, 1, 2] == pytest.approx(-116.28 / 57.12, rel=1e-5)


@given(a=boxes(), b=boxes())
def test_overlap_is_a_share(a: Box, b: Box) -> None:
    assert a.overlap(b) == pytest.approx(b.overlap(a))
    assert 0 <= a.overlap(b) <= 1 + 1e-12
    assert a.overlap(a) == pytest.approx(1)


def test_overlap_by_hand() -> None:
    assert Box(0, 0, 2, 2).overlap(Box(1, 0, 3, 2)) == pytest.approx(1 / 3)
    assert Box(0, 0, 2, 2).overlap(Box(5, 5, 6, 6)) == 0


@given(data=st.data(), size=SIZES)
def test_simcc_peaks_are_read_in_crop_pixels(data: st.DataObject, size: tuple[int, int]) -> None:
    width, height = SPLIT * size[0], SPLIT * size[1]
    peaks = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, width - 1),
                st.integers(0, height - 1),
                st.floats(0.0625, 2.0, width=32),
                st.floats(0.0625, 2.0, width=32),
            ),
            min_size=1,
            max_size=6,
        )
    )
    along_x = np.full((len(peaks), width), -0.5, np.float32)
    along_y = np.full((len(peaks), height), -0.5, np.float32)
    for row, (x, y, peak_x, peak_y) in enumerate(peaks):
        along_x[row, x], along_y[row, y] = peak_x, peak_y
    points = decode_simcc(along_x, along_y)
    for row, (x, y, peak_x, peak_y) in enumerate(peaks):
        assert points[row] == pytest.approx([x / 2, y / 2, min(peak_x, peak_y, 1.0)], rel=1e-6)


def test_simcc_without_response_is_no_point() -> None:
    along = np.array([[-1, -2, -1, -3], [np.nan, 0, 1, 0], [0, 0, 0.4, 0]], np.float32)
    points = decode_simcc(along, along)
    assert np.isnan(points[:2]).all()
    assert points[2] == pytest.approx([1.0, 1.0, 0.4])


@given(width=st.integers(1, 400), height=st.integers(1, 400))
def test_letterbox_keeps_the_shape_of_the_picture(width: int, height: int) -> None:
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[...] = (10, 20, 30)
    picture, scale = letterbox(rgb, (96, 64))
    assert picture.shape == (1, 3, 64, 96)
    assert max(width * scale / 96, height * scale / 64) == pytest.approx(1)
    # Blue first, as the detectors were trained.
    assert picture[0, :, 0, 0].tolist() == [30, 20, 10]
    filled = (picture[0, 0] == 30).sum(axis=(0, 1))
    assert filled == max(1, int(width * scale)) * max(1, int(height * scale))
    assert set(np.unique(picture[0, 0])) <= {30.0, 114.0}
