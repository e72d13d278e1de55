"""Who may see the state of the base and change it: to everyone else none of that is there."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from handlers import buttons, topics
from handlers.context import Context
from handlers.manners import Callback, polite
from handlers.showing.wording import Texts


def is_admin(update: Update, context: Context) -> bool:
    """Return whether an update comes from an admin in private, where nobody looks on."""
    user, chat = update.effective_user, update.effective_chat
    in_private = chat is not None and chat.type == ChatType.PRIVATE
    return in_private and user is not None and user.id in context.bot_data.admins


def only_admins(callback: Callback) -> Callback:
    """Return `callback` for admins; to others it is an unknown command, or a button of which nothing is known."""

    async def guarded(update: Update, context: Context) -> None:
        if is_admin(update, context):
            await polite(callback)(update, context)
        elif update.callback_query:
            await polite(buttons.tapped)(update, context)
        else:
            await topics.topic_command(update, context)

    return guarded


def commands(texts: Texts) -> list[tuple[str, str]]:
    """Return the commands of admins with their descriptions."""
    return [
        ("gaps", texts.command_gaps),
        ("edit", texts.command_edit),
        ("undo", texts.command_undo),
        ("log", texts.command_log),
        ("status", texts.command_status),
        ("reload", texts.command_reload),
    ]
