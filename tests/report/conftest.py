from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from runtall.analysis.result import Analysis, Track
from runtall.report.overlay.encode import encode
from runtall.testing.samples import sample_analysis, stick_track

SIZE = (240, 320)


@pytest.fixture(scope="session")
def track() -> Track:
    return stick_track(seconds=1.0, size=SIZE)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory, track: Track) -> Path:
    """A red clip as long as the track, so that what is drawn or hidden shows."""
    import cv2

    width, height = SIZE
    path = tmp_path_factory.mktemp("clip") / "red & <b>side.mp4"
    red = np.zeros((height, width, 3), np.uint8)
    red[..., 0] = 200

    def pictures():
        for row, moment in enumerate(track.time):
            picture = red.copy()
            # A face that is as unlike its surroundings as can be: fine stripes.
            ear = track.position[row, track.keypoints.index("right_ear")]
            x, y = int(ear[0]), int(ear[1])
            picture[y - 10 : y + 10, x - 10 : x + 10 : 2] = (0, 255, 0)
            cv2.putText(picture, str(row), (4, 20), 0, 0.5, (255, 255, 255))
            yield float(moment), picture

    with path.open("wb") as file:

        def put(at: int, data: bytes) -> None:
            file.seek(at)
            file.write(data)

        encode(pictures(), put, size=SIZE, count=len(track.time))
    return path


@pytest.fixture(scope="session")
def analysis(clip: Path, track: Track) -> Analysis:
    sample = sample_analysis(clip, track=track, size=SIZE)
    findings = tuple(replace(f, time_s=0.5) if f.time_s else f for f in sample.findings)
    return replace(sample, findings=findings)
