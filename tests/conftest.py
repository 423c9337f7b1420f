"""Real recordings and rendered clips, where they are."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a green suite stays green on the same code;
# `HYPOTHESIS_PROFILE=explore` looks for new ones. A busy machine is no fault of the code.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# As the program sets it, before anything loads NumPy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Folder of real recordings; skips where it is absent."""
    folder = Path(os.environ.get("RUNTALL_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("real recordings are not here (set RUNTALL_TEST_DATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Finished pieces of one test session never reach the user's cache, nor the next session."""
    os.environ["RUNTALL_CACHE"] = str(tmp_path_factory.mktemp("cache"))
