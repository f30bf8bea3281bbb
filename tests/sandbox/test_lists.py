"""Filters, sorting and pages, as the client asks for them."""

from __future__ import annotations

from typing import Any

import pytest
from makini import Makini, Unprocessable
from makini.runtime.calls.filters import where

from clientgen.sandbox import Sandbox


@pytest.fixture
def client(sandbox: Sandbox, url: str) -> Any:
    with Makini("sandbox-token", base_url=url, strict=True) as client:
        yield client


def keys(items: Any) -> list[str]:
    return [item.key for item in items]


def test_every_operator(client: Makini, sandbox: Sandbox) -> None:
    rows = sandbox.rows("Vendor")
    names: dict[str, str] = {str(r["key"]): str(r["name"]) for r in rows}
    times = {str(r["key"]): str(r["createdAt"]) for r in rows}
    day = sorted(times.values())[20]
    part = names[str(rows[3]["key"])][1:5]
    wanted: list[tuple[Any, Any]] = [
        ({"name": rows[3]["name"]}, lambda k: names[k] == rows[3]["name"]),
        ({"name:contains": part}, lambda k: part.lower() in names[k].lower()),
        ({"name:startsWith": "A"}, lambda k: names[k].startswith("A")),
        ({"createdAt:gt": day}, lambda k: times[k] > day),
        ({"createdAt:gteq": day}, lambda k: times[k] >= day),
        ({"createdAt:lt": day}, lambda k: times[k] < day),
        ({"createdAt:lted": day}, lambda k: times[k] <= day),
        (where("createdAt") > day, lambda k: times[k] > day),
    ]
    for condition, holds in wanted:
        found = keys(client.vendors.list(filter=condition, per_page=4))
        assert found == [k for k in names if holds(k)], condition
    every = [keys(client.vendors.list(filter=c)) for c, _ in wanted]
    assert any(0 < len(each) < 50 for each in every)


def test_all_and_any(client: Makini, sandbox: Sandbox) -> None:
    first, second = sandbox.rows("Vendor")[:2]
    conditions = {"code": first["code"], "name": second["name"]}
    found = keys(client.vendors.list(filter=conditions, match="any"))  # type: ignore[arg-type]  # texts
    assert first["key"] in found
    assert second["key"] in found
    assert keys(client.vendors.list(filter=conditions, match="all")) == [  # type: ignore[arg-type]  # texts
        r["key"]
        for r in sandbox.rows("Vendor")
        if r["code"] == first["code"] and r["name"] == second["name"]
    ]


def test_references_and_lists_of_them(client: Makini, sandbox: Sandbox) -> None:
    vendor = sandbox.rows("Invoice")[0]["vendorKey"]
    found = list(client.invoices.list(filter={"vendorKey": vendor}))  # type: ignore[dict-item]  # a text
    wanted = [r["key"] for r in sandbox.rows("Invoice") if r["vendorKey"] == vendor]
    assert keys(found) == wanted
    (site,) = sandbox.rows("Labor")[5]["siteKeys"]  # type: ignore[misc]  # one text
    found_ = keys(client.labors.list(filter={"siteKeys": site}))  # type: ignore[dict-item]  # a text
    assert found_ == [r["key"] for r in sandbox.rows("Labor") if site in r["siteKeys"]]  # type: ignore[operator]  # lists


def test_sorting(client: Makini, sandbox: Sandbox) -> None:
    rows = sandbox.rows("Vendor")
    up = sorted(rows, key=lambda r: str(r["name"]))
    assert keys(client.vendors.list(sort="name", per_page=7)) == [r["key"] for r in up]
    both = sorted(rows, key=lambda r: str(r["name"]))
    both = sorted(both, key=lambda r: str(r["createdAt"]), reverse=True)
    found = client.vendors.list(sort=["-createdAt", "name"], per_page=7)
    assert keys(found) == [r["key"] for r in both]


def test_pages_say_where_they_are(client: Makini) -> None:
    pages = list(client.vendors.list(per_page=20).pages())
    assert [page.total for page in pages] == [50, 50, 50]
    meta = pages[1].meta
    assert (meta["current_page"], meta["last_page"]) == (2, 3)
    assert (meta["from"], meta["to"], meta["per_page"]) == (21, 40, 20)
    links = pages[1].links
    assert links["next"].endswith("/api/vendors?per_page=20&page=3")
    assert links["prev"].endswith("page=1")
    assert pages[2].links["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"filter[name:near]": "x"},
        {"sort[name]": "up"},
        {"page": "0"},
        {"page": "x"},
        {"per_page": "-1"},
    ],
)
def test_queries_that_make_no_sense(client: Makini, query: dict[str, str]) -> None:
    with pytest.raises(Unprocessable) as caught:
        client.vendors.list(options={"query": query}).first_page()
    (name,) = query
    assert name in {each["field"] for each in caught.value.body["error"]["details"]}


def test_a_page_far_beyond_the_last_is_empty(client: Makini) -> None:
    page = client.vendors.list(page=2**63).first_page()
    assert page.items == []
    assert page.next is None
    assert page.total == 50


@pytest.mark.parametrize("name", ["x'] OR 1=1 --", 'a"b', "a.b", "a'b", "$", "ä", "%"])
def test_names_of_fields_are_no_sql(client: Makini, name: str) -> None:
    assert list(client.vendors.list(filter={name: "1"}, sort=name)) == []
    assert list(client.vendors.list(filter={"name": f"'{name}"})) == []
