"""The bases of all resources of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .operations import Operation
from .options import AnyCallOptions
from .paging import AsyncPages, Pages
from .values import UNSET

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient

__all__ = ["AsyncResource", "Resource"]

T = TypeVar("T")


class Resource:
    """One group of an API's operations."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _send(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> T:
        return self._client._send(
            operation, path=path, query=query, body=body, options=options
        )

    def _pages(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> Pages[T]:
        return self._client._pages(
            operation, path=path, query=query, body=body, options=options
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class AsyncResource:
    """One group of an API's operations, for async code."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> T:
        return await self._client._send(
            operation, path=path, query=query, body=body, options=options
        )

    def _pages(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        options: AnyCallOptions | None = None,
    ) -> AsyncPages[T]:
        return self._client._pages(
            operation, path=path, query=query, body=body, options=options
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"
