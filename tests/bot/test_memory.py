from __future__ import annotations

import gc
import logging
import tracemalloc
from pathlib import Path

import pytest

from benchmarks.soak import Crowd, ForgetfulTelegram, outcomes, soak
from bot.application import build
from bot.terminal.local import TOKEN
from handlers.context import REMEMBERED
from handlers.noting import FAILED
from handlers.showing.pictures import draw
from knowledge import KnowledgeBase, Outcome
from knowledge.matching import index
from tests.bot.conftest import BASE

MEASURED = 500
"""Updates between the two looks at memory."""
OBJECTS = 5
"""How many an update may leave on average; what stands in the latest messages is now more, now less."""
EACH = 2000
"""Bytes that it may leave: tallies wait for their moment, and are now more, now less. An update that is kept has some
dozen objects and thousands of bytes; what is less shows in `make soak`."""


async def test_thousands_of_updates_leave_nothing_behind_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grows for ever grows with each update; what has a bound, such as the answers remembered, is full before."""
    caplog.set_level(logging.CRITICAL, "bot")  # what is logged here is kept, and held against the bot
    monkeypatch.setattr(index, "REMEMBERED_WORDS", MEASURED // 10)  # as all bounds, it is to be reached here
    telegram, base = ForgetfulTelegram(), KnowledgeBase.load(BASE)
    database = f"sqlite+aiosqlite:///{tmp_path}/hldbot.sqlite3"
    async with build(base, TOKEN, request=telegram, database=database) as application:
        await application.start()
        waiting = Crowd(base, 10, telegram).updates()
        await soak(application, waiting, 3 * REMEMBERED)
        draw("", [])  # the library that draws is loaded by then
        tracemalloc.start()
        try:
            await soak(application, waiting, MEASURED)  # what is exchanged for something newer is traced by then
            objects, size = _held()
            await soak(application, waiting, MEASURED)
            more_objects, more_size = _held()
        finally:
            tracemalloc.stop()
        found = outcomes(application)
        await application.stop()
    assert more_objects - objects < OBJECTS * MEASURED
    assert more_size - size < EACH * MEASURED
    assert found[FAILED] == 0
    assert found[Outcome.ANSWERED] > REMEMBERED // 2


def _held() -> tuple[int, int]:
    """Return how many objects there are, and how many bytes of what was traced."""
    gc.collect()
    return len(gc.get_objects()), tracemalloc.get_traced_memory()[0]
