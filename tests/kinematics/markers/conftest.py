"""Real motion capture, where it is."""

import pytest

from runtall.analysis.loading import load


@pytest.fixture(scope="session")
def treadmill_capture(recordings):
    """Legs on a treadmill with a force plate (RBDS001)."""
    return load(recordings / "mocap" / "RBDS001runT35.c3d")
