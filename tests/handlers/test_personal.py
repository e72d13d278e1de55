from __future__ import annotations

from pathlib import Path

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Button, Conversation, Json, LocalTelegram
from handlers.keeping.memory import Asker
from handlers.keeping.schema import Kind, OpenQuestion
from knowledge import KnowledgeBase
from tests.handlers.test_languages import Bilingual, base

PHAROS = "How tall was the Pharos of Alexandria?"
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""The author of what anonymous administrators write, in all groups."""

__all__ = ["base"]


async def choose(chat: Conversation, label: str) -> str:
    """Tap a button under /language, and return what stands there then."""
    (choice,) = await chat.say("/language")
    (after,) = await chat.tap(next(button for button in choice.buttons if button.text == label))
    assert after.id == choice.id
    return after.text


@pytest.mark.usefixtures("base")
async def test_languages_are_offered_by_their_own_names(chat: Conversation) -> None:
    (choice,) = await chat.say("/language")
    assert [button.text for button in choice.buttons] == ["English", "Français", "💬 As I write"]


@pytest.mark.usefixtures("base")
async def test_a_language_that_is_set_is_that_of_the_topics(chat: Conversation) -> None:
    await choose(chat, "Français")
    (topics,) = await chat.say("/topics")
    assert topics.buttons[0].text == "Famous towers (fr)"


async def test_a_language_that_is_set_breaks_ties_between_languages(chat: Conversation, base: Bilingual) -> None:
    await choose(chat, "Français")
    await chat.say(PHAROS)
    assert base.asked_in == ["fr"]


async def test_as_i_write_follows_the_telegram_of_the_asker_again(chat: Conversation, base: Bilingual) -> None:
    await choose(chat, "Français")
    assert await choose(chat, "💬 Celle que j'écris") == "I answer in the language of each question."
    await chat.say(PHAROS)
    assert base.asked_in == ["en"]


@pytest.mark.usefixtures("base")
async def test_a_language_that_the_base_has_no_more_is_not_set(chat: Conversation, application: BotApplication) -> None:
    (choice,) = await chat.say("/language")
    await chat.tap(Button("Klingon", "en/L:tlh"), choice)
    assert application.bot_data.journal.language_of(chat.person["id"]) is None
    assert chat.notices


@pytest.mark.usefixtures("base")
async def test_in_a_group_a_language_is_set_for_who_asked_alone_and_nothing_is_rewritten(
    group: Conversation, application: BotApplication
) -> None:
    (choice,) = await group.say("/language")
    assert await group.tap(choice.buttons[1], choice) == []
    assert len(group.notices) == 1
    assert group.telegram.messages[choice.chat, choice.id] == choice
    assert application.bot_data.journal.language_of(group.person["id"]) == "fr"


@pytest.mark.usefixtures("base")
async def test_in_a_group_nobody_chooses_in_the_place_of_another(
    group: Conversation, application: BotApplication
) -> None:
    (choice,) = await group.say("/language")
    other = Conversation(application, group.telegram, group.chat, group.person | {"id": 3})
    assert await other.tap(choice.buttons[1], choice) == []
    assert other.notices == ["Who sent /language chooses here. Send it yourself, and you choose for yourself."]
    assert application.bot_data.journal.language_of(3) is None


@pytest.mark.usefixtures("base")
async def test_an_anonymous_administrator_chooses_as_a_person(group: Conversation, application: BotApplication) -> None:
    person, group.person = group.person, ANONYMOUS
    (choice,) = await group.say("/language", sender_chat=group.chat)
    group.person = person
    assert await group.tap(choice.buttons[1], choice) == []
    assert application.bot_data.journal.language_of(group.person["id"]) == "fr"


async def test_an_anonymous_administrator_forgets_for_their_own_group_alone(
    group: Conversation, application: BotApplication
) -> None:
    other = Conversation(application, group.telegram, group.chat | {"id": -8}, ANONYMOUS)
    group.person = ANONYMOUS
    for talk in (group, other):
        await talk.say(f"/ask {PHAROS}", sender_chat=talk.chat)
    await group.say("/forget", sender_chat=group.chat)
    memory = application.bot_data.memory
    assert [memory.of(Asker(talk.chat["id"], talk.chat["id"])).subject for talk in (group, other)] == [(), ("pharos",)]


async def test_a_language_is_remembered_over_a_restart(lighthouses: KnowledgeBase, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
    for _ in range(2):
        telegram = LocalTelegram()
        async with build(lighthouses, TOKEN, request=telegram, database=database) as application:
            language = application.bot_data.journal.language_of(2)
            await choose(Conversation(application, telegram), "English")
    assert language == "en"


async def test_forget_erases_all_that_leads_to_the_asker(chat: Conversation, application: BotApplication) -> None:
    shared, user = application.bot_data, chat.person["id"]
    await choose(chat, "English")
    await chat.say(PHAROS)
    await shared.journal.keep(OpenQuestion("t1", "Why?", "en", Kind.UNKNOWN, ()))
    await shared.journal.tell("t1", user)
    (reply,) = await chat.say("/forget")
    assert reply.text.startswith("Everything that led to you is erased.")
    assert shared.journal.language_of(user) is None
    assert await shared.journal.open_questions() == []
    assert shared.memory.of(Asker(user, user)).subject == ()
    assert shared.answered.answers_to(user, chat.question - 2) == ()


async def test_forget_erases_what_the_asker_was_shown(chat: Conversation, application: BotApplication) -> None:
    await chat.say(PHAROS)
    await chat.say("/forget")
    assert not application.bot_data.shown._contents


async def test_forget_is_honest_where_the_journal_fails(failing: Conversation) -> None:
    (reply,) = await failing.say("/forget")
    assert reply.text.startswith("I cannot reach my notes")


async def test_cancel_ends_what_is_awaited(chat: Conversation, application: BotApplication) -> None:
    user = chat.person["id"]
    application.bot_data.memory.wait(Asker(user, user), "an answer")
    assert [(await chat.say("/cancel"))[0].text for _ in range(2)] == [
        "Cancelled.",
        "There is nothing to cancel. Just ask.",
    ]


async def test_privacy_says_how_long_what_is_kept(chat: Conversation) -> None:
    (reply,) = await chat.say("/privacy")
    assert "for 90 days" in reply.text
    assert "for 15 minutes" in reply.text
    assert "/forget" in reply.text
