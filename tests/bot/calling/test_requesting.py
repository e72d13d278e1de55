"""What a call of the Bot API raises where the server misbehaves, and what it must not tell."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter  # the library gives no other way to make one

from bot.calling.requesting import BrokenOffError, NoAnswerError, Request
from bot.metrics import Metrics

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105  # opens nothing
ANSWER = b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'
Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(behaviour: Behaviour) -> AsyncIterator[str]:
    """Yield the address of a method at a server that does with each connection what `behaviour` says."""

    served = asyncio.Semaphore(0)
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await behaviour(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        served.release()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"
    finally:
        listening.close()
        for _ in range(connections):
            await served.acquire()


def answers(raw: bytes) -> Behaviour:
    """Read the head of a call, and write `raw`."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()

    return behave


async def hangs(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


@pytest.fixture
async def request_() -> AsyncIterator[Request]:
    async with Request(Metrics(), 2) as request:
        yield request


@pytest.mark.parametrize(
    "behaviour",
    [
        answers(b""),
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        answers(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"),
        answers(b"This is not HTTP\r\n\r\n"),
        answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
        answers(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
    ],
    ids=["nothing", "cut off", "endless head", "no HTTP", "no chunk", "no gzip"],
)
async def test_a_connection_that_broke_off_says_that_telegram_may_have_acted(
    request_: Request, behaviour: Behaviour
) -> None:
    async with server(behaviour) as url:
        with pytest.raises(BrokenOffError) as raised:
            await request_.post(url)
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


async def test_an_answer_that_does_not_come_is_waited_for_as_long_as_is_said(request_: Request) -> None:
    async with server(hangs) as url:
        with pytest.raises(NoAnswerError) as raised:
            await request_.post(url, read_timeout=0.05)
    assert isinstance(raised.value, TimedOut)
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


async def test_an_answer_that_trickles_in_is_not_waited_for_without_end(request_: Request) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answers(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")(reader, writer)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with server(trickle) as url, asyncio.timeout(30):
        with pytest.raises(NoAnswerError):
            await request_.post(url, read_timeout=0.1, write_timeout=0.1, connect_timeout=0.1)


async def test_a_server_that_is_not_there_has_taken_nothing(request_: Request) -> None:
    async with server(hangs) as url:
        pass
    with pytest.raises(NetworkError) as raised:
        await request_.post(url)
    assert not isinstance(raised.value, BrokenOffError)
    assert "127.0.0.1" in raised.value.message
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


async def test_a_call_that_gets_no_connection_has_not_been_made(request_: Request) -> None:
    async with server(hangs) as url:
        others = [asyncio.create_task(request_.post(url, read_timeout=60)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TimedOut) as raised:
            await request_.post(url, pool_timeout=0.01)
        for other in others:
            other.cancel()
        await asyncio.wait(others)
    assert not isinstance(raised.value, BrokenOffError)


async def test_places_are_given_back_however_a_call_ends(request_: Request) -> None:
    async with server(answers(b"")) as broken, server(answers(ANSWER)) as good:
        for _ in range(5):
            with pytest.raises(BrokenOffError):
                await request_.post(broken)
        assert await request_.post(good, pool_timeout=0.1) is True


async def test_parameters_and_files_arrive_as_they_are(request_: Request) -> None:
    """Also letters of all kinds, and what a form might take for its own."""
    arrived: list[tuple[bytes, bytes]] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        arrived.append((head, await reader.readexactly(length)))
        writer.write(ANSWER)
        await writer.drain()

    text = RequestParameter.from_input("text", "é & = + %20 😀\n")
    file = RequestParameter.from_input("document", InputFile(b"\0\r\n--", "é.yaml"))
    async with server(take) as url:
        assert await request_.post(url, RequestData([text])) is True
        assert await request_.post(url, RequestData([text, file])) is True
    (told, content), (head, parts) = arrived
    assert b"Content-Type: application/json\r\n" in told
    assert json.loads(content) == {"text": "é & = + %20 😀\n"}
    boundary = head.partition(b"boundary=")[2].partition(b"\r")[0]
    named, sent, *_ = [part.partition(b"\r\n\r\n") for part in parts.split(b"--" + boundary)[1:]]
    assert b'name="text"' in named[0]
    assert named[2] == "é & = + %20 😀\n\r\n".encode()
    assert b"name=" in sent[0]
    assert b".yaml" in sent[0]
    assert sent[2] == b"\0\r\n--\r\n"


async def test_a_call_takes_the_proxy_that_the_environment_names(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its password; and where it is told to, none."""
    heads: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        await writer.drain()

    async with server(take) as url:
        proxy = url.partition("/bot")[0].replace("//", "//somebody:secret@")
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "other.invalid")
        assert await request_.post("http://telegram.invalid/sendMessage") is True
        with pytest.raises(NetworkError):
            await request_.post("http://other.invalid/sendMessage")
    (head,) = heads
    assert head.startswith(b"POST http://telegram.invalid/sendMessage")
    assert b"Proxy-Authorization: Basic c29tZWJvZHk6c2VjcmV0" in head


async def test_what_is_not_initialised_calls_nobody() -> None:
    with pytest.raises(NetworkError, match="initialize"):
        await Request(Metrics(), 1).post("http://127.0.0.1:1/")
