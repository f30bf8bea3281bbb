"""What came over the wire, beside the typed value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = ["RawResponse", "capture"]


@dataclass(frozen=True, slots=True)
class RawResponse:
    """One answer.

    Attributes:
        status: HTTP status.
        reason: The status in words.
        headers: Looked up without regard to case.
        content: The body, decompressed; empty while it is being streamed.
        method: Of the request.
        url: Of the request, without secrets.
        request_id: How the server calls the request; may be empty.
        elapsed: Seconds from sending to the last byte of this attempt.
        attempts: How often the request was sent, this time included.
        http_version: Such as ``HTTP/1.1``.
    """

    status: int
    reason: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    method: str
    url: str
    request_id: str = ""
    elapsed: float = 0.0
    attempts: int = 1
    http_version: str = "HTTP/1.1"

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as plain data; numbers with a fraction are decimals.

        Raises:
            ValueError: The body is no JSON.
        """
        return json.loads(self.content, parse_float=Decimal)


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
