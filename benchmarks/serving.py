"""The whole bot beside a bare one that echoes: how many questions a second, how long each takes, start and memory.

Both run as processes of their own, one after the other, before the same server. Run by `make bench`, or by
`python -m benchmarks.serving`.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.botapi import TOKEN, Server
from benchmarks.results import table, write_section
from knowledge import BASE, KnowledgeBase

BOTS = {"ours": ("bot", "run"), "echo": ("benchmarks.echo",)}
WARM = 50
"""Questions that are asked before anything is measured."""
ASKED = 2_000
SINGLE = 400
"""Questions that are asked one by one, to see how long each takes."""
CHATS, EACH = 1_000, 20
SENDS_A_SECOND = 10_000
"""So many that Telegram's limit, which a bare bot does not keep, hides nothing."""
LIMIT = 500
"""Messages a second in the load on many chats, where the limit is what counts."""
APART = 60.0
"""Seconds between two questions of one chat: nobody is taken for a flood."""
ROOT = Path(__file__).parents[1]


class Cost(NamedTuple):
    """What one bot costs; times in seconds."""

    start: float
    """From the start of the process to its first answer."""
    memory: int
    """What the process holds after that, in bytes."""
    rate: float
    """Questions answered in a second where all wait."""
    latency: list[float]
    """From handing out a question to its answer, asked one by one."""


class Load(NamedTuple):
    """What became of many questions in many chats."""

    answered: int
    rate: float
    waits: list[float]
    """How long each chat waited for all its answers, in seconds."""
    fastest: int
    """The most messages in any second."""
    nearest: float
    """The least time in which one chat got three messages."""


async def measure(bot: str, questions: Sequence[str]) -> Cost:
    """Return what a bot costs; `questions` are what it is asked."""
    chance = random.Random(1)
    async with Server() as server:
        server.ask([(1, questions[0], 0.0)])
        started = time.perf_counter()
        async with running(bot, server, SENDS_A_SECOND) as process:
            await server.wait_for(1)
            start = server.sent[0][0] - started
            await asyncio.sleep(1)
            memory = _memory(process.pid)
            server.ask([(10 + n, question, 0.0) for n, question in enumerate(chance.choices(questions, k=WARM))])
            await server.wait_for(1 + WARM)
            latency = []
            for n, question in enumerate(chance.choices(questions, k=SINGLE)):
                before = len(server.sent)
                server.ask([(1_000 + n, question, 0.0)])
                await server.wait_for(before + 1)
                latency.append(server.sent[before][0] - max(server.handed_out.values()))
            before = len(server.sent)
            began = time.perf_counter()
            server.ask([(10_000 + n, question, 0.0) for n, question in enumerate(chance.choices(questions, k=ASKED))])
            await server.wait_for(before + ASKED)
            rate = ASKED / (server.sent[-1][0] - began)
    return Cost(start, memory, rate, latency)


async def load(questions: Sequence[str]) -> Load:
    """Return what becomes of `EACH` questions in each of `CHATS` chats, all of which wait at once."""
    chance = random.Random(2)
    asked = [
        (chat, question, APART * (EACH - n))
        for n in range(EACH)
        for chat, question in zip(range(1, CHATS + 1), chance.choices(questions, k=CHATS), strict=True)
    ]
    async with Server() as server, running("ours", server, LIMIT):
        began = time.perf_counter()
        server.ask(asked)
        await server.wait_for(len(asked), server.answered)
        await asyncio.sleep(1)  # whatever was sent twice would come now
    times = sorted(at for at, _ in server.sent)
    of_chat = defaultdict(list)
    for at, chat in server.sent:
        of_chat[chat].append(at)
    return Load(
        len(server.answered),
        len(server.answered) / (times[-1] - began),
        [max(sent) - began for sent in of_chat.values()],
        max(int(np.searchsorted(times, at + 1.0)) - n for n, at in enumerate(times)),
        min(third - first for sent in of_chat.values() for (first, _), (_, third) in pairwise(pairwise(sent))),
    )


@asynccontextmanager
async def running(bot: str, server: Server, sends: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot in a folder of its own, led to `server`."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *BOTS[bot]),
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": server.url,
                "HLDBOT_SENDS_PER_SECOND": str(sends),
                "HLDBOT_LOG_LEVEL": "WARNING",
            },
        )
        try:
            yield process
        finally:
            process.terminate()
            await process.wait()


def _memory(process: int) -> int:
    """Return what a process holds in memory, in bytes; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/statm")
    return int(status.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


def _questions() -> list[str]:
    """Return questions that are answered with one message."""
    base = KnowledgeBase.load(BASE)
    found = (base.find(golden.text) for golden in base.golden if golden.language == "en")
    return [each.question for each in found if len(each.answers) == 1 and not each.choices]


async def main() -> None:
    """Measure both bots, and write the tables."""
    questions = _questions()
    costs = {bot: await measure(bot, questions) for bot in BOTS}
    ours, echo = costs["ours"], costs["echo"]
    burst = await load(questions)
    slowest = float(np.mean(sorted(burst.waits)[-CHATS // 10 :]))
    write_section(
        "Serving",
        f"`hldbot run` beside a bare python-telegram-bot that echoes, before the same server on this machine: {SINGLE} "
        f"questions asked one by one, then {ASKED:,} that wait at once. Limits on sending are lifted for both.",
        table(
            ["", "hldbot", "echo", "ratio or difference"],
            [
                ["questions a second", f"{ours.rate:.0f}", f"{echo.rate:.0f}", f"{ours.rate / echo.rate:.2f}"],
                [
                    "time to the answer, median",
                    f"{_ms(ours):.1f} ms",
                    f"{_ms(echo):.1f} ms",
                    f"{_ms(ours) - _ms(echo):+.1f} ms",
                ],
                ["start to the first answer", f"{ours.start:.1f} s", f"{echo.start:.1f} s", ""],
                ["memory at rest", f"{ours.memory / 2**20:.0f} MiB", f"{echo.memory / 2**20:.0f} MiB", ""],
            ],
        ),
        f"{CHATS * EACH:,} questions from {CHATS:,} chats at once, with a limit of {LIMIT} messages a second, and of "
        "two in two seconds for each chat:",
        table(
            ["answered", "a second", "most in a second", "least time for three in a chat", "slowest tenth / median"],
            [
                [
                    f"{burst.answered:,}",
                    f"{burst.rate:.0f}",
                    str(burst.fastest),
                    f"{burst.nearest:.2f} s",
                    f"{slowest / float(np.median(burst.waits)):.2f}",
                ]
            ],
        ),
    )


def _ms(cost: Cost) -> float:
    return 1e3 * float(np.median(cost.latency))


if __name__ == "__main__":
    asyncio.run(main())
