"""Constants, and numbers of which some are known: on every surface."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from document_reading import without_facts

CARD = {"object": "card", "live": True, "version": 2, "last4": "4242", "expires": 5}
CHARGE = {"id": "c", "object": "charge", "amount": 1, "channel": 9, "levels": [1, 7]}


def test_constants_are_read_and_checked(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    server.answer = {**CHARGE, "deleted": True, "card": CARD}
    charge = client.charges.get("c")
    assert charge.object_ == "charge"
    assert charge.deleted is True
    assert (charge.card.object_, charge.card.live, charge.card.version) == (
        "card",
        True,
        2,
    )
    assert charge.to_dict() == server.answer
    assert not told
    server.answer = {**CHARGE, "deleted": False, "card": {**CARD, "object": "bank"}}
    charge = client.charges.get("c")
    assert charge.deleted is False
    assert charge.card.object_ == "bank"  # as it came
    assert [(each.field, each.expected, each.got) for each in told] == [
        ("deleted", "true", "boolean"),
        ("object", '"card"', "string"),
    ]
    server.answer = {**CHARGE, "card": {**CARD, "version": True}}
    client.charges.get("c")  # true is not 1
    assert told[-1].expected == "2"
    with pytest.raises(package.DecodeError, match="expected 2"):
        client.with_options(strict=True).charges.get("c")


def test_what_is_missing_stays_missing(client: Any, server: Any) -> None:
    """No constant is invented in what the API answered."""
    server.answer = {"card": {"last4": "1"}}
    charge = client.charges.get("c")
    assert charge.object_ is None
    assert charge.to_dict() == server.answer


def test_numbers_are_open(client: Any, server: Any, told: list[Any]) -> None:
    server.answer = CHARGE
    charge = client.charges.get("c")
    assert (charge.channel, charge.levels) == (9, [1, 7])
    assert not told


def test_the_client_fills_constants_in(
    package: ModuleType, client: Any, server: Any
) -> None:
    def body() -> Any:
        return server.requests[-1].json

    server.answer = {}
    client.charges.create(amount=1, channel=4, levels=[2])
    assert body() == {"object": "charge", "amount": 1, "channel": 4, "levels": [2]}
    client.charges.create(amount=1, card={"last4": "1"}, cards=[{"last4": "2"}])
    assert body()["card"] == {"last4": "1", "object": "card", "live": True}
    assert body()["cards"] == [{"last4": "2", "object": "card", "live": True}]
    # What is not always there is not given.
    assert "version" not in body()["card"]
    card = package.models.Card(last4="1")
    client.charges.create(amount=1, card=card)
    assert body()["card"] == {"last4": "1", "object": "card", "live": True}
    assert card.to_dict() == {"last4": "1"}  # which is as it was
    client.charges.create(amount=1, card={"object": "other"})
    assert body()["card"]["object"] == "other"  # what is given is sent
    client.charges.import_(items=[{"amount": 1}])
    assert body() == [{"amount": 1, "object": "charge"}]

    async def twin() -> None:
        async with package.AsyncPayments("t", base_url=server.url) as made:
            await made.charges.create(amount=2)

    asyncio.run(twin())
    assert body() == {"object": "charge", "amount": 2}


def test_the_document_says_so(schemas: Any) -> None:
    card = schemas["Card"]["properties"]
    assert card["object"] == {"type": "string", "const": "card"}
    assert card["live"] == {"type": "boolean", "const": True}
    assert card["version"] == {
        "anyOf": [{"type": "integer", "const": 2}, {"type": "null"}]
    }
    assert schemas["Card"]["required"] == ["object", "live"]
    assert "object" in schemas["ChargeCreateBody"]["required"]
    channel = schemas["Charge"]["properties"]["channel"]
    assert without_facts(channel) == {
        "type": ["integer", "null"],
        "examples": [4, 5],
        "description": "How the payer is called.\n\n4: text, 5: voice",
    }


def test_pages_and_samples_say_so(out: Path) -> None:
    page = (out / "docs/resources/charge.md").read_text("utf-8")
    assert "| `object` | always `charge` | yes | The client gives it. |" in page
    assert "`4` (text), `5` (voice) or another integer" in page
    assert "client.charges.create(amount=81, channel=4)" in page
    assert '"object": "charge",' in page  # in the sample for a shell
    model = (out / "python/payments_client/models/charge.py").read_text("utf-8")
    assert '"""How the payer is called. 4: text, 5: voice."""' in model


def test_the_sandbox_holds_to_them(package: ModuleType, inside: Any) -> None:
    made = inside.charges.create(amount=3, channel=5, card={"last4": "1"})
    assert (made.object_, made.channel, made.card.object_) == ("charge", 5, "card")
    assert inside.charges.get(made.id) == made
    with pytest.raises(package.Unprocessable, match=r'object: expected "charge"'):
        inside.charges.create(amount=3, object="refund")
    with pytest.raises(package.Unprocessable, match=r"card\.live: expected true"):
        inside.charges.create(amount=3, card={"live": 1})
    with pytest.raises(package.Unprocessable, match="channel: expected a whole number"):
        inside.charges.create(amount=3, channel="text")
