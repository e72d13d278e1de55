"""The two calls by which answers are sent and edited, with what Telegram takes and gives as it is.

The library's own methods make objects of each button and of the message that Telegram describes in return: for an
answer as much work as it is to find it. Limits, faults and metrics are those of all calls.

https://core.telegram.org/bots/api#sendmessage, #editmessagetext
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import telegram
from telegram import Bot
from telegram.constants import ChatType, ParseMode

from handlers.showing.rendering import Button

# By the usual names the library warns that it has methods of its own; it makes them of these.
_SEND, _EDIT = "send_Message", "edit_Message_Text"
_SHOWN = {"parse_mode": ParseMode.HTML.value, "link_preview_options": {"is_disabled": True}}

Json = dict[str, Any]


def keyboard(rows: Iterable[Iterable[Button]]) -> str:
    """Return buttons as the JSON that Telegram takes; empty where there are none."""
    keys = [[_key(button) for button in row] for row in rows]
    return json.dumps({"inline_keyboard": keys}, separators=(",", ":")) if keys else ""


async def send(bot: Bot, chat: int, text: str, keys: str = "", **more: object) -> Json:
    """Send a message, and return it as Telegram describes it.

    Args:
        bot: sends it.
        chat: the id of the chat.
        text: HTML.
        keys: the buttons below, as `keyboard` returns them.
        more: other parameters of the call.

    Raises:
        TelegramError: it cannot be sent.
    """
    sent: Json = await bot.do_api_request(_SEND, _parameters(chat, text, keys) | more)
    return sent


async def answer(anchor: telegram.Message, text: str, keys: str = "", *, quotes: bool = False, to: int = 0) -> Json:
    """Send a message where `anchor` stands, in its topic of a forum, and return it as Telegram describes it.

    Args:
        anchor: the message that is answered; in a group it is quoted.
        text: HTML.
        keys: the buttons below, as `keyboard` returns them.
        quotes: whether it is quoted in private, too.
        to: the id of another message that is to be quoted instead.

    Raises:
        TelegramError: it cannot be sent.
    """
    more: Json = {}
    if to or quotes or anchor.chat.type != ChatType.PRIVATE:
        quoted = {"message_id": to or anchor.message_id, "allow_sending_without_reply": True}
        more["reply_parameters"] = quoted
    if anchor.is_topic_message:  # else the thread is one of replies, in which nothing can be sent
        more["message_thread_id"] = anchor.message_thread_id
    if anchor.direct_messages_topic:
        more["direct_messages_topic_id"] = anchor.direct_messages_topic.topic_id
    return await send(anchor.get_bot(), anchor.chat.id, text, keys, **more)


async def edit(bot: Bot, chat: int, message: int, text: str, keys: str = "") -> Json | bool:
    """Show a text and buttons in the place of a message, and return it as Telegram describes it, if it does.

    Args:
        bot: edits it.
        chat: the id of the chat.
        message: the id of the message.
        text: HTML.
        keys: the buttons below, as `keyboard` returns them.

    Raises:
        TelegramError: it cannot be edited.
    """
    edited: Json | bool = await bot.do_api_request(_EDIT, _parameters(chat, text, keys) | {"message_id": message})
    return edited


def _parameters(chat: int, text: str, keys: str) -> Json:
    return {"chat_id": chat, "text": text, **_SHOWN} | ({"reply_markup": keys} if keys else {})


def _key(button: Button) -> dict[str, str]:
    return {"text": button.label} | ({"url": button.url} if button.url else {"callback_data": button.data})
