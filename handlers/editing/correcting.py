"""Corrections travel: messages of the last two days that carry an answer are edited when the answer changes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.context import Shared
from handlers.editing.telling import Turn
from handlers.keeping.journal import CARRIED_FOR
from handlers.keeping.schema import Carried, now
from handlers.sending import correct
from handlers.showing.dates import written
from handlers.showing.markup import italic
from handlers.showing.rendering import Message, said
from knowledge import Fact, KnowledgeBase

MOST = 1000
"""How many messages are corrected after a change, newest first."""
PACE = 0.2
"""Seconds after a correction until the next: most of what Telegram takes is left for answers."""
MOST_IN_A_CHAT = 5
"""How many of them in one chat: each takes a message from what the chat may get, and who reads looks at the last."""


async def correct_answers(
    bot: Bot, shared: Shared, knowledge: KnowledgeBase, is_live: Callable[[], bool], turn: Turn, today: date
) -> bool:
    """Edit the messages whose answer `knowledge` gives otherwise; return whether all is done that can be.

    That a message is correct is noted before it is edited, so that of several processes one does it; where the edit
    fails the note is taken back.

    Args:
        bot: edits the messages.
        shared: where it is kept which message carries what.
        knowledge: the base.
        is_live: whether it still is the one that answers; where it is not, the rest is left to its successor.
        turn: what to hold while something is done in a chat.
        today: the day that the corrected messages name.
    """
    if not shared.corrects:
        return True
    await shared.carrying.write()
    carried = await shared.journal.carried(now() - CARRIED_FOR)
    for each, fact in _due(carried, knowledge):
        async with turn(each.chat):
            if not is_live():
                return True
            await shared.carrying.write()  # it may have been edited into something else just now
            try:
                if not await shared.journal.correct(each.chat, each.message, each.said, said(fact)):
                    continue
                await correct(_corrected(each, fact, shared, knowledge, today), each, bot, shared)
            except (BadRequest, Forbidden):
                # It is gone, or nobody lets the bot write there any more: in each case it is done with.
                shared.carrying.carries_none(each.chat, each.message)
            except (TelegramError, asyncio.CancelledError) as error:
                await shared.journal.correct(each.chat, each.message, said(fact), each.said)
                if isinstance(error, TelegramError):
                    return False
                raise
        await asyncio.sleep(PACE)
    return True


def _due(carried: Sequence[Carried], knowledge: KnowledgeBase) -> Iterator[tuple[Carried, Fact]]:
    """Yield the messages to be corrected, each with the fact as it is now, and no more than is bearable."""
    chats: Counter[int] = Counter()
    for each in carried:
        if each.language not in knowledge.languages or chats.total() == MOST:
            continue
        fact = knowledge.edition(each.language).facts.get(each.fact)
        if fact and _is_corrected(each.said, said(fact)) and chats[each.chat] < MOST_IN_A_CHAT:
            chats[each.chat] += 1
            yield each, fact


def _is_corrected(before: str, after: str) -> bool:
    """Return whether an answer says something else now; what has been translated since was not wrong before."""
    return before != after and before.partition(":")[0] == after.partition(":")[0]


def _corrected(carried: Carried, fact: Fact, shared: Shared, knowledge: KnowledgeBase, today: date) -> Message:
    shown = shared.renderer(carried.language, private=carried.chat > 0, knowledge=knowledge)
    message = shown.fact(fact.id)
    line = shown.texts.corrected.format(date=written(today.isoformat(), shown.edition.language))
    return replace(message, text=f"{italic(line)}\n\n{message.text}", answer=None)
