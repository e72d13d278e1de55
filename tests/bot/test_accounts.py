"""The line that each update leaves in the log, through whole conversations."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import PERSON, TOKEN, Conversation, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE, QUESTION

GROUP = {"id": -7, "type": "supergroup", "title": "Keepers"}


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram()


@pytest.fixture
async def application(telegram: LocalTelegram, caplog: pytest.LogCaptureFixture) -> AsyncIterator[BotApplication]:
    caplog.set_level(logging.INFO, "bot")
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        yield application


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the fields of the lines so far, without the time, which must be there."""
    fields = [dict(record.__dict__["fields"]) for record in caplog.records if "fields" in record.__dict__]
    assert all(each.pop("ms") >= 0 for each in fields)
    return fields


async def test_a_question_leaves_its_outcome_fact_and_score(
    application: BotApplication, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    await Conversation(application, telegram).say(QUESTION)
    await Conversation(application, telegram).say("qwrtz plmkn")
    answered, unknown = told(caplog)
    score = answered.pop("score")
    assert 0 < score <= 1
    assert answered == {
        "kind": "message",
        "chat": "private",
        "outcome": "answered",
        "fact": "pharos",
        "language": "en",
    }
    assert unknown["outcome"] == "unknown"
    assert "fact" not in unknown


async def test_each_kind_of_update_leaves_one_line(
    application: BotApplication, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    chat, group = Conversation(application, telegram), Conversation(application, telegram, GROUP)
    (answer,) = await chat.say(QUESTION)
    await chat.edit("qwrtz plmkn")
    await chat.tap(answer.buttons[0], answer)
    await chat.type("Pharos")
    await group.say("nothing for the bot")
    await group.say("/topics@hld_local_bot")
    await chat.deliver(poll_answer={"poll_id": "1", "option_ids": [], "option_persistent_ids": [], "user": PERSON})
    lines = told(caplog)
    assert [line["kind"] for line in lines] == [
        *("message", "edit", "callback", "inline", "message", "message", "other"),
    ]
    assert lines[3]["fact"] == "pharos"
    assert [line.get("chat") for line in lines[3:5]] == [None, "supergroup"]


async def test_no_line_holds_a_question_a_name_or_an_id(
    application: BotApplication, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    person = PERSON | {"id": 987654321, "first_name": "Wilhelmina", "username": "wilhelmina"}
    chat = Conversation(application, telegram, {"id": 987654321, "type": "private"}, person)
    await chat.say("what about my neighbour Xaver?")
    await chat.say(QUESTION)
    await chat.type("Xaver")
    for trace in ("987654321", "Wilhelmina", "wilhelmina", "Xaver", "Alexandria"):
        assert trace not in caplog.text


async def test_a_failure_of_the_bot_is_an_outcome(
    application: BotApplication, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    monkeypatch.setattr(KnowledgeBase, "find", lambda *_: 1 / 0)
    await Conversation(application, telegram).say(QUESTION)
    assert told(caplog)[-1]["outcome"] == "failed"
    assert 'hldbot_outcomes_total{language="",outcome="failed"} 1.0' in application.metrics.text().decode()
