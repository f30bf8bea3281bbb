"""The bases of the generated clients.

A client is cheap until its first call: the transport, and httpx2 with it, is loaded then.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from .auth.sources import (
    AsyncToken,
    Token,
    check_url,
    choose_source,
    refuse_credentials,
)
from .config import ApiConfig
from .lazy import Lazy
from .options import AnyCallOptions, AsyncClientOptions, ClientOptions, Settings
from .shared import Shared

if TYPE_CHECKING:
    from . import operations
    from .calls import calls, paging
    from .wire import responses
else:
    operations, responses = Lazy(".operations"), Lazy(".wire.responses")
    calls, paging = Lazy(".calls.calls"), Lazy(".calls.paging")

T = TypeVar("T")


class _Client:
    """What sync and async clients share: everything but waiting."""

    _shared: Shared
    _settings: Settings

    def _begin(
        self,
        api: ApiConfig,
        token: AsyncToken | None,
        context: Mapping[str, str | None] | None,
        options: Mapping[str, Any],
    ) -> None:
        settings = Settings(base_url=api.base_url).for_client(options)
        if context:
            settings = settings._replace(context=dict(context))
        self._adopt(api, settings)
        source = choose_source(api, token, options.get("auth"))
        refuse_credentials(api, source, settings.headers)
        self._shared = Shared(api, source, options)

    def _adopt(self, api: ApiConfig, settings: Settings) -> None:
        base = settings.base_url.rstrip("/")
        check_url(api, base, allow_http=settings.allow_http, name="base_url")
        if "?" in base or "#" in base:
            raise ValueError(f"base_url: no query and no fragment, got {base!r}")
        self._settings = settings._replace(base_url=base)

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

        ::

            with client.capture() as responses:
                invoice = client.invoices.get(key)
            print(responses[-1].status, responses[-1].request_id)
        """
        return responses.capture()

    def _copy(self, options: Mapping[str, Any]) -> Self:
        copy = object.__new__(type(self))
        copy._shared = self._shared
        copy._adopt(self._shared.api, self._settings.for_client(options, copying=True))
        refuse_credentials(
            self._shared.api, self._shared.source, copy._settings.headers
        )
        return copy

    def __repr__(self) -> str:
        state = " (closed)" if self._shared.closed else ""
        return f"<{type(self).__name__} {self._settings.base_url}{state}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients hold connections and secrets and are not pickled")


class SyncClient(_Client):
    """Base of a generated client."""

    def __init__(
        self,
        api: ApiConfig,
        token: Token | None = None,
        *,
        context: Mapping[str, str | None] | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; nothing is sent and nothing heavy is loaded yet.

        Args:
            api: The facts about the API.
            token: A token, or a function that gives one; by default the environment's.
            context: What is known about the other side, for the required-key rules.
            **options: See :class:`~.options.ClientOptions`.

        Raises:
            ValueError: There is no token, or the server's URL will not do.
            TypeError: An option is unknown.
        """
        self._begin(api, token, context, options)

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

    def _send(
        self,
        operation: operations.Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> T:
        settings = self._settings.for_call(options)
        made = self._shared.calls()
        call = made.prepare(operation, settings, path, query, body)
        raw = self._shared.sync_transport().call(call)
        return made.value(operation, call, raw)

    def _pages(
        self,
        operation: operations.Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        start: paging.Position = None,
        options: AnyCallOptions | None = None,
    ) -> paging.Pages[T]:
        made = self._shared.calls()
        settings = self._settings.for_call(options)
        start = made.start(query, settings, start)
        # Found now rather than at the first item: what is wrong with the arguments.
        first = made.prepare_page(operation, settings, path, query, body, start)

        def fetch(position: paging.Position) -> paging.Fetched:
            call = made.prepare_page(operation, settings, path, query, body, position)
            raw = self._shared.sync_transport().call(call)
            return made.page(operation, call, raw)

        title = made.title(operation, first)
        return paging.Pages(
            fetch,
            lambda: made.walk(operation, start),
            start,
            settings.read_ahead,
            title,
        )

    def preload(self) -> None:
        """Load everything the first call would load, so that it comes at no bad time."""
        self._shared.sync_transport()
        self._shared.calls()

    def close(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        self._shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Client):
    """Base of a generated async client."""

    def __init__(
        self,
        api: ApiConfig,
        token: AsyncToken | None = None,
        *,
        context: Mapping[str, str | None] | None = None,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        """Make a client; see :class:`SyncClient`."""
        self._begin(api, token, context, options)

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

    async def _send(
        self,
        operation: operations.Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> T:
        settings = self._settings.for_call(options)
        made = self._shared.calls()
        call = made.prepare(operation, settings, path, query, body)
        raw = await self._shared.async_transport().call(call)
        return made.value(operation, call, raw)

    def _pages(
        self,
        operation: operations.Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        start: paging.Position = None,
        options: AnyCallOptions | None = None,
    ) -> paging.AsyncPages[T]:
        made = self._shared.calls()
        settings = self._settings.for_call(options)
        start = made.start(query, settings, start)
        # Found now rather than at the first item: what is wrong with the arguments.
        first = made.prepare_page(operation, settings, path, query, body, start)

        async def fetch(position: paging.Position) -> paging.Fetched:
            call = made.prepare_page(operation, settings, path, query, body, position)
            raw = await self._shared.async_transport().call(call)
            return made.page(operation, call, raw)

        title = made.title(operation, first)
        return paging.AsyncPages(
            fetch,
            lambda: made.walk(operation, start),
            start,
            settings.read_ahead,
            title,
        )

    def preload(self) -> None:
        """Load everything the first call would load, so that no event loop waits for it."""
        self._shared.async_transport(ahead=True)
        self._shared.calls()

    async def aclose(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        await self._shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
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
