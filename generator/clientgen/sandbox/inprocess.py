"""httpx2 transports that run an ASGI application in this process, without sockets.

The application lives in an event loop of its own, on a thread: so it is the same one for
sync and async clients, and for tests of which each has another loop. What it wants and gives
is handed over piece by piece: a large upload is read as fast as the application reads it, an
answer is made as fast as the client reads that. Async clients need asyncio.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import httpx2

from .conversation import Conversation, End, Event, LoopThread, Piece, Start, Wanted
from .messages import ConnectionLost

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_PIECE = 65536
_FAILED = b'{"error":{"code":"internal","message":"the sandbox failed","details":[]}}'


def _answer(
    event: Start | End, request: httpx2.Request, stream: object
) -> httpx2.Response:
    """What the client gets at first.

    Raises:
        httpx2.ReadError: The connection was reset.
    """
    if isinstance(event, Start):
        return httpx2.Response(
            event.status,
            headers=event.headers,
            stream=stream,  # type: ignore[arg-type]  # sync or async, as the transport is
            extensions={"http_version": b"HTTP/1.1"},
            request=request,
        )
    if isinstance(event.error, ConnectionLost):
        raise httpx2.ReadError("Connection reset by peer", request=request)
    headers = {"Content-Type": "application/json"}
    return httpx2.Response(500, headers=headers, content=_FAILED, request=request)


def _cut_short(request: httpx2.Request) -> httpx2.RemoteProtocolError:
    words = "peer closed connection without sending complete message body"
    return httpx2.RemoteProtocolError(words, request=request)


def _patience(request: httpx2.Request) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds


class SandboxTransport(httpx2.BaseTransport):
    """For sync clients. Closing it changes nothing: it can serve any number of them."""

    def __init__(self, app: ASGIApp, thread: LoopThread) -> None:
        self._app = app
        self._thread = thread

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the application.

        Raises:
            httpx2.ReadError: The connection was reset.
            httpx2.ReadTimeout: The answer takes longer than the request allows.
        """
        return _Exchange(self._app, self._thread, request).answer()


class _Exchange(httpx2.SyncByteStream):
    """A request and its answer; it is the answer's body."""

    def __init__(
        self, app: ASGIApp, thread: LoopThread, request: httpx2.Request
    ) -> None:
        self._request = request
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._pieces: Iterator[bytes] | None = None
        self._talk = Conversation(app, thread, request, self._events.put)

    def answer(self) -> httpx2.Response:
        try:
            event = self._next()
            assert isinstance(event, Start | End), "an answer starts with its start"
            return _answer(event, self._request, self)
        except BaseException:
            self._talk.leave()
            raise

    def _next(self) -> Event:
        """What the application says next, when it has got of the body what it wants."""
        while True:
            try:
                event = self._events.get(timeout=_patience(self._request))
            except Empty:
                raise httpx2.ReadTimeout("timed out", request=self._request) from None
            if not isinstance(event, Wanted):
                return event
            if self._pieces is None:
                body = self._request.stream
                assert isinstance(body, httpx2.SyncByteStream), "a sync client's body"
                self._pieces = _split(body)
            self._talk.give(next(self._pieces, None))

    def __iter__(self) -> Iterator[bytes]:
        while True:
            event = self._next()
            if not isinstance(event, Piece):
                raise _cut_short(self._request)
            if event.body:
                yield event.body
            if event.last:
                return
            self._talk.go_on()

    def close(self) -> None:
        """Hang up, unless all has been read."""
        self._talk.leave()


def _split(body: httpx2.SyncByteStream) -> Iterator[bytes]:
    for chunk in body:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]


class AsyncSandboxTransport(httpx2.AsyncBaseTransport):
    """For async clients. Closing it changes nothing: it can serve any number of them."""

    def __init__(self, app: ASGIApp, thread: LoopThread) -> None:
        self._app = app
        self._thread = thread

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the application.

        Raises:
            httpx2.ReadError: The connection was reset.
            httpx2.ReadTimeout: The answer takes longer than the request allows.
        """
        return await _AsyncExchange(self._app, self._thread, request).answer()


class _AsyncExchange(httpx2.AsyncByteStream):
    """A request and its answer; it is the answer's body."""

    def __init__(
        self, app: ASGIApp, thread: LoopThread, request: httpx2.Request
    ) -> None:
        self._request = request
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._pieces: AsyncIterator[bytes] | None = None
        loop, put = asyncio.get_running_loop(), self._events.put_nowait
        self._talk = Conversation(
            app, thread, request, lambda event: loop.call_soon_threadsafe(put, event)
        )

    async def answer(self) -> httpx2.Response:
        try:
            event = await self._next()
            assert isinstance(event, Start | End), "an answer starts with its start"
            return _answer(event, self._request, self)
        except BaseException:
            self._talk.leave()
            raise

    async def _next(self) -> Event:
        while True:
            try:
                async with asyncio.timeout(_patience(self._request)):
                    event = await self._events.get()
            except TimeoutError:
                raise httpx2.ReadTimeout("timed out", request=self._request) from None
            if not isinstance(event, Wanted):
                return event
            if self._pieces is None:
                body = self._request.stream
                assert isinstance(
                    body, httpx2.AsyncByteStream
                ), "an async client's body"
                self._pieces = _split_async(body)
            self._talk.give(await anext(self._pieces, None))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._next()
            if not isinstance(event, Piece):
                raise _cut_short(self._request)
            if event.body:
                yield event.body
            if event.last:
                return
            self._talk.go_on()

    async def aclose(self) -> None:
        """Hang up, unless all has been read."""
        self._talk.leave()


async def _split_async(body: httpx2.AsyncByteStream) -> AsyncIterator[bytes]:
    async for chunk in body:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]
