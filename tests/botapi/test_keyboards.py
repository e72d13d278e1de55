"""Inline keyboards, as Telegram checks them."""

import pytest

from .keyboards import checked_markup
from .parameters import Json, Refusal


def keyboard(*buttons: Json) -> Json:
    return {"inline_keyboard": [[button] for button in buttons]}


def test_a_keyboard_without_buttons_is_none() -> None:
    assert checked_markup({"inline_keyboard": [[]]}, inline_only=True) is None


def test_callback_data_may_fill_64_bytes() -> None:
    button = {"text": "x", "callback_data": "é" * 32}
    assert checked_markup(keyboard(button), inline_only=True) == keyboard(button)


@pytest.mark.parametrize(
    ("button", "problem"),
    [
        ({"text": "x", "callback_data": "é" * 32 + "x"}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "x", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "url": "localhost"}, "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"),
    ],
)
def test_a_bad_button_is_refused(button: Json, problem: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_markup(keyboard(button), inline_only=True)
    assert refused.value.description == f"Bad Request: {problem}"


def test_more_than_100_buttons_are_refused() -> None:
    with pytest.raises(Refusal, match="reply markup is too long"):
        checked_markup(keyboard(*[{"text": "x", "callback_data": "x"}] * 101), inline_only=True)


def test_an_edit_takes_no_keyboard_of_another_kind() -> None:
    with pytest.raises(Refusal, match="inline keyboard expected"):
        checked_markup({"remove_keyboard": True}, inline_only=True)
