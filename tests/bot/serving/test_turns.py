from __future__ import annotations

import asyncio

import pytest
from telegram import Chat, InlineQuery, Message, Update, User

from bot.serving.turns import Turns

pytestmark = pytest.mark.fake_clock

ROOM = 4


class Handling:
    """Handles updates by a processor, each for a second, or for long where its chat is stuck."""

    def __init__(self, turns: Turns, stuck: int | None = None) -> None:
        self.turns = turns
        self.stuck = stuck
        self.done: list[Update] = []
        self.most = 0
        self._now = 0

    async def take(self, *updates: Update) -> list[Update]:
        """Return the updates in the order in which they were done."""
        await asyncio.gather(*(self.turns.process_update(update, self._handle(update)) for update in updates))
        return self.done

    async def _handle(self, update: Update) -> None:
        self._now += 1
        self.most = max(self.most, self._now)
        chat = update.effective_chat
        await asyncio.sleep(1000 if chat and chat.id == self.stuck else 1)
        self._now -= 1
        self.done.append(update)


def message(chat: int, number: int = 0) -> Update:
    return Update(number, message=Message(number, None, Chat(chat, "private")))  # type: ignore[arg-type]  # no date


async def test_the_updates_of_a_chat_are_handled_one_after_the_other() -> None:
    handling = Handling(Turns(ROOM))
    updates = [message(1, number) for number in range(10)]
    assert await handling.take(*updates) == updates
    assert handling.most == 1


async def test_different_chats_are_handled_at_the_same_time() -> None:
    handling = Handling(Turns(ROOM))
    await handling.take(*(message(chat) for chat in range(ROOM)))
    assert handling.most == ROOM


async def test_no_more_is_handled_at_the_same_time_than_there_is_room_for() -> None:
    handling = Handling(Turns(ROOM))
    await handling.take(*(message(chat) for chat in range(20)))
    assert handling.most == ROOM


async def test_a_chat_that_is_stuck_holds_up_no_other() -> None:
    """However many updates wait in it."""
    handling = Handling(Turns(ROOM), stuck=1)
    done = await handling.take(*(message(1, number) for number in range(20)), *(message(chat) for chat in range(2, 10)))
    assert {update.effective_chat.id for update in done[:8] if update.effective_chat} == set(range(2, 10))


async def test_what_is_typed_inline_waits_for_no_chat() -> None:
    handling = Handling(Turns(ROOM))
    person = User(1, "Anna", is_bot=False)
    await handling.take(*(Update(number, inline_query=InlineQuery("1", person, "", "")) for number in range(ROOM)))
    assert handling.most == ROOM


async def test_a_chat_is_forgotten_when_it_is_silent() -> None:
    turns = Turns(ROOM)
    await Handling(turns).take(message(1))
    assert not turns._turns


async def test_an_error_lets_the_next_have_its_turn() -> None:
    async def fail() -> None:
        raise LookupError

    turns = Turns(ROOM)
    with pytest.raises(LookupError):
        await turns.process_update(message(1), fail())
    assert await Handling(turns).take(message(1))
