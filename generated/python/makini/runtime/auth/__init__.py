"""Where credentials come from, and where they go: onto requests to their own host only."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Generator, Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from ..config import ApiConfig
from ..wire import Pause
from ..wire.redaction import Secret

Token: TypeAlias = str | Callable[[], str]
"""A token, or a function that gives the current one."""

AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A token, or a function, async or not, that gives the current one."""

PATIENCE = 300.0  # seconds that somebody else's renewal is waited for at most


class TokenRequest(NamedTuple):
    """A request to the token endpoint of an authorization server."""

    url: str
    content_type: str
    content: Secret  # it holds secrets


TokenSteps: TypeAlias = Generator[
    TokenRequest | Pause | Awaitable[Any], Any, Secret | None
]
"""Gets a token: yields what must be sent, waited or awaited, takes what came of it, and
returns the token. An answer comes as a ``RawResponse``, or as an exception when none came."""

Renewal: TypeAlias = Future[Secret | Exception | None]
"""A renewal under way, for those who wait for it. It gives the token or what went wrong, or
None when whoever began it was stopped: then another begins."""


class TokenSource:
    """Base of everything that gives tokens.

    Attributes:
        renewable: A rejected token can be replaced by another.
        shared: A renewal is for all who wait, its error too. None of them can cut it short:
            what it brings might be lost.
        callback: A function of the caller's, after the name of the argument it came as.
    """

    renewable = False
    shared = False
    callback: tuple[str, Callable[..., Any]] | None = None

    def __init__(self) -> None:
        # By process: a forked child has none of the threads that would end its parent's.
        self._renewals: dict[int, Renewal] = {}

    def current(self) -> Secret | None:
        """Return a token that holds as far as is known, without any waiting, or None."""
        return None

    def inside(self) -> Secret | None:
        """Return the token for calls that a renewal waits for: those of its own callback."""
        return None

    def renew(self, rejected: Secret | None) -> TokenSteps:
        """Get another token than the one that the server just refused, if any."""
        return self.current()
        yield

    def join(self) -> tuple[Renewal, bool]:
        """Return the renewal under way, and whether it is the caller who has to do it."""
        own: Renewal = Future()
        own.set_running_or_notify_cancel()  # who waits for it in a task cannot cancel it
        running = self._renewals.setdefault(os.getpid(), own)
        return running, running is own

    def end(self, renewal: Renewal, outcome: Secret | Exception | None) -> None:
        """Tell all who wait for a renewal what came of it."""
        self._renewals.pop(os.getpid(), None)
        renewal.set_result(outcome)

    def __reduce__(self) -> Any:
        raise TypeError("token sources hold secrets and are not pickled")


class NoToken(TokenSource):
    """No authentication."""


class StaticToken(TokenSource):
    """One token for good."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = Secret(token)

    def current(self) -> Secret | None:
        return self._token


class CallableToken(TokenSource):
    """Asks a function of the caller's before each request."""

    renewable = True

    def __init__(self, function: Callable[[], str | Awaitable[str]]) -> None:
        super().__init__()
        self._function = function
        self.callback = ("token", function)

    def renew(self, rejected: Secret | None) -> TokenSteps:
        token = _hidden(self._function())
        if not isinstance(token, Secret) and isinstance(token, Awaitable):
            token = _hidden((yield token))
        if not isinstance(token, Secret) or token == Secret(""):
            kind = "an empty one" if isinstance(token, Secret) else token.__name__
            raise TypeError(f"token: the function must return a token, not {kind}")
        if not sendable(token):
            raise ValueError(
                f"token: what the function returned has {UNSENDABLE}; does it strip what it"
                " reads?"
            )
        return token


def _hidden(value: Any) -> Any:
    """Wrap a token at once: variables of a frame are shown with its traceback."""
    if isinstance(value, str):
        return Secret(value)
    return value if isinstance(value, Awaitable) else type(value)


UNSENDABLE = "spaces, line ends or letters that no header can carry"


def sendable(token: Secret) -> bool:
    """Tell whether a header can carry a token: printable ASCII without spaces."""
    return re.fullmatch("[!-~]+", token.reveal()) is not None


def refuse_async(source: TokenSource) -> None:
    """Refuse a callback that is an ``async def`` where nobody can await it."""
    if source.callback is None:
        return
    from inspect import iscoroutinefunction

    function = source.callback[1]
    # The call of an object counts as well.
    if iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__):
        raise cannot_await(source)


def cannot_await(source: TokenSource) -> TypeError:
    """Make the error for a callback that must be awaited where nobody can."""
    name = source.callback[0] if source.callback else "token"
    return TypeError(
        f"{name}: sync code cannot await; give a plain function, or use the async way"
    )


def choose_source(
    api: ApiConfig, token: AsyncToken | None, source: TokenSource | None
) -> TokenSource:
    """Find out where tokens come from: the argument, else the environment."""
    if source is not None:
        if token is not None:
            raise TypeError(f"{api.name}: give token= or auth=, not both")
        return source
    if token is None:
        scheme = api.auth.bearer or api.auth.api_key
        if scheme is None:
            return NoToken()
        token = os.environ.get(scheme.env, "").strip() if scheme.env else ""
        if not token:
            if api.access is not None and api.access.late:
                return NoToken()  # missed by the calls that need it
            where = f" or set {scheme.env} in the environment" if scheme.env else ""
            raise ValueError(f"{api.name}: no token; pass token={where}")
    if isinstance(token, str):
        if not token.strip():
            raise ValueError(f"{api.name}: the token is empty")
        if not sendable(Secret(token)):
            raise ValueError(
                f"{api.name}: the token has {UNSENDABLE}; was it copied whole?"
            )
        return StaticToken(token)
    if callable(token):
        return CallableToken(token)
    raise TypeError(
        f"{api.name}: token must be a string or a function, not {type(token).__name__}"
    )


def apply_token(api: ApiConfig, token: Secret | None, request: Any) -> None:
    """Put a token onto an httpx2 request, where the API wants it."""
    if token is None:
        return
    if api.auth.api_key is not None:
        api.auth.api_key.apply(token, request)
    else:
        request.headers["Authorization"] = f"Bearer {token.reveal()}"


def refuse_credentials(
    api: ApiConfig, source: TokenSource, headers: Mapping[str, str]
) -> None:
    """Refuse a header that :func:`apply_token` would replace without a word."""
    key = api.auth.api_key
    if not isinstance(source, NoToken) and (key is None or key.place == "header"):
        own = "authorization" if key is None else key.name.lower()
    else:
        own = ""
    for name in headers:
        if name.lower() == own or name.lower() in api.secrets:
            given = api.secrets.get(name.lower(), "token= or auth")
            raise ValueError(
                f"headers: {name!r} is set by the client itself; pass {given}= when the"
                " client is made"
            )


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower().rstrip("."), port


def trusted(base: str, url: str) -> bool:
    """Tell whether credentials meant for ``base`` may go to ``url``."""
    if url.startswith(f"{base}/"):
        return True
    own, other = origin(base), origin(url)
    if own == other:
        return True
    # The same host's way from http to https.
    return own == ("http", other[1], 80) and other[0] == "https" and other[2] == 443


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_url(api: ApiConfig, url: str, *, allow_http: bool, name: str) -> None:
    """Refuse what is no URL, holds user info, or is plain http to another machine."""
    try:
        scheme, host, _ = origin(url)
    except ValueError:
        scheme = host = ""
    if scheme not in ("http", "https") or not host:
        raise ValueError(f"{name}: expected a URL such as https://host, got {url!r}")
    if "@" in urlsplit(url).netloc:
        raise ValueError(
            f"{name}: user info does not belong into the URL; pass a token"
        )
    if re.search(r"\s", url):
        raise ValueError(f"{name}: {url!r} has spaces or line ends; was it stripped?")
    if scheme == "http" and not allow_http and not is_loopback(host):
        raise ValueError(
            f"{name}: {host} is asked for over plain http, so anybody on the way could read"
            f" the token of {api.name}; use https, or pass allow_http=True"
        )
