"""Manners of the whole bot, over HTTP, on a server with all of Telegram's limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge import KnowledgeBase
from tests.bot.processes import example, running
from tests.botapi import BotApiServer, Person
from tests.botapi.people import PHOTO, STICKER
from tests.botapi.world import BOT_USERNAME, Chat

HOUR = 3600


@pytest.fixture
async def server(server: BotApiServer, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    """A server on which the bot runs."""
    async with running(server, tmp_path):
        yield server


def of_bot(chat: Chat) -> list[str]:
    """Return what the bot has written in a chat."""
    return [message["text"] for message in chat.messages.values() if message.get("from", {}).get("is_bot")]


@pytest.mark.parametrize("privacy_mode", [True, False])
async def test_a_group_that_talks_about_other_things_hears_nothing_of_the_bot(
    server: BotApiServer, knowledge: KnowledgeBase, privacy_mode: bool
) -> None:
    """Neither a reply nor a sign of typing, even where the bot gets every message and could answer them."""
    server.world.privacy_mode = privacy_mode
    group, anna, ben = server.supergroup("Delegates"), server.person("Anna"), server.person("Ben")
    question, fact = example(knowledge)
    for number in range(20):
        first = anna.say(question, chat=group)
        ben.reply(first, f"I think that was in {2000 + number}, @anna, wasn't it?")
        ben.say("/weather@another_bot New York", chat=group)
        ben.send(PHOTO, caption=question, chat=group)
        anna.send(STICKER, chat=group)
    anna.say(f"@{BOT_USERNAME} {question}", chat=group)
    assert fact.answer in (await anna.reads(group)).text
    assert len(of_bot(group)) == 1
    assert not server.called("sendChatAction")


async def test_three_people_at_once_get_their_own_answers_in_their_own_languages(
    server: BotApiServer, knowledge: KnowledgeBase
) -> None:
    asked: list[tuple[Person, str]] = []
    for name, language in (("Anna", "en"), ("Benoît", "fr"), ("Carmen", "es")):
        question, fact = example(knowledge, language)
        person = server.person(name, language=language)
        person.say(question)
        asked.append((person, fact.answer))
    answers = await asyncio.gather(*(person.reads() for person, _ in asked))
    for (_, expected), answer in zip(asked, answers, strict=True):
        assert expected in answer.text


async def test_who_floods_is_told_once_and_delays_nobody(server: BotApiServer, knowledge: KnowledgeBase) -> None:
    question, fact = example(knowledge)
    flooder, anna = server.person("Flooder"), server.person("Anna")
    for number in range(200):
        flooder.say(f"qwrtz {number}")
    begun = time.monotonic()
    anna.say(question)
    assert fact.answer in (await anna.reads()).text
    assert time.monotonic() - begun < 2
    await server.wait_for(lambda: any("faster than" in text for text in of_bot(flooder.private)), 30)
    await asyncio.sleep(1)
    assert len(of_bot(flooder.private)) < 15
    assert sum("faster than" in text for text in of_bot(flooder.private)) == 1


async def test_quick_questions_of_one_asker_are_all_answered_in_order(
    server: BotApiServer, knowledge: KnowledgeBase
) -> None:
    anna = server.person("Anna")
    asked = [anna.say(f"/ask qwrtz {number}") for number in range(6)]
    for _ in asked:
        await anna.reads()
    anna.edit(asked[0], f"/ask {example(knowledge)[0]}")
    first = next(iter(message for message in anna.private.messages.values() if message["from"]["is_bot"]))
    await server.wait_for(lambda: example(knowledge)[1].answer in anna.private.messages[first["message_id"]]["text"])


async def test_a_group_greets_nobody_twice_and_forgets_when_it_removes_the_bot(
    server: BotApiServer, knowledge: KnowledgeBase
) -> None:
    group, anna = server.supergroup("Delegates"), server.person("Anna")
    question, fact = example(knowledge)
    anna.adds(group)
    assert f"@{BOT_USERNAME}" in (await anna.reads(group)).text
    anna.removes(group)
    anna.adds(group)
    anna.say(f"/ask {question}", chat=group)
    assert fact.answer in (await anna.reads(group)).text
    anna.say(f"/ask {question}", chat=group)
    again = await anna.reads(group)
    assert fact.answer not in again.text
    assert fact.answer in again.json["reply_to_message"]["text"]


async def test_what_was_asked_long_ago_is_answered_in_private_only(
    server: BotApiServer, knowledge: KnowledgeBase
) -> None:
    question, fact = example(knowledge)
    group, anna = server.supergroup("Delegates"), server.person("Anna")
    old = {"text": f"@{BOT_USERNAME} {question}", "date": int(time.time()) - HOUR}
    anna.send(old | {"entities": [{"type": "mention", "offset": 0, "length": len(BOT_USERNAME) + 1}]}, chat=group)
    anna.send({"text": question, "date": int(time.time()) - 100 * HOUR})
    assert fact.answer in (await anna.reads()).text
    assert of_bot(group) == []
