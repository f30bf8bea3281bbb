"""Events as the API would send them: shaped and signed as the spec says."""

from __future__ import annotations

import base64
import binascii
import hmac
import itertools
import time
from collections.abc import Sequence
from typing import NamedTuple

from ..model.api import Api, Json, Webhooks
from ..model.webhooks import Timed
from .refusals import SandboxError
from .shaping import ENCODER

_NUMBERS = itertools.count(1)
_PREFIX = "whsec_"
SECRET = "sandbox-secret"
"""Signs the events where nobody says what does."""


class SignedEvent(NamedTuple):
    """An event, as a receiver gets it.

    Attributes:
        payload: The body of the request, byte for byte.
        headers: The signature, and the type of the body.
    """

    payload: bytes
    headers: dict[str, str]


def signed_event(
    api: Api,
    name: str,
    body: Json,
    secret: str | Sequence[str],
    now: float | None = None,
) -> SignedEvent:
    """Make an event.

    Args:
        api: It says how events look, and how they are signed.
        name: Such as ``assets.updated``; one that the spec does not know will do.
        body: What it is about.
        secret: The webhook's; several while one is replaced.
        now: Unix time, instead of this machine's clock.

    Raises:
        SandboxError: The API has no webhooks, the secret is none, or the body cannot hold
            the event's name, which stands inside of it.
    """
    webhooks = api.webhooks
    if webhooks is None:
        raise SandboxError(f"{api.title} sends no events")
    document: dict[str, Json] = {}
    # The name comes first where it may: people look for it there.
    places: list[tuple[str, Json]] = [(webhooks.event, name), (webhooks.body, body)]
    if webhooks.is_named_inside:
        if not isinstance(body, dict):
            raise SandboxError(
                f"the name of an event stands in its body, at {webhooks.event}, so that the"
                " body is an object"
            )
        places = [(webhooks.body, {**body}), (webhooks.event, name)]
    for place, value in places:
        *outer, last = place.split(".")
        inside = document
        for each in outer:
            below = inside.setdefault(each, {})
            assert isinstance(below, dict), "no place is inside a value"
            inside = below
        inside[last] = value
    payload = ENCODER.encode(document)
    secrets = [secret] if isinstance(secret, str) else [*secret]
    moment = time.time() if now is None else now
    headers = {
        "Content-Type": "application/json",
        **signed(webhooks, payload, secrets, moment),
    }
    return SignedEvent(payload, headers)


def signed(
    webhooks: Webhooks, payload: bytes, secrets: Sequence[str], now: float
) -> dict[str, str]:
    """The headers that say who sent a payload.

    Raises:
        SandboxError: A secret is none.
    """
    if webhooks.timed is None:
        return {webhooks.header: _digest(webhooks, secrets[0].encode(), payload)}
    timed, moment = webhooks.timed, str(int(now))
    headers = {timed.header: moment} if timed.header else {}
    content = timed.signed.replace("{time}", moment).encode()
    if timed.id:
        name = f"msg_sandbox{next(_NUMBERS)}"
        headers = {timed.id: name, **headers}
        content = f"{name}.".encode() + content
    content = content.replace(b"{body}", payload)
    found = [_digest(webhooks, _key(timed, each), content) for each in secrets]
    if timed.version:
        joint = "," if timed.id else "="
        found = [f"{timed.version}{joint}{each}" for each in found]
    if not timed.header:
        found = [f"{timed.label}={moment}", *found]
    return {**headers, webhooks.header: (" " if timed.id else ",").join(found)}


def usual_secret(webhooks: Webhooks | None) -> str:
    """A secret of the kind that the scheme has, for a sandbox that is given none."""
    if webhooks is None or webhooks.scheme != "standard":
        return SECRET
    return _PREFIX + base64.b64encode(SECRET.encode()).decode()


def _digest(webhooks: Webhooks, key: bytes, content: bytes) -> str:
    digest = hmac.digest(key, content, webhooks.algorithm)
    if webhooks.encoding == "hex":
        return digest.hex()
    return base64.b64encode(digest).decode()


def _key(timed: Timed, secret: str) -> bytes:
    if not timed.id:
        return secret.encode()
    text = secret.removeprefix(_PREFIX)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise SandboxError(
            "the secret of Standard Webhooks is base64, usually after whsec_, such as"
            f" {_PREFIX}{base64.b64encode(SECRET.encode()).decode()}"
        ) from None
