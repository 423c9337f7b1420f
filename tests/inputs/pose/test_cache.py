"""Kept points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runtall.inputs.pose.cache import PointCache, default_cache

SHAPES = {"points": (None, 3), "failed": (4,)}
ARRAYS = {"points": np.arange(12.0).reshape(4, 3), "failed": np.zeros(4, np.uint8)}


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    cache = PointCache(tmp_path, "a" * 64, {"step": 1})
    assert cache.load("chunk", SHAPES) is None
    cache.save("chunk", ARRAYS)
    kept = cache.load("chunk", SHAPES)
    assert kept is not None
    np.testing.assert_array_equal(kept["points"], ARRAYS["points"])
    assert [p.name for p in cache.folder.iterdir()] == ["chunk.npz"]
    assert cache.folder.stat().st_mode & 0o077 == 0


def test_other_clips_and_options_are_kept_apart(tmp_path: Path) -> None:
    PointCache(tmp_path, "a" * 64, {"step": 1}).save("chunk", ARRAYS)
    assert PointCache(tmp_path, "a" * 64, {"step": 2}).load("chunk", SHAPES) is None
    assert PointCache(tmp_path, "b" * 64, {"step": 1}).load("chunk", SHAPES) is None


@pytest.mark.parametrize("damage", ["cut", "flip", "text", "empty", "shape", "objects"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: str) -> None:
    cache = PointCache(tmp_path, "a" * 64, {})
    cache.save("chunk", ARRAYS)
    file = cache.folder / "chunk.npz"
    content = bytearray(file.read_bytes())
    content[content.index(np.float64(5).tobytes()) + 7] ^= 255
    contents = {"cut": bytes(content[:200]), "flip": bytes(content), "text": b"x", "empty": b""}
    if damage in contents:
        file.write_bytes(contents[damage])
    elif damage == "shape":
        cache.save("chunk", ARRAYS | {"failed": np.zeros(5, np.uint8)})
    else:
        np.savez(file, points=np.array([{}], dtype=object), failed=ARRAYS["failed"])
    assert cache.load("chunk", SHAPES) is None


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = PointCache(tmp_path / "file", "a" * 64, {})
    cache.save("chunk", ARRAYS)
    assert cache.load("chunk", SHAPES) is None


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNTALL_CACHE", str(tmp_path))
    assert default_cache() == tmp_path
    monkeypatch.delenv("RUNTALL_CACHE")
    assert default_cache().name == "runtall"
