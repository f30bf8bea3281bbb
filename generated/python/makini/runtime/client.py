"""The bases of the generated clients and of their resources.

A client is cheap until its first call: the transport, and httpx2 with it, is loaded then.

One client serves threads, event loops and forked children: connections belong to a loop and
a process, and a server with workers that fork, or a program that calls ``asyncio.run`` twice,
would else send on those of another.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypedDict, TypeVar, Unpack

from . import Lazy
from .auth import AsyncToken, TokenSource, check_url, choose_source, refuse_credentials
from .calls import Operation
from .config import ApiConfig
from .options import AnyCallOptions, AsyncClientOptions, ClientOptions, Settings
from .wire.redaction import Secret

if TYPE_CHECKING:
    from .calls import calls, paging
    from .wire import async_transport, exchange, responses, transport
else:
    exchange, responses = Lazy(".wire.exchange"), Lazy(".wire.responses")
    calls, paging = Lazy(".calls.calls"), Lazy(".calls.paging")
    async_transport, transport = Lazy(".wire.async_transport"), Lazy(".wire.transport")

T = TypeVar("T")


class _Shared:
    """What a client and its ``with_options`` copies share, made at the first call."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
    ) -> None:
        self.api = api
        self.source = source
        self.given: dict[str, Any] = {}
        self.closed = False
        self._options = options
        self._logger = logging.getLogger(api.logger_name)
        if not self._logger.handlers:
            # Silent unless the application sets up logging, as libraries should be.
            self._logger.addHandler(logging.NullHandler())
        # By process, since a forked child must not wait for a lock that a thread of its
        # parent holds, either. Transports by event loop, too; those of sync clients, and one
        # made ahead of a loop, are at None.
        self._locks: dict[int, threading.Lock] = {}
        self._calls: dict[int, calls.Calls] = {}
        self._transports: dict[tuple[int, Any], Any] = {}

    def calls(self) -> calls.Calls:
        """Return what prepares calls and reads answers."""
        process = os.getpid()
        found = self._calls.get(process)
        if found is None:
            made = calls.Calls(self.api, self.source, self._options, self._logger)
            found = self._calls.setdefault(process, made)
        return found

    def send(self, call: exchange.Call) -> Any:
        """Lead a sync call to its end; see :func:`~.wire.exchange.converse`."""
        if call.payload is not None and not isinstance(call.payload.content, bytes):
            call.payload.content.refuse_awaiting()
        way = self.sync_transport()
        return way.run(exchange.converse(way, call))

    async def asend(self, call: exchange.Call) -> Any:
        """Lead an async call to its end."""
        way = self.async_transport()
        return await way.run(exchange.converse(way, call))

    def sync_transport(self) -> transport.SyncTransport:
        """Return the transport of a sync client."""
        found: transport.SyncTransport | None
        found = self._transports.get((os.getpid(), None))
        if found is None or self.closed:
            found = self._transport(None, self._make_sync)
        return found

    def _make_sync(self, *given: Any) -> transport.SyncTransport:
        made = transport.make_sync(*given)
        # For those who forget to close: no socket is left to the collector.
        weakref.finalize(self, _close_in, os.getpid(), made.close)
        return made

    def async_transport(self, *, ahead: bool = False) -> async_transport.AsyncTransport:
        """Return the transport for the event loop that runs, or ahead of any."""
        find = async_transport.running_loop if ahead else async_transport.event_loop
        loop = find()
        found: async_transport.AsyncTransport | None
        found = self._transports.get((os.getpid(), loop))
        if found is None or self.closed:
            found = self._transport(loop, async_transport.make_async)
        return found

    def _transport(self, loop: Any, make: Callable[..., T]) -> T:
        process, transports = os.getpid(), self._transports
        with self._locks.setdefault(process, threading.Lock()):
            if self.closed:
                name = self.api.name
                raise RuntimeError(f"this {name} client is closed; make a new one")
            found: Any = transports.pop((process, loop), None)
            found = found or transports.pop((process, None), None)
            if found is None:
                found = make(self.api, self.source, self._options)
            # What served a closed loop cannot even be closed any more: let go of it.
            for at in list(transports):
                if at[1] is not None and at[1].is_closed():
                    del transports[at]
            transports[process, loop] = found
            return found  # type: ignore[no-any-return]  # what is made

    def close(self) -> None:
        """Close the connections of a sync client."""
        process = os.getpid()
        with self._locks.setdefault(process, threading.Lock()):
            self.closed = True
            found = self._transports.pop((process, None), None)
        if found is not None:
            found.close()

    async def aclose(self) -> None:
        """Close the connections that an async client has in the loop that runs."""
        self.closed = True
        if not self._transports:
            return
        for loop in (async_transport.running_loop(), None):
            found = self._transports.pop((os.getpid(), loop), None)
            if found is not None:
                await found.aclose()


def _close_in(process: int, close: Callable[[], None]) -> None:
    """Close connections, but not those of the process that this one was forked from."""
    if os.getpid() == process:
        close()


_Values: TypeAlias = Mapping[str, Any] | None


class _Arguments(TypedDict, total=False):
    path: _Values
    query: _Values
    fields: _Values
    body: Any
    options: AnyCallOptions | None


class _Client:
    """What sync and async clients share: everything but waiting."""

    def __init__(
        self,
        api: ApiConfig,
        token: AsyncToken | None = None,
        *,
        context: Mapping[str, str | None] | None = None,
        given: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Make a client; nothing is sent yet and nothing heavy is loaded yet.

        ``given`` is what the client of this API takes besides, by argument.
        """
        base = api.base_url
        if api.servers is not None and not options.get("base_url"):
            base = api.servers.default(api, given or {})
        settings = Settings(base_url=base).for_client(options)
        if context:
            settings = settings.for_call({"context": context})
        source = choose_source(api, token, options.get("auth"))
        shared = _Shared(api, source, options)
        shared.given = {
            name: Secret(value) if isinstance(value, str) else value
            for name, value in (given or {}).items()
        }
        if api.access is not None:
            sent = api.access.at_first(api, source, shared.given)
            settings = settings._replace(sent=sent)
        self._adopt(shared, settings)

    def _copy(self, options: Mapping[str, Any]) -> Self:
        copy = object.__new__(type(self))
        settings = self._settings.for_client(options, copying=True)
        copy._adopt(self._shared, settings)
        return copy

    def _adopt(self, shared: _Shared, settings: Settings) -> None:
        api, base = shared.api, settings.base_url.rstrip("/")
        check_url(api, base, allow_http=settings.allow_http, name="base_url")
        if "?" in base or "#" in base:
            raise ValueError(f"base_url: no query and no fragment, got {base!r}")
        refuse_credentials(api, shared.source, settings.headers)
        self._shared, self._settings = shared, settings._replace(base_url=base)

    def _asked(self, operation: Operation[Any], given: _Arguments) -> calls.Asked:
        """Return what a call is made of."""
        settings = self._settings.for_call(given.get("options"))
        path, query = given.get("path"), given.get("query")
        terms = operation.terms or self._shared.api.terms
        if terms is not None:
            settled = terms.settle(operation, self._shared, settings, given)
            settings, path, query = settled
        return calls.Asked(operation, settings, path, query, given.get("body", ...))

    @property
    def base_url(self) -> str:
        """The server that is called."""
        return self._settings.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._shared.closed

    def capture(self) -> AbstractContextManager[list[responses.RawResponse]]:
        """Collect the raw answers behind the calls made in a ``with`` block.

        Those that were retried are in the list too, in order, and no other thread's or task's.
        ::

            with client.capture() as responses:
                invoice = client.invoices.get(key)
            print(responses[-1].status, responses[-1].request_id)
        """
        return responses.capture()

    def __repr__(self) -> str:
        state = " (closed)" if self._shared.closed else ""
        return f"<{type(self).__name__} {self._settings.base_url}{state}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients hold connections and secrets and are not pickled")


class SyncClient(_Client):
    """Base of a generated client."""

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """Return a copy with other options that shares the connections."""
        return self._copy(options)

    def request(
        self,
        method: str,
        path: str,
        *,
        type: Any = Any,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> Any:
        """Call an endpoint that this package does not know.

        Args:
            method: HTTP method.
            path: Below the server, percent-encoded where needed.
            type: What the whole answer is read as; plain data by default. An empty answer
                is an error for any other type that does not allow None.
            query: Query parameters.
            body: Sent as JSON; nothing is sent unless it is given.
            options: Options of this call.

        Returns:
            The answer, or None when it is empty.
        """
        operation = calls.generic(method, path, "bare", type)
        return self._send(operation, query=query, body=body, options=options)

    def _send(self, operation: Operation[T], **given: Unpack[_Arguments]) -> T:
        made = self._shared.calls()
        call = made.prepare(self._asked(operation, given))
        raw = self._shared.send(call)
        return made.value(operation, call, raw)

    def _pages(
        self,
        operation: Operation[T],
        *,
        start: paging.Position = None,
        **given: Unpack[_Arguments],
    ) -> paging.Pages[T]:
        made = self._shared.calls()
        prepare, way = made.listing(self._asked(operation, given), start)

        def fetch(position: paging.Position) -> paging.Fetched:
            call = prepare(position)
            raw = self._shared.send(call)
            return self._shared.calls().page(operation, call, raw)

        return paging.Pages(fetch, *way)

    def preload(self) -> None:
        """Load everything the first call would load, so that it comes at no bad time."""
        self._shared.sync_transport()
        self._shared.calls()

    def close(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        self._shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncClient(_Client):
    """Base of a generated async client."""

    def with_options(self, **options: Unpack[AsyncClientOptions]) -> Self:
        """Return a copy with other options that shares the connections."""
        return self._copy(options)

    async def request(
        self,
        method: str,
        path: str,
        *,
        type: Any = Any,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> Any:
        """Call an endpoint that this package does not know; see :meth:`SyncClient.request`."""
        operation = calls.generic(method, path, "bare", type)
        return await self._send(operation, query=query, body=body, options=options)

    async def _send(self, operation: Operation[T], **given: Unpack[_Arguments]) -> T:
        made = self._shared.calls()
        call = made.prepare(self._asked(operation, given))
        raw = await self._shared.asend(call)
        return made.value(operation, call, raw)

    def _pages(
        self,
        operation: Operation[T],
        *,
        start: paging.Position = None,
        **given: Unpack[_Arguments],
    ) -> paging.AsyncPages[T]:
        made = self._shared.calls()
        prepare, way = made.listing(self._asked(operation, given), start)

        async def fetch(position: paging.Position) -> paging.Fetched:
            call = prepare(position)
            raw = await self._shared.asend(call)
            return self._shared.calls().page(operation, call, raw)

        return paging.AsyncPages(fetch, *way)

    def preload(self) -> None:
        """Load everything the first call would load, so that no event loop waits for it."""
        self._shared.async_transport(ahead=True)
        self._shared.calls()

    async def aclose(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        await self._shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()


class Resource:
    """One group of an API's operations."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client
        self._send = client._send
        self._pages = client._pages

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class AsyncResource:
    """One group of an API's operations, for async code."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._send = client._send
        self._pages = client._pages

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"
