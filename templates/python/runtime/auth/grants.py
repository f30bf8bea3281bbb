"""What an authorization server is asked, and what its answers mean. Pure: nothing is sent.

Answers are secret, so what reads them returns its errors: the variables of a frame that
raises are shown with its traceback.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import OAuthError
from ..wire.policies import parse_retry_after
from ..wire.redaction import Secret, hide_secret, redact_text, shown
from ..wire.responses import RawResponse
from .sources import TokenRequest, sendable

_MOMENT = 1_000_000_000  # No token lives for thirty years: that is a date in 2001.
_PASSING = frozenset({"temporarily_unavailable", "server_error"})
_BUSY = frozenset({408, 429})


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an authorization server gave.

    Attributes:
        access_token: Sent with each request. Not shown by repr.
        refresh_token: Buys new tokens; None when the server gave none. Not shown by repr.
        expires_at: Unix time at which the access token ends, or None when unknown.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    token_type: str = "bearer"
    scope: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data to be stored somewhere safe; ``Tokens(**data)`` reads it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __copy__(self) -> Tokens:
        return self  # frozen, and so is all that it holds

    def __deepcopy__(self, memo: Any) -> Tokens:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("tokens are not pickled; store to_dict() somewhere safe")


class Asked(NamedTuple):
    """A request for tokens, and what is needed to read the answer.

    Attributes:
        secrets: What was sent along; no error may show it.
        by_moment: ``expires_in`` is a Unix time here, not a duration.
        own: It is for the application's own tokens, not for a user's.
        refresh: Stays the refresh token when the server gives no other.
    """

    request: TokenRequest
    secrets: tuple[Secret, ...]
    by_moment: bool
    own: bool = False
    refresh: Secret | None = None


class Refusal(NamedTuple):
    """Why there are no tokens.

    Attributes:
        again: Asking again soon may help.
        retry_after: Seconds the server asks to wait.
    """

    error: OAuthError
    again: bool = False
    retry_after: float | None = None


def read_answer(
    answer: RawResponse | Exception,
    asked: Asked,
    now: float,
    statuses: frozenset[int],
) -> Tokens | Refusal:
    """Read what came of a request for tokens.

    Args:
        answer: Of the authorization server, or why there is none.
        asked: What it answers.
        now: Unix time.
        statuses: HTTP statuses that are worth another try.
    """
    if isinstance(answer, Exception):
        return Refusal(unreachable(answer), again=_broke(answer))
    got = read_tokens(answer.status, answer.content, asked, now)
    if isinstance(got, Tokens):
        return got
    return Refusal(
        got,
        again=answer.status in statuses or got.code in _PASSING,
        retry_after=parse_retry_after(answer.headers, time.time()),
    )


def read_tokens(
    status: int, content: bytes, asked: Asked, now: float
) -> Tokens | OAuthError:
    """Read an answer of the authorization server."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        words = f"the authorization server answered {status} and no JSON"
        return OAuthError(words, status=status)
    if isinstance(answer.get("data"), dict) and "access_token" not in answer:
        answer = answer["data"]
    access = answer.get("access_token")
    if status >= 300 or not isinstance(access, str) or not access:
        return _refused(status, answer, asked)
    if not sendable(Secret(access)):
        return OAuthError(
            f"the authorization server answered {status} with an access token that has"
            " spaces, line ends or letters that no header can carry",
            code="no_token",
            status=status,
        )
    refresh = answer.get("refresh_token")
    if not refresh and asked.refresh:
        # A server that renews without a word about it lets the old one stand.
        refresh = asked.refresh.reveal()
    return Tokens(
        access_token=access,
        refresh_token=refresh if refresh and isinstance(refresh, str) else None,
        expires_at=_expires_at(answer.get("expires_in"), now, asked.by_moment),
        token_type=str(answer.get("token_type") or "bearer"),
        scope=str(answer.get("scope") or ""),
    )


def _refused(status: int, answer: Mapping[str, Any], asked: Asked) -> OAuthError:
    code = answer.get("error")
    code = code if isinstance(code, str) else ""
    said = answer.get("error_description") or answer.get("message") or code
    words = str(said or "no access token")
    for secret in asked.secrets:
        words, code = hide_secret(words, secret), hide_secret(code, secret)
    # Before it is cut short, or half a secret would stay.
    words = " ".join(redact_text(words).split())[:300]
    return OAuthError(
        f"the authorization server answered {status}: {words}",
        code=shown(code) or "no_token",
        status=status,
    )


def _expires_at(value: Any, now: float, by_moment: bool) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not 0 < number < 1e12:
        return None
    # Where the spec is plainly wrong about its server, tokens must not seem to end in
    # 1970, nor live for fifty years.
    moment = number > now / 2 if by_moment else number > _MOMENT
    return number if moment else now + number


def unreachable(problem: Exception) -> OAuthError:
    """Make the error for an authorization server that gave no answer."""
    words = redact_text(str(problem) or type(problem).__name__)
    return OAuthError(f"the authorization server cannot be reached: {words}")


def _broke(problem: Exception) -> bool:
    """Tell whether a connection failed; a server that was silent for long may stay so."""
    import httpx2

    from ..wire.exchange import untrusted

    kinds = (
        httpx2.NetworkError,
        httpx2.RemoteProtocolError,
        httpx2.ProxyError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
    )
    return isinstance(problem, kinds) and not untrusted(problem)


def harmless(error: OAuthError) -> bool:
    """Tell whether a failure says nothing against the access token at hand."""
    return (
        error.code in ("", "login_required")
        or error.code in _PASSING
        or error.status in _BUSY
        or error.status >= 500
    )
