"""RTMPose and SpinePose on tiny models that answer to bright spots in real pixels.

The models are made here: red, green and blue spots of a picture are the points of the "person".
What is tested is all around the model: crop, normalisation, decoding, following, refusing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from runtall.errors import MalformedFile, UsageError
from runtall.inputs.pose.estimator import estimators
from runtall.inputs.pose.estimators.rtmpose import RtmPose
from runtall.inputs.pose.estimators.spinepose import SPINE_9, SPINETRACK_37
from runtall.inputs.pose.onnx.crop import Box
from runtall.inputs.pose.onnx.detector import PersonDetector
from runtall.inputs.pose.onnx.network import Network
from runtall.inputs.pose.onnx.weights import weights_from_file
from runtall.motion.vocabulary import BODY

Rgb = npt.NDArray[np.uint8]
Spots = list[tuple[float, float]]


def constant(name: str, values: npt.ArrayLike) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values), name)


def saved(path: Path, inner: onnx.GraphProto) -> Path:
    model = helper.make_model(inner, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def pose_model(path: Path, *, points: int = 26, size: tuple[int, int] = (192, 256)) -> Path:
    """Point k lies where colour k % 3 is brightest; the response is 1 at full brightness."""
    width, height = size
    colour = np.zeros((points, 3, 1, 1), np.float32)
    for point in range(points):
        colour[point, point % 3] = 1 / 2.2
    doubled = []
    for side in size:
        # Each px has two bins; the first is the stronger.
        bins = np.zeros((side, 2 * side), np.float32)
        bins[np.arange(side), 2 * np.arange(side)] = 1
        bins[np.arange(side), 2 * np.arange(side) + 1] = 0.9
        doubled.append(bins)
    nodes = [
        helper.make_node("Conv", ["picture", "colour"], ["maps"]),
        helper.make_node("ReduceMax", ["maps"], ["by_x"], axes=[2], keepdims=0),
        helper.make_node("ReduceMax", ["maps"], ["by_y"], axes=[3], keepdims=0),
        helper.make_node("MatMul", ["by_x", "bins_x"], ["simcc_x"]),
        helper.make_node("MatMul", ["by_y", "bins_y"], ["simcc_y"]),
    ]
    inner = helper.make_graph(
        nodes,
        "spots",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 3, height, width])],
        [
            helper.make_tensor_value_info("simcc_x", TensorProto.FLOAT, ["n", points, 2 * width]),
            helper.make_tensor_value_info("simcc_y", TensorProto.FLOAT, ["n", points, 2 * height]),
        ],
        [
            constant("colour", colour),
            constant("bins_x", doubled[0]),
            constant("bins_y", doubled[1]),
        ],
    )
    return saved(path, inner)


def spot_detector(path: Path, size: tuple[int, int] = (320, 320)) -> Path:
    """One box around all that is brighter than the margin, as (1, 1, 5)."""
    width, height = size
    nodes = [
        helper.make_node("ReduceMax", ["picture"], ["bright"], axes=[1], keepdims=0),
        helper.make_node("Greater", ["bright", "limit"], ["is_lit"]),
        helper.make_node("Cast", ["is_lit"], ["lit"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["lit"], ["by_x"], axes=[1], keepdims=0),
        helper.make_node("ReduceMax", ["lit"], ["by_y"], axes=[2], keepdims=0),
        helper.make_node("ArgMax", ["by_x"], ["left"], axis=1),
        helper.make_node("ArgMax", ["by_y"], ["top"], axis=1),
        helper.make_node("ArgMax", ["by_x"], ["right"], axis=1, select_last_index=1),
        helper.make_node("ArgMax", ["by_y"], ["bottom"], axis=1, select_last_index=1),
        helper.make_node("Concat", ["left", "top", "right", "bottom"], ["whole"], axis=1),
        helper.make_node("Cast", ["whole"], ["corners"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["lit"], ["peak"], axes=[1, 2], keepdims=0),
        helper.make_node("Reshape", ["peak", "one_one"], ["score"]),
        helper.make_node("Concat", ["corners", "score"], ["row"], axis=1),
        helper.make_node("Reshape", ["row", "one_one_five"], ["dets"]),
    ]
    inner = helper.make_graph(
        nodes,
        "box",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, height, width])],
        [helper.make_tensor_value_info("dets", TensorProto.FLOAT, [1, 1, 5])],
        [
            constant("limit", np.float32(150)),
            constant("one_one", np.array([1, 1])),
            constant("one_one_five", np.array([1, 1, 5])),
        ],
    )
    return saved(path, inner)


def fixed_detector(
    path: Path, *outputs: npt.NDArray[np.generic], size: tuple[int, int] = (320, 320)
) -> Path:
    """Gives the same `outputs` for each picture."""
    nodes, infos, values = [], [], []
    nodes.append(helper.make_node("ReduceMax", ["picture"], ["any"], keepdims=0))
    nodes.append(helper.make_node("Mul", ["any", "zero"], ["nothing"]))
    for i, output in enumerate(outputs):
        kind = helper.np_dtype_to_tensor_dtype(output.dtype)
        nodes.append(helper.make_node("Cast", ["nothing"], [f"cast{i}"], to=kind))
        nodes.append(helper.make_node("Add", [f"value{i}", f"cast{i}"], [f"out{i}"]))
        infos.append(helper.make_tensor_value_info(f"out{i}", kind, output.shape))
        values.append(constant(f"value{i}", output))
    inner = helper.make_graph(
        nodes,
        "fixed",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, size[1], size[0]])],
        infos,
        [constant("zero", np.float32(0)), *values],
    )
    return saved(path, inner)


def picture(width: int, height: int, *people: Spots, sigma_px: float = 4.0) -> Rgb:
    """Black, with a red, a green and a blue spot for each person."""
    y, x = np.mgrid[:height, :width]
    rgb = np.zeros((height, width, 3))
    for spots in people:
        for channel, (at_x, at_y) in enumerate(spots):
            far = (x - at_x) ** 2 + (y - at_y) ** 2
            rgb[..., channel] = np.maximum(rgb[..., channel], 255 * np.exp(-far / 2 / sigma_px**2))
    return rgb.round().astype(np.uint8)


def places(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The three distinct places among the points, after a look that the rest repeat them."""
    for first in range(3):
        assert np.ptp(points[first::3], axis=0).max() == 0
    return points[:3, :2].astype(np.float64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def pose(folder: Path) -> Path:
    return pose_model(folder / "pose.onnx")


@pytest.fixture(scope="module")
def finder(folder: Path) -> Path:
    return spot_detector(folder / "finder.onnx")


@pytest.fixture(scope="module")
def alone(pose: Path) -> RtmPose:
    return RtmPose(weights_from_file(pose))


@pytest.fixture(scope="module")
def guided(pose: Path, finder: Path) -> RtmPose:
    return RtmPose(weights_from_file(pose), weights_from_file(finder))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[int, int, Spots]:
    width = draw(st.integers(200, 700))
    height = draw(st.integers(200, 700))
    # A person of 60 to 170 px: within 1 px the model's own input must not be much coarser.
    tall, wide = draw(st.integers(60, 170)), draw(st.integers(20, 120))
    left = draw(st.integers(5, width - wide - 5))
    top = draw(st.integers(5, height - tall - 5))
    inner = draw(st.floats(0.1, 0.9))
    spots = [
        (left + inner * wide, float(top)),
        (float(left), top + 0.6 * tall),
        (float(left + wide), float(top + tall)),
    ]
    return width, height, spots


@settings(max_examples=40, deadline=None)
@given(scene=scenes())
def test_spots_come_back_where_they_are(
    scene: tuple[int, int, Spots], alone: RtmPose, guided: RtmPose
) -> None:
    rgb = picture(*scene)
    for estimator in (alone, guided):
        estimator.reset()
        for _ in range(2):
            points = estimator.estimate(rgb)
            assert points.shape == (26, 3)
            assert points.dtype == np.float32
            np.testing.assert_allclose(places(points), scene[2], atol=1.0)
            assert points[:, 2].min() > 0.8
            assert points[:, 2].max() <= 1


def test_a_large_person_comes_back_within_the_pixels_of_the_input(alone: RtmPose) -> None:
    spots = [(900.0, 60.0), (700.0, 600.0), (1100.0, 1000.0)]
    alone.reset()
    points = alone.estimate(picture(1920, 1080, spots, sigma_px=12))
    # 940 px tall, 1.25 and 1.25 around it, on 256 px.
    coarse = 940 * 1.25 * 1.25 / 256
    np.testing.assert_allclose(places(points), spots, atol=0.75 * coarse)


@pytest.mark.parametrize("size", [(288, 384), (256, 256), (192, 256)])
def test_the_size_of_the_input_is_read_from_the_model(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = pose_model(tmp_path / "pose.onnx", size=size)
    spots = [(120.0, 50.0), (100.0, 120.0), (160.0, 180.0)]
    found = estimators["rtmpose"](weights=str(path)).estimate(picture(300, 260, spots))
    np.testing.assert_allclose(places(found), spots, atol=1.0)


def test_a_black_picture_shows_nobody(alone: RtmPose, guided: RtmPose) -> None:
    for estimator in (alone, guided):
        estimator.reset()
        points = estimator.estimate(np.zeros((120, 160, 3), np.uint8))
        assert points.shape == (26, 3)
        assert np.isnan(points).all()


def test_the_person_is_followed_lost_and_found_again(guided: RtmPose) -> None:
    def at(x: float) -> Spots:
        return [(x, 60.0), (x - 30, 120.0), (x + 30, 190.0)]

    guided.reset()
    for x in range(80, 300, 20):
        np.testing.assert_allclose(
            places(guided.estimate(picture(640, 260, at(x)))), at(x), atol=1.0
        )
    assert np.isnan(guided.estimate(np.zeros((260, 640, 3), np.uint8))).all()
    np.testing.assert_allclose(
        places(guided.estimate(picture(640, 260, at(560)))), at(560), atol=1.0
    )


def person(x: float, y: float) -> Spots:
    return [(x, y), (x - 20, y + 50), (x + 20, y + 100)]


def test_the_largest_is_taken_first_and_the_followed_one_after_a_loss(
    pose: Path, tmp_path: Path
) -> None:
    # In a picture of 640 x 320 the input of the detector is half as fine.
    small, large = [30, 50, 70, 140, 0.9], [220, 40, 290, 150, 0.8]
    rows = np.array([[small, large]], np.float32)
    detector = fixed_detector(tmp_path / "two.onnx", rows, np.zeros((1, 2), np.int64))
    estimator = RtmPose(weights_from_file(pose), weights_from_file(detector))
    left, right = person(100, 140), person(510, 140)
    both = picture(640, 320, left, right)
    estimator.reset()
    np.testing.assert_allclose(places(estimator.estimate(both)), right, atol=1.0)
    for x in range(500, 90, -20):
        alone_there = estimator.estimate(picture(640, 320, person(x, 140)))
        np.testing.assert_allclose(places(alone_there), person(x, 140), atol=1.0)
    assert np.isnan(estimator.estimate(np.zeros((320, 640, 3), np.uint8))).all()
    np.testing.assert_allclose(places(estimator.estimate(both)), left, atol=1.0)


def test_reset_gives_the_same_points_again(guided: RtmPose) -> None:
    clip = [picture(400, 300, person(100 + 9 * i, 80)) for i in range(6)]
    runs = []
    for _ in range(2):
        guided.reset()
        runs.append([guided.estimate(rgb) for rgb in clip])
    np.testing.assert_array_equal(runs[0], runs[1])


def test_what_is_no_rgb_picture_is_refused(alone: RtmPose) -> None:
    for wrong in (np.zeros((9, 9), np.uint8), np.zeros((9, 9, 3), np.float32)):
        with pytest.raises(UsageError, match="a picture is"):
            alone.estimate(wrong)  # type: ignore[arg-type]


def test_a_model_with_other_points_is_refused(tmp_path: Path) -> None:
    seventeen = pose_model(tmp_path / "coco.onnx", points=17)
    estimator = estimators["rtmpose"](weights=str(seventeen))
    with pytest.raises(MalformedFile, match=r"not \[\(1, 26, 384\), \(1, 26, 512\)\] of rtmpose"):
        estimator.estimate(picture(200, 200, person(100, 50)))


def test_a_detector_that_gives_no_boxes_is_refused(pose: Path) -> None:
    estimator = RtmPose(weights_from_file(pose), weights_from_file(pose))
    with pytest.raises(MalformedFile, match="YOLOX person detector"):
        estimator.estimate(picture(200, 200, person(100, 50)))


def test_raw_grids_are_decoded(tmp_path: Path) -> None:
    """Rows made by the formulas of the YOLOX paper the other way round."""
    size, strides = (64, 96), (8, 16, 32)
    rows = [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        for stride in strides
        for _ in range(size[0] // stride * (size[1] // stride))
    ]
    # Middle (21, 50), 30 x 40 px, in the second grid (stride 16, 4 columns): column 1, row 3.
    first = size[0] // 8 * (size[1] // 8)
    rows[first + 3 * 4 + 1] = [
        21 / 16 - 1,
        50 / 16 - 3,
        np.log(30 / 16),
        np.log(40 / 16),
        0.9,
        0.8,
        0.1,
    ]
    # Something that is no person, and a person that is hardly there.
    rows[0] = [0.5, 0.5, 0.0, 0.0, 0.9, 0.1, 0.9]
    rows[1] = [0.5, 0.5, 0.0, 0.0, 0.5, 0.5, 0.0]
    path = fixed_detector(tmp_path / "raw.onnx", np.array([rows], np.float32), size=size)
    detector = PersonDetector(Network(path.read_bytes(), "raw.onnx", "rtmpose"))
    people = detector.people(np.zeros((192, 128, 3), np.uint8))
    assert len(people) == 1
    box = people[0].box
    assert [box.left, box.top, box.right, box.bottom] == pytest.approx([12, 60, 72, 140], abs=1e-3)
    assert people[0].score == pytest.approx(0.72, abs=1e-6)


def test_boxes_of_other_classes_and_low_scores_are_dropped(tmp_path: Path) -> None:
    rows = np.array([[[0, 0, 9, 9, 0.5], [1, 2, 3, 4, 0.9], [0, 0, 5, 5, 0.2]]], np.float32)
    path = fixed_detector(tmp_path / "d.onnx", rows, np.array([[0, 7, 0]]), size=(32, 32))
    detector = PersonDetector(Network(path.read_bytes(), "d.onnx", "rtmpose"))
    people = detector.people(np.zeros((32, 32, 3), np.uint8))
    assert [(entry.box, round(entry.score, 3)) for entry in people] == [(Box(0, 0, 9, 9), 0.5)]


def test_spinepose_has_nine_spine_points(folder: Path) -> None:
    assert len(set(SPINETRACK_37)) == 37
    assert len(set(SPINE_9)) == 9
    assert set(SPINE_9) | set(BODY) <= set(SPINETRACK_37)
    # Places in the list of the published model: hip, spine_01-05, neck, neck_02, neck_03.
    order = [19, 26, 27, 28, 29, 30, 18, 35, 36]
    assert [SPINETRACK_37.index(point) for point in SPINE_9] == order
    path = pose_model(folder / "spine.onnx", points=37)
    spots = person(150, 60)
    points = estimators["spinepose"](weights=str(path)).estimate(picture(300, 240, spots))
    assert points.shape == (37, 3)
    np.testing.assert_allclose(places(points), spots, atol=1.0)
