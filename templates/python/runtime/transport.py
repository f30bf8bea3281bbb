"""Where sockets are touched: what sync and async share, and the sync half."""

from __future__ import annotations

import inspect
import logging
import os
import threading
import time
from collections.abc import Generator, Mapping
from typing import Any

import httpx2

from .auth import Renewal, TokenRequest, TokenSource, cannot_await, refuse_async
from .config import ApiConfig
from .errors import (
    ApiError,
    ConnectFailed,
    OAuthError,
    RequestTimeout,
    TransportError,
)
from .exchange import (
    Action,
    Authorize,
    Call,
    Drop,
    Pause,
    Send,
    TooLong,
    converse,
    make_kit,
)
from .redaction import Secret, redact_url
from .requests import Payload
from .responses import RawResponse
from .uploads import FileCutShort, Multipart

__all__ = ["SyncTransport", "make_sync"]

_TOKEN_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
_TOKEN_BYTES = 1024 * 1024
# Seconds that a shared renewal is waited for at most: those of a few slow answers.
PATIENCE = 300.0


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


def check_bounds(send: Send, size: int) -> None:
    """Stop an answer that is too large or too late."""
    if send.max_bytes is not None and size > send.max_bytes:
        raise TooLong
    if send.until is not None and time.monotonic() > send.until:
        raise TooLong


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
            headers = {**base, **headers, **more}
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
        headers = {**self._headers, **headers}
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


def for_another(error: Exception) -> Exception:
    """Return the error of a shared renewal for one of those who waited for it."""
    if not isinstance(error, ApiError):
        return error
    from copy import copy

    return copy(error)  # the traceback belongs to whoever raises it


def never_ended() -> OAuthError:
    """Make the error for a renewal of somebody else's that does not end."""
    return OAuthError(
        f"another thread or event loop has been renewing the token for {PATIENCE:.0f} s"
        " and is not done; does its loop still run?"
    )


def _outlasts(pause: Pause, until: float | None) -> bool:
    return until is not None and time.monotonic() + pause.seconds >= until


def _base_headers(api: ApiConfig) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "User-Agent": f"{api.name.lower()}-python/{api.package_version}",
    }


def _drop(result: Any) -> None:
    """Close an answer that came when its call was over."""
    if not isinstance(result, Exception):
        result[0].close()


class SyncTransport(Http):
    """Does what a conversation asks for, blocking."""

    def call(self, call: Call) -> Any:
        """Lead one call to its end; see :func:`~.exchange.converse`."""
        talk = converse(self.kit, call)
        try:
            action = next(talk)
            while True:
                try:
                    result = self._act(action)
                except Exception as error:
                    action = talk.throw(error)
                else:
                    action = talk.send(result)
        except StopIteration as stop:
            return stop.value
        finally:
            talk.close()

    def _act(self, action: Action) -> Any:
        if isinstance(action, Send):
            return self._transfer(action)
        if isinstance(action, Pause):
            return time.sleep(action.seconds)
        if isinstance(action, Drop):
            return action.response.close()
        return self._authorize(action)

    def _transfer(self, send: Send) -> Any:
        if send.until is None:
            return self._exchange(send)
        from .deadlines import DeadlinePassed, in_time

        try:
            return in_time(lambda: self._exchange(send), send.until, _drop)
        except DeadlinePassed:
            return TooLong()

    def _exchange(self, send: Send) -> Any:
        auth: Any = {} if send.own else {"auth": None}
        try:
            response = self._client.send(
                send.request, stream=True, follow_redirects=False, **auth
            )
        except (
            httpx2.HTTPError,
            httpx2.InvalidURL,
            UnicodeError,
            FileCutShort,
        ) as problem:
            return problem
        if send.stream and response.is_success:
            return response, b""
        try:
            if read_whole(send, response):
                return response, response.read()
            from .decompression import pieces

            chunks = []
            size = 0
            for chunk in pieces(response):
                size += len(chunk)
                check_bounds(send, size)
                chunks.append(chunk)
            return response, b"".join(chunks)
        except (httpx2.HTTPError, TooLong) as problem:
            return problem
        finally:
            response.close()

    def _authorize(self, action: Authorize) -> Secret | TooLong | None:
        source = self.source
        inside = source.inside()
        if inside is not None:
            return inside
        ahead = source.renewal
        lock = source.lock
        if not lock.acquire(timeout=self._patience(action.until)):
            if action.until is None:
                raise never_ended()
            return TooLong()
        try:
            current = source.current()
            if current is not None and current != action.rejected:
                return current  # another thread was faster
            if ahead is not None and ahead.error is not None:
                raise for_another(ahead.error)
            return self._renew(action)
        finally:
            lock.release()

    def _patience(self, until: float | None) -> float:
        """Return the seconds to wait for another's renewal; -1 is for ever."""
        if until is None:
            return PATIENCE if self.source.shared else -1.0
        return min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX)

    def _renew(self, action: Authorize) -> Secret | TooLong | None:
        source = self.source
        renewal = Renewal() if source.shared else None
        if renewal is not None:
            source.renewal = renewal
        steps: Generator[Any, Any, Secret | None] = source.renew(action.rejected)
        try:
            wanted = next(steps)
            while True:
                if isinstance(wanted, Pause) and _outlasts(wanted, action.until):
                    return TooLong()  # nothing is on its way: whoever is next goes on
                wanted = steps.send(self._step(wanted))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns
        except Exception as error:
            if renewal is not None:
                renewal.error = error
            raise
        finally:
            if renewal is not None:
                source.renewal = None
            steps.close()

    def _step(self, wanted: Any) -> Any:
        """Do what a token source asks for."""
        if isinstance(wanted, TokenRequest):
            send = self.token_send(self.token_request(wanted))
            return token_answer(self.kit.api, self._transfer(send))
        if isinstance(wanted, Pause):
            return time.sleep(wanted.seconds)
        if inspect.iscoroutine(wanted):
            wanted.close()
        raise cannot_await(self.source)

    def close(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            self._client.close()


def make_sync(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> SyncTransport:
    """Make the transport of a sync client from its options."""
    refuse_async(source)
    client = options.get("http_client")
    if client is not None:
        if not isinstance(client, httpx2.Client):
            raise TypeError(f"http_client: expected an httpx2.Client, got {client!r}")
        return SyncTransport(api, source, client, owned=False)
    made = httpx2.Client(**pool_options(options))
    return SyncTransport(api, source, made, owned=True)


_POOL = ("transport", "limits", "verify")


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
