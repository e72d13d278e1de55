"""Which messages carry which answers: noted at once, and written down together, since no answer waits for the disk."""

from __future__ import annotations

import asyncio
from contextvars import Context

from handlers.keeping.journal import Journal
from handlers.keeping.schema import Carried

MOMENT = 1.0
"""Seconds after which what was noted is written down; as much is lost if the process is killed."""
MOST = 10_000
"""How many notes wait for a database that does not keep up; what comes then is not noted."""


class Carrying:
    """Notes of messages, on their way to the journal."""

    def __init__(self, journal: Journal, *, on: bool = True) -> None:
        """Take where they are kept, and whether anything is noted at all."""
        self._journal = journal
        self._on = on
        self._noted: dict[tuple[int, int], Carried | None] = {}
        self._turn = asyncio.Lock()
        self._writing: asyncio.Task[None] | None = None

    def carries(self, carried: Carried) -> None:
        """Note that a message carries an answer."""
        self._note(carried.chat, carried.message, carried)

    def carries_none(self, chat: int, message: int) -> None:
        """Note that a message carries no answer any more."""
        self._note(chat, message, None)

    async def write(self) -> None:
        """Write down all that is noted."""
        async with self._turn:
            noted, self._noted = self._noted, {}
            gone = [key for key, carried in noted.items() if carried is None]
            await self._journal.carry([carried for carried in noted.values() if carried], gone)

    async def close(self) -> None:
        """Write down what is noted, and note no more."""
        self._on = False
        if self._writing:
            async with self._turn:  # a statement that is cut off would leave its thread behind
                self._writing.cancel()
            await asyncio.wait([self._writing])
        await self.write()

    def _note(self, chat: int, message: int, carried: Carried | None) -> None:
        if not self._on or len(self._noted) >= MOST:
            return
        self._noted[chat, message] = carried
        if self._writing is None or self._writing.done():
            # In a context of its own: that of an update would keep the base which answers it.
            self._writing = asyncio.create_task(self._write_soon(), context=Context())

    async def _write_soon(self) -> None:
        while self._noted:
            await asyncio.sleep(MOMENT)
            await self.write()
