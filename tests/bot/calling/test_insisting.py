from __future__ import annotations

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.calling.insisting import DOUBTFUL, PAUSES, insist
from bot.calling.requesting import BrokenOffError, NoAnswerError


class Calls:
    """Fails with each of `errors` and then succeeds; keeps how long was waited between the calls."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.made = 0
        self.waited: list[float] = []

    async def __call__(self) -> str:
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return "sent"

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


def no_json(error: TelegramError) -> TelegramError:
    """Return `error` as the library raises it where the answer is no JSON."""
    error.__cause__ = TelegramError("Invalid server response")
    return error


async def test_what_did_not_reach_telegram_is_sent_again_for_minutes() -> None:
    calls = Calls(*[NetworkError("not reached")] * len(PAUSES))
    assert await insist(calls, "sendMessage", calls.sleep) == "sent"
    assert calls.waited == list(PAUSES)
    assert 240 <= sum(PAUSES) <= 360


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("Bad Gateway (502)"),
        NetworkError("not reached"),
        TimedOut("not connected"),
        no_json(InvalidToken("Not Found (404)")),
        no_json(BadRequest("Bad Request (400)")),
    ],
)
async def test_what_fails_until_the_end_is_given_up(error: TelegramError) -> None:
    """Also a proxy's page, which looks like a refused token or a bad request."""
    calls = Calls(*[error] * 99)
    with pytest.raises(type(error)):
        await insist(calls, "sendMessage", calls.sleep)
    assert calls.made == len(PAUSES) + 1


@pytest.mark.parametrize(
    "error",
    [BrokenOffError("the connection was lost"), NoAnswerError("too late"), TelegramError("Invalid server response")],
)
async def test_what_telegram_may_have_taken_is_sent_again_a_few_times_only(error: TelegramError) -> None:
    calls = Calls(*[error] * 99)
    with pytest.raises(type(error)):
        await insist(calls, "sendMessage", calls.sleep)
    assert calls.made == 1 + DOUBTFUL


@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("blocked")])
async def test_what_telegram_refuses_is_not_sent_again(error: TelegramError) -> None:
    calls = Calls(error)
    with pytest.raises(type(error)):
        await insist(calls, "sendMessage", calls.sleep)
    assert calls.made == 1


@pytest.mark.parametrize("endpoint", ["getMe", "sendChatAction", "setWebhook"])
async def test_what_nobody_waits_for_is_not_made_again(endpoint: str) -> None:
    calls = Calls(NetworkError("not reached"))
    with pytest.raises(NetworkError):
        await insist(calls, endpoint, calls.sleep)
