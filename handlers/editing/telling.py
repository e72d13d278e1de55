"""Who asked to be told gets the answer, as soon as a base has it; then nothing leads to them any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut

from handlers.context import Shared
from handlers.keeping.memory import Asker
from handlers.keeping.schema import OpenQuestion
from handlers.sending import write
from handlers.showing.excerpts import shorten
from handlers.showing.markup import plain
from handlers.showing.rendering import Message
from knowledge import Found, KnowledgeBase, Outcome

log = logging.getLogger(__name__)

QUOTED = 300
"""UTF-16 units that are repeated of a question."""


Turn = Callable[[int], AbstractAsyncContextManager[None]]
"""What to hold while something is done in a chat."""


async def tell(bot: Bot, shared: Shared, knowledge: KnowledgeBase, is_live: Callable[[], bool], turn: Turn) -> bool:
    """Tell the answers of `knowledge` to those who await them; return whether all is done that can be.

    A question is erased before its answer is sent, so that nobody is told twice, not even by two processes; what could
    not be sent is put back. Only a process that is killed between the two breaks its promise. The other way round, each
    answer would be told again and again where the journal fails.

    Args:
        bot: sends the answers.
        shared: where the questions are kept.
        knowledge: the base.
        is_live: whether it still is the one that answers; where it is not, the rest is left to its successor.
        turn: what to hold while something is done in a chat.
    """
    for question in await shared.journal.awaited():
        await asyncio.sleep(0)  # each search takes a moment, in which nobody else is answered
        if not is_live():
            return True
        found = knowledge.find(question.text, shared.journal.language_of(question.chat or 0) or question.language)
        if question.chat is None or not _answers(question, found, knowledge):
            continue
        async with turn(question.chat):
            if not await _tell(question, question.chat, found, bot, shared, knowledge):
                return False
    return True


def _answers(question: OpenQuestion, found: Found, knowledge: KnowledgeBase) -> bool:
    """Return whether what was found answers a question that its asker left open.

    A fact that they were offered and did not choose does so only where their very words have become its phrasing.
    """
    if found.outcome is not Outcome.ANSWERED:
        return False
    if found.answers[0].fact.id not in question.offered:
        return True
    explanation = knowledge.explain(question.text, found.language)
    return explanation is not None and explanation.exact


async def _tell(
    question: OpenQuestion, chat: int, found: Found, bot: Bot, shared: Shared, knowledge: KnowledgeBase
) -> bool:
    """Send the answer to the chat that awaits it, and return whether the next one may be sent at once."""
    shown = shared.renderer(found.language, private=True, knowledge=knowledge)
    heading = plain(shown.texts.told.format(question=shorten(question.text, QUOTED)))
    first, *others = shown.found(found)
    try:
        if not await shared.journal.withdraw(question.ticket):
            return True  # it was told by another process, or is forgotten
        await write(_below(heading, first), chat, bot, shared)
    except (Forbidden, BadRequest) as error:
        # They have blocked the bot, or left Telegram: there is nobody to be told.
        if isinstance(error, BadRequest) and "not found" not in error.message.lower():
            log.warning("an answer that was awaited is not taken: %s", error.message)
        return True
    except TimedOut:
        log.warning("it is not known whether an answer that was awaited has been taken; it is not sent again")
        return False
    except TelegramError:
        await shared.journal.keep(question)
        return False
    except asyncio.CancelledError:
        await shared.journal.keep(question)
        raise
    with suppress(TelegramError):  # what was asked is told; this is what else the message asked
        for message in others:
            await write(message, chat, bot, shared)
    shared.memory.answered(Asker(chat, chat), tuple(match.fact.id for match in found.answers))
    return True


def _below(heading: str, message: Message) -> Message:
    """Return an answer with a heading, which stays an answer."""
    text = f"{heading}\n\n{message.text}"
    return replace(message, text=text, answer=message.answer and replace(message.answer, text=text))
