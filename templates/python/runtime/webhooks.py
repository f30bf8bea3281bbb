"""Events that the API sends: whether one is genuine, and what it says.

::

    event = parse_event(API, request.body, request.headers, secret)
    if event.name == "assets.updated":
        ...

A signature says who sent an event, not when: where the payload has no time in it, anybody
who once saw an event can send it again. Treat events as a hint to look (read the thing
itself from the API), or remember ``event.digest`` for some days and ignore what comes twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .config import ApiConfig, Webhooks
from .errors import WebhookError
from .models.values import from_json


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        name: Such as ``assets.updated``. New ones may appear at any time.
        body: What the event is about, such as keys.
        payload: The whole of it.
        digest: SHA-256 of the payload in hex; the same for an event that comes twice.
    """

    name: str
    body: Any
    payload: Mapping[str, Any] = field(repr=False)
    digest: str = field(default="", repr=False)

    @property
    def subject(self) -> str:
        """The part of the name before the last dot: ``assets``."""
        return self.name.rpartition(".")[0]

    @property
    def action(self) -> str:
        """The part of the name after the last dot: ``updated``."""
        return self.name.rpartition(".")[2]


def sign(api: ApiConfig, payload: bytes, secret: str) -> str:
    """Sign a payload as the API would; for tests of your own receiver."""
    config = _config(api)
    digest = hmac.new(secret.encode(), payload, config.algorithm).digest()
    if config.encoding == "hex":
        return digest.hex()
    return base64.b64encode(digest).decode()


def verify(
    api: ApiConfig,
    payload: bytes,
    signature: str,
    secret: str | Sequence[str],
) -> None:
    """Check a signature, in a time that tells nothing about it.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request, before anything parsed them.
        signature: From the header.
        secret: The webhook's secret, or several while you replace one.

    Raises:
        WebhookError: The payload was not signed with any of the secrets.
        TypeError: The payload is not raw bytes.
    """
    config = _config(api)
    if not isinstance(payload, bytes | bytearray | memoryview):
        raise TypeError(
            "payload: pass the raw bytes of the request; JSON that was parsed and written"
            f" again has another signature (got {type(payload).__name__})"
        )
    candidates = [secret] if isinstance(secret, str) else list(secret)
    if not candidates or not all(candidates):
        raise ValueError("secret: an empty secret protects nothing")
    if not all(isinstance(each, str) for each in candidates):
        raise TypeError("secret: expected text, or a list of texts")
    if not isinstance(signature, str):
        raise TypeError(f"signature: expected text, got {type(signature).__name__}")
    given = signature.strip().removeprefix(f"{config.algorithm}=")
    if config.encoding == "hex":
        given = given.lower()
    good = False
    for candidate in candidates:
        expected = sign(api, bytes(payload), candidate)
        good |= hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
    if not good:
        raise WebhookError("the signature does not belong to this payload")


def parse_event(
    api: ApiConfig,
    payload: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
) -> Event:
    """Verify an event and read it.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request, before anything parsed them.
        headers: Of the request; case does not matter.
        secret: The webhook's secret, or several while you replace one.

    Raises:
        WebhookError: There is no signature, it is wrong, or the payload is no event.
    """
    config = _config(api)
    signature = _header(headers, config.header.lower())
    if not signature:
        raise WebhookError(f"the request has no {config.header} header")
    verify(api, payload, signature, secret)
    try:
        document = from_json(bytes(payload))
    except ValueError:
        raise WebhookError("the payload is no JSON") from None
    if not isinstance(document, dict):
        raise WebhookError("the payload is no JSON object")
    name = _at(document, config.event)
    if not isinstance(name, str):
        raise WebhookError(f"the payload names no event at {config.event!r}")
    digest = hashlib.sha256(bytes(payload)).hexdigest()
    return Event(name, _at(document, config.body), document, digest)


def _header(headers: Mapping[str, str], wanted: str) -> str:
    if not isinstance(headers, Mapping):
        raise TypeError(f"headers: expected a mapping, got {type(headers).__name__}")
    for name, value in headers.items():
        if isinstance(name, str) and name.lower() == wanted:
            if not isinstance(value, str):
                raise TypeError(
                    f"headers: expected text for {name!r}, got {type(value).__name__}"
                )
            return value
    return ""


def _config(api: ApiConfig) -> Webhooks:
    if api.webhooks is None:
        raise ValueError(f"{api.name} has no webhooks")
    return api.webhooks


def _at(document: Any, place: str) -> Any:
    for name in place.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
