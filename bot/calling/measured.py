"""Calls of Telegram that insist, and tell the metrics how long they take, how they fail, and how many wait."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.calling.insisting import insist
from bot.metrics import Metrics


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
