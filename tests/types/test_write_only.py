"""What is sent and never answered: in bodies, not in models."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DAY = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


def test_models_do_not_have_it(package: ModuleType, client: Any, server: Any) -> None:
    assert not hasattr(package.models.Client, "password")
    assert not hasattr(package.models.Card, "number")
    server.answer = {"card": {"object": "card", "live": True, "number": "4242"}}
    card = client.charges.get(
        "c"
    ).card  # an API that answers it all the same is told of
    assert dict(card.extra) == {"number": "4242"}


def test_bodies_have_it(package: ModuleType, client: Any, server: Any) -> None:
    client.clients.create(password="p")
    assert server.requests[-1].json == {"password": "p"}
    bank = package.models.Bank(iban="X")
    bank["pin"] = b"\x00\x01"
    client.accounts.create(source=bank)
    sent = {"object": "bank_account", "iban": "X", "pin": "AAE="}
    assert server.requests[-1].json == {"source": sent}
    client.accounts.create(source={**sent, "pin": b"\x00\x01"})
    assert server.requests[-1].json == {"source": sent}
    client.charges.create(amount=1, times={"secret": DAY})
    assert server.requests[-1].json["times"] == {"secret": 86400}


def test_the_document_and_pages_say_so(schemas: Any, out: Path) -> None:
    assert "number" not in schemas["Card"]["properties"]
    assert schemas["CardInput"]["properties"]["number"] == {
        "type": ["string", "null"],
        "description": "In full.",
        "writeOnly": True,
        "minLength": 12,
    }
    assert "password" not in schemas["Client"]["properties"]
    note = schemas["ChargeCreateNoteInput"]
    assert note["required"] == ["text"], "an object that no answer has"
    assert note["properties"]["text"] == {"type": "string"}
    assert note["properties"]["at"]["type"] == ["number", "null"]
    assert "required" not in schemas["PayerInput"], "answers have it, too"
    assert schemas["ClientCreateBody"]["properties"]["password"]["writeOnly"]
    page = (out / "docs/schemas.md").read_text("utf-8")
    said = "In full. Write only: never in an answer. At least 12 characters."
    assert f"| `number` |  | string | {said} |" in page
    assert "| `text` | `text` | string | Required. |" in page
    site = (out / "site/api/client/create.html").read_text("utf-8")
    assert "As they typed it. Write only: never in an answer." in site


def test_the_sandbox_takes_it_and_keeps_it(package: ModuleType, inside: Any) -> None:
    made = inside.clients.create(password="p", age=20)
    assert "password" not in made
    assert "password" not in inside.clients.get(made.id)
    with pytest.raises(package.RequiredKeysError, match="password"):
        inside.clients.create(age=20)
    charge = inside.charges.create(
        amount=1,
        card={"number": "4242424242424242", "last4": "4242"},
        times={"secret": DAY, "x": DAY},
    )
    assert "number" not in charge.card
    assert dict(charge.times.extra) == {"x": DAY}
    assert inside.charges.get(charge.id) == charge
    with pytest.raises(package.Unprocessable, match=r"note\.text: missing"):
        inside.charges.create(amount=1, note={"at": DAY})
    with pytest.raises(package.Unprocessable, match=r"note\.text: null is not legal"):
        inside.charges.create(amount=1, note={"text": None})
    with pytest.raises(package.Unprocessable, match=r"card\.number: expected at least"):
        inside.charges.create(amount=1, card={"number": "4"})
