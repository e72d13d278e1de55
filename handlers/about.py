"""What the bot says of itself: /start, /help, /sources and /privacy."""

from __future__ import annotations

from telegram import Update

from handlers.context import REMEMBERED, Context, renderer
from handlers.rendering import GoneError
from handlers.sending import reply


async def start(update: Update, context: Context) -> None:
    """Welcome a newcomer, or show the fact that the link `t.me/<bot>?start=<fact>` leads to."""
    shown = renderer(update, context)
    payload, *_ = context.args or [""]
    try:
        message = shown.fact(payload)
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
    await reply(update, context, shown.say(shown.texts.privacy, remembered=REMEMBERED))
