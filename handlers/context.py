"""What every handler can reach: the knowledge, the words, and which message answers which."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext, ExtBot

from handlers.keeping.deck import Deck
from handlers.keeping.editions import PerEdition
from handlers.keeping.floods import Floods
from handlers.keeping.journal import Journal
from handlers.keeping.memory import Asker, Memory
from handlers.keeping.shown import Shown
from handlers.showing.pictures import Picture
from handlers.showing.quizzes import Quizzes
from handlers.showing.rendering import Renderer
from handlers.showing.wording import Wording
from knowledge import KnowledgeBase

REMEMBERED = 1000
"""How many answered messages are remembered."""


class Answered:
    """By which messages which message was answered: ids only, of the latest messages, as long as the process runs."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._answers: OrderedDict[tuple[int, int], tuple[int, ...]] = OrderedDict()

    def remember(self, chat: int, message: int, answers: tuple[int, ...]) -> None:
        """Keep the ids of the `answers` to a message, and forget the message answered longest ago."""
        self._answers[chat, message] = answers
        self._answers.move_to_end((chat, message))
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)

    def answers_to(self, chat: int, message: int) -> tuple[int, ...]:
        """Return the ids of the messages that answered a message; none where it is not remembered."""
        return self._answers.get((chat, message), ())

    def forget(self, chat: int) -> None:
        """Forget all that was answered in a chat."""
        for key in [key for key in self._answers if key[0] == chat]:
            del self._answers[key]


@dataclass(slots=True)
class Shared:
    """The Application's `bot_data`. A reload puts another base in the place of `knowledge`."""

    knowledge: KnowledgeBase
    wording: Wording = field(default_factory=Wording.load)
    answered: Answered = field(default_factory=Answered)
    shown: Shown = field(default_factory=Shown)
    floods: Floods = field(default_factory=Floods)
    greeted: dict[int, float] = field(default_factory=dict)
    """When which group was greeted, in seconds of the event loop's clock."""
    bot: ExtBot[Any] | None = None
    """Whom links lead to."""
    journal: Journal = field(default_factory=Journal)
    memory: Memory = field(default_factory=Memory)
    facts: Deck = field(default_factory=Deck)
    """Deals /random."""
    questions: Deck = field(default_factory=Deck)
    """Deals /quiz."""
    quizzes: PerEdition[Quizzes] = field(default_factory=PerEdition)
    pictures: PerEdition[Picture] = field(default_factory=PerEdition)

    def renderer(self, language: str | None, *, private: bool = False) -> Renderer:
        """Return the renderer in `language`, or in the base's own where it is None or unknown."""
        edition = self.knowledge.edition(language)
        username = self.bot.username if self.bot else None
        return Renderer(self.knowledge, edition, self.wording.of(edition.language), username, private)


Context = CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Shared]


def language(update: Update, context: Context) -> str | None:
    """Return the language that the asker has set, or else that of their Telegram, if the base has it."""
    user = update.effective_user
    if user is None:
        return None
    spoken = (user.language_code or "").partition("-")[0].lower()  # pt-br is Portuguese
    codes = (context.bot_data.journal.language_of(user.id), spoken)
    return next((code for code in codes if code in context.bot_data.knowledge.languages), None)


def renderer(update: Update, context: Context, code: str | None = None) -> Renderer:
    """Return the renderer for where the update comes from, in the language `code`, by default the asker's."""
    chat = update.effective_chat
    private = chat is not None and chat.type == ChatType.PRIVATE
    return context.bot_data.renderer(code or language(update, context), private=private)


def asker(update: Update) -> Asker:
    """Return who is talking with the bot, and where."""
    chat, user = update.effective_chat, update.effective_user
    return Asker(chat.id if chat else 0, user.id if user else 0)
