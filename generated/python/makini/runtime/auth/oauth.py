"""OAuth 2.0: sending the user off, getting tokens, and keeping them fresh.

::

    session = OAuthSession(API, client_id, client_secret, tokens=stored, on_tokens=store)
    client = Shop(auth=session)
"""

from __future__ import annotations

import hmac
import json
import math
import secrets as random_secrets
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import aclosing, closing
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from .. import Lazy
from ..config import ApiConfig
from ..errors import OAuthError
from ..models import JSON
from ..options import retry_policy
from ..wire import Pause, RetryPolicy, parse_retry_after
from ..wire.redaction import Secret, hide_secret, redact_text, shown
from ..wire.responses import RawResponse
from . import UNSENDABLE, TokenRequest, TokenSource, TokenSteps, check_url, sendable

if TYPE_CHECKING:
    import httpx2
else:
    httpx2 = Lazy("httpx2")

T = TypeVar("T")
_Steps = Generator[TokenRequest | Pause | Awaitable[Any], Any, T]

_LATER = 10.0  # seconds after which an early renewal that failed is tried again
_MOMENT = 1_000_000_000  # No token lives for thirty years: that is a date in 2001.
_PASSING = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an authorization server gave.

    Attributes:
        access_token: Sent with each request. Not shown by repr.
        refresh_token: Buys new tokens; None when the server gave none. Not shown by repr.
        expires_at: Unix time at which the access token ends, or None when unknown.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    token_type: str = "bearer"
    scope: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data to be stored somewhere safe; ``Tokens(**data)`` reads it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __copy__(self) -> Tokens:
        return self  # frozen, and so is all that it holds

    def __deepcopy__(self, memo: Any) -> Tokens:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("tokens are not pickled; store to_dict() somewhere safe")


class _Asked(NamedTuple):
    """A request for tokens; no error may show the secret that was sent along."""

    grant: str
    request: TokenRequest
    secret: Secret | None


class _Refusal(NamedTuple):
    """Why there are no tokens; whether asking again may help, and when at the soonest."""

    error: OAuthError
    again: bool = False
    retry_after: float | None = None


# The tokens of which a callback is just being told, in its thread or task.
_TELLING: ContextVar[Tokens | None] = ContextVar("telling", default=None)


class OAuthSession(TokenSource):
    """Keeps the tokens of one user or one application fresh, for any number of clients.

    Tokens are renewed ahead of their end, and once when the server refuses one; of all
    threads and tasks that need a new token, one asks for it and the others wait. They share
    what comes of it, an error too. A call that is cancelled, or out of time, does not cut
    the renewal short, or a new refresh token might be lost; ``aclose`` of an async client
    waits for it. What is raised into a sync call from outside, as by Ctrl-C, does cut it
    short: then log in again.

    While the old access token still holds, a renewal that fails for passing reasons does no
    harm: the call goes on with the old one, and some seconds later the next one tries again.
    Otherwise the request is repeated (see ``retries``), even when the connection broke
    after it was sent: the refresh token is all that the session has.
    """

    renewable = True
    shared = True

    def __init__(
        self,
        api: ApiConfig,
        client_id: str,
        client_secret: str,
        *,
        tokens: Tokens | None = None,
        scope: str = "",
        on_tokens: Callable[[Tokens], Awaitable[object] | object] | None = None,
        client_credentials: bool | None = None,
        leeway: float = 60.0,
        retries: int | RetryPolicy = 2,
        allow_http: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Make a session; nothing is sent yet.

        Args:
            api: The facts about the API.
            client_id: Of your application, as is ``client_secret``.
            client_secret: What proves who asks.
            tokens: Those of last time.
            scope: Asked for along with the tokens, where the API has scopes.
            on_tokens: Called with new tokens as soon as they are there, to store them; an
                ``async def`` will do where all clients are async. It may use the client.
                What it raises ends the call; it is called again with the next one.
            client_credentials: True asks for tokens of the application's own, False never
                does: a user must log in. By default the application's own are asked for
                when there are no ``tokens`` and the server knows that; a session that has
                had a user's tokens never turns to them.
            leeway: Seconds ahead of their end at which tokens are renewed, but at most half
                of their life.
            retries: How often a request for tokens is repeated at most, or a whole policy;
                those of the client do not count here.
            allow_http: True sends secrets over plain http, too.
            clock: Unix time, for tests.

        Raises:
            ValueError: The API has no OAuth 2.0 or no client credentials, its token
                endpoint is plain http, or no header can carry the access token.
        """
        super().__init__()
        # First of all: variables of a frame are shown with its traceback, self as well.
        self._client_secret = Secret(client_secret)
        del client_secret
        self._client_id, self._tokens = client_id, tokens
        config = api.auth.oauth2
        if config is None:
            raise ValueError(f"{api.name} has no OAuth 2.0")
        check_url(api, config.token_url, allow_http=allow_http, name="token_url")
        known = "client_credentials" in config.grants
        if client_credentials and not known:
            raise ValueError(f"{api.name} gives no tokens for client credentials")
        if tokens and tokens.access_token and not sendable(Secret(tokens.access_token)):
            raise ValueError(
                f"tokens: the access token has {UNSENDABLE}; was it stored whole?"
            )
        self._api = api
        self._config = config
        self._scope = scope
        self._on_tokens = on_tokens
        if on_tokens is not None:
            self.callback = ("on_tokens", on_tokens)
        # A renewal holds up all calls: what a server asks for is not waited for that long.
        self._retries = retry_policy(RetryPolicy(max_retry_after=_LATER), retries)
        self._clock = clock
        # Whose tokens these are: the application's own, or a user's.
        own = known and tokens is None
        self._own = own if client_credentials is None else client_credentials
        self._wanted_leeway = self._leeway = leeway
        # Until then the old token is used to its end rather than renewed ahead of it.
        self._quiet_until = -math.inf
        # Those of which on_tokens must yet be told, and those of which it is just being told.
        self._untold: Tokens | None = None
        self._told: Tokens | None = None

    @property
    def tokens(self) -> Tokens | None:
        """The tokens in use."""
        return self._tokens

    def __repr__(self) -> str:
        return f"OAuthSession(client_id={self._client_id!r}, tokens={self._tokens!r})"

    def authorization_url(
        self, redirect_uri: str, *, state: str | None = None
    ) -> tuple[str, str]:
        """Return where to send the user, and the state to expect when they come back.

        Args:
            redirect_uri: Where the server sends the user afterwards, with ``code`` and
                ``state`` in the query.
            state: Keep it in the user's session; random by default.

        Raises:
            ValueError: The API has no such flow.
        """
        if not self._config.authorize_url:
            raise ValueError("the API has no authorization page")
        state = state or random_secrets.token_urlsafe(24)
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if self._scope:
            query["scope"] = self._scope
        sign = "&" if "?" in self._config.authorize_url else "?"
        return f"{self._config.authorize_url}{sign}{urlencode(query)}", state

    def exchange_code(
        self,
        code: str,
        redirect_uri: str,
        *,
        state: str | None,
        expected_state: str | None,
        http_client: httpx2.Client | None = None,
    ) -> Tokens:
        """Turn the code that the user came back with into tokens.

        Args:
            code: From the query of the redirect.
            redirect_uri: The same as for :meth:`authorization_url`.
            state: From the query of the redirect.
            expected_state: What :meth:`authorization_url` returned.
            http_client: An httpx2 client of your own, with what it trusts and goes through;
                it stays open.

        Raises:
            OAuthError: The states differ or one is missing, or the server gave no tokens.
            TypeError: ``on_tokens`` must be awaited (see :meth:`exchange_code_async`).
        """
        from ..wire.transport import make_sync

        steps = self._login(Secret(code), redirect_uri, state, expected_state)
        del code
        options = {"http_client": http_client}
        with closing(make_sync(self._api, self, options)) as way:
            tokens: Tokens = way.run(way.lead(steps))
        return tokens

    async def exchange_code_async(
        self,
        code: str,
        redirect_uri: str,
        *,
        state: str | None,
        expected_state: str | None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> Tokens:
        """The same as :meth:`exchange_code`, for async code."""
        from ..wire.async_transport import event_loop, make_async

        event_loop()
        steps = self._login(Secret(code), redirect_uri, state, expected_state)
        del code
        options = {"http_client": http_client}
        async with aclosing(make_async(self._api, self, options)) as way:
            tokens: Tokens = await way.run(way.lead(steps))
        return tokens

    def _login(
        self, code: Secret, redirect_uri: str, state: str | None, expected: str | None
    ) -> _Steps[Tokens]:
        # Two that are missing are equal, too.
        if not state or not expected or not _same(state, expected):
            raise OAuthError(
                "the state is not the one this login began with; begin anew",
                code="invalid_state",
            )
        asked = self._asked("authorization_code", code=code, redirect_uri=redirect_uri)
        got = self._read((yield asked.request), asked)
        if isinstance(got, _Refusal):
            raise got.error
        self._keep(got, asked)
        yield from self._tell()
        return got

    def current(self) -> Secret | None:
        """Return the access token while it is not about to end."""
        # Who could not be told of new tokens is told before they are used again.
        return None if self._untold is not None else self._valid(self._leeway)

    def _valid(self, leeway: float) -> Secret | None:
        tokens = self._tokens
        if tokens is None or not tokens.access_token:  # a refresh token may be all
            return None
        ends = tokens.expires_at
        if ends is not None:
            now = self._clock()
            if ends - leeway <= now and not now < min(ends, self._quiet_until):
                return None
        return Secret(tokens.access_token)

    def inside(self) -> Secret | None:
        """Return the new token for calls that ``on_tokens`` makes: it cannot wait for itself."""
        told = self._told
        is_inside = told is not None and _TELLING.get() is told
        return Secret(told.access_token) if told and is_inside else None

    def renew(self, rejected: Secret | None) -> TokenSteps:
        """Get new tokens, by refresh token or with the application's own credentials."""
        if self._untold is not None:
            yield from self._tell()
            current = self.current()
            if current is not None and current != rejected:
                return current
        # With some life in the old token nobody need wait for repeated attempts.
        early = rejected is None and self._valid(0) is not None
        refusal = yield from self._renewed(patient=not early)
        if refusal is not None:
            left = self._valid(0) if early else None
            harmless = refusal.again or refusal.error.code in ("", "login_required")
            if left is None or not harmless:
                raise refusal.error
            pause = min(refusal.retry_after or 0.0, self._retries.max_retry_after)
            self._quiet_until = self._clock() + max(_LATER, pause)
            return left
        yield from self._tell()
        assert self._tokens is not None
        return Secret(self._tokens.access_token)

    def _renewed(self, *, patient: bool) -> _Steps[_Refusal | None]:
        """Ask for tokens, several times if need be, and keep them."""
        before = self._tokens
        if self._own:
            more = {"scope": self._scope} if self._scope else {}
            asked = self._asked("client_credentials", **more)
        elif before and before.refresh_token:
            refresh = Secret(before.refresh_token)
            asked = self._asked("refresh_token", refresh_token=refresh)
        else:
            had = "has ended and cannot be refreshed" if before else "is missing"
            words = f"the access token {had}; send the user to authorization_url()"
            return _Refusal(OAuthError(words, code="login_required"))
        for attempt in count(1):
            got = self._read((yield asked.request), asked)
            if self._tokens is not before:
                break  # somebody logged in meanwhile: theirs stand
            if isinstance(got, Tokens):
                self._keep(got, asked)
                break
            if not patient or not got.again or attempt > self._retries.max_retries:
                return got
            yield Pause(self._retries.pause(attempt, got.retry_after))
        return None

    def _asked(self, grant: str, **more: str | Secret) -> _Asked:
        secret = next((x for x in more.values() if isinstance(x, Secret)), None)
        fields = {
            "grant_type": grant,
            "client_id": self._client_id,
            "client_secret": self._client_secret.reveal(),
            **{k: v.reveal() if isinstance(v, Secret) else v for k, v in more.items()},
        }
        if grant in self._config.json_grants:
            content, kind = JSON.encode(fields).decode(), "application/json"
        else:
            content, kind = urlencode(fields), "application/x-www-form-urlencoded"
        request = TokenRequest(self._config.token_url, kind, Secret(content))
        return _Asked(grant, request, secret)

    def _read(
        self, answer: RawResponse | Exception, asked: _Asked
    ) -> Tokens | _Refusal:
        if isinstance(answer, Exception):
            words = str(answer) or type(answer).__name__
            error = OAuthError(f"the authorization server cannot be reached: {words}")
            return _Refusal(error, again=_broke(answer))
        secrets = (asked.secret, self._client_secret)
        got = _tokens_in(answer.status, answer.content, secrets, self._clock())
        if isinstance(got, OAuthError):
            passing = answer.status in self._retries.statuses or got.code in _PASSING
            return _Refusal(
                got, passing, parse_retry_after(answer.headers, time.time())
            )
        if asked.grant == "refresh_token" and asked.secret and not got.refresh_token:
            # A server that renews without a word about it lets the old one stand.
            return replace(got, refresh_token=asked.secret.reveal())
        return got

    def _keep(self, tokens: Tokens, asked: _Asked) -> None:
        """Put new tokens in place, before anything else can fail."""
        self._tokens, self._own = tokens, asked.grant == "client_credentials"
        self._untold = None if self._on_tokens is None else tokens
        self._quiet_until = -math.inf
        self._leeway = self._wanted_leeway
        if tokens.expires_at is not None:
            # Those that live for a minute only are not renewed with each call.
            life = max(0.0, tokens.expires_at - self._clock())
            self._leeway = min(self._wanted_leeway, life / 2)

    def _tell(self) -> _Steps[None]:
        """Hand new tokens to the callback, unless it has them."""
        tokens = self._untold
        if tokens is None or self._on_tokens is None:
            return
        outer = _TELLING.get()
        # The callback, and all threads it starts, may use them already.
        self._untold, self._told = None, tokens
        _TELLING.set(tokens)
        try:
            result = self._on_tokens(tokens)
            if isinstance(result, Awaitable):
                yield result
        except BaseException:
            if self._tokens is tokens:
                self._untold = tokens
            raise
        finally:
            self._told = None
            _TELLING.set(outer)


def _same(one: str, other: str) -> bool:
    ways = ("utf-8", "surrogatepass")
    return hmac.compare_digest(one.encode(*ways), other.encode(*ways))


def _tokens_in(
    status: int, content: bytes, secrets: tuple[Secret | None, ...], now: float
) -> Tokens | OAuthError:
    """Read an answer of the authorization server.

    Errors are returned: variables of a frame that raises are shown with its traceback.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        words = f"the authorization server answered {status} and no JSON"
        return OAuthError(words, status=status)
    if isinstance(answer.get("data"), dict) and "access_token" not in answer:
        answer = answer["data"]
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    code, words = "no_token", "no access token"
    if status >= 300 or not isinstance(access, str) or not access:
        said = answer.get("error")
        code = said if said and isinstance(said, str) else code
        words = answer.get("error_description") or answer.get("message") or said
        words = str(words or "no access token")
        for secret in secrets:
            words, code = hide_secret(words, secret), hide_secret(code, secret)
        # Before it is cut short, or half a secret would stay.
        words = " ".join(redact_text(words).split())[:300]
    elif not sendable(Secret(access)):
        words = f"an access token that has {UNSENDABLE}"
    else:
        return Tokens(
            access_token=access,
            refresh_token=refresh if refresh and isinstance(refresh, str) else None,
            expires_at=_expires_at(answer.get("expires_in"), now),
            token_type=str(answer.get("token_type") or "bearer"),
            scope=str(answer.get("scope") or ""),
        )
    return OAuthError(
        f"the authorization server answered {status}: {words}",
        code=shown(code),
        status=status,
    )


def _expires_at(value: Any, now: float) -> float | None:
    """Read ``expires_in``: a duration, with some servers a Unix time."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    ends = number if number > _MOMENT else now + number
    return ends if 0 < number < 1e12 else None


def _broke(problem: Exception) -> bool:
    """Tell whether a connection failed; a server that was silent for long may stay so."""
    from ..wire.exchange import untrusted

    kinds = (
        httpx2.NetworkError,
        httpx2.RemoteProtocolError,
        httpx2.ProxyError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
    )
    return isinstance(problem, kinds) and not untrusted(problem)
