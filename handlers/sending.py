"""The one door for everything that is sent: long texts are split, answers to edited messages edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import telegram
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResult,
    InputPollOption,
    Poll,
    Update,
)
from telegram.error import BadRequest

from handlers import calls
from handlers.context import Context, Shared, renderer
from handlers.keeping.schema import Carried
from handlers.showing.markup import plain, split
from handlers.showing.pictures import Picture
from handlers.showing.quizzes import Quiz
from handlers.showing.rendering import Answer, Button, Message

_VANISHED = ("not found", "can't be edited", "can't be deleted", "message_id_invalid")
_UNCHANGED = "not modified"
_TOO_LATE = "query is too old"


@dataclass(frozen=True, slots=True)
class _Part:
    """A message as Telegram takes it."""

    text: str
    keyboard: str = ""
    """As JSON; empty where there is none."""
    quotes: bool = False
    answer: Answer | None = None


async def reply(update: Update, context: Context, *messages: Message, quote: bool = False) -> None:
    """Send `messages` below the one that was written or tapped; where it was edited, edit what answered it before.

    In a group they quote it; in private only if `quote` says so, for buttons that need to know what was asked.
    """
    asked = update.effective_message
    if asked is None:
        return
    chat, question, answered = asked.chat_id, asked.message_id, context.bot_data.answered
    parts = [part for message in messages for part in _parts(message, quotes=quote)]
    before = answered.answers_to(chat, question) if update.edited_message else ()
    above = renderer(update, context).texts.above
    shown = await _replace(before, parts, asked, context, above)
    if update.callback_query is None:  # what was tapped is the bot's own, and nobody edits it
        answered.remember(chat, question, shown)


async def reply_anew(update: Update, context: Context, message: Message) -> None:
    """Show `message` in the place of those that `reply` has sent for the same update."""
    if asked := update.effective_message:
        answered = context.bot_data.answered
        before = answered.answers_to(asked.chat_id, asked.message_id)
        shown = await _replace(before, _parts(message), asked, context, stands=True)
        answered.remember(asked.chat_id, asked.message_id, shown)


async def show(message: Message, instead: telegram.Message, context: Context) -> None:
    """Show `message` in the place of another one of the bot's, or as a new one where that cannot be edited."""
    await _replace((instead.message_id,), _parts(message), instead, context, stands=True)


async def post(update: Update, context: Context, message: Message) -> None:
    """Send `message` where something was written or happened, as the answer to nothing that may be edited."""
    anchor = update.effective_message
    for part in _parts(message):
        if anchor:
            await _send(part, anchor, context)
        elif update.effective_chat:
            await calls.send(context.bot, update.effective_chat.id, part.text, part.keyboard)


async def write(message: Message, chat: int, bot: Bot, shared: Shared) -> None:
    """Send `message` to a chat where nothing was asked just now; TelegramError where that cannot be done."""
    for part in _parts(message):
        sent = telegram.Message.de_json(await calls.send(bot, chat, part.text, part.keyboard), bot)
        shared.shown.remember(sent.message_id, sent, part.text, part.keyboard)
        _note(part, chat, sent.message_id, shared)


async def correct(message: Message, carried: Carried, bot: Bot, shared: Shared) -> None:
    """Show `message` in the place of an answer, above the same buttons; TelegramError where that cannot be done."""
    first, *more = _parts(message)
    if more:
        return  # one that has grown so long stays as it is: what follows it would stand below later messages
    try:
        edited = await calls.edit(bot, carried.chat, carried.message, first.text, carried.keyboard)
    except BadRequest as error:
        if _UNCHANGED not in error.message.lower():
            raise
    else:
        if isinstance(edited, dict):
            corrected = telegram.Message.de_json(edited, bot)
            shared.shown.remember(carried.message, corrected, first.text, carried.keyboard)


async def send_picture(update: Update, picture: Picture, caption: str) -> str | None:
    """Send `picture`, which is its content or Telegram's id of it, with HTML below it; return Telegram's id of it."""
    message = update.effective_message
    if message is None:
        return None
    sent = await message.reply_photo(picture, caption, allow_sending_without_reply=True)
    return sent.photo[-1].file_id


async def send_file(update: Update, name: str, content: bytes) -> None:
    """Send `content` as a document called `name`."""
    if message := update.effective_message:
        await message.reply_document(content, filename=name, allow_sending_without_reply=True)


async def send_quiz(update: Update, quiz: Quiz, *buttons: Button) -> None:
    """Send `quiz` as a poll that tells at once who was right."""
    if message := update.effective_message:
        await message.reply_poll(
            quiz.question,
            [InputPollOption(option, text_parse_mode=None) for option in quiz.options],
            type=Poll.QUIZ,
            correct_option_ids=[quiz.right],  # type: ignore[list-item]  # it is typed as one of 0 to 11
            explanation=quiz.explanation,
            question_parse_mode=None,
            reply_markup=InlineKeyboardMarkup.from_row(
                [InlineKeyboardButton(button.label, callback_data=button.data) for button in buttons]
            ),
            allow_sending_without_reply=True,
        )


async def suggest(query: InlineQuery, results: Sequence[InlineQueryResult], **options: Any) -> None:
    """Show `results` to whoever types; `options` are those of `answerInlineQuery`."""
    with _in_time():
        await query.answer(results, **options)


async def acknowledge(query: CallbackQuery, alert: str | None = None, *, notice: str | None = None) -> None:
    """End the waiting of whoever tapped a button, with plain text of at most 200 characters.

    Args:
        query: the tap.
        alert: is to be confirmed.
        notice: fades by itself.
    """
    with _in_time():
        await query.answer(alert or notice, show_alert=alert is not None)


@contextmanager
def _in_time() -> Iterator[None]:
    """Forgive that Telegram waits for an answer no more."""
    try:
        yield
    except BadRequest as error:
        if _TOO_LATE not in error.message.lower():
            raise


async def _replace(
    before: tuple[int, ...],
    parts: list[_Part],
    anchor: telegram.Message,
    context: Context,
    above: str | None = None,
    *,
    stands: bool = False,
) -> tuple[int, ...]:
    """Turn the messages with the ids `before` into `parts`, and return the ids of those that show them now.

    With the line `above`, a group is not shown again what stands there from a while ago. What `stands`, as a message
    does that was tapped just now, need not be edited into what it shows already.
    """
    shown = []
    for old, part in zip_longest(before, parts):
        if part is None:
            await _delete(anchor.chat.id, old, context)
        elif old is not None and await _edit(part, anchor, old, context, stands=stands):
            shown.append(old)
        else:
            shown.append((above and await _point(part, anchor, context, above)) or await _send(part, anchor, context))
    return tuple(shown)


async def _send(part: _Part, anchor: telegram.Message, context: Context) -> int:
    sent = await calls.answer(anchor, part.text, part.keyboard, quotes=part.quotes)
    message: int = sent["message_id"]
    context.bot_data.shown.remember(message, anchor, part.text, part.keyboard)
    _note(part, anchor.chat.id, message, context.bot_data)
    return message


async def _point(part: _Part, anchor: telegram.Message, context: Context, above: str) -> int | None:
    """Return the id of a line that points to the message which has shown `part` since a while ago, if there is one."""
    earlier = context.bot_data.shown.find(anchor, part.text)
    if earlier is None:
        return None
    line = await calls.answer(anchor, plain(above), to=earlier)
    message: int = line["message_id"]
    if "reply_to_message" not in line:  # somebody has deleted the message, of which Telegram tells in no other way
        await _edit(part, anchor, message, context)
    return message


async def _edit(part: _Part, anchor: telegram.Message, message: int, context: Context, *, stands: bool = False) -> bool:
    """Return whether the message shows `part` now; unless it `stands`, its reader may have deleted it."""
    if stands and context.bot_data.shown.shows(message, anchor, part.text, part.keyboard):
        return True
    try:
        await calls.edit(context.bot, anchor.chat.id, message, part.text, part.keyboard)
    except BadRequest as error:
        reason = error.message.lower()
        if any(vanished in reason for vanished in _VANISHED):
            return False
        if _UNCHANGED not in reason:
            raise
    context.bot_data.shown.remember(message, anchor, part.text, part.keyboard)
    _note(part, anchor.chat.id, message, context.bot_data)
    return True


async def _delete(chat: int, message: int, context: Context) -> None:
    context.bot_data.carrying.carries_none(chat, message)
    try:
        await context.bot.delete_message(chat, message)
    except BadRequest as error:
        if not any(vanished in error.message.lower() for vanished in _VANISHED):
            raise


def _parts(message: Message, *, quotes: bool = False) -> list[_Part]:
    *first, last = split(message.text)
    answer = message.answer if message.answer and message.answer.text == last else None
    return [
        *(_Part(text, quotes=quotes) for text in first),
        _Part(last, calls.keyboard(message.buttons), quotes, answer),
    ]


def _note(part: _Part, chat: int, message: int, shared: Shared) -> None:
    """Note whether the message shows an answer, which a correction may then follow."""
    if not shared.corrects:
        return
    if answer := part.answer:
        shared.carrying.carries(Carried(chat, message, answer.fact, answer.language, answer.said, part.keyboard))
    else:
        shared.carrying.carries_none(chat, message)
