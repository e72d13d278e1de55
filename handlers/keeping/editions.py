"""What costs a moment to make of a base, and is made once for each of its languages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from knowledge import KnowledgeBase

Made = TypeVar("Made")


class PerEdition(Generic[Made]):
    """Keeps what was made of each edition of a base; it goes when the base does, after a reload."""

    def __init__(self) -> None:
        self._making = asyncio.Lock()
        self._kept: WeakKeyDictionary[KnowledgeBase, dict[str, Made]] = WeakKeyDictionary()

    async def of(self, knowledge: KnowledgeBase, language: str, make: Callable[[], Made]) -> Made:
        """Return what was kept; if there is nothing, what `make` returns, which runs in a thread, one at a time."""
        kept = self._kept.setdefault(knowledge, {})
        async with self._making:
            if language not in kept:
                kept[language] = await asyncio.to_thread(make)
        return kept[language]

    def keep(self, knowledge: KnowledgeBase, language: str, made: Made) -> None:
        """Keep something else instead."""
        self._kept.setdefault(knowledge, {})[language] = made
