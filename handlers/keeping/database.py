"""The one database of a process: an SQLite file, or a PostgreSQL that several processes share.

It is a help, never a condition: where it is full, locked or gone, answers go on without it, and the log says so once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Executable, Row, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.util import await_only

from handlers.keeping.migrations import NewerDatabaseError, migrate, version

log = logging.getLogger(__name__)

IN_MEMORY = "sqlite+aiosqlite://"
PATIENCE = 1.0
"""Seconds to wait while another program writes to the same file."""
PAUSE = 0.01
"""Seconds between two attempts at what SQLite itself does not wait for."""
REACHED = 3.0
"""Seconds to wait for a connection to a server."""
LONGEST = 5.0
"""Seconds that a server may take over one statement."""
CONNECTIONS = 10
"""How many a process has to a server at most, besides the one of `handlers.keeping.locks`."""
PRIVATE = 0o600
"""Who may read the file of the journal, in which questions stand: whoever runs the bot, unless they change it."""
TIDY = 2.0
"""Seconds after which what was erased is out of SQLite's log of changes, too."""

Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Awaitable[Result]]


class Database:
    """Runs statements in transactions; what cannot be done is not, and nothing raises."""

    def __init__(self, url: str = IN_MEMORY) -> None:
        """Take the address of the database, as SQLAlchemy writes it; nothing is opened yet."""
        address = make_url(url)
        self.shared = address.get_backend_name() == "postgresql"
        """Whether other processes work with it, too."""
        self.works = True
        """Whether the last attempt succeeded."""
        self.durable = self.shared or url != IN_MEMORY
        """Whether it outlives the process."""
        self.on_recovery: list[Callable[[], Coroutine[Any, Any, None]]] = []
        """What is called when it works again."""
        options: dict[str, Any] = {"connect_args": {"timeout": PATIENCE}}
        if self.shared:
            options["connect_args"] = {"timeout": REACHED, "command_timeout": LONGEST}
            options |= {"pool_timeout": LONGEST}
        if self.durable:
            options |= {"pool_size": CONNECTIONS + 1 if self.shared else 1, "max_overflow": 0}
        # Values are what people wrote: no error may quote them.
        self.engine = create_async_engine(address, hide_parameters=True, **options)
        self.faults = _faults(postgresql=self.shared)
        """What is raised where the database fails."""
        self._file = None if self.shared or not address.database else Path(address.database).absolute()
        if not self.shared:
            event.listen(self.engine.sync_engine, "do_connect", self._try_file)
            event.listen(self.engine.sync_engine, "connect", self._set_up)
            event.listen(self.engine.sync_engine, "checkout", self._check_file)
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Semaphore(CONNECTIONS) if self.shared else asyncio.Lock()
        self._under_way = 0
        self._failures = 0
        self._tidying: asyncio.Task[None] | None = None
        self._works_on: set[asyncio.Task[Any]] = set()
        """Tasks, which the event loop alone would not keep."""

    def insert(self, table: Table) -> sqlite.Insert:
        """Return an insert that may say what to do on a conflict: both dialects have one, with the same methods."""
        if self.shared:
            return postgresql.insert(table)  # type: ignore[return-value]
        return sqlite.insert(table)

    async def run(self, *statements: Executable | ReturningInsert[Any]) -> Sequence[Row[Any]] | None:
        """Return the rows of the last of `statements`, which are executed all or none; None where they cannot be."""

        async def execute(connection: AsyncConnection) -> Sequence[Row[Any]]:
            rows: Sequence[Row[Any]] = ()
            for statement in statements:
                result = await connection.execute(statement)
                rows = result.all() if result.returns_rows else ()
            return rows

        return await self.work(execute, writes=not all(getattr(each, "is_select", False) for each in statements))

    async def run_sqlite(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]] | None:
        """Return the rows of one statement of SQLite; None where it cannot be executed.

        It is what each question waits for: SQLAlchemy would take longer to give it to SQLite than that takes over it.
        """

        async def execute(connection: AsyncConnection) -> Sequence[tuple[Any, ...]]:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            rows: Sequence[tuple[Any, ...]] = await driver.execute_fetchall(statement, values)
            return rows

        return await self.work(execute)

    async def work(self, do: Work[Result], *, writes: bool = True) -> Result | None:
        """Return what `do` returns, which works in one transaction; None where it cannot be done.

        It comes to its end even if nobody waits for it any more: aiosqlite leaves a thread behind where a statement is
        cut off, and the process would not end.
        """
        task = asyncio.create_task(self._work(do, writes=writes))
        self._works_on.add(task)
        task.add_done_callback(self._works_on.discard)
        return await asyncio.shield(task)

    async def _work(self, do: Work[Result], *, writes: bool) -> Result | None:
        if self._under_way and not self.works:
            return None  # one attempt at a time shows whether it works again; nobody waits for the others
        failures = self._failures
        self._under_way += 1
        try:
            async with self._turn:
                if failures != self._failures and not self.works:
                    return None  # it failed while this one waited
                try:
                    result = await self._transact(do)
                except DBAPIError as error:
                    if not error.connection_invalidated:
                        raise
                    result = await self._transact(do)  # the server was started anew: all connections are, too
        except self.faults as error:
            self._note_failure(error)
            return None
        finally:
            self._under_way -= 1
        if writes:
            self._tidy_soon()
        if writes and not self.works:  # that something can be read shows nothing: of a full disk it always can
            self.works = True
            log.warning("the journal works again")
            for recover in self.on_recovery:
                await recover()
        return result

    async def probe(self) -> str:
        """Return in a few words which tables the database has; raise one of `faults` where it cannot be written to."""

        async def write(connection: AsyncConnection) -> int:
            found = await connection.run_sync(version)
            await connection.exec_driver_sql("UPDATE schema_version SET version = version")
            return found

        async with self._turn:
            return f"schema {await self._transact(write)}"

    async def end(self, task: asyncio.Task[None]) -> None:
        """Cancel a task that works with the database, between two transactions and not amid one."""
        async with self._turn:  # a statement that is cut off would leave its thread behind
            task.cancel()
        await asyncio.wait([task])

    async def close(self) -> None:
        """Let go of the database, when what is under way has ended."""
        if self._works_on:
            await asyncio.wait(self._works_on)
        if self._tidying:
            await self.end(self._tidying)
        async with self._turn:
            await self.engine.dispose()

    async def _transact(self, do: Work[Result]) -> Result:
        async with self.engine.connect() as connection:
            kept = (await connection.get_raw_connection()).info
            if "migrated" not in kept:
                await connection.run_sync(migrate)
                await connection.commit()
                kept["migrated"] = True
            async with connection.begin():
                return await do(connection)

    def _note_failure(self, error: BaseException) -> None:
        self._failures += 1
        if self.works:
            self.works = False
            reason = error.orig if isinstance(error, DBAPIError) else error
            # What follows the first line of PostgreSQL's reasons are values.
            line = next(iter(str(reason).splitlines()), type(reason).__name__)
            log.warning("the journal fails, and answers go on without it: %s", line)

    def _try_file(self, *_: object) -> None:
        """Raise what SQLite does where the file cannot be opened: aiosqlite would leave a thread behind as it does."""
        if self._file:
            with suppress(OSError):  # it is there already, or SQLite says why it cannot be
                os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
            sqlite3.connect(self._file).close()

    def _set_up(self, connection: Any, record: Any) -> None:
        """Let readers and a writer work side by side, and overwrite what is deleted.

        What is committed outlives the process, if not always a power failure: to wait for the disk each time would
        cost each answer some milliseconds.
        """
        cursor = connection.cursor()
        _write_ahead(cursor)
        for pragma in ("synchronous=NORMAL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        record.info["file"] = _identity(self._file)

    def _check_file(self, _: object, record: Any, __: object) -> None:
        """Open the file anew where another one has taken its place, which an open one does not notice."""
        if record.info["file"] != _identity(self._file):
            raise DisconnectionError

    def _tidy_soon(self) -> None:
        if self._file and (self._tidying is None or self._tidying.done()):
            self._tidying = asyncio.create_task(self._tidy())

    async def _tidy(self) -> None:
        """Empty SQLite's log of changes, in which the content of what was erased still stands."""
        await asyncio.sleep(TIDY)

        async with self._turn:
            try:
                async with self.engine.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA busy_timeout=0")  # who reads now keeps nobody waiting
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    await connection.exec_driver_sql(f"PRAGMA busy_timeout={int(1000 * PATIENCE)}")
            except self.faults:
                pass  # whoever writes next meets the same, and tells it


def _write_ahead(cursor: Any) -> None:
    """Turn on the log that readers read beside a writer; SQLite waits for no other that turns it on, too."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            await_only(asyncio.sleep(PAUSE))
        else:
            return


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name."""
    try:
        found = os.stat(file) if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _faults(*, postgresql: bool) -> tuple[type[Exception], ...]:
    faults: tuple[type[Exception], ...] = (SQLAlchemyError, OSError, NewerDatabaseError)
    if postgresql:
        import asyncpg  # type: ignore[import-untyped]  # an extra, for those who have a PostgreSQL; what it raises while it connects comes as it is

        return (*faults, asyncpg.PostgresError, asyncpg.InterfaceError)
    return (*faults, sqlite3.Error)
