"""The one door for everything that is sent: long texts are split, answers to edited messages edited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import telegram
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.context import Context
from handlers.markup import split
from handlers.rendering import Message

_VANISHED = ("not found", "can't be edited", "can't be deleted", "message_id_invalid")
_TOO_LATE = "query is too old"


@dataclass(frozen=True, slots=True)
class _Part:
    """A message as Telegram takes it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


async def reply(update: Update, context: Context, *messages: Message) -> None:
    """Send `messages` below the one that was written or tapped; where it was edited, edit what answered it before."""
    asked = update.effective_message
    if asked is None:
        return
    chat, question, answered = asked.chat_id, asked.message_id, context.bot_data.answered
    parts = [part for message in messages for part in _parts(message)]
    async with answered.turn(chat, question):
        before = answered.answers_to(chat, question) if update.edited_message else ()
        answered.remember(chat, question, await _replace(before, parts, asked, context))


async def show(message: Message, instead: telegram.Message, context: Context) -> None:
    """Show `message` in the place of another one of the bot's, or as a new one where that cannot be edited."""
    await _replace((instead.message_id,), _parts(message), instead, context)


async def acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """End the waiting of whoever tapped a button; `alert` is plain text to be confirmed, at most 200 characters."""
    try:
        await query.answer(alert, show_alert=alert is not None)
    except BadRequest as error:
        if _TOO_LATE not in error.message.lower():
            raise


async def _replace(
    before: tuple[int, ...], parts: list[_Part], anchor: telegram.Message, context: Context
) -> tuple[int, ...]:
    """Turn the messages with the ids `before` into `parts`, and return the ids of those that show them now."""
    shown = []
    for old, part in zip_longest(before, parts):
        if part is None:
            await _delete(anchor.chat.id, old, context)
        elif old is not None and await _edit(part, anchor.chat.id, old, context):
            shown.append(old)
        else:
            shown.append(await _send(part, anchor))
    return tuple(shown)


async def _send(part: _Part, anchor: telegram.Message) -> int:
    # The shortcut quotes the anchor in groups and stays in its topic of a forum.
    sent = await anchor.reply_html(part.text, reply_markup=part.keyboard, allow_sending_without_reply=True)
    return sent.message_id


async def _edit(part: _Part, chat: int, message: int, context: Context) -> bool:
    """Return whether the message shows `part` now."""
    try:
        await context.bot.edit_message_text(
            part.text, chat, message, parse_mode=ParseMode.HTML, reply_markup=part.keyboard
        )
    except BadRequest as error:
        reason = error.message.lower()
        if any(vanished in reason for vanished in _VANISHED):
            return False
        if "not modified" not in reason:
            raise
    return True


async def _delete(chat: int, message: int, context: Context) -> None:
    try:
        await context.bot.delete_message(chat, message)
    except BadRequest as error:
        if not any(vanished in error.message.lower() for vanished in _VANISHED):
            raise


def _parts(message: Message) -> list[_Part]:
    *first, last = split(message.text)
    rows = [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in message.buttons]
    return [*map(_Part, first), _Part(last, InlineKeyboardMarkup(rows) if rows else None)]
