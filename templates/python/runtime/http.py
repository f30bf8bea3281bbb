"""What both transports do alike on httpx2's side: requests, pools, limits, its errors."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx2

from .actions import Send, TooLong
from .auth import TokenRequest, TokenSource
from .config import ApiConfig
from .errors import ConnectFailed, RequestTimeout, TransportError
from .exchange import make_kit
from .options import join_headers
from .redaction import redact_url
from .requests import Payload
from .responses import RawResponse
from .uploads import FileCutShort, Multipart

__all__ = [
    "Http",
    "check_bounds",
    "pool_options",
    "read_whole",
    "settled",
    "token_answer",
]

_TOKEN_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
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

    def _chunks(self, body: Multipart) -> Any:
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
        return Send(request, False, time.monotonic() + 60, _TOKEN_BYTES, False)


def token_answer(api: ApiConfig, result: Any) -> RawResponse | Exception:
    """Turn what a :class:`Send` gave into what a token source takes."""
    if isinstance(result, Exception):
        return result
    response, content = result
    return RawResponse(api, response, content, "POST", "")


def _base_headers(api: ApiConfig) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "User-Agent": f"{api.name.lower()}-python/{api.package_version}",
    }


def pool_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a connection pool is made from.

    Raises:
        TypeError: ``verify`` is nothing that says what to trust.
        ValueError: It names a file without certificates.
    """
    given = {name: options[name] for name in _POOL if name in options}
    if "verify" in given:
        given["verify"] = _verify(given["verify"])
    return {"follow_redirects": False, **given}


def _verify(value: Any) -> Any:
    """Return what httpx2 takes; the name of a file is deprecated there."""
    if isinstance(value, bool):
        return value
    import ssl

    if isinstance(value, ssl.SSLContext):
        return value
    if not isinstance(value, str | os.PathLike):
        raise TypeError(
            "verify: expected an ssl.SSLContext, the path of a CA file or folder, True or"
            f" False, got {value!r}"
        )
    path = os.fspath(value)
    try:
        os.stat(path)  # names what is missing; OpenSSL does not
        if os.path.isdir(path):
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as problem:
        raise ValueError(
            f"verify: no CA certificates can be read from {path!r}: {problem}"
        ) from problem


def read_whole(send: Send, response: httpx2.Response) -> bool:
    """Tell whether a body is known to be small enough to be read in one go."""
    if send.until is not None:
        return False
    length = b""
    for name, value in response.headers.raw:
        name = name.lower()
        if name == b"content-encoding":
            return False
        if name == b"content-length":
            length = value
    if send.max_bytes is None:
        return True
    return length.isdigit() and int(length[:18]) <= send.max_bytes


def settled(problem: Exception, response: httpx2.Response) -> Any:
    """Say what a body that cannot be read makes of an answer.

    What a failure says is in its status: that counts, also when its words are cut off.
    """
    if response.is_error and not isinstance(problem, TooLong):
        return response, b""
    return problem


def check_bounds(send: Send, size: int) -> None:
    """Stop an answer that is too large or too late."""
    if send.max_bytes is not None and size > send.max_bytes:
        raise TooLong
    if send.until is not None and time.monotonic() > send.until:
        raise TooLong


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
    if isinstance(problem, httpx2.ConnectError | httpx2.ProxyError):
        return ConnectFailed, f"no connection: {words}", False
    return TransportError, f"the connection broke: {words}", True


def _is_url(text: str) -> bool:
    try:
        httpx2.URL(text)
    except httpx2.InvalidURL:
        return False
    return True


class _HideSecrets(logging.Filter):
    """Takes secrets out of the URLs that httpx2 logs."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                redact_url(str(x), self.names) if isinstance(x, httpx2.URL) else x
                for x in record.args
            )
        return True


_HIDE_SECRETS = _HideSecrets()


def _hide_secrets(api: ApiConfig) -> None:
    """Keep what is secret in URLs out of httpx2's own log."""
    key = api.auth.api_key
    if key is not None and key.place == "query":
        _HIDE_SECRETS.names.add(key.name.lower())
    logging.getLogger("httpx2").addFilter(_HIDE_SECRETS)
