from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.calling.limits import LONGEST_PAUSE, RETRIES, Limiter
from handlers.keeping.slots import Limit, Moment, Slots
from tests.botapi.limits import RateLimits
from tests.botapi.parameters import Refusal

pytestmark = [
    pytest.mark.fake_clock,
    # The library warns of a type that it will change, whenever it makes this error.
    pytest.mark.filterwarnings("ignore:.*`retry_after`"),
]

NOISY, QUIET, GROUP = 1, 2, -3


class Telegram:
    """Takes calls within the limits of a strict server, and keeps at which second what came in which chat."""

    def __init__(self, limiter: Limiter, seconds: float = 0.0) -> None:
        self.limiter = limiter
        self.seconds = seconds
        """How long it takes over a call."""
        self.came: dict[int, list[float]] = defaultdict(list)
        self.said: dict[int, list[Any]] = defaultdict(list)
        self.floods: dict[int, list[int]] = defaultdict(list)
        """The pauses that it still asks for in a chat."""
        self._limits = RateLimits(asyncio.get_running_loop().time)

    async def send(self, chat: int, text: object = "", endpoint: str = "sendMessage") -> Any:
        data = {"chat_id": chat, "text": text}
        return await self.limiter.process_request(self._call, (endpoint, data), {}, endpoint, data, None)

    async def _call(self, endpoint: str, data: dict[str, Any]) -> bool:
        chat = data["chat_id"]
        await asyncio.sleep(self.seconds / 2)
        self.came[chat].append(now())
        if self.floods[chat]:
            raise RetryAfter(self.floods[chat].pop(0))
        if endpoint != "sendChatAction":
            try:
                self._limits.admit({"id": chat, "type": "private" if chat > 0 else "supergroup"})
            except Refusal as refusal:
                raise AssertionError("too fast") from refusal
        self.said[chat].append(data["text"])
        await asyncio.sleep(self.seconds / 2)
        return True


@pytest.fixture
async def telegram() -> Telegram:
    return Telegram(Limiter())


def now() -> float:
    return round(asyncio.get_running_loop().time(), 2)


async def test_the_first_messages_go_at_once(telegram: Telegram) -> None:
    await asyncio.gather(*(telegram.send(chat) for chat in range(30)))
    assert now() == 0


async def test_a_chat_gets_one_message_a_second_in_the_long_run(telegram: Telegram) -> None:
    await asyncio.gather(*(telegram.send(NOISY) for _ in range(20)))
    assert now() == 18


async def test_a_group_gets_twenty_messages_a_minute(telegram: Telegram) -> None:
    await asyncio.gather(*(telegram.send(GROUP) for _ in range(41)))
    assert now() == 120


@pytest.mark.parametrize("seconds", [0.0, 0.1, 3.0])
async def test_all_chats_together_stay_within_the_limits(telegram: Telegram, seconds: float) -> None:
    telegram.seconds = seconds
    await asyncio.gather(*(telegram.send(chat) for chat in range(-50, 200) for _ in range(3)))
    assert sum(map(len, telegram.said.values())) == 750


async def test_the_order_in_a_chat_is_kept(telegram: Telegram) -> None:
    telegram.floods[NOISY] = [2, 3]
    await asyncio.gather(*(telegram.send(NOISY, number) for number in range(10)))
    assert telegram.said[NOISY] == list(range(10))


async def test_a_noisy_chat_does_not_delay_the_others(telegram: Telegram) -> None:
    noise = [asyncio.create_task(telegram.send(NOISY)) for _ in range(1000)]
    await asyncio.sleep(0)
    await telegram.send(QUIET)
    assert now() == 0
    await asyncio.gather(*noise)


async def test_where_all_wait_each_chat_waits_once(telegram: Telegram) -> None:
    """Even behind a chat that wants to send a thousand messages."""
    noise = [asyncio.create_task(telegram.send(NOISY)) for _ in range(1000)]
    await asyncio.gather(*(telegram.send(chat) for chat in range(2, 200)))
    assert now() == 6  # 198 chats at 30 a second
    await asyncio.gather(*noise)


async def test_a_429_delays_the_chat_that_it_is_about_and_no_other(telegram: Telegram) -> None:
    telegram.floods[NOISY] = [30]
    noisy = asyncio.create_task(telegram.send(NOISY))
    await asyncio.sleep(1)
    await telegram.send(QUIET)
    assert now() == 1
    await noisy
    assert telegram.came[NOISY] == [0, 30]


async def test_a_429_again_and_again_goes_to_the_caller_in_the_end(telegram: Telegram) -> None:
    telegram.floods[NOISY] = [5] * (RETRIES + 1)
    with pytest.raises(RetryAfter):
        await telegram.send(NOISY)
    assert telegram.came[NOISY] == [0, 5, 10, 15]


async def test_a_429_for_hours_goes_to_the_caller_at_once(telegram: Telegram) -> None:
    telegram.floods[NOISY] = [int(LONGEST_PAUSE) + 1]
    with pytest.raises(RetryAfter):
        await telegram.send(NOISY)
    assert now() == 0


async def test_another_error_goes_to_the_caller_and_holds_nothing_up(telegram: Telegram) -> None:
    async def refuse(_: object) -> None:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            await telegram.limiter.process_request(refuse, (1,), {}, "sendMessage", {"chat_id": NOISY}, None)
    await telegram.send(NOISY)
    assert now() <= 2


async def test_a_sign_that_an_answer_is_coming_waits_for_nothing(telegram: Telegram) -> None:
    waiting = [asyncio.create_task(telegram.send(NOISY)) for _ in range(10)]
    await asyncio.sleep(0.5)
    await telegram.send(NOISY, endpoint="sendChatAction")
    assert now() == 0.5
    await asyncio.gather(*waiting)


async def test_what_belongs_to_no_chat_waits_for_nothing(telegram: Telegram) -> None:
    async def answer(_: object) -> float:
        return now()

    waiting = [asyncio.create_task(telegram.send(chat)) for chat in range(200)]
    calls = (telegram.limiter.process_request(answer, (1,), {}, "answerCallbackQuery", {}, None) for _ in range(100))
    assert set(await asyncio.gather(*calls)) == {0}
    await asyncio.gather(*waiting)


async def test_who_gives_up_waiting_leaves_nothing_behind(telegram: Telegram) -> None:
    calls = [asyncio.create_task(telegram.send(NOISY, number)) for number in range(4)]
    await asyncio.sleep(1)
    calls[2].cancel()
    await asyncio.wait(calls)
    assert telegram.said[NOISY] == [0, 1, 3]


async def test_a_chat_is_forgotten_when_nothing_counts_there_any_more(telegram: Telegram) -> None:
    await telegram.send(GROUP)
    await asyncio.sleep(61)
    assert not [*telegram.limiter._groups._of, *telegram.limiter._chats._of, *telegram.limiter._turns._of]


class Wall(Slots):
    """Slots of several processes, kept in lists, at the time of the event loop."""

    def __init__(self) -> None:
        self.shared = True
        self.times: dict[str, list[float]] = defaultdict(list)

    async def wait(self, limits: Sequence[Limit], at: float | None = None) -> float:
        at = asyncio.get_running_loop().time() if at is None else at
        return max(0.0, *(self._free_from(limit) - at for limit in limits))

    async def reserve(self, limit: Limit, at: float | None = None) -> Moment:
        at = asyncio.get_running_loop().time() if at is None else at
        moment = max(at, self._free_from(limit))
        self.times[limit.name].append(moment)
        return Moment(moment, moment - at)

    async def take(self, limits: Sequence[Limit], at: float | None) -> bool:
        assert at is not None
        if any(sum(time > at - seconds for time in self.times[name]) >= most for name, most, seconds in limits):
            return False
        for limit in limits:
            self.times[limit.name] = sorted([*self.times[limit.name], at])
        return True

    def _free_from(self, limit: Limit) -> float:
        times = self.times[limit.name]
        return times[-limit.most] + limit.seconds if len(times) >= limit.most else 0.0


async def test_the_limits_hold_over_processes_that_share_their_slots() -> None:
    """Three processes, each of which alone would use up what Telegram allows."""
    wall = Wall()
    processes = [Telegram(Limiter(wall)) for _ in range(3)]
    for telegram in processes[1:]:
        telegram._limits = processes[0]._limits
    await asyncio.gather(*(telegram.send(chat) for telegram in processes for chat in (GROUP, *range(1, 60))))
    await asyncio.gather(*(telegram.send(GROUP) for telegram in processes for _ in range(10)))
    assert sum(len(said) for telegram in processes for said in telegram.said.values()) == 3 * (60 + 10)
