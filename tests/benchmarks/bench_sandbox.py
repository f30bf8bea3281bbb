"""The sandbox under load, beside a bare Starlette handler and, if you like, Prism's mock.

Run it: ``python tests/benchmarks/bench_sandbox.py [--rows 100000] [--prism NODE_MODULES]``;
``tests/judges/install FOLDER`` puts Prism into ``FOLDER/node_modules``. Each server is a process
of its own; eight connections ask it for the same thing, in rounds that take turns with those of
the others, so that a machine that is slow for a while is slow for all. The bare handler answers
the very bytes that the sandbox answers to the get.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CONNECTIONS = 8
ROUNDS = 5
TOKEN = "Authorization: Bearer sandbox-token\r\n"
_BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = sys.stdin.buffer.read()
async def answer(request):
    await request.body()
    return Response(body, media_type="application/json")
app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
"""


class Asked(NamedTuple):
    """A kind of request.

    Attributes:
        name: For the table.
        method: Of the request.
        path: With its query.
        body: Empty for none.
        count: How many in a round.
    """

    name: str
    method: str
    path: str
    body: bytes = b""
    count: int = 800


class Figures(NamedTuple):
    """What came of some rounds.

    Attributes:
        rate: Requests a second.
        p50: Milliseconds.
        p99: Milliseconds.
    """

    rate: float
    p50: float
    p99: float


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def server(words: list[object], port: int, given: bytes = b"") -> Iterator[int]:
    """A server in a process of its own; gives the process's number when it listens."""
    process = subprocess.Popen(
        [*map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
    )
    assert process.stdin
    process.stdin.write(given)
    process.stdin.close()
    try:
        end = time.monotonic() + 60
        while True:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{words[0]} does not listen")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def once(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """One request."""
    talk = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": "Bearer sandbox-token"}
    if body:
        headers["Content-Type"] = "application/json"
    try:
        talk.request(method, path, body or None, headers)
        answer = talk.getresponse()
        return answer.status, answer.read()
    finally:
        talk.close()


async def _connection(
    port: int, sent: bytes, left: list[int], took: list[float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while left[0] > 0:
            left[0] -= 1
            began = time.perf_counter()
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.split(b"\r\n", 1)[0], head
            length = next(
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
    finally:
        writer.close()


async def _round(port: int, asked: Asked, took: list[float]) -> float:
    kind = "Content-Type: application/json\r\n" if asked.body else ""
    head = (
        f"{asked.method} {asked.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{TOKEN}{kind}"
        f"Content-Length: {len(asked.body)}\r\n\r\n"
    )
    sent, left = head.encode() + asked.body, [asked.count]
    began = time.perf_counter()
    workers = (_connection(port, sent, left, took) for _ in range(CONNECTIONS))
    await asyncio.gather(*workers)
    return time.perf_counter() - began


def measured(ports: dict[str, int], asked: Asked) -> dict[str, Figures]:
    """The same requests to each server, in turns."""
    took: dict[str, list[float]] = {name: [] for name in ports}
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            seconds = asyncio.run(_round(port, asked, took[name]))
            rates[name].append(asked.count / seconds)
    found = {}
    for name, times in took.items():
        times.sort()
        rate = sorted(rates[name])[ROUNDS // 2]
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        found[name] = Figures(rate, p50 * 1000, p99 * 1000)
    return found


def memory(pid: int) -> str:
    """The most memory that a process has had, where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return "?"
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return f"{int(peak.split()[1]) // 1024} MiB"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--prism", type=Path, help="a folder node_modules with Prism")
    given = parser.parse_args()
    full, empty, bare, mock = (free_port() for _ in range(4))
    spec = ROOT / "spec/makini"

    def words(port: int, rows: int) -> list[object]:
        command = [sys.executable, "-m", "clientgen", "sandbox", spec, "--no-page"]
        return [*command, "--port", port, "--rows", rows, "--quiet"]

    began = time.perf_counter()
    with server(words(full, given.rows), full) as pid, server(words(empty, 0), empty):
        up = time.perf_counter() - began
        began = time.perf_counter()
        _, content = once(full, "GET", "/api/invoices?per_page=1")
        made = time.perf_counter() - began
        once(full, "GET", "/api/customers")
        print(f"listening after {up:.2f} s; {given.rows} invoices made in {made:.1f} s")
        key = json.loads(content)["data"][0]["key"]
        _, answer = once(full, "GET", f"/api/invoices/{key}")
        with server([sys.executable, "-c", _BARE, bare], bare, answer):
            ports = {"sandbox": full, "bare Starlette": bare}
            last = max(1, given.rows // 50 - 1)
            every = [
                Asked("get", "GET", f"/api/invoices/{key}"),
                Asked("create", "POST", "/api/customers", b'{"name":"N"}'),
                Asked("list, first page", "GET", "/api/customers", count=300),
                Asked(
                    "list, near the end",
                    "GET",
                    f"/api/customers?page={last}",
                    count=300,
                ),
            ]
            print(
                "| | server | requests/s | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |"
            )
            for asked in every:
                also = {"sandbox, no rows": empty} if "list" in asked.name else {}
                if "end" in asked.name:
                    # A list of no rows has no end: its first page is the floor.
                    also = {}
                _tell(asked.name, measured({**ports, **also}, asked))
            print(f"memory of the sandbox, at most: {memory(pid)}")
    if given.prism:
        program = given.prism / ".bin/prism"
        document = ROOT / "generated/openapi/makini.json"
        prism = [program, "mock", document, "--port", mock]
        with server(words(full, 50), full), server(prism, mock) as pid:
            for asked in (
                Asked("get", "GET", f"/api/invoices/{key}", count=200),
                Asked("list, first page", "GET", "/api/customers", count=200),
            ):
                pair = {"sandbox, 50 rows": full, "Prism mock": mock}
                _tell(asked.name, measured(pair, asked))
            print(f"memory of Prism, at most: {memory(pid)}")


def _tell(name: str, found: dict[str, Figures]) -> None:
    for server_, each in found.items():
        line = f"{each.rate:.0f} | {each.p50:.2f} | {each.p99:.2f}"
        print(f"| {name} | {server_} | {line} |", flush=True)


if __name__ == "__main__":
    main()
