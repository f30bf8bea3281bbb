"""Natural use of a client with all types; type-checked, and never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, assert_type

from payments_client import AsyncPayments, Payments
from payments_client.models import (
    Bank,
    Card,
    Charge,
    ChargeShipping,
    Currency,
    Event,
    Labels,
    Source,
    Target,
    Town,
    Transfer,
    Wallet,
)


def scalars(client: Payments) -> None:
    event = client.events.get("x")
    assert_type(event.created, dt.datetime)
    assert_type(event.changed, dt.datetime | None)
    assert_type(event.lasts, dt.timedelta | None)
    assert_type(event.opens_at, dt.time | None)
    assert_type(event.payload, bytes | None)
    assert_type(event.link, str | None)
    assert_type(event.seen, list[dt.datetime] | None)
    client.events.create(
        created=dt.datetime.now(dt.UTC),
        lasts=dt.timedelta(minutes=3),
        opens_at=dt.time(9),
        payload=b"x",
        seen=[event.created],
        by_day={"mo": event.created},
    )
    made = Event(created=event.created, payload=b"x")
    made.lasts = dt.timedelta(1)


def known_values(charge: Charge) -> Currency:
    if charge.object_ == "charge":
        print(charge.amount)
    if charge.channel == 4 or charge.channel == 77:
        print("text")
    currency: Currency = "nok"
    accepted = charge.accepted or []
    return accepted[0] if accepted else currency


def objects(client: Payments, charge: Charge) -> None:
    place = charge.shipping.place
    if place is not None and place.since is not None:
        print(place.town, place.since.year)
    if charge.labels is not None:
        assert_type(charge.labels.extra, Mapping[str, str])
    client.charges.create(
        amount=1,
        shipping=ChargeShipping(place=Town(town="T")),
        labels=Labels(id="x"),
        card={"last4": "4242"},
        lines=[{"sku": "a"}],
    )


def choices(client: Payments, source: Source) -> str:
    account = client.accounts.get("x")
    if isinstance(account.number, int):
        print(account.number + 1)
    match source:
        case Card():
            print(source.last4)
        case Bank():
            print(source.iban)
        case _:
            assert_type(source, dict[str, Any])
    for target in account.targets or []:
        if isinstance(target, Wallet):
            print(target.wallet_id)
    if isinstance(account.default_source, str):
        return account.default_source
    client.accounts.create(
        source=Card(last4="1"),
        number=7,
        tags="a",
        default_source={"object": "card"},
        targets=[Transfer(transfer_id="t"), {"wallet_id": "w"}],
        either=True,
        by_day={"mo": dt.datetime.now(dt.UTC), "tu": "never"},
    )
    one: Target = Wallet(wallet_id="w")
    return one.wallet_id if isinstance(one, Wallet) else ""


async def twins(client: AsyncPayments) -> None:
    async for event in client.events.list(since=dt.datetime.now(dt.UTC)):
        assert_type(event.created, dt.datetime)
    source = await client.accounts.source("x")
    if isinstance(source, Card):
        print(source.expires)
