"""Whose turn it is in a chat, where several processes share a PostgreSQL; and which of them are alive.

Its advisory locks belong to a connection: whichever way a process ends, they end with it. One connection holds them
all, so that however many chats have their turn, and however long Telegram lets them wait, no more are needed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.keeping.database import Database
from handlers.keeping.schema import now

PROCESSES = 0x484C45
"""The class of the locks that processes hold as long as they live."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.005, 0.1
"""Seconds between two looks at whether it is a chat's turn."""
ORDERLY = timedelta(seconds=10)
"""How long what came later waits for what came before in another process, which may be dead."""

LONGEST_WAIT = 120.0
"""Seconds after which a chat goes on without its turn: whoever holds it may be gone without the server knowing."""

# Shared, or a connection that the server takes for alive still would keep the next one of the same process waiting.
# The server looks soon whether whoever holds the locks is there: by default it does after two hours.
_LIVE = text(
    """SELECT pg_advisory_lock_shared(:processes, :holder), set_config('tcp_keepalives_idle', '15', false),
    set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)"""
).bindparams(processes=PROCESSES)
_PING = text("SELECT true")
_TRY = text(
    """SELECT pg_try_advisory_lock(:chat) WHERE NOT EXISTS (
        SELECT FROM updates
        WHERE chat = :chat AND update_id < :update AND holder <> :holder AND received_at > :since
    )"""
)
_END = text("SELECT pg_advisory_unlock(:chat)")


class Locks:
    """The turns of this process; where the database fails there are none, and all goes on without."""

    def __init__(self, database: Database) -> None:
        """Take the database whose server keeps the locks; one that is not shared needs none."""
        self.holder = secrets.randbelow(2**31 - 1) + 1
        """What this process is known by."""
        self._database = database
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()

    async def open(self) -> None:
        """Tell the other processes that this one lives; it is to be told again after the server was started anew."""
        if self._database.shared:
            await self._ask(_PING, {})

    async def close(self) -> None:
        """Let go of all, as the end of the process would."""
        async with self._asking:
            await self._disconnect()

    @asynccontextmanager
    async def turn(self, chat: int, update: int) -> AsyncIterator[None]:
        """Hold a chat for the update with this id; those that came to it before, in any process, come first."""
        mine = await self._wait(chat, update)
        try:
            yield
        finally:
            if mine:
                await self._ask(_END, {"chat": chat})

    async def _wait(self, chat: int, update: int) -> bool:
        """Return whether the chat is held; False where the database fails, or it takes too long."""
        pause, until = SHORTEST_PAUSE, asyncio.get_running_loop().time() + LONGEST_WAIT
        while asyncio.get_running_loop().time() < until:
            values = {"chat": chat, "update": update, "holder": self.holder, "since": now() - ORDERLY}
            held = await self._ask(_TRY, values)
            if held or held is None:
                return bool(held)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return False

    async def _ask(self, statement: Any, values: Mapping[str, object]) -> bool | None:
        """Return what the server says, False where it says nothing, and None where it cannot be asked."""
        async with self._asking:
            try:
                connection = await self._connected()
                return bool(connection and await connection.scalar(statement, dict(values))) if connection else None
            except self._database.faults:
                await self._disconnect()
                return None

    async def _connected(self) -> AsyncConnection | None:
        """Return the connection; None where there is none to be had, which the database itself tells."""
        if self._connection is None and self._database.works:
            try:
                connection = await self._database.engine.connect()
                self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(_LIVE, {"holder": self.holder})
            except self._database.faults:
                await self._disconnect()
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            await connection.invalidate()  # back in the pool, it would hold the locks of a chat for good
            await connection.close()
