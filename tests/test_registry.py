"""Names to things, from one folder and from installed plug-ins."""

import sys

import pytest

from runtall.errors import UnknownName
from runtall.registry import Registry

SHOP = """
from runtall.registry import Registry
things = Registry("thing", "shop.shelf", "shop.plugins")
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A package with a registry, a folder of two things, and an installed plug-in."""
    shelf = tmp_path / "shop" / "shelf"
    shelf.mkdir(parents=True)
    (tmp_path / "shop" / "__init__.py").write_text(SHOP)
    (shelf / "__init__.py").write_text("")
    for name in ("apple", "pear"):
        line = f"from shop import things\nthings.register({name!r}, {len(name)})\n"
        (shelf / f"{name}.py").write_text(line)
    (tmp_path / "plum.py").write_text("from shop import things\nthings.register('plum', 4)\n")
    info = tmp_path / "plum-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plum\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[shop.plugins]\nplum = plum\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield __import__("shop").things
    for name in [n for n in sys.modules if n.split(".")[0] in ("shop", "plum")]:
        del sys.modules[name]


def test_holds_folder_and_plugins_in_order(shop):
    assert dict(shop) == {"apple": 5, "pear": 4, "plum": 4}
    assert len(shop) == 3
    assert "pear" in shop


def test_nothing_is_imported_before_the_first_look(shop):
    assert "shop.shelf.apple" not in sys.modules
    assert shop["apple"] == 5
    assert "shop.shelf.apple" in sys.modules


def test_unknown_name_lists_the_nearest(shop):
    with pytest.raises(UnknownName, match="unknown thing 'aple'; known: apple") as caught:
        shop["aple"]
    assert isinstance(caught.value, KeyError)


def test_unknown_name_without_a_near_one_lists_all(shop):
    with pytest.raises(UnknownName, match="known: apple, pear, plum"):
        shop["zzz"]


def test_a_name_is_given_once():
    things = Registry("thing", "shop.shelf", "shop.plugins")
    things.register("fig", 1)
    with pytest.raises(ValueError, match="thing 'fig' is registered twice"):
        things.register("fig", 2)
