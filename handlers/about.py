"""What the bot says of itself: /start, /help, /sources and /privacy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telegram import Update

from handlers.context import REMEMBERED, Context, asker, renderer
from handlers.editing.admins import commands, is_admin
from handlers.keeping import memory
from handlers.keeping.journal import CARRIED_FOR, KEPT
from handlers.sending import reply
from handlers.showing.links import FROM_INLINE
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import GoneError


async def start(update: Update, context: Context) -> None:
    """Welcome a newcomer, or show the fact that the link `t.me/<bot>?start=<fact>` leads to, or that it is gone."""
    shown = renderer(update, context)
    payload, *_ = context.args or [""]
    try:
        message = shown.fact(payload)
        context.bot_data.memory.answered(asker(update), (payload,))
    except GoneError:
        examples = await context.bot_data.examples.of(shown.knowledge, shown.edition.language, shown.examples)
        message = shown.welcome(examples, gone=payload not in ("", FROM_INLINE))
    await reply(update, context, message)


async def help(update: Update, context: Context) -> None:  # noqa: A001  # named as the command is
    """Show how to ask; admins also what they alone can do."""
    shown = renderer(update, context)
    message = shown.help()
    if is_admin(update, context):
        lines = [f"/{command} – {plain(description)}" for command, description in commands(shown.texts)]
        message = replace(message, text="\n".join([message.text, "", bold(shown.texts.help_admins), *lines]))
    await reply(update, context, message)


async def sources(update: Update, context: Context) -> None:
    """Show all sources."""
    await reply(update, context, renderer(update, context).sources())


async def privacy(update: Update, context: Context) -> None:
    """Show what is kept of those who ask."""
    shown = renderer(update, context)
    carried = shown.texts.privacy_corrections.format(hours=CARRIED_FOR // timedelta(hours=1))
    corrections = f"\n• {carried}" if context.bot_data.corrects else ""
    spans = {"days": KEPT.days, "minutes": memory.MINUTES, "remembered": REMEMBERED}
    await reply(update, context, shown.say(shown.texts.privacy, corrections=corrections, **spans))
