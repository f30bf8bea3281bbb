"""The OAuth endpoints that a spec names: codes and tokens, which expire.

Any client id and secret will do; codes are for one use, and refresh tokens are renewed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec

from ..model.api import Json, OAuth2

LIFETIME = 3600
_CODE_LIFETIME = 600
_REFRESH_LIFETIME = 31 * 24 * 3600


class OAuthRefusal(Exception):
    """What the token endpoint says instead of a token (RFC 6749, 5.2)."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.status = 401 if code == "invalid_client" else 400
        self.code = code

    def content(self) -> bytes:
        """The JSON of the answer."""
        told = {"error": self.code, "error_description": str(self)}
        return msgspec.json.encode(told)


class _Held(NamedTuple):
    """A code or a token that was given out.

    Attributes:
        kind: ``access``, ``refresh``, or ``code`` with what it is bound to.
        ends: When it does not hold any longer, in seconds since 1970.
        scope: What was asked for, as it was sent; empty for everything.
    """

    kind: str
    ends: float
    scope: str


_NOTHING = _Held("", 0.0, "")


@dataclass(slots=True)
class Tokens:
    """Codes and tokens that were given out, and until when they hold.

    Attributes:
        oauth2: The endpoints' manners.
        clock: Tells the time.
        seed: What makes tokens differ from those of other sandboxes.
    """

    oauth2: OAuth2
    clock: Callable[[], datetime]
    seed: int
    _held: dict[str, _Held] = field(default_factory=dict)
    _given: int = 0

    def allows(self, token: str) -> bool:
        """Whether an access token holds."""
        return self._holds("access", token)

    def scopes(self, token: str) -> frozenset[str] | None:
        """What an access token is good for; None for everything."""
        asked = self._held[token].scope
        return frozenset(asked.split()) if asked else None

    def clear(self) -> None:
        """Let no token hold."""
        self._held.clear()

    def authorize(self, query: Mapping[str, str]) -> str:
        """Where the user goes on: back, with a code.

        Raises:
            OAuthRefusal: The request has no place to go back to, or asks for no code.
        """
        back = query.get("redirect_uri", "")
        scheme = urlsplit(back).scheme
        if scheme not in ("http", "https") or any(ord(c) < 33 for c in back):
            raise OAuthRefusal("invalid_request", "redirect_uri is no URL")
        if query.get("response_type") != "code":
            answer = {"error": "unsupported_response_type"}
        else:
            bound = query.get("code_challenge", "")
            kind, scope = f"code {back} {bound}", query.get("scope", "")
            answer = {"code": self._new(kind, _CODE_LIFETIME, scope)}
        if "state" in query:
            answer["state"] = query["state"]
        return f"{back}{'&' if '?' in back else '?'}{urlencode(answer)}"

    def token(self, sent: Mapping[str, str]) -> bytes:
        """The JSON that answers a request for a token.

        Raises:
            OAuthRefusal: There is no token to be had so.
        """
        grant = sent.get("grant_type", "")
        if grant not in self.oauth2.grants:
            known = ", ".join(self.oauth2.grants)
            raise OAuthRefusal("unsupported_grant_type", f"grants: {known}")
        refreshes = (
            "refresh_token" in self.oauth2.grants and grant != "client_credentials"
        )
        scope = sent.get("scope", "")
        if grant == "authorization_code":
            scope = self._use_code(sent)
        elif grant == "refresh_token":
            if not self._holds("refresh", sent.get("refresh_token", "")):
                raise OAuthRefusal("invalid_grant", "no such refresh_token")
            before = self._held[sent["refresh_token"]].scope
            if before and not {*scope.split()} <= {*before.split()}:
                raise OAuthRefusal(
                    "invalid_scope", f"the refresh_token is for {before}"
                )
            del self._held[sent["refresh_token"]]
            scope = scope or before
        elif not sent.get("client_id") and grant == "client_credentials":
            raise OAuthRefusal("invalid_client", "client_id is missing")
        elif grant == "password" and not sent.get("username"):
            raise OAuthRefusal("invalid_request", "username is missing")
        ends = int(self.clock().timestamp()) + LIFETIME
        is_moment = self.oauth2.expires_in == "timestamp"
        answer: dict[str, Json] = {
            "access_token": self._new("access", LIFETIME, scope),
            "token_type": "Bearer",
            "expires_in": ends if is_moment else LIFETIME,
        }
        if scope:
            answer["scope"] = scope
        if refreshes:
            answer["refresh_token"] = self._new("refresh", _REFRESH_LIFETIME, scope)
        return msgspec.json.encode(answer)

    def _use_code(self, sent: Mapping[str, str]) -> str:
        """Let a code go, and say what it was asked for."""
        kind, ends, scope = self._held.pop(sent.get("code", ""), _NOTHING)
        if not kind.startswith("code ") or ends <= self.clock().timestamp():
            raise OAuthRefusal(
                "invalid_grant", "no such code, or it was used, or is too old"
            )
        _, back, bound = kind.split(" ", 2)
        if back != sent.get("redirect_uri", ""):
            raise OAuthRefusal("invalid_grant", "the code is for another redirect_uri")
        verifier = sent.get("code_verifier", "")
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        if bound and bound not in (verifier, hashed.decode().rstrip("=")):
            raise OAuthRefusal("invalid_grant", "code_verifier does not fit")
        return scope

    def _holds(self, kind: str, token: str) -> bool:
        held, ends, _ = self._held.get(token, _NOTHING)
        return held == kind and self.clock().timestamp() < ends

    def _new(self, kind: str, lifetime: int, scope: str) -> str:
        self._given += 1
        seed = f"{self.seed} {kind} {self._given}".encode("utf-8", "surrogatepass")
        token = f"sandbox-{hashlib.sha256(seed).hexdigest()[:40]}"
        self._held[token] = _Held(kind, self.clock().timestamp() + lifetime, scope)
        return token
