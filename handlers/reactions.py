"""What people do with an answer: look behind it, say whether it helped, or leave their question for the editors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import telegram
from telegram import Update

from handlers.addressing import answered
from handlers.context import Context, language, renderer
from handlers.keeping.privacy import leads_to_someone, ticket
from handlers.keeping.schema import Kind, OpenQuestion, Reason, Vote
from handlers.sending import acknowledge, show
from handlers.showing import details
from handlers.showing.rendering import TO_EDITORS, Action, GoneError, Message, Renderer, mark
from handlers.tapping import choices, is_kept, is_offered, origin, parsed

TAPS = re.compile(rf"(?:[^/]*/)?[{Action.WHY}{Action.RECORD}{Action.BACK}{''.join(TO_EDITORS)}](?::|$)")
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

    @property
    def origin(self) -> str:
        """What led to the fact that the message shows."""
        return origin(self.message)

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
    if query is None or not isinstance(query.message, telegram.Message):
        return  # it was sent inline, where the bot has no buttons of this kind
    code, action, arguments = parsed(query.data)
    shown = renderer(update, context, code)
    try:
        response = await _response_to(query, _Tap(update, context, shown, query.message), [action, *arguments])
    except GoneError:
        response = _Response(alert=shown.texts.gone)
    await acknowledge(query, response.alert, notice=response.notice)
    if response.shown:
        await show(response.shown, instead=query.message, context=context)


async def _response_to(query: telegram.CallbackQuery, tap: _Tap, call: list[str]) -> _Response:
    """Return what a tap brings; nothing is kept but what the tapped message lets keep."""
    if is_kept(query) and not is_offered(query):
        if tap.message.is_accessible:
            return _Response()  # nobody is shown such a button: it is forged, or another tap was quicker
        if call[0] != Action.NONE_OF_THESE:  # which has an answer even where it cannot be kept
            return _Response(alert=tap.shown.texts.no_longer_asked)
    return await _response(call, tap)


async def _response(call: list[str], tap: _Tap) -> _Response:
    """Return what an action and its arguments bring; GoneError where they are none of the bot's."""
    match call:
        case [Action.WHY, fact, *_]:
            return _why(fact, tap)
        case [Action.RECORD, fact, *_]:
            return _Response(details.record(tap.shown, fact, tap.origin))
        case [Action.BACK, fact, *_]:
            return _Response(tap.shown.fact(fact, tap.origin))
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
    raise GoneError(tap.update.callback_query)


def _why(fact: str, tap: _Tap) -> _Response:
    """Explain with the subject that the question had when it was answered, whatever was talked of since."""
    subject = [other for other in tap.shown.edition.facts if mark(other) == tap.origin]
    explanation = tap.shown.knowledge.explain(tap.question, language(tap.update, tap.context), subject)
    return _Response(details.why(tap.shown, fact, explanation, tap.origin))


async def _praise(fact: str, tap: _Tap) -> _Response:
    tap.shown.fact(fact)  # a fact that is gone needs no votes
    journal = tap.context.bot_data.journal
    kept = await journal.vote(Vote(tap.ticket(fact), fact, good=True))
    await journal.withdraw(tap.ticket(tap.question))
    return _Response(notice=_thanks(tap, kept=kept))


async def _complain(fact: str, reason: Reason | None, tap: _Tap) -> _Response:
    """Keep a thumbs-down: at once, and again with its reason when the asker has told it."""
    shown = tap.shown.fact(fact, tap.origin) if reason else details.complaint(tap.shown, fact, tap.origin)
    kept = await tap.context.bot_data.journal.vote(Vote(tap.ticket(fact), fact, good=False, reason=reason))
    await tap.keep(Kind.THUMBS_DOWN, [fact], reason)
    return _Response(shown, notice=_thanks(tap, kept=kept) if reason else None)


def _thanks(tap: _Tap, *, kept: bool) -> str:
    return tap.shown.texts.thanks if kept else tap.shown.texts.not_kept


async def _none_of_these(tap: _Tap) -> _Response:
    offered = choices(tap.message)
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
