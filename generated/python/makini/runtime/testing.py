"""A small stand-in for the API, for tests of services that use a client.

::

    fake = FakeApi()
    fake.on("GET", "/api/invoices/{key}", {"data": {"key": "17"}})
    client = Shop(token="test", transport=fake.transport)
    assert client.invoices.get("17").key == "17"
    assert fake.requests[-1].path == "/api/invoices/17"
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from .calls.requests import plain
from .models import JSON


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """A request that arrived."""

    method: str
    path: str  # percent-encoded, without the query
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    values: Mapping[str, str] = field(default_factory=dict)  # of the path's parameters

    @property
    def json(self) -> Any:
        """The body as plain data."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in full."""

    body: Any = None  # JSON data, a model, or bytes sent as they are
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeApi:
    """Answers requests from a table and keeps what arrived."""

    def __init__(self) -> None:
        self.requests: list[FakeRequest] = []
        self._routes: list[tuple[str, re.Pattern[str], Iterator[Any]]] = []

    @property
    def transport(self) -> httpx2.MockTransport:
        """For the ``transport`` option of a client, sync or async."""
        return httpx2.MockTransport(self._handle)

    def on(self, method: str, path: str, *replies: Any) -> None:
        """Say what to answer.

        Args:
            method: HTTP method.
            path: Below the server; ``{name}`` stands for one segment.
            *replies: Given one after the other; the last one again and again. A reply is
                JSON data or a model (answered with 200), an :class:`Answer` for another
                status, an exception to raise, or a function of the :class:`FakeRequest`
                that returns one of these.
        """
        if not replies:
            raise ValueError("replies: give at least one")
        pattern = "".join(
            f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", path)
        )
        in_turn = chain(replies, repeat(replies[-1]))
        # Later ones first, so that a test can say better than its fixture.
        self._routes.insert(0, (method.upper(), re.compile(pattern), in_turn))

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        for method, pattern, replies in self._routes:
            found = pattern.fullmatch(path)
            if method != request.method or found is None:
                continue
            arrived = FakeRequest(
                method=method,
                path=path,
                query=tuple(parse_qsl(query, keep_blank_values=True)),
                headers=request.headers,
                content=request.content,
                values=found.groupdict(),
            )
            self.requests.append(arrived)
            return _respond(next(replies), arrived)
        raise AssertionError(f"the fake API has no answer for {request.method} {path}")


def _respond(reply: Any, request: FakeRequest) -> httpx2.Response:
    if callable(reply):
        reply = reply(request)
    if isinstance(reply, Exception):
        raise reply
    answer = reply if isinstance(reply, Answer) else Answer(reply)
    headers = dict(answer.headers)
    content = answer.body
    if not isinstance(content, bytes):
        headers.setdefault("Content-Type", "application/json")
        content = b"" if content is None else JSON.encode(plain(content, "answer"))
    return httpx2.Response(answer.status, headers=headers, content=content)
