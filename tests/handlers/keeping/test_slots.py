"""Moments that processes reserve in a PostgreSQL, so that together they keep to a limit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.keeping.database import Database
from handlers.keeping.slots import Limit, Slots

MOST, SECONDS = 3, 2.0
ALL, CHAT, GROUP = Limit("all", MOST, SECONDS), Limit("chat -7", MOST, SECONDS), Limit("group -7", 2, 60.0)


@pytest.fixture
async def slots(postgresql_url: str) -> AsyncIterator[list[Slots]]:
    """Those of two processes."""
    databases = [Database(postgresql_url) for _ in range(2)]
    yield [Slots(database) for database in databases]
    for database in databases:
        await database.close()


async def reserved(slots: list[Slots], *times: float, limit: Limit = ALL) -> list[float]:
    """Return the moments that processes reserve in turn at these times."""
    moments = [await slots[number % len(slots)].reserve(limit, at) for number, at in enumerate(times)]
    assert [moment.wait for moment in moments] == pytest.approx(
        [(moment.at or 0.0) - at for moment, at in zip(moments, times, strict=True)]
    )
    return [round(moment.at or 0.0, 3) for moment in moments]


async def test_as_many_as_are_allowed_go_at_once(slots: list[Slots]) -> None:
    assert await reserved(slots, 100, 100, 100) == [100, 100, 100]


async def test_what_is_more_waits_its_time_whichever_process_it_comes_from(slots: list[Slots]) -> None:
    assert await reserved(slots, *[100.0] * 8) == [100, 100, 100, 102, 102, 102, 104, 104]


async def test_in_no_window_are_more_than_allowed(slots: list[Slots]) -> None:
    moments = await reserved(slots, *(100 + number * 0.37 for number in range(60)))
    assert moments == sorted(moments)
    assert min(later - earlier for earlier, later in zip(moments, moments[MOST:], strict=False)) >= SECONDS - 0.001


async def test_who_comes_later_finds_all_free_again(slots: list[Slots]) -> None:
    assert await reserved(slots, 100, 100, 100, 103, 103) == [100, 100, 100, 103, 103]


async def test_each_limit_is_one_of_its_own(slots: list[Slots]) -> None:
    await reserved(slots, *[100.0] * MOST)
    assert await reserved(slots, 100, limit=CHAT) == [100]


async def test_a_moment_is_taken_only_where_all_limits_leave_it_free(slots: list[Slots]) -> None:
    here, there = slots
    assert [await one.take([CHAT, GROUP], 100.0) for one in (here, there, here)] == [True, True, False]
    assert await there.take([CHAT], 100.0)  # what was refused has taken none of it
    assert not await here.take([CHAT], 100.0)


async def test_a_moment_before_one_that_is_taken_counts_with_it(slots: list[Slots]) -> None:
    here, there = slots
    assert [await here.take([CHAT], at) for at in (101.0, 101.5)] == [True, True]
    assert [await there.take([CHAT], at) for at in (100.0, 100.5, 103.1)] == [True, False, True]


async def test_how_long_is_to_wait_is_that_of_the_strictest_limit(slots: list[Slots]) -> None:
    here, there = slots
    assert await here.wait([CHAT, GROUP], 100.0) == 0
    for at in (100.0, 101.0):
        await here.take([CHAT, GROUP], at)
    assert await there.wait([CHAT], 101.0) == 0
    assert await there.wait([CHAT, GROUP], 101.0) == pytest.approx(59)


async def test_the_server_tells_the_time(slots: list[Slots]) -> None:
    """Whatever the clocks of the processes say."""
    first, second = [await one.reserve(Limit("all", 1, 60.0)) for one in slots]
    assert first.wait == 0
    assert 0 < second.wait <= 60
    assert await slots[0].wait([Limit("all", 1, 60.0)]) > second.wait


async def test_what_was_sent_to_whom_is_forgotten(slots: list[Slots]) -> None:
    one, _ = slots
    await reserved(slots, *[100.0] * MOST, limit=CHAT)
    await one.clean()
    assert await one.wait([CHAT], 100.0) == 0


@pytest.mark.parametrize("url", ["postgresql+asyncpg://nobody@127.0.0.1:1/nowhere", "sqlite+aiosqlite://"])
async def test_where_the_database_fails_or_is_not_shared_nobody_waits(url: str) -> None:
    database = Database(url)
    slots = Slots(database)
    for _ in range(3):
        moment = await slots.reserve(ALL._replace(most=1))
        assert (moment.wait, await slots.wait([CHAT]), await slots.take([CHAT], moment.at)) == (0, 0, True)
    await database.close()
