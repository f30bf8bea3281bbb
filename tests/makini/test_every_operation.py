"""The generated client, sync and async, calls all of Makini's operations over real HTTP.

What arrives is compared with the inventory of facts; so is what comes back.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from calls import ALIASES, CALLS
from expected import (
    KINDS,
    TOKEN,
    Typed,
    body_names,
    compare,
    exact,
    expected,
    mixed,
    plain,
    read_json,
    read_parts,
    snake,
    typed,
)
from facts import ENDPOINTS, Endpoint
from httpserver import Arrived, Reply, Server
from makini import AsyncMakini, Makini
from makini.runtime.calls.paging import AsyncPages, Pages
from makini.runtime.models.model import Model
from standin import Makini as Answers
from standin import example, take

# What may stand in a request line at all (RFC 3986), brackets kept out.
TARGET = re.compile(
    r"/[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*(\?[A-Za-z0-9\-._~!$'()*,;:@/?&=%+]*)?"
)
Call = Callable[[Makini], object]
ENTRIES: list[tuple[str, Endpoint, Call]] = [
    *((call, ENDPOINTS[call], CALLS[call]) for call in CALLS),
    *((name, ENDPOINTS[call], made) for name, (call, made) in ALIASES.items()),
]
BODIES = [e for e in ENDPOINTS.values() if e.body and e.body.kind == "object"]


def each(entries: list[tuple[str, Endpoint, Call]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("endpoint", "call"), [e[1:] for e in entries], ids=[e[0] for e in entries]
    )


def by_kind(*kinds: str) -> list[tuple[str, Endpoint, Call]]:
    return [entry for entry in ENTRIES if kind_of(entry[1]) in kinds]


def kind_of(endpoint: Endpoint) -> str:
    """The kind of an answer; a list that no parameter pages through is one answer."""
    whole = endpoint.answer == "list" and "page" not in endpoint.query
    return "whole list" if whole else endpoint.answer


def check_request(
    request: Arrived, endpoint: Endpoint, call: Typed, page: int = 0
) -> None:
    """Compare what arrived with what must arrive; ``page`` is one asked for on the way."""
    wanted = expected(endpoint, call)
    query = wanted.query
    if page:
        query = [pair for pair in query if pair[0] != "page"] + [("page", str(page))]
    assert (request.method, request.path) == (wanted.method, wanted.path)
    assert TARGET.fullmatch(request.target)
    assert sorted(request.query) == sorted(query)
    assert request.headers.get("authorization") == f"Bearer {TOKEN}"
    assert "application/json" in (request.headers.get("accept") or "")
    kind = request.headers.get("content-type")
    if wanted.parts:
        assert kind
        assert read_parts(kind, request.body) == wanted.parts
    elif endpoint.body:
        assert kind == "application/json"
        assert read_json(request.body) == wanted.json
    else:
        assert kind is None
        assert request.body == b""


def things(endpoint: Endpoint, call: Typed) -> tuple[int, int, list[dict[str, Any]]]:
    """First page, number of the last page, and the things that a list call must give."""
    assert endpoint.schema
    size = call.kwargs.get("per_page", 2)
    first, last = call.kwargs.get("page", 1), -(-5 // size)
    numbers = range((first - 1) * size + 1, 6)
    schema = endpoint.schema
    return first, last, [mixed(schema, example(schema, number=n), n) for n in numbers]


def check_pages(
    standin: Server, endpoint: Endpoint, call: Typed, got: list[Any]
) -> None:
    first, last, sent = things(endpoint, call)
    assert endpoint.schema
    for thing, item in zip(sent, got, strict=True):
        compare(endpoint.schema, item, thing)
    requests = take(standin)
    assert len(requests) == last - first + 1
    check_request(requests[0], endpoint, call)
    for page, request in enumerate(requests[1:], first + 1):
        check_request(request, endpoint, call, page)


def sent_of(endpoint: Endpoint, standin: Server, request: Arrived) -> Any:
    """What the stand-in answers to a request, given once more."""
    fresh = Answers(change=standin.script.change)  # type: ignore[attr-defined]  # ours
    return fresh(request).body


def test_calls_are_complete() -> None:
    assert list(CALLS) == list(ENDPOINTS)
    assert len({(typed(c).resource, typed(c).method) for c in CALLS.values()}) == 166
    assert all(
        f"{typed(c).resource}.{typed(c).method}" == n for n, (_, c) in ALIASES.items()
    )


@pytest.mark.parametrize("kind", [Makini, AsyncMakini])
def test_resources_are_complete(kind: Any) -> None:
    """The client offers the groups' attributes, and they offer the methods: no others."""
    wanted: dict[str, set[str]] = {}
    for call in [*CALLS.values(), *(call for _, call in ALIASES.values())]:
        wanted.setdefault(typed(call).resource, set()).add(typed(call).method)
    client = kind(TOKEN)
    offered = {name: getattr(client, name) for name in wanted}
    assert len(offered) == 57
    assert wanted == {
        name: {m for m in vars(type(resource)) if not m.startswith("_")}
        for name, resource in offered.items()
    }
    own = {name for name in vars(kind) if not name.startswith("_")}
    assert own == set(wanted)


@each(ENTRIES)
@pytest.mark.parametrize("kind", [Makini, AsyncMakini])
def test_arguments(kind: Any, endpoint: Endpoint, call: Call) -> None:
    """A method takes what the facts know: positions for the path, keywords for the rest."""
    note = typed(call)
    method = getattr(getattr(kind(TOKEN), note.resource), note.method)
    parameters = inspect.signature(method).parameters.values()
    positional = [p.name for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]
    keywords = {p.name for p in parameters if p.kind == p.KEYWORD_ONLY}
    wanted = set(endpoint.query) | ({"match"} if "filter" in endpoint.query else set())
    if endpoint.body:
        whole = {"any": {"body"}, "array": {"items"}}
        wanted |= whole.get(endpoint.body.kind) or set(body_names(endpoint))
    assert positional == [snake(name) for name in endpoint.path_keys]
    assert keywords == wanted | {"options"}
    assert len(positional) + len(keywords) == len(parameters)


@each(by_kind("single"))
def test_single(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Call
) -> None:
    got = call(sync_client)
    (request,) = take(standin)
    check_request(request, endpoint, typed(call))
    assert endpoint.schema
    compare(endpoint.schema, got, sent_of(endpoint, standin, request)["data"])


@each(by_kind("single"))
def test_async_single(
    standin: Server,
    runner: asyncio.Runner,
    async_client: AsyncMakini,
    endpoint: Endpoint,
    call: Any,
) -> None:
    got = runner.run(call(async_client))
    (request,) = take(standin)
    check_request(request, endpoint, typed(call))
    assert endpoint.schema
    compare(endpoint.schema, got, sent_of(endpoint, standin, request)["data"])


@each(by_kind("single"))
@pytest.mark.parametrize("change", KINDS)
def test_single_answers_of_all_kinds(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Call, change: Any
) -> None:
    """Nulls, nothing, and values of other types neither crash nor get lost."""
    standin.script = Answers(change=change)
    got = call(sync_client)
    (request,) = take(standin)
    assert endpoint.schema
    compare(endpoint.schema, got, sent_of(endpoint, standin, request)["data"])


@each(by_kind("list"))
def test_list(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Call
) -> None:
    """All items of all pages, and no page before it is needed."""
    found = call(sync_client)
    assert isinstance(found, Pages)
    assert standin.requests == []
    items = iter(found)
    first = next(items)
    assert len(standin.requests) == 1
    check_pages(standin, endpoint, typed(call), [first, *items])


@each(by_kind("whole list"))
def test_a_list_of_one_answer(
    standin: Server,
    runner: asyncio.Runner,
    sync_client: Makini,
    async_client: AsyncMakini,
    endpoint: Endpoint,
    call: Any,
) -> None:
    """Asked for when it is called, once."""
    assert endpoint.schema
    _, _, sent = things(endpoint, typed(call))
    for get in (lambda: call(sync_client), lambda: runner.run(call(async_client))):
        found = get()
        assert isinstance(found, list)
        assert len(take(standin)) == 1
        for thing, item in zip(sent, found, strict=False):
            compare(endpoint.schema, item, thing)
        assert found


@each(by_kind("list"))
def test_async_list(
    standin: Server,
    runner: asyncio.Runner,
    async_client: AsyncMakini,
    endpoint: Endpoint,
    call: Any,
) -> None:
    async def walk() -> list[Any]:
        found = call(async_client)
        assert isinstance(found, AsyncPages)
        items = aiter(found)
        assert standin.requests == []
        first = await anext(items)
        assert len(standin.requests) == 1
        return [first, *[item async for item in items]]

    check_pages(standin, endpoint, typed(call), runner.run(walk()))


@each(by_kind("list"))
def test_pages(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Any
) -> None:
    """Pages know their items, meta and links."""
    pages = list(call(sync_client).pages())
    first, last, sent = things(endpoint, typed(call))
    assert endpoint.schema
    assert [page.number for page in pages] == list(range(first, last + 1))
    assert [page.next for page in pages] == [*range(first + 1, last + 1), None]
    requests = take(standin)
    assert len(requests) == len(pages)
    for page, request in zip(pages, requests, strict=True):
        answered = sent_of(endpoint, standin, request)
        assert (page.meta, page.links) == (answered["meta"], answered["links"])
        assert page.total == 5
        assert len(page.items) == len(answered["data"])
    got = [item for page in pages for item in page.items]
    for thing, item in zip(sent, got, strict=True):
        compare(endpoint.schema, item, thing)


def test_async_pages(
    standin: Server, runner: asyncio.Runner, async_client: AsyncMakini
) -> None:
    async def walk() -> list[Any]:
        return [page async for page in async_client.invoices.list().pages()]

    pages = runner.run(walk())
    assert [page.meta["current_page"] for page in pages] == [1, 2, 3]
    assert pages[-1].links["next"] is None


@each(by_kind("object"))
def test_bare_answer(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Call
) -> None:
    got = call(sync_client)
    (request,) = take(standin)
    check_request(request, endpoint, typed(call))
    answered = sent_of(endpoint, standin, request)
    assert exact(got) == exact(json.loads(json.dumps(answered), parse_float=Decimal))


@each(by_kind("object"))
def test_async_bare_answer(
    standin: Server,
    runner: asyncio.Runner,
    async_client: AsyncMakini,
    endpoint: Endpoint,
    call: Any,
) -> None:
    got = runner.run(call(async_client))
    (request,) = take(standin)
    check_request(request, endpoint, typed(call))
    answered = sent_of(endpoint, standin, request)
    assert exact(got) == exact(json.loads(json.dumps(answered), parse_float=Decimal))


@pytest.mark.parametrize("endpoint", BODIES, ids=lambda e: str(e.call))
def test_each_key_alone(
    standin: Server, sync_client: Makini, endpoint: Endpoint
) -> None:
    """A key that is left out is not sent, one that is None is sent as null."""
    note = typed(CALLS[endpoint.call])
    method = getattr(getattr(sync_client, note.resource), note.method)
    unchecked = {"check": False}
    for name, wire in body_names(endpoint).items():
        method(*note.args, **{name: "x"}, options=unchecked)
        method(*note.args, **{name: None}, options=unchecked)
        alone, null = (read_json(request.body) for request in take(standin))
        assert (alone, null) == ({wire: "x"}, {wire: None})
    method(*note.args, options=unchecked)
    (request,) = take(standin)
    assert read_json(request.body) == {}


QUERY = {
    "filter": ({"a:gt": 1}, [("filter[a:gt]", "1")]),
    "match": ("any", [("filterMatch", "any")]),
    "sort": ("-a", [("sort[a]", "1")]),
    "page": (3, [("page", "3")]),
    "per_page": (7, [("per_page", "7")]),
}


@each([entry for entry in ENTRIES if entry[1].query])
def test_each_query_parameter_alone(
    standin: Server, sync_client: Makini, endpoint: Endpoint, call: Call
) -> None:
    standin.script = lambda request: {"data": []}
    note = typed(call)
    method = getattr(getattr(sync_client, note.resource), note.method)
    for name, (value, pairs) in QUERY.items():
        if name in (*endpoint.query, "match"):
            found = method(*note.args, **{name: value})
            if kind_of(endpoint) == "list":
                assert list(found) == []
            (request,) = take(standin)
            assert request.query == pairs


def test_one_page_without_meta(standin: Server, sync_client: Makini) -> None:
    """A list that says nothing of pages is one page."""
    standin.script = lambda request: {"data": [{"key": "1"}, {"key": "2"}]}
    assert [item.key for item in sync_client.accounts.list()] == ["1", "2"]
    assert len(take(standin)) == 1


def test_meta_tells_the_end_without_links(standin: Server, sync_client: Makini) -> None:
    def answer(request: Arrived) -> Any:
        page = int(dict(request.query).get("page", 1))
        return Reply(
            body={"data": [{}], "meta": {"current_page": page, "last_page": 3}}
        )

    standin.script = answer
    assert len(list(sync_client.accounts.list())) == 3
    assert len(take(standin)) == 3


def test_nested_models_and_lists(standin: Server, sync_client: Makini) -> None:
    standin.script = Answers(change=plain)
    invoice = sync_client.invoices.get("x")
    assert invoice.line_items
    line = invoice.line_items[0]
    assert isinstance(line, Model)
    assert type(line).__name__ == "InvoiceLineItem"
    assert line.delivery_at == invoice.due_date


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_keys_that_would_change_the_path(
    standin: Server, sync_client: Makini, key: str
) -> None:
    with pytest.raises(ValueError, match="key"):
        sync_client.assets.get(key)
    assert take(standin) == []
