"""What the bot says of itself: /start, /help, /sources and /privacy."""

from __future__ import annotations

from telegram import Update

from handlers.context import REMEMBERED, Context, asker, renderer
from handlers.keeping import memory
from handlers.keeping.journal import KEPT
from handlers.sending import reply
from handlers.showing.rendering import GoneError


async def start(update: Update, context: Context) -> None:
    """Welcome a newcomer, or show the fact that the link `t.me/<bot>?start=<fact>` leads to."""
    shown = renderer(update, context)
    payload, *_ = context.args or [""]
    try:
        message = shown.fact(payload)
        context.bot_data.memory.answered(asker(update), (payload,))
    except GoneError:
        message = shown.welcome()
    await reply(update, context, message)


async def help(update: Update, context: Context) -> None:  # noqa: A001  # named as the command is
    """Show how to ask."""
    await reply(update, context, renderer(update, context).help())


async def sources(update: Update, context: Context) -> None:
    """Show all sources."""
    await reply(update, context, renderer(update, context).sources())


async def privacy(update: Update, context: Context) -> None:
    """Show what is kept of those who ask."""
    shown = renderer(update, context)
    spans = {"days": KEPT.days, "minutes": memory.MINUTES, "remembered": REMEMBERED}
    await reply(update, context, shown.say(shown.texts.privacy, **spans))
