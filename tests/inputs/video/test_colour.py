"""Colours come out as FFmpeg's own conversion gives them, at every size and colour space."""

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from runtall.inputs.video.colour import quick_rgb


def frame(space, range_=ColorRange.MPEG, size=(96, 64)):
    """A soft coloured picture, as a decoder hands it over."""
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    rgb = np.stack([60 + 150 * x, 60 + 120 * y, 200 - 120 * x * y], axis=-1).astype(np.uint8)
    made = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=space, dst_color_range=range_
    )
    made.colorspace, made.color_range = space, range_
    return rgb, made


@pytest.mark.parametrize("space", [Colorspace.ITU601, Colorspace.ITU709])
def test_colours_are_those_of_the_picture(space):
    rgb, made = frame(space)
    found = quick_rgb(made, 96, 64)
    assert np.abs(found.astype(int) - rgb).mean() < 2.5


@pytest.mark.parametrize("size", [(48, 32), (50, 34), (96, 64)])
def test_a_smaller_picture_is_the_mean_of_what_it_covers(size):
    rgb, made = frame(Colorspace.ITU601)
    found = quick_rgb(made, *size)
    assert found.shape == (size[1], size[0], 3)
    x = np.linspace(0, 95, size[0]).round().astype(int)
    y = np.linspace(0, 63, size[1]).round().astype(int)
    assert np.abs(found.astype(int) - rgb[np.ix_(y, x)]).mean() < 4


def test_what_it_does_not_know_is_left_to_ffmpeg():
    _, full = frame(Colorspace.ITU601, ColorRange.JPEG)
    assert quick_rgb(full, 96, 64) is None
    _, odd = frame(Colorspace.ITU601, size=(95, 64))
    assert quick_rgb(odd, 95, 64) is None
    grey = av.VideoFrame.from_ndarray(np.zeros((64, 96), np.uint8), format="gray")
    assert quick_rgb(grey, 96, 64) is None
