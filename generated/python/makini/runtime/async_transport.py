"""The async half of :mod:`.transport`, in a module of its own: asyncio is dear to import."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator, Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any

import httpx2

from .auth import TokenRequest, TokenSource
from .config import ApiConfig
from .exchange import Action, Authorize, Call, Drop, Pause, Send, TooLong, converse
from .redaction import Secret
from .transport import (
    Http,
    check_alone,
    check_bounds,
    pool_options,
    read_whole,
    token_answer,
)
from .uploads import FileCutShort, Multipart

__all__ = ["AsyncTransport", "make_async"]


class AsyncTransport(Http):
    """Does what a conversation asks for, in a task."""

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
        auth: Any = {} if send.own else {"auth": None}
        try:
            response = await self._client.send(
                send.request, stream=True, follow_redirects=False, **auth
            )
        except (
            httpx2.HTTPError,
            httpx2.InvalidURL,
            UnicodeError,
            FileCutShort,
        ) as problem:
            return problem
        if send.stream and response.is_success:
            return response, b""
        try:
            if read_whole(send, response):
                return response, await response.aread()
            from .decompression import async_pieces

            chunks = []
            size = 0
            async with aclosing(async_pieces(response)) as pieces:
                async for chunk in pieces:
                    size += len(chunk)
                    check_bounds(send, size)
                    chunks.append(chunk)
            return response, b"".join(chunks)
        except (httpx2.HTTPError, TooLong) as problem:
            return problem
        finally:
            await response.aclose()

    async def _authorize(self, action: Authorize) -> Secret | TooLong | None:
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(_left(action.until)):
                    await held.enter_async_context(self.source.task_lock())
            except TimeoutError:
                return TooLong()
            current = self.source.current()
            if current is not None and current != action.rejected:
                return current  # another task was faster
            steps: Generator[Any, Any, Secret | None] = self.source.renew(
                action.rejected
            )
            try:
                wanted = next(steps)
                while True:
                    if isinstance(wanted, TokenRequest):
                        send = self.token_send(self.token_request(wanted))
                        result: Any = token_answer(
                            self.kit.api, await self._transfer(send)
                        )
                    else:
                        result = await wanted
                    wanted = steps.send(result)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]  # what the generator returns
            finally:
                steps.close()

    async def aclose(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            await self._client.aclose()


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def make_async(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> AsyncTransport:
    """Make the transport of an async client from its options."""
    client = options.get("http_client")
    if client is not None:
        if not isinstance(client, httpx2.AsyncClient):
            raise TypeError(
                f"http_client: expected an httpx2.AsyncClient, got {client!r}"
            )
        check_alone(options)
        return AsyncTransport(api, source, client, owned=False)
    made = httpx2.AsyncClient(**pool_options(options))
    return AsyncTransport(api, source, made, owned=True)
