"""A real HTTP server on loopback that answers, and misbehaves, by script."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl

Fault = Literal["", "reset", "close", "truncate", "garbage"]


@dataclass(frozen=True)
class Arrived:
    """A request as it came in.

    Attributes:
        target: Path and query, byte for byte.
        path: Before the question mark, still percent-encoded.
        query: Decoded pairs in order.
        headers: By name in lower case.
        lines: The names of the headers, one for each line.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int
    lines: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        body: Bytes, or data that is written as JSON.
        wait: Seconds before the answer begins.
        chunks: Sent one by one instead of the body, with ``pause`` seconds between.
        fault: ``reset`` and ``close`` end the connection without an answer, ``truncate``
            promises more than it sends, ``garbage`` is no HTTP.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0
    chunks: tuple[bytes, ...] = ()
    pause: float = 0
    fault: Fault = ""


class Server:
    """The server; ``script`` maps each request to its reply."""

    def __init__(self, script: Callable[[Arrived], Reply | Any]) -> None:
        self.script = script
        self.requests: list[Arrived] = []
        self.connections = 0
        self.url = ""
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    def paths(self) -> list[str]:
        return [request.target for request in self.requests]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def setup(self) -> None:
        super().setup()
        with self.server.owner.lock:
            self.server.owner.connections += 1
            self.number = self.server.owner.connections

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError, ssl.SSLError):
            self.close_connection = True

    def answer(self) -> None:
        owner = self.server.owner
        arrived = Arrived(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self._body(),
            connection=self.number,
            lines=tuple(self.headers.keys()),
        )
        with owner.lock:
            owner.requests.append(arrived)
        reply = owner.script(arrived)
        if not isinstance(reply, Reply):
            reply = Reply(body=reply)
        if reply.wait:
            owner.stopping.wait(reply.wait)
        self._send(reply)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def _send(self, reply: Reply) -> None:
        if reply.fault in ("reset", "close"):
            if reply.fault == "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True
            return
        if reply.fault == "garbage":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            self.close_connection = True
            return
        headers = dict(reply.headers)
        body = reply.body
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        chunks = reply.chunks or (body,)
        length = sum(map(len, chunks)) + (100 if reply.fault == "truncate" else 0)
        headers.setdefault("Content-Length", str(length))
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)
            self.wfile.flush()
            if reply.pause and self.server.owner.stopping.wait(reply.pause):
                break
        if reply.fault == "truncate":
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def serve(
    script: Callable[[Arrived], Reply | Any], *, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a server in threads of its own for the length of a block."""
    owner = Server(script)
    server = _HttpServer(owner)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "http" if tls is None else "https"
    owner.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield owner
    finally:
        owner.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*replies: Reply | Any) -> Callable[[Arrived], Reply | Any]:
    """Make a script that gives one reply after the other, the last one for ever."""
    left = list(replies)
    lock = threading.Lock()

    def script(request: Arrived) -> Reply | Any:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return script


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait for something another thread does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
