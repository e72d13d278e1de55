"""A server and a bare client for the tests of the server itself."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from . import BotApiServer


class Api:
    """Calls a server as the simplest of bots does."""

    def __init__(self, server: BotApiServer, client: httpx.AsyncClient) -> None:
        self._root = f"{server.url}/bot{server.token}"
        self._client = client

    async def result(self, method: str, **parameters: object) -> Any:
        """Return the result of a call that must go well."""
        answer = await self._answer(method, parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: object) -> str:
        """Return the reason of a call that must be refused, without "Bad Request: "."""
        answer = await self._answer(method, parameters)
        assert not answer["ok"], answer
        return str(answer["description"]).removeprefix("Bad Request: ")

    async def _answer(self, method: str, parameters: dict[str, object]) -> Any:
        return (await self._client.post(f"{self._root}/{method}", json=parameters)).json()


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def api(server: BotApiServer, client: httpx.AsyncClient) -> Api:
    return Api(server, client)
