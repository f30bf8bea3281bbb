"""What a call asks for, and what :mod:`.exchange` asks a transport to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ..auth.sources import Pause
from ..calls.requests import Payload
from ..options import Settings
from .redaction import Secret


class Call(Struct):
    """What is asked for.

    Attributes:
        operation: Such as ``invoices.create``.
        url: Whole, query included, without credentials.
        headers: Without credentials.
        stream: The answer's body is not to be read; the open answer is returned.
    """

    operation: str
    method: str
    url: str
    settings: Settings
    payload: Payload | None = None
    headers: Mapping[str, str] = {}
    stream: bool = False

    def __repr__(self) -> str:
        # Headers and body are the caller's secrets as often as not.
        return f"<Call {self.operation or self.method}>"


class Send(Struct):
    """Send a request.

    The answer is an error, or httpx2's response, the content, and whether that is whole.

    Attributes:
        request: An httpx2 request.
        own: The request goes to our own server, so the http client's own auth may apply.
        until: When the whole call must be over (``time.monotonic``), or None.
    """

    request: Any
    own: bool
    until: float | None
    max_bytes: int | None
    stream: bool


class Authorize(Struct, frozen=True):
    """Get a token; the answer is a :class:`~.redaction.Secret`, None or :class:`TooLong`.

    Attributes:
        rejected: The token that the server just refused, if any.
        until: When the whole call must be over, or None. A renewal is waited for no longer,
            but not cut short either, or a refresh token might be lost.
    """

    rejected: Secret | None
    until: float | None


class Drop(Struct, frozen=True):
    """Close an open answer that nobody will read."""

    response: Any


Action = Send | Pause | Authorize | Drop
