"""Waiting for something to become true, so that no test depends on how fast the machine is."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever something has changed."""

    def __init__(self) -> None:
        self.next = asyncio.Event()
        """Is set at the next change, and then replaced."""

    def announce(self) -> None:
        """Let all who wait look again."""
        changed, self.next = self.next, asyncio.Event()
        changed.set()

    async def wait_for(self, look: Callable[[], T], seconds: float) -> T:
        """Return what `look` returns as soon as that is true.

        Raises:
            TimeoutError: if it is not within so many seconds.
        """
        async with asyncio.timeout(seconds):
            while not (found := look()):
                await self.next.wait()
            return found
