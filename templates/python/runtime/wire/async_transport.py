"""The async client's way, in a module of its own: asyncio is dear to import."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping
from contextlib import aclosing
from typing import Any

import httpx2

from .. import auth
from ..auth import Renewal, TokenSource
from ..calls.requests import Streamed
from ..config import ApiConfig
from .redaction import Secret
from .responses import TooLong, async_pieces
from .transport import Http, Send, Steps, T, choose_client, heeds, never_ended


class AsyncTransport(Http):
    """Does what a conversation asks for, in a task."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, client: Any, owned: bool
    ) -> None:
        super().__init__(api, source, client, owned)
        # Shared renewals that calls wait for: a loop itself keeps no task alive.
        self._renewals: set[asyncio.Task[Any]] = set()
        self._closing: asyncio.Task[None] | None = None

    async def run(self, steps: Steps[T]) -> T:
        """Lead steps to their end: what they yield is awaited."""
        try:
            wanted = next(steps)
            while True:
                try:
                    # Through a list: a variable's value would be shown with a traceback.
                    passed = [await wanted]
                except BaseException as error:
                    wanted = steps.throw(error)
                else:
                    wanted = steps.send(passed.pop())
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns

    async def transfer(self, send: Send) -> Any:
        """Send a request; see :meth:`Http.transfer`."""
        return await _in_time(self.run(self._send(send)), send.until)

    async def _read(
        self, send: Send, response: httpx2.Response, chunks: list[bytes]
    ) -> None:
        async with aclosing(async_pieces(response, send.most)) as pieces:
            async for piece in pieces:
                chunks.append(piece)

    async def authorize(self, rejected: Secret | None, until: float | None) -> Any:
        """Get a token; see :meth:`Http.authorize`."""
        inside = self.source.inside()
        if inside is not None:
            return inside
        if not self.source.shared:
            return await _in_time(self.run(self._renew(rejected, until)), until)
        task = asyncio.create_task(self._renewed(rejected))
        self._renewals.add(task)
        task.add_done_callback(self._renewals.discard)
        # A call that is cancelled or late leaves; the renewal goes on.
        outcome = await _in_time(asyncio.shield(task), until)
        if isinstance(outcome, Exception) and not isinstance(outcome, TooLong):
            raise outcome
        return outcome

    async def _renewed(self, rejected: Secret | None) -> Any:
        """Get a token. Errors are returned: it may be that nobody waits for them."""
        try:
            return await self.run(self._renew_for_all(rejected, None))
        except Exception as error:
            return error

    async def _wait(self, renewal: Renewal, until: float | None) -> Any:
        try:
            async with asyncio.timeout(auth.PATIENCE):
                return await asyncio.wrap_future(renewal)
        except TimeoutError:
            return never_ended()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def drop(self, response: httpx2.Response) -> None:
        """Close an open answer."""
        await response.aclose()

    def _chunks(self, body: Streamed) -> Any:
        return body.async_chunks()

    async def aclose(self) -> None:
        """Close all connections that this package opened, once renewals have ended."""
        # Within a renewal's own callback, it cannot be waited for.
        tasks = self._renewals if self.source.inside() is None else ()
        # Not cut short by a cancellation: the new tokens must not be lost.
        self._closing = asyncio.create_task(self._close_after(tasks))
        await asyncio.shield(self._closing)

    async def _close_after(self, tasks: Iterable[asyncio.Task[Any]]) -> None:
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.owned:
            await self._client.aclose()


async def _in_time(work: Awaitable[Any], until: float | None) -> Any:
    """Return what is awaited, or :class:`TooLong` when it is not there at a moment."""
    limit = asyncio.timeout(None if until is None else until - time.monotonic())
    try:
        async with limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        return TooLong()


def make_async(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> AsyncTransport:
    """Make the transport of an async client from its options."""
    way = AsyncTransport(api, source, *choose_client(httpx2.AsyncClient, options))
    way.heeds = heeds(options)
    return way


def event_loop() -> Any:
    """Return the event loop that runs.

    Raises:
        RuntimeError: None of asyncio does.
    """
    loop = running_loop()
    if loop is None:
        raise RuntimeError(
            "async clients need an event loop of asyncio, and none runs here: under trio, use"
            " the sync client in threads (trio.to_thread.run_sync)"
        )
    return loop


def running_loop() -> Any:
    """Return the event loop of asyncio that runs, or None."""
    try:
        # None in what asyncio merely hosts, such as trio's guest mode.
        task = asyncio.current_task()
    except RuntimeError:
        return None
    return None if task is None else task.get_loop()
