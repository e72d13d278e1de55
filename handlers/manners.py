"""Manners that every handler has: it leaves what is too old, slows down floods, and shows when it takes a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram
from telegram import Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

from handlers.context import Context, renderer
from handlers.keeping.floods import Flood
from handlers.sending import acknowledge, post

OLD = timedelta(minutes=10)
"""From what age on a group has moved on, and an answer would only disturb; in private it is still waited for."""
MOMENT = 0.4
"""Seconds that an answer may take without a sign."""
TYPING = 4.5
"""Seconds for which Telegram shows "typing…", or a little less."""

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def polite(callback: Callback) -> Callback:
    """Return `callback` with manners towards whoever writes or taps; what it is called for is meant for the bot."""

    async def politely(update: Update, context: Context) -> None:
        if _is_old(update) or await _floods(update, context):
            return
        async with _typing(update.effective_message):
            await callback(update, context)

    return politely


def _is_old(update: Update) -> bool:
    message = update.message or update.edited_message
    return bool(message and message.chat.type != ChatType.PRIVATE and datetime.now(UTC) - _written(message) > OLD)


async def _floods(update: Update, context: Context) -> bool:
    """Return whether whoever wrote or tapped floods the bot; who begins to is told."""
    query, message, asker = update.callback_query, update.effective_message, update.effective_sender
    if not (asker and message):
        return False
    written = datetime.now(UTC) if query else _written(message)
    alone = message.chat.type == ChatType.PRIVATE
    flood = context.bot_data.floods.take(asker.id, written.timestamp(), alone=alone)
    if flood is Flood.NONE:
        return False
    shown = renderer(update, context)
    if query:
        await acknowledge(query, alert=shown.texts.flood if flood is Flood.BEGINS else None)
    elif flood is Flood.BEGINS:
        await post(update, context, shown.say(shown.texts.flood))
    return True


@asynccontextmanager
async def _typing(message: telegram.Message | None) -> AsyncIterator[None]:
    """Show "typing…" where `message` stands, from a moment on until what is done here is done."""
    task = asyncio.create_task(_type(message)) if message else None
    try:
        yield
    finally:
        if task:
            task.cancel()


async def _type(message: telegram.Message) -> None:
    await asyncio.sleep(MOMENT)
    with suppress(TelegramError):  # it is a courtesy
        while True:
            await message.reply_chat_action(ChatAction.TYPING)
            await asyncio.sleep(TYPING)


def _written(message: telegram.Message) -> datetime:
    return message.edit_date or message.date
