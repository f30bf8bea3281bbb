"""Names derived from wire names."""

from __future__ import annotations

import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.model.naming import plural, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("key", "key"),
        ("poKey", "po_key"),
        ("lineItems", "line_items"),
        ("base64encoded", "base64encoded"),
        ("HTTPCode", "http_code"),
        ("HTTP2Server", "http2_server"),
        ("X-Api-Key", "x_api_key"),
        ("2fa", "_2fa"),
        ("address1Line", "address1_line"),
        ("userIDs", "user_ids"),
        ("IDs", "ids"),
        ("userID", "user_id"),
        ("per_page", "per_page"),
        ("_links", "links"),
        ("@type", "type"),
        ("$filter", "filter"),
        ("a.b c/d", "a_b_c_d"),
        ("PurchaseOrder", "purchase_order"),
        ("ABTest", "ab_test"),
        ("größe", "größe"),
        ("ﬁrst", "first"),
        ("x²", "x2"),
        ("class", "class"),
        ("***", ""),
        ("", ""),
        ("💥", ""),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("invoice", "invoices"),
        ("purchase_order", "purchase_orders"),
        ("inventory", "inventories"),
        ("status", "statuses"),
        ("tax", "taxes"),
        ("key", "keys"),
        ("batch", "batches"),
        ("y", "ys"),
        ("analysis", "analyses"),
        ("connection_metadata", "connection_metadata"),
    ],
)
def test_plural(name: str, expected: str) -> None:
    assert plural(name) == expected


@given(st.text())
def test_any_text_becomes_an_identifier_or_nothing(name: str) -> None:
    snake = snake_case(name)
    if snake:
        assert snake.isidentifier()
        # Python normalizes names in sources; a name that changes there is another name.
        assert unicodedata.normalize("NFKC", snake) == snake
        assert snake == snake.lower()
        assert "__" not in snake
        assert not snake.endswith("_")
    assert snake_case(snake) == snake


@given(st.from_regex(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", fullmatch=True))
def test_snake_case_stays(name: str) -> None:
    assert snake_case(name) == name
    assert keyword.iskeyword(snake_case(name)) == keyword.iskeyword(name)
