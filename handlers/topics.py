"""Browsing: /topics, and a command for each topic of the base."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from handlers.addressing import command
from handlers.context import Context, renderer
from handlers.sending import reply


async def topics(update: Update, context: Context) -> None:
    """Show all topics."""
    await reply(update, context, renderer(update, context).topics())


async def topic_command(update: Update, context: Context) -> None:
    """Show the topic that has this command in the base as it is now, or say that there is none.

    In a group a command is one for all bots there, unless it names one.
    """
    message = update.effective_message
    if message is None:
        return
    name, bot = command(message)
    if bot and bot != context.bot.username.lower():
        return
    shown = renderer(update, context)
    topic = next((topic for topic in shown.edition.topics.values() if topic.command == name), None)
    if topic:
        await reply(update, context, shown.topic(topic.id))
    elif bot or message.chat.type == ChatType.PRIVATE:
        await reply(update, context, shown.say(shown.texts.unknown_command))
