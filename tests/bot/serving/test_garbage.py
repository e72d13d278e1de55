"""What stays is looked at no more, and goes all the same when nothing needs it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.serving import garbage


class Ring:
    """Something that only a search finds to be garbage."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_stays_is_not_searched_and_what_comes_later_is() -> None:
    with garbage.staying():
        assert not gc.isenabled()
        ring = Ring()
    assert gc.isenabled()
    stays, goes = weakref.ref(ring), weakref.ref(Ring())
    del ring
    gc.collect()
    assert stays() is not None
    assert goes() is None


def test_garbage_is_searched_again_though_what_was_to_stay_could_not_be_made() -> None:
    with pytest.raises(ValueError, match="broken"), garbage.staying():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_search_finds_what_was_to_stay_and_does_not() -> None:
    with garbage.staying():
        ring = Ring()
    stayed = weakref.ref(ring)
    del ring
    garbage.search()
    assert stayed() is None
    assert gc.get_freeze_count()


def test_nothing_is_set_apart_where_nothing_was_before() -> None:
    garbage.search()
    assert not gc.get_freeze_count()
