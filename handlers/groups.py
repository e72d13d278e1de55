"""Groups: how to ask is told when the bot is added, and nothing stays when it is removed."""

from __future__ import annotations

import asyncio

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatType

from handlers.clock import CLOCK
from handlers.context import Context, Shared, renderer
from handlers.manners import OLD
from handlers.sending import post

DAY = 86_400.0
"""Seconds for which a group is not greeted again, however often the bot is removed and added."""


async def membership(update: Update, context: Context) -> None:
    """Greet a group that the bot was added to, and forget one that it was removed from."""
    change = update.my_chat_member
    if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    if not _is_in(change.new_chat_member):
        await _forget(change.chat.id, context.bot_data)
    elif not _is_in(change.old_chat_member) and _may_write(change.new_chat_member):
        is_new = _greet(change.chat.id, context.bot_data)
        if is_new and CLOCK.earliest() - change.date <= OLD:
            shown = renderer(update, context)
            mention = f"@{context.bot.username}"
            await post(update, context, shown.say(shown.texts.greeting, mention=mention))


async def moved(update: Update, context: Context) -> None:
    """Forget a group that became a supergroup, which is another chat to Telegram, but not to those in it."""
    if message := update.message:
        await _forget(message.migrate_from_chat_id or message.chat.id, context.bot_data)
        _greet(message.migrate_to_chat_id or message.chat.id, context.bot_data)


def _greet(chat: int, shared: Shared) -> bool:
    """Note that a group was greeted, and return whether it was not within a day; the groups of before are forgotten."""
    now = asyncio.get_running_loop().time()
    shared.greeted = {group: when for group, when in shared.greeted.items() if now - when < DAY}
    is_new = chat not in shared.greeted
    shared.greeted.setdefault(chat, now)
    return is_new


async def _forget(chat: int, shared: Shared) -> None:
    shared.answered.forget(chat)
    shared.shown.forget(chat)
    shared.memory.forget(chat)
    await shared.carrying.write()  # what is noted must not be written down after it was erased
    await shared.journal.forget(chat)


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


def _may_write(member: ChatMember) -> bool:
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages
