"""The bot in a process of its own, led to a Bot API server, and what is asked there."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from knowledge import Fact, KnowledgeBase, Outcome
from tests.botapi import BotApiServer

SECONDS = 180.0
"""How long a process may take to start or to end on a busy machine."""


def example(knowledge: KnowledgeBase, language: str | None = None) -> tuple[str, Fact]:
    """Return a question with the one fact that answers it, in a language of the base or in its own."""
    for fact in knowledge.edition(language).facts.values():
        found = knowledge.find(fact.phrasings[0].text, language)
        if fact.see and found.outcome is Outcome.ANSWERED and len(found.answers) == 1:
            return found.question, found.answers[0].fact
    raise LookupError("no fact with related ones answers its own first phrasing")


def telegram(server: BotApiServer, *, token: str = "") -> dict[str, str]:
    """Return the environment that leads the bot to a server."""
    return {"TELEGRAM_BOT_TOKEN": token or server.token, "TELEGRAM_API_URL": server.url}


def free_port() -> int:
    """Return a port on this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def process(folder: Path, environment: dict[str, str]) -> AsyncIterator[Process]:
    """Run the bot in a folder, with nothing in its environment but this."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


@asynccontextmanager
async def running(server: BotApiServer, folder: Path, **settings: str) -> AsyncIterator[Process]:
    """Run the bot, with further settings, from its first poll on, or until it has set its webhook."""
    await server.wait_for(lambda: not server.world.updates.is_polled)
    server.world.webhook = ""
    async with process(folder, telegram(server) | settings) as bot:
        ready = asyncio.create_task(server.wait_for(lambda: _is_ready(server), SECONDS))
        over = asyncio.create_task(bot.wait())
        await asyncio.wait({ready, over}, return_when=asyncio.FIRST_COMPLETED)
        assert not over.done(), await ended(bot)
        over.cancel()
        await ready
        yield bot


def _is_ready(server: BotApiServer) -> bool:
    return server.world.updates.is_polled or bool(server.world.webhook)


async def stopped(bot: Process, how: signal.Signals) -> int | None:
    """Stop the bot and return its exit code."""
    bot.send_signal(how)
    await ended(bot)
    return bot.returncode


async def ended(bot: Process) -> str:
    """Return all that the bot wrote, when it has ended."""
    output, errors = await asyncio.wait_for(bot.communicate(), SECONDS)
    return (output + errors).decode()
