"""One call from beginning to end: attempts, redirects, renewed tokens, errors.

:func:`converse` decides and never touches a socket: it yields what must be done next and is
sent what came of it. The two transports (:mod:`.transport`) do it, each in its own way.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Generator, Mapping, MutableMapping
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct

from ..auth.sources import Pause, TokenSource, apply_token, is_loopback, origin, trusted
from ..calls.requests import Payload
from ..config import ApiConfig
from ..errors import (
    ApiError,
    DeadlineExceeded,
    RequestTimeout,
    ResponseTooLarge,
    TransportError,
    http_error,
)
from ..options import check_headers, join_headers
from .actions import Action, Authorize, Call, Drop, Send
from .decompression import TooLong
from .redaction import Secret, hide_secret, redact_text, redact_url, secret_names
from .responses import RawResponse, record
from .retries import RateLimit, parse_retry_after, safe_to_repeat

# All that another host needs to know of a request that was meant for ours.
_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Kit(Struct, frozen=True):
    """What conversations of one client share.

    Attributes:
        build: Makes an httpx2 request for our own server: method, url, headers, content,
            extensions.
        build_bare: The same for another host: nothing of the client's own is added.
        translate: Turns an httpx2 exception into one of ours and tells whether anything can
            have reached the server; None when repeating is pointless.
        is_url: Tells whether httpx2 can make a request for a URL.
    """

    api: ApiConfig
    source: TokenSource
    build: Callable[..., Any]
    build_bare: Callable[..., Any]
    translate: Callable[[Exception], tuple[type[TransportError], str, bool | None]]
    is_url: Callable[[str], bool]
    logger: logging.Logger
    secrets: frozenset[str] = frozenset()


def make_kit(
    api: ApiConfig,
    source: TokenSource,
    build: Callable[..., Any],
    build_bare: Callable[..., Any],
    translate: Callable[[Exception], tuple[type[TransportError], str, bool | None]],
    is_url: Callable[[str], bool],
) -> Kit:
    """Make a kit with the logger and the secret names of an API."""
    logger = logging.getLogger(api.logger_name)
    return Kit(
        api, source, build, build_bare, translate, is_url, logger, secret_names(api)
    )


def converse(kit: Kit, call: Call) -> Generator[Action, Any, Any]:
    """Lead a call to its end.

    Returns:
        A :class:`RawResponse`; for a streamed call a pair of it and the open httpx2 response.

    Raises:
        HttpError: The server answered with a failure, and repeating did not help.
        TransportError: No complete answer came.
    """
    attempt = 0
    talk = _Talk(kit, call)
    try:
        while True:
            attempt += 1
            talk.attempt = attempt
            result = yield from talk.once()
            if not isinstance(result, _Failure):
                return result
            pause = talk.pause_before_retry(result)
            if pause is None:
                raise result.error
            for hooks in call.settings.hooks:
                if hooks.on_retry is not None:
                    from .hooks import RetryEvent

                    hooks.on_retry(
                        RetryEvent(
                            call.operation,
                            call.method,
                            talk.shown,
                            result.error,
                            attempt,
                            pause,
                        )
                    )
            kit.logger.info(
                "%s: attempt %d failed (%s), next in %.2f s",
                call.operation or call.method,
                attempt,
                type(result.error).__name__,
                pause,
            )
            yield Pause(pause)
    except Exception as error:
        tell_error(call, talk.shown, error, attempt)
        raise


def tell_error(call: Call, url: str, error: Exception, attempt: int) -> None:
    """Show the hooks what ended a call."""
    for hooks in call.settings.hooks:
        if hooks.on_error is not None:
            from .hooks import ErrorEvent

            hooks.on_error(ErrorEvent(call.operation, call.method, url, error, attempt))


class _Failure(Struct, frozen=True):
    """A failed attempt.

    Attributes:
        error: What the caller gets unless a retry helps.
        sent: Something may have reached the server.
        final: Repeating is pointless.
    """

    error: ApiError
    sent: bool
    retry_after: float | None = None
    final: bool = False


class _Talk:
    """One call's state over its attempts."""

    def __init__(self, kit: Kit, call: Call) -> None:
        self.kit = kit
        self.call = call
        self.attempt = 0
        self.renewed = False
        limit = call.settings.deadline
        self.until = None if limit is None else time.monotonic() + limit

    @property
    def shown(self) -> str:
        """The URL without secrets."""
        return redact_url(self.call.url, self.kit.secrets)

    def once(self) -> Generator[Action, Any, Any]:
        """One attempt: follow redirects, renew a refused token once."""
        call, settings = self.call, self.call.settings
        method, url, payload = call.method, call.url, call.payload
        redirects = 0
        renewed: Secret | None = None
        while True:
            own = trusted(settings.base_url, url)
            token = None
            if own:
                token = renewed or self.kit.source.current()
                if token is None:
                    token = yield Authorize(None, self.until)
            if isinstance(token, TooLong) or self._is_late():
                return self._late()
            if settings.rate_limit is not None:
                in_time = yield from self._queue(settings.rate_limit)
                if not in_time:
                    return self._late()
                if own and renewed is None:
                    # The wait may have outlasted the token.
                    token = self.kit.source.current() or token
            request = self._request(method, url, payload, own, token)
            started = time.perf_counter()
            result = yield Send(
                request, own, self.until, settings.max_bytes, call.stream
            )
            del request
            if isinstance(result, Exception):
                return self._broken(result, token)
            elapsed = time.perf_counter() - started
            response, content, whole = result
            try:
                raw = self._arrived(method, url, response, content, elapsed)
            except BaseException:
                if call.stream:
                    yield Drop(response)
                raise
            status = raw.status
            if 200 <= status < 300:
                return (raw, response) if call.stream else raw
            if status == 401 and own and self._may_renew(payload):
                self.renewed = True
                renewed = yield Authorize(token, self.until)
                if isinstance(renewed, TooLong):
                    return self._late()
                if renewed is not None and renewed != token:
                    continue
            target = raw.headers.get("location") if status in _REDIRECTS else None
            if target:
                redirects += 1
                step = self._redirect(raw, method, url, target, redirects)
                if step is not None:
                    method, url, keeps_body = step
                    payload = payload if keeps_body else None
                    continue
            return self._refused(raw, token, whole)

    def _queue(self, limit: RateLimit) -> Generator[Action, Any, bool]:
        """Wait for a slot; tell whether there is one before the deadline."""
        left = self._left()
        now = limit.now()
        slot = limit.reserve(math.inf if left is None else now + left)
        if slot is None:
            return False
        if slot > now:
            try:
                yield Pause(slot - now)
            except BaseException:
                # A call that is cancelled must not hold up those behind it.
                limit.give_back(slot)
                raise
        return True

    def _request(
        self,
        method: str,
        url: str,
        payload: Payload | None,
        own: bool,
        token: Secret | None,
    ) -> Any:
        call = self.call
        headers = call.headers
        if payload is not None:
            headers = join_headers(headers, {"Content-Type": payload.content_type})
        for hooks in call.settings.hooks:
            if hooks.before_request is not None:
                from .hooks import RequestEvent

                changed: MutableMapping[str, str] = dict(headers)
                shown = redact_url(url, self.kit.secrets)
                hooks.before_request(
                    RequestEvent(call.operation, method, shown, changed, self.attempt)
                )
                headers = join_headers(check_headers(changed))
        if not own:
            headers = {k: v for k, v in headers.items() if k.lower() in _HARMLESS}
        build = self.kit.build if own else self.kit.build_bare
        extensions = {"timeout": self._timeouts()}
        request = build(method, url, headers, payload, extensions)
        apply_token(self.kit.api, token, request)
        return request

    def _arrived(
        self, method: str, url: str, response: Any, content: bytes, elapsed: float
    ) -> RawResponse:
        """Show an answer to those who want to see each."""
        raw = RawResponse(
            self.kit.api, response, content, method, url, elapsed, self.attempt
        )
        record(raw)
        for hooks in self.call.settings.hooks:
            if hooks.after_response is not None:
                from .hooks import ResponseEvent

                hooks.after_response(
                    ResponseEvent(
                        self.call.operation, method, raw.url, raw, self.attempt
                    )
                )
        return raw

    def _timeouts(self) -> Mapping[str, float | None]:
        limits = self.call.settings.timeouts
        left = self._left()
        if left is None:
            return limits
        return {
            phase: left if limit is None else min(limit, left)
            for phase, limit in limits.items()
        }

    def _left(self) -> float | None:
        return None if self.until is None else max(0.001, self.until - time.monotonic())

    def _is_late(self) -> bool:
        return self.until is not None and time.monotonic() >= self.until

    def _late(self) -> _Failure:
        error = DeadlineExceeded(
            f"{self._title()}: not done within {self.call.settings.deadline} s",
            **self._where(),
        )
        return _Failure(error, sent=True, final=True)

    def _title(self) -> str:
        return self.call.operation or f"{self.call.method} {self.shown}"

    def _where(self) -> dict[str, Any]:
        return {
            "method": self.call.method,
            "url": self.shown,
            "attempts": self.attempt,
            "operation": self.call.operation,
        }

    def _broken(self, problem: Exception, token: Secret | None) -> _Failure:
        if isinstance(problem, TooLong):
            if self._is_late():
                return self._late()
            error: TransportError = ResponseTooLarge(
                f"{self._title()}: the answer has more than"
                f" {self.call.settings.max_bytes} bytes (see max_bytes)",
                **self._where(),
            )
            return _Failure(error, sent=True, final=True)
        kind, reason, sent = self.kit.translate(problem)
        if self._is_late() and issubclass(kind, RequestTimeout):
            return self._late()
        reason = redact_text(hide_secret(reason, token))
        error = kind(f"{self._title()}: {reason}", **self._where())
        # The frames of the cause hold the request's headers: only its words are kept, and
        # not even those when they quote the token.
        if hide_secret(str(problem), token) == str(problem):
            error.__cause__ = problem.with_traceback(None)
            error.__cause__.__context__ = error.__cause__.__cause__ = None
        return _Failure(error, sent=sent is not False, final=sent is None)

    def _may_renew(self, payload: Payload | None) -> bool:
        if self.renewed or not self.kit.source.renewable:
            return False
        return payload is None or payload.replayable

    def _redirect(
        self, raw: RawResponse, method: str, url: str, target: str, count: int
    ) -> tuple[str, str, bool] | None:
        """Return method, URL and whether the body goes along; None: do not follow."""
        settings = self.call.settings
        if count > settings.max_redirects:
            return None
        try:
            following = urljoin(url, target)
            scheme, host, _ = origin(following)
        except ValueError:
            return None
        if scheme not in ("http", "https") or not host:
            return None
        if not self.kit.is_url(following):
            return None
        if scheme == "http" and not (settings.allow_http or is_loopback(host)):
            return None
        if method in ("GET", "HEAD"):
            return method, following, False
        if raw.status == 303:
            return "GET", following, False
        # Only these two promise that the method stays; and no body goes to another host.
        if raw.status in (307, 308) and trusted(settings.base_url, following):
            payload = self.call.payload
            if payload is None or payload.replayable:
                return method, following, True
        return None

    def _refused(self, raw: RawResponse, token: Secret | None, whole: bool) -> _Failure:
        retry_after = parse_retry_after(raw.headers, time.time())
        error = http_error(
            self.call.operation, raw, retry_after, self.kit.secrets, token, whole=whole
        )
        return _Failure(
            error,
            sent=True,
            retry_after=retry_after,
            final=raw.status not in self.call.settings.retries.statuses,
        )

    def pause_before_retry(self, failure: _Failure) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up."""
        settings = self.call.settings
        if failure.final or self.attempt > settings.retries.max_retries:
            return None
        payload = self.call.payload
        if payload is not None and not payload.replayable:
            return None
        safe = safe_to_repeat(
            self.call.method,
            idempotent=settings.idempotent,
            key=settings.idempotency_key,
        )
        if failure.sent and not safe:
            return None
        pause = settings.retries.pause(self.attempt, failure.retry_after)
        left = self._left()
        # No use to wait for an attempt that has no time left.
        return None if left is not None and pause >= left else pause
