"""An authorization server and API in one, and a session for it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from httpserver import Arrived, Reply
from runtime.auth.oauth import OAuthSession, Tokens
from runtime.wire import RetryPolicy
from shop import API

NOW = 1_700_000_000.0
AT_ONCE = RetryPolicy(initial=0)


class Server:
    """Gives out tokens access-1, access-2 ... and takes only the newest.

    Attributes:
        first: Replies to the first requests for tokens.
        refuse: The reply to all others.
        strict: A refresh token buys tokens once; ``refresh-0`` is the first.
        hold: Answers to requests for tokens wait for it.
        blind: No access token will do.
    """

    def __init__(self) -> None:
        self.issued = 0
        self.lock = threading.Lock()
        self.asked: list[dict[str, str]] = []
        self.kinds: list[str] = []
        self.expires_in: Any = int(NOW + 3600)
        self.wait = 0.0
        self.first: list[Reply] = []
        self.refuse: Reply | None = None
        self.strict = False
        self.hold: threading.Event | None = None
        self.blind = False
        self.gives_refresh = True

    def __call__(self, request: Arrived) -> Any:
        if request.path == "/token":
            kind = request.headers["content-type"]
            body = (
                request.json
                if "json" in kind
                else dict(parse_qsl(request.body.decode()))
            )
            with self.lock:
                self.asked.append(body)
                wait = self.wait
                self.kinds.append(kind)
                refusal = self._refusal(body)
                self.issued += refusal is None
                answer = {
                    "access_token": f"access-{self.issued}",
                    "refresh_token": f"refresh-{self.issued}",
                    "token_type": "bearer",
                    "expires_in": self.expires_in,
                }
                if not self.gives_refresh:
                    del answer["refresh_token"]
            if self.hold is not None:
                self.hold.wait(10)
            return refusal or Reply(body=answer, wait=wait)
        good = f"Bearer access-{self.issued}"
        if self.blind or request.headers.get("authorization") != good:
            return Reply(401, {"message": "who?"})
        return {"data": {"key": "1"}}

    def _refusal(self, body: dict[str, str]) -> Reply | None:
        if self.first:
            return self.first.pop(0)
        if self.strict and body["refresh_token"] != f"refresh-{self.issued}":
            return Reply(400, {"error": "invalid_grant"})
        return self.refuse


def session(url: str, **options: Any) -> OAuthSession:
    assert API.auth.oauth2 is not None
    oauth = API.auth.oauth2._replace(token_url=f"{url}/token")
    api = API._replace(auth=API.auth._replace(oauth2=oauth))
    options.setdefault("clock", lambda: NOW)
    options.setdefault("retries", AT_ONCE)
    return OAuthSession(api, "id-1", "hush-secret", **options)


def old(**changes: Any) -> Tokens:
    return replace(Tokens("old", "refresh-0", NOW + 30), **changes)
