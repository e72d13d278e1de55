"""What askers decide for themselves: /language, /forget and /cancel."""

from __future__ import annotations

import re

import telegram
from babel import Locale
from telegram import Update

from handlers.context import Context, asker, renderer
from handlers.sending import acknowledge, post, reply, show
from handlers.showing.rendering import Action, Message

TAPS = re.compile(rf"(?:[^/]*/)?{Action.LANGUAGE}:")
"""The data of the buttons under /language."""


async def choose_language(update: Update, context: Context) -> None:
    """Offer the languages of the base, each by its own name, and to follow what the asker writes."""
    shown = renderer(update, context)
    languages = {code: _own_name(code) for code in shown.knowledge.languages} | {"": shown.texts.as_i_write}
    rows = tuple((shown.button(name, Action.LANGUAGE, code),) for code, name in languages.items())
    await reply(update, context, Message(shown.say(shown.texts.language).text, rows))


async def language_chosen(update: Update, context: Context) -> None:
    """Keep the language that was tapped, and say so in it: where others read along, to whoever tapped alone."""
    query = update.callback_query
    if query is None:
        return
    if _is_of_another(query):
        await acknowledge(query, alert=renderer(update, context).texts.language_of_another)
        return
    code = (query.data or "").rpartition(":")[2]
    if code not in ("", *context.bot_data.knowledge.languages):
        await acknowledge(query, alert=renderer(update, context).texts.gone)
        return
    await context.bot_data.journal.set_language(query.from_user.id, code or None)
    shown = renderer(update, context)
    text = shown.texts.language_set if code else shown.texts.language_as_i_write
    if isinstance(query.message, telegram.Message) and shown.private:
        await acknowledge(query)
        await show(shown.say(text), instead=query.message, context=context)
    else:
        await acknowledge(query, notice=text)


async def forget(update: Update, context: Context) -> None:
    """Erase all that leads to the asker, on disk and in memory."""
    user = update.effective_sender  # all anonymous administrators are one user to Telegram, and none may speak for all
    if user is None:
        return
    shared = context.bot_data
    await shared.carrying.write()  # what is noted must not be written down after it was erased
    erased = await shared.journal.forget(user.id)
    shared.memory.forget(user.id)
    shared.answered.forget(user.id)  # a private chat has the id of the user in it
    shown = renderer(update, context)
    await post(update, context, shown.say(shown.texts.forgotten if erased else shown.texts.not_forgotten))
    shared.shown.forget(user.id)  # last, for what was just said is remembered too


async def cancel(update: Update, context: Context) -> None:
    """Wait for nothing from the asker any more."""
    shown = renderer(update, context)
    ended = context.bot_data.memory.cancel(asker(update))
    await reply(update, context, shown.say(shown.texts.cancelled if ended else shown.texts.nothing_to_cancel))


def _is_of_another(query: telegram.CallbackQuery) -> bool:
    """Return whether somebody else sent the /language that the tapped message answers; anonymous admins are anybody."""
    message = query.message
    sent = message.reply_to_message if isinstance(message, telegram.Message) else None
    author = sent.from_user if sent and sent.sender_chat is None else None
    return author is not None and author != query.from_user


def _own_name(code: str) -> str:
    """Return what a language is called in itself."""
    name = Locale.parse(code).display_name or code
    return name[0].upper() + name[1:]
