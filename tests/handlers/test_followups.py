"""What the base is told of the conversation, so that a question may take its subject from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from bot.application import BotApplication
from bot.terminal.local import Button, Conversation, SentMessage
from knowledge import Found, KnowledgeBase
from tests.handlers.lighthouses import AMBIGUOUS, Lighthouses

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
FOLLOW_UP = "And when was Fastnet first lit?"


class Listening(Lighthouses):
    """Notes the context with which it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.contexts: list[tuple[str, ...]] = []

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        self.contexts.append(tuple(context))
        found = super().find(text, language, context)
        lacks_subject = text in (FOLLOW_UP, AMBIGUOUS)
        return replace(found, subject=context[0]) if context and lacks_subject else found


def button(message: SentMessage, label: str) -> Button:
    return next(button for button in message.buttons if button.text == label)


@pytest.fixture
def contexts(application: BotApplication) -> list[tuple[str, ...]]:
    """The contexts with which the base was asked, in order."""
    base = Listening()
    application.bot_data.knowledge = cast(KnowledgeBase, base)
    return base.contexts


async def test_a_question_comes_with_the_facts_answered_before_it(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    for question in (PHAROS, f"{PHAROS} {FRESNEL}", "And why?", "And how?"):
        await chat.say(question)
    assert contexts == [(), ("pharos",), ("pharos", "fresnel"), ("pharos", "fresnel")]


async def test_what_is_offered_is_the_subject_of_the_next_question(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(AMBIGUOUS)
    await chat.say("And why?")
    assert contexts[0] == ()
    assert len(contexts[1]) > 1


async def test_an_edited_question_comes_with_what_was_before_it(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    await chat.say(FRESNEL)
    await chat.edit(AMBIGUOUS)
    assert contexts[-1] == ("pharos",)


async def test_a_fact_that_was_tapped_is_the_subject(chat: Conversation, contexts: list[tuple[str, ...]]) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    await chat.tap(choice.buttons[1])
    await chat.say("And why?")
    assert contexts[-1] == ("fresnel",)


async def test_a_fact_opened_by_a_link_is_the_subject(chat: Conversation, contexts: list[tuple[str, ...]]) -> None:
    await chat.say("/start fresnel")
    await chat.say("And why?")
    assert contexts == [("fresnel",)]


async def test_two_people_in_a_group_do_not_share_a_subject(
    application: BotApplication, group: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    other = Conversation(application, group.telegram, group.chat, group.person | {"id": 3})
    await group.say(f"/ask {PHAROS}")
    await other.say("/ask And why?")
    assert contexts == [(), ()]


async def test_an_older_question_that_is_edited_is_not_the_subject(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    older = chat.question
    await chat.say(FRESNEL)
    await chat.edit("When was Fastnet first lit?", older)
    await chat.say("And why?")
    assert contexts[-2:] == [(), ("fresnel",)]


async def test_an_edit_of_a_follow_up_comes_with_what_was_before_it(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    await chat.say("And why?")
    await chat.edit("And how?")
    assert contexts[-1] == ("pharos",)


async def test_why_searches_with_the_subject_that_the_question_had_whatever_was_asked_since(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    (answer,) = await chat.say(FOLLOW_UP)
    await chat.say(FRESNEL)
    (why,) = await chat.tap(button(answer, "Why?"), answer)
    assert contexts[-1] == ("pharos",)
    (back,) = await chat.tap(button(why, "‹ Back"))
    await chat.tap(button(back, "Why?"))
    assert contexts[-1] == ("pharos",)


async def test_why_a_choice_of_a_follow_up_was_offered_is_searched_with_its_subject_too(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    (choice,) = await chat.say(AMBIGUOUS)
    (answer,) = await chat.tap(choice.buttons[1])
    await chat.tap(button(answer, "Why?"), answer)
    assert contexts[-1] == ("pharos",)


async def test_why_a_question_with_a_subject_of_its_own_is_searched_with_no_other(
    chat: Conversation, contexts: list[tuple[str, ...]]
) -> None:
    await chat.say(PHAROS)
    (answer,) = await chat.say(FRESNEL)
    await chat.tap(button(answer, "Why?"), answer)
    assert contexts[-1] == ()
