"""Bad days, over HTTP: what a server with weather around its application does."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tiny import API, LARGE, THING, Tiny

from clientgen.sandbox.conversation import LoopThread
from clientgen.sandbox.forecast import (
    WeatherError,
    read_rules,
    rules_of,
    trouble_of,
)
from clientgen.sandbox.inprocess import SandboxTransport
from clientgen.sandbox.testing import LocalSandbox
from clientgen.sandbox.weather import HEADER, Weather

EVERY_WORD = (
    *("slow", "status", "retry-after", "expired", "reset", "lost", "truncated", "drip"),
    *("html", "wrong-types", "unknown-fields", "doubles", "gaps"),
    *("chance", "times", "after"),
)


@pytest.fixture(scope="module")
def tiny() -> Tiny:
    return Tiny()


@pytest.fixture(scope="module")
def shared(tiny: Tiny) -> Iterator[LocalSandbox]:
    with LocalSandbox(tiny) as sandbox:
        yield sandbox


@pytest.fixture
def local(shared: LocalSandbox) -> LocalSandbox:
    shared.reset()
    return shared


@pytest.fixture
def client(local: LocalSandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=local.url) as client:
        yield client


def ask(client: httpx2.Client, words: str, path: str = "/orders/1") -> httpx2.Response:
    return client.get(path, headers={HEADER: words})


def pages(client: httpx2.Client, words: str) -> list[list[str]]:
    """The keys on each page of a list, walked to its end."""
    found = []
    number, last = 1, 1
    while number <= last:
        query = {"page": str(number)} if number > 1 else {}
        answer = client.get("/orders", params=query, headers={HEADER: words}).json()
        found.append([thing["key"] for thing in answer["data"]])
        number, last = number + 1, answer["last"]
    return found


def test_the_table_has_every_word() -> None:
    words = Weather.__init__.__globals__["__doc__"].split("=====\n")
    told = {
        line.split()[0].partition("=")[0]
        for part in words
        for line in part.splitlines()
        if line[:1].isalpha() and "  " in line
    }
    assert set(EVERY_WORD) <= told
    for word in EVERY_WORD:
        trouble_of(f"status=503; {word}=1" if word != "status" else "status=500")


def test_a_status_is_answered_and_nothing_is_done(
    client: httpx2.Client, tiny: Tiny
) -> None:
    answer = ask(client, "status=429; retry-after=2")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert answer.headers[HEADER] == "status=429; retry-after=2"
    assert answer.json()["error"]["code"] == "too_many_requests"
    assert answer.json()["error"]["details"] == []
    assert tiny.log == []
    (told,) = tiny.unreached
    assert told[:4] == ("GET", "/v1/orders/1", "orders.get", 429)
    assert "status=429" in told.message


def test_a_slow_answer_is_whole(client: httpx2.Client) -> None:
    started = time.monotonic()
    answer = ask(client, "slow=0.2")
    assert time.monotonic() - started >= 0.2
    assert answer.json()["data"] == THING


def test_chance_is_that_of_the_seed(client: httpx2.Client, local: LocalSandbox) -> None:
    def days() -> list[int]:
        found = [ask(client, "status=500; chance=0.3").status_code for _ in range(60)]
        local.reset()
        return found

    first = days()
    assert first == days()
    assert 6 <= first.count(500) <= 30
    with LocalSandbox(Tiny(1)) as other:
        transport, base = other.transport, "https://shop.example/v1"
        with httpx2.Client(transport=transport, base_url=base) as elsewhere:
            codes = [
                ask(elsewhere, "status=500; chance=0.3").status_code for _ in range(60)
            ]
    assert codes != first


def test_times_and_after_count_requests_of_one_kind(client: httpx2.Client) -> None:
    words = "status=503; times=2; after=1"
    codes = [ask(client, words).status_code for _ in range(5)]
    assert codes == [200, 503, 503, 200, 200]
    assert ask(client, words, "/orders/2").status_code == 200
    assert ask(client, words, "/orders/2").status_code == 503


def test_a_token_expires_once(client: httpx2.Client) -> None:
    first, second = ask(client, "expired"), ask(client, "expired")
    assert first.status_code == 401
    assert "invalid_token" in first.headers["www-authenticate"]
    assert second.status_code == 200


@pytest.mark.parametrize("word", ["reset", "lost"])
def test_a_reset_ends_the_connection_without_an_answer(
    client: httpx2.Client, tiny: Tiny, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(httpx2.ReadError):
        ask(client, word)
    assert tiny.log == ([] if word == "reset" else ["GET /v1/orders/1"])
    assert ask(client, "slow=0.001").status_code == 200
    assert not caplog.records


def test_a_truncated_body_is_shorter_than_announced(
    client: httpx2.Client, caplog: pytest.LogCaptureFixture
) -> None:
    port = client.base_url.port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as raw:
        asked = f"GET /v1/orders/1 HTTP/1.1\r\nHost: localhost\r\n{HEADER}: truncated\r\n\r\n"
        raw.sendall(asked.encode())
        received = b""
        while chunk := raw.recv(4096):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    whole = json.dumps({"data": THING, "size": 0}).encode()
    assert f"content-length: {len(whole)}".encode() in head.lower()
    assert whole.startswith(body)
    assert 0 < len(body) < len(whole)
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(client, "truncated")
    assert not caplog.records


def test_what_comes_of_a_truncated_body_is_not_lost(client: httpx2.Client) -> None:
    """Half of it comes, also where that takes longer than to say that it ends."""
    sizes: list[int] = []
    with client.stream("GET", "/large", headers={HEADER: "truncated"}) as answer:
        time.sleep(0.1)
        with pytest.raises(httpx2.RemoteProtocolError):
            sizes.extend(map(len, answer.iter_raw()))
    whole = int(answer.headers["content-length"])
    assert sum(sizes) == whole // 2 > LARGE // 3


def test_a_reset_counts_anew(tiny: Tiny) -> None:
    rules = rules_of([{"operation": "orders.get", "what": "status=503; times=1"}])
    weather = Weather(tiny.application, API, rules=rules)
    transport = SandboxTransport(weather, thread := LoopThread())
    with httpx2.Client(transport=transport, base_url="https://shop.example") as client:
        for _ in range(2):
            codes = [client.get("/orders/1").status_code for _ in range(2)]
            assert codes == [503, 200]
            weather.reset()
    thread.close()


def test_a_body_drips(client: httpx2.Client) -> None:
    started = time.monotonic()
    with client.stream("GET", "/orders/1", headers={HEADER: "drip=0.3"}) as answer:
        pieces = [(time.monotonic() - started, piece) for piece in answer.iter_raw()]
    assert len(pieces) > 3
    assert pieces[0][0] < 0.2
    assert pieces[-1][0] >= 0.3
    assert json.loads(b"".join(piece for _, piece in pieces))["data"] == THING


def test_a_proxy_answers_with_a_page(client: httpx2.Client) -> None:
    answer = ask(client, "html")
    assert answer.status_code == 502
    assert answer.headers["content-type"] == "text/html"
    assert ask(client, "html; status=504").status_code == 504


def test_types_are_wrong_inside_things_alone(client: httpx2.Client) -> None:
    document = ask(client, "wrong-types").json()
    assert document["data"] == {
        "key": "1",
        "total": "12.5",
        "paid": "true",
        "buyer": None,
        "tags": ["1"],
    }
    assert document["size"] == 0
    listed = ask(client, "wrong-types", "/orders").json()
    assert listed == {"data": [{"key": "1"}, {"key": "2"}], "page": 1, "last": 3}


def test_fields_are_unknown_in_every_object(client: httpx2.Client) -> None:
    data = ask(client, "unknown-fields").json()["data"]
    extra = {name for name in data if name not in THING}
    assert len(extra) == 1
    assert extra < data["buyer"].keys()


def test_pages_overlap_and_have_gaps(client: httpx2.Client) -> None:
    assert pages(client, "slow=0.001") == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert pages(client, "doubles") == [["1", "2"], ["2", "3", "4"], ["4", "5", "6"]]
    assert pages(client, "gaps") == [["1", "2"], ["4"], ["6"]]


def test_a_second_walk_does_not_begin_with_the_end_of_the_first(
    client: httpx2.Client,
) -> None:
    assert pages(client, "doubles")[0] == pages(client, "doubles")[0]


def test_words_that_make_no_sense_are_a_400(client: httpx2.Client, tiny: Tiny) -> None:
    answer = ask(client, "stauts=503")
    assert answer.status_code == 400
    assert "'stauts'" in answer.json()["error"]["message"]
    assert tiny.log == []


@pytest.mark.parametrize(
    "words",
    [
        *("status=200", "status=x", "slow=-1", "slow=nan", "chance=2", "times=-1"),
        *("times=1.5", "reset=5", "retry-after=\x01", "slow", "", "chance=0.5", "x=1"),
    ],
)
def test_values_are_checked(words: str) -> None:
    with pytest.raises(WeatherError):
        trouble_of(words)


RULES = """\
- operation: orders.get
  what: status=503; retry-after=1
  times: 1
- request: GET /orders/**
  slow: 0.001
- {request: 'POST /orders', what: status=500}
"""


def test_rules_are_for_their_requests(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    rules = read_rules(tmp_path / "rules.yaml")
    tiny = Tiny()
    with LocalSandbox(tiny) as local:
        for rule in rules:
            local._weather.add(rule)
        with httpx2.Client(base_url=local.url) as client:
            newest = client.get("/orders/newest")
            first, second = client.get("/orders/1"), client.get("/orders/1")
            assert HEADER not in client.get("/orders").headers
            assert client.post("/orders").status_code == 500
            assert client.put("/orders").status_code == 200
    assert newest.headers[HEADER] == "slow=0.001"
    assert first.headers[HEADER] == "slow=0.001; status=503; retry-after=1"
    assert second.headers[HEADER] == "slow=0.001"
    assert (first.status_code, second.status_code) == (503, 200)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", "expected a list of rules"),
        ("- 5", "rule 1: expected an object"),
        ("- {what: status=503}\n- {what: oops}", "rule 2: no weather is called 'oops'"),
        ("- {operation: a.b, request: GET /x, what: reset}", "not both"),
        ("- {request: 'GET orders', what: reset}", "is no request such as"),
        ("- {status: [503]}", "status needs a single value"),
        ("- {times: 2}", "nothing is said to happen"),
        ("- [", "rules.yaml"),
    ],
)
def test_a_rules_file_is_refused_by_rule(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WeatherError, match=message):
        read_rules(tmp_path / "rules.yaml")


def test_a_rule_for_no_operation_is_refused() -> None:
    rules = rules_of([{"operation": "orders.gett", "what": "reset"}])
    with pytest.raises(WeatherError, match=r"did you mean 'orders\.get'"):
        Weather(Tiny().application, API, rules=rules)
