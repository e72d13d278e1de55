"""The webhook: updates are brought until they are taken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from . import BotApiServer
from .conftest import Api
from .wire import Response, read_request

Answer = Callable[[], int]


@asynccontextmanager
async def bot(answer: Answer, taken: list[tuple[str, int]]) -> AsyncIterator[str]:
    """Listen as a bot does, keep the secret and the id of each update that comes, and answer with a status."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader, await reader.read(1))
        taken.append((request.path, request.parameters["update_id"]))
        writer.write(Response(answer(), b"{}").encode(keep_alive=False))
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/hook"


async def test_what_is_not_taken_comes_again_with_the_same_id(server: BotApiServer, api: Api) -> None:
    taken: list[tuple[str, int]] = []
    answers = iter([500, 403])
    async with bot(lambda: next(answers, 200), taken) as url:
        assert await api.result("setWebhook", url=url, secret_token="a-secret")  # noqa: S106  # opens nothing
        server.person("Anna").say("one")
        await server.wait_for(lambda: not server.world.updates.waiting)
        assert taken == [("/hook", taken[0][1])] * 3
        info = await api.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"


async def test_an_answer_that_is_lost_brings_the_same_update_again(server: BotApiServer, api: Api) -> None:
    taken: list[tuple[str, int]] = []
    async with bot(lambda: 200, taken) as url:
        await api.result("setWebhook", url=url)
        server.deliveries.losing = 1
        server.person("Anna").say("one")
        await server.wait_for(lambda: not server.world.updates.waiting)
    assert len(taken) == 2


async def test_a_webhook_goes_over_https_or_to_this_machine(api: Api) -> None:
    assert "HTTPS" in await api.refusal("setWebhook", url="http://example.org/hook")
    secret = {"secret_token": "a b"}
    assert "unallowed characters" in await api.refusal("setWebhook", url="https://example.org/", **secret)
    assert "max_connections" in await api.refusal("setWebhook", url="https://example.org/", max_connections=101)
    assert await api.result("setWebhook", url="https://example.org/")
