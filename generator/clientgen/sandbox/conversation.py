"""One request to an ASGI application that lives in an event loop on a thread of its own.

Pieces are handed over when they are wanted: those of the request when the application asks
for them, those of the answer when the client does. Nothing is kept, and nobody waits for
somebody who waits for him.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import httpx2

from .messages import ConnectionLost

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

T = TypeVar("T")
_LOGGER = logging.getLogger("clientgen.sandbox")


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


class Wanted(NamedTuple):
    """The application waits for a piece of the request's body."""


class Start(NamedTuple):
    """The answer begins."""

    status: int
    headers: list[tuple[bytes, bytes]]


class Piece(NamedTuple):
    """A piece of the answer's body; the application waits until more is asked for."""

    body: bytes
    last: bool


class End(NamedTuple):
    """The application has ended; with an error, unless all went well."""

    error: Exception | None


Event = Wanted | Start | Piece | End


class Conversation:
    """One request to an application. All but :meth:`run` may be called from any thread."""

    def __init__(
        self,
        app: ASGIApp,
        thread: LoopThread,
        request: httpx2.Request,
        tell: Callable[[Event], object],
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
        except asyncio.CancelledError:
            self._say(End(ConnectionLost("the sandbox is closed")))
            raise
        except Exception as failed:
            _LOGGER.exception("the sandbox failed")
            error = failed
        self._say(End(error))

    def _say(self, event: Event) -> None:
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
            self._say(Wanted())
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
            self._say(Start(message["status"], headers))
        elif message["type"] == "http.response.body":
            last = not message.get("more_body", False)
            body = b"" if self._is_head else bytes(message.get("body", b""))
            if last:
                self._say(Piece(body, last))
            elif body and not self._left.is_set():
                self._more = self._loop.create_future()
                self._say(Piece(body, last))
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
