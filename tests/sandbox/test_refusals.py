"""Whatever is refused is told in one shape, by each status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import makini_calls
import pytest
from makini import Makini, PermissionDenied
from test_http import JSON, TOKEN, Answer, ask

from clientgen.model.api import Api
from clientgen.model.terms import Terms
from clientgen.sandbox import Options, Sandbox, SandboxError, open_sandbox
from clientgen.sandbox.serving import served

WEATHER = "X-Sandbox-Weather"
TEXT = {**TOKEN, "Content-Type": "text/plain"}


def bare(url: str, length: str | None) -> Answer:
    """A request whose body never comes."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("PUT", "/api/purchase-orders/1")
    for name, value in JSON.items():
        connection.putheader(name, value)
    if length is not None:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    response = connection.getresponse()
    try:
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def asked(url: str, status: int) -> Answer:
    """An answer of a status."""
    many: dict[int, Any] = {
        400: lambda: ask(url, "POST", "/api/customers", b"{"),
        401: lambda: ask(url, "GET", "/api/taxes", headers={}),
        403: lambda: ask(
            url, "GET", "/api/taxes", headers={**TOKEN, WEATHER: "status=403"}
        ),
        404: lambda: ask(url, "GET", "/api/taxes/none"),
        405: lambda: ask(url, "DELETE", "/api/taxes"),
        406: lambda: ask(url, "GET", "/api/taxes", headers={**TOKEN, "Accept": "a/b"}),
        411: lambda: bare(url, None),
        413: lambda: bare(url, str(10**12)),
        415: lambda: ask(url, "POST", "/api/customers", b"{}", headers=TEXT),
        421: lambda: ask(
            url, "GET", "/api/taxes", headers={**TOKEN, "Host": "x.example"}
        ),
        422: lambda: ask(url, "POST", "/api/customers", b'{"name": 1}'),
        429: lambda: ask(
            url,
            "GET",
            "/api/taxes",
            headers={**TOKEN, WEATHER: "status=429; retry-after=7"},
        ),
        503: lambda: ask(
            url, "GET", "/api/taxes", headers={**TOKEN, WEATHER: "status=503"}
        ),
    }
    answer: Answer = many[status]()
    return answer


CODES = {
    400: "malformed",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    411: "length_required",
    413: "too_large",
    415: "unsupported_media_type",
    421: "misdirected",
    422: "invalid",
    429: "too_many_requests",
    503: "unavailable",
}
HEADERS = {
    401: ("WWW-Authenticate", 'Bearer realm="sandbox"'),
    405: ("Allow", "GET, HEAD"),
    415: ("Accept", "application/json"),
    429: ("Retry-After", "7"),
}


@pytest.mark.parametrize("status", CODES)
def test_one_shape(url: str, status: int) -> None:
    answer = asked(url, status)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json) == {"error"}
    error = answer.json["error"]
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == CODES[status]
    assert isinstance(error["message"], str)
    assert error["message"]
    for each in error["details"]:
        assert {"field", "message"} <= set(each) <= {"field", "message", "rule"}
    name, value = HEADERS.get(status, ("Content-Type", "application/json"))
    assert answer.headers[name] == value


def asking(**scopes: tuple[str, ...]) -> Api:
    """Makini, whose operations of a name ask for scopes."""
    api = makini_calls.makini()
    return replace(
        api,
        resources=tuple(
            replace(
                resource,
                operations=tuple(
                    replace(each, terms=Terms(scopes=scopes.get(each.name, ())))
                    for each in resource.operations
                ),
            )
            for resource in api.resources
        ),
    )


@pytest.fixture(scope="module")
def limited() -> Iterator[tuple[Sandbox, str]]:
    api = asking(list=("read",), create=("read", "write"))
    sandbox = open_sandbox(api, Options(rows=2, scopes=frozenset({"read"})))
    with served(sandbox) as url:
        yield sandbox, url
    sandbox.close()


def test_a_token_that_is_not_good_for_it(limited: tuple[Sandbox, str]) -> None:
    sandbox, url = limited
    answer = ask(url, "POST", "/api/customers", b'{"name": "N"}')
    assert (answer.status, answer.code) == (403, "forbidden")
    assert answer.json["error"]["message"] == "the token is not good for write"
    challenge = 'Bearer realm="sandbox", error="insufficient_scope", scope="read write"'
    assert answer.headers["WWW-Authenticate"] == challenge
    assert len(sandbox.rows("Customer")) == 2
    assert ask(url, "GET", "/api/customers").status == 200
    assert ask(url, "POST", "/api/customers", b"{}", headers={}).status == 401
    with (
        Makini("sandbox-token", base_url=url) as client,
        pytest.raises(PermissionDenied),
    ):
        client.customers.create(name="N")


@pytest.mark.parametrize(
    ("scope", "status", "granted"),
    [("", 200, None), ("read write", 200, "read write"), ("read", 403, "read")],
)
def test_a_token_of_the_oauth_endpoints_is_good_for_what_was_asked_for(
    scope: str, status: int, granted: str | None, limited: tuple[Sandbox, str]
) -> None:
    _, url = limited
    api = makini_calls.makini()
    assert api.auth.oauth2
    place = urlsplit(api.auth.oauth2.token_url).path
    said = {"grant_type": "client_credentials", "client_id": "a", "scope": scope}
    got = ask(url, "POST", place, json.dumps(said).encode(), headers=JSON).json
    assert got.get("scope") == granted
    given = {**JSON, "Authorization": f"Bearer {got['access_token']}"}
    body = b'{"name": "N"}'
    assert ask(url, "POST", "/api/customers", body, headers=given).status == status
    assert ask(url, "GET", "/api/customers", headers=given).status == 200


def test_a_renewal_for_more_than_was_granted_costs_nothing() -> None:
    from clientgen.sandbox.oauth import OAuthRefusal, Tokens

    api = makini_calls.makini()
    assert api.auth.oauth2
    tokens = Tokens(api.auth.oauth2, lambda: datetime.now(UTC), 0)
    grant = {"grant_type": "authorization_code", "redirect_uri": "https://a.example/"}
    asked = {
        "redirect_uri": grant["redirect_uri"],
        "response_type": "code",
        "scope": "read",
    }
    code = tokens.authorize(asked).rpartition("code=")[2]
    got = json.loads(tokens.token({**grant, "code": code}))
    renewal = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    with pytest.raises(OAuthRefusal) as caught:
        tokens.token({**renewal, "scope": "read write"})
    assert caught.value.code == "invalid_scope"
    assert json.loads(tokens.token(renewal))["scope"] == "read"


def test_a_key_of_a_post_that_came_before() -> None:
    sandbox = open_sandbox(makini_calls.makini(), Options(rows=2))
    with served(sandbox) as url:

        def create(body: bytes, key: str) -> Answer:
            given = {**JSON, **TOKEN, "Idempotency-Key": key}
            return ask(url, "POST", "/api/customers", body, headers=given)

        first = create(b'{"name": "A"}', "1")
        assert create(b'{ "name": "A" }', "1").json == first.json
        assert len(sandbox.rows("Customer")) == 3
        other = create(b'{"name": "B"}', "1")
        assert (other.status, other.code) == (422, "idempotency_key_reused")
        assert create(b'{"name": "A"}', "2").json != first.json
        assert len(sandbox.rows("Customer")) == 4
    sandbox.close()


def test_scopes_that_nobody_asks_for() -> None:
    options = Options(rows=1, scopes=frozenset({"wirte"}))
    with pytest.raises(SandboxError, match="'wirte'; known: read, write"):
        open_sandbox(asking(list=("read", "write")), options)
    with pytest.raises(SandboxError, match="known: none"):
        open_sandbox(makini_calls.makini(), options)
