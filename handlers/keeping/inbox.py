"""Updates that have come and are not answered yet, on disk, so that a killed process loses none.

Telegram forgets an update as soon as the next is fetched, or the webhook has said 200: before its handler has ended.
So it is written down first. When it is answered, its content is erased at once; its id stays for a day, for as long
Telegram may bring it again, and it is to be answered once.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, and_, or_, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from handlers.addressing import ADDRESSED
from handlers.keeping.database import Database
from handlers.keeping.locks import PROCESSES, Locks
from handlers.keeping.schema import UPDATES, now

log = logging.getLogger(__name__)

SEEN = 10_000
"""How many ids are remembered in memory, for where the database fails."""
GRACE = timedelta(seconds=6)
"""How long a process may seem dead that has lost its connection to the server for a moment."""
ATTEMPTS = 3
"""How many times an update may end the process."""

_CLOSED = {"holder": None, "chat": None, "payload": None}
# One statement for any number of updates, which come as an array of JSON; `WHERE true` is for SQLite's parser.
_TAKE_SQLITE = """INSERT INTO updates (update_id, holder, chat, payload, attempts, received_at)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), 1, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING RETURNING update_id"""
_CLOSE_SQLITE = """UPDATE updates SET holder = NULL, chat = NULL, payload = NULL
    WHERE update_id IN (SELECT value FROM json_each(?))"""
_DEAD = text(
    """NOT EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 2
        AND classid = CAST(:processes AS bigint)::oid AND objid = updates.holder::oid
    )"""
).bindparams(processes=PROCESSES)


@dataclass(frozen=True, slots=True)
class Left:
    """What a process that ended left unanswered, each as JSON by the id of its update, oldest first."""

    likely: dict[int, str]
    """What was under way for the first time."""
    suspect: dict[int, str]
    """What was under way twice when a process ended: to be tried one at a time, so that the one to blame is known."""


class _Row(NamedTuple):
    """What is written down of an update, in the order of `_TAKE_SQLITE`."""

    update_id: int
    holder: int | None
    chat: int | None
    payload: str | None


class Inbox:
    """Takes updates, and knows which are done. Where the database fails it takes all, and knows less."""

    def __init__(self, database: Database, locks: Locks) -> None:
        """Take where updates are kept, and what tells this process from others."""
        self._database = database
        self._locks = locks
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._open: set[int] = set()
        self._waiting: list[tuple[Sequence[_Row], asyncio.Future[set[int] | None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._finished: list[int] = []
        self._closing: asyncio.Task[None] | None = None
        database.on_recovery.append(self._close_finished)

    async def take(self, updates: Sequence[Update], raw: Mapping[int, Mapping[str, Any]] | None = None) -> list[Update]:
        """Write `updates` down, and return those that no process has taken before.

        Args:
            updates: what has come.
            raw: each as it came, by its id; what is missing there is written down as the library has it.
        """
        fresh = {each.update_id: each for each in updates if each.update_id not in self._seen}
        self._seen.update(dict.fromkeys(fresh))
        while len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        if not (fresh and self._database.durable):
            return list(fresh.values())
        try:
            taken = await self._written([self._row(each, (raw or {}).get(number)) for number, each in fresh.items()])
        except BaseException:  # cut off: Telegram brings them again
            for number in fresh:
                self._seen.pop(number, None)
            raise
        if taken is None:
            return list(fresh.values())
        self._open |= {number for number in taken if _is_kept(fresh[number])}
        return [each for number, each in fresh.items() if number in taken]

    def done(self, number: int) -> None:
        """Let go of the content of an update that was handled."""
        if number in self._open:
            self._open.remove(number)
            self._finished.append(number)
            if self._closing is None or self._closing.done():
                self._closing = asyncio.create_task(self._close_finished())

    def closing(self, number: int) -> Executable | None:
        """Return the statement that does as `done`, to be executed with others; None where there is nothing to do."""
        return self._close([number]) if number in self._open else None

    def closed(self, number: int) -> None:
        """Note that the statement of `closing` was executed."""
        self._open.discard(number)

    async def left(self) -> Left:
        """Return, to be handled again, what processes left that are no more; what ended them too often is given up."""

        async def adopt(connection: AsyncConnection) -> Left:
            mine = {"holder": self._locks.holder}
            content = (UPDATES.c.update_id, UPDATES.c.payload)
            orphan = self._is_orphan()
            given_up = or_(UPDATES.c.attempts >= ATTEMPTS, UPDATES.c.payload.is_(None))
            gone = update(UPDATES).where(orphan, given_up).values(_CLOSED)
            for row in await connection.execute(gone.returning(UPDATES.c.update_id, UPDATES.c.attempts)):
                if row.attempts >= ATTEMPTS:
                    log.error("update %d has ended the process %d times, and is passed over", *row)
            suspect = update(UPDATES).where(orphan, UPDATES.c.attempts == ATTEMPTS - 1).values(mine)
            suspects = (await connection.execute(suspect.returning(*content))).all()
            likely = update(UPDATES).where(orphan).values(mine | {"attempts": UPDATES.c.attempts + 1})
            others = (await connection.execute(likely.returning(*content))).all()
            return Left(*({row.update_id: row.payload for row in sorted(rows)} for rows in (others, suspects)))

        left = await self._database.work(adopt) if self._database.durable else None
        left = left or Left({}, {})
        for number in (*left.likely, *left.suspect):
            self._seen[number] = None
            self._open.add(number)
        return left

    async def attempt(self, number: int) -> None:
        """Note that an update is tried once more, before it is."""
        await self._database.run(
            update(UPDATES).where(UPDATES.c.update_id == number).values(attempts=UPDATES.c.attempts + 1)
        )

    async def close(self) -> None:
        """Note what else is done."""
        if under_way := [task for task in (self._writing, self._closing) if task]:
            await asyncio.wait(under_way)
        await self._close_finished()

    async def _written(self, rows: Sequence[_Row]) -> set[int] | None:
        """Return the ids of those that were not there; None where the database fails."""
        written: asyncio.Future[set[int] | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_waiting())
        return await written

    async def _write_waiting(self) -> None:
        """Write down together what has come while something else was written down."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            taken = await self._write([row for rows, _ in waiting for row in rows])
            for rows, written in waiting:
                if not written.done():  # who waited may have been cut off
                    written.set_result(None if taken is None else taken & {row.update_id for row in rows})

    async def _write(self, rows: Sequence[_Row]) -> set[int] | None:
        """Return the ids of those that were not there; None where the database fails."""
        if not self._database.shared:
            moment = now().strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy writes it
            found = await self._database.run_sqlite(_TAKE_SQLITE, moment, json.dumps(rows))
            return None if found is None else {number for (number,) in found}
        same = {"attempts": 1, "received_at": now()}
        statement = self._database.insert(UPDATES).on_conflict_do_nothing().returning(UPDATES.c.update_id)

        async def insert(connection: AsyncConnection) -> set[int]:
            return set((await connection.scalars(statement, [row._asdict() | same for row in rows])).all())

        return await self._database.work(insert)

    def _row(self, update: Update, raw: Mapping[str, Any] | None) -> _Row:
        """Return what is written down of an update."""
        if not _is_kept(update):
            return _Row(update.update_id, None, None, None)
        chat, payload = update.effective_chat, update.to_json() if raw is None else json.dumps(raw)
        return _Row(update.update_id, self._locks.holder, chat.id if chat else None, payload)

    def _is_orphan(self) -> ColumnElement[bool]:
        """Return the condition that whoever held an update is no more; only PostgreSQL lets several live at once."""
        another = and_(UPDATES.c.holder.is_not(None), UPDATES.c.holder != self._locks.holder)
        return and_(another, _DEAD, UPDATES.c.received_at < now() - GRACE) if self._database.shared else another

    def _close(self, numbers: Sequence[int]) -> Executable:
        return update(UPDATES).where(UPDATES.c.update_id.in_(numbers)).values(_CLOSED)

    async def _write_closed(self, numbers: Sequence[int]) -> object:
        """Close these, and return None where the database fails."""
        if self._database.shared:
            return await self._database.run(self._close(numbers))
        return await self._database.run_sqlite(_CLOSE_SQLITE, json.dumps(numbers))

    async def _close_finished(self) -> None:
        while self._finished:
            finished, self._finished = self._finished[:SEEN], self._finished[SEEN:]
            if await self._write_closed(finished) is None:
                self._finished = (finished + self._finished)[-SEEN:]  # until it works again
                return


def _is_kept(update: Update) -> bool:
    """Return whether `update` is worth an answer later; who types goes on typing."""
    return is_meant(update) and update.inline_query is None


def is_meant(update: Update) -> bool:
    """Return whether `update` may be for the bot; what people in a group say to each other is not, and is not kept."""
    message = update.message or update.edited_message
    return message is None or message.chat.type == ChatType.PRIVATE or _is_addressed(message)


def _is_addressed(message: Message) -> bool:
    return bool(filters.COMMAND.filter(message) or filters.StatusUpdate.MIGRATE.filter(message)) or bool(
        ADDRESSED.filter(message)
    )
