"""Manners that every handler has: it leaves what is too old, slows down floods, and shows when it takes a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import telegram
from telegram import Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

from handlers.clock import CLOCK
from handlers.context import Context, Shared, renderer
from handlers.keeping.floods import Flood
from handlers.sending import acknowledge, post
from handlers.tapping import is_kept

OLD = timedelta(minutes=10)
"""From what age on a group has moved on, and an answer would only disturb; in private it is still waited for."""
MOMENT = 0.4
"""Seconds that an answer may take without a sign."""
TYPISTS = 20
"""In how many chats at most it is shown at the same time: where more wait, the calls serve those better."""
TYPING = 4.5
"""Seconds for which Telegram shows "typing…", or a little less."""

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def polite(callback: Callback) -> Callback:
    """Return `callback` with manners towards whoever writes or taps; what it is called for is meant for the bot."""

    async def politely(update: Update, context: Context) -> None:
        if _is_old(update) or await _floods(update, context):
            return
        with _typing(update.effective_message, context.bot_data):
            await callback(update, context)

    return politely


def _is_old(update: Update) -> bool:
    message = update.message or update.edited_message
    return bool(message and message.chat.type != ChatType.PRIVATE and CLOCK.earliest() - _written(message) > OLD)


async def _floods(update: Update, context: Context) -> bool:
    """Return whether whoever wrote or tapped floods the bot; who begins to is told."""
    query, message, asker = update.callback_query, update.effective_message, update.effective_sender
    if not (asker and message):
        return False
    written = CLOCK.steady() if query else _written(message)
    # Who reads each answer may ask as fast as they come; nobody has that much to tell the editors.
    alone = message.chat.type == ChatType.PRIVATE and not (query and is_kept(query))
    flood = context.bot_data.floods.take(asker.id, written.timestamp(), alone=alone)
    if flood is Flood.NONE:
        return False
    shown = renderer(update, context)
    if query:
        await acknowledge(query, alert=shown.texts.flood if flood is Flood.BEGINS else None)
    elif flood is Flood.BEGINS:
        await post(update, context, shown.say(shown.texts.flood))
    return True


@contextmanager
def _typing(message: telegram.Message | None, shared: Shared) -> Iterator[None]:
    """Show "typing…" where `message` stands, from a moment on until what is done here is done."""
    tasks: list[asyncio.Task[None]] = []

    def begin() -> None:
        if message:
            tasks.append(asyncio.create_task(_type(message, shared)))

    beginning = asyncio.get_running_loop().call_later(MOMENT, begin)
    try:
        yield
    finally:
        beginning.cancel()
        for task in tasks:
            task.cancel()


async def _type(message: telegram.Message, shared: Shared) -> None:
    if shared.typists >= TYPISTS:
        return
    shared.typists += 1
    try:
        with suppress(TelegramError):  # it is a courtesy
            while True:
                await message.reply_chat_action(ChatAction.TYPING)
                await asyncio.sleep(TYPING)
    finally:
        shared.typists -= 1


def _written(message: telegram.Message) -> datetime:
    return message.edit_date or message.date
