"""A Bot API server as quick as can be: it hands out questions, and notes when each is answered.

It checks nothing; whether the bot's calls are right is for the tests to say (tests/botapi). Here only time counts.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Sequence, Sized
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

TOKEN = "123456789:" + "A" * 35
BATCH = 100
"""How many updates Telegram hands out at once."""
SENDS = ("sendmessage",)
ME = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


class Server:
    """An async context manager; `ask` puts questions before the bot, `answered` tells when it sent what to whom."""

    def __init__(self) -> None:
        self.handed_out: dict[int, float] = {}
        """When each question was handed out, by its number, in seconds of the monotonic clock."""
        self.sent: list[tuple[float, int]] = []
        """When a message was sent, and to which chat."""
        self.answered: set[tuple[int, int]] = set()
        """The chat and the id of each message that was quoted in one."""
        self._waiting: deque[dict[str, Any]] = deque()
        self._unconfirmed: list[dict[str, Any]] = []
        self._number = 0
        self._news = asyncio.Event()

    async def __aenter__(self) -> Server:
        """Listen on a free port of 127.0.0.1."""
        (socket, *_) = sockets = bind_sockets(0, "127.0.0.1")
        self.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        self._http = HTTPServer(Application([(r"/bot[^/]+/(\w+)", _Method, {"server": self})]))
        self._http.add_sockets(sockets)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        self._http.stop()
        await self._http.close_all_connections()

    def ask(self, questions: Sequence[tuple[int, str, float]]) -> None:
        """Put questions before the bot: the private chat of each, its text, and how many seconds ago it was written."""
        now = time.time()
        for chat, text, ago in questions:
            self._number += 1
            person = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
            message = {
                "message_id": self._number,
                "date": int(now - ago),
                "chat": {"id": chat, "type": "private", "first_name": "A"},
                "from": person,
                "text": text,
            }
            self._waiting.append({"update_id": self._number, "message": message})
        self._news.set()

    async def wait_for(self, count: int, of: Sized | None = None, seconds: float = 600.0) -> None:
        """Wait until so many messages are sent, or until `of` holds so many; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while len(self.sent if of is None else of) < count:  # noqa: ASYNC110  what comes is counted where it comes, without a word
                await asyncio.sleep(0.005)

    async def updates(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        """Return what waits from `offset` on, or what comes within `seconds`."""
        self._unconfirmed = [update for update in self._unconfirmed if update["update_id"] >= offset]
        if not self._waiting and not self._unconfirmed:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except TimeoutError:
                return []
        while self._waiting and len(self._unconfirmed) < BATCH:
            self._unconfirmed.append(self._waiting.popleft())
        now = time.perf_counter()
        for update in self._unconfirmed:
            self.handed_out.setdefault(update["update_id"], now)
        return self._unconfirmed


class _Method(RequestHandler):
    def initialize(self, server: Server) -> None:
        self._server = server

    async def post(self, method: str) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"ok": True, "result": await self._result(method.lower())}))

    get = post

    def _parameter(self, name: str, default: str = "") -> str:
        """Return a parameter of the call, which comes as JSON or as a form."""
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            return str(json.loads(self.request.body).get(name, default))
        return str(self.get_argument(name, default))

    async def _result(self, method: str) -> Any:
        match method:
            case "getme":
                return ME
            case "getupdates":
                offset, seconds = self._parameter("offset", "0"), self._parameter("timeout", "0")
                return await self._server.updates(int(offset), float(seconds))
            case "sendmessage":
                chat = int(self._parameter("chat_id"))
                self._server.sent.append((time.perf_counter(), chat))
                if quoted := self._parameter("reply_parameters"):
                    self._server.answered.add((chat, json.loads(quoted)["message_id"]))
                return {
                    "message_id": 1_000_000 + len(self._server.sent),
                    "date": int(time.time()),
                    "chat": {"id": chat, "type": "private", "first_name": "A"},
                    "text": self._parameter("text"),
                }
            case "getmycommands":
                return []
            case "getmydescription" | "getmyshortdescription" | "getmyname":
                return {"description": "", "short_description": "", "name": ""}
            case _:
                return True
