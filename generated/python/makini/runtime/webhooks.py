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
from typing import Any, TypeVar

from .config import ApiConfig, Webhooks
from .errors import WebhookError
from .models import from_json


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


def sign(api: ApiConfig, payload: bytes, secret: str) -> str:
    """Sign a payload as the API would; for tests of your own receiver."""
    return mac(config_of(api), secret.encode(), payload)


def verify(
    api: ApiConfig, payload: bytes, signature: str, secret: str | Sequence[str]
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
    config = config_of(api)
    content = raw_bytes(payload)
    candidates = secrets_of(secret)
    if not isinstance(signature, str):
        raise TypeError(f"signature: expected text, got {type(signature).__name__}")
    given = signature.strip().removeprefix(f"{config.algorithm}=")
    if config.encoding == "hex":
        given = given.lower()
    if not is_one_of([given], [sign(api, content, each) for each in candidates]):
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
        DecodeError: The body of a known event is not of its type.
    """
    verify(api, payload, header_of(headers, config_of(api).header), secret)
    return read_event(api, bytes(payload), Event)


def mac(config: Webhooks, key: bytes, content: bytes) -> str:
    """Return the signature of some bytes, as a header has it."""
    digest = hmac.new(key, content, config.algorithm).digest()
    if config.encoding == "hex":
        return digest.hex()
    return base64.b64encode(digest).decode()


def is_one_of(given: Sequence[str], expected: Sequence[str]) -> bool:
    """Tell whether a signature is right, in a time that tells nothing about it."""
    good = False
    for right in expected:
        for each in given:
            good |= hmac.compare_digest(right.encode(), each.encode(errors="replace"))
    return good


def read_event(
    api: ApiConfig, payload: bytes, kind: type[Kind], **more: object
) -> Kind:
    """Read an event whose signature is good, as ``kind`` unless its body has a type."""
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
    """Return the bytes of a payload; what was read from them is refused."""
    if not isinstance(payload, bytes | bytearray | memoryview):
        raise TypeError(
            "payload: pass the raw bytes of the request; JSON that was parsed and written"
            f" again has another signature (got {type(payload).__name__})"
        )
    return bytes(payload)


def secrets_of(secret: str | Sequence[str]) -> list[str]:
    """Return the secrets, one or several; an empty one is refused."""
    candidates = [secret] if isinstance(secret, str) else list(secret)
    if not candidates or not all(candidates):
        raise ValueError("secret: an empty secret protects nothing")
    if not all(isinstance(each, str) for each in candidates):
        raise TypeError("secret: expected text, or a list of texts")
    return candidates


def header_of(headers: Mapping[str, str], wanted: str) -> str:
    """Return the value of a header, whatever its case; WebhookError where it lacks."""
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
    """Return how the API sends events; ValueError where it sends none."""
    if api.webhooks is None:
        raise ValueError(f"{api.name} has no webhooks")
    return api.webhooks


def _at(document: Any, place: str) -> Any:
    for name in place.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
