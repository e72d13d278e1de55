"""The process killed without a warning: what it has been asked by then is answered by the next one."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, running, stopped
from tests.botapi import BotApiServer
from tests.botapi.faults import Hold

KNOWLEDGE = {"HLDBOT_KNOWLEDGE": str(BASE)}


def hold(server: BotApiServer, calls: int) -> Hold:
    """Let the next answers hang, as many as `calls`."""
    held = Hold()
    server.order(held, "sendMessage", times=calls)
    return held


async def forgotten(server: BotApiServer) -> None:
    """Wait until Telegram takes all updates for delivered."""
    await server.wait_for(lambda: not server.world.updates.waiting, SECONDS)


async def test_every_question_that_was_in_flight_is_answered_after_a_kill(server: BotApiServer, tmp_path: Path) -> None:
    """Though Telegram has long taken them for delivered."""
    people = [server.person(f"Anna {number}") for number in range(12)]
    async with running(server, tmp_path, **KNOWLEDGE) as bot:
        held = hold(server, len(people))
        for person in people:
            person.say(QUESTION)
        await asyncio.wait_for(held.reached.wait(), SECONDS)
        await forgotten(server)
        await stopped(bot, signal.SIGKILL)
    async with running(server, tmp_path, **KNOWLEDGE) as bot:
        for person in people:
            assert ANSWER in (await person.reads()).text
        assert await stopped(bot, signal.SIGTERM) == 0


async def test_what_was_answered_before_a_kill_is_not_answered_again(server: BotApiServer, tmp_path: Path) -> None:
    anna, ben = server.person("Anna"), server.person("Ben")
    async with running(server, tmp_path, **KNOWLEDGE) as bot:
        anna.say(QUESTION)
        await anna.reads()
        held = hold(server, 1)
        ben.say(QUESTION)
        await asyncio.wait_for(held.reached.wait(), SECONDS)
        await stopped(bot, signal.SIGKILL)
    async with running(server, tmp_path, **KNOWLEDGE) as bot:
        await ben.reads()
        await stopped(bot, signal.SIGTERM)
    assert len([m for m in anna.private.messages.values() if ANSWER in m["text"]]) == 1


async def test_a_question_that_is_there_at_each_kill_is_passed_over_at_last_and_the_others_are_answered(
    server: BotApiServer, tmp_path: Path
) -> None:
    anna, ben = server.person("Anna"), server.person("Ben")
    for kills in range(3):
        async with running(server, tmp_path, **KNOWLEDGE) as bot:
            held = hold(server, 2)
            if kills == 0:
                anna.say(QUESTION)
                ben.say(QUESTION)
                await forgotten(server)
            await asyncio.wait_for(held.reached.wait(), SECONDS)
            await stopped(bot, signal.SIGKILL)
            server._faults.clear()
    async with running(server, tmp_path, **KNOWLEDGE) as bot:
        assert ANSWER in (await ben.reads()).text
        bot.send_signal(signal.SIGTERM)
        _, errors = await bot.communicate()
    assert b"has ended the process 3 times, and is passed over" in errors
    assert not [m for m in anna.private.messages.values() if ANSWER in m["text"]]
