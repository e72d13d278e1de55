from __future__ import annotations

import asyncio
import gc
import weakref
from typing import cast

from handlers.keeping.editions import PerEdition
from knowledge import KnowledgeBase


class Base:
    """Stands for a base, of which only its identity counts."""


class Maker:
    """Counts how often something was made."""

    made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def base() -> KnowledgeBase:
    return cast(KnowledgeBase, Base())


async def test_each_language_of_a_base_is_made_once_even_when_asked_for_at_once() -> None:
    kept, knowledge, maker = PerEdition[int](), base(), Maker()
    assert await asyncio.gather(*(kept.of(knowledge, "en", maker) for _ in range(5))) == [1] * 5
    assert await kept.of(knowledge, "fr", maker) == 2


async def test_another_base_is_made_anew() -> None:
    kept, first, second, maker = PerEdition[int](), base(), base(), Maker()
    assert [await kept.of(knowledge, "en", maker) for knowledge in (first, second)] == [1, 2]


async def test_something_else_can_be_kept_instead() -> None:
    kept, knowledge, maker = PerEdition[int](), base(), Maker()
    kept.keep(knowledge, "en", 9)
    assert await kept.of(knowledge, "en", maker) == 9


async def test_what_was_kept_goes_with_its_base() -> None:
    kept, knowledge = PerEdition[int](), base()
    await kept.of(knowledge, "en", Maker())
    gone = weakref.ref(knowledge)
    del knowledge
    gc.collect()
    assert gone() is None
