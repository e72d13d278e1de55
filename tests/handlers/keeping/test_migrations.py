"""The tables as they come to be, in a database of each kind."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from handlers.keeping import migrations
from handlers.keeping.database import Database
from handlers.keeping.journal import Journal
from handlers.keeping.migrations import VERSION
from handlers.keeping.schema import SCHEMA, SHARED, Kind, OpenQuestion, now

BEFORE_VERSIONS = """
CREATE TABLE languages ("user" BIGINT NOT NULL, language VARCHAR(8) NOT NULL, PRIMARY KEY ("user"));
CREATE TABLE questions (ticket VARCHAR(32) NOT NULL, text TEXT NOT NULL, language VARCHAR(8) NOT NULL,
    kind VARCHAR(20) NOT NULL, offered TEXT NOT NULL, reason VARCHAR(20), chat BIGINT, asked_at DATETIME NOT NULL,
    PRIMARY KEY (ticket));
CREATE INDEX ix_questions_asked_at ON questions (asked_at);
CREATE INDEX ix_questions_chat ON questions (chat);
CREATE TABLE votes (ticket VARCHAR(32) NOT NULL, fact VARCHAR(48) NOT NULL, good BOOLEAN NOT NULL,
    reason VARCHAR(20), voted_at DATETIME NOT NULL, PRIMARY KEY (ticket));
CREATE INDEX ix_votes_voted_at ON votes (voted_at);
CREATE INDEX ix_votes_fact ON votes (fact);
INSERT INTO languages VALUES (5, 'fr');
"""
"""A file as the first version of the bot made it."""


async def columns_and_indexes(database: Database) -> dict[str, tuple[set[str], set[str]]]:
    def look(connection: Connection) -> dict[str, tuple[set[str], set[str]]]:
        inspector = inspect(connection)
        return {
            table: (
                {column["name"] for column in inspector.get_columns(table)},
                {str(index["name"]) for index in inspector.get_indexes(table)},
            )
            for table in inspector.get_table_names()
        }

    found = await database.work(lambda connection: connection.run_sync(look), writes=False)
    assert found is not None
    return found


async def test_the_steps_make_the_tables_that_the_code_works_with(database_url: str) -> None:
    database = Database(database_url)
    found = await columns_and_indexes(database)
    tables = [*SCHEMA.sorted_tables, *(SHARED.sorted_tables if database.shared else ())]
    for table in tables:
        columns, indexes = found[table.name]
        assert columns == {column.name for column in table.columns}
        assert indexes >= {str(index.name) for index in table.indexes}
    assert set(found) - {table.name for table in tables} <= {"schema_version", "slots"}
    await database.close()


async def test_a_database_says_which_version_it_has(database_url: str) -> None:
    database = Database(database_url)
    assert await database.probe() == f"schema {VERSION}"
    await database.close()


async def test_a_file_from_before_there_were_versions_is_taken_over_without_loss(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite3"
    question = OpenQuestion("t1", "Why is the sea salt?", "en", Kind.UNKNOWN, ("pharos",), asked_at=now())
    with closing(sqlite3.connect(file)) as old:
        old.executescript(BEFORE_VERSIONS)
        row = ("t1", question.text, "en", "unknown", "pharos", None, None, question.asked_at.replace(tzinfo=None))
        old.execute("INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row[:-1], str(row[-1])])
        old.commit()
    journal = Journal(f"sqlite+aiosqlite:///{file}")
    await journal.open()
    assert journal.language_of(5) == "fr"
    assert await journal.open_questions() == [question]
    assert await journal.probe() == f"schema {VERSION}"
    await journal.close()


async def test_processes_that_start_at_once_make_the_tables_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(8)]
    assert await asyncio.gather(*(database.run(text("SELECT 1")) for database in databases)) == [[(1,)]] * 8
    rows = await databases[0].run(text("SELECT version FROM schema_version"))
    assert rows == [(VERSION,)]
    for database in databases:
        await database.close()


async def test_a_later_step_is_taken_once_and_only_the_missing_ones(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Database(database_url)
    await old.run(text("SELECT 1"))
    await old.close()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, ("ALTER TABLE votes ADD COLUMN place TEXT",)))
    monkeypatch.setattr(migrations, "VERSION", VERSION + 1)
    for _ in range(2):
        new = Database(database_url)
        assert "place" in (await columns_and_indexes(new))["votes"][0]
        assert await new.probe() == f"schema {VERSION + 1}"
        await new.close()


async def test_a_step_that_fails_leaves_all_as_it_was(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Database(database_url)
    await old.run(text("SELECT 1"))
    await old.close()
    with monkeypatch.context() as patch:
        step = ("ALTER TABLE votes ADD COLUMN place TEXT", "ALTER TABLE nowhere ADD COLUMN place TEXT")
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
        patch.setattr(migrations, "VERSION", VERSION + 1)
        new = Database(database_url)
        assert await new.run(text("SELECT 1")) is None
        await new.close()
    old = Database(database_url)
    assert "place" not in (await columns_and_indexes(old))["votes"][0]
    await old.close()


async def test_a_database_newer_than_the_program_is_refused_with_a_sentence(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    newer = Database(database_url)
    await newer.run(text("UPDATE schema_version SET version = 99"))
    await newer.close()
    journal = Journal(database_url)
    await journal.open()
    assert not await journal.keep(OpenQuestion("t1", "Why?", "en", Kind.UNKNOWN, ()))
    await journal.close()
    (record,) = caplog.records
    assert f"version 99 of its tables, and this program knows {VERSION} at most; update the program" in record.message
