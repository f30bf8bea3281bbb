"""Looking in on the calls of a client: for logs, metrics, traces and extra headers.

A hook is called in the thread or task of the call. What it raises ends the call.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping

from msgspec import Struct

from .responses import RawResponse


class RequestEvent(Struct, frozen=True):
    """A request is about to leave.

    Attributes:
        operation: Such as ``invoices.create``.
        url: Without secrets.
        headers: May be changed; credentials are added later and never shown here.
        attempt: 1 for the first.
    """

    operation: str
    method: str
    url: str
    headers: MutableMapping[str, str]
    attempt: int


class ResponseEvent(Struct, frozen=True):
    """An answer came, of whatever status."""

    operation: str
    method: str
    url: str
    response: RawResponse
    attempt: int


class ErrorEvent(Struct, frozen=True):
    """A call failed for good; ``error`` is what the caller gets.

    Also when an answer came but cannot be read. Arguments that are refused before anything
    is sent (``RequiredKeysError``, ``ValueError``, ``TypeError``) are no failed call.
    """

    operation: str
    method: str
    url: str
    error: Exception
    attempt: int


class RetryEvent(Struct, frozen=True):
    """A request failed and is repeated after ``pause`` seconds."""

    operation: str
    method: str
    url: str
    error: Exception
    attempt: int
    pause: float


class Hooks(Struct, frozen=True):
    """A set of callbacks; leave out those you do not need."""

    before_request: Callable[[RequestEvent], object] | None = None
    after_response: Callable[[ResponseEvent], object] | None = None
    on_error: Callable[[ErrorEvent], object] | None = None
    on_retry: Callable[[RetryEvent], object] | None = None
