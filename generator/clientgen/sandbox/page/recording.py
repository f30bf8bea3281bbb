"""The last requests, with all that is needed to tell of them and to send them again."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..application import VERDICT, Logged
from ..messages import DROP, ConnectionLost, dropping

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REMEMBERED = 100
LARGEST = 64 * 1024
"""Bytes of a body that are kept; of a longer one, none."""

_SHAPED_BY_HANDS = (b"content-length", b"transfer-encoding", b"connection", b"expect")


@dataclass(frozen=True, slots=True)
class Record:
    """A request, and how it went.

    Attributes:
        number: Counts up, from 1.
        when: It came.
        method: Of the request.
        path: As it came over the wire, without the query.
        query: As it came over the wire.
        headers: Names in lower case.
        body: None where it was too long to be kept.
        status: Of the answer; 0 where the connection ended before one.
        weather: What the weather did to it.
        logged: What the sandbox says of it; None where it never got there.
    """

    number: int
    when: datetime
    method: str
    path: str
    query: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | None
    status: int
    weather: str
    logged: Logged | None


class Recorder:
    """An ASGI application that is another one, and remembers what was asked of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._number = 0
        self._records: deque[Record] = deque(maxlen=REMEMBERED)

    @property
    def latest(self) -> int:
        """The number of the last request; 0 before the first."""
        return self._number

    @property
    def records(self) -> list[Record]:
        """The last requests, the latest first."""
        return list(reversed(self._records))

    def find(self, number: int) -> Record | None:
        """A request by its number; None where it is forgotten, or never was."""
        return next((each for each in self._records if each.number == number), None)

    def clear(self) -> None:
        """Forget all of them."""
        self._records.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        heard = _Heard(receive, send)
        try:
            await self._app(heard.scope(scope), heard.receive, heard.send)
        finally:
            self._number += 1
            self._records.append(heard.record(self._number, scope))

    async def again(self, record: Record) -> None:
        """Send a request once more, as it was; what is answered is remembered, too.

        Args:
            record: One whose body was kept.
        """
        assert record.body is not None, "asked before"
        body: bytes | None = record.body

        async def receive() -> Message:
            nonlocal body
            if body is None:
                return {"type": "http.disconnect"}
            content, body = body, None
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            await asyncio.sleep(0)

        length = (b"content-length", str(len(record.body)).encode())
        headers = [h for h in record.headers if h[0] not in _SHAPED_BY_HANDS]
        if record.body or any(name == length[0] for name, _ in record.headers):
            headers.append(length)
        scope: MutableMapping[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": record.method,
            "scheme": "http",
            "path": unquote(record.path),
            "raw_path": record.path.encode("latin-1"),
            "query_string": record.query.encode("latin-1"),
            "root_path": "",
            "headers": headers,
            "client": None,
            "server": None,
            "extensions": {DROP: lambda gently: None},
        }
        with suppress(ConnectionLost):  # as it was the first time
            await self(scope, receive, send)


class _Heard:
    """What goes to and fro in one request."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._when = datetime.now(UTC)
        self._body: bytearray | None = bytearray()
        self._status = 0
        self._weather = b""
        self._logged: Logged | None = None

    def scope(self, scope: Scope) -> Scope:
        """The scope with what the application needs that stands behind this one."""
        known = scope.get("extensions") or {}
        added: dict[str, Callable[..., None]] = {VERDICT: self._judged}
        drop = known.get(DROP) or dropping(self._send)
        if drop is not None:
            added[DROP] = drop
        return {**scope, "extensions": {**known, **added}}

    def _judged(self, logged: Logged) -> None:
        self._logged = logged

    async def receive(self) -> Message:
        message = await self._receive()
        if self._body is not None and message["type"] == "http.request":
            body = self._body + message.get("body", b"")
            self._body = body if len(body) <= LARGEST else None
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            for name, value in message.get("headers", ()):
                if name.lower() == b"x-sandbox-weather":
                    self._weather = value
        await self._send(message)

    def record(self, number: int, scope: Scope) -> Record:
        raw = scope.get("raw_path") or scope["path"].encode()
        return Record(
            number,
            self._when,
            scope["method"],
            raw.partition(b"?")[0].decode("latin-1"),
            scope.get("query_string", b"").decode("latin-1"),
            tuple((bytes(n).lower(), bytes(v)) for n, v in scope["headers"]),
            None if self._body is None else bytes(self._body),
            self._status,
            self._weather.decode("latin-1"),
            self._logged,
        )
