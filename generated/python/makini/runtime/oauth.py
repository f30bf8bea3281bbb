"""OAuth 2.0: sending the user off, getting tokens, and keeping them fresh.

::

    session = OAuthSession(API, client_id, client_secret, tokens=stored, on_tokens=store)
    client = Shop(auth=session)
"""

from __future__ import annotations

import hmac
import json
import secrets as random_secrets
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .auth import TokenRequest, TokenSource, check_url
from .config import ApiConfig, OAuth2
from .errors import OAuthError
from .redaction import Secret, redact_text
from .values import JSON

if TYPE_CHECKING:
    import httpx2

    from .responses import RawResponse

__all__ = ["OAuthSession", "Tokens"]

_MOMENT = 1_000_000_000  # No token lives for thirty years: that is a date in 2001.


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

    def __reduce__(self) -> Any:
        raise TypeError("tokens are not pickled; store to_dict() somewhere safe")


class OAuthSession(TokenSource):
    """Keeps the tokens of one user or one application fresh, for any number of clients.

    Tokens are renewed ahead of their end, and once when the server refuses one; of all
    threads and tasks that need a new token, one asks for it and the others wait.
    """

    renewable = True

    def __init__(
        self,
        api: ApiConfig,
        client_id: str,
        client_secret: str,
        *,
        tokens: Tokens | None = None,
        scope: str = "",
        on_tokens: Callable[[Tokens], object] | None = None,
        client_credentials: bool | None = None,
        leeway: float = 60.0,
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
            on_tokens: Called with new tokens before they are used; store them there.
            client_credentials: True asks for tokens of the application's own, False never
                does: a user must log in. By default the application's own are asked for
                when there are no ``tokens`` and the server knows that; a session that has
                had a user's tokens never turns to them.
            leeway: Seconds ahead of their end at which tokens are renewed.
            allow_http: True sends secrets over plain http, too.
            clock: Unix time, for tests.

        Raises:
            ValueError: The API has no OAuth 2.0 or no client credentials, or its token
                endpoint is plain http.
        """
        super().__init__()
        config = api.auth.oauth2
        if config is None:
            raise ValueError(f"{api.name} has no OAuth 2.0")
        check_url(api, config.token_url, allow_http=allow_http, name="token_url")
        known = "client_credentials" in config.grants
        if client_credentials and not known:
            raise ValueError(f"{api.name} gives no tokens for client credentials")
        self._config: OAuth2 = config
        # Whose tokens these are: the application's own, or a user's.
        self._own = (
            known and tokens is None
            if client_credentials is None
            else client_credentials
        )
        self._by_moment = config.expires_in == "timestamp"
        self._client_id = client_id
        self._client_secret = Secret(client_secret)
        self._tokens = tokens
        self._scope = scope
        self._on_tokens = on_tokens
        self._leeway = leeway
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
        state: str,
        expected_state: str,
        transport: httpx2.BaseTransport | None = None,
    ) -> Tokens:
        """Turn the code that the user came back with into tokens.

        Args:
            code: From the query of the redirect.
            redirect_uri: The same as for :meth:`authorization_url`.
            state: From the query of the redirect.
            expected_state: What :meth:`authorization_url` returned.
            transport: An httpx2 transport to send through.

        Raises:
            OAuthError: The states differ, or the server gave no tokens.
        """
        import httpx2

        wanted = self._code_request(code, redirect_uri, state, expected_state)
        with httpx2.Client(transport=transport, timeout=30.0) as client:
            try:
                response = client.send(_request(wanted), follow_redirects=False)
            except httpx2.HTTPError as problem:
                raise _unreachable(problem) from None
        return self._accept(response.status_code, response.content, own=False)

    async def exchange_code_async(
        self,
        code: str,
        redirect_uri: str,
        *,
        state: str,
        expected_state: str,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> Tokens:
        """The same as :meth:`exchange_code`, for async code."""
        import httpx2

        wanted = self._code_request(code, redirect_uri, state, expected_state)
        async with httpx2.AsyncClient(transport=transport, timeout=30.0) as client:
            try:
                response = await client.send(_request(wanted), follow_redirects=False)
            except httpx2.HTTPError as problem:
                raise _unreachable(problem) from None
        return self._accept(response.status_code, response.content, own=False)

    def current(self) -> Secret | None:
        """Return the access token while it is not about to end."""
        return self._valid(self._leeway)

    def _valid(self, leeway: float) -> Secret | None:
        tokens = self._tokens
        if tokens is None:
            return None
        if (
            tokens.expires_at is not None
            and tokens.expires_at - leeway <= self._clock()
        ):
            return None
        return Secret(tokens.access_token)

    def renew(
        self, rejected: Secret | None
    ) -> Generator[TokenRequest | Awaitable[str], Any, Secret | None]:
        """Get new tokens, by refresh token or with the application's own credentials."""
        try:
            yield from self._renewed()
        except OAuthError as error:
            # Early renewal failed, but the old token still has some life in it.
            left = self._valid(0)
            passing = error.code in ("", "login_required")
            if rejected is None and left is not None and passing:
                return left
            raise
        assert self._tokens is not None
        return Secret(self._tokens.access_token)

    def _renewed(self) -> Generator[TokenRequest | Awaitable[str], Any, None]:
        own, before = self._own, self._tokens
        refresh = self._tokens.refresh_token if self._tokens and not own else None
        if own:
            more = {"scope": self._scope} if self._scope else {}
            wanted = self._request("client_credentials", more)
        elif refresh:
            wanted = self._request("refresh_token", {"refresh_token": refresh})
        else:
            had = "has ended and cannot be refreshed" if self._tokens else "is missing"
            raise OAuthError(
                f"the access token {had}; send the user to authorization_url()",
                code="login_required",
            )
        answer: RawResponse | Exception = yield wanted
        if isinstance(answer, Exception):
            raise _unreachable(answer) from None
        if self._tokens is not before:
            return  # somebody logged in meanwhile: theirs stand
        self._accept(answer.status, answer.content, own=own, refresh=refresh)

    def _code_request(
        self, code: str, redirect_uri: str, state: str, expected: str
    ) -> TokenRequest:
        if not hmac.compare_digest(state.encode(), expected.encode()):
            raise OAuthError(
                "the state is not the one this login began with; begin anew",
                code="invalid_state",
            )
        fields = {"code": code, "redirect_uri": redirect_uri}
        return self._request("authorization_code", fields)

    def _request(self, grant: str, more: Mapping[str, str]) -> TokenRequest:
        fields = {
            "grant_type": grant,
            "client_id": self._client_id,
            "client_secret": self._client_secret.reveal(),
            **more,
        }
        if grant in self._config.json_grants:
            content, kind = JSON.encode(fields).decode(), "application/json"
        else:
            content, kind = urlencode(fields), "application/x-www-form-urlencoded"
        return TokenRequest(self._config.token_url, kind, Secret(content))

    def _accept(
        self, status: int, content: bytes, *, own: bool, refresh: str | None = None
    ) -> Tokens:
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise OAuthError(
                f"the authorization server answered {status} and no JSON", status=status
            )
        if isinstance(answer.get("data"), dict) and "access_token" not in answer:
            answer = answer["data"]
        access = answer.get("access_token")
        if status >= 300 or not isinstance(access, str) or not access:
            code = answer.get("error")
            code = code if isinstance(code, str) else ""
            words = answer.get("error_description") or answer.get("message") or code
            words = redact_text(str(words or "no access token"))[:300]
            raise OAuthError(
                f"the authorization server answered {status}: {words}",
                code=code or "no_token",
                status=status,
            )
        # A server that renews without a word about it lets the old one stand.
        refresh = answer.get("refresh_token") or refresh
        tokens = Tokens(
            access_token=access,
            refresh_token=refresh if isinstance(refresh, str) else None,
            expires_at=self._expires_at(answer.get("expires_in")),
            token_type=str(answer.get("token_type") or "bearer"),
            scope=str(answer.get("scope") or ""),
        )
        if self._on_tokens is not None:
            self._on_tokens(tokens)
        self._tokens, self._own = tokens, own
        return tokens

    def _expires_at(self, value: Any) -> float | None:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
        if not 0 < number < 1e12:
            return None
        now = self._clock()
        # Where the spec is plainly wrong about its server, tokens must not seem to end in
        # 1970, nor live for fifty years.
        moment = number > now / 2 if self._by_moment else number > _MOMENT
        return number if moment else now + number


def _request(wanted: TokenRequest) -> Any:
    import httpx2

    return httpx2.Request(
        "POST",
        wanted.url,
        headers={"Content-Type": wanted.content_type, "Accept": "application/json"},
        content=wanted.content.reveal().encode(),
    )


def _unreachable(problem: Exception) -> OAuthError:
    words = redact_text(str(problem) or type(problem).__name__)
    return OAuthError(f"the authorization server cannot be reached: {words}")
