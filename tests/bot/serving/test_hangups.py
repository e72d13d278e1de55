"""SIGHUP ends the process at no moment, and whenever it comes a newer base is looked for as soon as that can be."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree

import pytest

from bot.serving.hangups import Hangups
from knowledge.live import LiveBase, Pauses
from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, ended, free_port, process, telegram
from tests.botapi import BotApiServer
from tests.knowledge.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no such signal")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(copytree(BASE, tmp_path / "base"))


@pytest.fixture
def live(folder: Folder) -> LiveBase:
    return LiveBase.open(folder.path, pauses=Pauses(quiet=0.0, doubt=0.0))


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = signal.getsignal(signal.SIGHUP)
    yield
    signal.signal(signal.SIGHUP, before)


async def answers(live: LiveBase, words: str) -> None:
    async with asyncio.timeout(SECONDS):
        while words not in live.standing.knowledge.edition().facts["pharos"].answer:  # noqa: ASYNC110  # gives no sign
            await asyncio.sleep(0.01)


async def test_what_came_before_there_was_a_base_leads_to_a_look_at_it(live: LiveBase, folder: Folder) -> None:
    hangups = Hangups()
    hangups.note()
    folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
    signal.raise_signal(signal.SIGHUP)
    with hangups.reloading(live):
        await answers(live, "about 110 metres")


async def test_each_leads_to_a_look_and_none_ends_what_goes_on_after_it(live: LiveBase, folder: Folder) -> None:
    hangups = Hangups()
    hangups.note()
    with hangups.reloading(live):
        await asyncio.sleep(0)
        assert not hangups._looking
        for words in ("about 110 metres", "about 120 metres"):
            now = live.standing.knowledge.edition().facts["pharos"].answer
            folder.edit("facts/towers.yaml", now, f"It was {words} tall.")
            signal.raise_signal(signal.SIGHUP)
            await answers(live, words)
    signal.raise_signal(signal.SIGHUP)
    await asyncio.sleep(0)


def heeds(pid: int) -> bool:
    """Tell whether a process heeds SIGHUP (proc(5))."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if "SigCgt" in line)
    return bool(int(caught.split()[1], 16) & 1 << signal.SIGHUP - 1)


@asynccontextmanager
async def starting(server: BotApiServer, folder: Folder) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process from the moment at which it heeds the signal."""
    settings = telegram(server) | {"HLDBOT_KNOWLEDGE": str(folder.path)}
    async with process(folder.path.parent, settings) as bot, asyncio.timeout(SECONDS):
        while not heeds(bot.pid):  # noqa: ASYNC110  # the system gives no sign
            await asyncio.sleep(0.002)
        yield bot


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell what a process heeds")
async def test_while_it_starts_it_ends_nothing(server: BotApiServer, folder: Folder) -> None:
    anna = server.person("Anna")
    async with starting(server, folder) as bot:
        bot.send_signal(signal.SIGHUP)
        anna.say(QUESTION)
        assert ANSWER in (await anna.reads()).text
        bot.terminate()
        output = await ended(bot)
    assert bot.returncode == 0
    assert output.index("looking for a newer base") < output.index("answering as")


async def test_before_telegram_is_reached_it_brings_a_newer_base(folder: Folder) -> None:
    port = free_port()
    async with BotApiServer(port=port) as server:
        environment = telegram(server) | {"HLDBOT_KNOWLEDGE": str(folder.path)}
    async with process(folder.path.parent, environment) as bot, asyncio.timeout(SECONDS):
        assert bot.stderr
        while b"no answer from Telegram" not in await bot.stderr.readline():
            pass
        folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
        bot.send_signal(signal.SIGHUP)
        while b"looking for a newer base" not in await bot.stderr.readline():
            pass
        async with BotApiServer(port=port) as server:
            anna = server.person("Anna")
            anna.say(QUESTION)
            assert "about 110 metres" in (await anna.reads()).text
            bot.terminate()
            await ended(bot)
    assert bot.returncode == 0
