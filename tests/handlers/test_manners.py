from __future__ import annotations

import asyncio
import time

import pytest

from bot.terminal.local import Conversation, LocalTelegram
from tests.handlers.refusing import RefusingTelegram

PHAROS = "How tall was the Pharos of Alexandria?"
pytestmark = pytest.mark.fake_clock

ELEVEN_MINUTES, NINE_MINUTES = 660, 540


class SlowTelegram(RefusingTelegram):
    """Takes its time over messages."""

    seconds = 0.0

    async def do_request(self, url: str, method: str, *rest: object, **more: object) -> tuple[int, bytes]:
        if url.endswith("/sendMessage"):
            await asyncio.sleep(self.seconds)
        return await super().do_request(url, method, *rest, **more)  # type: ignore[arg-type]


@pytest.fixture
def telegram() -> LocalTelegram:
    return SlowTelegram()


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


# After downtime


async def test_an_old_question_is_answered_in_private(chat: Conversation) -> None:
    assert await chat.say(PHAROS, date=1)


async def test_an_old_question_in_a_group_is_left(group: Conversation) -> None:
    assert await group.say(f"/ask {PHAROS}", date=ago(ELEVEN_MINUTES)) == []


async def test_a_young_question_in_a_group_is_answered(group: Conversation) -> None:
    assert await group.say(f"/ask {PHAROS}", date=ago(NINE_MINUTES))


async def test_an_old_question_that_is_edited_now_is_a_young_one(group: Conversation) -> None:
    await group.say("/ask", date=ago(ELEVEN_MINUTES))
    assert await group.edit(f"/ask {PHAROS}")


# Typing


def signs(chat: Conversation) -> int:
    """Return how often "typing…" was shown."""
    return [call.method for call in chat.telegram.calls].count("sendChatAction")


@pytest.mark.parametrize(("seconds", "times"), [(0.3, 0), (0.5, 1), (4.0, 1), (6.0, 2)])
async def test_an_answer_that_takes_longer_than_a_moment_shows_that_it_comes(
    telegram: SlowTelegram, chat: Conversation, seconds: float, times: int
) -> None:
    telegram.seconds = seconds
    await chat.say(PHAROS)
    assert signs(chat) == times


async def test_after_the_answer_nothing_comes_any_more(telegram: SlowTelegram, chat: Conversation) -> None:
    telegram.seconds = 1
    await chat.say(PHAROS)
    await asyncio.sleep(60)
    assert signs(chat) == 1


async def test_the_sign_stays_in_its_topic_of_a_forum(telegram: SlowTelegram, group: Conversation) -> None:
    telegram.seconds = 1
    await group.say(f"/ask {PHAROS}", message_thread_id=77, is_topic_message=True)
    (sign,) = [call for call in telegram.calls if call.method == "sendChatAction"]
    assert sign.parameters["message_thread_id"] == 77


async def test_where_the_sign_is_refused_the_answer_comes_all_the_same(
    telegram: SlowTelegram, chat: Conversation
) -> None:
    telegram.seconds = 1
    telegram.refusals["sendChatAction"] = (400, "Bad Request: not here")
    assert await chat.say(PHAROS)
