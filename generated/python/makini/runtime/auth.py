"""Where credentials come from, and where they go: onto requests to their own host only."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from .config import ApiConfig
from .redaction import Secret

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator


__all__ = [
    "AsyncToken",
    "CallableToken",
    "NoToken",
    "StaticToken",
    "Token",
    "TokenRequest",
    "TokenSource",
    "choose_source",
]

Token: TypeAlias = str | Callable[[], str]
"""A token, or a function that gives the current one."""

AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A token, or a function, async or not, that gives the current one."""


class TokenRequest(NamedTuple):
    """A request to an authorization server.

    Attributes:
        url: Of the token endpoint.
        content_type: Of the body.
        content: Hidden from repr: it holds secrets.
    """

    url: str
    content_type: str
    content: Secret


class TokenSource:
    """Base of everything that gives tokens."""

    # Whether a rejected token can be replaced by another.
    renewable = False

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._task_locks: weakref.WeakKeyDictionary[Any, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )

    def current(self) -> Secret | None:
        """Return a token that holds as far as is known, without any waiting, or None."""
        return None

    def renew(
        self, rejected: Secret | None
    ) -> Generator[TokenRequest | Awaitable[str], Any, Secret | None]:
        """Get a token; yields what must be sent or awaited and takes what came of it.

        Args:
            rejected: The token that the server just refused, if any.
        """
        return self.current()
        yield

    @asynccontextmanager
    async def task_lock(self) -> AsyncIterator[None]:
        """Hold the lock in a task, against other tasks and against threads."""
        # Not above: sync clients need not pay for it.
        import asyncio

        loop = asyncio.get_running_loop()
        lock = self._task_locks.setdefault(loop, asyncio.Lock())
        async with lock:
            while not self.lock.acquire(blocking=False):
                await asyncio.sleep(0.005)
            try:
                yield
            finally:
                self.lock.release()

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

    def renew(
        self, rejected: Secret | None
    ) -> Generator[TokenRequest | Awaitable[str], Any, Secret | None]:
        token: Any = self._function()
        if not isinstance(token, str) and hasattr(token, "__await__"):
            token = yield token
        if not isinstance(token, str) or not token:
            raise TypeError(
                f"token: the function must return a token, not {type(token).__name__}"
            )
        return Secret(token)


def choose_source(
    api: ApiConfig, token: AsyncToken | None, source: TokenSource | None
) -> TokenSource:
    """Find out where tokens come from: the argument, else the environment.

    Raises:
        ValueError: There is none; the message says where one was looked for.
        TypeError: The token is neither text nor a function.
    """
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
            where = f" or set {scheme.env} in the environment" if scheme.env else ""
            raise ValueError(f"{api.name}: no token; pass token={where}")
    if isinstance(token, str):
        if not token.strip():
            raise ValueError(f"{api.name}: the token is empty")
        if not token.isascii() or any(ord(c) <= 32 or ord(c) == 127 for c in token):
            raise ValueError(
                f"{api.name}: the token has spaces, line ends or letters that no header can"
                " carry; was it copied whole?"
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
    key = api.auth.api_key
    if key is not None and key.place == "query":
        request.url = request.url.copy_merge_params({key.name: token.reveal()})
    elif key is not None:
        request.headers[key.name] = token.reveal()
    else:
        request.headers["Authorization"] = f"Bearer {token.reveal()}"


def refuse_credentials(
    api: ApiConfig, source: TokenSource, headers: Mapping[str, str]
) -> None:
    """Refuse a header that :func:`apply_token` would replace without a word.

    Raises:
        ValueError: It is the one that carries the token.
    """
    key = api.auth.api_key
    if isinstance(source, NoToken) or (key is not None and key.place == "query"):
        return
    own = "authorization" if key is None else key.name.lower()
    for name in headers:
        if name.lower() == own:
            raise ValueError(
                f"headers: {name!r} is set by the client itself; pass token= or auth= when"
                " the client is made"
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
    """Refuse a server that credentials should not be sent to.

    Raises:
        ValueError: The URL is no URL, holds user info, or is plain http to another machine.
    """
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
    if scheme == "http" and not allow_http and not is_loopback(host):
        raise ValueError(
            f"{name}: {host} is asked for over plain http, so anybody on the way could read"
            f" the token of {api.name}; use https, or pass allow_http=True"
        )
