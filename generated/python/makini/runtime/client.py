"""The bases of the generated clients.

A client is cheap until its first call: the transport, and httpx2 with it, is loaded then.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, Unpack
from urllib.parse import unquote

from .auth import (
    AsyncToken,
    Token,
    TokenSource,
    check_url,
    choose_source,
    refuse_credentials,
)
from .config import ApiConfig, Paging
from .operations import Operation
from .options import AnyCallOptions, AsyncClientOptions, ClientOptions, Settings
from .paging import AsyncPages, Fetched, Pages, Position, Walk
from .redaction import redact_url, secret_names
from .responses import RawResponse, capture
from .values import UNSET

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .async_transport import AsyncTransport
    from .decoding import Answers
    from .downloads import AsyncDownload, Download
    from .exchange import Call
    from .transport import SyncTransport

__all__ = ["AsyncClient", "SyncClient"]

T = TypeVar("T")


class _Shared:
    """What a client and its ``with_options`` copies have in common."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
    ) -> None:
        self.api = api
        self.source = source
        self.options = options
        self.logger = logging.getLogger(api.logger_name)
        if not self.logger.handlers:
            # Silent unless the application sets up logging, as libraries should be.
            self.logger.addHandler(logging.NullHandler())
        self.closed = False
        self.lock = threading.Lock()
        self.transport: Any = None
        self._answers: Answers | None = None

    def answers(self) -> Answers:
        """Return what reads the answers."""
        if self._answers is None:
            from .decoding import Answers

            with self.lock:
                if self._answers is None:
                    self._answers = Answers(self.api, self.options.get("on_mismatch"))
        return self._answers

    def sync_transport(self) -> SyncTransport:
        """Return the transport, made at the first call."""
        if self.transport is None:
            from .transport import make_sync

            with self.lock:
                self._refuse_if_closed()
                if self.transport is None:
                    made = make_sync(self.api, self.source, self.options)
                    # For those who forget to close: no socket is left to the collector.
                    weakref.finalize(self, made.close)
                    self.transport = made
        if self.closed:
            self._refuse_if_closed()
        return self.transport  # type: ignore[no-any-return]  # one of two

    def async_transport(self) -> AsyncTransport:
        """Return the transport, made at the first call."""
        if self.transport is None:
            from .async_transport import make_async

            with self.lock:
                self._refuse_if_closed()
                if self.transport is None:
                    self.transport = make_async(self.api, self.source, self.options)
        if self.closed:
            self._refuse_if_closed()
        return self.transport  # type: ignore[no-any-return]  # one of two

    def _refuse_if_closed(self) -> None:
        if self.closed:
            raise RuntimeError(f"this {self.api.name} client is closed; make a new one")


class _Client:
    """What sync and async clients share: everything but waiting."""

    _shared: _Shared
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
            settings = replace(settings, context=dict(context))
        self._adopt(api, settings)
        source = choose_source(api, token, options.get("auth"))
        refuse_credentials(api, source, settings.headers)
        self._shared = _Shared(api, source, options)

    def _adopt(self, api: ApiConfig, settings: Settings) -> None:
        base = settings.base_url.rstrip("/")
        check_url(api, base, allow_http=settings.allow_http, name="base_url")
        if "?" in base or "#" in base:
            raise ValueError(f"base_url: no query and no fragment, got {base!r}")
        self._settings = replace(settings, base_url=base)

    @property
    def base_url(self) -> str:
        """The server that is called."""
        return self._settings.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._shared.closed

    def capture(self) -> AbstractContextManager[list[RawResponse]]:
        """Collect the raw answers behind the calls made in a ``with`` block.

        ::

            with client.capture() as responses:
                invoice = client.invoices.get(key)
            print(responses[-1].status, responses[-1].request_id)
        """
        return capture()

    def _copy(self, options: Mapping[str, Any]) -> Self:
        copy = object.__new__(type(self))
        copy._shared = self._shared
        copy._adopt(self._shared.api, self._settings.for_client(options, copying=True))
        refuse_credentials(
            self._shared.api, self._shared.source, copy._settings.headers
        )
        return copy

    def _call(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
    ) -> Call:
        """Prepare a call: everything that can be wrong is found here, before it leaves."""
        from .exchange import Call
        from .requests import encode_body, encode_path, encode_query, join_url

        api = self._shared.api
        target = encode_path(operation.path, path or {})
        if settings.query:
            query = {**(query or {}), **settings.query}
        pairs = encode_query(api, operation.explode, query) if query else ()
        if body is not UNSET:
            body = _complete(body, settings.body)
            if settings.check and operation.rules:
                self._check_rules(operation, settings, body)
        elif settings.body:
            body = dict(settings.body)
        headers = settings.headers
        if headers:
            refuse_credentials(api, self._shared.source, headers)
        if settings.idempotency_key:
            headers = {**headers, api.idempotency_header: settings.idempotency_key}
        return Call(
            operation=operation.name,
            method=operation.method,
            url=join_url(settings.base_url, target, pairs),
            settings=settings,
            payload=encode_body(operation, body),
            headers=headers,
        )

    def _check_rules(
        self, operation: Operation[Any], settings: Settings, body: Any
    ) -> None:
        from .rules import check, describe, overlaps

        failures = check(operation.rules, body, settings.context)
        if failures:
            from .errors import RequiredKeysError

            if base := self._shared.api.docs_url.rstrip("/"):
                failures = tuple(
                    replace(x, docs=f"{base}/{x.docs}") if x.docs else x
                    for x in failures
                )
            raise RequiredKeysError(
                describe(operation.name, failures),
                failures=failures,
                operation=operation.name,
            )
        for overlap in overlaps(operation.rules, body, settings.context):
            self._shared.logger.warning("%s", overlap.describe(operation.name))

    def _value(self, operation: Operation[T], call: Call, raw: RawResponse) -> T:
        try:
            value: T = self._shared.answers().value(
                operation, raw.content, strict=call.settings.strict
            )
        except Exception as error:
            self._unreadable(call, raw, error)
            raise
        return value

    def _fetched(
        self, operation: Operation[Any], call: Call, raw: RawResponse
    ) -> Fetched:
        try:
            items = self._shared.answers().items(
                operation, self._paging(), raw.content, strict=call.settings.strict
            )
        except Exception as error:
            self._unreadable(call, raw, error)
            raise
        return Fetched(items, call.url, hash(raw.content))

    def _unreadable(self, call: Call, raw: RawResponse, error: Exception) -> None:
        from .exchange import tell_error

        tell_error(call, raw.url, error, raw.attempts)

    def _paging(self) -> Paging:
        api = self._shared.api
        return api.paging or Paging(style="page", items=api.envelope)

    def _walk(self, start: Position) -> Walk[Any]:
        return Walk(self._paging(), start, self._shared.logger)

    def _start(self, query: Mapping[str, Any] | None, settings: Settings) -> Position:
        parameter = self._paging().parameter
        merged = {**(query or {}), **(settings.query or {})}
        start = merged.get(parameter) if parameter else None
        return None if start is UNSET else start

    def _page_call(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        position: Position,
    ) -> Call:
        paging = self._paging()
        if position is not None and paging.style == "link":
            if isinstance(position, str) and "://" in position:
                return replace(
                    self._call(operation, settings, path, None, body), url=position
                )
        elif position is not None and paging.parameter:
            settings_query = dict(settings.query or {})
            settings_query.pop(paging.parameter, None)
            settings = replace(settings, query=settings_query)
            query = {**(query or {}), paging.parameter: position}
        return self._call(operation, settings, path, query, body)

    def _title(self, operation: Operation[Any], call: Call) -> str:
        """Name a list by its operation and its query, without secrets."""
        shown = redact_url(call.url, secret_names(self._shared.api))
        query = unquote(shown.partition("?")[2])
        return f"{operation.name}?{query}" if query else operation.name

    def __repr__(self) -> str:
        state = " (closed)" if self._shared.closed else ""
        return f"<{type(self).__name__} {self._settings.base_url}{state}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients hold connections and secrets and are not pickled")


def _complete(body: Any, more: Mapping[str, Any] | None) -> Any:
    """Drop what was left out of a body and add the caller's further keys."""
    if isinstance(body, dict):
        given = {name: value for name, value in body.items() if value is not UNSET}
        return {**given, **more} if more else given
    if more:
        raise TypeError("options: body= adds keys to an object; this body is none")
    return body


def _generic(method: str, path: str, kind: Any, type_: Any) -> Operation[Any]:
    if not path.startswith("/"):
        raise ValueError(f"path: expected one that begins with /, got {path!r}")
    escaped = path.replace("{", "%7B").replace("}", "%7D")
    return Operation(f"{method} {path}", method.upper(), escaped, type_, kind=kind)


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
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> Any:
        """Call an endpoint that this package does not know.

        Args:
            method: HTTP method.
            path: Below the server, percent-encoded where needed.
            type: What the whole answer is read as; plain data by default. An empty answer
                is an error for any other type that does not allow None.
            query: Query parameters.
            body: Sent as JSON.
            options: Options of this call.

        Returns:
            The answer, or None when it is empty.
        """
        operation = _generic(method, path, "bare", type)
        return self._send(operation, query=query, body=body, options=options)

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> Iterator[Download]:
        """Call an endpoint and read its answer piece by piece.

        ::

            with client.stream("GET", "/api/documents/17/content") as answer:
                answer.save("document.pdf")
        """
        from .downloads import Download

        settings = self._settings.for_call(options)
        operation = _generic(method, path, "bytes", None)
        call = self._call(operation, settings, None, query, body)
        raw, response = self._shared.sync_transport().call(replace(call, stream=True))
        try:
            yield Download(raw, response)
        finally:
            response.close()

    def _send(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> T:
        settings = self._settings.for_call(options)
        call = self._call(operation, settings, path, query, body)
        raw = self._shared.sync_transport().call(call)
        return self._value(operation, call, raw)

    def _pages(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> Pages[T]:
        settings = self._settings.for_call(options)
        start = self._start(query, settings)
        # Found now rather than at the first item: what is wrong with the arguments.
        first = self._page_call(operation, settings, path, query, body, start)

        def fetch(position: Position) -> Fetched:
            call = self._page_call(operation, settings, path, query, body, position)
            raw = self._shared.sync_transport().call(call)
            return self._fetched(operation, call, raw)

        title = self._title(operation, first)
        return Pages(
            fetch, lambda: self._walk(start), start, settings.read_ahead, title
        )

    def preload(self) -> None:
        """Load everything the first call would load, so that it comes at no bad time."""
        self._shared.sync_transport()
        self._shared.answers()

    def close(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        with self._shared.lock:
            self._shared.closed = True
            if self._shared.transport is not None:
                self._shared.transport.close()

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
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> Any:
        """Call an endpoint that this package does not know; see :meth:`SyncClient.request`."""
        operation = _generic(method, path, "bare", type)
        return await self._send(operation, query=query, body=body, options=options)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> AsyncIterator[AsyncDownload]:
        """Call an endpoint and read its answer piece by piece; see :class:`SyncClient`."""
        from .downloads import AsyncDownload

        settings = self._settings.for_call(options)
        operation = _generic(method, path, "bytes", None)
        call = self._call(operation, settings, None, query, body)
        transport = self._shared.async_transport()
        raw, response = await transport.call(replace(call, stream=True))
        try:
            yield AsyncDownload(raw, response)
        finally:
            await response.aclose()

    async def _send(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> T:
        settings = self._settings.for_call(options)
        call = self._call(operation, settings, path, query, body)
        raw = await self._shared.async_transport().call(call)
        return self._value(operation, call, raw)

    def _pages(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> AsyncPages[T]:
        settings = self._settings.for_call(options)
        start = self._start(query, settings)
        first = self._page_call(operation, settings, path, query, body, start)

        async def fetch(position: Position) -> Fetched:
            call = self._page_call(operation, settings, path, query, body, position)
            raw = await self._shared.async_transport().call(call)
            return self._fetched(operation, call, raw)

        title = self._title(operation, first)
        return AsyncPages(
            fetch, lambda: self._walk(start), start, settings.read_ahead, title
        )

    def preload(self) -> None:
        """Load everything the first call would load, so that no event loop waits for it."""
        self._shared.async_transport()
        self._shared.answers()

    async def aclose(self) -> None:
        """Close the connections; a ``http_client`` of your own stays open."""
        self._shared.closed = True
        if self._shared.transport is not None:
            await self._shared.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
