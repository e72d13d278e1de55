"""What every handler can reach: the knowledge, the words, and which message answers which."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext, ExtBot

from handlers.keeping.carrying import Carrying
from handlers.keeping.deck import Deck
from handlers.keeping.editions import PerEdition
from handlers.keeping.floods import Floods
from handlers.keeping.journal import Journal
from handlers.keeping.memory import Asker, Memory
from handlers.keeping.shown import Shown
from handlers.showing.pictures import Picture
from handlers.showing.quizzes import Quizzes
from handlers.showing.rendering import Message, Renderer
from handlers.showing.subjects import Titles
from handlers.showing.wording import Wording
from knowledge import KnowledgeBase
from knowledge.live import LiveBase

_BEGUN_WITH: ContextVar[KnowledgeBase | None] = ContextVar("begun_with", default=None)
"""The base with which the update that is being handled was begun."""

_Readers = tuple[str, str | None, bool]
"""Who is answered alike: the language, the bot's username, and whether it is in private."""

REMEMBERED = 1000
"""How many answered messages are remembered."""
IN_A_CHAT = 50
"""How many of a chat another process is told of."""


class Answered:
    """By which messages which message was answered: ids only, of the latest messages."""

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

    def export(self, chat: int) -> list[Any] | None:
        """Return what was answered last in a chat, as JSON has it; None where that is nothing."""
        answers = [[message, list(ids)] for (where, message), ids in self._answers.items() if where == chat]
        return answers[-IN_A_CHAT:] or None

    def restore(self, chat: int, exported: list[Any] | None) -> None:
        """Remember of a chat just what another process has exported."""
        self.forget(chat)
        for message, answers in exported or ():
            self.remember(chat, message, tuple(answers))

    def forget(self, chat: int) -> None:
        """Forget all that was answered in a chat."""
        for key in [key for key in self._answers if key[0] == chat]:
            del self._answers[key]


@dataclass(slots=True)
class Shared:
    """The Application's `bot_data`. A reload puts another base in the place of `base`."""

    base: KnowledgeBase
    """The base that answers what comes from now on."""
    wording: Wording = field(default_factory=Wording.load)
    answered: Answered = field(default_factory=Answered)
    shown: Shown = field(default_factory=Shown)
    floods: Floods = field(default_factory=Floods)
    typists: int = 0
    """In how many chats "typing…" is shown."""
    greeted: dict[int, float] = field(default_factory=dict)
    """When which group was greeted, in seconds of the event loop's clock."""
    bot: ExtBot[Any] | None = None
    """Whom links lead to."""
    journal: Journal = field(default_factory=Journal)
    corrects: bool = False
    """Whether answers that were sent are corrected when the base is."""
    carrying: Carrying = field(init=False)
    admins: frozenset[int] = frozenset()
    """The ids of those who may see the state of the base, and change it."""
    live: LiveBase | None = None
    """What looks for a newer base, if anything does."""
    memory: Memory = field(default_factory=Memory)
    facts: Deck = field(default_factory=Deck)
    """Deals /random."""
    questions: Deck = field(default_factory=Deck)
    """Deals /quiz."""
    quizzes: PerEdition[Quizzes] = field(default_factory=PerEdition)
    pictures: PerEdition[Picture] = field(default_factory=PerEdition)
    examples: PerEdition[dict[str, str]] = field(default_factory=PerEdition)
    """What /start offers to ask."""
    titles: PerEdition[Titles] = field(default_factory=PerEdition)
    """What /compare sets side by side."""
    _rendered: WeakKeyDictionary[KnowledgeBase, dict[_Readers, dict[str, Message]]] = field(
        default_factory=WeakKeyDictionary
    )
    """Answers, which say the same to all as long as the base is the same."""

    def __post_init__(self) -> None:
        """Keep what is noted of answers in the journal."""
        self.carrying = Carrying(self.journal, on=self.corrects)

    @property
    def knowledge(self) -> KnowledgeBase:
        """The base to answer from: whatever has been begun goes on with the one that answered then."""
        begun_with = _BEGUN_WITH.get()
        return self.base if begun_with is None else begun_with

    @knowledge.setter
    def knowledge(self, base: KnowledgeBase) -> None:
        self.base = base

    @contextmanager
    def one_base(self) -> Iterator[None]:
        """Let what is done here see one base, whatever is loaded meanwhile."""
        token = _BEGUN_WITH.set(self.base)
        try:
            yield
        finally:
            _BEGUN_WITH.reset(token)

    def renderer(
        self, language: str | None, *, private: bool = False, knowledge: KnowledgeBase | None = None
    ) -> Renderer:
        """Return the renderer in `language`, or in the base's own where it is None or unknown."""
        knowledge = self.knowledge if knowledge is None else knowledge
        edition = knowledge.edition(language)
        username = self.bot.username if self.bot else None
        answers = self._rendered.setdefault(knowledge, {}).setdefault((edition.language, username, private), {})
        return Renderer(knowledge, edition, self.wording.of(edition.language), username, private, answers)


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
    """Return who is talking with the bot, and where; who writes as a group or a channel is that group or channel."""
    chat, sender = update.effective_chat, update.effective_sender
    return Asker(chat.id if chat else 0, sender.id if sender else 0)
