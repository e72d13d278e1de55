"""What can go wrong between a bot and Telegram, for a test to order."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .parameters import Refusal
from .wire import Response

CarryOut = Callable[[], Awaitable[Response]]
Fault = Callable[[CarryOut], Awaitable[Response]]
"""Answers a call in its own way; it may carry the call out before, or not at all."""

HTML = {"Content-Type": "text/html"}


@dataclass(frozen=True)
class Instead:
    """Answers something else instead of carrying the call out."""

    response: Response

    async def __call__(self, _carry_out: CarryOut) -> Response:
        """Return the response."""
        return self.response


@dataclass(frozen=True)
class Hold:
    """Keeps a call waiting until the test lets it go; a call that is never let go hangs."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, carry_out: CarryOut) -> Response:
        """Say that the call has come, wait, and carry it out."""
        self.reached.set()
        await self.released.wait()
        return await carry_out()


def flood(retry_after: int) -> Fault:
    """Return "429 Too Many Requests", with the seconds to wait."""
    return _refusal(Refusal(f"Too Many Requests: retry after {retry_after}", code=429, retry_after=retry_after))


def unauthorized() -> Fault:
    """Return "401 Unauthorized", as for a token that was revoked."""
    return _refusal(Refusal("Unauthorized", code=401))


def page(status: int) -> Fault:
    """Return a page of HTML, as a server or a proxy in trouble does."""
    return Instead(Response(status, f"<html><body><h1>{status}</h1></body></html>".encode(), HTML))


def garbage() -> Fault:
    """Return an answer that is no JSON although it says so."""
    return Instead(Response(200, b'{"ok":true,"result":'))


def drop() -> Fault:
    """Close the connection without an answer."""
    return Instead(Response(0, b"", drop=True))


def cut() -> Fault:
    """Close the connection in the middle of an answer."""
    return Instead(Response(200, b'{"ok":true,"result":[]}', cut=True))


def hang() -> Fault:
    """Never answer."""
    return Hold()


def _refusal(refusal: Refusal) -> Fault:
    return Instead(Response(refusal.code, json.dumps(refusal.answer()).encode()))
