"""OAuth 2.0: sending the user off, getting tokens, and keeping them fresh.

::

    session = OAuthSession(API, client_id, client_secret, tokens=stored, on_tokens=store)
    client = Shop(auth=session)
"""

from __future__ import annotations

import hmac
import math
import os
import secrets as random_secrets
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import closing
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..config import ApiConfig, OAuth2
from ..errors import OAuthError
from ..lazy import Lazy
from ..models.values import JSON
from ..wire.policies import Pause, RetryPolicy
from ..wire.redaction import Secret
from ..wire.responses import RawResponse
from .grants import (
    Asked,
    Refusal,
    Tokens,
    harmless,
    read_answer,
    read_tokens,
    unreachable,
)
from .sources import (
    NoToken,
    TokenRequest,
    TokenSource,
    TokenSteps,
    cannot_await,
    check_url,
    refuse_async,
    sendable,
)

if TYPE_CHECKING:
    import ssl

    import httpx2
else:
    ssl, httpx2 = Lazy("ssl"), Lazy("httpx2")

# Seconds after which an early renewal that failed is tried again.
_LATER = 10.0
_INSTEAD = "call exchange_code_async, or use a plain function"

# The tokens of which a callback is just being told, in its thread or task.
_TELLING: ContextVar[Tokens | None] = ContextVar("telling", default=None)


class OAuthSession(TokenSource):
    """Keeps the tokens of one user or one application fresh, for any number of clients.

    Tokens are renewed ahead of their end, and once when the server refuses one; of all
    threads and tasks that need a new token, one asks for it and the others wait. They share
    what comes of it, an error too. A call that is cancelled, or out of time, does not cut
    the renewal short: a server that gives a new refresh token with each renewal has ended
    the old one by then. ``aclose`` of an async client waits for it. What is raised into a
    sync call from outside, as by Ctrl-C, does cut it short: then log in again.

    While the old access token still holds, a renewal that fails for passing reasons does no
    harm: the call goes on with the old one, and some seconds later the next one tries again.
    Otherwise the request is repeated (see ``retries``), even when the connection broke
    after it was sent. The server may have spent the refresh token then, but nothing is left
    to lose: it is all that the session has, the next call would have to send it, and
    servers that bear a second use bear it for seconds only.
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
            api: The facts about the API; must have OAuth 2.0.
            client_id: Of your application.
            client_secret: Of your application.
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
        # First of all: variables of a frame are shown with its traceback.
        self._client_secret = Secret(client_secret)
        del client_secret
        self._client_id = client_id
        self._tokens = tokens
        config = api.auth.oauth2
        if config is None:
            raise ValueError(f"{api.name} has no OAuth 2.0")
        check_url(api, config.token_url, allow_http=allow_http, name="token_url")
        known = "client_credentials" in config.grants
        if client_credentials and not known:
            raise ValueError(f"{api.name} gives no tokens for client credentials")
        self._api = api
        self._config: OAuth2 = config
        # Whose tokens these are: the application's own, or a user's.
        self._own = (
            known and tokens is None
            if client_credentials is None
            else client_credentials
        )
        if tokens and tokens.access_token and not sendable(Secret(tokens.access_token)):
            raise ValueError(
                "tokens: the access token has spaces, line ends or letters that no header"
                " can carry; was it stored whole?"
            )
        # Those of which on_tokens must be told again.
        self._untold: Tokens | None = None
        # Those of which it is just being told.
        self._told: Tokens | None = None
        self._scope = scope
        self._on_tokens = on_tokens
        if on_tokens is not None:
            self.callback = ("on_tokens", on_tokens)
        self._retries = _policy(retries)
        self._wanted_leeway = self._leeway = leeway
        # Until then the old token is used to its end rather than renewed ahead of it.
        self._quiet_until = -math.inf
        self._clock = clock

    @property
    def tokens(self) -> Tokens | None:
        """The tokens in use."""
        return self._tokens

    def __repr__(self) -> str:
        return f"OAuthSession(client_id={self._client_id!r}, tokens={self._tokens!r})"

    def authorization_url(
        self, redirect_uri: str, *, state: str | None = None, scope: str = ""
    ) -> tuple[str, str]:
        """Return where to send the user, and the state to expect when they come back.

        Args:
            redirect_uri: Where the server sends the user afterwards, with ``code`` and
                ``state`` in the query.
            state: Keep it in the user's session; random by default.
            scope: What to ask for, where the API has scopes.

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
        if scope or self._scope:
            query["scope"] = scope or self._scope
        sign = "&" if "?" in self._config.authorize_url else "?"
        return f"{self._config.authorize_url}{sign}{urlencode(query)}", state

    def exchange_code(
        self,
        code: str,
        redirect_uri: str,
        *,
        state: str | None,
        expected_state: str | None,
        transport: httpx2.BaseTransport | None = None,
        verify: ssl.SSLContext | str | os.PathLike[str] | bool | None = None,
        http_client: httpx2.Client | None = None,
    ) -> Tokens:
        """Turn the code that the user came back with into tokens.

        Args:
            code: From the query of the redirect.
            redirect_uri: The same as for :meth:`authorization_url`.
            state: From the query of the redirect.
            expected_state: What :meth:`authorization_url` returned.
            transport: An httpx2 transport to send through.
            verify: TLS certificates: a context, a CA file, or False for no check; those
                that httpx2 trusts by default.
            http_client: An httpx2 client of your own, in place of these two; it stays open.

        Raises:
            OAuthError: The states differ or one is missing, or the server gave no tokens.
            TypeError: ``on_tokens`` must be awaited (see :meth:`exchange_code_async`), or
                ``http_client`` does not go with the rest.
        """
        from inspect import iscoroutine

        from ..wire.transport import make_sync

        secret = Secret(code)
        del code
        refuse_async(self, _INSTEAD)
        pool = _pool(transport, verify, http_client)
        asked = self._code_request(secret, redirect_uri, state, expected_state)
        way = make_sync(self._api, NoToken(), pool)
        try:
            answer = way.ask(asked.request)
        finally:
            way.close()
        tokens = self._logged_in(answer, asked)
        with closing(self._tell(tokens)) as steps:
            for awaitable in steps:
                if iscoroutine(awaitable):
                    awaitable.close()
                raise cannot_await(self, _INSTEAD)
        return tokens

    async def exchange_code_async(
        self,
        code: str,
        redirect_uri: str,
        *,
        state: str | None,
        expected_state: str | None,
        transport: httpx2.AsyncBaseTransport | None = None,
        verify: ssl.SSLContext | str | os.PathLike[str] | bool | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> Tokens:
        """The same as :meth:`exchange_code`, for async code."""
        from ..wire.async_transport import make_async
        from ..wire.loops import event_loop

        event_loop()
        secret = Secret(code)
        del code
        pool = _pool(transport, verify, http_client)
        asked = self._code_request(secret, redirect_uri, state, expected_state)
        way = make_async(self._api, NoToken(), pool)
        try:
            answer = await way.ask(asked.request)
        finally:
            await way.aclose()
        tokens = self._logged_in(answer, asked)
        with closing(self._tell(tokens)) as steps:
            for awaitable in steps:
                await awaitable
        return tokens

    def _logged_in(self, answer: RawResponse | Exception, asked: Asked) -> Tokens:
        if isinstance(answer, Exception):
            raise unreachable(answer)
        got = read_tokens(answer.status, answer.content, asked, self._clock())
        if isinstance(got, OAuthError):
            raise got
        self._keep(got, asked)
        return got

    def current(self) -> Secret | None:
        """Return the access token while it is not about to end."""
        # Who could not be told of new tokens is told before they are used again.
        return None if self._untold is not None else self._valid(self._leeway)

    def _valid(self, leeway: float) -> Secret | None:
        tokens = self._tokens
        if tokens is None:
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
        if told is None or _TELLING.get() is not told:
            return None
        return Secret(told.access_token)

    def renew(self, rejected: Secret | None) -> TokenSteps:
        """Get new tokens, by refresh token or with the application's own credentials."""
        if self._untold is not None:
            yield from self._tell(self._untold)
            current = self.current()
            if current is not None and current != rejected:
                return current
        # With some life in the old token nobody need wait for repeated attempts.
        early = rejected is None and self._valid(0) is not None
        refusal = yield from self._renewed(patient=not early)
        if refusal is not None:
            left = self._valid(0) if early else None
            if left is None or not harmless(refusal.error):
                raise refusal.error
            pause = min(refusal.retry_after or 0.0, self._retries.max_retry_after)
            self._quiet_until = self._clock() + max(_LATER, pause)
            return left
        if self._untold is not None:
            yield from self._tell(self._untold)
        assert self._tokens is not None
        return Secret(self._tokens.access_token)

    def _renewed(
        self, *, patient: bool
    ) -> Generator[TokenRequest | Pause, Any, Refusal | None]:
        """Ask for tokens, several times if need be, and keep them."""
        before = self._tokens
        asked = self._renewal_request()
        if isinstance(asked, Refusal):
            return asked
        attempt = 0
        while True:
            attempt += 1
            answer: RawResponse | Exception = yield asked.request
            if self._tokens is not before:
                return None  # somebody logged in meanwhile: theirs stand
            got = read_answer(answer, asked, self._clock(), self._retries.statuses)
            if isinstance(got, Tokens):
                self._keep(got, asked)
                return None
            if not patient or not got.again or attempt > self._retries.max_retries:
                return got
            yield Pause(self._retries.pause(attempt, got.retry_after))
            if self._tokens is not before:
                return None

    def _renewal_request(self) -> Asked | Refusal:
        if self._own:
            more: dict[str, str | Secret]
            more = {"scope": self._scope} if self._scope else {}
            return self._asked("client_credentials", more, own=True)
        if self._tokens and self._tokens.refresh_token:
            refresh = Secret(self._tokens.refresh_token)
            more = {"refresh_token": refresh}
            return self._asked("refresh_token", more, refresh=refresh)
        had = "has ended and cannot be refreshed" if self._tokens else "is missing"
        return Refusal(
            OAuthError(
                f"the access token {had}; send the user to authorization_url()",
                code="login_required",
            )
        )

    def _keep(self, tokens: Tokens, asked: Asked) -> None:
        """Put new tokens in place, before anything else can fail."""
        self._tokens, self._own = tokens, asked.own
        self._untold = None if self._on_tokens is None else tokens
        self._quiet_until = -math.inf
        self._leeway = self._wanted_leeway
        if tokens.expires_at is not None:
            # Those that live for a minute only are not renewed with each call.
            life = max(0.0, tokens.expires_at - self._clock())
            self._leeway = min(self._wanted_leeway, life / 2)

    def _tell(self, tokens: Tokens) -> Generator[Awaitable[object], Any, None]:
        """Hand new tokens to the callback; yields what it wants to have awaited."""
        if self._on_tokens is None:
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

    def _code_request(
        self, code: Secret, redirect_uri: str, state: str | None, expected: str | None
    ) -> Asked:
        # Two that are missing are equal, too.
        if not state or not expected or not _same(state, expected):
            raise OAuthError(
                "the state is not the one this login began with; begin anew",
                code="invalid_state",
            )
        return self._asked(
            "authorization_code", {"code": code, "redirect_uri": redirect_uri}
        )

    def _asked(
        self,
        grant: str,
        more: Mapping[str, str | Secret],
        *,
        own: bool = False,
        refresh: Secret | None = None,
    ) -> Asked:
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
        sent = tuple(value for value in more.values() if isinstance(value, Secret))
        by_moment = self._config.expires_in == "timestamp"
        secrets = (*sent, self._client_secret)
        return Asked(request, secrets, by_moment, own=own, refresh=refresh)


def _policy(retries: int | RetryPolicy) -> RetryPolicy:
    if isinstance(retries, RetryPolicy):
        return retries
    # A renewal holds up all calls: what a server asks for is not waited for that long.
    return replace(RetryPolicy(max_retry_after=_LATER), max_retries=retries)


def _pool(transport: Any, verify: Any, http_client: Any) -> dict[str, Any]:
    """Return what the connection for a login is made from."""
    given = {"transport": transport, "verify": verify}
    given = {name: value for name, value in given.items() if value is not None}
    for name in given:
        if http_client is not None:
            raise TypeError(
                f"{name}: an http_client brings its own; give {name} to that instead"
            )
    return {**given, "http_client": http_client}


def _same(one: str, other: str) -> bool:
    ways = ("utf-8", "surrogatepass")
    return hmac.compare_digest(one.encode(*ways), other.encode(*ways))
