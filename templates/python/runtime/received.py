"""Events that the API sends, once their signature is checked: what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

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


Kind = TypeVar("Kind", bound=Event)


def read_event(
    api: ApiConfig, payload: bytes, kind: type[Kind], **more: object
) -> Kind:
    """Read an event whose signature is good.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request.
        kind: What is made of it, unless its body has a type.
        **more: Further attributes of the event.

    Raises:
        WebhookError: The payload is no event.
        DecodeError: The body of a known event is not of its type.
    """
    config = config_of(api)
    try:
        document = from_json(payload)
    except ValueError:
        raise WebhookError("the payload is no JSON") from None
    if not isinstance(document, dict):
        raise WebhookError("the payload is no JSON object")
    name = _at(document, config.event)
    if not isinstance(name, str):
        raise WebhookError(f"the payload names no event at {config.event!r}")
    body = _at(document, config.body)
    if config.typed is not None:
        kind, body = config.typed.read(api, name, body, kind)
    digest = hashlib.sha256(payload).hexdigest()
    return kind(name, body, document, digest, **more)


def raw_bytes(payload: object) -> bytes:
    """Return the bytes of a payload.

    Raises:
        TypeError: It is anything else, such as what was read from it.
    """
    if not isinstance(payload, bytes | bytearray | memoryview):
        raise TypeError(
            "payload: pass the raw bytes of the request; JSON that was parsed and written"
            f" again has another signature (got {type(payload).__name__})"
        )
    return bytes(payload)


def secrets_of(secret: str | Sequence[str]) -> list[str]:
    """Return the secrets, one or several.

    Raises:
        ValueError: One is empty, or there is none.
        TypeError: One is no text.
    """
    candidates = [secret] if isinstance(secret, str) else list(secret)
    if not candidates or not all(candidates):
        raise ValueError("secret: an empty secret protects nothing")
    if not all(isinstance(each, str) for each in candidates):
        raise TypeError("secret: expected text, or a list of texts")
    return candidates


def header_of(headers: Mapping[str, str], wanted: str) -> str:
    """Return the value of a header, whatever its case.

    Raises:
        WebhookError: There is none, or an empty one.
        TypeError: That is no mapping of texts.
    """
    if not isinstance(headers, Mapping):
        raise TypeError(f"headers: expected a mapping, got {type(headers).__name__}")
    for name, value in headers.items():
        if isinstance(name, str) and name.lower() == wanted.lower():
            if not isinstance(value, str):
                raise TypeError(
                    f"headers: expected text for {name!r}, got {type(value).__name__}"
                )
            if value:
                return value
    raise WebhookError(f"the request has no {wanted} header")


def config_of(api: ApiConfig) -> Webhooks:
    """Return how the API sends events.

    Raises:
        ValueError: It sends none.
    """
    if api.webhooks is None:
        raise ValueError(f"{api.name} has no webhooks")
    return api.webhooks


def _at(document: Any, place: str) -> Any:
    for name in place.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
