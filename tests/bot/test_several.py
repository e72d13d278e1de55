"""Several processes with webhooks behind a load balancer, with one PostgreSQL, as an operator runs them."""

from __future__ import annotations

import asyncio
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.bot.balancer import balancing
from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, process, stopped, telegram
from tests.botapi import BotApiServer, Person, faults
from tests.botapi.faults import CarryOut, Hold
from tests.botapi.wire import Response

pytestmark = pytest.mark.usefixtures("_patient")

SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105  # opens nothing


@dataclass
class Farm:
    """Two processes that have begun to serve."""

    bots: list[Process]
    ports: list[int]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def ready(port: int) -> None:
    """Wait until a process says that it may be given updates."""
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(SECONDS):
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


@asynccontextmanager
async def farm(server: BotApiServer, database: str, folder: Path) -> AsyncIterator[Farm]:
    async with AsyncExitStack() as stack:
        ports = [free_port() for _ in range(2)]
        balancer = await stack.enter_async_context(balancing(*ports))
        settings = {
            "HLDBOT_KNOWLEDGE": str(BASE),
            "HLDBOT_DATABASE_URL": database,
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{balancer}/telegram",
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
        }
        bots = []
        for port in ports:
            own = {"TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
            bots.append(await stack.enter_async_context(process(folder, telegram(server) | settings | own)))
        for port in ports:
            await ready(port)
        yield Farm(bots, ports)


def answers(person: Person) -> int:
    return sum(ANSWER in message["text"] for message in person.private.messages.values())


async def test_all_are_answered_once_by_processes_that_start_at_once_on_an_empty_database(
    server: BotApiServer, postgresql_url: str, tmp_path: Path
) -> None:
    """Also where an answer to Telegram is lost, and the same update goes to the other process."""
    people = [server.person(f"Anna {number}") for number in range(20)]
    async with farm(server, postgresql_url, tmp_path) as both:
        server.deliveries.losing = 10
        for person in people:
            person.say(QUESTION)
        for person in people:
            await person.reads()
        await server.wait_for(lambda: not server.world.updates.waiting, SECONDS)
        for bot in both.bots:
            assert await stopped(bot, signal.SIGTERM) == 0
    assert [answers(person) for person in people] == [1] * len(people)


async def test_where_one_is_killed_the_other_answers_what_it_had_begun_with(
    server: BotApiServer, postgresql_url: str, tmp_path: Path
) -> None:
    people = [server.person(f"Anna {number}") for number in range(12)]
    async with farm(server, postgresql_url, tmp_path) as both:
        held = Hold()

        async def lose(carry_out: CarryOut) -> Response:
            """Carry out nothing of what was held, or the answers of the killed one would come from beyond."""
            held.reached.set()
            await held.released.wait()
            return await faults.drop()(carry_out)

        server.order(lose, "sendMessage", times=len(people))
        for person in people:
            person.say(QUESTION)
        await asyncio.wait_for(held.reached.wait(), SECONDS)
        await server.wait_for(lambda: not server.world.updates.waiting, SECONDS)
        await stopped(both.bots[0], signal.SIGKILL)
        held.released.set()
        await server.wait_for(lambda: all(answers(person) for person in people), 2 * SECONDS)
