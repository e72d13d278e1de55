"""The small HTTP server: health and readiness for whoever supervises the process, and what else is to be reached."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses
from traceback import extract_tb
from types import TracebackType
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.errors import OperatorError
from bot.logs import log
from bot.metrics import Metrics

LARGEST_HEADER = 16 * 1024
"""Bytes of headers that a request may have."""
SLOWEST = 30.0
"""Seconds in which a request must have come whole."""
BACKLOG = 128
"""Connections that may wait to be accepted."""
LIMITS = {
    "max_header_size": LARGEST_HEADER,
    "body_timeout": SLOWEST,
    "idle_connection_timeout": 300.0,
    "decompress_request": False,  # a small body may unpack to a large one
}


@dataclass(slots=True)
class Readiness:
    """Whether the bot can answer now, and if not, why."""

    why_not: str = "starting"
    """Empty if it can."""


class Plain(RequestHandler):
    """Answers in plain text, and tells nobody what it is made of."""

    def set_default_headers(self) -> None:
        """Take out the name of the server, and say what the text is."""
        self.clear_header("Server")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with the words of the status and nothing more."""
        self.finish(f"{responses.get(status_code, 'Error')}\n")

    def log_exception(
        self, kind: type[BaseException] | None, _: BaseException | None, place: TracebackType | None
    ) -> None:
        """Log where the server itself failed; the library would log where the request came from, too."""
        if kind and not issubclass(kind, HTTPError):
            frames = [f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(place)]
            log.error("a request failed: %s%s", kind.__name__, "".join(frames))


class _NotFound(Plain):
    def prepare(self) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)


class _Healthy(Plain):
    def get(self) -> None:
        """Say that the process lives."""
        self.finish("alive\n")

    head = get


class _Ready(Plain):
    def initialize(self, readiness: Readiness) -> None:
        self._readiness = readiness

    def get(self) -> None:
        """Say whether the bot can answer."""
        if self._readiness.why_not:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish(f"{self._readiness.why_not or 'ready'}\n")

    head = get


class _Metrics(Plain):
    def initialize(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def get(self) -> None:
        """Show the metrics."""
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.finish(self._metrics.text())


Route = tuple[str, type[RequestHandler], dict[str, Any]]


def health(readiness: Readiness) -> list[Route]:
    """Return the routes that tell how the bot is."""
    return [("/healthz", _Healthy, {}), ("/readyz", _Ready, {"readiness": readiness})]


def showing(metrics: Metrics) -> list[Route]:
    """Return the route that shows the metrics."""
    return [("/metrics", _Metrics, {"metrics": metrics})]


def address_of(listen: str) -> tuple[str, int]:
    """Return host and port of an address such as 127.0.0.1:8080 or [::1]:8080."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


@asynccontextmanager
async def listening(listen: str, setting: str, routes: Sequence[Route]) -> AsyncIterator[int]:
    """Answer these routes at an address while the context lasts; it gives the port, for where that is left open (0).

    Raises:
        OperatorError: the address, which a setting names, cannot be listened at.
    """
    host, port = address_of(listen)
    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
        )
    except (OSError, UnicodeError) as error:
        raise OperatorError(f"cannot listen at {listen} ({error}); mend {setting}, or stop what is there") from None
    server = HTTPServer(Application(list(routes), default_handler_class=_NotFound, log_function=_say_nothing), **LIMITS)
    listener.setblocking(False)
    server.add_sockets([listener])
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()


def _say_nothing(_: RequestHandler) -> None:
    """Log no request: whoever supervises asks all the time, and what others ask leads to their addresses."""
