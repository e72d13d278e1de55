"""How the Bot API is called over HTTP: by aiohttp, in a third of the time that the library's own client takes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.errors import describe
from bot.metrics import Metrics

CONNECT, SEND, SEND_FILES, ANSWER = 5.0, 5.0, 20.0, 5.0
"""Seconds that each part of a call may take, where the caller names no others; they are the library's own."""
WAIT = 60.0
"""Seconds that a call waits for a connection: many come at once after a downtime, and none is to be lost by that."""
_JSON = {"Content-Type": "application/json"}
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class BrokenOffError(NetworkError):
    """The answer to a call did not come, and Telegram may have done what was asked."""


class NoAnswerError(BrokenOffError, TimedOut):
    """The same, after a while of waiting."""


class Request(BaseRequest):
    """Calls Telegram over HTTP, and tells the metrics how long it takes and how it fails."""

    def __init__(self, metrics: Metrics, connections: int) -> None:
        """Take the metrics, and how many connections may be open at the same time."""
        self._metrics = metrics
        self._room = asyncio.Semaphore(connections)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, where the caller names no others."""
        return ANSWER

    async def initialize(self) -> None:
        """Get ready to call."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # It trusts whom the rest of the program trusts, and is as wide as `_room`.
                connector=aiohttp.TCPConnector(limit=0, ssl=httpx.create_ssl_context()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call, and return the status and the content of its answer.

        The arguments are the library's, with its meanings, timeouts being in seconds.

        Raises:
            BrokenOffError: no answer came, and Telegram may have done what was asked.
            NetworkError: Telegram was not reached.
        """
        files = request_data.multipart_data if request_data else None
        connect, answer = _or(connect_timeout, CONNECT), _or(read_timeout, ANSWER)
        parts = (connect, _or(write_timeout, SEND_FILES if files else SEND), answer)
        longest = sum(part for part in parts if part is not None) if None not in parts else None
        limits = aiohttp.ClientTimeout(total=longest, sock_connect=connect, sock_read=answer)
        with self._metrics.call(url.rpartition("/")[2]) as call:
            async with self._place(_or(pool_timeout, WAIT)):
                call.status, body = await self._exchange(method, url, _body(request_data), limits)
            return call.status, body

    @asynccontextmanager
    async def _place(self, longest: float | None) -> AsyncIterator[None]:
        """Hold the place of one connection, which is waited for `longest` seconds."""
        try:
            async with asyncio.timeout(longest):
                await self._room.acquire()
        except TimeoutError:
            raise TimedOut("all connections to Telegram are in use") from None
        try:
            yield
        finally:
            self._room.release()

    async def _exchange(
        self, method: str, url: str, body: aiohttp.FormData | bytes | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("calls are made between initialize() and shutdown()")
        address = URL(url, encoded=True)
        try:
            async with self._session.request(
                method,
                address,
                data=body,
                headers=_JSON if isinstance(body, bytes) else None,
                timeout=limits,
                allow_redirects=False,
                proxy=_proxy(address.scheme, address.host or ""),
            ) as response:
                return response.status, await response.read()
        # What aiohttp raises may quote the address, and so the token: it is no cause of what is raised here.
        except _UNSENT as error:
            kind = TimedOut if isinstance(error, TimeoutError) else NetworkError
            raise kind(_reason(error)) from None
        except TimeoutError as error:
            raise NoAnswerError(_reason(error)) from None
        except aiohttp.ClientError as error:
            raise BrokenOffError(_reason(error)) from None


@cache
def _proxy(scheme: str, host: str) -> str | None:
    """Return the address of the proxy on the way to a host, as the environment has it; None where there is none.

    aiohttp itself would look at the environment anew for each call, in a thread.
    """
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _reason(error: Exception) -> str:
    """Return what went wrong in a few words, without the token."""
    name, line = type(error).__name__, describe(error)
    return name if line == name else f"{name}: {line}"


def _or(given: Any, otherwise: float) -> float | None:
    """Return the seconds that a caller has given, None standing for as long as it takes."""
    seconds: float | None = otherwise if given is BaseRequest.DEFAULT_NONE else given
    return seconds


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    """Return the parameters of a call, in the form in which they are sent: as JSON, or with files as parts of a form.

    In JSON too, what is no text stands as text that holds JSON; to write it is quicker than to quote it for a form.
    """
    if data is None:
        return None
    if not data.multipart_data:
        return json.dumps(data.json_parameters, ensure_ascii=False).encode()
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
