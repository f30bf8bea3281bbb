"""The search of the site finds first what one looks for."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest
from judging import HERE
from specs import known_api
from targets.search_places import Places

from clientgen.targets.pages.search import Guide, Row, search_index

GUIDES = [
    Guide("Rules and platforms", "guides/rules.html", words="required keys"),
    Guide("Paging", "guides/paging.html", words="pages of lists, next page"),
]
OPERATION = "operation"
FIRST = [
    ("purchase order status", OPERATION, "purchase_order.html#update_status"),
    ("Purchase-Order STATUS", OPERATION, "purchase_order.html#update_status"),
    ("status of the purchase orders", OPERATION, "purchase_order.html#update_status"),
    ("purchaseOrders.updateStatus", OPERATION, "purchase_order.html#update_status"),
    ("create invoice", OPERATION, "invoice.html#create"),
    ("create an inv", OPERATION, "invoice.html#create"),
    ("invoices.create", OPERATION, "invoice.html#create"),
    ("GET /api/assets", OPERATION, "asset.html#list"),
    ("/api/assets/{key}", OPERATION, "asset.html#get"),
    ("put api purchase orders status", OPERATION, "purchase_order.html#update_status"),
    ("list asset", OPERATION, "asset.html#list"),
    ("invoice type", "rule", "invoice.html#create-rules"),
    ("INFOR-E", "rule", "asset.html#update-rules"),
    ("customerKey", "field", "Asset.html"),
    ("customer_key", "field", "Asset.html"),
    ("customer keys", "field", "Asset.html"),
    ("invoice", "resource", "invoice.html"),
    ("invoices", "resource", "invoice.html"),
    ("purchase order", "resource", "purchase_order.html"),
    ("purchaseorders", None, ""),
    ("statuses", "resource", "status.html"),
    ("companies", "resource", "company.html"),
    ("paging", "guide", "guides/paging.html"),
    ("required keys platform", "guide", "guides/rules.html"),
    # one mistake in a word of five letters or more
    ("invoces", "resource", "invoice.html"),
    ("create invocie", OPERATION, "invoice.html#create"),
    ("purchase ordeer status", OPERATION, "purchase_order.html#update_status"),
    ("custommerKey", "field", "Asset.html"),
    ("invvocies", None, ""),
    ("staus", "resource", "status.html"),
    ("tyep", None, ""),
    # nothing to look for
    ("", None, ""),
    (" -- ", None, ""),
    ("xyzzyx", None, ""),
    ("constructor", None, ""),
]


def ask(rows: list[Row], queries: list[str]) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    done = subprocess.run(
        [node, str(HERE / "search_judge.js")],
        input=json.dumps({"rows": rows, "queries": queries}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def rows_of_makini() -> list[Row]:
    return search_index(known_api("spec/makini"), Places(), GUIDES)


@cache
def hits() -> dict[str, list[dict[str, str]]]:
    queries = [query for query, _, _ in FIRST]
    answer = ask(rows_of_makini(), queries)
    return dict(zip(queries, answer["hits"], strict=True))


@pytest.mark.parametrize(("query", "kind", "url"), FIRST)
def test_the_first_hit(query: str, kind: str | None, url: str) -> None:
    first = hits()[query][:1]
    assert [(each["kind"], each["url"]) for each in first] == (
        [] if kind is None else [(kind, url)]
    )


def test_accents_and_other_scripts() -> None:
    rows: list[Row] = [
        [3, "Überhäuser bauen", "", "a.html", ""],
        [3, "发票 создание", "", "b.html", ""],
        [3, "prefixMatchesOnly", "", "c.html", "ABCKey"],
    ]
    queries = ["uberhauser", "ÜBERHÄUSER", "发票", "СОЗДАНИЕ", "abc key", "match"]
    answer = ask(rows, queries)
    found = ["".join(hit["url"] for hit in each) for each in answer["hits"]]
    assert found == ["a.html", "a.html", "b.html", "b.html", "c.html", "c.html"]


def test_better_places_come_first() -> None:
    rows: list[Row] = [
        [5, "stock", "", "field", ""],
        [3, "All about stock", "", "guide", ""],
        [2, "stock level", "", "rule", ""],
        [1, "Level", "", "resource", "stock"],
        [0, "Count", "GET /count", "operation", "stock"],
        [0, "Stocktaking", "GET /taking", "begun", ""],
        [0, "List stock", "GET /stock", "titled", ""],
    ]
    (found,) = ask(rows, ["stock"])["hits"]
    assert [hit["url"] for hit in found] == [
        *("field", "titled", "rule", "guide", "begun")
    ]


def test_a_large_index_is_fast(capsys: pytest.CaptureFixture[str]) -> None:
    made = rows_of_makini()
    many = [
        [row[0], f"{row[1]} {chr(97 + copy)}{copy}", *row[2:]]
        for copy in range(5)
        for row in made
    ][:5000]
    queries = ["c", "ke", "create invoice", "customerKey", "purchse order", "xyzzyx"]
    answer = ask(many, queries)
    with capsys.disabled():
        print(f"\nslowest search of {len(many)} rows: {answer['slowest']:.1f} ms")
    assert answer["hits"][0]
