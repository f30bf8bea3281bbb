from __future__ import annotations

import asyncio
import json
import pickle
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authserver import NOW, Server, old, session
from httpserver import Reply, serve, wait_until
from runtime.auth.oauth import OAuthSession, Tokens
from runtime.errors import AuthenticationError, OAuthError
from runtime.wire import transport
from shop import API, AsyncShop, Shop


def test_the_way_of_a_user() -> None:
    stored: list[Tokens] = []
    script = Server()
    with serve(script) as server:
        flow = session(server.url, on_tokens=stored.append)
        url, state = flow.authorization_url("https://me.example/back?x=1")
        query = parse_qs(urlsplit(url).query)
        assert url.startswith("https://link.example/authorize?")
        assert query == {
            "response_type": ["code"],
            "client_id": ["id-1"],
            "redirect_uri": ["https://me.example/back?x=1"],
            "state": [state],
        }
        assert flow.authorization_url("https://me.example")[1] != state
        with pytest.raises(OAuthError, match="state"):
            flow.exchange_code("c", "https://me", state="forged", expected_state=state)
        assert script.asked == []
        tokens = flow.exchange_code(
            "the-code", "https://me", state=state, expected_state=state
        )
        assert script.asked == [
            {
                "grant_type": "authorization_code",
                "client_id": "id-1",
                "client_secret": "hush-secret",
                "code": "the-code",
                "redirect_uri": "https://me",
            }
        ]
        assert script.kinds == ["application/x-www-form-urlencoded"]
        assert stored == [tokens]
        assert tokens.expires_at == NOW + 3600
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"
        assert len(script.asked) == 1
        again = asyncio.run(
            flow.exchange_code_async("c", "https://me", state="s", expected_state="s")
        )
        assert again.access_token == "access-2"


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (NOW + 3600, NOW + 3600),
        (str(int(NOW + 3600)), NOW + 3600),
        (3600, NOW + 3600),
        ("3600", NOW + 3600),
        (None, None),
        ("soon", None),
        (-1, None),
        (10**400, None),
        (float("nan"), None),
        ([3600], None),
    ],
)
def test_expires_in_is_a_duration_or_a_moment(said: Any, ends: float | None) -> None:
    script = Server()
    script.expires_in = said
    with serve(script) as server:
        flow = session(server.url)
        tokens = flow.exchange_code("c", "https://me", state="s", expected_state="s")
        assert tokens.expires_at == ends


@pytest.mark.parametrize("endless", ["size", "time"])
def test_the_endpoint_of_tokens_is_bounded(
    endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the caller's own bounds are: nobody gives any to a login."""
    many = Reply(chunks=(b" " * 65536,) * 100)
    slow = Reply(chunks=(b" ",) * 100, pause=0.1)
    if endless == "time":
        monkeypatch.setattr(transport, "_TOKEN_SECONDS", 0.5)
    with serve(lambda _: many if endless == "size" else slow) as server:
        started = time.monotonic()
        words = "cannot be reached: the answer is too large, or takes too long"
        with pytest.raises(OAuthError, match=words):
            session(server.url).exchange_code(
                "c", "https://me", state="s", expected_state="s"
            )
        with pytest.raises(OAuthError, match=words):
            asyncio.run(
                session(server.url).exchange_code_async(
                    "c", "https://me", state="s", expected_state="s"
                )
            )
        assert time.monotonic() - started < 5


def test_what_an_endpoint_of_tokens_says_drives_no_terminal() -> None:
    said = {"error": "\x1b]0;a\x07", "error_description": "\x1b[31m no \u202e"}
    with serve(lambda _: Reply(400, said)) as server, pytest.raises(OAuthError) as got:
        session(server.url).exchange_code(
            "c", "https://me", state="s", expected_state="s"
        )
    assert str(got.value).isprintable()
    assert got.value.code.isprintable()


def test_tokens_are_renewed_ahead_of_their_end() -> None:
    script = Server()
    stored: list[Tokens] = []
    with serve(script) as server:
        flow = session(server.url, tokens=old(), on_tokens=stored.append)
        with Shop(auth=flow, base_url=server.url) as client:
            client.invoices.get("1")
            client.invoices.get("2")
        assert script.asked == [
            {
                "grant_type": "refresh_token",
                "client_id": "id-1",
                "client_secret": "hush-secret",
                "refresh_token": "refresh-0",
            }
        ]
        assert [t.refresh_token for t in stored] == ["refresh-1"]
        assert sum(r.path != "/token" for r in server.requests) == 2


def test_a_refused_token_is_renewed_once() -> None:
    script = Server()
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=NOW + 9999))
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.create(customer_key="1").key == "1"
            assert len(script.asked) == 1
            script.blind = True
            with pytest.raises(AuthenticationError):
                client.with_options(retries=5).invoices.get("1")
        assert len(script.asked) == 2


def test_client_credentials_as_json() -> None:
    script = Server()
    with serve(script) as server:
        flow = session(server.url, scope="all")
        with Shop(auth=flow, base_url=server.url) as client:
            client.invoices.get("1")
        assert script.kinds == ["application/json"]
        assert script.asked[0]["grant_type"] == "client_credentials"
        assert script.asked[0]["scope"] == "all"


def test_one_renewal_for_many_threads() -> None:
    script = Server()
    script.wait = 0.05
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=NOW - 1))
        with Shop(auth=flow, base_url=server.url) as client:
            threads = [
                threading.Thread(target=client.invoices.get, args=("1",))
                for _ in range(30)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(script.asked) == 1
        assert sum(r.path != "/token" for r in server.requests) == 30


def test_one_renewal_for_many_tasks_and_refusals() -> None:
    script = Server()
    script.wait = 0.05

    async def work(url: str, flow: OAuthSession) -> None:
        async with AsyncShop(auth=flow, base_url=url) as client:
            await asyncio.gather(*(client.invoices.get("1") for _ in range(30)))

    with serve(script) as server:
        asyncio.run(
            work(server.url, session(server.url, tokens=old(expires_at=NOW - 1)))
        )
        assert len(script.asked) == 1
        # All of them hold a token that the server refuses.
        stale = session(server.url, tokens=old(expires_at=NOW + 9999))
        asyncio.run(work(server.url, stale))
        assert len(script.asked) == 2


def test_one_renewal_for_threads_and_tasks_together() -> None:
    script = Server()
    script.wait = 0.1
    together = threading.Barrier(13)
    keys: list[str] = []

    def one(client: Shop) -> None:
        together.wait()
        keys.append(client.invoices.get("1").key)

    def many(url: str, flow: OAuthSession) -> None:
        async def work() -> None:
            async with AsyncShop(auth=flow, base_url=url) as client:
                together.wait()
                found = await asyncio.gather(
                    *(client.invoices.get("1") for _ in range(10))
                )
                keys.extend(item.key for item in found)

        asyncio.run(work())

    with serve(script) as server:
        # Ended by the clock, then held to be good but refused by the server.
        for number, ends in enumerate((NOW - 1, NOW + 9999), start=1):
            stored: list[Tokens] = []
            flow = session(
                server.url, tokens=old(expires_at=ends), on_tokens=stored.append
            )
            with Shop(auth=flow, base_url=server.url) as client:
                threads = [
                    threading.Thread(target=one, args=(client,)) for _ in range(10)
                ]
                # Two event loops beside the threads.
                threads += [
                    threading.Thread(target=many, args=(server.url, flow))
                    for _ in range(2)
                ]
                for thread in threads:
                    thread.start()
                together.wait()
                for thread in threads:
                    thread.join()
            assert len(keys) == 30 * number
            assert len(script.asked) == number
            assert [t.access_token for t in stored] == [f"access-{number}"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            Reply(400, {"error": "invalid_grant", "error_description": "no"}),
            "invalid_grant",
        ),
        (Reply(200, {"error": "server_error"}), "server_error"),
        (Reply(200, b"<html>"), ""),
        (Reply(500, b""), ""),
        (Reply(200, {"access_token": ""}), "no_token"),
        (Reply(fault="reset"), ""),
    ],
)
def test_when_no_token_can_be_had(reply: Reply, code: str) -> None:
    script = Server()
    script.refuse = reply
    with serve(script) as server:
        flow = session(server.url, tokens=old(expires_at=NOW - 1))
        with (
            Shop(auth=flow, base_url=server.url) as client,
            pytest.raises(OAuthError) as caught,
        ):
            client.invoices.get("1")
        assert caught.value.code == code
        assert "refresh-0" not in str(caught.value)
        assert "hush" not in str(caught.value) + repr(vars(caught.value))
        assert all(r.path == "/token" for r in server.requests)


def test_an_early_renewal_that_fails_uses_the_old_token() -> None:
    script = Server()
    script.refuse = Reply(503, b"busy")
    with serve(script) as server:
        flow = session(server.url, tokens=Tokens("access-0", "refresh-0", NOW + 30))
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"


def test_a_user_who_must_log_in_again() -> None:
    assert API.auth.oauth2 is not None
    oauth = API.auth.oauth2._replace(grants=("authorization_code", "refresh_token"))
    api = API._replace(auth=API.auth._replace(oauth2=oauth))
    flow = OAuthSession(api, "id", "s", tokens=Tokens("a", None, time.time() - 1))
    transport = httpx2.MockTransport(lambda r: httpx2.Response(200))
    with (
        Shop(auth=flow, transport=transport) as client,
        pytest.raises(OAuthError, match="authorization_url") as caught,
    ):
        client.invoices.get("1")
    assert caught.value.code == "login_required"


@pytest.mark.parametrize("way", ["stored", "logged in", "told"])
def test_a_users_session_never_becomes_the_applications(way: str) -> None:
    script = Server()
    now = [NOW]
    with serve(script) as server:
        options: dict[str, Any] = {"clock": lambda: now[0]}
        if way == "stored":
            options["tokens"] = Tokens("access-0", None, NOW + 3600)
        if way == "told":
            options["client_credentials"] = False
        flow = session(server.url, **options)
        if way == "logged in":
            script.gives_refresh = False
            flow.exchange_code("c", "https://me", state="s", expected_state="s")
        script.asked.clear()
        now[0] += 9999
        with (
            Shop(auth=flow, base_url=server.url) as client,
            pytest.raises(OAuthError, match="authorization_url") as caught,
        ):
            client.invoices.get("1")
        assert caught.value.code == "login_required"
        assert script.asked == []
        assert server.requests[1:] == []


def test_an_applications_session_needs_no_user() -> None:
    script = Server()
    now = [NOW]
    with serve(script) as server:
        stored = Tokens("access-0", "refresh-0", NOW - 1)
        for tokens, told in ((None, None), (stored, True)):
            now[0] = NOW
            script.expires_in = NOW + 3600
            script.asked.clear()
            flow = session(
                server.url,
                tokens=tokens,
                client_credentials=told,
                clock=lambda: now[0],
            )
            with Shop(auth=flow, base_url=server.url) as client:
                client.invoices.get("1")
                now[0] = script.expires_in
                client.invoices.get("1")
            kinds = [asked["grant_type"] for asked in script.asked]
            assert kinds == ["client_credentials"] * 2


def test_a_login_during_a_renewal_stands() -> None:
    script = Server()
    script.wait = 0.2
    with serve(script) as server:
        flow = session(server.url)
        with Shop(auth=flow, base_url=server.url) as client:
            thread = threading.Thread(target=client.invoices.get, args=("1",))
            thread.start()
            assert wait_until(lambda: script.issued == 1)
            script.wait = 0
            flow.exchange_code("c", "https://me", state="s", expected_state="s")
            thread.join()
        assert flow.tokens is not None
        assert flow.tokens.access_token == "access-2"


def test_a_token_that_cannot_be_renewed_is_used_to_its_end() -> None:
    script = Server()
    with serve(script) as server:
        flow = session(server.url, tokens=Tokens("access-0", None, NOW + 30))
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"


def test_the_refresh_token_of_another_login_is_not_kept() -> None:
    script = Server()
    script.gives_refresh = False
    with serve(script) as server:
        flow = session(server.url, tokens=old())
        with Shop(auth=flow, base_url=server.url) as client:
            client.invoices.get("1")
        assert flow.tokens is not None
        assert flow.tokens.refresh_token == "refresh-0", "it was not said to have ended"
        flow.exchange_code("c", "https://me", state="s", expected_state="s")
        assert flow.tokens.refresh_token is None


def test_sessions_and_tokens_keep_their_secrets() -> None:
    tokens = Tokens("access-hush", "refresh-hush", NOW)
    flow = session("http://127.0.0.1:1", tokens=tokens)
    shown = repr(tokens) + str(tokens) + repr(flow) + repr(vars(flow))
    assert "hush" not in shown
    for secret in (tokens, flow):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(secret)
    assert Tokens(**json.loads(json.dumps(tokens.to_dict()))) == tokens


def test_what_a_session_needs() -> None:
    with pytest.raises(ValueError, match="https"):
        session("http://auth.example")
    with pytest.raises(ValueError, match=r"no OAuth 2\.0"):
        OAuthSession(API._replace(auth=API.auth._replace(oauth2=None)), "i", "s")
    assert API.auth.oauth2 is not None
    users = API.auth.oauth2._replace(grants=("authorization_code",))
    with pytest.raises(ValueError, match="client credentials"):
        OAuthSession(
            API._replace(auth=API.auth._replace(oauth2=users)),
            "i",
            "s",
            client_credentials=True,
        )
    with pytest.raises(TypeError, match="not both"):
        Shop("t", auth=session("http://127.0.0.1:1"))


def test_a_refresh_token_alone_is_enough() -> None:
    script = Server()
    with serve(script) as server:
        flow = session(server.url, tokens=Tokens("", "refresh-0"))
        with Shop(auth=flow, base_url=server.url) as client:
            assert client.invoices.get("1").key == "1"
        assert [request.path for request in server.requests] == [
            "/token",
            "/api/invoices/1",
        ]
