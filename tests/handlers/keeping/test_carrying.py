from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.keeping import carrying
from handlers.keeping.carrying import Carrying
from handlers.keeping.journal import Journal
from handlers.keeping.schema import Carried, now


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = Journal(f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3")
    await journal.open()
    yield journal
    await journal.close()


def carried(message: int, fact: str = "pharos", chat: int = 1) -> Carried:
    return Carried(chat, message, fact, "en", "en:abcdef", "")


async def kept(journal: Journal) -> list[tuple[int, str]]:
    return sorted((each.message, each.fact) for each in await journal.carried(now() - timedelta(hours=1)))


async def test_what_is_noted_is_written_down_a_moment_later(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "MOMENT", 0.01)
    notes = Carrying(journal)
    notes.carries(carried(1))
    assert await kept(journal) == []
    async with asyncio.timeout(60):
        while not await kept(journal):  # noqa: ASYNC110  # the journal gives no sign
            await asyncio.sleep(0.01)
    await notes.close()


async def test_only_what_a_message_shows_last_is_written(journal: Journal) -> None:
    notes = Carrying(journal)
    notes.carries(carried(1, "pharos"))
    notes.carries(carried(1, "fresnel"))
    notes.carries(carried(2))
    notes.carries_none(1, 2)
    await notes.write()
    assert await kept(journal) == [(1, "fresnel")]
    notes.carries_none(1, 1)
    await notes.close()
    assert await kept(journal) == []


async def test_what_is_noted_at_the_end_is_written_down_and_then_no_more(journal: Journal) -> None:
    notes = Carrying(journal)
    notes.carries(carried(1))
    await notes.close()
    notes.carries(carried(2))
    await notes.write()
    assert await kept(journal) == [(1, "pharos")]


async def test_nothing_is_noted_where_it_is_off(journal: Journal) -> None:
    notes = Carrying(journal, on=False)
    notes.carries(carried(1))
    await notes.close()
    assert await kept(journal) == []


async def test_a_database_that_does_not_keep_up_is_not_waited_for_with_more_and_more(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "MOST", 3)
    notes = Carrying(journal)
    for message in range(5):
        notes.carries(carried(message))
    await notes.close()
    assert len(await kept(journal)) == 3
