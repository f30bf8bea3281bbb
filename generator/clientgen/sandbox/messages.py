"""Whole answers as ASGI has them, and connections that end before their time."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DROP = "clientgen.drop"
"""An extension of a scope: a function that ends the connection, for who wraps ``send``."""

_PIECES = 10
Headers = list[tuple[bytes, bytes]]


class ConnectionLost(Exception):
    """The connection is to end here; raised where no server is at hand that can end it."""


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON as it stands."""
        kinds = dict(self.headers)
        plain = b"content-encoding" not in kinds
        return plain and kinds.get(b"content-type", b"").startswith(b"application/json")

    def with_header(self, name: bytes, value: bytes) -> Answer:
        """The same, with a header instead of those of its name."""
        rest = [pair for pair in self.headers if pair[0] != name]
        return self._replace(headers=[*rest, (name, value)])

    def with_body(self, body: bytes) -> Answer:
        """The same, with another body."""
        changed = self._replace(body=body)
        return changed.with_header(b"content-length", str(len(body)).encode())

    def start(self) -> Message:
        """The message that it begins with."""
        start = "http.response.start"
        return {"type": start, "status": self.status, "headers": self.headers}


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """What an application answers, whole.

    Raises:
        RuntimeError: It answers nothing.
    """
    starts: list[Message] = []
    pieces: list[bytes] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            starts.append(message)
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    if not starts:
        raise RuntimeError("the application gave no answer")
    headers = [(bytes(n).lower(), bytes(v)) for n, v in starts[0].get("headers", ())]
    answer = Answer(starts[0]["status"], headers, b"".join(pieces))
    return answer.with_body(answer.body) if answer.body else answer


def piece(body: bytes, *, more: bool = False) -> Message:
    """The message with a piece of a body; the last one, unless there are more."""
    return {"type": "http.response.body", "body": body, "more_body": more}


async def answer_with(send: Send, answer: Answer, seconds: float = 0.0) -> None:
    """Send an answer; its body in pieces, where it is to take some seconds."""
    await send(answer.start())
    if seconds and answer.body:
        size = -(-len(answer.body) // _PIECES)
        starts = range(0, len(answer.body), size)
        for start in starts:
            await asyncio.sleep(seconds / len(starts))
            await send(piece(answer.body[start : start + size], more=True))
        await send(piece(b""))
    else:
        await send(piece(answer.body))


async def drop_connection(
    scope: Scope, receive: Receive, send: Send, *, gently: bool = False
) -> None:
    """End the connection: at once, or gently after what was sent before.

    Raises:
        ConnectionLost: There is none at hand.
    """
    drop = scope["extensions"].get(DROP) or dropping(send)
    if drop is None:
        raise ConnectionLost("the weather ends the connection")
    drop(gently)
    # Until the server knows: it would answer for an application that says nothing.
    while (await receive())["type"] != "http.disconnect":
        pass


def dropping(send: Send) -> Callable[[bool], None] | None:
    """What ends the connection that ``send`` sends to; None where there is none at hand."""
    # What uvicorn calls with has no name for it: `send` is a method of what does.
    owner = getattr(send, "__self__", None)
    transport = getattr(owner, "transport", None)
    # Not every loop's transports are of asyncio's class.
    if transport is None or not hasattr(transport, "abort"):
        return None
    return partial(_end, transport)


def _end(transport: asyncio.Transport, gently: bool) -> None:
    if gently:
        transport.close()
        return
    found = transport.get_extra_info("socket")
    if found is not None:
        # Not to linger makes it a reset instead of an end; where a loop lends no socket whose
        # options can be set, its number will do.
        linger = struct.pack("ii", 1, 0)
        with suppress(OSError), socket.socket(fileno=os.dup(found.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
