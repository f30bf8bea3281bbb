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
import hmac
from collections.abc import Mapping, Sequence

from .config import ApiConfig
from .errors import WebhookError
from .received import Event as Event
from .received import config_of, header_of, raw_bytes, read_event, secrets_of


def sign(api: ApiConfig, payload: bytes, secret: str) -> str:
    """Sign a payload as the API would; for tests of your own receiver."""
    config = config_of(api)
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
    config = config_of(api)
    content = raw_bytes(payload)
    candidates = secrets_of(secret)
    if not isinstance(signature, str):
        raise TypeError(f"signature: expected text, got {type(signature).__name__}")
    given = signature.strip().removeprefix(f"{config.algorithm}=")
    if config.encoding == "hex":
        given = given.lower()
    good = False
    for candidate in candidates:
        expected = sign(api, content, candidate)
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
    signature = header_of(headers, config_of(api).header)
    verify(api, payload, signature, secret)
    return read_event(api, bytes(payload), Event)
