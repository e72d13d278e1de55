from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from bot.doctor import State, Telegram, _clock, examine
from bot.serving.arriving import ALLOWED_UPDATES
from bot.settings import TelegramSettings, load
from tests.bot.conftest import BASE, TOKEN, Hldbot
from tests.botapi import BotApiServer, faults


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, server: BotApiServer) -> pytest.MonkeyPatch:
    """The settings of a bot that lacks nothing."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", server.token)
    monkeypatch.setenv("TELEGRAM_API_URL", server.url)
    monkeypatch.setenv("HLDBOT_KNOWLEDGE", str(BASE))
    return monkeypatch


async def states(look: int = 0) -> dict[str, tuple[State, str]]:
    findings = [finding async for finding in examine(look=look)]
    assert all(finding.remedy for finding in findings if finding.state is State.FAIL)
    return {finding.check: (finding.state, f"{finding.says} → {finding.remedy}") for finding in findings}


async def test_where_nothing_is_wrong_all_is_said_to_be_well(server: BotApiServer, found: pytest.MonkeyPatch) -> None:
    del found
    server.person("Anna").say("an update that waits is not taken by looking")
    checked = await states()
    assert [check for check, (state, _) in checked.items() if state is not State.OK] == ["menu"]
    assert "en" in checked["menu"][1]
    assert "@hld_test_bot" in checked["token"][1]
    assert "schema" in checked["database"][1]
    assert len(server.world.updates.waiting) == 1


async def test_a_webhook_that_was_left_behind_is_told(server: BotApiServer, found: pytest.MonkeyPatch) -> None:
    del found
    server.world.webhook = "https://example.org/elsewhere"
    state, told = (await states())["webhook"]
    assert state is State.WARN
    assert "hldbot run takes it away" in told


@pytest.mark.parametrize(
    ("url", "info", "expected", "told"),
    [
        ("https://example.org/hook", {}, State.OK, "TELEGRAM_WEBHOOK_SECRET"),
        ("", {}, State.WARN, "none is set yet"),
        ("https://example.org/other", {}, State.WARN, "another one is set"),
        ("https://example.org/hook", {"allowed_updates": ["poll"]}, State.WARN, "other kinds of updates"),
        (
            "https://example.org/hook",
            {"last_error_date": int(datetime.now(UTC).timestamp()), "last_error_message": "Connection refused"},
            State.WARN,
            "Connection refused",
        ),
    ],
)
async def test_a_webhook_is_compared_with_the_settings(
    server: BotApiServer,
    found: pytest.MonkeyPatch,
    url: str,
    info: dict[str, object],
    expected: State,
    told: str,
) -> None:
    found.setenv("TELEGRAM_WEBHOOK_URL", "https://example.org/hook")
    server.world.webhook = url
    server.world.webhook_error = {"allowed_updates": list(ALLOWED_UPDATES), **info}
    state, said = (await states())["webhook"]
    assert state is expected
    assert told in said


async def test_another_process_that_polls_is_told(found: pytest.MonkeyPatch) -> None:
    del found
    async with BotApiServer() as server, httpx.AsyncClient(trust_env=False, timeout=60) as client:
        pytest.MonkeyPatch().setenv("TELEGRAM_API_URL", server.url)
        polls = asyncio.create_task(_poll(server, client))
        state, told = (await states(look=5))["polling"]
        polls.cancel()
        assert state is State.WARN
        assert "another process" in told
        assert {complaint.code for complaint in server.complaints} == {409}


async def _poll(server: BotApiServer, client: httpx.AsyncClient) -> None:
    """Poll as a bot does: again and again, also after a conflict."""
    while True:
        await client.post(f"{server.url}/bot{server.token}/getUpdates", json={"timeout": 30})
        await asyncio.sleep(0.1)


async def test_the_modes_that_botfather_sets_are_compared_with_what_the_bot_needs(
    server: BotApiServer, found: pytest.MonkeyPatch
) -> None:
    del found
    server.world.privacy_mode = False
    server.world.bot |= {"supports_inline_queries": False}
    checked = await states()
    assert (checked["groups"][0], checked["inline"][0]) == (State.WARN, State.WARN)
    assert "/setprivacy" in checked["groups"][1]
    assert "/setinline" in checked["inline"][1]


@pytest.mark.parametrize(
    ("fault", "check"),
    [(faults.unauthorized(), "token"), (faults.page(502), "telegram"), (faults.garbage(), "telegram")],
)
async def test_what_comes_in_the_place_of_an_answer_is_told_without_the_token(
    server: BotApiServer, found: pytest.MonkeyPatch, fault: faults.Fault, check: str
) -> None:
    del found
    server.order(fault, "getMe")
    checked = await states()
    assert checked[check][0] is State.FAIL
    assert checked["menu"][0] is State.WARN
    assert server.token not in str(checked)


@pytest.mark.parametrize(
    ("ahead", "expected"), [(0, State.OK), (60, State.WARN), (-60, State.WARN), (3600, State.FAIL), (-3600, State.FAIL)]
)
async def test_a_clock_that_is_wrong_is_told(found: pytest.MonkeyPatch, ahead: int, expected: State) -> None:
    del found
    date = format_datetime(datetime.now(UTC) - timedelta(seconds=ahead), usegmt=True)
    answer = httpx.Response(200, json={"ok": True, "result": {}}, headers={"Date": date})
    settings = load(TelegramSettings)
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer)) as client:
        telegram = Telegram(client, settings)
        await telegram.call("getMe")
        assert _clock(telegram).state is expected


async def test_a_base_and_a_database_that_cannot_be_used_are_told(found: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "base.yaml").write_text("name: [", "utf-8")
    found.setenv("HLDBOT_KNOWLEDGE", str(tmp_path / "base"))
    found.setenv("HLDBOT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/nowhere/hldbot.sqlite3")
    checked = await states()
    assert (checked["base"][0], checked["database"][0]) == (State.FAIL, State.FAIL)
    assert "hldbot check" in checked["base"][1]


def test_without_a_network_and_a_token_it_checks_what_it_can(hldbot: Hldbot) -> None:
    checked = hldbot("doctor", "--json")
    told = json.loads(checked.stdout)
    assert checked.returncode == 1
    assert not told["ok"]
    assert {check["check"]: check["state"] for check in told["checks"]} == {
        "library": "ok",
        "settings": "fail",
        "base": "ok",
        "database": "ok",
    }
    assert checked.stderr == b""


def test_an_unreachable_server_is_named_in_one_line_each_without_the_token(hldbot: Hldbot) -> None:
    checked = hldbot("doctor", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:1")
    lines = checked.stdout.decode().splitlines()
    assert checked.returncode == 1
    assert len(lines) == 11
    assert "no answer from http://127.0.0.1:1" in "\n".join(lines)
    assert TOKEN not in checked.stdout.decode() + checked.stderr.decode()
