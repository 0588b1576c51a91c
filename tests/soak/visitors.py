"""Those who ask the server under soak: listeners by the hundred, slow readers, and some who mean harm.

python -m soak.visitors HOST:PORT SECONDS      prints how often each status was answered, as JSON
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

LISTENERS = 300
SLOW_READERS = 8

HOSTILE = (
    b"GET /api/status HTTP/1.1\r\nHost: [::1].evil.example\r\n\r\n",
    b"GET /api/status HTTP/1.1\r\nHost: localhost\r\nOrigin: http://[\r\n\r\n",
    b"GET //evil.example/x?token=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%e4%b8%ad?token=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%0d%0aX: y HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/live HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: " + b"9" * 5000 + b"\r\n\r\n",
    b"GET /api/tensors/value?run=blobs/whole&tag=bytes&index=0 HTTP/1.1\r\nHost: localhost\r\nRange: bytes="
    + b"9" * 5000
    + b"-\r\n\r\n",
    b'POST /api/scalars/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16\r\n\r\n{"tag":"\\ud800"}',
    b"POST /api/scalars/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"
    + b"[" * 100_000,
)
"""Requests that must be answered with a status below 500, or not at all."""

BOMBS = ("text", "floats", "huge")


class Visitors:
    """All of them, against one server, until the time is over."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._host, self._port = host, port
        self._end = time.monotonic() + seconds
        self._random = random.Random(7)
        self.statuses: Counter[str] = Counter()

    async def visit(self) -> None:
        everybody: list[Awaitable[None]] = [self._again(self._listen) for _ in range(LISTENERS)]
        everybody += [self._again(self._read_slowly) for _ in range(SLOW_READERS)]
        everybody += [self._again(self._hostile), self._again(self._bomb), self._again(self._half_sent)]
        await asyncio.gather(*everybody)

    async def _again(self, deed: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(self._random.uniform(0, 5))
        while (left := self._end - time.monotonic()) > 0:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError):
                await asyncio.wait_for(deed(), left)
            await asyncio.sleep(min(0.5, max(0.0, self._end - time.monotonic())))

    @contextlib.asynccontextmanager
    async def _connection(self, request: bytes, limit: int = 1 << 16):
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=limit)
        try:
            writer.write(request)
            yield reader, writer
        finally:
            writer.transport.abort()

    async def _status(self, reader: asyncio.StreamReader, what: str) -> None:
        line = await asyncio.wait_for(reader.readline(), 30)
        self.statuses[f"{what} {line.split(b' ')[1].decode() if b' ' in line else 'closed'}"] += 1

    async def _listen(self) -> None:
        async with self._connection(b"GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n") as (
            reader,
            _writer,
        ):
            await self._status(reader, "live")
            until = time.monotonic() + self._random.uniform(20, 120)
            while time.monotonic() < until:
                if not await asyncio.wait_for(reader.read(65536), 60):
                    return

    async def _read_slowly(self) -> None:
        request = b"GET /api/scalars?tag=metric/0&tag=metric/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        async with self._connection(request, limit=1024) as (reader, _writer):
            await self._status(reader, "slow")
            async for _piece in _slowly(reader):
                pass

    async def _hostile(self) -> None:
        async with self._connection(self._random.choice(HOSTILE)) as (reader, _writer):
            await self._status(reader, "hostile")

    async def _bomb(self) -> None:
        tag = self._random.choice(BOMBS)
        request = f"GET /api/tensors/value?run=bombs&tag={tag}&index=0&format=json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        async with self._connection(request.encode(), limit=1024) as (reader, _writer):
            await self._status(reader, "bomb")
            await asyncio.sleep(5)  # and never reads the rest

    async def _half_sent(self) -> None:
        async with self._connection(b"POST /api/scalars/query HTTP/1.1\r\nHost: loc") as (reader, _writer):
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(reader.read(1), 60)


async def _slowly(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """What comes, at a kilobyte a second."""
    while piece := await reader.read(512):
        yield piece
        await asyncio.sleep(0.5)


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    visitors = Visitors(host, int(port), float(sys.argv[2]))
    asyncio.run(visitors.visit())
    print(json.dumps(dict(sorted(visitors.statuses.items()))))


if __name__ == "__main__":
    main()
