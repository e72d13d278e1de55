from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation, LocalTelegram
from handlers import groups, manners
from handlers.clock import Clock

from .conftest import GROUP


class Times:
    """A machine whose clock can be set."""

    def __init__(self, wall: float) -> None:
        self.wall, self.monotonic = wall, 7.0
        self.clock = Clock(lambda: self.wall, lambda: self.monotonic)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


def test_time_passes_evenly_whatever_happens_to_the_clock() -> None:
    times = Times(1_800_000_000.0)
    before = times.clock.steady()
    times.wall -= 3600
    times.passes(5)
    assert times.clock.steady() - before == timedelta(seconds=5)


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_jump_makes_nothing_look_older(jump: float) -> None:
    times = Times(1_800_000_000.0)
    before = times.clock.earliest()
    times.wall += jump
    assert times.clock.earliest() - before == timedelta(seconds=min(jump, 0))


@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
async def test_in_a_group_and_by_taps_all_is_answered_in_spite_of_a_jump(
    application: BotApplication, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    asked = int(time.time())
    times = Times(asked)
    for room in (manners, groups):
        monkeypatch.setattr(room, "CLOCK", times.clock)
    group = Conversation(application, telegram, GROUP)
    (answer,) = await group.say("@hld_local_bot which tower?")
    await group.tap(answer.buttons[0], answer)
    times.wall += jump
    monkeypatch.setattr(time, "time", lambda: times.wall)
    assert await group.say("@hld_local_bot How tall was the Pharos of Alexandria?", date=asked)
    for _ in range(20):
        times.passes(4)
        await group.tap(answer.buttons[0], answer)
        assert group.notices == []
