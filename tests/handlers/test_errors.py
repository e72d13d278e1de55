from __future__ import annotations

import pytest
from telegram.error import NetworkError, TimedOut

from bot.application import BotApplication
from bot.terminal.local import TOKEN, Button, Conversation
from tests.handlers.refusing import RefusingTelegram

PRIVATE = "a very private question"


class Broken:
    """A base with a fault in its code."""

    def __init__(self, base: object) -> None:
        self.base = base

    def __getattr__(self, name: str) -> object:
        return getattr(self.base, name)

    def find(self, text: str, *_: object) -> None:
        raise ValueError(f"{text} {TOKEN}")


@pytest.fixture
def telegram() -> RefusingTelegram:
    return RefusingTelegram()


@pytest.fixture
def broken(application: BotApplication) -> None:
    application.bot_data.knowledge = Broken(application.bot_data.knowledge)  # type: ignore[assignment]


@pytest.mark.usefixtures("broken")
async def test_a_fault_is_told_to_the_asker_in_one_sentence(chat: Conversation) -> None:
    (answer,) = await chat.say(PRIVATE)
    assert answer.text.startswith("Something went wrong on my side")


@pytest.mark.usefixtures("broken")
async def test_a_fault_is_logged_with_its_place_but_neither_question_nor_token(
    chat: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.say(PRIVATE)
    (record,) = [record for record in caplog.records if record.name == "handlers.errors"]
    assert record.getMessage().startswith("ValueError\n")
    assert "questions.py" in record.getMessage()
    assert PRIVATE not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("error", [NetworkError(f"no way to {TOKEN}"), TimedOut()])
async def test_a_fault_of_the_network_is_one_line_in_the_log(
    chat: Conversation, telegram: RefusingTelegram, caplog: pytest.LogCaptureFixture, error: NetworkError
) -> None:
    telegram.refusals["sendMessage"] = error
    await chat.say(PRIVATE)
    (record,) = [record for record in caplog.records if record.name == "handlers.errors"]
    assert "\n" not in record.getMessage()
    assert TOKEN not in caplog.text


async def test_someone_who_blocked_the_bot_costs_one_line(
    chat: Conversation, telegram: RefusingTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.refusals["sendMessage"] = 403, "Forbidden: bot was blocked by the user"
    await chat.say(PRIVATE)
    assert [record.levelname for record in caplog.records if record.name == "handlers.errors"] == ["WARNING"]


async def test_an_apology_that_is_refused_too_ends_there(
    chat: Conversation, telegram: RefusingTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.refusals["sendMessage"] = 400, "Bad Request: can't parse entities"
    await chat.say(PRIVATE)
    assert [record.levelname for record in caplog.records if record.name == "handlers.errors"] == ["ERROR", "WARNING"]


async def test_a_tap_that_waited_too_long_is_answered_all_the_same(
    chat: Conversation, telegram: RefusingTelegram
) -> None:
    (answer,) = await chat.say("/help")
    telegram.refusals["answerCallbackQuery"] = 400, "Bad Request: query is too old and response timeout expired"
    assert await chat.tap(Button("Old", "en/T"), answer)


async def test_a_fault_behind_a_button_is_told_below_it(chat: Conversation, telegram: RefusingTelegram) -> None:
    (answer,) = await chat.say("/help")
    telegram.refusals["editMessageText"] = 400, "Bad Request: can't parse entities"
    (apology,) = await chat.tap(Button("Topics", "en/T"), answer)
    assert apology.text.startswith("Something went wrong on my side")


@pytest.mark.parametrize(
    "words", ["not enough rights to send text messages to the chat", "CHAT_WRITE_FORBIDDEN", "TOPIC_CLOSED"]
)
async def test_a_group_that_lets_the_bot_write_nothing_is_sent_no_apology(
    chat: Conversation, telegram: RefusingTelegram, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    telegram.refusals["sendMessage"] = 400, f"Bad Request: {words}"
    await chat.say(PRIVATE)
    assert [record.levelname for record in caplog.records if record.name == "handlers.errors"] == ["WARNING"]
