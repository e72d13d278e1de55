"""The webhook's door over real TCP: whatever comes in, nothing gets past it without the secret, and nothing breaks."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import AsyncExitStack
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import SecretStr
from telegram import Update

from bot.logs import log
from bot.serving.web import Readiness, health, listening
from bot.serving.webhook import SECRET_HEADER, Webhook
from tests.fuzzing.conversing import Faults, House, house
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import short_texts, values

SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105  # opens nothing
WEBHOOK = Webhook("https://example.org/telegram/hook", SecretStr(SECRET), "127.0.0.1:0")
PROMISED = frozenset({200, 400, 403, 404, 405, 413, 415, 503})
"""What the door answers with."""
CONTINUE = b"HTTP/1.1 100 (Continue)\r\n\r\n"
"""What stands before the answer where the caller waits for it (RFC 9110, 10.1.1)."""
PATIENCE = 20.0
"""Seconds in which it must have answered, however busy the machine is."""


class Porch:
    """What is before the door, in the process of the bot."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.faults = Faults()
        log.addHandler(self.faults)
        logging.getLogger("tornado").addHandler(self.faults)
        self._open = AsyncExitStack()
        routes = [WEBHOOK.route(house.application, Readiness("")), *health(Readiness(""))]
        self.port = house.do(
            self._open.enter_async_context(listening(WEBHOOK.listen, "TELEGRAM_WEBHOOK_LISTEN", routes))
        )

    def call(self, sent: bytes, *, whole: bool) -> bytes:
        """Return what comes back for these bytes until the door closes the connection.

        Args:
            sent: all that is sent.
            whole: whether that is a request with its end; where it may not be, the caller hangs up behind it.
        """
        return self.house.do(asyncio.wait_for(self._call(sent, whole), PATIENCE))

    async def _call(self, sent: bytes, whole: bool) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(sent)
            if not whole:
                writer.write_eof()
            return await reader.read()
        except ConnectionError:
            return b""  # it was refused before it was sent whole
        finally:
            writer.close()


@cache
def _porch() -> Porch:
    return Porch(house())


def check_request(given: tuple[bytes, bytes, list[bytes], bytes]) -> None:
    """Let a request of any kind come, that holds no secret: it is refused, and nothing of it is let in."""
    method, path, headers, body = given
    answer = _answer(b"\r\n".join([b"%s %s HTTP/1.1" % (method, path), *headers, b"", body]), whole=False)
    queue = house().application.update_queue
    if SECRET.encode() not in b"".join(headers):
        assert queue.empty()
        assert not answer or b" 200 " not in answer.partition(b"\r\n")[0] or path.startswith((b"/healthz", b"/readyz"))
    while not queue.empty():
        queue.get_nowait()


def check_body(body: bytes) -> None:
    """Let a body of any kind come with the secret: it is taken for an update, or it is answered that it is none."""
    head = f"POST {WEBHOOK.path} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Type: application/json\r\n"
    answer = _answer(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body, whole=True)
    status = int(answer.split(b" ", 2)[1])
    assert status in (200, 400)
    queue = house().application.update_queue
    if status == 400:
        assert queue.empty()
    while not queue.empty():
        update = queue.get_nowait()
        assert isinstance(update, Update)
        assert update.update_id == json.loads(body)["update_id"]


def _answer(sent: bytes, *, whole: bool) -> bytes:
    """Return what the door answers: one of its own answers, and without a word of what it is made of."""
    porch = _porch()
    porch.faults.lines.clear()
    answer = porch.call(sent, whole=whole).removeprefix(CONTINUE)
    if answer:
        assert int(answer.split(b" ", 2)[1]) in PROMISED, answer
        assert b"Traceback" not in answer
        assert b"Tornado" not in answer
    assert not porch.faults.lines, porch.faults.lines
    return answer


_HEADERS = st.one_of(
    st.sampled_from(
        (
            b"Host: x",
            b"Content-Type: application/json",
            b"Content-Length: 2",
            b"Content-Length: -1",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip",
            b"Content-Encoding: gzip",
            b"Expect: 100-continue",
            b"Connection: close",
            b"X-Telegram-Bot-Api-Secret-Token:",
            b"X-Telegram-Bot-Api-Secret-Token: a",
            b"X-Telegram-Bot-Api-Secret-Token: \xff\xfe",
            f"{SECRET_HEADER}: {SECRET}".encode(),
            b" folded",
        )
    ),
    st.binary(max_size=20).filter(lambda raw: b"\n" not in raw),
)
_SOUND = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}}
_UPDATES = st.one_of(
    values,
    st.builds(lambda value: {"update_id": value}, values),
    st.builds(
        lambda number, key, value: {**_SOUND, "update_id": number, key: value}, st.integers(), short_texts, values
    ),
    st.builds(lambda value: {**_SOUND, "message": value}, values),
    st.integers(0, 2**63 - 1).map(lambda number: {**_SOUND, "update_id": number}),
)
_BODIES = st.one_of(
    _UPDATES.map(lambda update: json.dumps(update).encode()),
    st.binary(max_size=60),
    st.sampled_from((b"[" * 5000, b'{"a":' * 5000, b"1" * 5000, b'"\\ud800"', b"\xef\xbb\xbf{}", b"NaN", b"")),
)
_REQUESTS: st.SearchStrategy[Any] = st.tuples(
    st.sampled_from((b"POST", b"POST", b"GET", b"HEAD", b"PUT", b"OPTIONS", b"CONNECT", b"\xff", b"")),
    st.sampled_from((b"/telegram/hook", b"/telegram/hook", b"/", b"/healthz", b"/../telegram/hook", b"*", b"//x", b"")),
    st.lists(_HEADERS, max_size=6),
    st.one_of(_BODIES, st.just(b"2\r\n{}\r\n0\r\n\r\n")),
)

TARGETS = (
    Target("requests", _REQUESTS, check_request, share=10),
    Target("bodies", _BODIES, check_body, share=10),
)
