"""Where sockets are touched: requests, answers, renewals, pools; and the sync client's way.

Steps that wait are generators: they yield what came of waiting, or in async transports what is
to be awaited, and are sent the outcome. So each is written once.

With a deadline a sync request is sent from a thread of its own (:func:`~.responses.in_time`).
A renewal of a token is one for all threads and tasks that need it, since many servers take a
refresh token once.
"""

from __future__ import annotations

import inspect
import logging
import os
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from copy import copy
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from msgspec import Struct

from .. import auth
from ..auth import Renewal, TokenRequest, TokenSource
from ..calls.requests import FileCutShort, Payload, Streamed
from ..config import ApiConfig
from ..errors import ApiError, ConnectFailed, OAuthError
from ..options import join_headers
from . import Pause, responses
from .redaction import Secret, redact_text, redact_url, secret_names, shown
from .responses import RawResponse, TooLong

T = TypeVar("T")
Steps = Generator[Any, Any, T]

# What comes of a request that could not be sent, or got no answer.
_UNSENT = (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, FileCutShort, TooLong)
_TOKEN_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
_TOKEN_SECONDS = 60.0
_TOKEN_BYTES = 1024 * 1024
_POOL = ("transport", "limits", "verify")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_HEEDED = ("SSL_CERT_DIR", "SSL_CERT_FILE", "SSLKEYLOGFILE", *_PROXIES)


class Send(Struct):
    """A request on its way."""

    request: httpx2.Request
    own: bool  # to our own server, so the http client's own auth may apply
    until: float | None  # when the whole call must be over (``time.monotonic``)
    most: int | None  # bytes of the answer that are read
    stream: bool = False  # an answer of success is wanted open, its body not read


class Http:
    """What both transports do alike.

    What waits is left to them: it gives its outcome, or in the async one an awaitable.

    Attributes:
        owned: The httpx2 client is ours to close.
        heeds: It goes by the proxies that the environment names.
        transfer: Sends a request; gives an error, or response, content, and whether that is
            whole.
        authorize: Gets another token than the one that was refused, if any, or gives
            :class:`TooLong` at a moment. A renewal is waited for no longer, but not cut short
            either, or a refresh token might be lost.
    """

    transfer: Callable[[Send], Any]
    authorize: Callable[[Secret | None, float | None], Any]
    sleep: Callable[[float], Any]
    drop: Callable[[httpx2.Response], Any]
    _read: Callable[[Send, httpx2.Response, list[bytes]], Any]
    _wait: Callable[[Renewal, float | None], Any]

    def __init__(
        self, api: ApiConfig, source: TokenSource, client: Any, owned: bool
    ) -> None:
        self.api = api
        self.source = source
        self.owned = owned
        self.heeds = False
        self.logger = logging.getLogger(api.logger_name)
        self.secrets = secret_names(api)
        _SECRETS.update(self.secrets)
        self._client = client
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",  # what bodies can undo
            "User-Agent": f"{api.name.lower()}-python/{api.package_version}",
        }
        if owned:
            # Those of a client of our own are put together once.
            client.headers.update(self._headers)
            # Who logs in next through this client must not be the one before.
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))

    def proxy_of(self, url: str) -> str:
        """Return the variable whose proxy a URL is asked by way of; empty for none."""
        parts = urlsplit(url)
        if not self.heeds or proxy_bypass(parts.hostname or ""):
            return ""
        mine = (f"{parts.scheme.upper()}_PROXY", "ALL_PROXY")
        given = {n.upper(): n for n in os.environ if os.environ[n]}
        return next((given[name] for name in mine if name in given), "")

    def _chunks(self, body: Streamed) -> Any:
        return body

    def _outcome(self, awaitable: Any) -> Any:
        return awaitable

    def build(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        payload: Payload | None,
        timeouts: Mapping[str, float | None],
        own: bool,
    ) -> httpx2.Request:
        """Make a request; to another server than ours, nothing of the client's is added."""
        extensions = {"timeout": timeouts}
        if not own or not self.owned:
            headers = join_headers(self._headers, headers)
        if not own:
            return httpx2.Request(method, url, headers=headers, extensions=extensions)
        content: Any = None if payload is None else payload.content
        if content is not None and not isinstance(content, bytes):
            if content.size is not None:  # without a length httpx2 sends chunks
                headers = join_headers(headers, {"Content-Length": str(content.size)})
            content = self._chunks(content)
        more: Any = {"headers": headers or None, "content": content}
        more["extensions"] = extensions
        request: httpx2.Request = self._client.build_request(method, url, **more)
        return request

    def _send(self, send: Send) -> Steps[Any]:
        how: Any = {"stream": True, "follow_redirects": False}
        how["auth"] = httpx2.USE_CLIENT_DEFAULT if send.own else None
        try:
            response = yield self._client.send(send.request, **how)
        except _UNSENT as problem:
            return problem
        responses.refuse_leftovers(response)
        if send.stream and response.is_success:
            return response, b"", True
        chunks: list[bytes] = []
        try:
            yield self._read(send, response, chunks)
        except (httpx2.HTTPError, TooLong) as problem:
            if response.is_success:
                return problem
            # What a failure says is in its status: that counts, also with its words cut off.
            return response, b"".join(chunks)[: send.most], False
        finally:
            yield self.drop(response)
        return response, b"".join(chunks), True

    def _ask(self, wanted: TokenRequest) -> Steps[RawResponse | Exception]:
        """Send a request for tokens, within bounds of time and size."""
        headers = {"Content-Type": wanted.content_type, "Accept": "application/json"}
        request = httpx2.Request(
            "POST",
            wanted.url,
            headers=headers,
            content=wanted.content.reveal().encode(),
            extensions={"timeout": _TOKEN_TIMEOUT.as_dict()},
        )
        until = time.monotonic() + _TOKEN_SECONDS
        result = yield self.transfer(Send(request, False, until, _TOKEN_BYTES))
        if isinstance(result, Exception):
            return result
        return RawResponse(self.api, result[0], result[1], "POST", "")

    def _renew_for_all(
        self, rejected: Secret | None, until: float | None
    ) -> Steps[Secret | TooLong | None]:
        """Get another token than one that was refused, or wait for who is just getting one."""
        while True:
            renewal, own = self.source.join()
            outcome: Any = None
            if own:
                try:
                    outcome = yield from self._renew(rejected, until)
                    return outcome  # type: ignore[no-any-return]  # a token, or TooLong
                except Exception as error:
                    outcome = error
                    raise
                finally:
                    # Others may have more time than this call.
                    late = isinstance(outcome, TooLong)
                    self.source.end(renewal, None if late else outcome)
            outcome = yield self._wait(renewal, until)
            if isinstance(outcome, TooLong):
                return outcome
            if isinstance(outcome, Exception):
                # The traceback belongs to whoever raises it.
                raise copy(outcome) if isinstance(outcome, ApiError) else outcome
            if outcome is not None and outcome != rejected:
                return outcome  # type: ignore[no-any-return]  # a token

    def _renew(
        self, rejected: Secret | None, until: float | None
    ) -> Steps[Secret | TooLong | None]:
        current = self.source.current()
        if current is not None and current != rejected:
            return current  # somebody else was faster
        return (yield from self.lead(self.source.renew(rejected), until))  # type: ignore[no-any-return]  # a token, or TooLong

    def lead(self, steps: Any, until: float | None = None) -> Steps[Any]:
        """Do what the steps of a token source ask for; no pause outlasts a moment."""
        try:
            # What is sent is in no variable: it may be the token itself.
            wanted = next(steps)
            while True:
                if isinstance(wanted, TokenRequest):
                    wanted = steps.send((yield from self._ask(wanted)))
                elif not isinstance(wanted, Pause):
                    wanted = steps.send((yield self._outcome(wanted)))
                elif until is not None and time.monotonic() + wanted.seconds >= until:
                    return TooLong()  # nothing is on its way: whoever is next goes on
                else:
                    wanted = steps.send((yield self.sleep(wanted.seconds)))
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()


class SyncTransport(Http):
    """Does what a conversation asks for, blocking."""

    def run(self, steps: Steps[T]) -> T:
        """Lead steps to their end: what they yield has been done."""
        try:
            # Through a list: a variable's value would be shown with a traceback.
            passed = [next(steps)]
            while True:
                passed.append(steps.send(passed.pop()))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns

    def transfer(self, send: Send) -> Any:
        """Send a request; see :meth:`Http.transfer`."""
        steps, until, body = self._send(send), send.until, send.request.stream
        if until is None:
            return self.run(steps)
        if not isinstance(body, httpx2.ByteStream) and isinstance(body, Iterable):
            send.request.stream = _UntilThen(body, until)
        try:
            return responses.in_time(lambda: self.run(steps), until, self._drop_late)
        except responses.DeadlinePassed:
            return TooLong()

    def _drop_late(self, result: Any) -> None:
        if not isinstance(result, Exception):
            self.drop(result[0])

    def _read(self, send: Send, response: httpx2.Response, chunks: list[bytes]) -> None:
        for piece in responses.pieces(response, send.most):
            chunks.append(piece)
            if send.until is not None and time.monotonic() > send.until:
                raise TooLong

    def authorize(self, rejected: Secret | None, until: float | None) -> Any:
        """Get a token; see :meth:`Http.authorize`."""
        source = self.source
        inside = source.inside()
        if inside is not None:
            return inside
        renew = self._renew_for_all if source.shared else self._renew
        # Closed also when interrupted between two steps: others wait for its end.
        with closing(renew(rejected, until)) as steps:
            return self.run(steps)

    def _wait(self, renewal: Renewal, until: float | None) -> Any:
        left = auth.PATIENCE if until is None else until - time.monotonic()
        try:
            return renewal.result(max(0.0, min(left, threading.TIMEOUT_MAX)))
        except TimeoutError:
            return never_ended() if until is None else TooLong()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def drop(self, response: httpx2.Response) -> None:
        """Close an open answer."""
        response.close()

    def _outcome(self, awaitable: Any) -> Any:
        if inspect.iscoroutine(awaitable):
            awaitable.close()
        raise auth.cannot_await(self.source)

    def close(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            self._client.close()


class _UntilThen(httpx2.SyncByteStream):
    """A body of which no more is read once its call has been left."""

    def __init__(self, chunks: Iterable[bytes], until: float) -> None:
        self._chunks = chunks
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            yield chunk
            if time.monotonic() > self._until:
                raise TooLong


def make_sync(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> SyncTransport:
    """Make the transport of a sync client from its options."""
    auth.refuse_async(source)
    way = SyncTransport(api, source, *choose_client(httpx2.Client, options))
    way.heeds = heeds(options)
    return way


def heeds(options: Mapping[str, Any]) -> bool:
    """Tell whether connections are made as the environment says."""
    return options.get("http_client") is None and options.get("transport") is None


def never_ended() -> OAuthError:
    """Make the error for a renewal of somebody else's that does not end."""
    return OAuthError(
        f"another thread or event loop has been renewing the token for {auth.PATIENCE:.0f} s"
        " and is not done; does its loop still run?"
    )


def choose_client(kind: type[Any], options: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return the caller's httpx2 client or a new one, and whether it is ours to close."""
    client = options.get("http_client")
    if client is not None:
        if not isinstance(client, kind):
            raise TypeError(
                f"http_client: expected an httpx2.{kind.__name__}, got {client!r}"
            )
        return client, False
    given = {name: options[name] for name in _POOL if name in options}
    if "verify" in given:
        given["verify"] = _verify(given["verify"])
    try:
        if "transport" not in given:
            _check_environment("verify" in given)
        return kind(follow_redirects=False, **given), True
    except (OSError, ImportError, ValueError, httpx2.InvalidURL) as problem:
        reason = redact_text(str(problem))
    # httpx2 heeds the environment, but does not say that it is at fault.
    heeded = [name for name in os.environ if name.upper() in _HEEDED]
    named = f" with {', '.join(heeded)}" if heeded else ""
    raise ConnectFailed(f"no connection can be made{named}: {reason}")


def _check_environment(verifies: bool) -> None:
    """Refuse what httpx2 would take, and no connection could be made with."""
    folder = os.environ.get("SSL_CERT_DIR")
    if folder and not verifies:
        os.stat(folder)  # names what is missing
    proxies = getproxies()
    proxies.pop("no", None)
    for proxy in proxies.values():
        parts = urlsplit(proxy if "://" in proxy else f"//{proxy}")
        host, _ = parts.hostname, parts.port  # which raises where it is none
        if not host:
            raise ValueError(f"{redact_text(proxy)!r} names no host")


def _verify(value: Any) -> Any:
    """Return what httpx2 takes; the name of a file is deprecated there."""
    if isinstance(value, bool | ssl.SSLContext):
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
        raise ConnectFailed(
            f"verify: no CA certificates can be read from {path!r}: {problem}"
        ) from None


_SECRETS: set[str] = set()  # names of parameters, of all APIs


def _hide_secrets(record: logging.LogRecord) -> bool:
    """Take secrets and what drives a terminal out of what httpx2 logs."""

    def hidden(value: Any) -> Any:
        if isinstance(value, httpx2.URL):
            text = redact_url(str(value), _SECRETS)
            try:
                # Still a URL: the filter of another package's client may come next.
                return httpx2.URL(text)
            except httpx2.InvalidURL:  # hiding made it too long for one
                return text
        return shown(value) if isinstance(value, str) else value

    if isinstance(record.args, tuple):
        record.args = tuple(map(hidden, record.args))
    return True


logging.getLogger("httpx2").addFilter(_hide_secrets)
