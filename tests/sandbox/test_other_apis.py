"""Other APIs with other conventions: the library, the shop of the docs, and pages by links."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from docs_shop import SHOP

from clientgen.model.api import Api, Filtering, Paging
from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import served

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "tests/library/spec"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    out = tmp_path_factory.mktemp("library")
    generate(Settings(SPEC, out / "made", ("python",)), lambda what: None)
    sys.path.insert(0, str(out / "made/python"))
    for name in [n for n in sys.modules if n.partition(".")[0] == "library_client"]:
        del sys.modules[name]
    import library_client  # type: ignore[import-not-found]  # made above

    yield library_client
    sys.path.remove(str(out / "made/python"))


@pytest.fixture
def library() -> Iterator[tuple[Sandbox, str]]:
    sandbox = open_sandbox(load(SPEC).api, Options(rows=9))
    with served(sandbox) as url:
        yield sandbox, url
    sandbox.close()


def test_the_library(package: ModuleType, library: tuple[Sandbox, str]) -> None:
    sandbox, url = library
    assert url.endswith("/v2")
    with package.Library("sandbox-token", base_url=url, strict=True) as client:
        books = list(client.books.list(limit=2))
        assert [book.id for book in books] == [r["id"] for r in sandbox.rows("Book")]
        made = client.books.create(title="T", isbn="1", pages=17, type="novel")
        assert client.books.get(made.id) == made
        assert client.books.update(made.id, price=9.5).title == "T"
        loan = client.loans.create(book_id=made.id)
        assert client.books.lend(book_id=made.id).book_id == loan.book_id
        with pytest.raises(package.Conflict, match="book_id"):
            client.books.delete(made.id)
        free = client.books.create(title="U", isbn="2")
        assert client.books.delete(free.id) is None
        with pytest.raises(package.NotFound):
            client.books.get(free.id)
        assert client.books.cover(made.id) == b"sandbox"
        client.books.set_cover(made.id, picture=b"\x89PNG", alt_text="a fish")
        assert client.books.cover(made.id) == b"\x89PNG"
        assert client.books.tags()
        assert list(client.shelves.list(floor=1))
        assert client.shelves.tidy(body={"by": "size"})
        assert client.loans.import_(items=[{"book_id": made.id}])
        with pytest.raises(package.Unprocessable, match="no Book of the key 'none'"):
            client.loans.create(book_id="none")
        north = client.with_options(headers={"X-Sandbox-Context": "branch=north"})
        with pytest.raises(package.Unprocessable, match="north wants pages"):
            north.books.create(title="T", isbn="1")
        with pytest.raises(package.Unprocessable, match="floor"):
            client.request("GET", "/shelves")


def test_the_key_is_asked_for(
    package: ModuleType, library: tuple[Sandbox, str]
) -> None:
    with (
        package.Library("wrong", base_url=library[1]) as client,
        pytest.raises(package.AuthenticationError),
    ):
        client.books.tags()


@pytest.mark.parametrize(
    "paging",
    [
        Paging("offset", "cursor", "limit", 0, items="items", total="page.total"),
        Paging("offset", "cursor", "limit", 1, items="items", total="page.total"),
        Paging("page", "cursor", "limit", 0, items="items", next="next"),
        Paging("page", "cursor", "limit", 1, items="a.items", last="a.last", links="a"),
        Paging("page", "cursor", "limit", items="", first=1),
        Paging("link", "", "limit", items="items", next="page.next"),
    ],
    ids=lambda paging: f"{paging.style} {paging.items} {paging.first}",
)
@pytest.mark.parametrize("sort", ["", "-title"])
def test_pages_of_every_style(package: ModuleType, paging: Paging, sort: str) -> None:
    """The runtime of the client walks them, with the same words for how."""
    import importlib

    api = _paged(load(SPEC).api, paging)
    config = importlib.import_module("library_client.runtime.config")
    sandbox = open_sandbox(api, Options(rows=9))
    wanted = [r["id"] for r in sandbox.rows("Book")]
    if sort:
        rows = sorted(sandbox.rows("Book"), key=lambda r: str(r["title"]), reverse=True)
        title = [r["title"] for r in rows]
    with served(sandbox) as url:
        kinds = {**dataclasses.asdict(paging)}
        got = _walk(url, config, kinds, sort)
    sandbox.close()
    if sort:
        assert [each["title"] for each in got] == title
        assert {each["id"] for each in got} == set(wanted)
    else:
        assert [each["id"] for each in got] == wanted


def _paged(api: Api, paging: Paging) -> Api:
    filtering = Filtering(sort_parameter="sort", ascending="up", descending="down")
    books = api.resources[0]
    first = books.operations[0]
    cursor = first.query_parameters[0]
    from clientgen.model.types import Scalar

    kind = Scalar("string" if paging.style in ("cursor", "link") else "integer")
    moved = [dataclasses.replace(cursor, type=kind), *first.query_parameters[1:]]
    moved.append(dataclasses.replace(cursor, name="sort", role="sort"))
    if paging.style == "link":
        moved = moved[1:]
    listing = dataclasses.replace(
        first,
        query_parameters=tuple(moved),
        paging=paging,
        answer=dataclasses.replace(first.answer, envelope=paging.items),
    )
    changed = dataclasses.replace(books, operations=(listing, *books.operations[1:]))
    return dataclasses.replace(
        api, resources=(changed, *api.resources[1:]), paging=paging, filtering=filtering
    )


def _walk(url: str, config: Any, paging: dict[str, Any], sort: str) -> list[Any]:
    """Walk a list as the client decides where it goes on."""
    import json
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    from library_client.runtime.calls.paging import next_position

    how = config.Paging(**paging)
    found: list[Any] = []
    position: Any = None
    for _ in range(20):
        query = {"limit": "2"}
        if sort:
            query["sort[title]"] = "down"
        place = f"{url}/books"
        if how.style == "link" and position:
            place = position
        else:
            if position is not None:
                query[how.parameter] = str(position)
            place = f"{place}?{urlencode(query)}"
        request = Request(place, headers={"X-Api-Key": "sandbox-token"})
        with urlopen(request) as response:
            answer = json.load(response)
        items = _at(answer, how.items) if how.items else answer
        found += items
        names = ("current", "last", "total", "next")
        places = {n: _at(answer, getattr(how, n)) for n in names if getattr(how, n)}
        position = next_position(how, position, len(items), places, place, len(found))
        if position is None:
            return found
    pytest.fail("the list has no end")


def _at(value: Any, place: str) -> Any:
    for name in place.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def test_the_shop_of_the_docs() -> None:
    import json
    from urllib.request import Request, urlopen

    sandbox = open_sandbox(SHOP, Options(rows=4, context={"shop": "GROSS"}))

    def ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        given = {"X-Api-Key": "sandbox-token", "Content-Type": "application/json"}
        request = Request(f"{url}{path}", data, {**given, **headers}, method=method)
        from urllib.error import HTTPError

        try:
            with urlopen(request) as response:
                return response.status, response.read(), response.headers
        except HTTPError as error:
            with error:
                return error.code, error.read(), error.headers

    with served(sandbox) as url:
        key = sandbox.rows("Order")[0]["key"]
        status, content, _ = ask(
            "GET", "/orders?filter[key:startsWith]=" + str(key)[:4]
        )
        assert status == 200
        assert key in [each["key"] for each in json.loads(content)["data"]]
        assert ask("PUT", f"/orders/{key}/labels", [{"name": "a"}])[0] == 200
        assert ask("PUT", f"/orders/{key}/labels", [{"value": "a"}])[0] == 422
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert ask("POST", f"/orders/{key}/payments", b"card=17", **form)[0] == 200
        assert ask("POST", f"/orders/{key}/payments", b"iban=17", **form)[0] == 422
        assert ask("GET", "/orders/fields")[2]["X-Sandbox"] == "stand-in"
        assert ask("PUT", "/orders/order", [1, 2])[0] == 200
        assert ask("POST", "/orders/reach", {"mail": "x"})[0] == 204
        assert ask("POST", "/orders/reach", {})[0] == 422
        assert ask("GET", "/customers")[0] == 200
        assert ask("GET", f"/orders/{key}/customers/1")[0] == 200
        assert ask("GET", f"/orders/{key}/customers/x")[0] == 422
        lines = {"guestName": "G", "title": "T", "lineItems": [{"productKey": "p"}]}
        assert ask("POST", "/orders", lines | {"dueDate": "2026-01-31"})[0] == 200
        refused = ask("POST", "/orders", {"guestName": "G"})
        rules = {e.get("rule") for e in json.loads(refused[1])["error"]["details"]}
        assert rules == {"who", "lines", "date"}
    sandbox.close()
