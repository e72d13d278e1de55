from __future__ import annotations

import pytest

from bot.terminal.local import Conversation
from handlers.showing.rendering import Button, Message, Renderer

LONG = "word " * 2000


@pytest.fixture
def wordy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The welcome is longer than a message may be."""
    long = Message(LONG, ((Button("All topics", "en/T"),),))
    monkeypatch.setattr(Renderer, "welcome", lambda *_, **__: long)


@pytest.mark.usefixtures("wordy")
async def test_a_long_text_comes_in_parts_with_its_buttons_under_the_last(chat: Conversation) -> None:
    parts = await chat.say("/start")
    assert "".join(part.text for part in parts) == LONG
    assert [len(part.buttons) for part in parts] == [0, 0, 1]


@pytest.mark.usefixtures("wordy")
async def test_an_edit_into_a_long_text_loses_no_part_and_back_leaves_none(chat: Conversation) -> None:
    await chat.say("/help")
    await chat.edit("/start")
    assert "".join(message.text for message in chat.telegram.messages.values()) == LONG
    await chat.edit("/help")
    assert len(chat.telegram.messages) == 1


async def test_every_message_is_html_without_a_preview_of_links(chat: Conversation) -> None:
    (topics,) = await chat.say("/topics")
    await chat.edit("/sources")
    await chat.tap(topics.buttons[0], topics)
    sent = [call.parameters for call in chat.telegram.calls if call.method in {"sendMessage", "editMessageText"}]
    assert len(sent) == 3
    assert {call["parse_mode"] for call in sent} == {"HTML"}
    assert all(call["link_preview_options"]["is_disabled"] for call in sent)


async def test_an_answer_is_sent_though_the_question_was_deleted(group: Conversation) -> None:
    await group.say("/help")
    assert group.telegram.calls[-1].parameters["reply_parameters"]["allow_sending_without_reply"] is True
