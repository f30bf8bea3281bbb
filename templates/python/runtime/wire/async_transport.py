"""The async half of :mod:`.transport`, in a module of its own: asyncio is dear to import."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any

import httpx2

from ..auth.sources import PATIENCE, TokenRequest, TokenSource, for_another, never_ended
from ..calls.requests import Streamed
from ..config import ApiConfig
from .exchange import Call, converse
from .http import Http, Send, Steps, T, choose_client
from .redaction import Secret
from .responses import RawResponse, TooLong, async_pieces


class AsyncTransport(Http):
    """Does what a conversation asks for, in a task."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, client: Any, owned: bool
    ) -> None:
        super().__init__(api, source, client, owned)
        # Shared renewals under way, by event loop and refused token. A loop itself keeps
        # no task alive.
        self._renewals: dict[tuple[Any, Secret | None], asyncio.Task[Any]] = {}
        self._closing: asyncio.Task[None] | None = None

    async def call(self, call: Call) -> Any:
        """Lead one call to its end; see :func:`~.exchange.converse`."""
        return await _run(converse(self, call))

    async def ask(self, wanted: TokenRequest) -> RawResponse | Exception:
        """Send a request for tokens."""
        return await _run(self._ask(wanted))

    async def transfer(self, send: Send) -> Any:
        """Send a request; see :meth:`Http.transfer`."""
        limit = asyncio.timeout(_left(send.until))
        try:
            async with limit:
                return await _run(self._send(send))
        except TimeoutError:
            if not limit.expired():
                raise
            return TooLong()

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
            return await self._authorize_alone(rejected, until)
        try:
            async with asyncio.timeout(_left(until)):
                # A call that is cancelled or late leaves; the renewal goes on.
                outcome = await asyncio.shield(self._renewal(rejected))
        except TimeoutError:
            return TooLong()
        if isinstance(outcome, Exception):
            raise for_another(outcome)
        return outcome

    async def _authorize_alone(
        self, rejected: Secret | None, until: float | None
    ) -> Any:
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(_left(until)):
                    await held.enter_async_context(self.source.task_lock())
            except TimeoutError:
                return TooLong()
            return await _run(self._renew(rejected, until, None))

    def _renewal(self, rejected: Secret | None) -> asyncio.Task[Any]:
        """Return the task that gets a token for all who wait in this event loop."""
        loop = asyncio.get_running_loop()
        key = (loop, rejected)
        task = self._renewals.get(key)
        if task is None:
            task = self._renewals[key] = loop.create_task(self._renew_for_all(rejected))
            task.add_done_callback(lambda _: self._renewals.pop(key))
        return task

    async def _renew_for_all(self, rejected: Secret | None) -> Any:
        """Get a token. Errors are returned: it may be that nobody waits for them."""
        source = self.source
        ahead, lock = source.renewal, source.lock
        until = time.monotonic() + PATIENCE
        while not lock.acquire(blocking=False):
            if time.monotonic() > until:
                return never_ended()
            await asyncio.sleep(0.005)
        try:
            return await _run(self._renew(rejected, None, ahead))
        except Exception as error:
            return error
        finally:
            lock.release()

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
        loop = asyncio.get_running_loop()
        tasks = [task for (at, _), task in list(self._renewals.items()) if at is loop]
        if tasks and self.source.inside() is None:
            # Also when nobody waits for it any more: the new tokens must not be lost.
            self._closing = loop.create_task(self._close_after(tasks))
            await asyncio.shield(self._closing)
        else:
            await self._close_after([])

    async def _close_after(self, tasks: list[asyncio.Task[Any]]) -> None:
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.owned:
            await self._client.aclose()


async def _run(steps: Steps[T]) -> T:
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


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def make_async(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> AsyncTransport:
    """Make the transport of an async client from its options."""
    return AsyncTransport(api, source, *choose_client(httpx2.AsyncClient, options))
