from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.application import BotApplication, build
from bot.errors import OperatorError
from bot.serving.watchdog import DEAF, HUNG, STUCK, STUCK_CODE, Pulse, hears, notifier
from bot.terminal.local import TOKEN, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def application() -> AsyncIterator[BotApplication]:
    async with build(KnowledgeBase.load(BASE), TOKEN, request=LocalTelegram()) as application:
        yield application


def test_a_process_whose_loop_is_stuck_is_ended_with_a_line(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    time, ended = Time(), list[int]()
    pulse = Pulse(time, ended.append)
    time.now = STUCK
    pulse.check()
    assert ended == []
    time.now += 1
    pulse.check()
    assert ended == [STUCK_CODE]
    assert "stuck for 61 s" in caplog.text
    assert "test_watchdog.py" in capfd.readouterr().err  # where it stood


async def test_while_the_loop_runs_the_pulse_beats_and_tells_the_supervisor() -> None:
    time, ended, told = Time(), list[int](), list[str]()
    pulse = Pulse(time, ended.append)
    time.now = 10 * STUCK
    beating = asyncio.create_task(pulse.beat(told.append))
    await asyncio.sleep(0)
    pulse.check()
    beating.cancel()
    assert told == ["WATCHDOG=1"]
    assert ended == []


async def test_a_queue_that_nobody_empties_ends_the_process(application: BotApplication) -> None:
    """As where the library's task that takes updates up has died."""
    time = Time()
    listening = asyncio.create_task(hears(application, time, pause=0))
    for _ in range(3):
        time.now += DEAF
        await asyncio.sleep(0.001)  # nothing waits, however long
    application.update_queue.put_nowait(object())
    await asyncio.sleep(0.001)
    assert not listening.done()
    time.now += DEAF + 1
    with pytest.raises(OperatorError, match="nobody takes them up"):
        await asyncio.wait_for(listening, 5)


async def test_updates_that_never_come_to_an_end_end_the_process(application: BotApplication) -> None:
    time, endless = Time(), asyncio.Event()

    async def hang(*_: Any) -> None:
        await endless.wait()

    hanging = asyncio.create_task(application.update_processor.process_update(object(), hang()))
    listening = asyncio.create_task(hears(application, time, pause=0))
    await asyncio.sleep(0.001)
    time.now += HUNG
    await asyncio.sleep(0.001)
    application.accounts.handled += 1  # another one has come to its end
    await asyncio.sleep(0.001)
    time.now += HUNG
    await asyncio.sleep(0.001)
    assert not listening.done()
    time.now += 1
    with pytest.raises(OperatorError, match="no update has come to its end"):
        await asyncio.wait_for(listening, 5)
    endless.set()
    await hanging


@pytest.mark.parametrize("abstract", [False, True])
def test_the_supervisor_is_told_over_its_socket(tmp_path: Path, abstract: bool) -> None:
    name = f"hldbot-test-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(f"\0{name}" if abstract else name)
        notifier({"NOTIFY_SOCKET": f"@{name}" if abstract else name})("READY=1")
        assert supervisor.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_without_a_supervisor_nothing_is_told_and_nothing_fails(environment: dict[str, str]) -> None:
    notifier(environment)("READY=1")
