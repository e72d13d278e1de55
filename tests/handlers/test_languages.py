from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from bot.application import BotApplication
from bot.terminal.local import PERSON, Button, Conversation, LocalTelegram
from knowledge import Edition, Found, KnowledgeBase
from tests.handlers.lighthouses import Lighthouses


class Bilingual(Lighthouses):
    """The base in English, with topics in French too, which notes in which language it was asked."""

    languages = ("en", "fr")

    def __init__(self) -> None:
        super().__init__()
        self.asked_in: list[str | None] = []

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        self.asked_in.append(language)
        found = super().find(text, language, context)
        if "phare" not in text:
            return found
        return replace(found, language="fr", topics=tuple(self.edition("fr").topics.values()))

    def edition(self, language: str | None = None) -> Edition:
        edition = self.base.edition()
        if language != "fr":
            return edition
        topics = {key: replace(topic, title=f"{topic.title} (fr)") for key, topic in edition.topics.items()}
        return replace(edition, language="fr", topics=topics)


@pytest.fixture
def base(application: BotApplication) -> Bilingual:
    bilingual = Bilingual()
    application.bot_data.knowledge = cast(KnowledgeBase, bilingual)
    return bilingual


@pytest.mark.parametrize(("code", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("tlh", None), (None, None), ("", None)])
async def test_the_language_of_the_asker_is_that_of_their_telegram_if_the_base_has_it(
    application: BotApplication, telegram: LocalTelegram, base: Bilingual, code: str | None, language: str | None
) -> None:
    chat = Conversation(application, telegram, person=PERSON | {"language_code": code})
    await chat.say("Bonjour")
    assert base.asked_in == [language]


@pytest.mark.usefixtures("base")
async def test_the_reply_comes_in_the_language_of_the_question_and_so_do_its_buttons(chat: Conversation) -> None:
    (unknown,) = await chat.say("Où est le phare ?")
    assert unknown.buttons[0].text == "Famous towers (fr)"
    (topic,) = await chat.tap(unknown.buttons[0])
    assert topic.text.startswith("Famous towers (fr)")


@pytest.mark.usefixtures("base")
async def test_a_button_in_a_language_that_the_base_has_not_is_answered_in_its_own(chat: Conversation) -> None:
    (help_text,) = await chat.say("/help")
    (topics,) = await chat.tap(Button("?", "tlh/T"), help_text)
    assert topics.buttons[0].text == "Famous towers"


@pytest.mark.usefixtures("base")
async def test_a_fact_without_a_translation_says_so(chat: Conversation) -> None:
    (answer,) = await chat.say("phare: How tall was the Pharos of Alexandria?")
    assert "Cette réponse n'est pas encore traduite" in answer.text
