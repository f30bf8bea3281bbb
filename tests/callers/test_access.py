"""One way alone: what is missing is told when the client is made, as a token is."""

from __future__ import annotations

import httpx2
import pytest
from runtime.auth.access import Access, Basic, Given, Key, TheToken
from runtime.auth.oauth import OAuthSession
from runtime.calls import Operation
from runtime.calls.terms import Terms
from runtime.client import SyncClient
from runtime.config import ApiConfig, Auth, Bearer, OAuth2

BASIC = Access(
    {"basic": (Basic(Given("sid", "SHOP_SID"), Given("secret", "SHOP_SECRET")),)}
)
KEYS = Access(
    {
        "api_key": (
            Key("X-Client", "header", Given("client_id", "SHOP_CLIENT")),
            Key("X-Secret", "header", Given("secret", "SHOP_SECRET")),
        )
    }
)
BOTH = Access({"bearer": (TheToken("SHOP_TOKEN"), *KEYS.ways["api_key"])})
ALONE = Access({"bearer": (TheToken("SHOP_TOKEN"),)}, late=True)


def api(access: Access, auth: Auth | None = None) -> ApiConfig:
    return ApiConfig(
        "Shop",
        "https://shop.example",
        auth=auth or Auth(),
        access=access,
        secrets={"x-client": "client_id"},
        terms=Terms() if access.late else None,
    )


def sent(config: ApiConfig, operation: Operation[None], **given: str) -> httpx2.Headers:
    found: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        found.append(request)
        return httpx2.Response(204)

    token = given.pop("token", None)
    transport = httpx2.MockTransport(handle)
    with SyncClient(config, token, given=given, transport=transport) as client:
        client._send(operation)
    return found[0].headers


OPEN: Operation[None] = Operation("shop.open", "GET", "/open", kind="empty")
FREE: Operation[None] = Operation(
    "shop.free", "GET", "/free", kind="empty", terms=Terms(ways=("none",))
)


def test_what_is_missing_is_told_when_the_client_is_made() -> None:
    for config, given, words in (
        (
            api(BASIC),
            {"sid": "a"},
            "pass secret= or set SHOP_SECRET in the environment",
        ),
        (api(KEYS), {}, "pass client_id= or .* and pass secret= or set SHOP_SECRET"),
        (
            api(BOTH, Auth(Bearer("SHOP_TOKEN"))),
            {"secret": "s"},
            "no token; pass token=",
        ),
    ):
        with pytest.raises(ValueError, match=words):
            SyncClient(config, given=given)


def test_several_keys_go_along_with_a_token() -> None:
    keys = {"client_id": "c-1", "secret": "s-1"}
    headers = sent(api(KEYS), OPEN, **keys)
    assert [headers["x-client"], headers["x-secret"]] == ["c-1", "s-1"]
    assert "authorization" not in headers
    headers = sent(api(BOTH, Auth(Bearer("SHOP_TOKEN"))), OPEN, token="t-1", **keys)
    assert [headers["authorization"], headers["x-client"]] == ["Bearer t-1", "c-1"]


def test_a_token_may_be_missing_where_a_call_needs_none() -> None:
    config = api(ALONE, Auth(Bearer("SHOP_TOKEN")))
    assert "authorization" not in sent(config, FREE)
    assert "authorization" not in sent(config, FREE, token="t-1")
    assert sent(config, OPEN, token="t-1")["authorization"] == "Bearer t-1"
    with pytest.raises(
        ValueError, match=r"^Shop: no credential; pass token= or set SHOP_T"
    ):
        sent(config, OPEN)


def test_a_session_is_refused_where_no_way_takes_tokens() -> None:
    oauth2 = OAuth2("https://shop.example/token", grants=("client_credentials",))
    config = api(BASIC, Auth(oauth2=oauth2))
    session = OAuthSession(config, "id", "secret")
    with pytest.raises(TypeError, match=r"^auth: Shop takes no bearer token"):
        SyncClient(config, given={"sid": "a", "secret": "b"}, auth=session)


def test_reprs_show_nothing() -> None:
    client = SyncClient(api(BASIC), given={"sid": "a", "secret": "hidden-1234"})
    for shown in (
        client,
        client._settings,
        client._settings.sent,
        client._shared.given,
    ):
        assert "hidden-1234" not in repr(shown)
