"""The async half of :mod:`.transport`, in a module of its own: asyncio is dear to import."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator, Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any

import httpx2

from ..auth.renewals import PATIENCE, Renewal, for_another, never_ended
from ..auth.sources import TokenRequest, TokenSource
from ..calls.uploads import Multipart
from ..config import ApiConfig
from .actions import Action, Authorize, Drop, Pause, Send, TooLong
from .bodies import async_pieces, refuse_leftovers
from .exchange import Call, converse
from .redaction import Secret
from .responses import RawResponse
from .transport import UNSENT, Http, choose_client


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
        talk = converse(self.kit, call)
        try:
            action = next(talk)
            while True:
                try:
                    result = await self._act(action)
                except Exception as error:
                    action = talk.throw(error)
                else:
                    action = talk.send(result)
        except StopIteration as stop:
            return stop.value
        finally:
            talk.close()

    async def _act(self, action: Action) -> Any:
        if isinstance(action, Send):
            return await self._transfer(action)
        if isinstance(action, Pause):
            return await asyncio.sleep(action.seconds)
        if isinstance(action, Drop):
            return await action.response.aclose()
        return await self._authorize(action)

    def _chunks(self, body: Multipart) -> Any:
        return body.async_chunks()

    async def _transfer(self, send: Send) -> Any:
        if send.until is None:
            return await self._exchange(send)
        limit = asyncio.timeout(_left(send.until))
        try:
            async with limit:
                return await self._exchange(send)
        except TimeoutError:
            if not limit.expired():
                raise
            return TooLong()

    async def _exchange(self, send: Send) -> Any:
        auth = httpx2.USE_CLIENT_DEFAULT if send.own else None
        try:
            response = await self._client.send(
                send.request, stream=True, follow_redirects=False, auth=auth
            )
        except UNSENT as problem:
            return problem
        refuse_leftovers(response)
        if send.stream and response.is_success:
            return response, b"", True
        chunks: list[bytes] = []
        try:
            async with aclosing(async_pieces(response, send.max_bytes)) as pieces:
                async for piece in pieces:
                    chunks.append(piece)
        except (httpx2.HTTPError, TooLong) as problem:
            if response.is_success:
                return problem
            # What a failure says is in its status: that counts, also with its words cut off.
            return response, b"".join(chunks)[: send.max_bytes], False
        finally:
            await response.aclose()
        return response, b"".join(chunks), True

    async def _authorize(self, action: Authorize) -> Secret | TooLong | None:
        inside = self.source.inside()
        if inside is not None:
            return inside
        if not self.source.shared:
            return await self._authorize_alone(action)
        task = self._renewal(action.rejected)
        try:
            async with asyncio.timeout(_left(action.until)):
                # A call that is cancelled or late leaves; the renewal goes on.
                outcome = await asyncio.shield(task)
        except TimeoutError:
            return TooLong()
        if isinstance(outcome, Exception):
            raise for_another(outcome)
        return outcome

    async def _authorize_alone(self, action: Authorize) -> Secret | TooLong | None:
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(_left(action.until)):
                    await held.enter_async_context(self.source.task_lock())
            except TimeoutError:
                return TooLong()
            current = self.source.current()
            if current is not None and current != action.rejected:
                return current  # another task was faster
            return await self._renew(action.rejected)

    def _renewal(
        self, rejected: Secret | None
    ) -> asyncio.Task[Secret | Exception | None]:
        """Return the task that gets a token for all who wait in this event loop."""
        loop = asyncio.get_running_loop()
        key = (loop, rejected)
        task = self._renewals.get(key)
        if task is None:
            task = self._renewals[key] = loop.create_task(self._renew_for_all(rejected))
            task.add_done_callback(lambda _: self._renewals.pop(key))
        return task

    async def _renew_for_all(
        self, rejected: Secret | None
    ) -> Secret | Exception | None:
        """Get a token. Errors are returned: it may be that nobody waits for them."""
        source = self.source
        ahead, lock = source.renewal, source.lock
        until = time.monotonic() + PATIENCE
        while not lock.acquire(blocking=False):
            if time.monotonic() > until:
                return never_ended()
            await asyncio.sleep(0.005)
        renewal = source.renewal = Renewal()
        try:
            current = source.current()
            if current is not None and current != rejected:
                return current  # a thread or another loop was faster
            if ahead is not None and ahead.error is not None:
                return ahead.error
            return await self._renew(rejected)
        except Exception as error:
            renewal.error = error
            return error
        finally:
            source.renewal = None
            lock.release()

    async def _renew(self, rejected: Secret | None) -> Secret | None:
        steps: Generator[Any, Any, Secret | None] = self.source.renew(rejected)
        try:
            wanted = next(steps)
            while True:
                # Into no variable: it may be the token itself.
                wanted = steps.send(await self._step(wanted))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns
        finally:
            steps.close()

    async def _step(self, wanted: Any) -> Any:
        """Do what a token source asks for."""
        if isinstance(wanted, TokenRequest):
            return await self.ask(wanted)
        if isinstance(wanted, Pause):
            return await asyncio.sleep(wanted.seconds)
        return await wanted

    async def ask(self, wanted: TokenRequest) -> RawResponse | Exception:
        """Send a request for tokens."""
        return self._token_answer(await self._transfer(self._token_send(wanted)))

    async def aclose(self) -> None:
        """Close all connections that this package opened, once renewals have ended."""
        loop = asyncio.get_running_loop()
        tasks = [task for (at, _), task in list(self._renewals.items()) if at is loop]
        if tasks and self.source.inside() is None:
            # Also when nobody waits for it any more: the new tokens must not be lost.
            self._closing = loop.create_task(self._close_after(tasks))
            await asyncio.shield(self._closing)
        elif self.owned:
            await self._client.aclose()

    async def _close_after(self, tasks: list[asyncio.Task[Any]]) -> None:
        await asyncio.wait(tasks)
        if self.owned:
            await self._client.aclose()


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def make_async(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> AsyncTransport:
    """Make the transport of an async client from its options."""
    return AsyncTransport(api, source, *choose_client(httpx2.AsyncClient, options))
