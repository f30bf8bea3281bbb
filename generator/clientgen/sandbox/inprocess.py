"""httpx2 transports that run an ASGI application in this process, without sockets.

The application lives in an event loop of its own, on a thread: so it is the same one for
sync and async clients, and for tests of which each has another loop. What it wants and gives
is handed over piece by piece: a large upload is read as fast as the application reads it, an
answer is made as fast as the client reads that. Async clients need asyncio.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import httpx2

from .weather import ConnectionLost

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

T = TypeVar("T")
_LOGGER = logging.getLogger("clientgen.sandbox")
_PIECE = 65536
_FAILED = b'{"error":{"code":"internal","message":"the sandbox failed","details":[]}}'


class LoopThread:
    """An event loop on a thread of its own; both begin when they are first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop; it runs."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="sandbox", daemon=True
                )
                self._thread.start()
            return self._loop

    def run(self, work: Coroutine[None, None, T]) -> Future[T]:
        """Have something done in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def close(self) -> None:
        """End the loop, and all that goes on in it."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Wanted(NamedTuple):
    """The application waits for a piece of the request's body."""


class _Start(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]


class _Piece(NamedTuple):
    """A piece of the answer's body; the application waits until more is asked for."""

    body: bytes
    last: bool


class _End(NamedTuple):
    """The application has ended; with an error, unless all went well."""

    error: Exception | None


_Event = _Wanted | _Start | _Piece | _End


class _Conversation:
    """One request to an application. All but :meth:`run` may be called from any thread."""

    def __init__(
        self,
        app: ASGIApp,
        thread: LoopThread,
        request: httpx2.Request,
        tell: Callable[[_Event], object],
    ) -> None:
        self._app = app
        self._loop = thread.loop
        self._tell = tell
        self._scope = _scope_of(request)
        self._is_head = request.method == "HEAD"
        self._wanted: asyncio.Future[bytes | None] | None = None
        self._more: asyncio.Future[None] | None = None
        self._left = asyncio.Event()
        self._whole: bytes | None = None
        self._all_given = False
        if isinstance(request.stream, httpx2.ByteStream):
            self._whole = b"".join(request.stream)
        self.future = thread.run(self.run())

    async def run(self) -> None:
        """Run the application to its end."""
        error: Exception | None = None
        try:
            await self._app(self._scope, self._receive, self._send)
        except ConnectionLost as lost:
            error = lost
        except Exception as failed:
            _LOGGER.exception("the sandbox failed")
            error = failed
        self._say(_End(error))

    def _say(self, event: _Event) -> None:
        if self._left.is_set():
            return
        try:
            self._tell(event)
        except RuntimeError:  # the client's own loop is no more
            self._left.set()

    async def _receive(self) -> Message:
        if self._whole is not None:
            body, self._whole, self._all_given = self._whole, None, True
            return {"type": "http.request", "body": body, "more_body": False}
        if self._all_given or self._left.is_set():
            await self._left.wait()
            return {"type": "http.disconnect"}
        if self._wanted is None:
            self._wanted = self._loop.create_future()
            self._say(_Wanted())
        # Whoever waits may be cancelled, and ask again.
        piece = await asyncio.shield(self._wanted)
        self._wanted = None
        if self._left.is_set():
            return {"type": "http.disconnect"}
        self._all_given = piece is None
        more = not self._all_given
        return {"type": "http.request", "body": piece or b"", "more_body": more}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(bytes(n), bytes(v)) for n, v in message.get("headers", ())]
            self._say(_Start(message["status"], headers))
        elif message["type"] == "http.response.body":
            last = not message.get("more_body", False)
            body = b"" if self._is_head else bytes(message.get("body", b""))
            if last:
                self._say(_Piece(body, last))
            elif body and not self._left.is_set():
                self._more = self._loop.create_future()
                self._say(_Piece(body, last))
                await self._more

    def give(self, piece: bytes | None) -> None:
        """Give a piece of the request's body that was wanted; None at its end."""
        self._in_loop(lambda: _settle(self._wanted, piece))

    def go_on(self) -> None:
        """Ask for more of the answer's body."""
        self._in_loop(lambda: _settle(self._more, None))

    def leave(self) -> None:
        """Hang up; the application is told."""

        def left() -> None:
            self._left.set()
            _settle(self._wanted, None)
            _settle(self._more, None)

        self._in_loop(left)

    def _in_loop(self, work: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work)


def _settle(future: asyncio.Future[T] | None, value: T) -> None:
    if future is not None and not future.done():
        future.set_result(value)


def _scope_of(request: httpx2.Request) -> Scope:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 0),
        "server": (url.host, url.port),
        "extensions": {},
    }


def _answer(event: _Start | _End, request: httpx2.Request, stream: object) -> httpx2.Response:
    """What the client gets at first.

    Raises:
        httpx2.ReadError: The connection was reset.
    """
    if isinstance(event, _Start):
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
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._pieces: Iterator[bytes] | None = None
        self._talk = _Conversation(app, thread, request, self._events.put)

    def answer(self) -> httpx2.Response:
        try:
            event = self._next()
            assert isinstance(event, _Start | _End), "an answer starts with its start"
            return _answer(event, self._request, self)
        except BaseException:
            self._talk.leave()
            raise

    def _next(self) -> _Event:
        """What the application says next, when it has got of the body what it wants."""
        while True:
            try:
                event = self._events.get(timeout=_patience(self._request))
            except Empty:
                raise httpx2.ReadTimeout("timed out", request=self._request) from None
            if not isinstance(event, _Wanted):
                return event
            if self._pieces is None:
                body = self._request.stream
                assert isinstance(body, httpx2.SyncByteStream), "a sync client's body"
                self._pieces = _split(body)
            self._talk.give(next(self._pieces, None))

    def __iter__(self) -> Iterator[bytes]:
        while True:
            event = self._next()
            if not isinstance(event, _Piece):
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
        self._events: asyncio.Queue[_Event] = asyncio.Queue()
        self._pieces: AsyncIterator[bytes] | None = None
        loop, put = asyncio.get_running_loop(), self._events.put_nowait
        self._talk = _Conversation(
            app, thread, request, lambda event: loop.call_soon_threadsafe(put, event)
        )

    async def answer(self) -> httpx2.Response:
        try:
            event = await self._next()
            assert isinstance(event, _Start | _End), "an answer starts with its start"
            return _answer(event, self._request, self)
        except BaseException:
            self._talk.leave()
            raise

    async def _next(self) -> _Event:
        while True:
            try:
                async with asyncio.timeout(_patience(self._request)):
                    event = await self._events.get()
            except TimeoutError:
                raise httpx2.ReadTimeout("timed out", request=self._request) from None
            if not isinstance(event, _Wanted):
                return event
            if self._pieces is None:
                body = self._request.stream
                assert isinstance(body, httpx2.AsyncByteStream), "an async client's body"
                self._pieces = _split_async(body)
            self._talk.give(await anext(self._pieces, None))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._next()
            if not isinstance(event, _Piece):
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
