"""Browsing: /topics, and a command for each topic of the base."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from handlers.addressing import command
from handlers.context import Context, renderer
from handlers.manners import polite
from handlers.sending import reply
from handlers.showing.rendering import Renderer


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
    if bot or message.chat.type == ChatType.PRIVATE or name in _by_command(renderer(update, context)):
        await _show_topic(update, context)


@polite
async def _show_topic(update: Update, context: Context) -> None:
    message = update.effective_message
    if message is None:
        return
    name, _ = command(message)
    shown = renderer(update, context)
    if topic := _by_command(shown).get(name):
        await reply(update, context, shown.topic(topic))
    else:
        await reply(update, context, shown.say(shown.texts.unknown_command))


def _by_command(shown: Renderer) -> dict[str, str]:
    """Return the ids of the topics by their commands."""
    return {topic.command: topic.id for topic in shown.edition.topics.values()}
