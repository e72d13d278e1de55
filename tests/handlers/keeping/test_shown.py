from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.terminal.local import Conversation
from handlers.keeping.shown import WHILE

pytestmark = pytest.mark.fake_clock

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
ABOVE = "That was answered here a moment ago."


async def asked(group: Conversation, question: str = PHAROS, **fields: Any) -> str:
    """Return the one message that answers a question."""
    (answer,) = await group.say(f"/ask {question}", **fields)
    return answer.text


async def test_the_same_answer_again_is_a_line_in_reply_to_the_first(group: Conversation) -> None:
    (first,) = await group.say(f"/ask {PHAROS}")
    (again,) = await group.say(f"/ask {PHAROS}")
    assert again.text == ABOVE
    assert again.reply_to == first.id


async def test_another_answer_is_given(group: Conversation) -> None:
    await asked(group)
    assert "Augustin Fresnel" in await asked(group, FRESNEL)


async def test_after_a_while_the_answer_is_given_again(group: Conversation) -> None:
    await asked(group)
    await asyncio.sleep(WHILE + 1)
    assert "over one hundred metres" in await asked(group)


async def test_in_private_the_answer_is_given_again(chat: Conversation) -> None:
    await asked(chat)
    assert "over one hundred metres" in await asked(chat)


async def test_another_topic_of_a_forum_has_not_seen_the_answer(group: Conversation) -> None:
    await asked(group, message_thread_id=7, is_topic_message=True)
    assert "over one hundred metres" in await asked(group, message_thread_id=8, is_topic_message=True)


async def test_another_group_has_not_seen_the_answer(group: Conversation) -> None:
    await asked(group)
    other = Conversation(group.application, group.telegram, group.chat | {"id": -8})
    assert "over one hundred metres" in await asked(other)


async def test_where_the_first_was_deleted_the_answer_is_given_in_the_place_of_the_line(group: Conversation) -> None:
    (first,) = await group.say(f"/ask {PHAROS}")
    del group.telegram.messages[first.chat, first.id]
    await group.say(f"/ask {PHAROS}")
    (standing,) = group.telegram.messages.values()
    assert "over one hundred metres" in standing.text


async def test_an_answer_that_was_edited_into_another_one_is_not_pointed_to(group: Conversation) -> None:
    await asked(group)
    await group.edit(f"/ask {FRESNEL}")
    assert "over one hundred metres" in await asked(group)


async def test_an_edited_question_gets_its_answer_and_no_line(group: Conversation) -> None:
    await asked(group)
    await asked(group, FRESNEL)
    (edited,) = await group.edit(f"/ask {PHAROS}")
    assert "over one hundred metres" in edited.text


async def test_what_is_short_is_said_again(group: Conversation) -> None:
    assert await asked(group, "hello") == await asked(group, "hello") == "Ahoy & welcome."


def edits(chat: Conversation) -> int:
    return [call.method for call in chat.telegram.calls].count("editMessageText")


async def test_an_edit_that_asks_the_same_leaves_the_answer_as_it_is(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    assert await chat.edit(f"{PHAROS} ") == []
    assert list(chat.telegram.messages.values()) == [answer]


async def test_an_edit_that_asks_the_same_is_answered_again_where_the_answer_was_deleted(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    del chat.telegram.messages[answer.chat, answer.id]
    (again,) = await chat.edit(f"{PHAROS} ")
    assert again.text == answer.text


async def test_a_button_that_is_tapped_twice_edits_its_message_once(chat: Conversation) -> None:
    (topics,) = await chat.say("/topics")
    await chat.tap(topics.buttons[0], topics)
    await chat.tap(topics.buttons[0], topics)
    assert edits(chat) == 1
