"""The journal: what is kept on disk of those who ask, and nothing else.

It is a help, never a condition: where the disk is full, locked or gone, answers go on without it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Executable, and_, bindparam, case, delete, func, not_, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.keeping.database import IN_MEMORY, Database
from handlers.keeping.privacy import leads_to_someone
from handlers.keeping.schema import (
    CARRIED,
    LANGUAGES,
    QUESTIONS,
    REMEMBERED,
    TALLIES,
    UPDATES,
    VOTES,
    Carried,
    OpenQuestion,
    Tally,
    Vote,
    now,
)
from handlers.keeping.tallies import TALLIED, Tallies
from knowledge import Found

__all__ = ["CARRIED_FOR", "IN_MEMORY", "KEPT", "Journal"]

KEPT = timedelta(days=90)
"""How long questions and votes are kept."""
CARRIED_FOR = timedelta(hours=48)
"""How long is known which message carries which answer."""
KNOWN_FOR = timedelta(days=1)
"""How long the id of an update is known; Telegram keeps no update longer."""
DAY = timedelta(days=1)
USERS = 10_000
"""How many users' languages are remembered where the database is shared, for when it fails."""


class Journal:
    """Languages, open questions, votes and tallies in a database. No method raises: what cannot be kept is not."""

    def __init__(self, database: str | Database = IN_MEMORY) -> None:
        """Take the database, or its address as SQLAlchemy writes it; nothing is opened yet."""
        self.database = database if isinstance(database, Database) else Database(database)
        self.database.on_recovery.append(self._recover)
        self._run = self.database.run
        self._languages: OrderedDict[int, str] = OrderedDict()
        self._unsaved: dict[int, str | None] = {}
        """What was set, or with None forgotten, and the database is not known to have taken."""
        self._tallies = Tallies(self.database)
        self._cleaning: asyncio.Task[None] | None = None

    @property
    def works(self) -> bool:
        """Whether the database did what it was last asked to do."""
        return self.database.works

    async def probe(self) -> str:
        """Return which tables the database has; raise one of `database.faults` where it cannot be written to."""
        return await self.database.probe()

    async def open(self) -> None:
        """Read who set which language, and delete what is too old, now and each day."""
        if self._cleaning is None:
            await self._read_languages()
            await self.clean()
            self._cleaning = asyncio.create_task(self._clean_daily())

    async def close(self) -> None:
        """Keep what is still to be kept, and let go of the database."""
        if self._cleaning:
            await self.database.end(self._cleaning)
            self._cleaning = None
        await self._tallies.close()
        await self.database.close()

    def language_of(self, user: int) -> str | None:
        """Return the language (ISO 639) that a user has set; from memory, since every question asks for it."""
        return self._unsaved[user] if user in self._unsaved else self._languages.get(user)

    async def refresh_language(self, user: int) -> None:
        """Read which language a user has set: where the database is shared, perhaps in another process."""
        rows = await self._run(language_set_by(user))
        if rows is not None:
            self.know_language(user, rows[0].language if rows else None)

    def know_language(self, user: int, language: str | None) -> None:
        """Remember which language the database has for a user."""
        self._languages.pop(user, None)
        if language is not None:
            self._languages[user] = language
            while len(self._languages) > USERS:
                self._languages.popitem(last=False)

    async def set_language(self, user: int, language: str | None) -> None:
        """Keep the language that a user sets; None forgets it."""
        self._unsaved[user] = language
        await self._save_languages()

    async def keep(self, question: OpenQuestion) -> bool:
        """Keep `question`, once, and return whether that was possible; what leads to someone is never kept."""
        if leads_to_someone(question.text):
            return False
        row = self.database.insert(QUESTIONS).values(asdict(question))
        known = {"reason": func.coalesce(row.excluded.reason, QUESTIONS.c.reason)}
        return await self._run(row.on_conflict_do_update(index_elements=["ticket"], set_=known)) is not None

    async def withdraw(self, ticket: str) -> bool:
        """Delete the open question with this ticket, and return whether there was one: whoever asks first gets True."""
        return bool(
            await self._run(delete(QUESTIONS).where(QUESTIONS.c.ticket == ticket).returning(QUESTIONS.c.ticket))
        )

    async def tell(self, ticket: str, chat: int) -> bool:
        """Note the chat that awaits the answer to an open question, and return whether that was possible."""
        noted = update(QUESTIONS).where(QUESTIONS.c.ticket == ticket).values(chat=chat)
        return bool(await self._run(noted.returning(QUESTIONS.c.ticket)))

    async def open_questions(self) -> list[OpenQuestion]:
        """Return the open questions, latest first."""
        rows = await self._run(select(QUESTIONS).order_by(QUESTIONS.c.asked_at.desc()))
        return [OpenQuestion(**row._mapping) for row in rows or ()]

    async def awaited(self) -> list[OpenQuestion]:
        """Return the open questions whose answer a chat awaits, oldest first."""
        rows = await self._run(select(QUESTIONS).where(QUESTIONS.c.chat.is_not(None)).order_by(QUESTIONS.c.asked_at))
        return [OpenQuestion(**row._mapping) for row in rows or ()]

    async def vote(self, vote: Vote) -> bool:
        """Keep `vote` in the place of one before it, and return whether that was possible."""
        row = self.database.insert(VOTES).values(asdict(vote))
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

    async def count(self, found: Found) -> None:
        """Count what became of a question: no word of it, and nobody who asked."""
        self._tallies.count(found)

    async def tallies(self) -> list[Tally]:
        """Return how many questions ended alike, latest day first."""
        return await self._tallies.read()

    async def carry(self, shown: Sequence[Carried], gone: Sequence[tuple[int, int]] = ()) -> None:
        """Note which messages carry which answers from now on, and which, by chat and message id, carry none."""
        if not (shown or gone):
            return
        insert = self.database.insert(CARRIED)
        names = [column.name for column in CARRIED.columns]
        changed = {column.name: insert.excluded[column.name] for column in CARRIED.columns if not column.primary_key}
        note = insert.on_conflict_do_update(index_elements=["chat", "message"], set_=changed)
        drop = delete(CARRIED).where(CARRIED.c.chat == bindparam("of"), CARRIED.c.message == bindparam("id"))

        async def write(connection: AsyncConnection) -> None:
            if gone:
                await connection.execute(drop, [{"of": chat, "id": message} for chat, message in gone])
            if shown:
                await connection.execute(note, [{name: getattr(each, name) for name in names} for each in shown])

        await self.database.work(write)

    async def carried(self, since: datetime) -> list[Carried]:
        """Return which messages carry which answers, of those sent since then, newest first."""
        rows = await self._run(
            select(CARRIED)
            .where(CARRIED.c.sent_at >= since)
            .order_by(CARRIED.c.sent_at.desc(), CARRIED.c.chat, CARRIED.c.message)
        )
        return [Carried(**row._mapping) for row in rows or ()]

    async def correct(self, chat: int, message: int, before: str, after: str) -> bool:
        """Note that a message says `after` where it said `before`; whoever asks first gets True, and is to edit it."""
        known = and_(CARRIED.c.chat == chat, CARRIED.c.message == message, CARRIED.c.said == before)
        return bool(await self._run(update(CARRIED).where(known).values(said=after).returning(CARRIED.c.message)))

    async def drop_carried(self, before: datetime) -> None:
        """Forget what messages carry that were sent before then."""
        await self._run(delete(CARRIED).where(CARRIED.c.sent_at < before))

    async def forget(self, user: int) -> bool:
        """Delete all that leads to a user, or to a group, and return whether that was possible."""
        self._languages.pop(user, None)
        self._unsaved[user] = None
        done = await self._run(
            delete(LANGUAGES).where(LANGUAGES.c.user == user),
            delete(QUESTIONS).where(QUESTIONS.c.chat == user),  # a private chat has the id of the user in it
            delete(CARRIED).where(CARRIED.c.chat == user),
            *self._of_other_processes(user),
        )
        if done is not None:
            self._unsaved.pop(user, None)
        return done is not None

    async def clean(self) -> None:
        """Delete what is too old."""
        oldest, moment = now() - KEPT, now()
        await self._run(
            delete(QUESTIONS).where(QUESTIONS.c.asked_at < oldest),
            delete(VOTES).where(VOTES.c.voted_at < oldest),
            delete(CARRIED).where(CARRIED.c.sent_at < moment - CARRIED_FOR),
            delete(TALLIES).where(TALLIES.c.day < (moment - TALLIED).date()),
            delete(UPDATES).where(UPDATES.c.received_at < moment - KNOWN_FOR),
        )

    def _of_other_processes(self, user: int) -> list[Executable]:
        """Return what deletes what they remember of a user, or of a group; how fast it wrote is forgotten by itself."""
        if not self.database.shared:
            return []
        of_floods = and_(REMEMBERED.c.chat == 0, REMEMBERED.c.user == user)
        return [delete(REMEMBERED).where(or_(REMEMBERED.c.chat == user, REMEMBERED.c.user == user), not_(of_floods))]

    async def _save_languages(self) -> None:
        unsaved = dict(self._unsaved)
        forgotten = [user for user, language in unsaved.items() if language is None]
        statements: list[Executable] = [delete(LANGUAGES).where(LANGUAGES.c.user.in_(forgotten))]
        for user, language in unsaved.items():
            if language is not None:
                row = self.database.insert(LANGUAGES).values(user=user, language=language)
                statements.append(row.on_conflict_do_update(index_elements=["user"], set_={"language": language}))
        if await self._run(*statements) is None:
            return
        for user, language in unsaved.items():
            if self._unsaved.get(user, "") == language:
                del self._unsaved[user]
            if language is None:
                self._languages.pop(user, None)
            else:
                self._languages[user] = language

    async def _read_languages(self) -> None:
        """Read them all; where the database is shared, each is read when its user writes."""
        if not self.database.shared:
            rows = await self._run(select(LANGUAGES))
            self._languages.update({row.user: row.language for row in rows or ()})

    async def _recover(self) -> None:
        if self._unsaved:
            await self._save_languages()
        await self._read_languages()

    async def _clean_daily(self) -> None:
        while True:
            await asyncio.sleep(DAY.total_seconds())
            await self.clean()


def language_set_by(user: int) -> Executable:
    """Return what reads the language that a user has set."""
    return select(LANGUAGES.c.language).where(LANGUAGES.c.user == user)
