"""Objects described where they stand, objects like others, and further keys of one type."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from clientgen.model.api import Api, Field
from clientgen.model.types import Ref
from clientgen.targets.samples.values import values_of

DAY = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
WIRE = {
    "shipping": {"street": "S", "place": {"town": "T", "since": 86400}},
    "lines": [{"sku": "a", "parts": [{"serial": "x"}]}],
    "by_day": {"mo": {"count": 2}},
    "payer": {"name": "N", "limit": 3, "address": {"city": "C"}},
    "labels": {"id": "l", "colour": "red"},
    "times": {"first": 86400, "second": 86400},
}


def test_they_are_read_and_given_back(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    server.answer = WIRE
    charge = client.charges.get("c")
    models = package.models
    assert type(charge.shipping) is models.ChargeShipping
    assert charge.shipping.place == models.Town(town="T", since=DAY)
    assert charge.lines[0].parts[0] == models.ChargeLinesParts(serial="x")
    assert charge.by_day["mo"].count == 2
    assert (charge.payer.name, charge.payer.limit) == ("N", 3)
    assert charge.payer.address == models.PersonAddress(city="C")
    assert dict(charge.labels.extra) == {"colour": "red"}
    assert dict(charge.times.extra) == {"second": DAY}
    assert charge.to_dict() == WIRE
    assert not told
    assert pickle.loads(pickle.dumps(charge)) == charge
    again = copy.copy(charge.times)
    again["third"] = DAY
    assert again.to_dict() == {"first": 86400, "second": 86400, "third": 86400}
    server.answer = {"labels": {"id": "l", "size": 4}, "times": {"other": "soon"}}
    charge = client.charges.get("c")
    assert dict(charge.labels.extra) == {"size": "4"}
    assert dict(charge.times.extra) == {"other": "soon"}
    assert [str(each) for each in told] == [
        "Labels.size: expected string, got number (charges.get)",
        "Times.other: expected unix, got string (charges.get)",
    ]


def test_further_keys_are_documented_ones_in_strict_mode(
    client: Any, server: Any, told: list[Any]
) -> None:
    server.answer = WIRE
    strict = client.with_options(strict=True)
    for _ in range(2):
        assert strict.charges.get("c").labels["colour"] == "red"
    assert not told


def test_they_are_sent(client: Any, server: Any, package: ModuleType) -> None:
    models = package.models
    client.charges.create(
        amount=1,
        shipping={"place": {"town": "T", "since": DAY}},
        lines=[models.ChargeLines(sku="a")],
        note=models.ChargeCreateNote(text="t", at=DAY),
        labels={"colour": "red"},
        times={"second": DAY},
        payer=models.Payer(name="N"),
    )
    body = server.requests[-1].json
    assert body["shipping"] == {"place": {"town": "T", "since": 86400}}
    assert body["lines"] == [{"sku": "a"}]
    assert body["note"] == {"text": "t", "at": 86400}
    assert body["labels"] == {"colour": "red"}
    assert body["times"] == {"second": 86400}
    assert body["payer"] == {"name": "N"}


def test_the_document_has_them(schemas: Any) -> None:
    assert schemas["ChargeShipping"]["properties"]["place"] == {
        "anyOf": [{"$ref": "#/components/schemas/Town"}, {"type": "null"}]
    }
    assert schemas["Town"]["required"] == ["town"]
    assert schemas["Labels"]["additionalProperties"] == {"type": "string"}
    assert schemas["TimesInput"]["additionalProperties"]["format"] == "unix-time"
    assert "additionalProperties" not in schemas["Charge"]
    assert list(schemas["Payer"]["properties"]) == ["name", "born", "address", "limit"]
    assert schemas["Payer"]["properties"]["name"]["description"] == "As on the card."


def test_pages_have_them(out: Path) -> None:
    page = (out / "docs/schemas.md").read_text("utf-8")
    assert "## ChargeShipping\n\nWhere it goes." in page
    assert "Further keys, in `extra`: string." in page
    page = (out / "docs/resources/charge.md").read_text("utf-8")
    assert "[ChargeShipping](../schemas.md#chargeshipping)" in page
    assert "Further keys: string." in (out / "site/schemas.html").read_text("utf-8")


def test_examples_have_what_is_required(api: Api) -> None:
    values = values_of(api)
    made = values.by_type(Field("payer", Ref("Payer")))
    assert isinstance(made, dict)
    assert list(made) == ["name", "born"]
    made = values.by_type(Field("card", Ref("Card")))
    assert isinstance(made, dict)
    assert (made["object"], made["live"]) == ("card", True)
    made = values.by_type(Field("source", Ref("Bank")))
    assert isinstance(made, dict)
    assert set(made) >= {"object", "iban"}


def test_the_sandbox_has_them(package: ModuleType, inside: Any) -> None:
    charge = inside.charges.list().first_page().items[0]
    assert charge.shipping.place.town
    assert charge.lines[0].parts[0].serial
    assert charge.labels.extra
    assert isinstance(next(iter(charge.times.extra.values())), dt.datetime)
    made = inside.charges.create(
        amount=1,
        labels={"colour": "red"},
        times={"x": DAY},
        shipping={"place": {"town": "T"}},
    )
    assert inside.charges.get(made.id) == made
    assert dict(made.labels.extra) == {"colour": "red"}
    assert made.shipping.place.town == "T"
    with pytest.raises(package.Unprocessable, match=r"labels\.size: expected a string"):
        inside.charges.create(amount=1, labels={"size": 3})
    with pytest.raises(package.Unprocessable, match=r"shipping\.place\.town"):
        inside.charges.create(amount=1, shipping={"place": {"town": 3}})
