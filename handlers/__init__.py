"""One kind of update a room: what the bot does with questions, commands and buttons."""

from __future__ import annotations

from typing import Any

from telegram import BotCommand, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers import about, buttons, questions, topics
from handlers.addressing import ADDRESSED, FROM_PEOPLE, NOT_TEXT, WORDS
from handlers.context import Context
from handlers.rendering import commands
from handlers.wording import Wording
from knowledge import Edition

__all__ = ["handlers", "menu"]


def handlers() -> list[BaseHandler[Any, Context, None]]:
    """Return the handlers in their order: an update goes to the first that takes it, or to none."""
    return [
        MessageHandler(~FROM_PEOPLE, _leave),
        CommandHandler("start", about.start),
        CommandHandler("help", about.help),
        CommandHandler("topics", topics.topics),
        CommandHandler("sources", about.sources),
        CommandHandler("privacy", about.privacy),
        CommandHandler("ask", questions.ask_command),
        MessageHandler(filters.COMMAND, topics.topic_command),
        MessageHandler(ADDRESSED & WORDS, questions.ask),
        MessageHandler(NOT_TEXT, questions.not_text),
        CallbackQueryHandler(buttons.tapped),
    ]


def menu(edition: Edition, wording: Wording) -> list[BotCommand]:
    """Return the commands and their descriptions, in the language of `edition`, for Telegram's menu."""
    return [BotCommand(*command) for command in commands(edition, wording.of(edition.language))]


async def _leave(update: Update, context: Context) -> None:
    """Do nothing: what bots and channels post is not for this bot to answer."""
