"""Calls of Telegram that insist, and tell the metrics how long they take, how they fail, and how many wait."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram.ext import BaseRateLimiter
from telegram.request import HTTPXRequest, RequestData

from bot.calling.insisting import insist
from bot.metrics import Metrics

WAIT = 60.0
"""Seconds that a call waits for a connection: many come at once after a downtime, and none is to be lost by that."""


class MeasuredRequest(HTTPXRequest):
    """Calls Telegram over HTTP."""

    def __init__(self, metrics: Metrics, connections: int) -> None:
        """Take the metrics, and how many connections may be open at the same time."""
        super().__init__(connection_pool_size=connections, pool_timeout=WAIT)
        self._metrics = metrics

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        """Make one call, as the library's own class does."""
        with self._metrics.call(url.rpartition("/")[2]) as call:
            call.status, body = await super().do_request(url, method, request_data, *rest, **timeouts)
            return call.status, body


class MeasuredLimiter(BaseRateLimiter[None]):
    """Insists on calls that fail on their way, and counts those that wait for a limiter, also after a 429."""

    def __init__(self, limiter: BaseRateLimiter[None], metrics: Metrics) -> None:
        """Take the limiter, which does the rest."""
        self._limiter, self._metrics = limiter, metrics

    async def initialize(self) -> None:
        """Initialise the limiter."""
        await self._limiter.initialize()

    async def shutdown(self) -> None:
        """Shut down the limiter."""
        await self._limiter.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the call when the limiter lets it pass, and return its result."""

        async def under_way(*args: Any, **kwargs: Any) -> Any:
            self._metrics.waits(-1)
            try:
                return await insist(partial(callback, *args, **kwargs), endpoint)
            finally:
                self._metrics.waits(1)

        self._metrics.waits(1)
        try:
            return await self._limiter.process_request(under_way, args, kwargs, endpoint, data, rate_limit_args)
        finally:
            self._metrics.waits(-1)
