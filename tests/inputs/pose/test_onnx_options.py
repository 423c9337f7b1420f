"""What can be asked of RTMPose and SpinePose before a model is loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runtall.errors import MissingModel, UsageError
from runtall.inputs.pose.estimator import estimators
from runtall.inputs.pose.estimators.spinepose import LICENCE_NOTICE
from runtall.inputs.pose.onnx.notices import Notices
from runtall.inputs.pose.onnx.weights import weights_from_file
from runtall.motion.vocabulary import BODY, HALPE_26


@pytest.fixture
def pose(tmp_path: Path) -> Path:
    # Read and hashed, but not loaded before the first picture.
    path = tmp_path / "pose.onnx"
    path.write_bytes(b"any bytes")
    return path


@pytest.fixture
def finder(tmp_path: Path) -> Path:
    path = tmp_path / "finder.onnx"
    path.write_bytes(b"other bytes")
    return path


def test_registered_with_options_that_json_can_hold(pose: Path, finder: Path) -> None:
    options = json.loads(json.dumps({"weights": str(pose), "detector_weights": str(finder)}))
    estimator = estimators["rtmpose"](**options)
    assert (estimator.name, estimator.keypoints) == ("rtmpose", HALPE_26)
    assert set(BODY) <= set(estimator.keypoints)
    assert "onnxruntime" in estimator.version
    bare = estimators["rtmpose"](weights=str(pose))
    assert bare.model_sha256 == weights_from_file(pose).sha256
    assert estimator.model_sha256 != bare.model_sha256
    assert len(estimator.model_sha256) == 64


def test_pins_are_checked(pose: Path) -> None:
    create: Callable[..., object] = estimators["rtmpose"]
    create(weights=str(pose), sha256=weights_from_file(pose).sha256)
    with pytest.raises(MissingModel, match="not the pinned"):
        create(weights=str(pose), sha256="0" * 64)
    with pytest.raises(MissingModel, match="not the pinned"):
        create(weights=str(pose), detector_weights=str(pose), detector_sha256="0" * 64)
    with pytest.raises(UsageError, match="without detector_weights"):
        create(weights=str(pose), detector_sha256="0" * 64)


def test_nothing_is_downloaded_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(MissingModel, match=r"rtmpose-m-halpe26 is not on this computer"):
        estimators["rtmpose"]()
    with pytest.raises(MissingModel, match=r"spinepose-m-v2.*weights=PATH.*sha256="):
        estimators["spinepose"](download=True)
    assert list(tmp_path.iterdir()) == []


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )


def test_the_licence_of_spinepose_is_said_once_and_not_by_workers(pose: Path) -> None:
    done = run_python(
        "import multiprocessing\n"
        "from runtall.inputs.pose.estimator import estimators\n"
        f"make = lambda: estimators['spinepose'](weights={str(pose)!r})\n"
        "make(), make()\n"
        "worker = multiprocessing.get_context('fork').Process(target=make)\n"
        "worker.start(), worker.join()\n"
    )
    assert done.stderr.splitlines() == [LICENCE_NOTICE]
    assert done.stdout == ""


def test_a_surface_can_take_the_notices() -> None:
    heard: list[str] = []
    notices = Notices(heard.append)
    assert [notices.once("a"), notices.once("b"), notices.once("a")] == [True, True, False]
    assert heard == ["a", "b"]


@pytest.mark.parametrize("name", ["rtmpose", "spinepose"])
def test_without_the_runtime_the_extra_is_named(name: str) -> None:
    done = run_python(
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from runtall.errors import MissingExtra\n"
        "from runtall.inputs.pose.estimator import estimators\n"
        f"try: estimators['{name}']()\n"
        "except MissingExtra as error: print(error, int(error.exit_code))\n"
    )
    assert f"pip install 'runtall[{name}]'" in done.stdout
    assert done.stdout.strip().endswith(" 4")


def test_naming_the_estimators_loads_no_heavy_library() -> None:
    done = run_python(
        "import sys\n"
        "from runtall.inputs.pose.estimator import estimators\n"
        "list(estimators)\n"
        "print([m for m in ('onnxruntime', 'cv2', 'onnx', 'mediapipe') if m in sys.modules])\n"
    )
    assert done.stdout.strip() == "[]"
