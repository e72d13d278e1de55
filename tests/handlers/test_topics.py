from __future__ import annotations

from dataclasses import replace
from typing import cast

from telegram.constants import BotCommandLimit

from bot.application import BotApplication
from bot.terminal.local import BOT, Button, Conversation, SentMessage
from handlers import menu
from handlers.showing.rendering import Renderer
from handlers.showing.wording import Wording
from knowledge import Edition, KnowledgeBase
from tests.handlers.lighthouses import Lighthouses

MOST_TOPICS = 80
"""How many a base may have (knowledge/files/format.py)."""


class Reloaded(Lighthouses):
    """The base after an edit: /lamps is /lights now."""

    def edition(self, language: str | None = None) -> Edition:
        edition = self.base.edition(language)
        lamps = replace(edition.topics["lamps"], command="lights")
        return replace(edition, topics={**edition.topics, "lamps": lamps})


def labelled(message: SentMessage, label: str) -> Button:
    return next(button for button in message.buttons if button.text == label)


async def test_topics_are_buttons(chat: Conversation) -> None:
    (topics,) = await chat.say("/topics")
    assert [button.text for button in topics.buttons] == ["Famous towers", "Lamps & lenses"]


async def test_each_topic_of_the_base_has_a_command(chat: Conversation, application: BotApplication) -> None:
    for topic in application.bot_data.knowledge.edition().topics.values():
        (page,) = await chat.say(f"/{topic.command}")
        assert page.text.startswith(topic.title)


async def test_a_command_is_known_in_capitals_and_with_the_name_of_the_bot(chat: Conversation) -> None:
    assert await chat.say("/LAMPS")
    assert await chat.say(f"/lamps@{str(BOT['username']).upper()}")


async def test_a_topic_is_browsed_in_one_message(chat: Conversation) -> None:
    (topics,) = await chat.say("/topics")
    towers = topics.buttons[0]
    for label in (towers.text, "More ›", "‹ Back", "All topics"):
        shown = chat.telegram.messages[topics.chat, topics.id]
        (edited,) = await chat.tap(next(button for button in shown.buttons if button.text == label))
        assert edited.id == topics.id
    assert edited.text == topics.text


async def test_a_fact_of_a_topic_takes_the_place_of_its_page_and_leads_back_there(chat: Conversation) -> None:
    (first,) = await chat.say("/towers")
    (second,) = await chat.tap(labelled(first, "More ›"))
    (fact,) = await chat.tap(second.buttons[0])
    assert fact.id == first.id
    assert fact.text.splitlines()[0] == second.buttons[0].text
    (back,) = await chat.tap(labelled(fact, "‹ Famous towers"))
    assert back.text == second.text


async def test_the_way_back_to_a_topic_outlasts_a_look_behind_the_fact(chat: Conversation) -> None:
    (page,) = await chat.say("/towers")
    (fact,) = await chat.tap(page.buttons[0])
    for label in ("Why?", "‹ Back", "Source", "‹ Back", "👎", "Unclear"):
        (after,) = await chat.tap(labelled(chat.telegram.messages[fact.chat, fact.id], label))
    assert after.html == fact.html
    assert after.rows == fact.rows


async def test_a_reloaded_base_brings_its_commands_at_once(chat: Conversation, application: BotApplication) -> None:
    application.bot_data.knowledge = cast(KnowledgeBase, Reloaded())
    assert (await chat.say("/lights"))[0].text.startswith("Lamps & lenses")
    assert (await chat.say("/lamps"))[0].text.startswith("I do not know that command")


async def test_an_unknown_command_is_pointed_to_help(chat: Conversation) -> None:
    (answer,) = await chat.say("/frobnicate now")
    assert answer.text == "I do not know that command; /help names those that I know."


async def test_an_unknown_command_in_a_group_is_somebody_elses(group: Conversation) -> None:
    assert await group.say("/frobnicate") == []
    assert await group.say("/frobnicate@another_bot") == []


async def test_an_unknown_command_with_the_name_of_the_bot_is_its_own(group: Conversation) -> None:
    (answer,) = await group.say(f"/frobnicate@{BOT['username']}")
    assert "/help" in answer.text


async def test_a_known_command_with_the_name_of_another_bot_is_not_ours(group: Conversation) -> None:
    assert await group.say("/lamps@another_bot") == []
    assert await group.say("/help@another_bot") == []


async def test_a_topic_command_works_in_a_group(group: Conversation) -> None:
    (page,) = await group.say("/lamps")
    assert page.reply_to == group.question


async def test_the_menu_names_the_ways_to_find_something_then_the_topics_then_what_is_rare(shown: Renderer) -> None:
    commands = [command.command for command in menu(shown.edition, Wording.load())]
    first, (towers, lamps), last = commands[:7], commands[7:9], commands[9:]
    assert first == ["topics", "ask", "timeline", "glossary", "compare", "random", "quiz"]
    assert (towers, lamps) == ("towers", "lamps")
    assert {"sources", "help", "privacy"} <= set(last)


def test_the_menu_has_room_for_as_many_topics_as_a_base_may_have(shown: Renderer) -> None:
    towers = shown.edition.topics["towers"]
    topics = {f"t{number}": replace(towers, command=f"t{number}") for number in range(MOST_TOPICS)}
    commands = menu(replace(shown.edition, topics=topics), Wording.load())
    assert MOST_TOPICS < len(commands) <= BotCommandLimit.MAX_COMMAND_NUMBER


async def test_every_command_of_the_menu_works(chat: Conversation, application: BotApplication) -> None:
    for command in menu(application.bot_data.knowledge.edition(), Wording.load()):
        (answer,) = await chat.say(f"/{command.command}")
        assert not answer.text.startswith("I do not know")
