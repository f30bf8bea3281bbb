"""Options of a client and of a single call."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypedDict

from . import Lazy
from .auth import TokenSource
from .wire import RateLimit, RetryPolicy

if TYPE_CHECKING:
    import ssl

    import httpx2

    from .models import reading
    from .wire import responses
else:
    ssl, httpx2 = Lazy("ssl"), Lazy("httpx2")
    reading = Lazy(".models.reading")
    responses = Lazy(".wire.responses")


class _CommonOptions(TypedDict, total=False):
    timeout: float | httpx2.Timeout | None
    deadline: float | None
    retries: int | RetryPolicy
    headers: Mapping[str, str]
    strict: bool
    read_ahead: int
    max_bytes: int | None


class _CallOptions(_CommonOptions, total=False):
    idempotent: bool
    idempotency_key: str
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    context: Mapping[str, str | None]


class CallOptions(_CallOptions, total=False):
    """Options of one call; they go before those of the client.

    Attributes:
        timeout: Seconds for each phase (connect, read, write, waiting for a connection), an
            ``httpx2.Timeout``, or None for no limit at all.
        deadline: Seconds for the whole call, retries, pauses and the reading of a stream
            included. The call ends on time whatever the server does; only a sync call that
            renews its token itself waits for that, a minute at most. A sync call with a
            deadline sends its requests from threads, in the caller's context. A connection
            on which a server drips headers is left to its thread, and keeps its place in
            the pool, until the server is done.
        retries: How often to repeat at most, or a whole policy.
        idempotent: The caller's word that repeating does no harm (or does).
        idempotency_key: Sent along; makes repeating safe.
        headers: Further headers; they replace those of the same name, whatever its case, the
            type of a body included. Credentials are no header here: they come from
            ``token`` or ``auth``.
        query: Further query parameters, by wire name.
        body: Further keys of the body, by wire name.
        check: False skips the required-key rules.
        context: What is known about the other side, such as ``{"platform": "UPKEEP"}``.
        strict: True raises DecodeError when an answer differs from the spec.
        read_ahead: How many pages of a list to fetch before they are asked for.
        max_bytes: Largest answer to accept, decompressed; None for no limit. That of a
            client bounds what is held in memory, that of a ``stream`` call all that is read.
    """

    check: bool


class UncheckedOptions(_CallOptions):
    """Options of a call that is not checked: type checkers let it leave out any key.

    Attributes:
        check: Always False; the others are those of :class:`CallOptions`.
    """

    check: Literal[False]


AnyCallOptions: TypeAlias = CallOptions | UncheckedOptions


class _SharedOptions(_CommonOptions, total=False):
    base_url: str
    check: bool
    auth: TokenSource | None
    hooks: responses.Hooks | Sequence[responses.Hooks]
    on_mismatch: Callable[[reading.Mismatch], object] | None
    rate_limit: RateLimit | None
    allow_http: bool
    max_redirects: int
    limits: httpx2.Limits
    verify: ssl.SSLContext | str | os.PathLike[str] | bool


class ClientOptions(_SharedOptions, total=False):
    """Options of a client. Those that a call knows too mean the same (:class:`CallOptions`).

    Attributes:
        base_url: The server to call; https unless loopback.
        auth: Where tokens come from, such as an ``OAuthSession``; instead of a token.
        hooks: Callbacks around requests.
        on_mismatch: Called once for each way in which answers differ from the spec. What it
            raises ends the call, as with ``hooks``, after it was told all that is new.
        rate_limit: Slows requests down on this side.
        allow_http: True sends credentials over plain http, too.
        max_redirects: How many redirects to follow; credentials stay with their host.
        limits: Of the connection pool.
        verify: TLS certificates: a context, a CA file or folder, or False for no check.
        transport: An httpx2 transport to send through, such as ``httpx2.MockTransport``.
        http_client: An httpx2 client of your own; it stays open when this one is closed.
            It brings its own ``transport``, ``verify``, ``limits`` and cookies; any other
            client keeps no cookies of answers.
    """

    transport: httpx2.BaseTransport
    http_client: httpx2.Client


class AsyncClientOptions(_SharedOptions, total=False):
    """Options of an async client; see :class:`ClientOptions`."""

    transport: httpx2.AsyncBaseTransport
    http_client: httpx2.AsyncClient


Timeouts = Mapping[str, float | None]

_DEFAULT_TIMEOUTS: Timeouts = {
    "connect": 5.0,
    "read": 60.0,
    "write": 60.0,
    "pool": 60.0,
}
# What HTTP takes (RFC 9110), as far as every server does.
_HEADER_NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_HEADER_TEXT = r"[\t -~]*"
_UNSENDABLE = "letters that no header can carry; only printable ASCII will do"
# Another word on where a body ends would let others read it elsewhere.
_FRAMING = frozenset({"content-length", "transfer-encoding"})
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_SECRET = frozenset({"headers", "query", "body"})  # as often as not
_CALL = CallOptions.__optional_keys__
_CLIENT = ClientOptions.__optional_keys__
_POOL = frozenset({"transport", "limits", "verify"})
_COPY = _CLIENT - _POOL - {"auth", "http_client"} | {"context"}


class Settings(NamedTuple):
    """All options of a call, resolved."""

    base_url: str = ""
    timeouts: Timeouts = _DEFAULT_TIMEOUTS
    deadline: float | None = None
    retries: RetryPolicy = RetryPolicy()
    idempotent: bool | None = None
    idempotency_key: str | None = None
    headers: Mapping[str, str] = _NOTHING
    query: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    check: bool = True
    context: Mapping[str, str | None] = _NOTHING
    strict: bool = False
    read_ahead: int = 0
    max_bytes: int | None = 256 * 1024 * 1024
    hooks: tuple[responses.Hooks, ...] = ()
    rate_limit: RateLimit | None = None
    allow_http: bool = False
    max_redirects: int = 5
    sent: Any = None  # a Sent of auth.access, where not just the token goes along

    def __repr__(self) -> str:
        fields = self._asdict().items()
        shown = [f"{name}={value!r}" for name, value in fields if name not in _SECRET]
        return f"{type(self).__name__}({', '.join(shown)})"

    def for_call(self, options: Mapping[str, Any] | None) -> Settings:
        """Return the settings of one call."""
        return self._with(options, _CALL, "options") if options else self

    def for_client(
        self, options: Mapping[str, Any], *, copying: bool = False
    ) -> Settings:
        """Return the settings of a client; a copy takes none that are of the pool."""
        _check_alone(options)
        return self._with(options, _COPY if copying else _CLIENT, "the client")

    def _with(
        self, options: Mapping[str, Any], known: frozenset[str], where: str
    ) -> Settings:
        _mapping("options", options)
        changes: dict[str, Any] = {}
        for name, value in options.items():
            if name not in known:
                raise TypeError(f"{where} has no option {name!r}{_hint(name, known)}")
            field = "timeouts" if name == "timeout" else name
            if field in Settings._fields:
                changes[field] = self._setting(name, value)
        return self._replace(**changes)

    def _setting(self, name: str, value: Any) -> Any:
        """Return what is kept of an option; None is no limit, or the same as not given."""
        match name:
            case "timeout":
                return _timeouts(value)
            case "deadline" | "max_bytes":
                return _positive(name, value)
            case "max_redirects" | "read_ahead":
                return _count(name, value)
            case "rate_limit":
                return _of(RateLimit, "a RateLimit", name, value)
            case "retries":
                return retry_policy(self.retries, value)
            case "headers":
                return join_headers(self.headers, check_headers(value))
            case "query" | "body":
                return _mapping(name, value)
            case "context":
                return {**self.context, **_context(_mapping(name, value) or {})}
            case "base_url":
                given = _of(str, "text", name, value)
                return self.base_url if given is None else given
            case "idempotency_key":
                return _text(name, value)
            case "hooks":
                return _hooks(value)
        return value


def _hint(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(sorted(known))}"


def _check_alone(options: Mapping[str, Any]) -> None:
    """Refuse options that an http client of the user's own would not heed."""
    if options.get("http_client") is None:
        return
    for name in sorted(_POOL):
        if options.get(name) is not None:
            raise TypeError(
                f"{name}: an http_client brings its own; give {name} to that instead"
            )


def check_headers(value: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers, or refuse those that HTTP cannot carry as they are."""
    if not isinstance(value, Mapping):
        raise TypeError(f"headers: expected a mapping, got {type(value).__name__}")
    for name, text in value.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise TypeError(f"headers: {name!r} must be text, as its value must be")
        if not re.fullmatch(_HEADER_NAME, name):
            raise ValueError(f"headers: {name!r} has letters that no header can carry")
        if name.lower() in _FRAMING:
            raise ValueError(f"headers: {name!r} is set by the client itself")
        if not re.fullmatch(_HEADER_TEXT, text):
            # The value may be a secret: only the name is shown.
            raise ValueError(f"headers: the value of {name!r} has {_UNSENDABLE}")
    return value


def join_headers(*groups: Mapping[str, str]) -> dict[str, str]:
    """Join headers; a later one replaces those of its name, whatever their case."""
    joined = {name.lower(): (name, x) for each in groups for name, x in each.items()}
    return dict(joined.values())


def retry_policy(base: RetryPolicy, value: int | RetryPolicy) -> RetryPolicy:
    """Return a policy, or the base with another number of retries."""
    if isinstance(value, RetryPolicy):
        return value
    count = _count("retries", value, "a whole number or a RetryPolicy")
    return replace(base, max_retries=count)


def _count(name: str, value: Any, expected: str = "a whole number") -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name}: expected {expected}, got {value!r}")
    if value < 0:
        raise ValueError(f"{name}: expected 0 or more, got {value}")
    return value


def _hooks(value: Any) -> tuple[responses.Hooks, ...]:
    from inspect import iscoroutinefunction

    hooks = tuple(value) if isinstance(value, list | tuple) else (value,)
    for each in hooks:
        for name in ("before_request", "after_response", "on_error", "on_retry"):
            if not hasattr(each, name):
                raise TypeError(f"hooks: expected Hooks, got {type(each).__name__}")
            if iscoroutinefunction(getattr(each, name)):
                raise TypeError(
                    f"hooks: {name} is called, never awaited; give a plain function"
                )
    return hooks


def _timeouts(value: Any) -> Timeouts:
    if hasattr(value, "as_dict"):
        return dict(value.as_dict())
    return dict.fromkeys(_DEFAULT_TIMEOUTS, _positive("timeout", value))


def _positive(name: str, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name}: expected a number, got {value!r}")
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name}: expected a number above 0, got {value!r}")
    return value


def _of(kind: type[Any], words: str, name: str, value: Any) -> Any:
    if value is not None and not isinstance(value, kind):
        raise TypeError(f"{name}: expected {words}, got {type(value).__name__}")
    return value


def _mapping(name: str, value: Any) -> Any:
    return _of(Mapping, "a mapping", name, value)


def _context(value: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, each in value.items():
        if not isinstance(each, str | None):
            raise TypeError(f"context: {name!r} must be text or None, got {each!r}")
    return value


def _text(name: str, value: Any) -> Any:
    if _of(str, "text", name, value) and not re.fullmatch(_HEADER_TEXT, value):
        raise ValueError(f"{name}: it has {_UNSENDABLE}")
    return value
