"""Of which faults of the base admins have been told: once, however many processes find them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import delete, select

from handlers.keeping.database import Database
from handlers.keeping.schema import TOLD


class Claims:
    """Which process is the one to tell; where the database fails, none knows, and each tells by itself."""

    def __init__(self, database: Database) -> None:
        """Take where it is noted."""
        self._database = database

    async def claim(self, faults: Iterable[tuple[str, str]]) -> bool | None:
        """Return whether these faults are to be told: whoever asks first since a mend gets True.

        Args:
            faults: all that is wrong with the base, by file and message, in any order.
        """
        mark = sha256(json.dumps(sorted(faults)).encode()).hexdigest()
        statement = self._database.insert(TOLD).values(mark=mark).on_conflict_do_nothing().returning(TOLD.c.mark)
        rows = await self._database.run(statement)
        return None if rows is None else bool(rows)

    async def release(self) -> bool | None:
        """Return whether it is to be told that all is mended: only after faults, and whoever asks first gets True."""
        rows = await self._database.run(select(TOLD))
        if rows:
            rows = await self._database.run(delete(TOLD).returning(TOLD.c.mark))
        return None if rows is None else bool(rows)
