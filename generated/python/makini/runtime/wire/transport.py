"""Where sockets are touched: what both transports do alike on httpx2's side, and the sync one.

With a deadline a blocking request is sent from a thread (:func:`~.bodies.in_time`).
"""

from __future__ import annotations

import inspect
import logging
import os
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from importlib import import_module
from typing import Any
from urllib.request import getproxies

import httpx2

from ..auth.renewals import PATIENCE, Renewal, for_another, never_ended, outlasts
from ..auth.sources import TokenRequest, TokenSource, cannot_await, refuse_async
from ..calls.requests import Payload
from ..calls.uploads import FileCutShort, Multipart
from ..config import ApiConfig
from ..errors import ConnectFailed
from ..options import join_headers
from .actions import Action, Authorize, Drop, Pause, Send, TooLong
from .bodies import DeadlinePassed, in_time, pieces, refuse_leftovers
from .exchange import Call, Kit, converse
from .redaction import Secret, redact_text, redact_url, secret_names, shown
from .responses import RawResponse

# What comes of a request that could not be sent, or got no answer.
UNSENT = (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, FileCutShort, TooLong)

_TOKEN_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
_TOKEN_SECONDS = 60.0
_TOKEN_BYTES = 1024 * 1024
_POOL = ("transport", "limits", "verify")


class Http:
    """What both transports share: making requests."""

    def __init__(
        self, api: ApiConfig, source: TokenSource, client: Any, owned: bool
    ) -> None:
        self.source = source
        self.owned = owned
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
        secrets = secret_names(api)
        _SECRETS.update(secrets)
        logger = logging.getLogger(api.logger_name)
        self.kit = Kit(api, source, self._build, logger, secrets)

    def _build(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        payload: Payload | None,
        timeouts: Mapping[str, float | None],
        own: bool,
    ) -> httpx2.Request:
        extensions = {"timeout": timeouts}
        if not own or not self.owned:
            headers = join_headers(self._headers, headers)
        if not own:
            return httpx2.Request(method, url, headers=headers, extensions=extensions)
        content: Any = None if payload is None else payload.content
        if isinstance(content, Multipart):
            if content.size is not None:  # without a length httpx2 sends chunks
                headers = join_headers(headers, {"Content-Length": str(content.size)})
            content = self._chunks(content)
        request: httpx2.Request = self._client.build_request(
            method,
            url,
            headers=headers or None,
            content=content,
            extensions=extensions,
        )
        return request

    def _chunks(self, body: Multipart) -> Any:
        return body

    def _token_send(self, wanted: TokenRequest) -> Send:
        """Return the request for a token, within bounds of time and size."""
        headers = {"Content-Type": wanted.content_type, "Accept": "application/json"}
        request = httpx2.Request(
            "POST",
            wanted.url,
            headers=headers,
            content=wanted.content.reveal().encode(),
            extensions={"timeout": _TOKEN_TIMEOUT.as_dict()},
        )
        return Send(request, False, time.monotonic() + _TOKEN_SECONDS, _TOKEN_BYTES)

    def _token_answer(self, result: Any) -> RawResponse | Exception:
        """Turn what came of it into what a token source takes."""
        if isinstance(result, Exception):
            return result
        response, content, _ = result
        return RawResponse(self.kit.api, response, content, "POST", "")


class SyncTransport(Http):
    """Does what a conversation asks for, blocking."""

    def call(self, call: Call) -> Any:
        """Lead one call to its end; see :func:`~.exchange.converse`."""
        if call.payload is not None and isinstance(call.payload.content, Multipart):
            call.payload.content.refuse_awaiting()
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
        body = send.request.stream
        if not isinstance(body, httpx2.ByteStream) and isinstance(body, Iterable):
            send.request.stream = _UntilThen(body, send.until)
        try:
            return in_time(lambda: self._exchange(send), send.until, _drop)
        except DeadlinePassed:
            return TooLong()

    def _exchange(self, send: Send) -> Any:
        auth = httpx2.USE_CLIENT_DEFAULT if send.own else None
        try:
            response = self._client.send(
                send.request, stream=True, follow_redirects=False, auth=auth
            )
        except UNSENT as problem:
            return problem
        refuse_leftovers(response)
        if send.stream and response.is_success:
            return response, b"", True
        chunks: list[bytes] = []
        try:
            for piece in pieces(response, send.max_bytes):
                chunks.append(piece)
                if send.until is not None and time.monotonic() > send.until:
                    raise TooLong
        except (httpx2.HTTPError, TooLong) as problem:
            if response.is_success:
                return problem
            # What a failure says is in its status: that counts, also with its words cut off.
            return response, b"".join(chunks)[: send.max_bytes], False
        finally:
            response.close()
        return response, b"".join(chunks), True

    def _authorize(self, action: Authorize) -> Secret | TooLong | None:
        source, until = self.source, action.until
        inside = source.inside()
        if inside is not None:
            return inside
        ahead = source.renewal if source.shared else None
        if until is not None:
            patience = min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX)
        else:
            patience = PATIENCE if source.shared else -1  # for ever
        if not source.lock.acquire(timeout=patience):
            if until is None:
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
            source.lock.release()

    def _renew(self, action: Authorize) -> Secret | TooLong | None:
        source = self.source
        source.renewal = renewal = Renewal()
        steps: Generator[Any, Any, Secret | None] = source.renew(action.rejected)
        try:
            wanted = next(steps)
            while True:
                if isinstance(wanted, Pause) and outlasts(wanted, action.until):
                    return TooLong()  # nothing is on its way: whoever is next goes on
                wanted = steps.send(self._step(wanted))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # what the generator returns
        except Exception as error:
            renewal.error = error
            raise
        finally:
            source.renewal = None
            steps.close()

    def _step(self, wanted: Any) -> Any:
        """Do what a token source asks for."""
        if isinstance(wanted, TokenRequest):
            return self.ask(wanted)
        if isinstance(wanted, Pause):
            return time.sleep(wanted.seconds)
        if inspect.iscoroutine(wanted):
            wanted.close()
        raise cannot_await(self.source)

    def ask(self, wanted: TokenRequest) -> RawResponse | Exception:
        """Send a request for tokens."""
        return self._token_answer(self._transfer(self._token_send(wanted)))

    def close(self) -> None:
        """Close all connections that this package opened."""
        if self.owned:
            self._client.close()


def make_sync(
    api: ApiConfig, source: TokenSource, options: Mapping[str, Any]
) -> SyncTransport:
    """Make the transport of a sync client from its options."""
    refuse_async(source)
    return SyncTransport(api, source, *choose_client(httpx2.Client, options))


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


def _drop(result: Any) -> None:
    """Close an answer that came when its call was over."""
    if not isinstance(result, Exception):
        result[0].close()


def choose_client(
    kind: Callable[..., Any], options: Mapping[str, Any]
) -> tuple[Any, bool]:
    """Return the caller's httpx2 client or a new one, and whether it is ours to close.

    Raises:
        TypeError: ``http_client`` is of another kind, or ``verify`` is nothing that says
            what to trust.
        ConnectFailed: It names a file without certificates, or a variable of the
            environment asks for what cannot work.
    """
    client = options.get("http_client")
    if client is not None:
        if not isinstance(client, kind):  # type: ignore[arg-type]  # a class
            raise TypeError(
                f"http_client: expected an httpx2.{kind.__name__}, got {client!r}"
            )
        return client, False
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
    return kind(follow_redirects=False, **given), True


def _check_proxies() -> None:
    """Refuse proxies of the environment that no connection could go through."""
    found = getproxies()
    if "*" in [host.strip() for host in found.get("no", "").split(",")]:
        return
    for scheme in ("http", "https", "all"):
        url = found.get(scheme)
        if not url:
            continue
        try:
            proxy = httpx2.Proxy(url if "://" in url else f"http://{url}")
            if not proxy.url.host:
                raise ValueError("it names no host")
            if proxy.url.scheme.startswith("socks"):
                import_module("socksio")
        except ImportError:
            wrong = "SOCKS needs the package socksio: pip install 'httpx2[socks]'"
        except (ValueError, httpx2.InvalidURL) as problem:
            wrong = redact_text(str(problem))
        else:
            continue
        name = f"{scheme}_proxy"
        name = name if name in os.environ else name.upper()
        raise ConnectFailed(f"{name}: no proxy can be reached by what it says: {wrong}")


def _verify(value: Any, name: str) -> Any:
    """Return what httpx2 takes; the name of a file is deprecated there."""
    if isinstance(value, bool | ssl.SSLContext):
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


_SECRETS: set[str] = set()  # names of parameters, of all APIs


def _hide_secrets(record: logging.LogRecord) -> bool:
    """Take secrets and what drives a terminal out of what httpx2 logs."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            (
                redact_url(str(value), _SECRETS)
                if isinstance(value, httpx2.URL)
                else shown(value) if isinstance(value, str) else value
            )
            for value in record.args
        )
    return True


logging.getLogger("httpx2").addFilter(_hide_secrets)
