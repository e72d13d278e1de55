"""A PostgreSQL that is not there, goes away and comes back, and what must not be told of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.keeping import database as module
from handlers.keeping.database import Database
from handlers.keeping.journal import Journal
from handlers.keeping.schema import Kind, OpenQuestion
from tests.database.gate import Gate

QUESTION = OpenQuestion("t1", "Why is the sea salt?", "en", Kind.UNKNOWN, ())
PASSWORD = "correct-horse-battery"  # noqa: S105  # opens nothing


@pytest.fixture
async def gate(postgresql_server: Path) -> AsyncIterator[Gate]:
    async with Gate(postgresql_server / ".s.PGSQL.5432") as gate:
        yield gate


@pytest.fixture
def through_the_gate(postgresql_url: str, gate: Gate) -> str:
    name = postgresql_url.rpartition("@/")[2].partition("?")[0]
    return f"postgresql+asyncpg://hldbot:{PASSWORD}@127.0.0.1:{gate.port}/{name}"


async def test_where_postgresql_goes_away_answers_go_on_and_it_works_when_it_is_back(
    through_the_gate: str, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(through_the_gate)
    await journal.open()
    assert await journal.keep(QUESTION)
    gate.close()
    assert [await journal.keep(QUESTION) for _ in range(3)] == [False] * 3
    await journal.set_language(5, "fr")
    assert journal.language_of(5) == "fr"
    gate.open()
    assert await journal.keep(QUESTION)
    await journal.refresh_language(5)
    assert journal.language_of(5) == "fr"
    await journal.close()
    told = [record.getMessage() for record in caplog.records if record.name.startswith("handlers")]
    assert len(told) == 2
    assert told[1] == "the journal works again"


async def test_a_postgresql_that_does_not_answer_keeps_nobody_waiting_for_long(
    through_the_gate: str, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its machine is gone, and says not even that it is."""
    monkeypatch.setattr(module, "REACHED", 0.1)
    gate.silence()
    journal = Journal(through_the_gate)
    async with asyncio.timeout(30):
        assert not await journal.keep(QUESTION)
    await journal.close()


async def test_a_password_stands_in_no_log_no_error_and_no_repr(
    through_the_gate: str, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gate.close()
    database = Database(through_the_gate)
    assert await database.run(text("SELECT 1")) is None
    with pytest.raises(database.faults) as raised:
        await database.probe()
    await database.close()
    assert PASSWORD not in "".join([caplog.text, repr(database), repr(database.engine), repr(raised.value)])


async def test_values_stand_in_no_log(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL itself quotes them, in the lines after its reasons."""
    database = Database(postgresql_url)
    insert = text("INSERT INTO languages VALUES (:user, 'fr')").bindparams(user=987654321)
    assert await database.run(insert) is not None
    assert await database.run(insert) is None
    assert "duplicate key" in caplog.text
    assert "987654321" not in caplog.text
    await database.close()


async def test_a_server_that_was_started_anew_is_noticed_by_nobody(
    through_the_gate: str, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(through_the_gate)
    await journal.open()
    gate.close()
    gate.open()
    assert await journal.keep(QUESTION)
    assert not [record for record in caplog.records if record.name.startswith("handlers")]
    await journal.close()
