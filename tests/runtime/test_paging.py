from __future__ import annotations

import itertools
import json
import logging
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from httpserver import Arrived, Reply, in_turn, serve, wait_until
from runtime.calls import Operation
from runtime.calls.body_pages import PageKey
from runtime.calls.next_links import next_url
from runtime.config import ApiConfig, Paging
from runtime.errors import ApiError, DecodeError, ServerError, TransportError
from runtime.wire import RetryPolicy
from runtime.wire.responses import Hooks
from shop import API, AsyncShop, Invoice, Shop, in_client, page, shop

QUICK = RetryPolicy(max_retries=8, initial=0)


def number(request: Arrived, name: str = "page", default: int = 1) -> int:
    return int(dict(request.query).get(name, default))


def keys(url: str, **options: Any) -> list[list[str]]:
    """Walk a list with a sync and an async client."""
    with shop(url, **options) as client:
        got = [[item.key for item in client.invoices.list()]]

    async def work(client: AsyncShop) -> list[str]:
        return [item.key async for item in client.invoices.list()]

    got.append(in_client(url, work, **options))
    return got


def with_paging(**changes: Any) -> ApiConfig:
    return API._replace(paging=Paging(**changes))


@pytest.mark.parametrize("read_ahead", [0, 1, 5])
def test_all_pages_in_order(read_ahead: int) -> None:
    with serve(lambda r: page(number(r), 4)) as server:
        for got in keys(server.url, read_ahead=read_ahead):
            assert got == [f"{p}-{i}" for p in (1, 2, 3, 4) for i in (0, 1)]
        assert len(server.requests) == 8


def test_pages_are_lazy() -> None:
    with serve(lambda r: page(number(r), 4)) as server, shop(server.url) as client:
        pages = client.invoices.list()
        assert server.requests == []
        assert [item.key for item in itertools.islice(pages, 3)] == [
            "1-0",
            "1-1",
            "2-0",
        ]
        assert len(server.requests) == 2
        assert next(item.key for item in pages) == "1-0", "each walk begins anew"
        assert "1-0" not in repr(pages)


def test_a_page_knows_itself() -> None:
    with serve(lambda r: page(number(r), 3)) as server:
        with shop(server.url) as client:
            pages = list(client.invoices.list().pages())
            first = client.invoices.list().first_page()
        assert len(server.requests) == 4

        async def work(client: AsyncShop) -> Any:
            await client.invoices.list().first_page()
            return [p async for p in client.invoices.list().pages()]

        assert in_client(server.url, work) == pages
    assert [(p.number, p.next, p.total) for p in pages] == [
        (1, 2, 6),
        (2, 3, 6),
        (3, None, 6),
    ]
    assert pages[0].meta == {"current_page": 1, "last_page": 3, "total": 6}
    assert pages[0].links == {"next": "/api/invoices?page=2"}
    assert [item.key for item in pages[1]] == ["2-0", "2-1"]
    assert len(pages[1]) == 2
    assert pages[1][0].key == "2-0"
    assert [x.key for x in pages[1][:1]] == ["2-0"]
    assert first == pages[0]


def test_resuming_from_a_page() -> None:
    with serve(lambda r: page(number(r), 4)) as server, shop(server.url) as client:
        got = [item.key for item in client.invoices.list(page=3, per_page=2)]
        assert got == ["3-0", "3-1", "4-0", "4-1"]
        assert [r.query for r in server.requests] == [
            [("page", "3"), ("per_page", "2")],
            [("per_page", "2"), ("page", "4")],
        ] or [sorted(r.query) for r in server.requests] == [
            [("page", "3"), ("per_page", "2")],
            [("page", "4"), ("per_page", "2")],
        ]
        by_option = client.invoices.list(options={"query": {"page": 4}})
        assert [item.key for item in by_option] == ["4-0", "4-1"]


@pytest.mark.parametrize("far", [2**64, 10**99, "9" * 30, "9" * 5000])
def test_a_number_that_no_list_reaches_is_refused_before_it_is_sent(far: Any) -> None:
    with serve(lambda r: page(1, 1)) as server, shop(server.url) as client:
        with pytest.raises(ValueError, match=r"^page: expected less than 2\*\*64$"):
            client.invoices.list(page=far)
        with pytest.raises(ValueError, match=r"^page: "):
            client.invoices.list(options={"query": {"page": far}})
        client.invoices.list(page=2**64 - 1).first_page()
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{"key": "a"}]},
        {"data": [{"key": "a"}], "meta": None, "links": None},
        {"data": [{"key": "a"}], "meta": {}, "links": {}},
        {"data": [{"key": "a"}], "meta": {"current_page": 1, "last_page": 1}},
        {"data": [{"key": "a"}], "links": {"next": None}},
        {"data": [{"key": "a"}], "meta": [], "links": "none"},
        {"data": [{"key": "a"}], "meta": {"current_page": 9, "last_page": 3}},
    ],
)
def test_one_page_is_one_page(answer: Any) -> None:
    with serve(lambda _: answer) as server:
        assert keys(server.url) == [["a"], ["a"]]
        assert len(server.requests) == 2


def test_a_link_that_is_never_filled_does_not_end_the_list() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return {
            "data": [{"key": str(n)}],
            "meta": {"current_page": n, "last_page": 3},
            "links": {"next": None},
        }

    with serve(script) as server:
        assert keys(server.url) == [["1", "2", "3"]] * 2


def test_an_empty_page_ends_the_list() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return page(n, 99) if n < 3 else {**page(n, 99), "data": []}

    with serve(script) as server:
        assert keys(server.url) == [["1-0", "1-1", "2-0", "2-1"]] * 2


@pytest.mark.parametrize("strict", [False, True])
def test_a_repeated_page_is_an_error(strict: bool) -> None:
    with serve(lambda _: page(1, 9)) as server:
        with shop(server.url, strict=strict) as client:
            walk = iter(client.invoices.list())
            assert [next(walk).key, next(walk).key] == ["1-0", "1-1"]
            words = "invoices.list: page 2 is the one before it again"
            with pytest.raises(DecodeError, match=words):
                next(walk)

        async def work(client: AsyncShop) -> None:
            with pytest.raises(DecodeError, match=words):
                [item async for item in client.invoices.list()]

        in_client(server.url, work, strict=strict, read_ahead=2)


def test_the_last_page_may_come_nearer_or_go_away() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return page(n, 5 if n < 3 else 3)

    with serve(script) as server:
        assert len(keys(server.url)[0]) == 6


@pytest.mark.parametrize("read_ahead", [0, 2])
def test_offsets(read_ahead: int) -> None:
    rows = [{"key": str(n)} for n in range(7)]

    def script(request: Arrived) -> Any:
        start = number(request, "offset", 0)
        # The server gives no more than two, whatever is asked for.
        return {"rows": rows[start : start + 2], "count": 7}

    for total in ("count", ""):
        api = with_paging(
            style="offset", parameter="offset", first=0, items="rows", total=total
        )
        with serve(script) as server:
            for got in keys(server.url, api=api, read_ahead=read_ahead):
                assert got == [str(n) for n in range(7)]
            assert len(server.requests) == (8 if total else 10)


def test_cursors() -> None:
    follow = {"": "b", "b": "c/ +", "c/ +": ""}

    def script(request: Arrived) -> Any:
        at = dict(request.query).get("after", "")
        # The page in the middle is empty, and yet there is more.
        items = [] if at == "b" else [{"key": at or "a"}]
        return {"result": {"list": items, "next": follow[at] or None}}

    api = with_paging(
        style="cursor", parameter="after", items="result.list", next="result.next"
    )
    with serve(script) as server:
        assert keys(server.url, api=api) == [["a", "c/ +"]] * 2
        with shop(server.url, api=api) as client:
            pages = list(client.invoices.list().pages())
            assert [p.next for p in pages] == ["b", "c/ +", None]
            rest = client.invoices.list(options={"query": {"after": "c/ +"}})
            assert [x.key for x in rest] == ["c/ +"]


@pytest.mark.parametrize("changes", [{}, {"last": "last"}, {"style": "offset"}])
def test_a_page_is_repeated_whatever_stands_beside_the_items(changes: Any) -> None:
    """Such as the time, or the number of the request."""
    api = with_paging(**{"parameter": "at", "items": "data", **changes})
    count = itertools.count()

    def script(_: Arrived) -> Any:
        return {"data": [{"key": "1"}], "last": 9, "request": next(count)}

    with serve(script) as server, shop(server.url, api=api) as client:
        walk = iter(client.invoices.list())
        assert next(walk).key == "1"
        with pytest.raises(DecodeError, match="the one before it"):
            next(walk)


def test_empty_pages_without_an_end_are_an_error() -> None:
    api = with_paging(parameter="page", items="data", total="total")
    count = itertools.count()

    def script(_: Arrived) -> Any:
        return {"data": [], "total": 9, "request": next(count)}

    with serve(script) as server, shop(server.url, api=api) as client:
        with pytest.raises(DecodeError, match="the one before it"):
            list(client.invoices.list())
        assert len(server.requests) == 2


def test_a_link_back_to_the_first_page_is_an_error() -> None:
    def script(request: Arrived) -> Any:
        n = number(request, "p")
        target = "/api/invoices?p=2" if n == 1 else "/api/invoices"
        return {"data": [{"key": str(n)}], "next": target}

    api = with_paging(style="link", follow=next_url, items="data", next="next")
    with serve(script) as server, shop(server.url, api=api) as client:
        walk = iter(client.invoices.list())
        assert next(walk).key == "1"
        with pytest.raises(DecodeError, match="was read before"):
            next(walk)
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "count", ["1e999999999", "-" + "9" * 5000, "9" * 5000, "9" * 400, "1e400"]
)
@pytest.mark.parametrize("strict", [False, True])
def test_a_count_of_any_size_is_told_at_once(count: str, strict: bool) -> None:
    body = b'{"data": [{"key": "1"}], "last": %s}' % count.encode()
    api = with_paging(parameter="page", items="data", last="last")
    with (
        serve(lambda _: Reply(200, body)) as server,
        shop(server.url, api=api, strict=strict) as client,
        pytest.raises(DecodeError),
    ):
        client.invoices.list().first_page()


def test_a_cursor_that_stands_still_is_an_error() -> None:
    api = with_paging(style="cursor", parameter="after", items="data", next="next")
    count = itertools.count()

    def script(_: Arrived) -> Any:
        return {"data": [{"key": str(next(count))}], "next": "same"}

    with serve(script) as server, shop(server.url, api=api) as client:
        walk = iter(client.invoices.list())
        assert next(walk).key == "0"
        with pytest.raises(DecodeError, match="the next page, 'same', was read before"):
            next(walk)


@pytest.mark.parametrize("absolute", [True, False])
def test_links(absolute: bool) -> None:
    def script(request: Arrived) -> Any:
        n = number(request, "p")
        target = f"{server.url if absolute else ''}/api/invoices?p={n + 1}&x=%2F"
        return {"data": [{"key": str(n)}], "links": {"next": target if n < 3 else None}}

    api = with_paging(
        style="link", follow=next_url, items="data", next="links.next", links="links"
    )
    with serve(script) as server:
        assert keys(server.url, api=api) == [["1", "2", "3"]] * 2
        assert server.paths()[1] == "/api/invoices?p=2&x=%2F"


@pytest.mark.parametrize(
    "target",
    [
        "https://host:abc/",
        "//[bad",
        "https://h:99999/",
        "javascript:1",
        "/\x00",
        "ftp://h/",
    ],
)
def test_a_next_link_that_leads_nowhere_is_told_as_the_servers(target: str) -> None:
    def script(request: Arrived) -> Any:
        return {"data": [{"key": "1"}], "links": {"next": target}}

    api = with_paging(
        style="link", follow=next_url, items="data", next="links.next", links="links"
    )
    with serve(script) as server, shop(server.url, api=api) as client:
        walk = iter(client.invoices.list())
        assert next(walk).key == "1"
        with pytest.raises(
            TransportError, match=r"invoices\.list: the next page is at"
        ):
            next(walk)


@pytest.mark.parametrize("read_ahead", [0, 2])
@pytest.mark.parametrize(
    ("style", "following", "kind"),
    [
        ("link", "javascript:1", TransportError),
        ("link", "/api/invoices", DecodeError),
        ("link", True, DecodeError),
        ("cursor", {"a": 1}, DecodeError),
    ],
)
def test_hooks_see_a_list_that_does_not_go_on(
    style: Any, following: Any, kind: type[ApiError], read_ahead: int
) -> None:
    seen: list[Any] = []
    caught: list[ApiError] = []
    options: Any = {
        "api": with_paging(
            style=style, follow=next_url, parameter="at", items="data", next="next"
        ),
        "hooks": Hooks(on_error=seen.append),
        "read_ahead": read_ahead,
    }

    async def work(client: AsyncShop) -> None:
        with pytest.raises(kind) as error:
            [item async for item in client.invoices.list()]
        caught.append(error.value)

    with serve(lambda _: {"data": [{"key": "1"}], "next": following}) as server:
        with shop(server.url, **options) as client, pytest.raises(kind) as error:
            list(client.invoices.list())
        caught.append(error.value)
        in_client(server.url, work, **options)
    assert [event.error for event in seen] == caught
    assert {event.operation for event in seen} == {"invoices.list"}
    assert {event.attempt for event in seen} == {1 if kind is DecodeError else 0}


def test_bare_arrays() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return [{"key": str(n)}] if n < 3 else []

    api = with_paging(style="page", parameter="page")
    with serve(script) as server:
        assert keys(server.url, api=api) == [["1", "2"]] * 2


def test_an_error_in_the_middle_is_raised_there() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return Reply(500) if n == 3 else page(n, 5)

    def walk(client: Shop, got: list[str]) -> None:
        for item in client.invoices.list():
            got.append(item.key)

    async def walk_async(client: AsyncShop, got: list[str]) -> None:
        async for item in client.invoices.list():
            got.append(item.key)

    with serve(script) as server:
        for ahead in (0, 3):
            options: Any = {"retries": 0, "read_ahead": ahead}
            got: list[str] = []
            with shop(server.url, **options) as client, pytest.raises(ServerError):
                walk(client, got)
            assert got == ["1-0", "1-1", "2-0", "2-1"]
            same: list[str] = []
            with pytest.raises(ServerError):
                in_client(
                    server.url, lambda c, same=same: walk_async(c, same), **options
                )
            assert same == got


def readers() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "read-ahead"]


def test_leaving_a_list_does_not_wait_for_the_page_in_flight() -> None:
    def script(request: Arrived) -> Any:
        n = number(request)
        return Reply(200, page(n, 9), wait=2 if n > 1 else 0)

    with serve(script) as server, shop(server.url) as client:
        started = time.monotonic()
        for _ in client.invoices.list(options={"read_ahead": 2}):
            break
        assert time.monotonic() - started < 1.5
        assert wait_until(lambda: not readers(), 10)


def test_read_ahead_is_bounded_and_ends_with_its_reader() -> None:
    with serve(lambda r: page(number(r), 1000)) as server, shop(server.url) as client:
        walk = iter(client.invoices.list(options={"read_ahead": 3}))
        next(walk)
        assert wait_until(lambda: len(server.requests) >= 4)
        assert not wait_until(lambda: len(server.requests) > 4, 0.1)
        walk.close()  # type: ignore[attr-defined]  # a generator
        assert wait_until(lambda: not readers())

        async def work(client: AsyncShop) -> None:
            server.requests.clear()
            async for _ in client.invoices.list(options={"read_ahead": 2}):
                break

        in_client(server.url, work)
        assert len(server.requests) <= 4


class Faulty:
    """3,000 pages of 100 rows; one request in sixty or so fails in some way."""

    pages = 3000
    size = 100

    def __init__(self) -> None:
        self.random = random.Random(17)
        self.lock = threading.Lock()
        self.failed = 0

    def __call__(self, request: Arrived) -> Any:
        n = number(request)
        with self.lock:
            fault = self.random.random()
            self.failed += fault < 0.015
        if fault < 0.01:
            return self.random.choice(
                [Reply(fault="reset"), Reply(500), Reply(429), Reply(503, b"<html>")]
            )
        items = [{"key": str(n * self.size + i)} for i in range(self.size)]
        meta = {"current_page": n, "last_page": self.pages}
        body = json.dumps({"data": items, "meta": meta}).encode()
        return Reply(body=body, fault="truncate" if fault < 0.015 else "")

    def keys(self) -> Iterator[str]:
        return map(str, range(self.size, (self.pages + 1) * self.size))


@pytest.mark.slow
@pytest.mark.parametrize("read_ahead", [0, 2])
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_many_pages_with_random_faults_lose_and_double_nothing(
    kind: str, read_ahead: int
) -> None:
    logging.getLogger("shop").setLevel(logging.ERROR)
    script = Faulty()
    options: Any = {"retries": QUICK, "read_ahead": read_ahead}
    got = script.keys()

    async def work(client: AsyncShop) -> None:
        async for item in client.invoices.list():
            assert item.key == next(got)

    with serve(script) as server:
        if kind == "sync":
            with shop(server.url, **options) as client:
                for item in client.invoices.list():
                    assert item.key == next(got)
        else:
            in_client(server.url, work, **options)
        assert next(got, None) is None
        assert script.failed > 20
        assert len(server.requests) == script.pages + script.failed


def test_each_page_that_is_posted_has_an_idempotency_key_of_its_own() -> None:
    search: Operation[Invoice] = Operation(
        "invoices.search", "POST", "/api/search", Invoice, page_key=PageKey("cursor")
    )
    paging = Paging(style="cursor", items="data", next="next")
    answers = [
        {"data": [{"key": "1"}], "next": "b"},
        Reply(503),
        {"data": [{"key": "2"}]},
    ]
    with (
        serve(in_turn(*answers)) as server,
        shop(server.url, api=API._replace(paging=paging), retries=QUICK) as client,
    ):
        options: Any = {"idempotency_key": "mine"}
        found = client._pages(search, body={}, options=options)
        assert [each.key for each in found] == ["1", "2"]
    first, again, last = (r.headers["idempotency-key"] for r in server.requests)
    assert first == "mine"
    assert again == last != first
