"""Everything that can go wrong with a call, in one hierarchy.

Nothing here shows a secret: URLs and headers are redacted before they are kept, and every
error can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .wire.redaction import redact_headers, redact_text, shown
from .wire.responses import RawResponse

_NONE: Mapping[str, str] = MappingProxyType({})


class ApiError(Exception):
    """Base of all errors of this package that a call can raise.

    Attributes:
        message: What happened, in one or a few sentences.
        operation: Such as ``invoices.create``; may be empty.
        method: Of the request; empty where there was none.
        url: Of the request, without user info and secret parameters.
        attempts: How often the request was sent.
    """

    message: str
    operation: str = ""
    method: str = ""
    url: str = ""
    attempts: int = 0

    def __init__(self, message: str, **attributes: Any) -> None:
        """Make an error; its attributes are given by name."""
        # Words of servers are in it, and it ends on terminals and in logs.
        self.message = shown(message)
        super().__init__(self.message)
        for name, value in attributes.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            setattr(self, name, value)

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (type(self), *self.args), dict(self.__dict__)


def _unpickled(kind: type[ApiError], *args: Any) -> ApiError:
    return kind.__new__(kind, *args)


class HttpError(ApiError):
    """The server answered with a status that means failure.

    Attributes:
        status: Such as 404.
        reason: The status in words.
        headers: Of the answer, secrets hidden; names in lower case.
        body: The answer's body: parsed when it is JSON, else its text.
        raw: The answer's body, byte for byte.
        request_id: How the server calls the request; may be empty.
        retry_after: Seconds the server asks to wait, or None.
        code: The API's own code for what went wrong; empty where it has none.
        detail: The body as a model, where the API documents one; else None.
    """

    status: int = 0
    reason: str = ""
    headers: Mapping[str, str] = _NONE
    body: Any = None
    raw: bytes = b""
    request_id: str = ""
    retry_after: float | None = None
    code: str = ""
    detail: Any = None


class BadRequest(HttpError):
    """400: the server does not understand the request."""


class AuthenticationError(HttpError):
    """401: no token, or one that does not hold."""


class PermissionDenied(HttpError):
    """403: the token does not allow this."""


class NotFound(HttpError):
    """404: there is no such thing."""


class MethodNotAllowed(HttpError):
    """405: the thing is there, but not for this method."""


class Conflict(HttpError):
    """409: the request does not go with the thing's present state."""


class Gone(HttpError):
    """410: there is no such thing any more."""


class TooLarge(HttpError):
    """413: the server takes no body of that size."""


class Unprocessable(HttpError):
    """422: understood, but a value does not do."""


class RateLimited(HttpError):
    """429: too many requests; see ``retry_after``."""


class ServerError(HttpError):
    """5xx: the server failed."""


class ServiceUnavailable(ServerError):
    """503: the server is busy or down; see ``retry_after``."""


_BY_STATUS: dict[int, type[HttpError]] = {
    400: BadRequest,
    401: AuthenticationError,
    403: PermissionDenied,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    422: Unprocessable,
    429: RateLimited,
    503: ServiceUnavailable,
}


def error_for_status(status: int) -> type[HttpError]:
    """Return the error class of an HTTP status."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else HttpError)


class TransportError(ApiError):
    """No complete answer came."""


class ConnectFailed(TransportError):
    """No connection could be made; nothing was sent."""


class RequestTimeout(TransportError):
    """The server took too long to connect, to take the request, or to answer."""


class DeadlineExceeded(RequestTimeout):
    """The time for the whole call, retries included, is over."""


class ResponseTooLarge(TransportError):
    """The answer is larger than ``max_bytes`` allows."""


class DecodeError(ApiError):
    """The answer cannot be read, though the server did what was asked.

    It is no JSON, or has nothing where a value is promised (``{"data": null}``, an empty
    answer), or is not as documented and ``strict`` was asked for.

    Attributes:
        body: The answer's body, byte for byte.
        status: Such as 204; 0 for what was no answer to a call.
        headers: Of the answer, secrets hidden; names in lower case.
        request_id: How the server calls the request; may be empty.
    """

    body: bytes = b""
    status: int = 0
    headers: Mapping[str, str] = _NONE
    request_id: str = ""

    def answers(self, raw: RawResponse, secrets: Iterable[str]) -> None:
        """Say which answer it is that cannot be read; ``secrets`` names hidden headers."""
        self.status = raw.status
        self.method, self.url = raw.method, raw.url
        self.headers = redact_headers(raw.headers, secrets)
        self.request_id = raw.request_id
        self.attempts = raw.attempts
        named = f", request {raw.request_id}" if raw.request_id else ""
        self.message = (
            f"{self.message}. The server did what was asked ({raw.method} {raw.url}:"
            f" {raw.status}{named})"
        )
        self.args = (self.message,)


class OAuthError(ApiError):
    """The authorization server gave no token.

    Attributes:
        code: Its error code, such as ``invalid_grant``; may be empty.
        status: HTTP status of its answer, or 0 when it gave none.
    """

    code: str = ""
    status: int = 0

    def __init__(self, message: str, **attributes: Any) -> None:
        super().__init__(redact_text(message), **attributes)


class WebhookError(ApiError):
    """A webhook is not what it claims to be."""


class RuleFailure(NamedTuple):
    """A rule that a body does not meet, for people.

    Attributes:
        rule: The rule's name.
        summary: The rule's sentence; may be empty.
        given: Python names of the keys given and not null.
        remedy: What would do, such as ``add customer_key (customerKey)``; empty when
            nothing would.
        docs: Where the rule is explained; may be empty.
        item: Index of the failing item where the body is an array.
    """

    rule: str
    summary: str
    given: tuple[str, ...]
    remedy: str
    docs: str = ""
    item: int | None = None


class RequiredKeysError(ApiError, ValueError):
    """The body breaks a required-key rule; nothing was sent.

    Attributes:
        failures: Every rule that is not met, and what would do.
    """

    failures: tuple[RuleFailure, ...] = ()
