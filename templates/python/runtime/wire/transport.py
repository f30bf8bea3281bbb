"""The sync half of where sockets are touched; :mod:`.http` has what is alike."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextvars import copy_context
from typing import Any, TypeVar

import httpx2

from ..auth.sources import (
    PATIENCE,
    Pause,
    Renewal,
    TokenRequest,
    TokenSource,
    cannot_await,
    for_another,
    never_ended,
    outlasts,
    refuse_async,
)
from ..calls.requests import FileCutShort
from ..config import ApiConfig
from .actions import Action, Authorize, Call, Drop, Send
from .decompression import TooLong
from .exchange import converse
from .http import (
    Http,
    open_pool,
    read_whole,
    refuse_late,
    refuse_leftovers,
    settled,
    token_answer,
)
from .redaction import Secret
from .responses import RawResponse


class SyncTransport(Http):
    """Does what a conversation asks for, blocking."""

    def call(self, call: Call) -> Any:
        """Lead one call to its end; see :func:`~.exchange.converse`."""
        if call.payload is not None and not isinstance(call.payload.content, bytes):
            call.payload.content.refuse_awaiting()
        talk = converse(self.kit, call)
        try:
            action = next(talk)
            while True:
                try:
                    result = self._act(action)
                except Exception as error:
                    action = talk.throw(error)
                else:
                    action = talk.send(result)
        except StopIteration as stop:
            return stop.value
        finally:
            talk.close()

    def _act(self, action: Action) -> Any:
        if isinstance(action, Send):
            return self._transfer(action)
        if isinstance(action, Pause):
            return time.sleep(action.seconds)
        if isinstance(action, Drop):
            return action.response.close()
        return self._authorize(action)

    def _transfer(self, send: Send) -> Any:
        if send.until is None:
            return self._exchange(send)

        _stop_body(send.request, send.until)
        try:
            return in_time(lambda: self._exchange(send), send.until, _drop)
        except DeadlinePassed:
            return TooLong()

    def _exchange(self, send: Send) -> Any:
        auth: Any = {} if send.own else {"auth": None}
        try:
            response = self._client.send(
                send.request, stream=True, follow_redirects=False, **auth
            )
        except (
            httpx2.HTTPError,
            httpx2.InvalidURL,
            UnicodeError,
            FileCutShort,
            TooLong,
        ) as problem:
            return problem
        refuse_leftovers(response)
        if send.stream and response.is_success:
            return response, b"", True
        chunks: list[bytes] = []
        try:
            if read_whole(send, response):
                return response, response.read(), True
            from .decompression import pieces

            for piece in pieces(response, send.max_bytes):
                chunks.append(piece)
                refuse_late(send)
            return response, b"".join(chunks), True
        except (httpx2.HTTPError, TooLong) as problem:
            return settled(problem, send, response, chunks)
        finally:
            response.close()

    def _authorize(self, action: Authorize) -> Secret | TooLong | None:
        source = self.source
        inside = source.inside()
        if inside is not None:
            return inside
        ahead = source.renewal
        lock = source.lock
        if not lock.acquire(timeout=self._patience(action.until)):
            if action.until is None:
                raise never_ended()
            return TooLong()
        try:
            current = source.current()
            if current is not None and current != action.rejected:
                return current  # another thread was faster
            if ahead is not None and ahead.error is not None:
                raise for_another(ahead.error)
            return self._renew(action)
        finally:
            lock.release()

    def _patience(self, until: float | None) -> float:
        """Return the seconds to wait for another's renewal; -1 is for ever."""
        if until is None:
            return PATIENCE if self.source.shared else -1.0
        return min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX)

    def _renew(self, action: Authorize) -> Secret | TooLong | None:
        source = self.source
        renewal = Renewal() if source.shared else None
        if renewal is not None:
            source.renewal = renewal
        steps: Generator[Any, Any, Secret | None] = source.renew(action.rejected)
        try:
            wanted = next(steps)
            while True:
                if isinstance(wanted, Pause) and outlasts(wanted, action.until):
                    return TooLong()  # nothing is on its way: whoever is next goes on
                wanted = steps.send(self._step(wanted))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns
        except Exception as error:
            if renewal is not None:
                renewal.error = error
            raise
        finally:
            if renewal is not None:
                source.renewal = None
            steps.close()

    def _step(self, wanted: Any) -> Any:
        """Do what a token source asks for."""
        if isinstance(wanted, TokenRequest):
            return self.ask(wanted)
        if isinstance(wanted, Pause):
            return time.sleep(wanted.seconds)
        if inspect.iscoroutine(wanted):
            wanted.close()
        raise cannot_await(self.source)

    def ask(self, wanted: TokenRequest) -> RawResponse | Exception:
        """Send a request for tokens, within bounds of time and size."""
        send = self.token_send(self.token_request(wanted))
        return token_answer(self.kit.api, self._transfer(send))

    def close(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            self._client.close()


def make_sync(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> SyncTransport:
    """Make the transport of a sync client from its options."""
    refuse_async(source)
    client = options.get("http_client")
    if client is not None:
        if not isinstance(client, httpx2.Client):
            raise TypeError(f"http_client: expected an httpx2.Client, got {client!r}")
        return SyncTransport(api, source, client, owned=False)
    return SyncTransport(api, source, open_pool(httpx2.Client, options), owned=True)


class _UntilThen(httpx2.SyncByteStream):
    """A body of which no more is read once a moment has passed."""

    def __init__(self, chunks: Iterable[bytes], until: float) -> None:
        self._chunks = chunks
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            yield chunk
            if time.monotonic() > self._until:
                raise TooLong


def _stop_body(request: httpx2.Request, until: float) -> None:
    """See that a call that was left reads no more of its caller's file."""
    body = request.stream
    if not isinstance(body, httpx2.ByteStream) and isinstance(body, Iterable):
        request.stream = _UntilThen(body, until)


def _drop(result: Any) -> None:
    """Close an answer that came when its call was over."""
    if not isinstance(result, Exception):
        result[0].close()


T = TypeVar("T")


class DeadlinePassed(Exception):
    """It was not done in time."""


def in_time(work: Callable[[], T], until: float, late: Callable[[T], object]) -> T:
    """Do something that blocks, but wait for it no longer than until a moment.

    Args:
        work: What to do. It runs in another thread, with the caller's context variables.
        until: The moment, by ``time.monotonic``.
        late: Takes what ``work`` gave after all, once nobody waits for it any more.

    Raises:
        DeadlinePassed: It is not done; the thread ends when its work does.
        Exception: Whatever ``work`` raised.
    """
    future: Future[T] = Future()
    context = copy_context()

    def run() -> None:
        try:
            result = context.run(work)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    thread = threading.Thread(target=run, name="call-with-a-deadline", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # No more threads, as while the interpreter shuts down.
        return work()
    try:
        while not future.done() and (left := until - time.monotonic()) > 0:
            wait([future], min(left, threading.TIMEOUT_MAX))
    finally:
        if not future.done():
            future.add_done_callback(
                lambda done: done.exception() or late(done.result())
            )
    if not future.done():
        raise DeadlinePassed
    return future.result()
