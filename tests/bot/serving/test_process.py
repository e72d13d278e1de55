"""Starting, stopping and faults on the way: a process of its own with a small base, over HTTP."""

from __future__ import annotations

import asyncio
import json
import resource
import shutil
import signal
import socket
import sqlite3
from asyncio.subprocess import Process
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, ended, free_port, process, running, stopped, telegram
from tests.botapi import BotApiServer, Person, faults
from tests.botapi.faults import Fault

SMALL = {"HLDBOT_KNOWLEDGE": str(BASE)}


async def answers(person: Person) -> None:
    """Ask, and read the answer."""
    person.say(QUESTION)
    assert ANSWER in (await person.reads()).text


def answered(person: Person) -> list[str]:
    """Return the answers that stand in a private chat."""
    return [message["text"] for message in person.private.messages.values() if ANSWER in message.get("text", "")]


async def line(bot: Process, words: str) -> str:
    """Return the next line of the log that holds these words."""
    assert bot.stderr
    while told := (await asyncio.wait_for(bot.stderr.readline(), SECONDS)).decode():
        if words in told:
            return told
    raise AssertionError(f"it ended without a word of {words!r}")


# Starting


async def test_a_server_that_cannot_be_reached_at_the_start_is_waited_for(tmp_path: Path) -> None:
    """And the log says so."""
    port = free_port()
    async with BotApiServer(port=port) as server:
        environment = telegram(server) | SMALL
    async with process(tmp_path, environment) as bot:
        told = await line(bot, "no answer from Telegram")
        assert "TELEGRAM_API_URL" in told
        async with BotApiServer(port=port) as server:
            await answers(server.person("Anna"))
            assert await stopped(bot, signal.SIGTERM) == 0


@pytest.mark.parametrize("fault", [faults.page(404), faults.page(502), faults.garbage(), faults.cut(), faults.flood(1)])
async def test_a_passing_fault_at_the_start_delays_it(server: BotApiServer, tmp_path: Path, fault: Fault) -> None:
    """Even a proxy's 404, which looks like a refused token."""
    server.order(fault, "getMe")
    server.order(fault, "deleteWebhook")
    async with running(server, tmp_path, **SMALL):
        await answers(server.person("Anna"))


@pytest.mark.parametrize("fault", [faults.hang(), faults.flood(30), faults.page(502)])
async def test_answers_do_not_wait_for_the_menu(server: BotApiServer, tmp_path: Path, fault: Fault) -> None:
    server.order(fault, "getMyCommands")
    async with running(server, tmp_path, **SMALL):
        await answers(server.person("Anna"))


async def test_the_supervisor_hears_when_it_is_ready_that_it_lives_and_that_it_stops(
    server: BotApiServer, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.setblocking(False)
        async with running(server, tmp_path, **SMALL, NOTIFY_SOCKET=str(tmp_path / "notify")) as bot:
            await answers(server.person("Anna"))
            assert await stopped(bot, signal.SIGTERM) == 0
        told = []
        with suppress(BlockingIOError):
            while True:
                told.append(supervisor.recv(1000).decode())
    others = [state for state in told if state != "WATCHDOG=1"]
    assert others == ["READY=1\nSTATUS=answering as @hld_test_bot", "STOPPING=1"]
    assert "WATCHDOG=1" in told


# Faults in the middle


@pytest.mark.parametrize(
    "fault", [faults.flood(1), faults.page(404), faults.page(502), faults.drop(), faults.cut(), faults.garbage()]
)
async def test_an_answer_that_does_not_get_through_is_sent_again(
    server: BotApiServer, tmp_path: Path, fault: Fault
) -> None:
    async with running(server, tmp_path, **SMALL):
        server.order(fault, "sendMessage")
        await answers(server.person("Anna"))


async def test_an_answer_that_hangs_is_sent_again(server: BotApiServer, tmp_path: Path) -> None:
    async with running(server, tmp_path, **SMALL):
        server.order(faults.hang(), "sendMessage")
        anna = server.person("Anna")
        anna.say(QUESTION)
        await server.wait_for(lambda: answered(anna), SECONDS)


async def test_a_server_that_goes_and_comes_back_gets_the_answers_that_waited(tmp_path: Path) -> None:
    port = free_port()
    async with BotApiServer(port=port) as server:
        anna, hold = server.person("Anna"), server.hold("sendMessage")
        world = server.world
        async with running(server, tmp_path, **SMALL) as bot:
            anna.say(QUESTION)
            await asyncio.wait_for(hold.reached.wait(), SECONDS)
            await server.__aexit__()
            await line(bot, "sendMessage failed")
            async with BotApiServer(port=port) as again:
                again.world = world
                await again.wait_for(lambda: answered(anna), SECONDS)
                assert await stopped(bot, signal.SIGTERM) == 0


# The same update twice, and a process that is killed


async def test_an_update_that_comes_twice_is_answered_once_even_after_a_restart(
    server: BotApiServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    for _ in range(2):
        async with running(server, tmp_path, **SMALL) as bot:
            if not answered(anna):
                anna.say(QUESTION)
                update = server.world.updates.waiting[0]
                await server.wait_for(lambda: answered(anna), SECONDS)
            server.world.updates.waiting.append(update)
            server.world.changes.announce()
            ben = server.person("Ben")
            await answers(ben)
            assert await stopped(bot, signal.SIGTERM) == 0
    assert len(answered(anna)) == 1


async def test_a_process_killed_in_a_burst_loses_no_private_question(server: BotApiServer, tmp_path: Path) -> None:
    """Twice: what was confirmed and not answered yet is answered after the start."""
    people = [server.person(f"Person {number}") for number in range(40)]
    async with running(server, tmp_path, **SMALL) as bot:
        for person in people:
            person.say(QUESTION)
        await server.wait_for(lambda: sum(map(len, map(answered, people))) > 5, SECONDS)
        await stopped(bot, signal.SIGKILL)
    async with running(server, tmp_path, **SMALL) as bot:
        await server.wait_for(lambda: sum(map(len, map(answered, people))) > 15, SECONDS)
        await stopped(bot, signal.SIGKILL)
    async with running(server, tmp_path, **SMALL) as bot:
        await server.wait_for(lambda: all(answered(person) for person in people), SECONDS)
        assert await stopped(bot, signal.SIGTERM) == 0
    assert server.world.updates.waiting == []


async def test_what_cannot_be_answered_in_time_is_cut_off_at_a_stop_and_answered_at_the_next_start(
    server: BotApiServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    async with running(server, tmp_path, **SMALL) as bot:
        hold = server.hold("sendMessage")
        server.order(faults.flood(40), "sendMessage")
        anna.say(QUESTION)
        await asyncio.wait_for(hold.reached.wait(), SECONDS)
        hold.released.set()
        await server.wait_for(lambda: answered(anna), SECONDS)
        anna.say(QUESTION)
        await server.wait_for(lambda: len(server.called("sendMessage")) == 2, SECONDS)
        bot.send_signal(signal.SIGTERM)
        assert "cut off" in await ended(bot)
        assert bot.returncode == 0
    assert len(answered(anna)) == 1
    async with running(server, tmp_path, **SMALL):
        await server.wait_for(lambda: len(answered(anna)) == 2, SECONDS)


# The disk


async def test_without_a_disk_answers_go_on_and_the_log_says_so_once(server: BotApiServer, tmp_path: Path) -> None:
    """Where nothing can be written, even by root."""
    nowhere = {"HLDBOT_DATABASE_URL": "sqlite+aiosqlite:////proc/hldbot.sqlite3"}
    async with running(server, tmp_path, **SMALL, **nowhere) as bot:
        anna = server.person("Anna")
        for _ in range(3):
            await answers(anna)
        bot.send_signal(signal.SIGTERM)
        told = await ended(bot)
    assert told.count("the journal fails, and answers go on without it") == 1
    assert "Traceback" not in told


async def test_a_disk_that_is_full_for_a_while_stops_no_answer(server: BotApiServer, tmp_path: Path) -> None:
    async with running(server, tmp_path, **SMALL) as bot:
        anna = server.person("Anna")
        await answers(anna)
        before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        for _ in range(3):
            await answers(anna)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)
        await answers(anna)
        bot.send_signal(signal.SIGTERM)
        told = await ended(bot)
    assert told.count("the journal fails, and answers go on without it") == 1
    assert told.count("the journal works again") == 1


async def test_a_database_that_is_locked_for_a_while_stops_no_answer(server: BotApiServer, tmp_path: Path) -> None:
    async with running(server, tmp_path, **SMALL) as bot:
        anna = server.person("Anna")
        await answers(anna)
        with closing(sqlite3.connect(tmp_path / "hldbot.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            for _ in range(2):
                await answers(anna)
            other.execute("ROLLBACK")
        await answers(anna)
        bot.send_signal(signal.SIGTERM)
        told = await ended(bot)
    assert told.count("the journal fails, and answers go on without it") == 1
    assert told.count("the journal works again") == 1


# All at the same time


async def test_while_the_base_is_edited_and_telegram_has_a_bad_day_all_are_answered(
    server: BotApiServer, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(BASE, base)
    good = (base / "base.yaml").read_text("utf-8")
    people = [server.person(f"Person {number}") for number in range(12)]
    bad_day = [faults.flood(1), faults.page(502), faults.drop(), faults.cut(), faults.garbage(), faults.page(404)]
    async with running(server, tmp_path, HLDBOT_KNOWLEDGE=str(base)) as bot:
        for number, person in enumerate(people):
            fault = bad_day[number % len(bad_day)]
            server.order(fault, "getUpdates" if number % 6 == 5 else "sendMessage")
            (base / "base.yaml").write_text("name: [" if number % 2 else f"{good}\n# {number}\n", "utf-8")
            bot.send_signal(signal.SIGHUP)
            person.say(QUESTION)
            await asyncio.sleep(0.1)
        await server.wait_for(lambda: all(map(answered, people)), 2 * SECONDS)
        assert await stopped(bot, signal.SIGTERM) == 0


# The webhook, health, and the way back to polling


async def test_over_the_webhook_all_goes_as_by_polling_and_back(server: BotApiServer, tmp_path: Path) -> None:
    port, metrics = free_port(), free_port()
    webhook = {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "HLDBOT_METRICS_LISTEN": f"127.0.0.1:{metrics}",
        "HLDBOT_LOG_FORMAT": "json",
    }
    anna = server.person("Anna")
    async with running(server, tmp_path, **SMALL, **webhook) as bot, httpx.AsyncClient(trust_env=False) as client:
        server.deliveries.losing = 1
        await answers(anna)
        await server.wait_for(lambda: not server.world.updates.waiting)
        assert server.deliveries.statuses[-1] == 200
        assert len(answered(anna)) == 1
        for address in (port, metrics):
            assert (await client.get(f"http://127.0.0.1:{address}/readyz")).text == "ready\n"
            assert (await client.get(f"http://127.0.0.1:{address}/healthz")).status_code == 200
        shown = (await client.get(f"http://127.0.0.1:{metrics}/metrics")).text
        assert 'hldbot_outcomes_total{language="en",outcome="answered"} 1.0' in shown
        assert (await client.get(f"http://127.0.0.1:{port}/metrics")).status_code == 404
        bot.send_signal(signal.SIGTERM)
        told = [json.loads(text) for text in (await ended(bot)).splitlines()]
        assert bot.returncode == 0
    (of_update,) = [each for each in told if each.get("outcome") == "answered"]
    assert of_update.items() >= {"kind": "message", "chat": "private", "fact": "pharos", "language": "en"}.items()
    assert {type(of_update["ms"]), type(of_update["score"])} == {float}
    assert str(anna.user["id"]) not in json.dumps(told)
    assert QUESTION not in json.dumps(told)
    assert server.world.webhook  # another process may still serve it
    async with running(server, tmp_path, **SMALL):
        assert server.world.webhook == ""
        await answers(anna)


async def test_two_processes_take_turns_at_one_webhook_and_one_that_stops_leaves_it(
    server: BotApiServer, tmp_path: Path
) -> None:
    port = free_port()
    webhook = {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "TELEGRAM_WEBHOOK_SECRET": "a-secret-that-all-processes-share",
    }
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with running(server, first, **SMALL, **webhook, TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}"):
        other = telegram(server) | SMALL | webhook | {"TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}"}
        async with process(second, other) as beside:
            await server.wait_for(lambda: len(server.called("setWebhook")) == 2, SECONDS)
            assert await stopped(beside, signal.SIGTERM) == 0
        await answers(server.person("Anna"))


async def test_an_address_that_is_taken_ends_the_process_with_one_line(server: BotApiServer, tmp_path: Path) -> None:
    taken = server.url.rpartition("/")[2]
    async with process(tmp_path, telegram(server) | SMALL | {"HLDBOT_METRICS_LISTEN": taken}) as bot:
        told = await ended(bot)
    assert bot.returncode == 2
    assert "HLDBOT_METRICS_LISTEN" in told
    assert len(told.splitlines()) == 1
