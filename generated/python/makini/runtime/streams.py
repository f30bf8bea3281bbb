"""Clients of APIs that answer files: any answer can be read piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from . import Lazy
from .client import AsyncClient, SyncClient
from .options import AnyCallOptions

if TYPE_CHECKING:
    from .calls import calls, downloads
else:
    calls, downloads = Lazy(".calls.calls"), Lazy(".calls.downloads")


class Streams(SyncClient):
    """A client that can read an answer piece by piece."""

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> Iterator[downloads.Download]:
        """Call an endpoint and read its answer piece by piece.

        ::

            with client.stream("GET", "/api/documents/17/content") as answer:
                answer.save("document.pdf")

        The answer may have any size: ``max_bytes`` of the client bounds only what is held
        in memory (:meth:`Download.read`). When it is given for this call it bounds every
        way of reading, as ``deadline`` does wherever it is given.

        Args:
            method: HTTP method.
            path: Below the server, percent-encoded where needed.
            query: Query parameters.
            body: Sent as JSON; nothing is sent unless it is given.
            options: Options of this call.

        Returns:
            A context manager around a :class:`~.Download`.

        Raises:
            HttpError: The server answered with a failure, and repeating did not help.
            TransportError: No answer came.
        """
        settings = self._settings.for_call(options)
        bounds = downloads.bounds_of(settings, options)
        operation = calls.generic(method, path, "bytes", None)
        call = self._shared.calls().prepare(
            operation, settings, None, query, body, stream=True
        )
        raw, response = self._shared.sync_transport().call(call)
        download = downloads.Download(raw, response, bounds)
        try:
            yield download
        finally:
            download.close()


class AsyncStreams(AsyncClient):
    """An async client that can read an answer piece by piece."""

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = ...,
        options: AnyCallOptions | None = None,
    ) -> AsyncIterator[downloads.AsyncDownload]:
        """Call an endpoint and read its answer piece by piece.

        See :meth:`SyncClient.stream`.
        """
        settings = self._settings.for_call(options)
        bounds = downloads.bounds_of(settings, options)
        operation = calls.generic(method, path, "bytes", None)
        call = self._shared.calls().prepare(
            operation, settings, None, query, body, stream=True
        )
        raw, response = await self._shared.async_transport().call(call)
        download = downloads.AsyncDownload(raw, response, bounds)
        try:
            yield download
        finally:
            await download.aclose()
