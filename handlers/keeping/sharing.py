"""What several processes that serve one bot hold in common: whatever one remembers of a chat, the next one knows.

Where the database is shared, each update is handled in a turn of its chat: what is remembered of the chat and of
whoever writes is read, and what has changed is written back. With a database of its own a process remembers all itself.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, Row, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from handlers.keeping.inbox import Inbox, is_meant
from handlers.keeping.journal import Journal, language_set_by
from handlers.keeping.locks import Locks
from handlers.keeping.schema import REMEMBERED, now
from handlers.keeping.slots import Slots

NOBODY = 0
"""Stands for the chat, or for the user, of what is remembered of no certain one; no id of Telegram's is 0."""


class Whose(NamedTuple):
    """A chat, or someone in it."""

    chat: int
    user: int


class Remembered(NamedTuple):
    """What is remembered, and for how long still."""

    content: Any
    """What JSON can say: where nothing has changed, it is equal."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Keeper:
    """One kind of thing that is remembered in memory, and how it is taken out and put in."""

    kind: str
    """At most 8 characters."""
    whose: Callable[[Update], Whose]
    export: Callable[[Whose], Remembered | None]
    restore: Callable[[Whose, Remembered | None], None]
    """Puts in what another process has exported; None takes out what is there."""


class Sharing:
    """Turns of chats over all processes; where the database fails, a process goes on with what it has."""

    def __init__(self, journal: Journal, inbox: Inbox, locks: Locks, slots: Slots, keepers: Sequence[Keeper]) -> None:
        """Take where languages and updates are, and what else there is to be shared."""
        self._database = journal.database
        self._journal = journal
        self._inbox = inbox
        self._locks = locks
        self._slots = slots
        self._keepers = keepers

    @asynccontextmanager
    async def turn(self, update: object) -> AsyncIterator[None]:
        """Hold the chat of `update` while it is handled, with all that any process remembers of it."""
        if not (self._database.shared and isinstance(update, Update) and is_meant(update)):
            yield
            return
        user = update.effective_user.id if update.effective_user else NOBODY
        if update.effective_chat is None:
            await self._journal.refresh_language(user)
            yield
            return
        async with self._locks.turn(update.effective_chat.id, update.update_id):
            whose = {keeper.kind: keeper.whose(update) for keeper in self._keepers}
            before = await self._read(whose, user)
            yield
            if before is not None:
                await self._write(whose, before, update.update_id)

    async def clean(self) -> None:
        """Delete what is too old."""
        if self._database.shared:
            await self._database.run(delete(REMEMBERED).where(REMEMBERED.c.until < now()))
            await self._slots.clean()

    async def _read(self, whose: dict[str, Whose], user: int) -> dict[str, Remembered] | None:
        """Put into memory what is remembered, and return it; None where the database fails."""
        moment = now()
        wanted = or_(*(_is(kind, each) for kind, each in whose.items()))

        async def read(connection: AsyncConnection) -> tuple[str | None, Sequence[Row[Any]]]:
            language = await connection.scalar(language_set_by(user))
            rows = await connection.execute(select(REMEMBERED).where(wanted, REMEMBERED.c.until > moment))
            return language, rows.all()

        found = await self._database.work(read, writes=False)
        if found is None:
            return None
        language, rows = found
        self._journal.know_language(user, language)
        known = {row.kind: Remembered(json.loads(row.content), (row.until - moment).total_seconds()) for row in rows}
        for keeper in self._keepers:
            keeper.restore(whose[keeper.kind], known.get(keeper.kind))
        return known

    async def _write(self, whose: dict[str, Whose], before: dict[str, Remembered], update: int) -> None:
        """Write back what has changed since `before`, and that the update is done."""
        statements: list[Executable] = []
        moment = now()
        for keeper in self._keepers:
            each, old = whose[keeper.kind], before.get(keeper.kind)
            new = keeper.export(each)
            if new is None:
                if old:
                    statements.append(delete(REMEMBERED).where(_is(keeper.kind, each)))
            elif old is None or new.content != old.content:
                row = self._database.insert(REMEMBERED).values(
                    kind=keeper.kind,
                    chat=each.chat,
                    user=each.user,
                    content=json.dumps(new.content, separators=(",", ":")),
                    until=moment + timedelta(seconds=new.seconds),
                )
                changed = {"content": row.excluded.content, "until": row.excluded.until}
                statements.append(row.on_conflict_do_update(index_elements=list(REMEMBERED.primary_key), set_=changed))
        closing = self._inbox.closing(update)
        if closing is not None:
            statements.append(closing)
        if statements and await self._database.run(*statements) is not None:
            self._inbox.closed(update)


def _is(kind: str, whose: Whose) -> ColumnElement[bool]:
    return and_(REMEMBERED.c.chat == whose.chat, REMEMBERED.c.user == whose.user, REMEMBERED.c.kind == kind)
