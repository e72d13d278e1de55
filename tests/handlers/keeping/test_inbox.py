"""Updates on their way through the inbox, in a database of each kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from telegram import Bot, Update

from bot.application import BotApplication
from handlers.keeping import inbox as module
from handlers.keeping.database import Database
from handlers.keeping.inbox import ATTEMPTS, Inbox, Left
from handlers.keeping.journal import KNOWN_FOR, Journal
from handlers.keeping.locks import Locks
from handlers.keeping.schema import UPDATES, now
from handlers.showing.wording import Wording

ANNA = {"id": 5, "is_bot": False, "first_name": "Anna"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Anna"}
NOON = 1_767_268_800
GROUP = {"id": -7, "type": "supergroup", "title": "Keepers"}

Process = Callable[[], Awaitable[Inbox]]


@pytest.fixture(autouse=True)
def _ungraceful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", timedelta())


@pytest.fixture
async def process(database_url: str) -> AsyncIterator[Process]:
    """Starts a process as far as its inbox."""
    async with AsyncExitStack() as stack:

        async def start() -> Inbox:
            database = Database(database_url)
            stack.push_async_callback(database.close)
            locks = Locks(database)
            await locks.open()
            stack.push_async_callback(locks.close)
            return Inbox(database, locks)

        yield start


@pytest.fixture
async def inbox(process: Process) -> Inbox:
    return await process()


async def kill(inbox: Inbox) -> None:
    """Let the server see what it sees when a process has been killed."""
    await inbox._locks.close()


def message(number: int, text: str = "Why is the sea salt?", bot: Bot | None = None, **more: Any) -> Update:
    content = {"message_id": number, "date": NOON, "chat": PRIVATE, "from": ANNA, "text": text} | more
    arrived = Update.de_json({"update_id": number, "message": content}, bot)
    assert arrived
    return arrived


def numbers(updates: list[Update]) -> list[int]:
    return [each.update_id for each in updates]


async def stored(inbox: Inbox) -> list[tuple[Any, ...]]:
    """Return the ids, chats and payloads in the database."""
    await inbox.close()
    columns = (UPDATES.c.update_id, UPDATES.c.chat, UPDATES.c.payload)
    rows = await inbox._database.run(select(*columns).order_by(UPDATES.c.update_id))
    assert rows is not None
    return [tuple(row) for row in rows]


async def test_an_update_is_written_down_before_it_is_handled(inbox: Inbox) -> None:
    arrived = message(1)
    assert await inbox.take([arrived]) == [arrived]
    assert await stored(inbox) == [(1, 5, arrived.to_json())]


async def test_of_an_update_that_is_done_only_its_number_stays(inbox: Inbox) -> None:
    await inbox.take([message(1), message(2)])
    inbox.done(1)
    assert await stored(inbox) == [(1, None, None), (2, 5, message(2).to_json())]


async def test_an_update_that_comes_twice_is_taken_once(process: Process) -> None:
    """By the same process, by another one, and after a restart."""
    one, other = await process(), await process()
    assert numbers(await one.take([message(1), message(2), message(1)])) == [1, 2]
    assert numbers(await one.take([message(2), message(3)])) == [3]
    assert numbers(await other.take([message(1), message(4)])) == [4]
    one.done(1)
    await one.close()
    assert numbers(await (await process()).take([message(1), message(5)])) == [5]


async def test_an_update_that_two_processes_get_at_once_is_taken_by_one(process: Process) -> None:
    processes = [await process() for _ in range(4)]
    taken = await asyncio.gather(*(one.take([message(number) for number in range(20)]) for one in processes))
    assert sorted(number for each in taken for number in numbers(each)) == list(range(20))


async def test_what_was_under_way_in_a_killed_process_is_handled_again(process: Process) -> None:
    killed = await process()
    await killed.take([message(number) for number in (3, 1, 2)])
    killed.done(2)
    await killed.close()
    await kill(killed)
    left = await (await process()).left()
    assert {number: json.loads(payload) for number, payload in left.likely.items()} == {
        number: json.loads(message(number).to_json()) for number in (1, 3)
    }
    assert list(left.likely) == [1, 3]


async def test_what_is_handled_again_is_done_in_the_end(process: Process) -> None:
    killed, after = await process(), await process()
    await killed.take([message(1)])
    await kill(killed)
    await after.left()
    assert await after.take([message(1)]) == []
    after.done(1)
    assert await stored(after) == [(1, None, None)]


async def test_an_update_that_ends_the_process_again_and_again_is_passed_over_and_takes_none_with_it(
    process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    """The first kill may be due to any of them; from the second on they are tried one at a time."""
    killed = await process()
    await killed.take([message(1), message(2)])
    for _ in range(ATTEMPTS - 2):
        await kill(killed)
        killed = await process()
        assert list((await killed.left()).likely) == [1, 2]
    await kill(killed)
    killed = await process()
    assert list((await killed.left()).suspect) == [1, 2]
    await killed.attempt(1)
    await kill(killed)
    last = await process()
    assert await last.left() == Left({}, {2: message(2).to_json()})
    assert [record.getMessage() for record in caplog.records] == [
        "update 1 has ended the process 3 times, and is passed over"
    ]
    assert (await stored(last))[0] == (1, None, None)


async def test_what_people_in_a_group_say_to_each_other_is_never_written_down(
    inbox: Inbox, application: BotApplication
) -> None:
    bot, command = application.bot, [{"type": "bot_command", "offset": 0, "length": 4}]
    arrived = [
        message(1, "See you there", bot, chat=GROUP),
        message(2, "/ask why", bot, chat=GROUP, entities=command),
        message(3, f"@{bot.username} why", bot, chat=GROUP),
    ]
    assert await inbox.take(arrived) == arrived
    assert [(number, bool(payload)) for number, _, payload in await stored(inbox)] == [(1, False), (2, True), (3, True)]


async def test_what_is_typed_inline_is_not_written_down(inbox: Inbox) -> None:
    query = {"id": "1", "from": ANNA, "query": "why is", "offset": ""}
    typed = Update.de_json({"update_id": 1, "inline_query": query}, None)
    assert typed
    assert await inbox.take([typed, typed]) == [typed]
    assert await stored(inbox) == [(1, None, None)]


async def test_the_number_of_an_update_is_forgotten_after_a_day(inbox: Inbox) -> None:
    await inbox.take([message(1), message(2)])
    old = now() - KNOWN_FOR - timedelta(minutes=1)
    await inbox._database.run(update(UPDATES).where(UPDATES.c.update_id == 1).values(received_at=old))
    await Journal(inbox._database).clean()
    assert [number for number, *_ in await stored(inbox)] == [2]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "until it is answered"), ("fr", "jusqu'à la réponse"), ("es", "hasta que esté respondido")],
)
def test_privacy_says_that_what_comes_is_kept_until_it_is_answered(language: str, said: str) -> None:
    assert said in Wording.load().of(language).privacy


class TestWhereTheDatabaseFails:
    @pytest.fixture
    async def failing(self, tmp_path: Any) -> AsyncIterator[Inbox]:
        database = Database(f"sqlite+aiosqlite:///{tmp_path}/nowhere/journal.sqlite3")
        yield Inbox(database, Locks(database))
        await database.close()

    async def test_all_is_taken_once_all_the_same(self, failing: Inbox) -> None:
        assert numbers(await failing.take([message(1), message(2), message(1)])) == [1, 2]
        assert numbers(await failing.take([message(2), message(3)])) == [3]

    async def test_it_is_told_once(self, failing: Inbox, caplog: pytest.LogCaptureFixture) -> None:
        for number in range(10):
            await failing.take([message(number)])
            failing.done(number)
        assert await failing.left() == Left({}, {})
        await failing.close()
        assert len(caplog.records) == 1

    async def test_what_was_done_meanwhile_is_noted_when_it_works_again(self, inbox: Inbox) -> None:
        await inbox.take([message(1)])
        engine = inbox._database.engine
        inbox._database.engine = Database("sqlite+aiosqlite:////nowhere/at/all").engine
        inbox.done(1)
        await inbox.close()
        inbox._database.engine = engine
        await inbox.take([message(2)])
        assert [number for number, _, payload in await stored(inbox) if payload] == [2]


async def test_a_process_that_loses_its_connection_for_a_moment_keeps_what_it_has(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others see a process by its connection alone, and it takes a moment to find out that it has to make a new one."""
    monkeypatch.setattr(module, "GRACE", timedelta(minutes=1))
    databases = [Database(postgresql_url) for _ in range(2)]
    one, other = (Inbox(database, Locks(database)) for database in databases)
    for each in (one, other):
        await each._locks.open()
    await one.take([message(1)])
    await kill(one)
    assert await other.left() == Left({}, {})
    await one._locks.open()
    monkeypatch.setattr(module, "GRACE", timedelta())
    assert await other.left() == Left({}, {})
    await kill(one)
    assert list((await other.left()).likely) == [1]
    await kill(other)
    for database in databases:
        await database.close()
