from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.keeping import journal as module
from handlers.keeping.journal import KEPT, Journal
from handlers.keeping.schema import Kind, OpenQuestion, Reason, Vote, now

QUESTION = OpenQuestion("t1", "Why is the sea salt?", "en", Kind.UNKNOWN, ("pharos", "fresnel"))
VOTE = Vote("v1", "pharos", good=False, reason=Reason.UNCLEAR)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)


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
    return text.encode() in file.read_bytes()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "handlers.keeping.journal"]


async def test_what_is_kept_is_there_after_a_restart(journal: Journal, file: Path) -> None:
    await journal.set_language(5, "fr")
    await journal.keep(QUESTION)
    await journal.vote(VOTE)
    await journal.close()
    again = at(file)
    await again.open()
    assert again.language_of(5) == "fr"
    assert await again.open_questions() == [QUESTION]
    assert await again.votes() == [VOTE]
    await again.close()


async def test_the_file_lets_others_read_while_the_bot_writes(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("SELECT text FROM questions").fetchall() == [(QUESTION.text,)]


async def test_a_language_is_changed_and_taken_back(journal: Journal) -> None:
    for language in ("fr", "es", None):
        await journal.set_language(5, language)
        assert journal.language_of(5) == language


async def test_the_same_question_is_kept_once_and_gains_its_reason(journal: Journal) -> None:
    complaint = replace(QUESTION, kind=Kind.THUMBS_DOWN)
    for reason in (None, Reason.UNCLEAR, None):
        await journal.keep(replace(complaint, reason=reason))
    assert await journal.open_questions() == [replace(complaint, reason=Reason.UNCLEAR)]


async def test_a_question_kept_again_is_still_to_be_told(journal: Journal) -> None:
    await journal.keep(QUESTION)
    await journal.tell(QUESTION.ticket, 5)
    await journal.keep(QUESTION)
    assert [question.chat for question in await journal.open_questions()] == [5]


async def test_a_question_that_leads_to_someone_is_not_kept(journal: Journal) -> None:
    assert not await journal.keep(replace(QUESTION, text="I am keeper@lights.example, why?"))
    assert await journal.open_questions() == []


async def test_nobody_is_told_of_a_question_that_is_not_kept(journal: Journal) -> None:
    assert not await journal.tell("unheard-of", 5)


async def test_a_vote_is_changed_but_a_repeated_one_loses_no_reason(journal: Journal) -> None:
    reasons = []
    for vote in (VOTE, replace(VOTE, reason=None), replace(VOTE, good=True, reason=None), replace(VOTE, reason=None)):
        await journal.vote(vote)
        reasons += [(vote.good, vote.reason) for vote in await journal.votes()]
    assert reasons == [(False, Reason.UNCLEAR), (False, Reason.UNCLEAR), (True, None), (False, None)]


async def test_what_is_too_old_is_deleted_at_the_start(journal: Journal, file: Path) -> None:
    moment = now() - KEPT - timedelta(minutes=1)
    await journal.keep(replace(QUESTION, asked_at=moment))
    await journal.vote(replace(VOTE, voted_at=moment))
    await journal.keep(replace(QUESTION, ticket="t2"))
    again = at(file)
    await again.open()
    assert [question.ticket for question in await again.open_questions()] == ["t2"]
    assert await again.votes() == []
    await again.close()


async def test_who_is_forgotten_is_nowhere_in_the_file(journal: Journal, file: Path) -> None:
    await journal.set_language(987654321, "fr")
    await journal.keep(QUESTION)
    await journal.tell(QUESTION.ticket, 987654321)
    assert await journal.forget(987654321)
    assert journal.language_of(987654321) is None
    assert await journal.open_questions() == []
    await journal.close()
    assert not holds(file, QUESTION.text)


async def test_what_others_left_is_not_forgotten(journal: Journal) -> None:
    await journal.keep(QUESTION)
    await journal.forget(5)
    assert await journal.open_questions() == [QUESTION]


async def test_a_locked_journal_is_told_once_and_again_when_it_works(
    journal: Journal, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert [await journal.keep(QUESTION) for _ in range(3)] == [False] * 3
        other.execute("ROLLBACK")
    assert [await journal.keep(QUESTION) for _ in range(3)] == [True] * 3
    failing, working = warnings(caplog)
    assert "database is locked" in failing
    assert working == "the journal works again"
    assert QUESTION.text not in caplog.text


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
    await small._run(text("PRAGMA max_page_count=20"))
    assert not await small.keep(replace(QUESTION, text="x" * 100_000))
    assert await small.keep(QUESTION)
    await small.close()
    assert "database or disk is full" in warnings(caplog)[0]


async def test_a_file_that_was_deleted_is_made_anew(journal: Journal, file: Path) -> None:
    await journal.keep(QUESTION)
    for part in file.parent.iterdir():
        part.unlink()
    assert await journal.keep(QUESTION)
    assert holds(file, QUESTION.text)


async def test_a_language_that_was_forgotten_while_the_journal_failed_does_not_come_back(
    journal: Journal, file: Path
) -> None:
    await journal.set_language(5, "fr")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await journal.set_language(5, None)
        other.execute("ROLLBACK")
    assert await journal.keep(QUESTION)
    assert journal.language_of(5) is None
