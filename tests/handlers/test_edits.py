from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.terminal.local import Button, Conversation, LocalTelegram
from handlers.context import Answered
from tests.handlers.lighthouses import AMBIGUOUS

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"


class SlowTelegram(LocalTelegram):
    """Takes its time, so that other updates come in between."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        await asyncio.sleep(0.001)
        return await super().do_request(*args, **kwargs)


@pytest.fixture
def telegram() -> LocalTelegram:
    return SlowTelegram()


def standing(chat: Conversation) -> list[str]:
    return [message.text.splitlines()[0] for message in chat.telegram.messages.values()]


async def test_an_edited_question_edits_its_answer(chat: Conversation) -> None:
    await chat.say(PHAROS)
    (answer,) = await chat.edit(FRESNEL)
    assert answer.edited
    assert standing(chat) == [FRESNEL]


async def test_an_edit_that_asks_the_same_changes_nothing(chat: Conversation) -> None:
    await chat.say(PHAROS)
    assert await chat.edit(f"{PHAROS} ") == []
    assert standing(chat) == [PHAROS]


async def test_an_edit_that_asks_two_things_adds_the_second_answer(chat: Conversation) -> None:
    await chat.say(PHAROS)
    await chat.edit(f"{PHAROS} {FRESNEL}")
    assert standing(chat) == [PHAROS, FRESNEL]


async def test_an_edit_that_asks_one_thing_less_deletes_an_answer(chat: Conversation) -> None:
    await chat.say(f"{PHAROS} {FRESNEL}")
    await chat.edit(PHAROS)
    assert standing(chat) == [PHAROS]


async def test_an_edit_into_a_choice_brings_its_buttons_and_back_takes_them_away(chat: Conversation) -> None:
    await chat.say("hello")
    (choice,) = await chat.edit(AMBIGUOUS)
    assert choice.buttons
    (greeting,) = await chat.edit("hello")
    assert not greeting.buttons


async def test_an_edit_of_a_question_answered_before_the_start_is_answered_anew(chat: Conversation) -> None:
    (answer,) = await chat.edit(PHAROS, question=12345)
    assert not answer.edited


async def test_an_answer_that_was_deleted_is_given_anew(chat: Conversation) -> None:
    (gone,) = await chat.say(PHAROS)
    del chat.telegram.messages[gone.chat, gone.id]
    (answer,) = await chat.edit(FRESNEL)
    assert not answer.edited
    (again,) = await chat.edit(PHAROS)
    assert again.id == answer.id


async def test_a_second_answer_that_was_deleted_is_not_missed(chat: Conversation) -> None:
    _, second = await chat.say(f"{PHAROS} {FRESNEL}")
    del chat.telegram.messages[second.chat, second.id]
    await chat.edit(PHAROS)
    assert standing(chat) == [PHAROS]


async def test_an_edit_that_comes_before_the_answer_is_sent_waits_for_it(chat: Conversation) -> None:
    await asyncio.gather(chat.say(PHAROS), chat.edit(FRESNEL, question=1))
    assert standing(chat) == [FRESNEL]


async def test_an_edited_command_edits_its_answer(chat: Conversation) -> None:
    await chat.say("/helo")
    (answer,) = await chat.edit("/help")
    assert answer.edited
    assert "/topics" in answer.text


def test_only_the_latest_answers_are_remembered() -> None:
    answered = Answered(size=2)
    for message in (1, 2, 1, 3):
        answered.remember(0, message, (10 + message,))
    assert [answered.answers_to(0, message) for message in (1, 2, 3)] == [(11,), (), (13,)]


async def test_only_what_people_write_is_remembered_as_answered(chat: Conversation) -> None:
    """A tap is on a message of the bot's, which nobody edits: it must not push out a question."""
    (answer,) = await chat.say(PHAROS)
    await chat.tap(Button("Related", "en/f:fresnel"), answer)
    answered = chat.application.bot_data.answered
    assert answered.answers_to(chat.chat["id"], chat.question) == (answer.id,)
    assert answered.answers_to(chat.chat["id"], answer.id) == ()
