"""Requests per second against bare httpx2 on the same server, as ratios in one run.

Run it: ``python tests/benchmarks/bench_requests.py``. A small asyncio server in a process of
its own answers each GET with the same JSON. Both sides decode the answer: the client into a
model, bare httpx2 by ``response.json()``. Short rounds of both take turns, and of each round's
ratio the median counts: a machine that is slow for a while is slow for both.

The target: at least 0.90, sync and async, with 1 and 32 requests in flight.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx2

sys.path[:0] = [str(Path(__file__).parents[2] / "templates" / "python")]

from runtime.calls import Operation  # noqa: E402  # path above
from runtime.client import AsyncClient, SyncClient  # noqa: E402  # path above
from runtime.config import ApiConfig  # noqa: E402  # path above
from runtime.models.model import ABSENT, Model  # noqa: E402  # path above

T = TypeVar("T")
TARGET = 0.90
_BODY = b'{"data":{"key":"17","invoiceNumber":"F-17","total":"1.10"}}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_BODY), _BODY)
)


class Invoice(Model, rename="camel"):
    key: str = ABSENT
    invoice_number: str | None = ABSENT
    total: str | None = ABSENT


GET: Operation[Invoice] = Operation(
    "invoices.get", "GET", "/api/invoices/{key}", Invoice
)


class _Server(asyncio.Protocol):
    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            self._buffer = self._buffer.partition(b"\r\n\r\n")[2]
            self._transport.write(_ANSWER)


def run_server(port: Any) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(_Server, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def rate_sync(call: Callable[[], object], flying: int, count: int) -> float:
    """Return requests per second of a sync call."""
    started = time.perf_counter()
    if flying == 1:
        for _ in range(count):
            call()
    else:
        with ThreadPoolExecutor(flying) as pool:
            list(pool.map(lambda _: call(), range(count)))
    return count / (time.perf_counter() - started)


async def rate_async(
    call: Callable[[], Awaitable[object]], flying: int, count: int
) -> float:
    """Return requests per second of an async call."""

    async def worker(turns: int) -> None:
        for _ in range(turns):
            await call()

    started = time.perf_counter()
    await asyncio.gather(*(worker(count // flying) for _ in range(flying)))
    return count / (time.perf_counter() - started)


def in_turn(pair: Sequence[T], turn: int) -> tuple[T, T]:
    """Return a pair, the other way round in every second turn."""
    first, second = pair
    return (second, first) if turn % 2 else (first, second)


def report(title: str, rates: list[tuple[float, float]]) -> None:
    """Print the median of the rounds: bare, of the client, and of their ratio."""
    bare = statistics.median(bare for bare, _ in rates)
    client = statistics.median(client for _, client in rates)
    ratio = statistics.median(client / bare for bare, client in rates)
    word = "ok" if ratio >= TARGET else "MISSED"
    print(f"{title:18} bare {bare:6.0f}/s  client {client:6.0f}/s  {ratio:.2f}  {word}")


def main(rounds: int = 24, count: int = 256) -> None:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=run_server, args=(there,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{here.recv()}"
    api = ApiConfig("Bench", url, envelope="data")
    headers = {"Authorization": "Bearer token", "Accept": "application/json"}
    limits = httpx2.Limits(max_connections=100)
    target = f"{url}/api/invoices/17"

    with (
        httpx2.Client(headers=headers, limits=limits) as plain,
        SyncClient(api, "token", limits=limits) as client,
    ):
        for flying in (1, 32):
            rates = []
            for turn in range(rounds):
                calls = [
                    lambda: plain.get(target).json(),
                    lambda: client._send(GET, path={"key": "17"}),
                ]
                # Who goes first is nobody's advantage.
                found = [
                    rate_sync(call, flying, count) for call in in_turn(calls, turn)
                ]
                rates.append(in_turn(found, turn))
            report(f"sync, {flying} in flight", rates)

    async def run() -> None:
        async with (
            httpx2.AsyncClient(headers=headers, limits=limits) as plain,
            AsyncClient(api, "token", limits=limits) as client,
        ):

            async def one() -> object:
                return (await plain.get(target)).json()

            async def other() -> object:
                return await client._send(GET, path={"key": "17"})

            for flying in (1, 32):
                rates = []
                for turn in range(rounds):
                    found = [
                        await rate_async(call, flying, count)
                        for call in in_turn([one, other], turn)
                    ]
                    rates.append(in_turn(found, turn))
                report(f"async, {flying} in flight", rates)

    asyncio.run(run())
    server.terminate()
    server.join()


if __name__ == "__main__":
    main()
