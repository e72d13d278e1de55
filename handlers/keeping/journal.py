"""The journal: what is kept on disk of those who ask, and nothing else.

It is a help, never a condition: where the disk is full, locked or gone, answers go on without it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Executable, Row, case, delete, event, func, null, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from handlers.keeping.privacy import leads_to_someone
from handlers.keeping.schema import LANGUAGES, QUESTIONS, SCHEMA, VOTES, OpenQuestion, Vote, now

log = logging.getLogger(__name__)

IN_MEMORY = "sqlite+aiosqlite://"
KEPT = timedelta(days=90)
"""How long questions and votes are kept."""
DAY = timedelta(days=1)
PATIENCE = 1.0
"""Seconds to wait while another program writes to the same file."""


class Journal:
    """Languages, open questions and votes in a database. No method raises: what cannot be kept is not."""

    def __init__(self, url: str = IN_MEMORY) -> None:
        """Take the address of the database, as SQLAlchemy writes it; nothing is opened yet."""
        self._engine = create_async_engine(
            url,
            connect_args={"timeout": PATIENCE},
            hide_parameters=True,  # they are what people wrote: no error may quote them
            poolclass=None if url == IN_MEMORY else NullPool,  # an open file would not notice that it was replaced
        )
        event.listen(self._engine.sync_engine, "connect", _set_up)
        self._languages: dict[int, str | None] = {}
        """None where it is forgotten, and the database is not known to have done so."""
        self._turn = asyncio.Lock()
        self._works = True
        self._cleaning: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read who set which language, and delete what is too old, now and each day."""
        if self._cleaning is None:
            await self._read_languages()
            await self.clean()
            self._cleaning = asyncio.create_task(self._clean_daily())

    async def close(self) -> None:
        """Let go of the database."""
        if self._cleaning:
            async with self._turn:  # a statement that is cut off would leave its thread behind
                self._cleaning.cancel()
            await asyncio.wait([self._cleaning])
            self._cleaning = None
        await self._engine.dispose()

    def language_of(self, user: int) -> str | None:
        """Return the language (ISO 639) that a user has set; from memory, since every question asks for it."""
        return self._languages.get(user)

    async def set_language(self, user: int, language: str | None) -> None:
        """Keep the language that a user sets; None forgets it."""
        if language is None:
            self._languages[user] = None
            if await self._run(delete(LANGUAGES).where(LANGUAGES.c.user == user)) is not None:
                self._languages.pop(user, None)
        else:
            self._languages[user] = language
            row = insert(LANGUAGES).values(user=user, language=language)
            await self._run(row.on_conflict_do_update(index_elements=["user"], set_={"language": language}))

    async def keep(self, question: OpenQuestion) -> bool:
        """Keep `question`, once, and return whether that was possible; what leads to someone is never kept."""
        if leads_to_someone(question.text):
            return False
        row = insert(QUESTIONS).values(asdict(question))
        known = {"reason": func.coalesce(row.excluded.reason, QUESTIONS.c.reason)}
        return await self._run(row.on_conflict_do_update(index_elements=["ticket"], set_=known)) is not None

    async def withdraw(self, ticket: str) -> None:
        """Delete the open question with this ticket, if there is one."""
        await self._run(delete(QUESTIONS).where(QUESTIONS.c.ticket == ticket))

    async def tell(self, ticket: str, chat: int) -> bool:
        """Note the chat that awaits the answer to an open question, and return whether that was possible."""
        noted = update(QUESTIONS).where(QUESTIONS.c.ticket == ticket).values(chat=chat)
        return bool(await self._run(noted.returning(QUESTIONS.c.ticket)))

    async def open_questions(self) -> list[OpenQuestion]:
        """Return the open questions, latest first."""
        rows = await self._run(select(QUESTIONS).order_by(QUESTIONS.c.asked_at.desc()))
        return [OpenQuestion(**row._mapping) for row in rows or ()]

    async def vote(self, vote: Vote) -> bool:
        """Keep `vote` in the place of one before it, and return whether that was possible."""
        row = insert(VOTES).values(asdict(vote))
        known = func.coalesce(row.excluded.reason, VOTES.c.reason)  # a thumbs-down again takes no reason back
        changed = {
            "good": row.excluded.good,
            "reason": case((row.excluded.good, null()), else_=known),
            "voted_at": row.excluded.voted_at,
        }
        return await self._run(row.on_conflict_do_update(index_elements=["ticket"], set_=changed)) is not None

    async def votes(self) -> list[Vote]:
        """Return the votes, latest first."""
        rows = await self._run(select(VOTES).order_by(VOTES.c.voted_at.desc()))
        return [Vote(**row._mapping) for row in rows or ()]

    async def forget(self, user: int) -> bool:
        """Delete all that leads to a user, and return whether that was possible."""
        self._languages.pop(user, None)
        done = await self._run(
            delete(LANGUAGES).where(LANGUAGES.c.user == user),
            delete(QUESTIONS).where(QUESTIONS.c.chat == user),  # a private chat has the id of the user in it
        )
        return done is not None

    async def clean(self) -> None:
        """Delete what is too old."""
        oldest = now() - KEPT
        await self._run(
            delete(QUESTIONS).where(QUESTIONS.c.asked_at < oldest), delete(VOTES).where(VOTES.c.voted_at < oldest)
        )

    async def _read_languages(self) -> None:
        kept: dict[int, str | None] = {row.user: row.language for row in await self._run(select(LANGUAGES)) or ()}
        self._languages = kept | self._languages  # what was set while the journal failed is later than what it kept

    async def _clean_daily(self) -> None:
        while True:
            await asyncio.sleep(DAY.total_seconds())
            await self.clean()

    async def _run(self, *statements: Executable) -> Sequence[Row[Any]] | None:
        """Return the rows of the last of `statements`, which are executed all or none; None where they cannot be."""
        if self._turn.locked() and not self._works:
            return None  # one attempt at a time shows whether it works again; nobody waits for the others
        async with self._turn:
            try:
                rows = await self._execute(statements)
            except (SQLAlchemyError, OSError) as error:
                self._note_failure(error)
                return None
        if not self._works:
            self._works = True
            log.warning("the journal works again")
            await self._read_languages()
        return rows

    async def _execute(self, statements: Sequence[Executable]) -> Sequence[Row[Any]]:
        rows: Sequence[Row[Any]] = ()
        async with self._engine.begin() as connection:
            await connection.run_sync(SCHEMA.create_all)
            for statement in statements:
                result = await connection.execute(statement)
                rows = result.all() if result.returns_rows else ()
        return rows

    def _note_failure(self, error: Exception) -> None:
        if self._works:
            self._works = False
            reason = error.orig if isinstance(error, DBAPIError) else error
            log.warning("the journal fails, and answers go on without it: %s", reason)


def _set_up(connection: Any, _: object) -> None:
    """Let readers and a writer work side by side, and overwrite what is deleted."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
