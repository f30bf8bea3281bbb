"""The sync half of where sockets are touched.

With a deadline a request is sent from a thread of its own (:func:`~.responses.in_time`).
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

import httpx2

from ..auth.sources import (
    PATIENCE,
    Renewal,
    TokenSource,
    cannot_await,
    refuse_async,
)
from ..config import ApiConfig
from .exchange import Call, converse
from .http import Http, Send, Steps, T, choose_client, never_ended
from .redaction import Secret
from .responses import DeadlinePassed, TooLong, in_time, pieces


class SyncTransport(Http):
    """Does what a conversation asks for, blocking."""

    def call(self, call: Call) -> Any:
        """Lead one call to its end; see :func:`~.exchange.converse`."""
        if call.payload is not None and not isinstance(call.payload.content, bytes):
            call.payload.content.refuse_awaiting()
        return _run(converse(self, call))

    def lead(self, steps: Steps[T]) -> T:
        """Do what the steps of a token source ask for."""
        outcome: T = _run(self._lead(steps, None))
        return outcome

    def transfer(self, send: Send) -> Any:
        """Send a request; see :meth:`Http.transfer`."""
        steps, until, body = self._send(send), send.until, send.request.stream
        if until is None:
            return _run(steps)
        if not isinstance(body, httpx2.ByteStream) and isinstance(body, Iterable):
            send.request.stream = _UntilThen(body, until)
        try:
            return in_time(lambda: _run(steps), until, self._drop_late)
        except DeadlinePassed:
            return TooLong()

    def _drop_late(self, result: Any) -> None:
        if not isinstance(result, Exception):
            self.drop(result[0])

    def _read(self, send: Send, response: httpx2.Response, chunks: list[bytes]) -> None:
        for piece in pieces(response, send.most):
            chunks.append(piece)
            if send.until is not None and time.monotonic() > send.until:
                raise TooLong

    def authorize(self, rejected: Secret | None, until: float | None) -> Any:
        """Get a token; see :meth:`Http.authorize`."""
        source = self.source
        inside = source.inside()
        if inside is not None:
            return inside
        renew = self._renew_for_all if source.shared else self._renew
        # Closed also when interrupted between two steps: others wait for its end.
        with closing(renew(rejected, until)) as steps:
            return _run(steps)

    def _wait(self, renewal: Renewal, until: float | None) -> Any:
        patience = PATIENCE if until is None else max(0.0, until - time.monotonic())
        try:
            return renewal.result(min(patience, threading.TIMEOUT_MAX))
        except TimeoutError:
            return never_ended() if until is None else TooLong()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def drop(self, response: httpx2.Response) -> None:
        """Close an open answer."""
        response.close()

    def _outcome(self, awaitable: Any) -> Any:
        if inspect.iscoroutine(awaitable):
            awaitable.close()
        raise cannot_await(self.source)

    def close(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            self._client.close()


def _run(steps: Steps[T]) -> T:
    """Lead steps to their end: what they yield has been done."""
    try:
        # Through a list: a variable's value would be shown with a traceback.
        passed = [next(steps)]
        while True:
            passed.append(steps.send(passed.pop()))
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]  # what the generator returns


def make_sync(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> SyncTransport:
    """Make the transport of a sync client from its options."""
    refuse_async(source)
    return SyncTransport(api, source, *choose_client(httpx2.Client, options))


class _UntilThen(httpx2.SyncByteStream):
    """A body of which no more is read once its call has been left."""

    def __init__(self, chunks: Iterable[bytes], until: float) -> None:
        self._chunks = chunks
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            yield chunk
            if time.monotonic() > self._until:
                raise TooLong
