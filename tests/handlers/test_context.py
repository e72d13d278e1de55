from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from typing import cast

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation
from handlers.context import Shared
from knowledge import Edition, Found, KnowledgeBase
from tests.handlers.lighthouses import Lighthouses

PHAROS = "How tall was the Pharos of Alexandria?"


class Gone(Lighthouses):
    """A later base, in which nothing is left of the former one."""

    def edition(self, language: str | None = None) -> Edition:
        raise AssertionError(f"asked for its edition in {language}")


class Overtaken(Lighthouses):
    """A base in whose place another one comes while it is searched."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self.shared = shared

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        self.shared.base = cast(KnowledgeBase, Gone())
        return super().find(text, language, context)


async def test_a_question_that_was_begun_is_answered_from_the_base_that_answered_then(
    application: BotApplication, chat: Conversation
) -> None:
    application.bot_data.base = cast(KnowledgeBase, Overtaken(application.bot_data))
    (answer,) = await chat.say(PHAROS)
    assert "over one hundred metres" in answer.text


async def test_the_next_question_is_answered_from_the_base_that_came_then(
    application: BotApplication, chat: Conversation
) -> None:
    application.bot_data.base = cast(KnowledgeBase, Overtaken(application.bot_data))
    await chat.say(PHAROS)
    with pytest.raises(AssertionError, match="asked for its edition"):
        application.bot_data.renderer("en")


def test_what_is_done_with_one_base_sees_no_other(lighthouses: KnowledgeBase) -> None:
    shared, other = Shared(lighthouses), cast(KnowledgeBase, Lighthouses())
    with shared.one_base():
        shared.base = other
        assert shared.knowledge is lighthouses
        assert shared.renderer("en").knowledge is lighthouses
    assert shared.knowledge is other


def test_an_answer_is_rendered_once_for_all_who_read_it_alike(lighthouses: KnowledgeBase) -> None:
    shared = Shared(lighthouses)
    answer = shared.renderer("en").fact("fresnel")
    assert shared.renderer("en").fact("fresnel") is answer
    assert shared.renderer("en", private=True).fact("fresnel") != answer
    assert shared.renderer("en").fact("fresnel", "p1") != answer


def test_the_answers_of_a_base_go_with_it(lighthouses: KnowledgeBase) -> None:
    shared, base = Shared(lighthouses), cast(KnowledgeBase, Lighthouses())
    went = weakref.ref(base)
    assert shared.renderer("en", knowledge=base).fact("fresnel") is not shared.renderer("en").fact("fresnel")
    del base
    gc.collect()
    assert went() is None
