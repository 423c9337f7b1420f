"""Items come as they were made, errors too, and nothing is left running."""

import threading

import pytest

from runtall.report.overlay.ahead import ahead


def test_all_items_in_order():
    assert list(ahead(iter(range(100)))) == list(range(100))


def test_an_error_comes_through_after_what_was_made():
    def broken():
        yield 1
        raise ValueError("in the middle")

    got = []
    with pytest.raises(ValueError, match="in the middle"):
        got.extend(ahead(broken()))
    assert got == [1]


def test_leaving_early_ends_the_thread():
    before = threading.active_count()
    for item in ahead(iter(range(1, 10_000))):
        if item == 3:
            break
    assert threading.active_count() == before
