"""The rows that the search of a site looks through."""

from __future__ import annotations

import json
from pathlib import Path

from docs_shop import SHOP
from search_places import Places
from specs import known_api

from clientgen.targets.pages.search import (
    KINDS,
    Guide,
    Kind,
    Row,
    search_index,
)

ROOT = Path(__file__).parents[2]
GUIDES = [Guide("Paging", "guides/paging.html", "a guide", "next page")]
ROWS = search_index(SHOP, Places(), GUIDES)


def of(kind: Kind) -> list[Row]:
    return [row[1:] for row in ROWS if row[0] == KINDS.index(kind)]


def test_operations_are_found_by_all_of_their_names() -> None:
    assert [
        "New Order",
        "POST /orders",
        "order.html#create",
        "orders.create Order Order something.",
    ] in of("operation")
    assert [
        "Order: reach",
        "POST /orders/reach",
        "order.html#reach",
        "orders.reach customers.reach Order",
    ] in of("operation")
    assert len(of("operation")) == 11


def test_resources_guides_and_contexts() -> None:
    assert of("resource") == [
        ["Order", "orders", "order.html", "orders Orders of the shop."],
        ["Customer", "customers", "customer.html", "customers"],
    ]
    assert of("guide") == [["Paging", "a guide", "guides/paging.html", "next page"]]
    assert of("context") == [
        ["shop", "", "contexts/shop.html", "FINE GROSS The kind of shop."]
    ]


def test_rules_that_can_fail_have_their_sentence() -> None:
    assert [
        "who",
        "orders.create",
        "order.html#create-rules",
        "At least one of these must be met: known needs customerKey; "
        "guest needs guestName and title.",
    ] in of("rule")
    assert len(of("rule")) == 8


def test_keys_of_a_body_are_rows_only_where_no_schema_beside_has_them() -> None:
    keys = [row[:2] for row in of("field") if str(row[1]).endswith(")")]
    assert [key for key in keys if "create" in str(key[1])] == [
        ["title", "orders.create(title)"],
        ["guestName", "orders.create(guest_name)"],
        ["dueDate", "orders.create(due_date)"],
    ]
    assert ["status", "Order.status", "Order.html", "open done How far it is."] in of(
        "field"
    )


def test_the_rows_of_makini_are_plain_and_small() -> None:
    api = known_api("spec/makini")
    rows = search_index(api, Places())
    for kind, *texts in rows:
        assert kind in range(len(KINDS))
        assert all(type(text) is str for text in texts)
        assert len(texts) == 4
        assert texts[0]
    assert sum(row[0] == 0 for row in rows) == 166
    assert len(json.dumps(rows, separators=(",", ":"))) < 150_000


def test_the_script_has_the_same_kinds() -> None:
    script = (ROOT / "templates/site/search.js").read_text(encoding="utf-8")
    assert f"const KINDS = {json.dumps(KINDS)};" in script
