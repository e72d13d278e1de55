"""How many questions of a day ended alike: gathered for a moment in memory, so that no answer waits for the disk."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.keeping.database import Database
from handlers.keeping.schema import TALLIES, Tally, now
from knowledge import Found

TALLIED = timedelta(days=730)
"""How long tallies are kept."""
MOMENT = 5.0
"""Seconds for which they are gathered; a process that is killed loses no more of them."""


class _Key(NamedTuple):
    """What ended alike."""

    day: date
    language: str
    outcome: str
    topic: str = ""
    fact: str = ""


class Tallies:
    """Adds up, and writes it down from time to time; what cannot be written is added to what comes next."""

    def __init__(self, database: Database) -> None:
        """Take where they are kept."""
        self._database = database
        self._counts: Counter[_Key] = Counter()
        self._writing: asyncio.Task[None] | None = None

    def count(self, found: Found) -> None:
        """Count what a question found; where a message asks two things, both."""
        key = _Key(now().date(), found.language, str(found.outcome))
        facts = [match.fact for match in found.answers]
        self._counts.update([key._replace(topic=fact.topic, fact=fact.id) for fact in facts] or [key])
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def read(self) -> list[Tally]:
        """Return all, latest day first."""
        await self._write()
        rows = await self._database.run(select(TALLIES).order_by(TALLIES.c.day.desc(), *TALLIES.primary_key))
        return [Tally(**row._mapping) for row in rows or ()]

    async def close(self) -> None:
        """Write down what is still in memory."""
        if self._writing:
            await self._database.end(self._writing)
        await self._write()

    async def _write_soon(self) -> None:
        await asyncio.sleep(MOMENT)
        await self._write()

    async def _write(self) -> None:
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        rows = [key._asdict() | {"count": count} for key, count in sorted(counts.items())]
        insert = self._database.insert(TALLIES)
        keys = [column.name for column in TALLIES.primary_key]
        add = insert.on_conflict_do_update(index_elements=keys, set_={"count": TALLIES.c.count + insert.excluded.count})

        async def write(connection: AsyncConnection) -> bool:
            await connection.execute(add, rows)
            return True

        if not await self._database.work(write):
            self._counts.update(counts)
