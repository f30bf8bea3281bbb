"""Natural calls of a Stripe client, as an application writes them."""

from __future__ import annotations

import datetime as dt

from stripe_api import (
    AsyncStripe,
    BadRequest,
    CallOptions,
    HttpError,
    NotFound,
    RequiredKeysError,
    Stripe,
)
from stripe_api.models import (
    Address,
    BankAccount,
    Card,
    Customer,
    DeletedCustomer,
    Failure,
    PaymentMethod,
)

YEAR = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def use(client: Stripe, key: str) -> None:
    for customer in client.customers.list(limit=2, created={"gte": YEAR}):
        assert customer.created.tzinfo
    assert [each.id for each in client.customers.search(query="name:'Jenny'", limit=2)]
    made = client.customers.create(
        email="jenny@example.com",
        address={"line1": "510 Townsend St", "city": "San Francisco"},
        preferred_locales=["en", "fr"],
        invoice_settings={"custom_fields": [{"name": "VAT", "value": "17"}]},
        metadata={"order": "6735"},
    )
    assert made.object_ == "customer"
    client.customers.update(
        key, address=Address(line1="1 Main St"), description=None, metadata=None
    )
    method = client.payment_methods.create(
        type="card", card={"token": "tok_visa"}, billing_details={"email": "j@x.org"}
    )
    client.payment_methods.attach(method.id, customer=key)
    assert [
        each.type for each in client.payment_methods.list(customer=key, type="card")
    ]
    payment = client.payment_intents.create(
        amount=2000, currency="usd", customer=key, setup_future_usage="off_session"
    )
    assert payment.status
    assert client.payment_intents.confirm(payment.id, payment_method=method.id).id
    assert client.payment_intents.list(limit=2).first_page().items
    client.payment_intents.cancel(payment.id, cancellation_reason="duplicate")
    client.refunds.create(payment_intent=payment.id, reason="duplicate")
    price = client.prices.create(
        currency="usd",
        product_data={"name": "Gold"},
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=[{"up_to": 10, "unit_amount": 500}, {"up_to": "inf", "unit_amount": 0}],
        recurring={"interval": "month"},
    )
    assert price.currency
    assert client.balance.read().object_ == "balance"
    assert client.customers.delete(key).deleted
    try:
        client.prices.create(currency="usd")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    except RequiredKeysError as error:
        assert "product" in str(error)
    else:
        raise AssertionError("nothing says of what it is the price")


def only(client: Stripe) -> None:
    """What needs things that this server alone has."""
    whole = client.payment_intents.get("pi_1", expand=["customer", "payment_method"])
    assert isinstance(whole.customer, Customer)
    assert whole.customer.id == "cus_1"
    assert isinstance(whole.payment_method, PaymentMethod)
    assert whole.payment_method.card
    plain = client.payment_intents.get("pi_1")
    assert plain.customer == "cus_1"
    assert plain.payment_method is None

    gone = client.customers.get("cus_gone")
    assert isinstance(gone, DeletedCustomer)
    kept = client.customers.get("cus_1", expand=["sources", "default_source"])
    assert isinstance(kept, Customer)
    assert kept.sources
    assert isinstance(kept.default_source, Card)
    assert kept.default_source.last4 == "4242"

    kinds = [type(each) for each in client.sources.list("cus_1", limit=2)]
    assert kinds == [Card, BankAccount, dict]
    card = {"number": "4000056655665556", "exp_month": 8, "exp_year": 2030}
    added = client.sources.create("cus_1", card=card)
    assert isinstance(added, Card)
    assert added.last4 == "5556"
    assert client.sources.create("cus_1", source="tok_visa")
    assert client.sources.delete("cus_1", added.id).deleted

    cleared = client.customers.update("cus_1", address=None, metadata=None)
    assert (cleared.address, cleared.metadata) == (None, {})

    # Busy, then cut off after the work is done: the same key, the same payment.
    for day in ("busy", "cut"):
        first = client.payment_intents.create(
            amount=100, currency="usd", metadata={"day": day}
        )
        assert first.metadata == {"day": day}
    mine: CallOptions = {"idempotency_key": "order-6735"}
    one = client.payment_intents.create(amount=5, currency="usd", options=mine)
    two = client.payment_intents.create(amount=5, currency="usd", options=mine)
    assert one.id == two.id
    try:
        client.payment_intents.create(amount=6, currency="usd", options=mine)
    except BadRequest as error:
        assert isinstance(error.detail, Failure)
        assert error.detail.error.type == "idempotency_error"
    else:
        raise AssertionError("the key is another payment's")

    try:
        client.payment_intents.create(
            amount=100,
            currency="usd",
            confirm=True,
            payment_method="pm_card_chargeDeclined",
            return_url="https://example.com/paid",
            expand=["customer"],
        )
    except HttpError as error:
        assert (error.status, error.code) == (402, "card_declined")
        assert "declined" in str(error)
        assert isinstance(error.detail, Failure)
        assert error.detail.error.decline_code == "generic_decline"
    else:
        raise AssertionError("the card is declined")
    try:
        client.customers.get("none", account="acct_other")
    except NotFound as error:
        assert error.code == "resource_missing"
    else:
        raise AssertionError("there is no such customer")


async def use_async(client: AsyncStripe, key: str) -> None:
    assert [each.id async for each in client.customers.list(limit=2)]
    found = client.customers.search(query="name:'Jenny'", limit=2)
    assert len([each.id async for each in found]) == 5
    payment = await client.payment_intents.create(
        amount=2000, currency="usd", metadata={"day": "busy"}
    )
    assert (await client.payment_intents.confirm(payment.id)).status == "succeeded"
    assert (await client.customers.update("cus_1", address=None)).address is None
