"""The bases of all resources of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient

__all__ = ["AsyncResource", "Resource"]


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
