"""Keyboards under messages, checked as Telegram checks them."""

from typing import Any

from .links import InvalidLink, checked_link
from .parameters import Json, Parameters, Refusal, expect

MOST_BUTTONS = 100
MOST_BYTES_OF_CALLBACK_DATA = 64
MOST_CHARACTERS_OF_COPIED_TEXT = 256
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
STYLES = frozenset({"danger", "success", "primary"})
_CANT_PARSE = "can't parse inline keyboard button: "


def reply_markup(parameters: Parameters, *, inline_only: bool = False) -> Json | None:
    """Return the inline keyboard of a call, None if it has none; a Refusal if there is anything wrong with it.

    Args:
        parameters: of the call.
        inline_only: for edits, where the other kinds of keyboard are not possible.
    """
    markup = parameters.json("reply_markup", label="reply keyboard markup")
    return None if markup is None else checked_markup(markup, inline_only=inline_only)


def checked_markup(markup: Any, *, inline_only: bool) -> Json | None:
    """Return a decoded markup if it is a non-empty inline keyboard, None otherwise, or raise a Refusal."""
    if not isinstance(markup, dict):
        raise Refusal("object expected as reply markup")
    for flag in ("force_reply", "remove_keyboard", "selective", "one_time_keyboard", "is_persistent"):
        expect(markup.get(flag), bool, flag)
    for field in ("inline_keyboard", "keyboard"):
        expect(markup.get(field), list, field)
    if "inline_keyboard" not in markup:
        if inline_only and markup:
            raise Refusal("inline keyboard expected")
        if "keyboard" in markup:
            _check_reply_keyboard(markup["keyboard"])
        return None
    rows = [_checked_row(row) for row in markup["inline_keyboard"]]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise Refusal("reply markup is too long")
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _checked_row(row: object) -> list[Json]:
    if not isinstance(row, list):
        raise Refusal("array of InlineKeyboardButton expected")
    return [_checked_button(button) for button in row]


def _checked_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise Refusal(_CANT_PARSE + "InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise Refusal(_CANT_PARSE + 'Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise Refusal(_CANT_PARSE + 'Field "text" must be of type String')
    if not button["text"].strip():
        raise Refusal("inline keyboard button text must be non-empty")
    if button.get("style") not in {None, *STYLES}:
        raise Refusal("BUTTON_STYLE_INVALID")
    # An empty inline query is one that begins empty; every other empty field is none.
    actions = [name for name in ACTIONS if button.get(name) or (name.startswith("switch") and name in button)]
    if not actions:
        raise Refusal(_CANT_PARSE + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram takes the first it knows; the documentation says "exactly one".
        raise Refusal(_CANT_PARSE + f"exactly one of the optional fields must be used, not {', '.join(actions)}")
    return button | _checked_action(actions[0], button[actions[0]])


def _checked_action(action: str, value: Any) -> Json:
    if action == "callback_data":
        if not isinstance(value, str) or len(value.encode()) > MOST_BYTES_OF_CALLBACK_DATA:
            raise Refusal("BUTTON_DATA_INVALID")
    elif action == "url":
        return {"url": _button_link(value, "")}
    elif action in {"web_app", "login_url"}:
        if not isinstance(value, dict):
            raise Refusal(_CANT_PARSE + f'Field "{action}" must be of type Object')
        kind = "Web App " if action == "web_app" else "login "
        address = str(value.get("url", ""))
        if not address.lower().startswith("https://"):
            raise Refusal(f"inline keyboard button {kind}URL '{address}' is invalid: Only HTTPS links are allowed")
        _button_link(address, kind)
    elif action == "copy_text":
        copied = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= len(copied) <= MOST_CHARACTERS_OF_COPIED_TEXT:
            raise Refusal("BUTTON_COPY_TEXT_INVALID")
    elif action in {"pay", "callback_game"}:
        raise Refusal("BUTTON_TYPE_INVALID")
    return {}


def _button_link(address: object, kind: str) -> str:
    try:
        return checked_link(str(address))
    except InvalidLink as invalid:
        raise Refusal(f"inline keyboard button {kind}{invalid}") from None


def _check_reply_keyboard(rows: list[object]) -> None:
    for row in rows:
        if not isinstance(row, list):
            raise Refusal("array of KeyboardButton expected")
        for button in row:
            text = button.get("text") if isinstance(button, dict) else button
            if not isinstance(text, str) or not text.strip():
                raise Refusal("keyboard button text must be non-empty")
