"""Lists of a document: how they are walked, and by what evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from importing_runs import (
    NUMBER,
    TEXT,
    an_object,
    document,
    get,
    many,
    query,
    ref,
    sends,
    take,
)

ORDER = {"Order": an_object("id", id=TEXT)}
FLAG = {"type": "boolean"}


def paging_of(tmp_path: Path, answer: Any, *parameters: Any, **more: Any) -> Any:
    """What api.yaml says of paging for one list."""
    operation = get(answer, parameters=list(parameters), **more)
    taken = take(tmp_path, document({"/orders": {"get": operation}}, ORDER))
    assert taken.operation("Order.list").answer.kind == "pages"
    return taken.file("api.yaml")["paging"]


def wrapped(**more: Any) -> Any:
    return an_object(data=many(ref("Order")), **more)


@pytest.mark.parametrize(
    ("answer", "parameters", "said"),
    [
        (wrapped(next_cursor=TEXT), ("cursor", "limit"),
         {"style": "cursor", "parameter": "cursor", "size_parameter": "limit", "items": "data", "next": "next_cursor"}),
        (wrapped(meta=an_object(next_page_token=TEXT)), ("pageToken",),
         {"style": "cursor", "parameter": "pageToken", "items": "data", "next": "meta.next_page_token"}),
        (wrapped(has_more=FLAG), ("starting_after", "limit"),
         {"style": "cursor", "parameter": "starting_after", "size_parameter": "limit", "items": "data",
          "next": "data.-1.id", "more": "has_more"}),
        (wrapped(paging=an_object(next=an_object(after=TEXT, link=TEXT))), ("after",),
         {"style": "cursor", "parameter": "after", "items": "data", "next": "paging.next.after"}),
        (wrapped(next_url=TEXT), (), {"style": "link", "items": "data", "next": "next_url"}),
        (wrapped(links=an_object(next=TEXT)), ("limit",),
         {"style": "link", "size_parameter": "limit", "items": "data", "next": "links.next"}),
        (many(ref("Order")), ("after", "limit"),
         {"style": "cursor", "parameter": "after", "size_parameter": "limit", "next": "-1.id"}),
        (an_object(result=an_object(items=many(ref("Order")), cursor=TEXT)), ("cursor",),
         {"style": "cursor", "parameter": "cursor", "items": "result.items", "next": "result.cursor"}),
    ],
)  # fmt: skip
def test_ways(
    answer: Any, parameters: tuple[str, ...], said: Any, tmp_path: Path
) -> None:
    assert paging_of(tmp_path, answer, *(query(n, TEXT) for n in parameters)) == said


@pytest.mark.parametrize(
    ("answer", "parameters", "said"),
    [
        (wrapped(total_pages=NUMBER), ("page", "per_page"),
         {"style": "page", "parameter": "page", "size_parameter": "per_page", "items": "data", "last": "total_pages"}),
        (wrapped(total=NUMBER), ("offset", "limit"),
         {"style": "offset", "parameter": "offset", "size_parameter": "limit", "items": "data", "total": "total"}),
        (many(ref("Order")), ("page", "per_page"),
         {"style": "page", "parameter": "page", "size_parameter": "per_page"}),
        (many(ref("Order")), ("skip", "limit"),
         {"style": "offset", "parameter": "skip", "size_parameter": "limit"}),
    ],
)  # fmt: skip
def test_ways_by_number(
    answer: Any, parameters: tuple[str, ...], said: Any, tmp_path: Path
) -> None:
    assert paging_of(tmp_path, answer, *(query(n, NUMBER) for n in parameters)) == said


def test_links_in_a_header(tmp_path: Path) -> None:
    operation = get(
        many(ref("Order")),
        parameters=[query("page", NUMBER), query("per_page", NUMBER)],
    )
    operation["responses"]["200"]["headers"] = {"Link": {"schema": TEXT}}
    taken = take(tmp_path, document({"/orders": {"get": operation}}, ORDER))
    assert taken.file("api.yaml")["paging"] == {
        "style": "link", "size_parameter": "per_page", "next": "header Link",
    }  # fmt: skip


def test_a_cursor_in_the_body(tmp_path: Path) -> None:
    body = an_object("q", q=TEXT, cursor=TEXT, limit=NUMBER)
    paths = {
        "/orders/search": {
            "post": sends(body, wrapped(next_cursor=TEXT), operationId="searchOrders")
        }
    }
    taken = take(tmp_path, document(paths, ORDER))
    search = taken.operation("Order.search")
    assert search.answer.kind == "pages"
    assert search.page_key == "cursor"


def test_the_usual_way_is_chosen_by_count_and_others_have_names(tmp_path: Path) -> None:
    cursor = [query("cursor", TEXT), query("limit", NUMBER)]
    paths: dict[str, Any] = {
        f"/{name}": {"get": get(wrapped(next_cursor=TEXT), parameters=cursor)}
        for name in ("orders", "bills", "users")
    }
    paths["/things"] = {
        "get": get(
            an_object(things=many(ref("Order")), next_cursor=TEXT), parameters=cursor
        )
    }
    paths["/pages"] = {
        "get": get(wrapped(total=NUMBER), parameters=[query("page", NUMBER)])
    }
    paths["/all"] = {"get": get(many(ref("Order")))}
    taken = take(tmp_path, document(paths, ORDER))
    api = taken.file("api.yaml")
    assert api["lists"] == {"parameters": ["cursor", "limit"]}
    assert api["paging"]["next"] == "next_cursor"
    assert set(api["paging"]["also"]) == {"page"}
    kinds = {
        o.path: (o.answer.kind, o.answer.envelope, o.paging.style if o.paging else "")
        for r in taken.api.resources
        for o in r.operations
    }
    assert kinds == {
        "/orders": ("pages", "data", "cursor"),
        "/bills": ("pages", "data", "cursor"),
        "/users": ("pages", "data", "cursor"),
        "/things": ("pages", "things", "cursor"),
        "/pages": ("pages", "data", "page"),
        "/all": ("list", "", ""),
    }
    assert "4 of 5 lists" in taken.page()


def test_lists_that_nothing_tells_how_to_walk_are_told(tmp_path: Path) -> None:
    operation = get(an_object(names=many(TEXT)), parameters=[query("cursor", TEXT)])
    taken = take(tmp_path, document({"/names": {"get": operation}}))
    assert taken.kinds() == {"list not walked"}
    assert "`#/paths/~1names/get`: pages are not walked" in taken.page()


def test_envelopes_are_said_once(tmp_path: Path) -> None:
    def one(name: str) -> Any:
        return {"get": get(an_object(data=ref(name), errors=many(TEXT)))}

    paths = {f"/{name}": one("Order") for name in ("a", "b", "c")}
    paths["/bare"] = {"get": get(ref("Order"))}
    taken = take(tmp_path, document(paths, ORDER))
    assert taken.file("api.yaml")["answers"] == {"single": "data"}
    places = {
        o.path: o.answer.envelope for r in taken.api.resources for o in r.operations
    }
    assert places == {"/a": "data", "/b": "data", "/c": "data", "/bare": ""}
