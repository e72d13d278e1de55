from __future__ import annotations

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation


async def test_start_welcomes_with_examples_to_tap(chat: Conversation) -> None:
    (welcome,) = await chat.say("/start")
    assert welcome.text == "Welcome aboard & ask away. Send /topics to look around."
    (answer,) = await chat.tap(welcome.buttons[0])
    assert "over one hundred metres" in answer.text


async def test_start_with_a_fact_opens_it(chat: Conversation) -> None:
    (answer,) = await chat.say("/start fresnel")
    assert "Augustin Fresnel" in answer.text


@pytest.mark.parametrize("payload", ["beacon", "<b>", "__proto__", "A" * 64])
async def test_a_link_to_what_is_gone_says_so_and_welcomes(chat: Conversation, payload: str) -> None:
    (welcome,) = await chat.say(f"/start {payload}")
    assert welcome.text.startswith("That is no longer in my sources. Send /topics to see what is.\n\nWelcome aboard")


async def test_the_examples_of_the_welcome_are_looked_for_once(
    chat: Conversation, application: BotApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = await chat.say("/start")
    monkeypatch.setattr(application.bot_data.knowledge, "find", None, raising=False)
    (second,) = await chat.say("/start")
    assert second.rows == first.rows


async def test_help_shows_how_to_ask(chat: Conversation) -> None:
    (answer,) = await chat.say("/help")
    assert "such as: How tall was the Pharos of Alexandria?" in answer.text


async def test_privacy_says_what_is_remembered(chat: Conversation) -> None:
    assert "the last 1000 messages" in (await chat.say("/privacy"))[0].text


async def test_sources_are_turned_in_place(chat: Conversation) -> None:
    (first,) = await chat.say("/sources")
    assert first.text.startswith("Every answer rests on these documents (1 of 2)")
    (second,) = await chat.tap(first.buttons[0])
    assert second.id == first.id
    assert [button.text for button in second.buttons] == ["‹ Back"]
