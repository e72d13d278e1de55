"""Admins are told once of faults and once of their mend, however many processes find them."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from handlers.keeping.claims import Claims
from handlers.keeping.database import Database

ONE, OTHER = ("facts/lamps.yaml", "no topic"), ("facts/towers.yaml", "no answer")


async def test_of_several_who_find_the_same_faults_one_is_to_tell_them(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    claims = [Claims(database) for database in databases]
    assert Counter(await asyncio.gather(*(each.claim({ONE, OTHER}) for each in claims))) == {True: 1, False: 3}
    assert not await claims[0].claim([OTHER, ONE])
    assert await claims[0].claim([ONE])
    assert Counter(await asyncio.gather(*(each.release() for each in claims))) == {True: 1, False: 3}
    assert await claims[1].claim([ONE])
    for database in databases:
        await database.close()


async def test_where_the_database_fails_nobody_knows(tmp_path: Path) -> None:
    claims = Claims(Database(f"sqlite+aiosqlite:///{tmp_path}/none/journal.sqlite3"))
    assert await claims.claim([ONE]) is None
    assert await claims.release() is None
