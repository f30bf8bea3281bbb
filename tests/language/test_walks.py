"""How lists are walked: every way that the language can say, on the wire and in the sandbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs

import pytest
from httpserver import Arrived, Reply, Server, serve
from making import api_of, check_types, imported, made, resource, write

from clientgen.reading.findings import SpecError
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

THINGS = [{"id": f"t{i}", "name": f"thing {i}"} for i in range(7)]
IDS = [each["id"] for each in THINGS]
SIZE = 3

LAST_ITEM = {
    "style": "cursor",
    "parameter": "starting_after",
    "size_parameter": "limit",
    "items": "data",
    "next": "data.-1.id",
    "more": "has_more",
    "also": {
        "search": {"parameter": "page", "next": "next_page"},
        "numbered": {
            "style": "page",
            "parameter": "p",
            "items": "things",
            "more": "",
            "total": "header X-Total",
        },
        "links": {"style": "link", "items": "", "next": "header Link", "more": ""},
        "relative": {"style": "link", "next": "paging.next_uri", "more": ""},
        "counted": {
            "style": "offset",
            "parameter": "skip",
            "more": "header X-More",
        },
        "metadata": {"parameter": "cursor", "next": "meta.next", "more": ""},
    },
}
QUERY = {
    "method": "POST",
    "path": "/query",
    "answer": ["Thing"],
    "paging": {"way": "search", "items": "results"},
    "body": {
        "filter": "object",
        "start": {"type": "string", "role": "page"},
        "page_size": {"type": "integer", "role": "size"},
    },
}
NESTED = {
    "method": "POST",
    "path": "/sync",
    "answer": ["Thing"],
    "paging": "counted",
    "body": {"options": "SyncOptions", "secret": "string"},
}


def of(way: object, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "answer": ["Thing"], "paging": way, **more}


OPERATIONS: dict[str, Any] = {
    "list": None,
    "search": of("search", path="/search", parameters=["page", {"query": "string!"}]),
    "numbered": of("numbered", path="/numbered", parameters=[{"p": "integer"}]),
    "linked": of("links", path="/linked", parameters=["limit"]),
    "relative": of("relative", path="/relative", parameters=[]),
    "counted": of("counted", path="/counted", parameters=[{"skip": "integer"}]),
    "metadata": of("metadata", path="/metadata", parameters=[{"cursor": "string"}]),
    "droplets": of({"items": "droplets"}, path="/droplets"),
    "tags": of("none", path="/tags", answers={"list": "tags"}),
    "query": QUERY,
    "sync": NESTED,
}
PLAIN = ("tags",)


def spec(folder: Path, **more: Any) -> Path:
    return write(
        folder,
        resource("Thing", OPERATIONS),
        schemas={
            "SyncOptions": {
                "fields": {"offset": {"type": "integer", "role": "page"}, "x": "any"}
            }
        },
        paging=LAST_ITEM,
        parameters={
            "starting_after": {"role": "page"},
            "page": {"role": "page"},
            "limit": {"role": "size"},
        },
        lists={"parameters": ["starting_after", "limit"]},
        **more,
    )


def answer(arrived: Arrived) -> Reply:
    """The API as its documentation would have it."""
    operation = arrived.path.removeprefix("/things").strip("/") or "list"
    query = {k: v[-1] for k, v in parse_qs(arrived.target.partition("?")[2]).items()}
    body = json.loads(arrived.body or b"{}")
    if operation in ("list", "droplets"):
        after = query.get("starting_after")
        at = IDS.index(after) + 1 if after else 0
        some, more = THINGS[at : at + SIZE], at + SIZE < len(THINGS)
        place = "data" if operation == "list" else "droplets"
        # An empty page that says that there is more would be the end of nothing.
        return Reply(body={place: some, "has_more": more})
    if operation == "tags":
        return Reply(body={"tags": THINGS[:2]})
    if operation == "query":
        query = {"page": body.get("start")} if body.get("start") else {}
    if operation in ("search", "query"):
        at = int(query.get("page", "c0")[1:])
        following = f"c{at + SIZE}" if at + SIZE < len(THINGS) else None
        place = "data" if operation == "search" else "results"
        more = following is not None
        some = {place: THINGS[at : at + SIZE], "has_more": more, "next_page": following}
        return Reply(body=some)
    if operation == "metadata":
        at = int(query.get("cursor", "0"))
        following = str(at + SIZE) if at + SIZE < len(THINGS) else ""
        return Reply(body={"data": THINGS[at : at + SIZE], "meta": {"next": following}})
    if operation == "numbered":
        at = (int(query.get("p", "1")) - 1) * SIZE
        return Reply(
            body={"things": THINGS[at : at + SIZE]},
            headers={"X-Total": str(len(THINGS))},
        )
    if operation == "sync":
        query = {"skip": str((body.get("options") or {}).get("offset", 0))}
    if operation in ("counted", "sync"):
        at = int(query.get("skip", "0"))
        # The second page is empty, and still there is more.
        more = "true" if at + SIZE < len(THINGS) else "false"
        return Reply(body={"data": THINGS[at : at + SIZE]}, headers={"X-More": more})
    at = int(query.get("at", "0"))
    following = f"/things/{operation}?at={at + SIZE}"
    ends = at + SIZE >= len(THINGS)
    if operation == "relative":
        next_uri = None if ends else following.partition("/things/")[2]
        some = {"data": THINGS[at : at + SIZE], "paging": {"next_uri": next_uri}}
        return Reply(body=some)
    links = [f'<{arrived.path}?at=0>; rel="first"; title="a, \\"b\\""']
    links += [] if ends else [f"<{following}>; REL=next"]
    return Reply(body=THINGS[at : at + SIZE], headers={"Link": ", ".join(links)})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(spec(tmp_path_factory.mktemp("walks")))


@contextmanager
def answering(package: ModuleType, script: Callable[[Arrived], Reply]) -> Iterator[Any]:
    """A client of a server that answers by script."""
    with (
        serve(script) as server,
        package.Shop("t", base_url=server.url, allow_http=True) as client,
    ):
        yield client


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(answer) as running:
        yield running


def call(client: Any, operation: str) -> Any:
    given = {"query": "x"} if operation == "search" else {}
    return getattr(client.things, operation)(**given)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o not in PLAIN])
def test_a_walk_gives_every_item_once(
    shop: ModuleType, server: Server, operation: str, strict: bool
) -> None:
    options = {"base_url": server.url, "allow_http": True, "strict": strict}
    with shop.Shop("t", **options) as client:
        assert [each.id for each in call(client, operation)] == IDS
        pages = list(call(client, operation).pages())
        assert [len(page) for page in pages] == [3, 3, 1]
        assert pages[-1].next is None
        if operation == "numbered":
            assert pages[0].total == len(THINGS)

    async def walk() -> list[str]:
        async with shop.AsyncShop("t", **options) as client:
            return [each.id async for each in call(client, operation)]

    assert asyncio.run(walk()) == IDS
    assert len(server.requests) == 9


@pytest.mark.parametrize("operation", ["list", "query", "sync", "search", "relative"])
def test_a_walk_resumes_where_a_page_says(
    shop: ModuleType, server: Server, operation: str
) -> None:
    names = {
        "list": "starting_after",
        "query": "start",
        "search": "page",
        "relative": "page",
    }
    with shop.Shop("t", base_url=server.url, allow_http=True) as client:
        following = call(client, operation).first_page().next
        given: dict[str, Any] = {"query": "x"} if operation == "search" else {}
        if operation == "sync":
            given["options_"] = {"offset": following, "x": 1}
        else:
            given[names[operation]] = following
        again = getattr(client.things, operation)(**given)
        assert [each.id for each in again] == IDS[SIZE:]
    if operation == "sync":
        assert server.requests[-1].json == {"options": {"offset": 6, "x": 1}}
    if operation == "query":
        assert server.requests[-1].json == {"start": "c6"}


def test_a_list_that_is_one_answer(shop: ModuleType, server: Server) -> None:
    with shop.Shop("t", base_url=server.url, allow_http=True) as client:
        found = client.things.tags()
        assert type(found) is list
        assert [each.id for each in found] == IDS[:2]


WRONG: Mapping[str, tuple[str, Any, Mapping[str, str], str]] = {
    "more is text": (
        "list",
        {"data": [], "has_more": "yes"},
        {},
        "has_more': 'yes' is",
    ),
    "more is missing": ("list", {"data": THINGS}, {}, "'has_more': the answer has no"),
    "no last item": ("list", {"data": [], "has_more": True}, {}, "'data.-1.id': the"),
    "an item without an id": (
        "metadata",
        {"data": [], "meta": {"next": False}},
        {},
        "'meta.next': False is",
    ),
    "more with no cursor": (
        "search",
        {"data": THINGS, "has_more": True, "next_page": None},
        {},
        "'next_page': the answer has no such place",
    ),
    "a count that is none": (
        "numbered",
        {"things": THINGS},
        {"X-Total": "many"},
        "'header X-Total': 'many' is no whole number",
    ),
    "no count": (
        "numbered",
        {"things": THINGS},
        {},
        "'header X-Total': the answer has",
    ),
    "a word for a boolean": (
        "counted",
        {"data": THINGS},
        {"X-More": "1"},
        "'header X-More': '1' is neither true nor false",
    ),
    "no items": ("droplets", {"data": THINGS, "has_more": False}, {}, "at droplets"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_an_answer_says_otherwise_is_an_error(shop: ModuleType, case: str) -> None:
    operation, body, headers, words = WRONG[case]
    script = lambda _: Reply(body=body, headers=headers)  # noqa: E731
    with answering(shop, script) as client, pytest.raises(shop.DecodeError) as caught:
        list(call(client, operation))
    assert words in str(caught.value)


def test_a_cursor_seen_before_is_an_error(shop: ModuleType) -> None:
    def again(arrived: Arrived) -> Reply:
        return Reply(body={"data": THINGS[:2], "has_more": True})

    with (
        answering(shop, again) as client,
        pytest.raises(shop.DecodeError, match="again"),
    ):
        list(client.things.list())


def test_cursors_of_items_travel_as_the_server_wrote_them(tmp_path: Path) -> None:
    """Whatever the item's type makes of them."""
    paging = {**LAST_ITEM, "next": "data.-1.made", "also": {}}
    moments = ["2024-01-01T00:00:00.1234567Z", "2024-01-02T00:00:00+01:00"]
    things = [{"id": str(i), "made": moments[i % 2]} for i in range(2)]
    package = imported(
        write(
            tmp_path,
            resource("Thing", {"list": None}, {"id": "key", "made": "datetime"}),
            paging=paging,
            parameters={"starting_after": {"role": "page"}},
            lists={"parameters": ["starting_after"]},
        )
    )

    def script(arrived: Arrived) -> Reply:
        asked = dict(arrived.query).get("starting_after")
        at = 0 if asked is None else [t["made"] for t in things].index(asked) + 1
        return Reply(body={"data": things[at : at + 1], "has_more": at < 1})

    with answering(package, script) as client:
        assert [each.id for each in client.things.list()] == ["0", "1"]


SAID_WRONGLY: Mapping[str, tuple[dict[str, Any], str]] = {
    "an unknown way": (
        {"operations": {"list": {"paging": "serch"}}},
        "'serch': paging in api.yaml has no such way under also; did you mean 'search'?",
    ),
    "no list": (
        {"operations": {"get": {"path": "/one", "paging": "search"}}},
        "this operation walks no list",
    ),
    "without the parameter": (
        {"operations": {"list": {"paging": "counted", "parameters": []}}},
        "takes 'skip'",
    ),
    "a key without a role": (
        {
            "operations": {
                "find": {
                    "method": "POST",
                    "answer": ["Thing"],
                    "body": {"starting_after": "string"},
                }
            }
        },
        "say so, {starting_after: {type: string, role: page}}, or say paging: none",
    ),
    "a style without its place": (
        {"operations": {"list": {"paging": {"style": "link"}}}},
        "'next' is missing: the place of the next link",
    ),
    "items in a header": (
        {"operations": {"list": {"paging": {"items": "header X"}}}},
        "a place is keys joined by dots",
    ),
    "an item's place for items": (
        {"operations": {"list": {"paging": {"items": "data.-1.x"}}}},
        "name the array",
    ),
    "a cursor in Link": (
        {"operations": {"list": {"paging": {"next": "header Link"}}}},
        "write style: link",
    ),
}


@pytest.mark.parametrize("case", SAID_WRONGLY)
def test_what_cannot_be_meant_is_refused(case: str, tmp_path: Path) -> None:
    more, words = SAID_WRONGLY[case]
    folder = write(
        tmp_path,
        {**resource("Thing", {}), **more},
        paging=LAST_ITEM,
        parameters={"starting_after": {"role": "page"}},
        lists={"parameters": ["starting_after"]},
    )
    with pytest.raises(SpecError) as caught:
        api_of(folder)
    found = [str(each) for each in caught.value.findings]
    assert any(words in each for each in found), found
    assert all("thing.yaml:" in each for each in found)


def test_a_level_says_only_what_differs(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        resource("Thing", {"list": None, "one": of("none", path="/one")}),
        resource(
            "Order",
            {"list": None, "old": of("search", path="/old", parameters=["page"])},
            paging={"items": "orders"},
        ),
        resource("Tag", {"list": None}, paging="none"),
        resource("Row", {"list": {"paging": "search"}}, paging="none"),
        paging=LAST_ITEM,
        parameters={"starting_after": {"role": "page"}, "page": {"role": "page"}},
        lists={"parameters": ["starting_after"]},
    )
    api = api_of(folder)
    found = {
        f"{r.name}.{o.name}": (
            o.answer.kind,
            o.answer.envelope,
            o.paging.parameter if o.paging else "",
            [p.name for p in o.query_parameters],
        )
        for r in api.resources
        for o in r.operations
    }
    assert found == {
        "Thing.list": ("pages", "data", "starting_after", ["starting_after"]),
        "Thing.one": ("list", "data", "", []),
        "Order.list": ("pages", "orders", "starting_after", ["starting_after"]),
        "Order.old": ("pages", "data", "page", ["page"]),
        "Tag.list": ("list", "data", "", []),
        "Row.list": ("pages", "data", "page", ["page"]),
    }


def test_the_sandbox_walks_them(shop: ModuleType, tmp_path: Path) -> None:
    sandbox = open_sandbox(api_of(spec(tmp_path)), Options(rows=7))
    with (
        LocalSandbox(sandbox) as local,
        shop.Shop("sandbox-token", transport=local.transport) as client,
    ):
        walks: dict[str, list[str]] = {}
        for operation in OPERATIONS:
            found = call(client, operation)
            if operation in ("list", "droplets", "linked"):
                found = getattr(client.things, operation)(limit=3)
            if operation == "query":
                found = client.things.query(page_size=3)
            walks[operation] = [each.id for each in found]
    first = walks["list"]
    assert len(first) == len(set(first)) == 7
    assert all(found == first for found in walks.values()), walks


def test_the_document_says_where_pages_are(tmp_path: Path) -> None:
    out = made(spec(tmp_path), ("openapi", "docs"))
    document = json.loads((out / "openapi/shop.json").read_text())
    paths = document["paths"]
    linked = paths["/things/linked"]["get"]["responses"]["200"]
    assert linked["headers"]["Link"]["schema"] == {"type": "string"}
    listed = paths["/things"]["get"]["responses"]["200"]["content"]["application/json"]
    assert listed["schema"]["properties"]["has_more"] == {"type": ["boolean"]}
    query = paths["/things/query"]["post"]["responses"]["200"]["content"]
    assert "results" in query["application/json"]["schema"]["properties"]
    page = (out / "docs/resources/thing.md").read_text()
    assert "the header `Link`" in page
    assert "in `start` of the body" in page
    first = (out / "docs/README.md").read_text()
    chosen = "A page is chosen by `id` of the last item before it, in `starting_after`"
    assert chosen in first
    assert "Lists that go another way say so on their pages." in first


def test_a_walk_with_rules_is_no_coroutine(tmp_path: Path) -> None:
    query = {**QUERY, "body": {**QUERY["body"], "name": "string!"}}
    spec = write(tmp_path, resource("Thing", {"query": query}), paging=LAST_ITEM)
    check_types(
        "mypy",
        made(spec) / "python",
        "from shop import AsyncShop\n"
        "async def walk(client: AsyncShop) -> list[str | None]:\n"
        "    return [each.name async for each in client.things.query(name='x')]\n",
    )
