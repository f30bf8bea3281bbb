"""How a service receives events of known types."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_type

from store_standard import API, WebhookError, events, parse_event
from store_standard.models import Customer, Order


def receive(payload: bytes, headers: dict[str, str], secret: str | list[str]) -> str:
    try:
        event = parse_event(API, payload, headers, secret)
    except WebhookError:
        return "refused"
    return told(event)


def told(event: events.Event) -> str:
    match event:
        case events.OrderCreated(body=order) | events.OrderUpdated(body=order):
            assert_type(order, Order)
            assert_type(order.total, Decimal | None)
            return f"{event.action} {order.id}: {order.status}"
        case events.OrderDeleted(body=key):
            assert_type(key, str)
            return f"deleted {key}"
        case events.CustomerCreated(body=customers):
            assert_type(customers, list[Customer])
            return ", ".join(each.name for each in customers)
        case events.StockCounted():
            assert_type(event.body, dict[str, int])
            return str(sum(event.body.values()))
        case _:
            return f"unknown: {event.name} {event.id}"
