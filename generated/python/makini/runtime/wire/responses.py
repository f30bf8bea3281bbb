"""Looking in on the calls of a client: raw answers, and hooks for logs, metrics and traces.

A hook is called in the thread or task of the call. What it raises ends the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
from msgspec import Struct

from ..config import ApiConfig
from ..models.values import from_json
from .redaction import redact_url, secret_names, shown

__all__ = [
    "ErrorEvent",
    "Hooks",
    "RawResponse",
    "RequestEvent",
    "ResponseEvent",
    "RetryEvent",
]


class RawResponse(Struct, eq=False):
    """One answer.

    Attributes:
        content: The body, decompressed; empty while it is being streamed.
        method: Of the request.
        elapsed: Seconds from sending to the last byte of this attempt.
        attempts: How often the request was sent, this time included.
    """

    # What few will ask for is worked out when they do.
    _api: ApiConfig
    _response: httpx2.Response
    content: bytes
    method: str
    _url: str
    elapsed: float = 0.0
    attempts: int = 1

    @property
    def status(self) -> int:
        """HTTP status."""
        return self._response.status_code

    @property
    def reason(self) -> str:
        """The status in words."""
        return shown(self._response.reason_phrase)

    @property
    def headers(self) -> Mapping[str, str]:
        """Of the answer, looked up without regard to case."""
        return self._response.headers

    @property
    def http_version(self) -> str:
        """Such as ``HTTP/1.1``."""
        return self._response.http_version

    @property
    def url(self) -> str:
        """Of the request, without secrets."""
        return redact_url(self._url, secret_names(self._api))

    @property
    def request_id(self) -> str:
        """How the server calls the request; may be empty."""
        found = (self.headers.get(name) for name in self._api.request_id_headers)
        return shown(next((value for value in found if value), ""))

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as plain data; numbers with a fraction are decimals.

        So are whole numbers of thousands of digits; a number whose exponent has no bounds
        is text.

        Raises:
            ValueError: The body is no JSON, or is nested too deeply.
        """
        return from_json(self.content)

    def __reduce__(self) -> Any:
        raise TypeError(
            "raw answers hold their request, and so its token, and are not pickled;"
            " keep status, headers and content"
        )

    def __repr__(self) -> str:
        return f"<RawResponse {self.status} {self.method} {self.url}>"


_captured: ContextVar[list[RawResponse] | None] = ContextVar("captured", default=None)


@contextmanager
def capture() -> Iterator[list[RawResponse]]:
    """Collect the answers behind the calls made in this block, by this thread or task.

    ::

        with client.capture() as responses:
            invoice = client.invoices.get(key)
        print(responses[-1].status, responses[-1].request_id, responses[-1].elapsed)

    Answers that were retried are in the list too, in order.
    """
    responses: list[RawResponse] = []
    token = _captured.set(responses)
    try:
        yield responses
    finally:
        _captured.reset(token)


def record(response: RawResponse) -> None:
    """Hand an answer to the surrounding :func:`capture`, if there is one."""
    responses = _captured.get()
    if responses is not None:
        responses.append(response)


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
