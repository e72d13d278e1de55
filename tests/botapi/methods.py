"""The methods of the Bot API that this server knows."""

from collections.abc import Callable

from . import messages, polling, profile, queries, webhooks
from .parameters import Parameters
from .world import World

Method = Callable[[World, Parameters], object]
"""Returns the result of a call, or an awaitable of it; raises a Refusal."""


def _end_session(_world: World, _parameters: Parameters) -> bool:
    return True


METHODS: dict[str, Method] = {
    "getMe": profile.get_me,
    "logOut": _end_session,
    "close": _end_session,
    "getUpdates": polling.get_updates,
    "setWebhook": webhooks.set_webhook,
    "getWebhookInfo": webhooks.get_webhook_info,
    "deleteWebhook": webhooks.delete_webhook,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.setter("name", 64),
    "getMyName": profile.getter("name"),
    "setMyDescription": profile.setter("description", 512),
    "getMyDescription": profile.getter("description"),
    "setMyShortDescription": profile.setter("short_description", 120),
    "getMyShortDescription": profile.getter("short_description"),
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendPoll": messages.send_poll,
    "sendDocument": messages.send_document,
    "getFile": messages.get_file,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
}
"""By name; a call may write the name in any case."""
