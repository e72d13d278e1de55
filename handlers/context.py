"""What every handler can reach: the knowledge, the words, and which message answers which."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from handlers.rendering import Renderer
from handlers.wording import Wording
from knowledge import KnowledgeBase

REMEMBERED = 1000
"""How many answered messages are remembered."""


class Answered:
    """By which messages which message was answered: ids only, of the latest messages, as long as the process runs."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._answers: OrderedDict[tuple[int, int], tuple[int, ...]] = OrderedDict()
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def turn(self, chat: int, message: int) -> asyncio.Lock:
        """Return what to hold while a message is answered: its edit may come before its answer is sent."""
        return self._turns.setdefault((chat, message), asyncio.Lock())

    def remember(self, chat: int, message: int, answers: tuple[int, ...]) -> None:
        """Keep the ids of the `answers` to a message, and forget the message answered longest ago."""
        self._answers[chat, message] = answers
        self._answers.move_to_end((chat, message))
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)

    def answers_to(self, chat: int, message: int) -> tuple[int, ...]:
        """Return the ids of the messages that answered a message; none where it is not remembered."""
        return self._answers.get((chat, message), ())


@dataclass(slots=True)
class Shared:
    """The Application's `bot_data`. A reload puts another base in the place of `knowledge`."""

    knowledge: KnowledgeBase
    wording: Wording = field(default_factory=Wording.load)
    answered: Answered = field(default_factory=Answered)

    def renderer(self, language: str | None) -> Renderer:
        """Return the renderer in `language`, or in the base's own where it is None or unknown."""
        edition = self.knowledge.edition(language)
        return Renderer(self.knowledge, edition, self.wording.of(edition.language))


Context = CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Shared]


def language(update: Update, context: Context) -> str | None:
    """Return the language of the asker's Telegram, if the base has it."""
    code = update.effective_user.language_code if update.effective_user else None
    spoken = (code or "").partition("-")[0].lower()  # pt-br is Portuguese
    return spoken if spoken in context.bot_data.knowledge.languages else None


def renderer(update: Update, context: Context) -> Renderer:
    """Return the renderer in the asker's language."""
    return context.bot_data.renderer(language(update, context))
