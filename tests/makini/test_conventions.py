"""OAuth and webhooks as the facts tell them, with the generated package's own settings."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from facts import INVENTORY, PROSE
from makini import FakeApi, Makini
from makini.api import API
from makini.runtime.auth.oauth import OAuthSession, Tokens
from makini.runtime.errors import WebhookError
from makini.runtime.webhooks import parse_event

OAUTH = PROSE["oauth"]
HOOKS = PROSE["webhooks"]
MOMENT = 1715674414
SECRETS = ("s3cr&t", "old-access", "old-refresh", "new-access", "new-refresh")


class Vendor:
    """Plays the token URL and one resource."""

    def __init__(self, expires_in: Any = MOMENT) -> None:
        self.expires_in = expires_in
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if str(request.url) != OAUTH["token"]:
            return httpx2.Response(200, json={"data": []})
        tokens = {"access_token": "new-access", "refresh_token": "new-refresh"}
        more = {"token_type": "bearer", "expires_in": self.expires_in}
        return httpx2.Response(200, json=tokens | more)


def session(**options: Any) -> OAuthSession:
    return OAuthSession(API, "id", "s3cr&t", clock=lambda: MOMENT - 3600, **options)


def test_sending_the_user_off() -> None:
    url, state = session().authorization_url("https://me.example/back?a=b")
    assert url.startswith(OAUTH["authorize"] + "?")
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "response_type": "code",
        "client_id": "id",
        "redirect_uri": "https://me.example/back?a=b",
        "state": state,
    }


@pytest.mark.parametrize("expires_in", [MOMENT, str(MOMENT)])
def test_code_for_tokens(expires_in: Any) -> None:
    """Form-encoded; the end of a token is a moment, not a duration."""
    vendor = Vendor(expires_in)
    tokens = session().exchange_code(
        "c=1",
        "https://me.example",
        state="s",
        expected_state="s",
        http_client=httpx2.Client(transport=httpx2.MockTransport(vendor)),
    )
    (request,) = vendor.asked
    assert (request.method, str(request.url)) == ("POST", OAUTH["token"])
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(request.content.decode())) == {
        "grant_type": OAUTH["form"][0],
        "code": "c=1",
        "redirect_uri": "https://me.example",
        "client_id": "id",
        "client_secret": "s3cr&t",
    }
    assert (tokens.access_token, tokens.refresh_token) == ("new-access", "new-refresh")
    assert tokens.expires_at == MOMENT
    assert not any(secret in repr(tokens) for secret in SECRETS)


@pytest.mark.parametrize(
    ("old", "grant", "kind"),
    [
        (Tokens("old-access", "old-refresh", MOMENT - 3600), OAUTH["form"][1], "form"),
        (None, OAUTH["json"][0], "json"),
    ],
)
def test_new_tokens_before_a_call(old: Tokens | None, grant: str, kind: str) -> None:
    vendor = Vendor()
    source = session(tokens=old)
    with Makini(auth=source, transport=httpx2.MockTransport(vendor)) as client:
        assert list(client.platforms.list()) == []
        assert list(client.platforms.list()) == []
        assert not any(secret in repr(client) + repr(source) for secret in SECRETS)
    token, first, second = vendor.asked
    assert (token.method, str(token.url)) == ("POST", OAUTH["token"])
    assert "Authorization" not in token.headers
    text = token.content.decode()
    if kind == "json":
        assert token.headers["Content-Type"] == "application/json"
        sent = json.loads(text)
    else:
        assert token.headers["Content-Type"] == "application/x-www-form-urlencoded"
        sent = dict(parse_qsl(text))
    wanted = {"grant_type": grant, "client_id": "id", "client_secret": "s3cr&t"}
    assert sent == (
        wanted if old is None else wanted | {"refresh_token": "old-refresh"}
    )
    for request in (first, second):
        assert str(request.url) == f"{INVENTORY['base_url']}/api/system/platforms"
        assert request.headers["Authorization"] == "Bearer new-access"


def test_webhook() -> None:
    event = HOOKS["printed_events"][0]
    keys = ["08000709523389", "a/b", "ü"]
    payload = json.dumps(
        {HOOKS["event"]: event, HOOKS["body"]: keys},
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()
    digest = hmac.new(b"hook", payload, getattr(hashlib, HOOKS["algorithm"])).digest()
    headers = {HOOKS["header"].lower(): base64.b64encode(digest).decode()}
    found = parse_event(API, payload, headers, "hook")
    assert (found.name, found.body) == (event, keys)
    for wrong in (payload + b" ", re.sub(b"assets", b"sites", payload)):
        with pytest.raises(WebhookError):
            parse_event(API, wrong, headers, "hook")
    with pytest.raises(WebhookError):
        parse_event(API, payload, {}, "hook")
    with pytest.raises(WebhookError):
        parse_event(API, payload, headers, "another")


def test_token_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default: the documented server, and the token of the environment."""
    vendor = Vendor()
    monkeypatch.setenv("MAKINI_TOKEN", "from-env")
    with Makini(transport=httpx2.MockTransport(vendor)) as client:
        list(client.accounts.list())
    (request,) = vendor.asked
    assert str(request.url) == f"{INVENTORY['base_url']}/api/accounts"
    assert request.headers["Authorization"] == "Bearer from-env"


def test_a_context_is_not_mistyped_unseen(caplog: pytest.LogCaptureFixture) -> None:
    fake = FakeApi()
    fake.on("GET", "/api/assets/{key}", {"data": {"key": "1"}})
    for platform, meant in (
        ("UPKEP", "UPKEEP"),
        ("upkeep", "UPKEEP"),
        ("Maintain X", "MAINTAIN-X"),
        ("UPKEEP", ""),
        ("SAP", ""),
    ):
        caplog.clear()
        with Makini("t", platform=platform, transport=fake.transport) as client:
            for _ in range(3):
                client.assets.get("1")
        said = f"platform: the rules know no {platform!r}; is {meant!r} meant?"
        assert [x.getMessage() for x in caplog.records if x.name == "makini"] == (
            [said] if meant else []
        )
    with Makini("t", transport=fake.transport) as client:
        words = "context: there is no 'platfrom'; known: platform"
        with pytest.raises(TypeError, match=words):
            client.assets.get("1", options={"context": {"platfrom": "UPKEEP"}})
