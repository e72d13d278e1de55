"""One kind of update a room: what the bot does with questions, commands and buttons."""

from __future__ import annotations

from typing import Any

from telegram import BotCommand, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers import (
    about,
    buttons,
    chance,
    comparing,
    glossary,
    groups,
    inline,
    personal,
    questions,
    reactions,
    timeline,
    topics,
)
from handlers.addressing import ADDRESSED, FROM_PEOPLE, NOT_TEXT, WORDS
from handlers.context import Context
from handlers.editing import desks, status
from handlers.editing.admins import commands as admin_commands
from handlers.editing.admins import only_admins
from handlers.manners import polite
from handlers.showing.rendering import commands
from handlers.showing.wording import Wording
from knowledge import Edition

__all__ = ["admin_menu", "handlers", "menu"]


def handlers() -> list[BaseHandler[Any, Context, None]]:
    """Return the handlers in their order: an update goes to the first that takes it, or to none."""
    return [
        ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, groups.moved),
        MessageHandler(~FROM_PEOPLE, _leave),
        *_editing(),
        *map(_polite, _answering()),
        MessageHandler(filters.COMMAND, topics.topic_command),
    ]


def _answering() -> list[BaseHandler[Any, Context, None]]:
    """Return the handlers of what is meant for the bot."""
    return [
        CommandHandler("start", about.start),
        CommandHandler("help", about.help),
        CommandHandler("topics", topics.topics),
        CommandHandler("sources", about.sources),
        CommandHandler("privacy", about.privacy),
        CommandHandler("language", personal.choose_language),
        CommandHandler("forget", personal.forget),
        CommandHandler("cancel", desks.cancel),
        CommandHandler("ask", questions.ask_command),
        CommandHandler("timeline", timeline.timeline),
        CommandHandler("glossary", glossary.glossary),
        CommandHandler("compare", comparing.compare),
        CommandHandler("random", chance.random_fact),
        CommandHandler("quiz", chance.quiz),
        MessageHandler(ADDRESSED & WORDS & ~filters.COMMAND, desks.typed_or(questions.ask)),
        MessageHandler(NOT_TEXT, desks.typed_or(questions.not_text)),
        CallbackQueryHandler(reactions.tapped, reactions.TAPS),
        CallbackQueryHandler(personal.language_chosen, personal.TAPS),
        CallbackQueryHandler(timeline.picture, timeline.TAPS),
        CallbackQueryHandler(chance.random_fact, chance.RANDOM_TAPS),
        CallbackQueryHandler(chance.quiz, chance.QUIZ_TAPS),
        CallbackQueryHandler(buttons.tapped),
        InlineQueryHandler(inline.typed),
    ]


def _editing() -> list[BaseHandler[Any, Context, None]]:
    """Return the handlers of what admins alone may do; they have their manners from `only_admins`."""
    return [
        CommandHandler("status", only_admins(status.status)),
        CommandHandler("reload", only_admins(status.reload)),
        CommandHandler("gaps", desks.command(desks.show_gaps)),
        CommandHandler("edit", desks.command(desks.show_fact)),
        CommandHandler("undo", desks.command(desks.undo)),
        CommandHandler("log", desks.command(desks.show_log)),
        CallbackQueryHandler(desks.tapped, desks.TAPS),
    ]


def menu(edition: Edition, wording: Wording) -> list[BotCommand]:
    """Return the commands and their descriptions, in the language of `edition`, for Telegram's menu."""
    return [BotCommand(*command) for command in commands(edition, wording.of(edition.language))]


def admin_menu(edition: Edition, wording: Wording) -> list[BotCommand]:
    """Return what `menu` returns, and behind it the commands of admins."""
    own = admin_commands(wording.of(edition.language))
    return [*menu(edition, wording), *(BotCommand(*command) for command in own)]


def _polite(handler: BaseHandler[Any, Context, None]) -> BaseHandler[Any, Context, None]:
    handler.callback = polite(handler.callback)
    return handler


async def _leave(update: Update, context: Context) -> None:
    """Do nothing: what bots and channels post is not for this bot to answer."""
