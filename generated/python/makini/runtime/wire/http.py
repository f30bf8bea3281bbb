"""What both transports do alike on httpx2's side: requests, pools, limits, its errors."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from importlib import import_module
from typing import Any
from urllib.request import getproxies

import httpx2

from ..auth.sources import TokenRequest, TokenSource
from ..calls.requests import FileCutShort, Payload, Streamed
from ..config import ApiConfig
from ..errors import ConnectFailed, RequestTimeout, TransportError
from ..options import join_headers
from .actions import Send
from .decompression import TooLong
from .exchange import make_kit
from .redaction import redact_text, redact_url, shown
from .responses import RawResponse

_TOKEN_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
_TOKEN_SECONDS = 60.0
_TOKEN_BYTES = 1024 * 1024
_POOL = ("transport", "limits", "verify")


class Http:
    """What both transports share: making requests."""

    def __init__(
        self,
        api: ApiConfig,
        source: TokenSource,
        client: httpx2.Client | httpx2.AsyncClient,
        *,
        owned: bool,
    ) -> None:
        self.source = source
        self.owned = owned
        self._client: Any = client
        # Those of a client of our own are put together once.
        self._headers = _base_headers(api)
        if owned:
            client.headers.update(self._headers)
            # Who logs in next through this client must not be the one before.
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        _hide_secrets(api)
        self.kit = make_kit(
            api, source, self._build, self._build_bare, _translate, _is_url
        )

    def _build(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        payload: Payload | None,
        extensions: dict[str, Any],
    ) -> httpx2.Request:
        content, more = self._content(payload)
        if more or not self.owned:
            base = {} if self.owned else self._headers
            headers = join_headers(base, headers, more)
        request: httpx2.Request = self._client.build_request(
            method,
            url,
            headers=headers or None,
            content=content,
            extensions=extensions,
        )
        return request

    def _build_bare(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        payload: Payload | None,
        extensions: dict[str, Any],
    ) -> httpx2.Request:
        headers = join_headers(self._headers, headers)
        return httpx2.Request(method, url, headers=headers, extensions=extensions)

    def _content(self, payload: Payload | None) -> tuple[Any, dict[str, str]]:
        if payload is None:
            return None, {}
        if isinstance(payload.content, bytes):
            return payload.content, {}
        size = payload.content.size
        # Without a length httpx2 sends chunks.
        return self._chunks(payload.content), (
            {} if size is None else {"Content-Length": str(size)}
        )

    def _chunks(self, body: Streamed) -> Any:
        return body

    def token_request(self, wanted: TokenRequest) -> httpx2.Request:
        """Make the request for a token."""
        return httpx2.Request(
            "POST",
            wanted.url,
            headers={"Content-Type": wanted.content_type, "Accept": "application/json"},
            content=wanted.content.reveal().encode(),
            extensions={"timeout": _TOKEN_TIMEOUT.as_dict()},
        )

    def token_send(self, request: httpx2.Request) -> Send:
        """Say how the request for a token is sent."""
        until = time.monotonic() + _TOKEN_SECONDS
        return Send(request, False, until, _TOKEN_BYTES, False)


def token_answer(api: ApiConfig, result: Any) -> RawResponse | Exception:
    """Turn what a :class:`Send` gave into what a token source takes."""
    if isinstance(result, Exception):
        return result
    response, content, _ = result
    return RawResponse(api, response, content, "POST", "")


def _base_headers(api: ApiConfig) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "User-Agent": f"{api.name.lower()}-python/{api.package_version}",
    }


def open_pool(kind: Callable[..., Any], options: Mapping[str, Any]) -> Any:
    """Open a connection pool: an httpx2 client of some kind.

    Raises:
        TypeError: ``verify`` is nothing that says what to trust.
        ConnectFailed: It names a file without certificates, or a variable of the
            environment asks for what cannot work.
    """
    given = {name: options[name] for name in _POOL if name in options}
    if given.get("verify", True) is not True:
        given["verify"] = _verify(given["verify"], "verify")
    if "transport" not in given:
        # httpx2 heeds these, but does not say whose fault it is.
        if given.get("verify", True) is True:
            for name in ("SSL_CERT_DIR", "SSL_CERT_FILE"):
                if value := os.environ.get(name):
                    given["verify"] = _verify(value, name)
        _check_proxies()
    return kind(follow_redirects=False, **given)


def _check_proxies() -> None:
    """Refuse proxies of the environment that no connection could go through."""
    for name, url in _proxies():
        try:
            proxy = httpx2.Proxy(url if "://" in url else f"http://{url}")
            if not proxy.url.host:
                raise ValueError("it names no host")
            if proxy.url.scheme.startswith("socks"):
                import_module("socksio")
        except ImportError:
            wrong = (
                "a SOCKS proxy needs the package socksio: pip install 'httpx2[socks]'"
            )
        except (ValueError, httpx2.InvalidURL) as problem:
            wrong = redact_text(str(problem))
        else:
            continue
        raise ConnectFailed(f"{name}: no proxy can be reached by what it says: {wrong}")


def _proxies() -> Iterator[tuple[str, str]]:
    """Iterate over the proxies that httpx2 will take, by the name of their variable."""
    found = getproxies()
    if "*" in [host.strip() for host in found.get("no", "").split(",")]:
        return
    for scheme in ("http", "https", "all"):
        if url := found.get(scheme):
            name = f"{scheme}_proxy"
            yield name if name in os.environ else name.upper(), url


def _verify(value: Any, name: str) -> Any:
    """Return what httpx2 takes; the name of a file is deprecated there."""
    if isinstance(value, bool):
        return value
    import ssl

    if isinstance(value, ssl.SSLContext):
        return value
    if not isinstance(value, str | os.PathLike):
        raise TypeError(
            f"{name}: expected an ssl.SSLContext, the path of a CA file or folder, True or"
            f" False, got {value!r}"
        )
    path = os.fspath(value)
    try:
        os.stat(path)  # names what is missing; OpenSSL does not
        if os.path.isdir(path):
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as problem:
        raise ConnectFailed(
            f"{name}: no CA certificates can be read from {path!r}: {problem}"
        ) from None


def read_whole(send: Send, response: httpx2.Response) -> bool:
    """Tell whether a body is known to be small enough to be read in one go."""
    if send.until is not None:
        return False
    length = b""
    for name, value in response.headers.raw:
        name = name.lower()
        # A length beside chunks means nothing (RFC 9112, 6.3).
        if name in (b"content-encoding", b"transfer-encoding"):
            return False
        if name == b"content-length":
            length = value
    if send.max_bytes is None:
        return True
    return length.isdigit() and int(length[:18]) <= send.max_bytes


def settled(
    problem: Exception, send: Send, response: httpx2.Response, chunks: list[bytes]
) -> Any:
    """Say what a body that cannot be read whole makes of an answer.

    What a failure says is in its status: that counts, also when its words are cut off.
    """
    late = isinstance(problem, TooLong) and _is_late(send)
    if response.is_success or late:
        return problem
    return response, b"".join(chunks)[: send.max_bytes], False


def refuse_late(send: Send) -> None:
    """Stop an answer that takes too long."""
    if _is_late(send):
        raise TooLong


def _is_late(send: Send) -> bool:
    return send.until is not None and time.monotonic() > send.until


def refuse_leftovers(response: httpx2.Response) -> None:
    """See that a connection is given up when more comes over it than its answer.

    To httpcore2 these bytes would be the beginning of the next answer.
    """
    wrapped = response.stream
    while (inner := getattr(wrapped, "_stream", None)) is not None or (
        inner := getattr(wrapped, "_httpcore_stream", None)
    ) is not None:
        wrapped = inner
    state = getattr(getattr(wrapped, "_connection", None), "_h11_state", None)
    if state is not None:
        response.stream = _Alone(response.stream, state)


class _Alone(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body after which nothing may follow."""

    def __init__(self, body: Any, state: Any) -> None:
        self._body = body
        self._state = state

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._body)

    def _refuse(self) -> None:
        if self._state.trailing_data[0]:
            self._state.send_failed()  # what failed is not used again

    def close(self) -> None:
        self._refuse()
        self._body.close()

    async def aclose(self) -> None:
        self._refuse()
        await self._body.aclose()


def _translate(problem: Exception) -> tuple[type[TransportError], str, bool | None]:
    """Say what an httpx2 exception means, and whether bytes may have left.

    None instead stands for a request that no server could be sent.
    """
    words = str(problem) or type(problem).__name__
    if isinstance(problem, httpx2.ConnectTimeout):
        return RequestTimeout, f"no connection in time: {words}", False
    if isinstance(problem, httpx2.PoolTimeout):
        return RequestTimeout, "no connection of the pool came free in time", False
    if isinstance(problem, httpx2.TimeoutException):
        return RequestTimeout, f"no answer in time: {words}", True
    if isinstance(
        problem,
        httpx2.LocalProtocolError
        | httpx2.UnsupportedProtocol
        | httpx2.InvalidURL
        | UnicodeError  # of a host's name
        | FileCutShort,
    ):
        return TransportError, f"the request cannot be sent: {words}", None
    if isinstance(problem, httpx2.DecodingError):
        return TransportError, f"the answer cannot be decompressed: {words}", True
    if untrusted(problem):
        return ConnectFailed, f"its certificate cannot be verified: {words}", None
    if isinstance(problem, httpx2.ConnectError | httpx2.ProxyError):
        return ConnectFailed, f"no connection: {words}", False
    return TransportError, f"the connection broke: {words}", True


def untrusted(problem: BaseException | None) -> bool:
    """Tell whether it was a certificate that kept a connection from being made."""
    import ssl

    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def _is_url(text: str) -> bool:
    try:
        httpx2.URL(text)
    except httpx2.InvalidURL:
        return False
    return True


class _HideSecrets(logging.Filter):
    """Takes secrets and what drives a terminal out of what httpx2 logs."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(self._shown, record.args))
        return True

    def _shown(self, value: Any) -> Any:
        if isinstance(value, httpx2.URL):
            # Still a URL: the filter of another client's package comes after this one.
            return httpx2.URL(redact_url(str(value), self.names))
        return shown(value) if isinstance(value, str) else value


_HIDE_SECRETS = _HideSecrets()


def _hide_secrets(api: ApiConfig) -> None:
    """Keep what is secret in URLs out of httpx2's own log."""
    key = api.auth.api_key
    if key is not None and key.place == "query":
        _HIDE_SECRETS.names.add(key.name.lower())
    logging.getLogger("httpx2").addFilter(_HIDE_SECRETS)
