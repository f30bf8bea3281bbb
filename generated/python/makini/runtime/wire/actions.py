"""What a call asks a transport to do next. A leaf: token sources ask for pauses, too."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from .redaction import Secret


class Send(Struct):
    """Send a request.

    The answer is an error, or httpx2's response, the content, and whether that is whole.

    Attributes:
        request: An httpx2 request.
        own: The request goes to our own server, so the http client's own auth may apply.
        until: When the whole call must be over (``time.monotonic``), or None.
        stream: An answer of success is returned open, its body not read.
    """

    request: Any
    own: bool
    until: float | None
    max_bytes: int | None
    stream: bool = False


class Pause(Struct, frozen=True):
    """Wait some seconds."""

    seconds: float


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


class TooLong(Exception):
    """An answer outgrew ``max_bytes``, or the deadline passed."""

    def __str__(self) -> str:
        return "the answer is too large, or takes too long"
