"""The journal in an SQLite file: what a disk does, and what stands in the file."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.keeping import database as module
from handlers.keeping.journal import Journal
from handlers.keeping.schema import Kind, OpenQuestion

QUESTION = OpenQuestion("t1", "Why is the sea salt?", "en", Kind.UNKNOWN, ("pharos", "fresnel"))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    monkeypatch.setattr(module, "TIDY", 0.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
async def journal(file: Path) -> AsyncIterator[Journal]:
    journal = at(file)
    await journal.open()
    yield journal
    await journal.close()


def at(file: Path) -> Journal:
    return Journal(f"sqlite+aiosqlite:///{file}")


def holds(file: Path, text: str) -> bool:
    """Return whether the text stands in the file, or in those that SQLite keeps beside it."""
    return any(text.encode() in part.read_bytes() for part in file.parent.iterdir())


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "handlers.keeping.database"]


async def test_the_file_lets_others_read_while_the_bot_writes(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("SELECT text FROM questions").fetchall() == [(QUESTION.text,)]


async def test_what_is_deleted_is_nowhere_in_the_files_even_while_they_are_open(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    assert holds(file, QUESTION.text)
    await journal.withdraw(QUESTION.ticket)
    while journal.database._tidying and not journal.database._tidying.done():  # noqa: ASYNC110  # it gives no sign
        await asyncio.sleep(0.001)
    assert not holds(file, QUESTION.text)


async def test_a_locked_journal_is_told_once_and_again_when_it_works(
    journal: Journal, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert [await journal.keep(QUESTION) for _ in range(3)] == [False] * 3
        assert not journal.works
        other.execute("ROLLBACK")
    assert [await journal.keep(QUESTION) for _ in range(3)] == [True] * 3
    assert journal.works
    failing, working = warnings(caplog)
    assert "database is locked" in failing
    assert working == "the journal works again"
    assert QUESTION.text not in caplog.text


async def test_a_journal_that_can_be_read_alone_does_not_work_again(
    journal: Journal, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a full disk: to be told at each reading would fill the log."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(3):
            assert not await journal.keep(QUESTION)
            assert await journal.open_questions() == []
        assert not journal.works
        other.execute("ROLLBACK")
    assert await journal.keep(QUESTION)
    assert len(warnings(caplog)) == 2


async def test_whoever_opens_a_new_file_at_the_same_time_is_waited_for(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 60.0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.1, other.execute, "ROLLBACK")
        journal = at(file)
        assert await journal.keep(QUESTION)
        await journal.close()


async def test_nobody_waits_behind_those_who_wait_for_a_locked_journal(journal: Journal) -> None:
    """All find it locked at once; the first alone finds out how long it takes to give up."""
    attempts = 0

    async def count(_: object) -> None:
        nonlocal attempts
        attempts += 1
        raise OSError

    await asyncio.gather(*(journal.database.work(count) for _ in range(50)))
    assert attempts == 1


async def test_a_journal_that_cannot_be_opened_keeps_nothing_and_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = at(tmp_path / "nowhere" / "journal.sqlite3")
    await journal.open()
    await journal.set_language(5, "fr")
    assert journal.language_of(5) == "fr"
    assert not await journal.keep(QUESTION)
    assert not await journal.forget(5)
    (tmp_path / "nowhere").mkdir()
    assert await journal.keep(QUESTION)
    await journal.close()
    assert len(warnings(caplog)) == 2


async def test_a_full_disk_is_survived(caplog: pytest.LogCaptureFixture) -> None:
    small = Journal()  # in memory, for its one connection remembers how small it is to be
    await small._run(text("PRAGMA max_page_count=50"))
    assert not await small.keep(replace(QUESTION, text="x" * 500_000))
    assert await small.keep(QUESTION)
    await small.close()
    assert "database or disk is full" in warnings(caplog)[0]


async def test_a_file_that_was_deleted_is_made_anew(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    for part in file.parent.iterdir():
        part.unlink()
    assert await journal.keep(QUESTION)
    assert holds(file, QUESTION.text)


async def test_a_file_that_another_one_replaced_is_left_for_it(journal: Journal, file: Path) -> None:
    """As where a backup is put back."""
    other = at(file.with_name("backup.sqlite3"))
    await other.keep(replace(QUESTION, ticket="from the backup"))
    await other.close()
    file.with_name("backup.sqlite3").replace(file)
    assert [question.ticket for question in await journal.open_questions()] == ["from the backup"]


@pytest.mark.parametrize(("before", "after"), [(None, "fr"), ("fr", None), ("fr", "es")])
async def test_what_was_set_while_the_journal_failed_is_kept_when_it_works_again(
    journal: Journal, file: Path, before: str | None, after: str | None
) -> None:
    await journal.set_language(5, before)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await journal.set_language(5, after)
        other.execute("ROLLBACK")
    assert await journal.keep(QUESTION)
    assert journal.language_of(5) == after
    await journal.close()
    again = at(file)
    await again.open()
    assert again.language_of(5) == after
    await again.close()


async def test_who_is_cut_off_while_it_writes_cuts_no_statement_off(file: Path) -> None:
    """It would leave a thread behind that keeps the process from ending."""
    before = threading.enumerate()
    journal = at(file)
    for _ in range(20):
        keeping = asyncio.create_task(journal.keep(QUESTION))
        await asyncio.sleep(0.0005)
        keeping.cancel()
    await journal.close()
    threads = [
        thread
        for thread in threading.enumerate()
        if thread not in before and "_connection_worker_thread" in thread.name
    ]
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)
    assert not [thread for thread in threads if thread.is_alive()]


async def test_nobody_else_on_the_machine_can_read_it(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    assert modes(file) == {0o600}


async def test_a_file_that_its_owner_has_opened_to_others_stays_so(shown_to_a_group: Path) -> None:
    journal = at(shown_to_a_group)
    await journal.open()
    await journal.close()
    assert modes(shown_to_a_group) == {0o640}


@pytest.fixture
def shown_to_a_group(file: Path) -> Path:
    file.touch()
    file.chmod(0o640)
    return file


def modes(file: Path) -> set[int]:
    """Return who may do what with the files of the journal, as `chmod` has it."""
    return {path.stat().st_mode & 0o777 for path in file.parent.glob(f"{file.name}*")}
