"""Tokens of the OAuth endpoints: got by every grant, and they expire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import makini_calls
import pytest

from clientgen.sandbox import Options, open_sandbox
from clientgen.sandbox.serving import served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BACK = "https://app.example/back?x=1"


class Clock:
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(clock: Clock) -> Iterator[str]:
    sandbox = open_sandbox(makini_calls.makini(), Options(rows=2, clock=clock))
    with served(sandbox) as url:
        yield urlsplit(url).netloc
    sandbox.close()


def ask(place: str, method: str, path: str, body: str = "", **headers: str) -> Any:
    connection = HTTPConnection(place)
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        return response.status, response.read(), response.headers
    finally:
        connection.close()


def token(place: str, **sent: str) -> Any:
    connection = HTTPConnection(place)
    try:
        connection.request("POST", "/link/token", urlencode(sent), FORM)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def status_with(place: str, access: str) -> int:
    status: int = ask(place, "GET", "/api/taxes", Authorization=f"Bearer {access}")[0]
    return status


def test_a_code_gives_tokens_once_and_they_are_renewed(
    place: str, clock: Clock
) -> None:
    query = {
        "response_type": "code",
        "client_id": "c",
        "redirect_uri": BACK,
        "state": "s&",
    }
    status, _, headers = ask(place, "GET", f"/oauth/authorize?{urlencode(query)}")
    assert status == 302
    assert headers["Location"].startswith(f"{BACK}&code=")
    back = dict(parse_qsl(urlsplit(headers["Location"]).query))
    assert back["state"] == "s&"
    grant = {
        "grant_type": "authorization_code",
        "code": back["code"],
        "redirect_uri": BACK,
        "client_id": "c",
        "client_secret": "x",
    }
    status, got = token(place, **grant)
    assert status == 200
    assert got["expires_in"] == int(clock.now.timestamp()) + 3600
    assert status_with(place, got["access_token"]) == 200
    assert token(place, **grant)[1]["error"] == "invalid_grant"
    clock.now += timedelta(hours=1)
    assert status_with(place, got["access_token"]) == 401
    renewal = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    status, renewed = token(place, **renewal)
    assert status_with(place, renewed["access_token"]) == 200
    assert token(place, **renewal)[0] == 400


def test_client_credentials_as_json(place: str) -> None:
    sent = {"grant_type": "client_credentials", "client_id": "c", "client_secret": "x"}
    status, content, headers = ask(
        place,
        "POST",
        "/link/token",
        json.dumps(sent),
        **{"Content-Type": "application/json"},
    )
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert status_with(place, json.loads(content)["access_token"]) == 200


def test_the_client_gets_its_tokens_itself(place: str) -> None:
    from makini import Makini
    from makini.api import API
    from makini.runtime.auth.oauth import OAuthSession

    assert API.auth.oauth2
    oauth2 = API.auth.oauth2._replace(token_url=f"http://{place}/link/token")
    api = API._replace(auth=API.auth._replace(oauth2=oauth2))
    now = datetime(2026, 1, 31, 9, tzinfo=UTC).timestamp()
    auth = OAuthSession(
        api, "c", "x", client_credentials=True, allow_http=True, clock=lambda: now
    )
    with Makini(auth=auth, base_url=f"http://{place}") as client:
        assert len(list(client.taxes.list())) == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"grant_type": "password"},
        {},
        {"grant_type": "authorization_code", "code": "x"},
        {"grant_type": "refresh_token"},
    ],
)
def test_requests_that_get_no_token(place: str, sent: dict[str, str]) -> None:
    status, answer = token(place, **sent)
    assert status == 400
    assert set(answer) == {"error", "error_description"}


@pytest.mark.parametrize(
    "back", ["", "javascript:alert(1)", "https://x/\r\nSet-Cookie: a"]
)
def test_places_that_are_not_gone_back_to(place: str, back: str) -> None:
    query = urlencode({"response_type": "code", "redirect_uri": back})
    assert ask(place, "GET", f"/oauth/authorize?{query}")[0] == 400
    assert ask(place, "GET", "/link/token")[0] == 405
