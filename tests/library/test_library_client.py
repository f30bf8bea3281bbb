"""A client of another API with other conventions works, too: real requests, both twins."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpserver import Arrived, Reply, Server, serve

ROOT = Path(__file__).parents[2]
BOOKS = [
    {"id": f"b{n}", "title": f"Book {n}", "class": "A", "price": 9.9} for n in range(5)
]


def library(request: Arrived) -> Any:
    """The library's server."""
    query = dict(request.query)
    match request.method, request.path:
        case "GET", "/v2/books":
            start = int(query.get("cursor", "0"))
            end = start + int(query.get("limit", "2"))
            following = str(end) if end < len(BOOKS) else None
            page = {"next_cursor": following, "total": len(BOOKS)}
            return {"items": BOOKS[start:end], "page": page}
        case "GET", "/v2/books/tags":
            return {"sea": 2}
        case "GET", "/v2/books/b1/cover":
            return Reply(body=b"\x89PNG", headers={"Content-Type": "image/png"})
        case "DELETE", _:
            return Reply(status=204)
        case "GET", "/v2/shelves":
            leaf = {"label": "leaf", "books": [BOOKS[0]]}
            return {"items": [{"label": "top", "shelves": [leaf]}], "page": {}}
        case "POST", "/v2/shelves/tidy":
            return {"items": ["a", "b"]}
        case "POST", "/v2/loans/batch":
            return [{"ok": True}]
        case _:
            return {
                "id": "x",
                "title": "T",
                "book_id": "b1",
                "from": "2026-01-31T09:00:00Z",
            }


def make(spec: Path, out: Path) -> Path:
    """Generate the client of a spec; give the folder that holds its package."""
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", "generate", spec, "--out", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out / "python"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = make(
        ROOT / "tests/library/spec", tmp_path_factory.mktemp("library") / "made"
    )
    sys.path.insert(0, str(folder))
    import library_client  # type: ignore[import-not-found]  # made above

    yield library_client
    sys.path.remove(str(folder))


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(library) as server:
        yield server


@pytest.fixture
def client(package: ModuleType, server: Server) -> Iterator[Any]:
    with package.Library("secret-key", base_url=f"{server.url}/v2") as client:
        yield client


@pytest.mark.slow
def test_it_passes_the_type_checkers(package: ModuleType) -> None:
    folder = Path(str(package.__file__)).parents[1]
    for command in (
        ["mypy", "--strict", "library_client"],
        ["pyright", "--pythonpath", sys.executable, "library_client"],
        [
            *("ruff", "check", "--config", str(ROOT / "pyproject.toml")),
            *("--ignore", "N801", "library_client/models", "library_client/resources"),
        ],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_cursor_pages_are_walked_with_an_api_key(client: Any, server: Server) -> None:
    assert [book.id for book in client.books.list(limit=2)] == [b["id"] for b in BOOKS]
    assert [dict(r.query) for r in server.requests] == [
        {"limit": "2"},
        {"limit": "2", "cursor": "2"},
        {"limit": "2", "cursor": "4"},
    ]
    assert {r.headers["x-api-key"] for r in server.requests} == {"secret-key"}
    assert not any("authorization" in r.headers for r in server.requests)
    page = next(iter(client.books.list().pages()))
    assert page.meta == {"next_cursor": "2", "total": 5}


def test_names_that_python_keeps(client: Any) -> None:
    book = client.books.get("b1")
    assert book.class_ is None
    assert not book.is_set("class_")
    first = next(iter(client.books.list()))
    assert first.class_ == "A"
    assert first.price == Decimal("9.9")


def test_queries_and_bodies(client: Any, server: Server) -> None:
    list(client.books.list(tag=["sea", "old"], since=dt.date(2026, 1, 31), limit=9))
    assert dict(server.requests[-1].query) == {
        "tag": "sea,old",
        "since": "2026-01-31",
        "limit": "9",
    }
    client.books.create(
        title="T", isbn="1", type="novel", price=Decimal("1.10"), options_={"a": 1}
    )
    assert server.requests[-1].body == (
        b'{"title":"T","type":"novel","price":1.10,"options":{"a":1},"isbn":"1"}'
    )
    client.books.update("b1", price=None)
    assert server.requests[-1].method == "PATCH"
    assert server.requests[-1].json == {"price": None}
    client.loans.create(book_id="b1", until=dt.date(2026, 2, 1))
    assert server.requests[-1].body == b"book_id=b1&until=2026-02-01"
    client.books.lend(book_id="b2")
    assert (server.requests[-1].path, server.requests[-1].body) == (
        "/v2/loans",
        b"book_id=b2",
    )
    assert client.loans.import_(items=[{"book_id": "b1"}]) == [{"ok": True}]
    assert server.requests[-1].json == [{"book_id": "b1"}]
    client.books.set_cover("b1", picture=b"\x89PNG", alt_text="a fish")
    parts = server.requests[-1].body
    assert b'name="picture"' in parts
    assert b'name="alt-text"' in parts
    assert b"a fish" in parts
    with pytest.raises(TypeError, match=r"^picture: .*pass a pathlib\.Path"):
        client.books.set_cover("b1", picture="cover.png", alt_text="a fish")


def test_answers_of_every_kind(client: Any, server: Server) -> None:
    assert client.books.delete("b1") is None
    assert client.books.cover("b1") == b"\x89PNG"
    assert client.books.tags() == {"sea": 2}
    shelf = next(iter(client.shelves.list(floor=1)))
    assert shelf.shelves[0].books[0].title == "Book 0"


def test_a_post_that_answers_a_list_is_sent_once_when_it_is_called(
    package: ModuleType, client: Any, server: Server
) -> None:
    async def work() -> Any:
        async with package.AsyncLibrary("k", base_url=f"{server.url}/v2") as twin:
            return await twin.shelves.tidy(body={"by": "size"})

    for call in (
        lambda: client.shelves.tidy(body={"by": "size"}),
        lambda: asyncio.run(work()),
    ):
        server.requests.clear()
        answer = call()
        assert [request.json for request in server.requests] == [{"by": "size"}]
        assert answer == ["a", "b"]
        assert type(answer) is list
        assert len(server.requests) == 1


def test_rules(package: ModuleType, client: Any, server: Server) -> None:
    with pytest.raises(package.RequiredKeysError) as caught:
        client.books.create(isbn="1", ean="2", gift_of="me", bought_for=3)
    message = str(caught.value)
    assert all(f"'{name}'" in message for name in ("required", "number", "origin"))
    north = client.with_options(context={"branch": "north"})
    with pytest.raises(package.RequiredKeysError, match="north wants pages"):
        north.books.create(title="T", isbn="1")
    assert not server.requests
    client.books.create(options={"check": False})
    assert server.requests[-1].json == {}


def test_the_async_twin(package: ModuleType, server: Server) -> None:
    async def calls() -> None:
        async with package.AsyncLibrary("k", base_url=f"{server.url}/v2") as client:
            found = [book.id async for book in client.books.list(limit=3)]
            assert found == [b["id"] for b in BOOKS]
            assert await client.books.cover("b1") == b"\x89PNG"
            assert await client.books.delete("b1") is None
            assert (await client.books.lend(book_id="b2")).book_id == "b1"

    asyncio.run(calls())


def test_the_key_may_come_from_the_environment(
    package: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBRARY_KEY", "from-the-environment")
    with package.Library(base_url=f"{server.url}/v2") as client:
        client.books.tags()
    assert server.requests[-1].headers["x-api-key"] == "from-the-environment"
    monkeypatch.delenv("LIBRARY_KEY")
    with pytest.raises((package.ApiError, ValueError, TypeError), match="LIBRARY_KEY"):
        package.Library(base_url=server.url)


def test_nothing_in_the_generator_names_one_api() -> None:
    files = [*(ROOT / "generator").rglob("*"), *(ROOT / "templates").rglob("*")]
    named = [
        path
        for path in files
        if path.suffix in (".py", ".jinja", ".json", ".md")
        and "makini" in path.read_text(encoding="utf-8").lower()
    ]
    assert not named


RESUME = """
import sys, asyncio, library_client as made
where = sys.argv[1] + "/v2"
with made.Library("k", base_url=where) as client:
    first = client.books.list().first_page()
    rest = client.books.list(page=first.next)
    print(*[book.id for book in rest])
    for wrong in (17, "books?part=2"):
        try:
            list(client.books.list(page=wrong))
        except made.TransportError as error:
            print(error)
    try:
        list(client.books.list(page="http://books.example/v2/books?part=2"))
    except made.TransportError as error:
        print(error, error.url)
async def work():
    async with made.AsyncLibrary("k", base_url=where) as client:
        print(*[book.id async for book in client.books.list(page=first.next)])
asyncio.run(work())
"""


def test_lists_whose_pages_are_links_go_on_from_a_page(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(ROOT / "tests/library/spec", spec)
    api = (spec / "api.yaml").read_text(encoding="utf-8")
    api = re.sub(
        "^paging: .*$",
        "paging: {style: link, items: items, next: page.next}",
        re.sub("(?m)^  (cursor|limit): .*\n|^lists: .*\n", "", api),
        flags=re.MULTILINE,
    )
    (spec / "api.yaml").write_text(api, encoding="utf-8")
    book = spec / "resources/book.yaml"
    text = book.read_text(encoding="utf-8").replace("[cursor, limit, {", "[{")
    book.write_text(text, encoding="utf-8")
    folder = make(spec, tmp_path / "made")

    def linked(request: Arrived) -> Any:
        part = int(dict(request.query).get("part", "1"))
        link = f"/v2/books?part={part + 1}" if part < 3 else None
        return {"items": [{"id": f"b{part}"}], "page": {"next": link}}

    with serve(linked) as server:
        done = subprocess.run(
            [sys.executable, "-c", RESUME, server.url],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    sync, number, relative, plain, tasks = done.stdout.splitlines()
    assert sync == tasks == "b2 b3"
    nowhere = "which is no URL, as Page.next gives it"
    assert number == f"books.list: the next page is at '17', {nowhere}"
    assert relative == f"books.list: the next page is at 'books?part=2', {nowhere}"
    assert plain.startswith("books.list: the next page is at 'http://books.example/")
    assert plain.endswith("is not followed http://books.example/v2/books?part=2")
