"""The webhook's door over real HTTP; behind it the whole Application with a small base."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.application import BotApplication, build
from bot.errors import OperatorError
from bot.serving import webhook as room
from bot.serving.web import Readiness, health, listening
from bot.serving.webhook import LARGEST, SECRET_HEADER, Webhook, announce, keep
from bot.terminal.local import PERSON, PRIVATE_CHAT, TOKEN, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE, QUESTION

SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105  # opens nothing
HEADERS = {SECRET_HEADER: SECRET}
WEBHOOK = Webhook("https://example.org/telegram/hook", SecretStr(SECRET), "127.0.0.1:0")


@dataclass
class Door:
    """A bot that listens, and somebody who calls."""

    application: BotApplication
    telegram: LocalTelegram
    readiness: Readiness
    client: httpx.AsyncClient
    port: int

    async def brings(self, update: object, headers: dict[str, str] = HEADERS) -> httpx.Response:
        return await self.client.post(WEBHOOK.path, json=update, headers=headers)

    async def settled(self) -> None:
        await asyncio.wait_for(self.application.update_queue.join(), 5)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    telegram, readiness = LocalTelegram(), Readiness("")
    telegram.chats[PRIVATE_CHAT["id"]] = PRIVATE_CHAT
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        await application.start()
        routes = [WEBHOOK.route(application, readiness), *health(readiness)]
        async with (
            listening(WEBHOOK.listen, "TELEGRAM_WEBHOOK_LISTEN", routes) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        ):
            yield Door(application, telegram, readiness, client, port)
        await application.stop()


def message(number: int, text: str = QUESTION) -> dict[str, Any]:
    written = {"message_id": number, "date": 1_800_000_000, "chat": PRIVATE_CHAT, "from": PERSON, "text": text}
    return {"update_id": number, "message": written}


async def test_a_question_that_is_brought_is_answered(door: Door) -> None:
    assert (await door.brings(message(1))).status_code == 200
    await door.settled()
    assert len(door.telegram.sent) == 1


async def test_the_same_update_brought_twice_is_answered_once(door: Door) -> None:
    for _ in range(2):
        assert (await door.brings(message(1))).status_code == 200
    await door.settled()
    assert len(door.telegram.sent) == 1


async def test_updates_out_of_order_are_all_answered(door: Door) -> None:
    for number in (3, 1, 2):
        await door.brings(message(number))
    await door.settled()
    assert len(door.telegram.sent) == 3


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: f"{SECRET}x"}]
)
async def test_whoever_lacks_the_secret_gets_403_and_nothing_else(door: Door, headers: dict[str, str]) -> None:
    answer = await door.brings(message(1), headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert "server" not in answer.headers
    assert door.application.update_queue.empty()
    assert door.telegram.sent == []


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status"),
    [
        ("GET", WEBHOOK.path, b"", HEADERS, 405),
        ("PUT", WEBHOOK.path, b"{}", HEADERS, 405),
        ("POST", "/telegram/hook/", b"{}", HEADERS, 404),
        ("POST", "/", b"{}", HEADERS, 404),
        ("POST", WEBHOOK.path, b"{}", HEADERS, 415),
        ("POST", WEBHOOK.path, b"{}", HEADERS | {"Content-Type": "text/plain"}, 415),
        ("POST", WEBHOOK.path, b"<html>", HEADERS | {"Content-Type": "application/json"}, 400),
        ("POST", WEBHOOK.path, b"[" * 100_000, HEADERS | {"Content-Type": "application/json"}, 400),
        ("POST", WEBHOOK.path, b'{"update_id": "7"}', HEADERS | {"Content-Type": "application/json"}, 400),
        ("POST", WEBHOOK.path, b'{"update_id": true}', HEADERS | {"Content-Type": "application/json"}, 400),
        (
            "POST",
            WEBHOOK.path,
            b'{"update_id": 1%s}' % (b"0" * 30),
            HEADERS | {"Content-Type": "application/json"},
            400,
        ),
    ],
)
async def test_what_is_no_update_is_answered_plainly(
    door: Door, method: str, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await door.client.request(method, path, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.text.count("\n") == 1
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("length", "status"), [(f"Content-Length: {LARGEST + 1}", 413), ("Content-Length: 9" + "9" * 20, 400)]
)
async def test_a_body_that_is_too_large_is_refused_before_it_is_read(door: Door, length: str, status: int) -> None:
    head = [f"POST {WEBHOOK.path} HTTP/1.1", "Host: x", f"{SECRET_HEADER}: {SECRET}", "Content-Type: application/json"]
    assert f" {status} ".encode() in (await raw(door.port, "\r\n".join([*head, length, "", ""]).encode()))


async def test_a_body_that_names_no_length_is_cut_off_at_the_limit(door: Door) -> None:
    head = [f"POST {WEBHOOK.path} HTTP/1.1", "Host: x", f"{SECRET_HEADER}: {SECRET}", "Content-Type: application/json"]
    chunk = b"%x\r\n%s\r\n" % (2**16, b" " * 2**16)
    sent = "\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode() + chunk * (LARGEST // 2**16 + 1)
    assert b" 413 " in await raw(door.port, sent)


async def raw(port: int, sent: bytes) -> bytes:
    """Return the first line of what comes back for these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    return line


async def test_an_update_of_an_unknown_shape_is_taken_logged_and_passed_over(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await door.brings({"update_id": 7, "message": {"text": "secret"}})).status_code == 200
    assert "update 7" in caplog.text
    assert "secret" not in caplog.text
    assert door.application.update_queue.empty()


async def test_before_the_start_and_while_it_stops_updates_are_left_to_telegram(door: Door) -> None:
    assert (await door.client.get("/readyz")).status_code == 200
    door.readiness.why_not = "stopping"
    assert (await door.brings(message(1))).status_code == 503
    ready = await door.client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "stopping\n")
    assert (await door.client.get("/healthz")).status_code == 200


async def test_where_too_much_waits_telegram_keeps_the_rest(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_WAITING", 0)
    assert (await door.brings(message(1))).status_code == 503


async def test_telegram_is_told_the_secret_and_the_kinds_of_updates(door: Door) -> None:
    await announce(door.application, WEBHOOK)
    told = next(call.parameters for call in door.telegram.calls if call.method == "setWebhook")
    assert (told["url"], told["secret_token"]) == (WEBHOOK.url, SECRET)
    assert "inline_query" in told["allowed_updates"]


async def test_a_webhook_that_telegram_refuses_ends_the_process_with_a_remedy(door: Door) -> None:
    door.telegram.__dict__["_methods"] = {"setWebhook": _refuse}
    with pytest.raises(OperatorError, match="TELEGRAM_WEBHOOK_URL"):
        await announce(door.application, WEBHOOK)


def _refuse(_: object) -> None:
    from bot.terminal.local import RefusalError

    raise RefusalError("bad webhook: Failed to resolve host")


async def test_a_webhook_that_another_process_took_away_is_set_again(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    infos = [{"url": "", "has_custom_certificate": False, "pending_update_count": 0}]
    failed = {"last_error_date": 1_800_000_000, "last_error_message": "Connection refused"}
    infos += [{"url": WEBHOOK.url, "has_custom_certificate": False, "pending_update_count": 3} | failed] * 9
    door.telegram.__dict__["_methods"] = {"getWebhookInfo": lambda _: infos.pop(0)}
    keeping = asyncio.create_task(keep(door.application, WEBHOOK, pause=0))
    while len(infos) > 2:  # noqa: ASYNC110  # looking has no sign
        await asyncio.sleep(0)
    keeping.cancel()
    assert [call.method for call in door.telegram.calls].count("setWebhook") == 1
    assert caplog.text.count("Connection refused") == 1


def test_the_secret_is_in_no_repr() -> None:
    assert SECRET not in repr(WEBHOOK) + str(WEBHOOK) + json.dumps(str(WEBHOOK))


async def test_an_address_that_is_taken_is_named_with_its_setting(door: Door) -> None:
    with pytest.raises(OperatorError, match="mend TELEGRAM_WEBHOOK_LISTEN"):
        async with listening(f"127.0.0.1:{door.port}", "TELEGRAM_WEBHOOK_LISTEN", []):
            pass
