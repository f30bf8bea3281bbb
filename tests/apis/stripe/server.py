"""Stripe as its pages say it behaves: bracketed forms in, cursors, keys that make repeating safe."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

from httpserver import Arrived, Reply

STAMPS = {"created": 1680893993, "livemode": False, "metadata": {}}
ADDRESS = {"line1": "510 Townsend St", "city": "San Francisco", "country": "US"}
CARD = {
    "object": "card",
    "id": "card_1",
    "brand": "Visa",
    "last4": "4242",
    "funding": "credit",
    "exp_month": 8,
    "exp_year": 2030,
    "customer": "cus_1",
    "metadata": {},
}
BANK = {
    "object": "bank_account",
    "id": "ba_1",
    "country": "US",
    "currency": "usd",
    "last4": "6789",
    "status": "new",
}
OTHER = {"object": "alipay_account", "id": "aliacc_1"}
METHOD = {
    "id": "pm_1",
    "object": "payment_method",
    "type": "card",
    "billing_details": {"address": ADDRESS, "email": None},
    "card": {
        "brand": "visa",
        "last4": "4242",
        "exp_month": 8,
        "exp_year": 2030,
        "funding": "credit",
        "checks": {"cvc_check": "pass"},
    },
    "customer": None,
    **STAMPS,
}
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 2000,
    "currency": "usd",
    "status": "requires_confirmation",
    "customer": "cus_1",
    "payment_method": None,
    "payment_method_types": ["card"],
    "capture_method": "automatic",
    **STAMPS,
}
_answers: dict[str, tuple[dict[str, Any], Reply]] = {}
_tries: Counter[str] = Counter()


def decoded(text: str) -> dict[str, Any]:
    """Read ``address[city]=x&expand[0]=y`` as the objects and arrays that it says."""
    found: dict[str, Any] = {}
    for key, value in parse_qsl(
        text, keep_blank_values=True, strict_parsing=bool(text)
    ):
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", key)
        place, at = found, first
        for part in rest:
            place, at = place.setdefault(at, {}), part or str(len(place.get(at, {})))
        assert at not in place, f"{key} is there twice"
        place[at] = value
    return found


def listed(value: dict[str, Any]) -> list[Any]:
    assert list(value) == [str(number) for number in range(len(value))], value
    return list(value.values())


def failed(status: int, kind: str, code: str, message: str, **more: str) -> Reply:
    doc = f"https://stripe.com/docs/error-codes/{code}"
    error = {"type": kind, "code": code, "message": message, "doc_url": doc, **more}
    return Reply(status=status, body={"error": error})


def missing(param: str) -> Reply:
    words = f"Missing required param: {param}."
    kind = "invalid_request_error"
    return failed(400, kind, "parameter_missing", words, param=param)


def customer(key: str = "cus_1", **more: Any) -> dict[str, Any]:
    whole = {"id": key, "object": "customer", "email": None, "address": None, **STAMPS}
    return {**whole, "default_source": "card_1", "currency": "usd", **more}


def page(arrived: Arrived, things: list[dict[str, Any]], search: bool = False) -> Reply:
    query = decoded(arrived.target.partition("?")[2])
    size = int(query.get("limit", 10))
    assert 1 <= size <= 100
    if "created" in query:
        assert query["created"] == {"gte": "1672531200"}, query
    after = query.get("page" if search else "starting_after", "")
    numbers = [number for number, each in enumerate(things) if after == each["id"]]
    at = numbers[0] + 1 if numbers else 0
    some, more = things[at : at + size], at + size < len(things)
    body = {"data": some, "has_more": more, "url": arrived.path}
    if search:
        following = some[-1]["id"] if more else None
        return Reply(body={**body, "object": "search_result", "next_page": following})
    return Reply(body={**body, "object": "list"})


def answer(arrived: Arrived) -> Reply:
    if arrived.headers.get("authorization") != "Bearer sk_test_x":
        words = "Invalid API Key provided"
        error = {"type": "invalid_request_error", "message": words}
        return Reply(status=401, body={"error": error})
    assert arrived.headers["stripe-version"] == "2022-11-15"
    assert arrived.headers["stripe-account"].startswith("acct_")
    key = arrived.headers.get("idempotency-key")
    assert (key is not None) == (arrived.method == "POST"), arrived.method
    if key is None:
        assert not arrived.body
        return read(arrived)
    kind = arrived.headers["content-type"]
    assert not arrived.body or kind == "application/x-www-form-urlencoded"
    form = decoded(arrived.body.decode())
    if key in _answers:
        before, reply = _answers[key]
        if before != form:
            words = (
                "Keys can only be used with the parameters they were first used with."
            )
            error = {"type": "idempotency_error", "message": words}
            return Reply(status=400, body={"error": error})
        return reply
    _tries[key] += 1
    day = form.get("metadata", {}).get("day") if form.get("metadata") else None
    if day == "busy" and _tries[key] == 1:
        return failed(429, "invalid_request_error", "rate_limit", "Too many requests")
    reply = write(arrived, form)
    # What is refused before it begins is not kept, nor is who has no answer yet.
    if reply.status not in (400, 404):
        _answers[key] = (form, reply)
    if day == "cut":
        return Reply(fault="close")
    return reply


def read(arrived: Arrived) -> Reply:
    parts = arrived.path.removeprefix("/v1/").split("/")
    query = decoded(arrived.target.partition("?")[2])
    expand = listed(query.get("expand", {}))
    if parts[-1] == "none":
        words = f"No such {parts[0]}: 'none'"
        kind = "invalid_request_error"
        return failed(404, kind, "resource_missing", words, param="id")
    if parts == ["balance"]:
        money = [{"amount": 0, "currency": "usd", "source_types": {"card": 0}}]
        body = {"object": "balance", "livemode": False, "available": money}
        return Reply(body={**body, "pending": money})
    if arrived.method == "DELETE":
        kind = "card" if "sources" in parts else "customer"
        return Reply(body={"id": parts[-1], "object": kind, "deleted": True})
    if parts[-1] == "sources":
        return page(arrived, [CARD, BANK, OTHER])
    if parts == ["customers", "search"]:
        assert query["query"]
        return page(arrived, [customer(f"cus_{n}") for n in range(5)], search=True)
    if len(parts) == 1:
        kinds = {
            "customers": [customer(f"cus_{n}") for n in range(5)],
            "payment_intents": [{**INTENT, "id": f"pi_{n}"} for n in range(5)],
            "payment_methods": [METHOD],
        }
        return page(arrived, kinds[parts[0]])
    if parts[0] == "payment_intents":
        whole = {"customer": customer(), "payment_method": METHOD}
        return Reply(body={**INTENT, **{name: whole[name] for name in expand}})
    if parts[1] == "cus_gone":
        return Reply(body={"id": parts[1], "object": "customer", "deleted": True})
    some = {"object": "list", "data": [CARD], "has_more": False, "url": "/v1/sources"}
    more = {"default_source": CARD, "sources": some}
    return Reply(body=customer(parts[1], **{name: more[name] for name in expand}))


def write(arrived: Arrived, form: dict[str, Any]) -> Reply:
    parts = arrived.path.removeprefix("/v1/").split("/")
    if parts[-1] == "sources":
        card, bank = form.get("card"), form.get("bank_account")
        if isinstance(card, dict):
            assert card["object"] == "card", card
            assert card["number"], card
            return Reply(body={**CARD, "last4": card["number"][-4:]})
        if isinstance(bank, dict):
            assert bank["object"] == "bank_account", bank
            return Reply(body={**BANK, "last4": bank["account_number"][-4:]})
        return Reply(body=CARD) if "source" in form else missing("source")
    if parts[0] == "customers":
        if "address" in form:
            assert form["address"] == "" or form["address"]["line1"], form
        locales = listed(form.get("preferred_locales", {}))
        settings = form.get("invoice_settings", {})
        return Reply(
            body=customer(
                email=form.get("email"),
                description=form.get("description") or None,
                address=form.get("address") or None,
                metadata=form.get("metadata") or {},
                preferred_locales=locales,
                invoice_settings={
                    "custom_fields": listed(settings.get("custom_fields", {})),
                    "default_payment_method": None,
                },
            )
        )
    if parts[0] == "payment_intents":
        if len(parts) == 1:
            for param in ("amount", "currency"):
                if param not in form:
                    return missing(param)
        if form.get("payment_method") == "pm_card_chargeDeclined":
            words = "Your card was declined."
            more = {"decline_code": "generic_decline", "charge": "ch_1"}
            return failed(402, "card_error", "card_declined", words, **more)
        number = len(_answers)
        status = {"confirm": "succeeded", "cancel": "canceled"}.get(
            parts[-1],
            "succeeded" if form.get("confirm") == "true" else INTENT["status"],
        )
        metadata = form.get("metadata", {})
        made = {**INTENT, "id": f"pi_{number}", "status": status, "metadata": metadata}
        if "amount" in form:
            made["amount"] = int(form["amount"])
        if status == "canceled":
            made |= {"canceled_at": 1680894000, "cancellation_reason": "duplicate"}
        if "customer" in listed(form.get("expand", {})):
            made["customer"] = customer()
        return Reply(body=made)
    if parts[0] == "payment_methods":
        return Reply(body={**METHOD, "customer": form.get("customer")})
    if parts[0] == "refunds":
        if not form.keys() & {"charge", "payment_intent"}:
            return missing("charge")
        body = {"id": "re_1", "object": "refund", "amount": 100, "currency": "usd"}
        more = {"status": "succeeded", "payment_intent": form.get("payment_intent")}
        return Reply(body={**body, **more, "created": 1680893993, "metadata": {}})
    assert parts == ["prices"], parts
    tiers = listed(form.get("tiers", {}))
    assert not tiers or tiers[-1]["up_to"] == "inf", tiers
    body = {
        "id": "price_1",
        "object": "price",
        "active": True,
        "billing_scheme": form.get("billing_scheme", "per_unit"),
        "currency": form["currency"],
        "product": form.get("product", "prod_1"),
        "recurring": None,
        "type": "one_time",
        "unit_amount": int(form["unit_amount"]) if "unit_amount" in form else None,
    }
    if "recurring" in form:
        given = {"interval_count": 1, "usage_type": "licensed", **form["recurring"]}
        body |= {"type": "recurring", "recurring": given}
    return Reply(body={**body, **STAMPS})
