"""The server: HTTP on 127.0.0.1 in front of the world, with a record of every call."""

import asyncio
import inspect
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from .faults import Fault, Hold
from .methods import METHODS
from .parameters import Json, Parameters, Refusal
from .people import SECONDS, Person
from .webhooks import Deliveries
from .wire import MalformedRequest, Request, Response, read_request
from .world import BOT_ID, Chat, SentMessage, World

TOKEN = f"{BOT_ID}:AAE_the-strict-test-server-s_token0"

T = TypeVar("T")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
_METHOD_OF_NAME = {name.lower(): name for name in METHODS}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """One call of the bot.

    Attributes:
        method: its name as the documentation writes it, or as it came if there is no such method.
        parameters: as they came over the wire.
        answer: the whole answer; None where a fault was ordered for the call.
    """

    method: str
    parameters: Mapping[str, Any]
    answer: Json | None


@dataclass(frozen=True)
class Complaint:
    """A call that was refused, with Telegram's reason; refusals that a test ordered are none."""

    method: str
    parameters: Mapping[str, Any]
    code: int
    description: str


class BotApiServer:
    """A Bot API server for one bot; an async context manager that listens while it is open.

    Args:
        token: the bot's.
        strict: refuse also what Telegram tolerates although its documentation does not allow it.
        rate_limits: refuse messages that come faster than the flood limits allow.
        port: where it listens; by default at any that is free.
    """

    def __init__(self, *, token: str = TOKEN, strict: bool = True, rate_limits: bool = False, port: int = 0) -> None:
        self.token = token
        self._port = port
        self.world = World(strict=strict, rate_limits=rate_limits)
        self.calls: list[Call] = []
        self.complaints: list[Complaint] = []
        self.url = ""
        self.deliveries = Deliveries(self.world)
        self._faults: list[tuple[str | None, Fault]] = []
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Listen on a free port; `url` is the root of the API."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        host, port = self._listener.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"
        await self.deliveries.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections and stop listening."""
        await self.deliveries.__aexit__()
        self._listener.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._listener.wait_closed()

    # Who is there

    def person(self, name: str, *, language: str = "en", is_bot: bool = False) -> Person:
        """Return a new user of Telegram, who has not written to the bot yet."""
        user = {"id": self.world.next_id(), "is_bot": is_bot, "first_name": name, "language_code": language}
        return Person(self.world, user)

    def group(self, title: str) -> Chat:
        """Return a new small group with the bot in it."""
        return self.world.add_chat("group", -self.world.next_id(), title=title)

    def supergroup(self, title: str, *topics: str) -> Chat:
        """Return a new supergroup with the bot in it; with topics it is a forum."""
        kind = {"is_forum": True} if topics else {}
        chat = self.world.add_chat("supergroup", -1_000_000_000_000 - self.world.next_id(), title=title, **kind)
        for topic in topics:
            opened = self.world.post(chat, {"forum_topic_created": {"name": topic, "icon_color": 7322096}})
            chat.threads[opened["message_id"]] = topic
        return chat

    def publish(self, title: str, text: str) -> SentMessage:
        """Post in a new channel, where the bot is an administrator, and return the post."""
        chat = self.world.add_chat("channel", -1_000_000_000_000 - self.world.next_id(), title=title)
        post = self.world.post(chat, {"sender_chat": chat.json, "text": text})
        self.world.updates.add({"channel_post": post})
        return SentMessage(post)

    # What a test orders and looks at

    def order(self, fault: Fault, method: str | None = None, *, times: int = 1) -> None:
        """Let the next calls, of one method or of any, meet a fault."""
        self._faults += [(method, fault)] * times

    def hold(self, method: str) -> Hold:
        """Keep the next call of a method waiting; the returned fault says when it has come and lets it go."""
        hold = Hold()
        self.order(hold, method)
        return hold

    def called(self, method: str) -> list[Call]:
        """Return the calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    async def wait_for(self, look: Callable[[], T], seconds: float = SECONDS) -> T:
        """Return what `look` returns as soon as that is true; a TimeoutError if it is not in time."""
        return await self.world.changes.wait_for(look, seconds)

    # HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            await self._converse(reader, writer)
        except (MalformedRequest, asyncio.IncompleteReadError, ConnectionError) as error:
            _log.warning("A connection broke off: %r", error)
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(1)
        while first:
            request = await read_request(reader, first)
            responding = asyncio.create_task(self._respond(request))
            # Whoever hangs up during a long poll must not be taken for a second poller later.
            following = asyncio.create_task(reader.read(1))
            try:
                await asyncio.wait({responding, following}, return_when=asyncio.FIRST_COMPLETED)
                if following.done() and not following.result():
                    return
                response = await responding
                if response.drop:
                    return
                writer.write(response.encode(keep_alive=request.keep_alive))
                await writer.drain()
                if not request.keep_alive or response.cut:
                    return
                first = await following
            finally:
                responding.cancel()
                following.cancel()

    async def _respond(self, request: Request) -> Response:
        place = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        if file := re.fullmatch(rf"/file/bot{re.escape(self.token)}/documents/(\w+)", request.path):
            content = self.world.files.get(file[1])
            return Response(200 if content is not None else 404, content or b"", {"Content-Type": "text/plain"})
        if place is None:
            return Response(404, json.dumps(Refusal("Not Found", code=404).answer()).encode())
        token, method = place[1], _METHOD_OF_NAME.get(place[2].lower(), place[2])
        fault = self._next_fault(method)
        if fault is None:
            return await self._carry_out(token, method, request.parameters)
        if not isinstance(fault, Hold):
            self._record(Call(method, request.parameters, answer=None))
        return await fault(lambda: self._carry_out(token, method, request.parameters))

    async def _carry_out(self, token: str, method: str, parameters: Mapping[str, Any]) -> Response:
        status = 200
        try:
            answer = {"ok": True, "result": await self._result(token, method, Parameters(parameters))}
        except Refusal as refusal:
            status, answer = refusal.code, refusal.answer()
            self.complaints.append(Complaint(method, parameters, refusal.code, refusal.description))
            _log.warning("%s was refused: %s", method, refusal)
        self._record(Call(method, parameters, answer))
        return Response(status, json.dumps(answer).encode())

    async def _result(self, token: str, method: str, parameters: Parameters) -> object:
        if token != self.token:
            known_form = _TOKEN.fullmatch(token)
            raise Refusal("Unauthorized", code=401) if known_form else Refusal("Not Found", code=404)
        if method not in METHODS:
            raise Refusal("Not Found", code=404)
        result = METHODS[method](self.world, parameters)
        return await result if inspect.isawaitable(result) else result

    def _next_fault(self, method: str) -> Fault | None:
        for place, (wanted, fault) in enumerate(self._faults):
            if wanted in {None, method}:
                del self._faults[place]
                return fault
        return None

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        self.world.changes.announce()
