"""One call from beginning to end: attempts, redirects, renewed tokens, errors.

:func:`converse` decides, and leaves to a transport what waits. It yields what comes of that: a
sync transport has done it by then and sends it back, an async one awaits it first.
"""

from __future__ import annotations

import json
import math
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpx2
from msgspec import Struct

from ..auth import apply_token, is_loopback, origin, trusted
from ..calls.requests import FileCutShort, Payload
from ..errors import (
    ApiError,
    ConnectFailed,
    DeadlineExceeded,
    RequestTimeout,
    ResponseTooLarge,
    TransportError,
    error_for_status,
)
from ..options import Settings, check_headers, join_headers
from . import RateLimit, parse_retry_after, responses
from .redaction import Secret, hide_secret, redact_headers, redact_text, redact_url
from .responses import RawResponse, TooLong
from .transport import Http, Send, Steps

# All that another host needs to know of a request that was meant for ours.
_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Where servers put their own words, in this order.
_WORDS = ("message", "error_description", "detail", "title", "error", "errors")
_SHOWN = 500  # characters of an error body in a message


class Call(Struct):
    """What is asked for, without credentials.

    Attributes:
        stream: The answer's body is not to be read; the open answer is returned.
        idempotent: Whether repeating does no harm; None: as the method says.
        fine: A status that is an answer besides those of success; 0 for none.
        errors: How failures say what they are; an ``Errors`` of :mod:`..calls.failures`.
    """

    operation: str
    method: str
    url: str
    settings: Settings
    payload: Payload | None = None
    headers: Mapping[str, str] = {}
    stream: bool = False
    idempotent: bool | None = None
    fine: int = 0
    errors: Any = None

    def __repr__(self) -> str:
        # Headers and body are the caller's secrets as often as not.
        return f"<Call {self.operation or self.method}>"


def converse(way: Http, call: Call) -> Steps[Any]:
    """Lead a call to its end.

    Returns:
        A :class:`RawResponse`; for a streamed call a pair of it and the open httpx2 response.
    """
    talk = _Talk(way, call)
    try:
        while True:
            talk.attempt += 1
            result = yield from talk.once()
            if not isinstance(result, _Failure):
                return result
            pause = talk.pause_after(result)
            if pause is None:
                raise result.error
            told = talk.shown, talk.attempt, result.error, pause
            _tell(call, "on_retry", responses.RetryEvent, call.method, *told)
            way.logger.info(
                "%s: attempt %d failed (%s), next in %.2f s",
                call.operation or call.method,
                talk.attempt,
                type(result.error).__name__,
                pause,
            )
            yield way.sleep(pause)
    except Exception as error:
        tell_error(call, talk.shown, error, talk.attempt)
        raise


def tell_error(call: Call, url: str, error: Exception, attempt: int) -> None:
    """Show the hooks what ended a call."""
    _tell(call, "on_error", responses.ErrorEvent, call.method, url, attempt, error)


def _tell(call: Call, name: str, event: Callable[..., Any], *facts: Any) -> None:
    for hooks in call.settings.hooks:
        hook = getattr(hooks, name)
        if hook is not None:
            hook(event(call.operation, *facts))


class _Failure(NamedTuple):
    """A failed attempt: what the caller gets unless a retry helps.

    Something may have reached the server, if ``sent``; None when repeating is pointless.
    """

    error: ApiError
    sent: bool | None


class _Talk:
    """One call's state over its attempts; redirects change method, URL and payload."""

    def __init__(self, way: Http, call: Call) -> None:
        self.way = way
        self.call = call
        self.attempt = 0
        self.renewed = False
        limit = call.settings.deadline
        self.until = None if limit is None else time.monotonic() + limit

    @property
    def shown(self) -> str:
        """The URL without secrets."""
        return redact_url(self.call.url, self.way.secrets)

    def once(self) -> Steps[Any]:
        """One attempt: follow redirects, renew a refused token once."""
        call, settings, source = self.call, self.call.settings, self.way.source
        self.method, self.url, self.payload = call.method, call.url, call.payload
        redirects = 0
        renewed: Secret | None = None
        while True:
            own = trusted(settings.base_url, self.url)
            takes = own and (settings.sent is None or settings.sent.token)
            token = None
            if takes:
                token = renewed or source.current()
                if token is None:
                    token = yield self.way.authorize(None, self.until)
            if isinstance(token, TooLong) or self._is_late():
                return self._late()
            if settings.rate_limit is not None:
                if not (yield from self._queue(settings.rate_limit)):
                    return self._late()
                if takes and renewed is None:
                    # The wait may have outlasted the token.
                    token = source.current() or token
            try:
                request = self._request(own, token)
            except httpx2.InvalidURL as problem:  # such as one that is too long
                return self._broken(problem, token)
            started = time.perf_counter()
            result = yield self.way.transfer(
                Send(request, own, self.until, settings.max_bytes, call.stream)
            )
            del request
            if isinstance(result, Exception):
                return self._broken(result, token)
            response, content, whole = result
            took = time.perf_counter() - started
            about = self.method, self.url, took, self.attempt
            raw = RawResponse(self.way.api, response, content, *about)
            try:
                responses.record(raw)
                if settings.hooks:
                    told = self.method, raw.url, self.attempt, raw
                    _tell(call, "after_response", responses.ResponseEvent, *told)
            except BaseException:
                if call.stream:
                    yield self.way.drop(response)
                raise
            status = raw.status
            if 200 <= status < 300 or status == call.fine:
                if call.stream:
                    return raw, response
                if call.errors is None or not call.errors.says(raw.content):
                    return raw
                return self._refused(raw, token, whole)
            may_renew = takes and source.renewable and _replayable(self.payload)
            if status == 401 and may_renew and not self.renewed:
                self.renewed = True
                renewed = yield self.way.authorize(token, self.until)
                if isinstance(renewed, TooLong):
                    return self._late()
                if renewed is not None and renewed != token:
                    continue
            if redirects == settings.max_redirects or not self._redirect(raw):
                return self._refused(raw, token, whole)
            redirects += 1

    def _queue(self, limit: RateLimit) -> Steps[bool]:
        """Wait for a slot; tell whether there is one before the deadline."""
        left = self._left()
        now = limit.now()
        slot = limit.reserve(math.inf if left is None else now + left)
        if slot is None:
            return False
        if slot > now:
            try:
                yield self.way.sleep(slot - now)
            except BaseException:
                # A call that is cancelled must not hold up those behind it.
                limit.give_back(slot)
                raise
        return True

    def _request(self, own: bool, token: Secret | None) -> httpx2.Request:
        call, payload, left = self.call, self.payload, self._left()
        headers = call.headers
        if payload is not None:
            headers = join_headers(headers, {"Content-Type": payload.content_type})
        if call.settings.hooks:
            changed, shown = dict(headers), redact_url(self.url, self.way.secrets)
            told = self.method, shown, self.attempt, changed
            _tell(call, "before_request", responses.RequestEvent, *told)
            headers = join_headers(check_headers(changed))
        if not own:
            headers = {k: v for k, v in headers.items() if k.lower() in _HARMLESS}
        limits = call.settings.timeouts
        if left is not None:
            limits = {
                phase: left if limit is None else min(limit, left)
                for phase, limit in limits.items()
            }
        build = self.way.build
        request = build(self.method, self.url, headers, payload, limits, own)
        apply_token(self.way.api, token, request)
        if own and call.settings.sent is not None:
            call.settings.sent.apply(request)
        return request

    def _hide(self, text: str, token: Secret | None) -> str:
        """Hide what this call proves who calls with, wherever it stands in a text."""
        sent = self.call.settings.sent
        for secret in (token, *(() if sent is None else sent.secrets)):
            text = hide_secret(text, secret)
        return text

    def _left(self) -> float | None:
        return None if self.until is None else max(0.001, self.until - time.monotonic())

    def _is_late(self) -> bool:
        return self.until is not None and time.monotonic() >= self.until

    def _late(self) -> _Failure:
        reason = f"not done within {self.call.settings.deadline} s"
        return _Failure(self._error(DeadlineExceeded, reason), None)

    def _error(self, kind: type[TransportError], reason: str) -> TransportError:
        call = self.call
        return kind(
            f"{call.operation or f'{call.method} {self.shown}'}: {reason}",
            method=call.method,
            url=self.shown,
            attempts=self.attempt,
            operation=call.operation,
        )

    def _broken(self, problem: Exception, token: Secret | None) -> _Failure:
        """Make the failure of a request that got no whole answer."""
        if isinstance(problem, TooLong):
            if self._is_late():
                return self._late()
            most = self.call.settings.max_bytes
            reason = f"the answer has more than {most} bytes (see max_bytes)"
            return _Failure(self._error(ResponseTooLarge, reason), None)
        found = next(each for each in _MEANINGS if isinstance(problem, each[0]))
        _, kind, sent, reason = found
        if untrusted(problem):
            kind, sent = ConnectFailed, None
            reason = "its certificate cannot be verified"
        elif sent is False and (proxy := self.way.proxy_of(self.url)):
            reason += f" by way of {proxy}"
        if self._is_late() and issubclass(kind, RequestTimeout):
            return self._late()
        words = f"{reason}: {str(problem) or type(problem).__name__}"
        error = self._error(kind, redact_text(self._hide(words, token)))
        # The frames of the cause hold the request's headers: only its words are kept, and
        # not even those when they quote the token.
        if self._hide(str(problem), token) == str(problem):
            error.__cause__ = problem.with_traceback(None)
            problem.__context__ = problem.__cause__ = None
        return _Failure(error, sent)

    def _redirect(self, raw: RawResponse) -> bool:
        """Go where an answer points to, if that may be followed."""
        settings, target = self.call.settings, raw.headers.get("location")
        if raw.status not in _REDIRECTS or not target:
            return False
        try:
            following = urljoin(self.url, target)
            scheme, host, _ = origin(following)
            httpx2.URL(following)
        except (ValueError, httpx2.InvalidURL):
            return False
        if scheme not in ("http", "https") or not host:
            return False
        if scheme == "http" and not (settings.allow_http or is_loopback(host)):
            return False
        if self.method in ("GET", "HEAD") or raw.status == 303:
            self.method = "HEAD" if self.method == "HEAD" else "GET"
            self.payload = None
        # Only these two promise that the method stays; and no body goes to another host.
        elif not (
            raw.status in (307, 308)
            and trusted(settings.base_url, following)
            and _replayable(self.call.payload)
        ):
            return False
        self.url = following
        return True

    def _refused(self, raw: RawResponse, token: Secret | None, whole: bool) -> _Failure:
        """Make the failure of an answer that means failure, without secrets."""
        operation, retries = self.call.operation, self.call.settings.retries
        errors = self.call.errors
        body, said = _said(raw)
        code, said = ("", said) if errors is None else errors.words(body, said)
        code = self._hide(code, token)
        # Before it is cut short, or half a token would stay.
        said = " ".join(redact_text(self._hide(said, token)).split())
        if len(said) > _SHOWN:
            said = f"{said[:_SHOWN]}..."
        reason = self._hide(raw.reason, token)
        request_id = self._hide(raw.request_id, token)
        message = f"{operation}: " if operation else ""
        message += f"{raw.status} {reason}".strip() + (f": {said}" if said else "")
        if code and code != said:
            message += f" [{code}]"
        sent = self.call.settings.sent
        if raw.status == 403 and sent is not None and sent.scopes:
            message += f" [needs {', '.join(sent.scopes)}]"
        if not whole:
            message += f" [only {len(raw.content)} bytes of the body could be read]"
        named = f", request {request_id}" if request_id else ""
        headers = {k.lower(): self._hide(v, token) for k, v in raw.headers.items()}
        error = error_for_status(raw.status)(
            f"{message} ({raw.method} {raw.url}{named})",
            status=raw.status,
            reason=reason,
            method=raw.method,
            url=raw.url,
            headers=redact_headers(headers, self.way.secrets),
            body=body,
            raw=raw.content,
            request_id=request_id,
            retry_after=parse_retry_after(raw.headers, time.time()),
            attempts=raw.attempts,
            operation=operation,
            code=code,
            detail=None if errors is None else errors.detail(body),
        )
        return _Failure(error, True if raw.status in retries.statuses else None)

    def pause_after(self, failure: _Failure) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up."""
        settings = self.call.settings
        if failure.sent is None or self.attempt > settings.retries.max_retries:
            return None
        safe = settings.idempotent
        if safe is None:
            said = True if settings.idempotency_key else self.call.idempotent
            safe = self.call.method in _IDEMPOTENT if said is None else said
        if (failure.sent and not safe) or not _replayable(self.call.payload):
            return None
        retry_after = getattr(failure.error, "retry_after", None)
        pause = settings.retries.pause(self.attempt, retry_after)
        left = self._left()
        # No use to wait for an attempt that has no time left.
        return None if left is not None and pause >= left else pause


def _replayable(payload: Payload | None) -> bool:
    return payload is None or payload.replayable


_UNSENDABLE = (
    httpx2.LocalProtocolError,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
    UnicodeError,  # of a host's name
    FileCutShort,
)
# What an exception means, and whether bytes may have left; None for a request that no server
# could be sent.
_MEANINGS: tuple[tuple[Any, type[TransportError], bool | None, str], ...] = (
    (httpx2.ConnectTimeout, RequestTimeout, False, "no connection in time"),
    (httpx2.PoolTimeout, RequestTimeout, False, "no connection came free in time"),
    (httpx2.TimeoutException, RequestTimeout, True, "no answer in time"),
    (_UNSENDABLE, TransportError, None, "the request cannot be sent"),
    (httpx2.DecodingError, TransportError, True, "the answer cannot be decompressed"),
    (httpx2.ConnectError, ConnectFailed, False, "no connection"),
    (httpx2.ProxyError, ConnectFailed, False, "no connection"),
    (Exception, TransportError, True, "the connection broke"),
)


def untrusted(problem: BaseException | None) -> bool:
    """Tell whether it was a certificate that kept a connection from being made."""
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def _said(raw: RawResponse) -> tuple[Any, str]:
    """Return the body of an error as far as it can be read, and the words in it."""
    body: Any = None
    try:
        body = raw.json()
        words = _words(body)
        if not isinstance(words, str):
            # As JSON: the patterns of redact_text know that.
            words = json.dumps(words, ensure_ascii=False, default=str)
    except ValueError:
        body = raw.text
        # An HTML page says nothing that fits on a line.
        words = "an HTML page" if body.lstrip()[:1] == "<" else body
    except RecursionError:
        words = "an answer nested too deeply"
    return body, words


def _words(body: Any) -> Any:
    """Find the server's own words in an error body of whatever shape."""
    for name in _WORDS if isinstance(body, dict) else ():
        value = body.get(name)
        if value and not isinstance(value, bool):
            return _words(value)
    return body or ""
