from __future__ import annotations

import gc
import logging
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import soak as crowd
from benchmarks.soak import Crowd, ForgetfulTelegram, outcomes, soak
from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Json
from handlers.context import Answered
from handlers.keeping import inbox, shown
from handlers.noting import FAILED
from handlers.showing.pictures import draw
from knowledge import KnowledgeBase, Outcome
from knowledge.matching import index, meaning, spelling, words
from tests.bot.conftest import BASE

BOUND = 50
"""How much of each kind is remembered here, so that all bounds are reached soon; what has none goes on growing."""
BOUNDS = (
    (index, "REMEMBERED_WORDS"),
    (meaning, "WORDS"),
    (words, "WORDS"),
    (spelling, "LATEST"),
    (inbox, "SEEN"),
    (shown, "SIZE"),
    (crowd, "STANDING"),
)
SETTLING = 1200
"""Updates until they are."""
LOOKS, APART = 4, 200
"""How often memory is looked at before and after, and after how many updates each: the least of them counts, since
what an update of that moment has in its hands is no leak."""
OBJECTS = 1
"""How many an update may leave on average."""
EACH = 150
"""Bytes that it may leave: an id that is kept for each update takes a hundred, an update that is kept thousands."""


async def test_thousands_of_updates_leave_nothing_behind_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grows for ever grows with each update; what has a bound, such as the answers remembered, is full before.

    All is traced from the first: what is only exchanged for something newer would else count as grown.
    """
    caplog.set_level(logging.CRITICAL, "bot")  # what is logged here is kept, and held against the bot
    for module, name in BOUNDS:
        assert getattr(module, name) > BOUND
        monkeypatch.setattr(module, name, BOUND)
    words.language.cache_clear()  # what other tests have read remembers words by the bound of then
    telegram = ForgetfulTelegram()
    database = f"sqlite+aiosqlite:///{tmp_path}/hldbot.sqlite3"
    tracemalloc.start()
    try:
        base = KnowledgeBase.load(BASE)
        async with build(base, TOKEN, request=telegram, database=database) as application:
            application.bot_data.answered = Answered(BOUND)
            application.bot_data.pictures.keep(base, "en", draw("", []))  # the library that draws is loaded by then
            await application.start()
            waiting = Crowd(base, 10, telegram).updates()
            await soak(application, waiting, SETTLING)
            before = [await _held(application, waiting) for _ in range(LOOKS)]
            after = [await _held(application, waiting) for _ in range(LOOKS)]
            found = outcomes(application)
            await application.stop()
    finally:
        tracemalloc.stop()
        words.language.cache_clear()
    (objects, size), (more_objects, more_size) = (map(min, zip(*looks, strict=True)) for looks in (before, after))
    assert more_objects - objects < OBJECTS * LOOKS * APART
    assert more_size - size < EACH * LOOKS * APART
    assert found[FAILED] == 0
    assert found[Outcome.ANSWERED] > SETTLING // 2


async def _held(application: BotApplication, waiting: Iterator[Json]) -> tuple[int, int]:
    """Return how many objects and bytes are in memory after some more updates, when nothing waits to be written."""
    await soak(application, waiting, APART)
    await application.bot_data.journal.tallies()
    await application.inbox.close()
    gc.collect()
    return len(gc.get_objects()), tracemalloc.get_traced_memory()[0]
