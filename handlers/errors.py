"""What is done where something goes wrong: the log is told where, the asker in one sentence; no question is kept."""

from __future__ import annotations

import logging
import traceback

from telegram import Update
from telegram.error import BadRequest, TelegramError

from handlers.context import Context, renderer
from handlers.noting import note_failure
from handlers.sending import reply

log = logging.getLogger(__name__)

_SILENCED = ("not enough rights to send text", "chat_write_forbidden", "topic_closed")
"""What Telegram says of a group in which the bot may write nothing, not even an apology."""


async def on_error(update: object, context: Context) -> None:
    """Log `context.error`; where the fault is the bot's own, tell the asker."""
    error = context.error
    if _is_of_others(error):
        log.warning("Telegram did not take it: %s", _reason(error, context))
        return
    note_failure()
    log.error("%s%s", _reason(error, context), place(error))
    if isinstance(update, Update) and update.effective_message:
        shown = renderer(update, context)
        try:
            await reply(update, context, shown.say(shown.texts.failed))
        except TelegramError as second:
            log.warning("The asker could not be told: %s", _reason(second, context))


def _is_of_others(error: Exception | None) -> bool:
    """Return whether `error` comes from the network, from whoever blocked the bot or from a group's permissions."""
    if isinstance(error, BadRequest):
        return any(silenced in error.message.lower() for silenced in _SILENCED)
    return isinstance(error, TelegramError)


def _reason(error: Exception | None, context: Context) -> str:
    """Return the kind of `error`, and in one line its words, if they are Telegram's: others may quote a question."""
    words = f": {error}".replace(context.bot.token, "…") if isinstance(error, TelegramError) else ""
    return " ".join(f"{type(error).__name__}{words}".split())


def place(error: Exception | None) -> str:
    """Return where `error` was raised, a line for each call that led there; nothing that may quote a question."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return "".join(f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
