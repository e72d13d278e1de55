"""Telegram's limits on sending, where several processes send for one bot: each takes a moment before it sends.

The moments that were taken last stand in a row a limit. The server's clock is the one that all processes share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.keeping.database import Database

IDLE = 300.0
"""Seconds after which it does not matter any more when something was sent."""

_WAIT = text(
    """SELECT coalesce(max(times[cardinality(times) - CAST(:most AS INTEGER) + 1] + CAST(:seconds AS DOUBLE PRECISION)
        - coalesce(CAST(:at AS DOUBLE PRECISION), extract(epoch FROM clock_timestamp())::DOUBLE PRECISION)), 0)
    FROM slots WHERE name = :name"""
)
_RESERVE = text(
    """WITH clock AS (
        SELECT coalesce(CAST(:at AS DOUBLE PRECISION), extract(epoch FROM clock_timestamp())::DOUBLE PRECISION) AS at
    )
    INSERT INTO slots AS s (name, times) SELECT CAST(:name AS VARCHAR), ARRAY[at] FROM clock
    ON CONFLICT (name) DO UPDATE SET times = (array_append(s.times, greatest(
        (SELECT at FROM clock),
        s.times[cardinality(s.times) - CAST(:most AS INTEGER) + 1] + CAST(:seconds AS DOUBLE PRECISION)
    )))[greatest(1, cardinality(s.times) + 2 - CAST(:most AS INTEGER)):]
    RETURNING times[cardinality(times)], times[cardinality(times)] - (SELECT at FROM clock)"""
)
# Moments that other processes have taken may lie behind this one, and count as well.
_TAKE = text(
    """INSERT INTO slots AS s (name, times) VALUES (:name, ARRAY[CAST(:at AS DOUBLE PRECISION)])
    ON CONFLICT (name) DO UPDATE SET times = (
        ARRAY(SELECT t FROM unnest(array_append(s.times, CAST(:at AS DOUBLE PRECISION))) AS t ORDER BY t)
    )[greatest(1, cardinality(s.times) + 2 - CAST(:most AS INTEGER)):]
    WHERE (
        SELECT count(*) FROM unnest(s.times) AS t
        WHERE t > CAST(:at AS DOUBLE PRECISION) - CAST(:seconds AS DOUBLE PRECISION)
    ) < CAST(:most AS INTEGER)
    RETURNING name"""
)
_CLEAN = text("DELETE FROM slots WHERE times[cardinality(times)] < extract(epoch FROM clock_timestamp()) - :idle")


class Limit(NamedTuple):
    """At most `most` calls in any `seconds`."""

    name: str
    most: int
    seconds: float


class Moment(NamedTuple):
    """A moment that was taken."""

    at: float | None
    """In seconds since 1970, by the server's clock; None where there is no server to tell."""
    wait: float
    """In seconds from now on."""


class _TakenError(Exception):
    """Others were quicker."""


class Slots:
    """Takes moments in the database; where it is not shared, or fails, any moment is free."""

    def __init__(self, database: Database) -> None:
        """Take the database."""
        self._database = database
        self.shared = database.shared
        """Whether there are other processes to be minded."""

    async def wait(self, limits: Sequence[Limit], at: float | None = None) -> float:
        """Return in how many seconds all `limits` allow a call, seen from `at`: by default from now."""
        waits = [0.0]
        for limit in limits if self._database.shared else ():
            rows = await self._database.run(_WAIT.bindparams(**limit._asdict(), at=at))
            waits += [float(row[0]) for row in rows or ()]
        return max(waits)

    async def reserve(self, limit: Limit, at: float | None = None) -> Moment:
        """Take the next moment that is free, from `at` on: by default from now."""
        rows = None
        if self._database.shared:
            rows = await self._database.run(_RESERVE.bindparams(**limit._asdict(), at=at))
        return Moment(*map(float, rows[0])) if rows else Moment(None, 0.0)

    async def take(self, limits: Sequence[Limit], at: float | None) -> bool:
        """Take the moment `at` of all `limits`, and return whether it was free in all of them; or take it of none."""
        if not self._database.shared or at is None:
            return True

        async def take_all(connection: AsyncConnection) -> None:
            for limit in limits:
                if (await connection.execute(_TAKE, limit._asdict() | {"at": at})).first() is None:
                    raise _TakenError

        try:
            await self._database.work(take_all)
        except _TakenError:
            return False
        return True

    async def clean(self) -> None:
        """Forget what was sent to whom long ago."""
        if self._database.shared:
            await self._database.run(_CLEAN.bindparams(idle=IDLE))
