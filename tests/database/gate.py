"""A way to a server that tests can shut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from types import TracebackType


class Gate:
    """Passes on what comes to a port of this machine to a Unix socket, while it is open."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_open, self._is_silent = True, False

    async def __aenter__(self) -> Gate:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()
        self._server.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def open(self) -> None:
        """Let all pass from now on."""
        self._is_open, self._is_silent = True, False

    def close(self) -> None:
        """Cut all off, and let nobody pass."""
        self._is_open = False
        for writer in self._writers:
            writer.transport.abort()

    def silence(self) -> None:
        """Let all wait without a word."""
        self._is_silent = True

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(writer)
        if not self._is_open:
            writer.transport.abort()
            return
        if self._is_silent:
            await reader.read()
            writer.close()
            return
        there, back = await asyncio.open_unix_connection(self._socket)
        self._keep(back)
        both: list[Awaitable[None]] = [_copy(reader, back), _copy(there, writer)]
        await asyncio.gather(*both)

    def _keep(self, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        task = asyncio.current_task()
        if task and task not in self._tasks:
            self._tasks.add(task)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # the gate was closed
    finally:
        writer.close()
