"""What people do with an answer: look behind it, say whether it helped, or leave their question for the editors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import telegram
from telegram import Update

from handlers.addressing import answered
from handlers.context import Context, asker, language, renderer
from handlers.keeping.privacy import leads_to_someone, ticket
from handlers.keeping.schema import Kind, OpenQuestion, Reason, Vote
from handlers.sending import acknowledge, show
from handlers.showing import details
from handlers.showing.rendering import Action, GoneError, Message, Renderer

_BEHIND_IT = Action.WHY + Action.RECORD + Action.BACK
_TO_EDITORS = Action.GOOD + Action.BAD + Action.REASON + Action.NONE_OF_THESE + Action.LEAVE + Action.TELL
TAPS = re.compile(rf"(?:[^/]*/)?[{_BEHIND_IT}{_TO_EDITORS}](?::|$)")
"""The data of the buttons that this room answers."""


@dataclass(frozen=True, slots=True)
class _Tap:
    """A tap on a button under `message`, which is the bot's."""

    update: Update
    context: Context
    shown: Renderer
    message: telegram.Message

    @property
    def question(self) -> str:
        """What the message answers; empty where it was opened in another way."""
        return answered(self.message)

    def ticket(self, about: str) -> str:
        """Return the mark of what is kept about the message."""
        return ticket(self.context.bot.token, self.message.chat.id, self.message.message_id, about)

    async def keep(self, kind: Kind, offered: Iterable[str] = (), reason: Reason | None = None) -> bool:
        """Keep the question for the editors, and return whether that was possible. Groups have not agreed to it."""
        if not (self.question and self.shown.private):
            return False
        number = self.ticket(self.question)
        language = self.shown.edition.language
        question = OpenQuestion(number, self.question, language, kind, tuple(offered), reason)
        return await self.context.bot_data.journal.keep(question)


@dataclass(frozen=True, slots=True)
class _Response:
    """What a tap brings: a message in the place of the tapped one, or words above the chat."""

    shown: Message | None = None
    notice: str | None = None
    alert: str | None = None


async def tapped(update: Update, context: Context) -> None:
    """Show what a button leads to, and keep what the asker wants the editors to know."""
    query = update.callback_query
    if query is None:
        return
    code, _, call = (query.data or "").rpartition("/")
    shown = renderer(update, context, code)
    response = _Response()
    try:
        if isinstance(query.message, telegram.Message):
            response = await _response(call, _Tap(update, context, shown, query.message))
    except GoneError:
        response = _Response(alert=shown.texts.gone)
    await acknowledge(query, response.alert, notice=response.notice)
    if response.shown and isinstance(query.message, telegram.Message):
        await show(response.shown, instead=query.message, context=context)


async def _response(call: str, tap: _Tap) -> _Response:
    """Return what `action:argument:…` brings; nothing where it is none of the bot's."""
    match call.split(":"):
        case [Action.WHY, fact]:
            return _why(fact, tap)
        case [Action.RECORD, fact]:
            return _Response(details.record(tap.shown, fact))
        case [Action.BACK, fact]:
            return _Response(tap.shown.fact(fact))
        case [Action.NONE_OF_THESE]:
            return await _none_of_these(tap)
        case [Action.GOOD, fact] if tap.shown.private:
            return await _praise(fact, tap)
        case [Action.BAD, fact] if tap.shown.private:
            return await _complain(fact, None, tap)
        case [Action.REASON, letter, fact] if tap.shown.private and letter in details.REASONS:
            return await _complain(fact, details.REASONS[letter], tap)
        case [Action.LEAVE] if tap.shown.private:
            return await _leave(tap)
        case [Action.TELL] if tap.shown.private:
            return await _tell(tap)
    return _Response()


def _why(fact: str, tap: _Tap) -> _Response:
    shared = tap.context.bot_data
    subject = shared.memory.of(asker(tap.update)).before
    explanation = shared.knowledge.explain(tap.question, language(tap.update, tap.context), subject)
    return _Response(details.why(tap.shown, fact, explanation))


async def _praise(fact: str, tap: _Tap) -> _Response:
    tap.shown.fact(fact)  # a fact that is gone needs no votes
    journal = tap.context.bot_data.journal
    kept = await journal.vote(Vote(tap.ticket(fact), fact, good=True))
    await journal.withdraw(tap.ticket(tap.question))
    return _Response(notice=_thanks(tap, kept=kept))


async def _complain(fact: str, reason: Reason | None, tap: _Tap) -> _Response:
    """Keep a thumbs-down: at once, and again with its reason when the asker has told it."""
    shown = tap.shown.fact(fact) if reason else details.complaint(tap.shown, fact)
    kept = await tap.context.bot_data.journal.vote(Vote(tap.ticket(fact), fact, good=False, reason=reason))
    await tap.keep(Kind.THUMBS_DOWN, [fact], reason)
    return _Response(shown, notice=_thanks(tap, kept=kept) if reason else None)


def _thanks(tap: _Tap, *, kept: bool) -> str:
    return tap.shown.texts.thanks if kept else tap.shown.texts.not_kept


async def _none_of_these(tap: _Tap) -> _Response:
    offered = _offered(tap.message)
    unknown = tap.shown.none_of_these(offered)
    kept = await tap.keep(Kind.NONE_OF_THESE, offered)
    return _Response(details.left(tap.shown, unknown) if kept else unknown)


async def _leave(tap: _Tap) -> _Response:
    texts = tap.shown.texts
    if not tap.question:
        return _Response(alert=texts.no_longer_asked)
    if leads_to_someone(tap.question):
        return _Response(alert=texts.leads_to_someone)
    if not await tap.keep(Kind.UNKNOWN):
        return _Response(alert=texts.not_kept)
    found = tap.shown.knowledge.find(tap.question, tap.shown.edition.language)
    return _Response(details.left(tap.shown, tap.shown.unknown(found.topics)))


async def _tell(tap: _Tap) -> _Response:
    texts = tap.shown.texts
    if await tap.context.bot_data.journal.tell(tap.ticket(tap.question), tap.message.chat.id):
        return _Response(tap.shown.say(texts.will_tell))
    return _Response(alert=texts.not_kept if tap.question else texts.no_longer_asked)


def _offered(message: telegram.Message) -> list[str]:
    """Return the ids of the facts among which `message` lets choose; none where Telegram shows it no more."""
    keyboard = message.reply_markup
    data = [str(button.callback_data) for row in (keyboard.inline_keyboard if keyboard else ()) for button in row]
    calls = [call.rpartition("/")[2].partition(":") for call in data]
    return [fact for action, _, fact in calls if action == Action.CHOICE]
