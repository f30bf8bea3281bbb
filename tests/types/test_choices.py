"""Choices among types, plain and by a tag: on every surface."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.model.api import Api
from clientgen.targets.samples.bodies import example_body
from clientgen.targets.samples.values import values_of

DAY = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
CARD = {"object": "card", "live": True, "expires": 86400}
BANK = {"object": "bank_account", "iban": "X", "opened": 86400}


def test_plain_ones_are_told_apart_by_json(
    client: Any, server: Any, told: list[Any]
) -> None:
    for number, tags in (("a", ["x"]), (3, "x")):
        server.answer = {
            "number": number,
            "tags": tags,
            "by_day": {"a": 86400, "b": "x"},
        }
        account = client.accounts.get("a")
        assert (account.number, account.tags) == (number, tags)
        assert account.by_day == {"a": DAY, "b": "x"}
        assert account.to_dict() == server.answer
    assert not told
    server.answer = {"number": True, "tags": {}, "by_day": {"a": None}, "either": 3}
    account = client.accounts.get("a")
    assert account.to_dict() == server.answer
    assert [str(each) for each in told] == [
        "Account.number: expected string or integer, got boolean (accounts.get)",
        "Account.tags: expected array of string or string, got object (accounts.get)",
        "Account.by_day: expected unix or string, got null (accounts.get)",
        "Account.either: expected Card or Wallet or Transfer or boolean, got number"
        " (accounts.get)",
    ]


@pytest.mark.parametrize(
    ("came", "read"),
    [
        ("a", "a"),
        ([], []),
        ([86400, 0], [DAY, DAY - dt.timedelta(1)]),
        (["a", "b"], ["a", "b"]),
        ([None, 86400], [None, DAY]),
        ([[1], [2, 3]], [[1], [2, 3]]),
    ],
)
def test_arrays_are_told_apart_by_their_first_item(
    client: Any, server: Any, told: list[Any], came: Any, read: Any
) -> None:
    server.answer = {"input": came}
    account = client.accounts.get("a")
    assert account.input == read
    assert account.to_dict() == server.answer
    assert not told or None in came
    client.accounts.create(source={"object": "card"}, input=read)
    assert server.requests[-1].json["input"] == came


def test_arrays_of_objects_are_among_them(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    server.answer = {"input": [CARD], "mixed": ["a", CARD], "many": [1], "sums": {}}
    account = client.accounts.get("a")
    assert type(account.input[0]) is package.models.Card
    assert [type(each).__name__ for each in account.mixed] == ["str", "Card"]
    assert account.to_dict() == server.answer
    card = package.models.Card(expires=DAY)
    client.accounts.create(source=card, input=[card], mixed=["a", {"expires": DAY}])
    body = server.requests[-1].json
    assert body["input"] == [{"object": "card", "live": True, "expires": 86400}]
    assert body["mixed"][0] == "a"
    assert not told
    server.answer = {"input": [True], "many": None}
    client.accounts.get("a")
    assert [(each.field, each.got) for each in told] == [
        ("input", "array"),
        ("many", "null"),
    ]


def test_objects_are_told_apart_by_constants_and_keys(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    models = package.models
    server.answer = {
        "targets": [CARD, {"wallet_id": "w"}, {"transfer_id": "t", "at": 86400}],
        "either": {"transfer_id": "t"},
        "default_source": "src",
    }
    account = client.accounts.get("a")
    assert [type(each) for each in account.targets] == [
        models.Card,
        models.Wallet,
        models.Transfer,
    ]
    assert account.targets[2].at == DAY
    assert account.either == models.Transfer(transfer_id="t")
    assert account.default_source == "src"
    assert account.to_dict() == server.answer
    assert not told
    # A constant says more than keys that another requires.
    server.answer = {"either": {**CARD, "wallet_id": "w"}}
    assert type(client.accounts.get("a").either) is models.Card
    told.clear()
    both = {"wallet_id": "w", "transfer_id": "t"}
    server.answer = {"targets": [{"x": 1}, both], "either": None}
    account = client.accounts.get("a")
    assert account.targets == [{"x": 1}, both]  # plain data
    assert [str(each) for each in told] == [
        "Account.targets: expected Card or Wallet or Transfer, got object (accounts.get)"
    ]
    with pytest.raises(package.DecodeError, match="expected Card or Wallet"):
        client.with_options(strict=True).accounts.get("a")


def test_tags(package: ModuleType, client: Any, server: Any, told: list[Any]) -> None:
    models = package.models
    server.answer = {"source": BANK, "default_source": CARD}
    account = client.accounts.get("a")
    assert account.source == models.Bank(object_="bank_account", iban="X", opened=DAY)
    assert type(account.default_source) is models.Card
    assert account.to_dict() == server.answer
    new = {"object": "crypto", "coin": 1.5}
    strict = client.with_options(strict=True)
    server.answer = {"source": new}
    for each in (client, strict):
        assert each.accounts.get("a").source == {"object": "crypto", "coin": 1.5}
    server.answer = BANK
    assert type(client.accounts.source("a")) is models.Bank
    server.answer = [CARD, {"wallet_id": "w"}]
    assert [type(each) for each in client.accounts.targets("a")] == [
        models.Card,
        models.Wallet,
    ]
    assert not told
    server.answer = {"source": {"iban": "X"}}
    assert client.accounts.get("a").source == {"iban": "X"}
    server.answer = {"source": "x"}
    assert client.accounts.get("a").source == "x"
    assert [each.got for each in told] == ["object", "string"]


def test_an_unknown_key_inside_does_no_harm(client: Any, server: Any) -> None:
    server.answer = {"source": {**BANK, "more": 1}}
    for _ in range(3):
        source = client.accounts.get("a").source
        assert (source.opened, dict(source.extra)) == (DAY, {"more": 1})
        assert source.to_dict() == {**BANK, "more": 1}


def test_they_are_sent(package: ModuleType, client: Any, server: Any) -> None:
    models = package.models
    server.answer = {}
    client.accounts.create(
        source=models.Bank(iban="X", opened=DAY),
        default_source={"object": "bank_account", "opened": DAY},
        number=3,
        targets=[
            models.Transfer(transfer_id="t", at=DAY),
            {"transfer_id": "u", "at": DAY},
        ],
        either={"wallet_id": "w"},
        by_day={"a": DAY, "b": "x"},
    )
    body = server.requests[-1].json
    assert body == {
        "source": BANK,
        "default_source": {"object": "bank_account", "opened": 86400},
        "number": 3,
        "targets": [
            {"transfer_id": "t", "at": 86400},
            {"transfer_id": "u", "at": 86400},
        ],
        "either": {"wallet_id": "w"},
        "by_day": {"a": 86400, "b": "x"},
    }

    async def twin() -> None:
        async with package.AsyncPayments("t", base_url=server.url) as made:
            server.answer = {"source": CARD}
            account = await made.accounts.create(source={"object": "card"})
            assert type(account.source) is models.Card

    asyncio.run(twin())
    # What is told by its tag is filled in, too.
    assert server.requests[-1].json == {"source": {"object": "card", "live": True}}


def test_the_document_has_them(schemas: Any) -> None:
    base = "#/components/schemas/"
    assert schemas["Source"]["discriminator"] == {
        "propertyName": "object",
        "mapping": {"card": f"{base}Card", "bank_account": f"{base}Bank"},
    }
    assert schemas["SourceInput"]["anyOf"][0] == {"$ref": f"{base}CardInput"}
    assert schemas["Account"]["properties"]["number"] == {
        "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]
    }
    assert schemas["Target"]["anyOf"][1] == {"$ref": f"{base}Wallet"}


def test_pages_have_them(out: Path) -> None:
    page = (out / "docs/resources/account.md").read_text("utf-8")
    assert "| `number` | `number` | string or integer |" in page
    assert "string or [Source](../schemas.md#source)" in page
    page = (out / "docs/schemas.md").read_text("utf-8")
    assert "object, by `object`: `card` [Card](#card)" in page
    assert "Part of" in page.partition("## Transfer")[2].partition("##")[0]


def test_the_sandbox_has_them(package: ModuleType, inside: Any) -> None:
    accounts = list(inside.accounts.list())
    kinds = {type(account.source).__name__ for account in accounts}
    assert kinds == {"Card", "Bank"}
    made = inside.accounts.create(
        source={"object": "bank_account", "iban": "X"}, number=3, either=True
    )
    assert type(made.source) is package.models.Bank
    assert inside.accounts.get(made.id) == made
    assert inside.accounts.source(made.id)
    for wrong, said in (
        ({"number": True}, "number: expected string or integer"),
        ({"source": {"iban": "X"}}, "source: expected an object with object"),
        ({"source": {"object": "card", "expires": "x"}}, "source.expires"),
        ({"input": [[1], "x"]}, "input.1: expected an array, got a string"),
        ({"input": [True]}, "input: expected array of unix or"),
        ({"either": {}}, "either: expected Card or Wallet or Transfer or boolean"),
    ):
        with pytest.raises(package.Unprocessable, match=said):
            inside.accounts.create(**{"source": {"object": "crypto"}, **wrong})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(["object", "live", "wallet_id", "transfer_id", "at", "x"]),
        inner | st.sampled_from(["card", "bank_account"]),
        max_size=4,
    ),
    max_leaves=8,
)


@cache
def _models() -> Any:
    import payments_client  # type: ignore[import-not-found]  # made by the fixture

    return payments_client.models


@given(JSON, JSON)
def test_no_value_is_lost(package: ModuleType, one: Any, other: Any) -> None:
    """Whatever comes, what is given back is what came, or what a coercion told of."""
    account = _models().Account
    data = {"number": one, "either": other, "targets": [one, other], "source": other}
    made = account.from_dict(data)
    text = json.dumps(made.to_dict(), default=str)
    again = account.from_dict(made.to_dict())
    assert again == made
    assert json.dumps(again.to_dict(), default=str) == text
    for field, value in (("number", one), ("either", other)):
        if not isinstance(value, dict | list):
            assert made.to_dict()[field] == value
            assert type(made.to_dict()[field]) is type(value)


@given(JSON)
def test_native_and_slow_reading_agree(package: ModuleType, value: Any) -> None:
    import msgspec

    account = _models().Account
    from payments_client.runtime.models.reading import (  # type: ignore[import-not-found]  # as above
        Reading,
        reader,
        revive,
    )

    data = {"either": value}
    found = Reading()
    slow = reader(account)(data, found)
    try:
        fast = msgspec.convert(data, account, dec_hook=revive)
    except (msgspec.ValidationError, ValueError):
        assert found.found or value is None
    else:
        assert fast == slow


def test_what_may_be_an_object_is_no_decoration(api: Api) -> None:
    (account,) = (each for each in api.resources if each.name == "Account")
    (create,) = (each for each in account.operations if each.name == "create")
    assert create.body
    made = example_body(create.body, create.rules, values_of(api))
    assert made is not None
    assert list(made) == ["number", "source"]
