"""Events as the API would send them: shaped and signed as the spec says."""

from __future__ import annotations

import base64
import hmac
from typing import NamedTuple

import msgspec

from ..model.api import Api, Json, Webhooks
from .refusals import SandboxError


class SignedEvent(NamedTuple):
    """An event, as a receiver gets it.

    Attributes:
        payload: The body of the request, byte for byte.
        headers: The signature, and the type of the body.
    """

    payload: bytes
    headers: dict[str, str]


def signed_event(api: Api, name: str, body: Json, secret: str) -> SignedEvent:
    """Make an event.

    Args:
        api: It says how events look, and how they are signed.
        name: Such as ``assets.updated``; one that the spec does not know will do.
        body: What it is about.
        secret: The webhook's.

    Raises:
        SandboxError: The API has no webhooks.
    """
    webhooks = api.webhooks
    if webhooks is None:
        raise SandboxError(f"{api.title} sends no events")
    document: dict[str, Json] = {}
    for place, value in ((webhooks.event, name), (webhooks.body, body)):
        *outer, last = place.split(".")
        inside = document
        for each in outer:
            below = inside.setdefault(each, {})
            assert isinstance(below, dict), "no place is inside a value"
            inside = below
        inside[last] = value
    payload = msgspec.json.encode(document)
    headers = {
        "Content-Type": "application/json",
        webhooks.header: _signature(webhooks, payload, secret),
    }
    return SignedEvent(payload, headers)


def _signature(webhooks: Webhooks, payload: bytes, secret: str) -> str:
    digest = hmac.digest(secret.encode(), payload, webhooks.algorithm)
    if webhooks.encoding == "hex":
        return digest.hex()
    return base64.b64encode(digest).decode()
