"""What a tap says, and whether it can be true: an app sends back what a button carries, a forged one anything."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import CallbackQuery, Message

from handlers.showing.rendering import TO_EDITORS, Action


def parsed(data: str | None) -> tuple[str, str, list[str]]:
    """Return the language, the action and the arguments that the data of a button holds, whoever made it."""
    language, _, call = (data or "").rpartition("/")
    action, *arguments = call.split(":")
    return language, action, arguments


def calls(message: Message) -> Iterator[tuple[str, list[str]]]:
    """Yield the action and the arguments of each button under `message`."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for button in row:
            if isinstance(button.callback_data, str):
                _, action, arguments = parsed(button.callback_data)
                yield action, arguments


def is_offered(query: CallbackQuery) -> bool:
    """Return whether the tapped button stands under its message, which it does not where it is forged or old."""
    if not isinstance(query.message, Message):
        return False
    _, action, arguments = parsed(query.data)
    return (action, arguments) in calls(query.message)


def is_kept(query: CallbackQuery) -> bool:
    """Return whether a tap asks to keep something for the editors."""
    return parsed(query.data)[1] in TO_EDITORS


def origin(message: Message) -> str:
    """Return what led to the fact under which `message` has its buttons, as `Renderer.fact` has it."""
    behind = (arguments for action, arguments in calls(message) if action in (Action.WHY, Action.BACK))
    return next((arguments[1] for arguments in behind if len(arguments) > 1), "")


def choices(message: Message) -> list[str]:
    """Return the ids of the facts among which `message` lets choose."""
    return [arguments[0] for action, arguments in calls(message) if action == Action.CHOICE and arguments]
