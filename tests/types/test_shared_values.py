"""Lists of values with a name of their own: one alias, one component, one place in the docs."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def test_they_are_read_and_sent(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    server.answer = {
        "currency": "nok",
        "accepted": ["eur"],
        "rates": {"a": "usd"},
        "priority": 7,
        "route": 4,
    }
    charge = client.charges.get("c")
    assert (charge.currency, charge.accepted) == ("nok", ["eur"])
    assert (charge.rates, charge.priority, charge.route) == ({"a": "usd"}, 7, 4)
    assert not told
    client.charges.create(amount=1, currency="eur", accepted=["eur"], priority=1)
    assert server.requests[-1].json == {
        "object": "charge",
        "amount": 1,
        "currency": "eur",
        "accepted": ["eur"],
        "priority": 1,
    }
    server.answer = []
    list(client.charges.list(currency="eur", accepted=["a", "b"]))
    assert server.requests[-1].query == [
        ("currency", "eur"),
        ("accepted", "a"),
        ("accepted", "b"),
    ]
    server.answer = ["eur"]
    assert client.charges.of("eur") == ["eur"]
    assert server.requests[-1].path == "/charges/of/eur"
    server.answer = {"priority": "1", "currency": 3}
    charge = client.charges.get("c")
    assert (charge.priority, charge.currency) == (1, "3")
    assert [str(each) for each in told] == [
        "Charge.priority: expected integer, got string (charges.get)",
        "Charge.currency: expected string, got number (charges.get)",
    ]


def test_one_alias(out: Path, package: ModuleType) -> None:
    text = (out / "python/payments_client/models/currency.py").read_text("utf-8")
    assert 'Currency = Literal["eur", "usd"] | str' in text
    assert "What money is counted in." in text
    assert package.models.Currency is str
    assert package.models.Channel is int


def test_one_component(schemas: Any) -> None:
    assert schemas["Currency"] == {
        "type": "string",
        "examples": ["eur", "usd"],
        "x-extensible-enum": ["eur", "usd"],
        "description": "What money is counted in.",
        "x-file": "schemas/payment.yaml",
    }
    assert schemas["Channel"]["description"] == "4: text, 5: voice"
    reference = {"$ref": "#/components/schemas/Currency"}
    fields = schemas["Charge"]["properties"]
    assert fields["currency"] == reference
    assert fields["accepted"]["items"] == reference
    assert "CurrencyInput" not in schemas  # what is sent is the same


def test_one_place_in_the_docs(out: Path) -> None:
    page = (out / "docs/schemas.md").read_text("utf-8")
    assert "A value: `eur`, `usd` or another string." in page
    page = (out / "docs/resources/charge.md").read_text("utf-8")
    assert (
        "| `accepted` | `accepted` | list of [Currency](../schemas.md#currency)" in page
    )
    assert "list of [Currency](../schemas.md#currency)" in page
    site = (out / "site/schemas.html").read_text("utf-8")
    assert "or another integer" in site


def test_the_sandbox_has_them(package: ModuleType, inside: Any) -> None:
    charges = list(inside.charges.list())
    assert {charge.currency for charge in charges} == {"eur", "usd"}
    made = inside.charges.create(amount=1, currency="nok", priority=2)
    assert inside.charges.get(made.id) == made
    with pytest.raises(
        package.Unprocessable, match="priority: expected a whole number"
    ):
        inside.charges.create(amount=1, priority="high")
