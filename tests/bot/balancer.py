"""An ordinary load balancer: each connection goes to the next of the servers that answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def balancing(*ports: int) -> AsyncIterator[int]:
    """Listen on a port of this machine, which is yielded, for servers on others."""
    passing: set[asyncio.Task[None]] = set()
    order = list(ports)

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in ports:
            order.append(order.pop(0))
            try:
                return await asyncio.open_connection("127.0.0.1", order[-1])
            except OSError:
                continue
        raise ConnectionError

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        passing.add(task)
        try:
            there, back = await connect()
        except ConnectionError:
            writer.close()
            return
        await asyncio.wait(
            [asyncio.create_task(_copy(reader, back)), asyncio.create_task(_copy(there, writer))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        for each in (writer, back):
            each.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # one of the two has gone
