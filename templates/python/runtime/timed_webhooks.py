"""Events whose signature is over the time, too: whether one is genuine, and what it says.

::

    event = parse_event(API, request.body, request.headers, secret)
    if event.name == "orders.updated":
        ...

An event that is older or newer than the tolerance is refused, so that nobody can send it
again later. Within that time the API may send an event twice, and so may others: ignore what
``event.id`` (or ``event.digest`` where there is none) has told before.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from . import webhooks
from .config import ApiConfig, Webhooks
from .errors import WebhookError
from .webhooks import (
    config_of,
    header_of,
    is_one_of,
    mac,
    raw_bytes,
    read_event,
    secrets_of,
)

_SECRET = "whsec_"
_EPOCH = datetime.fromtimestamp(0, UTC)
_NUMBER = re.compile(r"[0-9]{1,11}")


class Timed(NamedTuple):
    """A signature over the time of sending, too.

    Attributes:
        header: Header with the time; empty where it stands beside the signature.
        label: What the time is called beside the signature (``t=1700000000``).
        id: Header with the event's id, which is signed, too (Standard Webhooks).
        version: What signatures are called that are looked at; empty for a bare one.
        signed: What is signed, with ``{time}`` and ``{body}``.
        tolerance: Seconds that an event may be older or newer than now.
    """

    header: str = ""
    label: str = "t"
    id: str = ""
    version: str = "v1"
    signed: str = "{time}.{body}"
    tolerance: int = 300


@dataclass(frozen=True, slots=True)
class Event(webhooks.Event):
    """One event.

    Attributes:
        name: Such as ``orders.updated``. New ones may appear at any time.
        body: What the event is about.
        payload: The whole of it.
        digest: SHA-256 of the payload in hex; the same for an event that comes twice.
        id: The API's name of the event, the same each time it is sent; empty where there
            is none.
        sent: When it was sent.
    """

    id: str = ""
    sent: datetime = _EPOCH


def parse_event(
    api: ApiConfig,
    payload: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    now: float | None = None,
) -> Event:
    """Verify an event and read it.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request, before anything parsed them.
        headers: Of the request; case does not matter.
        secret: The webhook's secret, or several while you replace one.
        now: Unix time, instead of this machine's clock.

    Raises:
        WebhookError: A header is missing, the signature is wrong, the event is too old or
            too new, or the payload is no event.
    """
    sent = verify_payload(api, payload, headers, secret, now=now)
    id_header = _timed(config_of(api)).id
    name = header_of(headers, id_header) if id_header else ""
    return read_event(api, bytes(payload), Event, id=name, sent=sent)


def verify_payload(
    api: ApiConfig,
    payload: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    now: float | None = None,
) -> datetime:
    """Check the signature and the time of a payload that may be anything.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request, before anything parsed them.
        headers: Of the request; case does not matter.
        secret: The webhook's secret, or several while you replace one.
        now: Unix time, instead of this machine's clock.

    Returns:
        When it was sent.

    Raises:
        WebhookError: A header is missing, the signature is wrong, or the event is too old
            or too new.
        TypeError: The payload is not raw bytes.
        ValueError: A secret is none.
    """
    config = config_of(api)
    timed = _timed(config)
    content = raw_bytes(payload)
    keys = [_key(timed, each) for each in secrets_of(secret)]
    said = header_of(headers, config.header)
    id_ = header_of(headers, timed.id) if timed.id else ""
    parts = list(_parts(timed, said))
    if timed.header:
        when, where = header_of(headers, timed.header).strip(), timed.header
    else:
        when = next((value for name, value in parts if name == timed.label), "")
        where = f"{config.header} ({timed.label}=)"
    if not _NUMBER.fullmatch(when):
        raise WebhookError(f"{where} has no time in seconds since 1970")
    given = [value for name, value in parts if name == timed.version]
    if not given:
        raise WebhookError(f"{config.header} has no signature {timed.version}")
    if not is_one_of(given, [_signature(config, k, id_, when, content) for k in keys]):
        raise WebhookError("the signature does not belong to this payload and time")
    # Of a time that nobody signed there is nothing to say.
    age = (time.time() if now is None else now) - int(when)
    if abs(age) > timed.tolerance:
        off = "ago" if age > 0 else "ahead"
        raise WebhookError(
            f"the event was sent {abs(age):.0f} seconds {off}, and {timed.tolerance} are"
            " tolerated: it is sent again, or one of the two clocks is wrong"
        )
    return datetime.fromtimestamp(int(when), UTC)


def sign(
    api: ApiConfig,
    payload: bytes,
    secret: str | Sequence[str],
    *,
    id: str = "msg_1",
    now: float | None = None,
) -> dict[str, str]:
    """Sign a payload as the API would; for tests of your own receiver.

    Args:
        api: The facts about the API.
        payload: The raw bytes of the request.
        secret: Of the webhook; several make several signatures, as while one is replaced.
        id: Of the event, where events have one.
        now: Unix time, instead of this machine's clock.

    Returns:
        The headers of the request.
    """
    config = config_of(api)
    timed = _timed(config)
    when = str(int(time.time() if now is None else now))
    found = {timed.id: id} if timed.id else {}
    keys = [_key(timed, each) for each in secrets_of(secret)]
    signatures = [_signature(config, key, id, when, payload) for key in keys]
    if timed.version:
        mark = "," if timed.id else "="
        signatures = [f"{timed.version}{mark}{each}" for each in signatures]
    if timed.header:
        found[timed.header] = when
    else:
        signatures.insert(0, f"{timed.label}={when}")
    return {**found, config.header: (" " if timed.id else ",").join(signatures)}


def _parts(timed: Timed, said: str) -> Iterator[tuple[str, str]]:
    """Cut the header of the signature into names and values."""
    if not timed.version:
        yield "", said.strip()
        return
    mark = "," if timed.id else "="
    for part in said.split(" " if timed.id else ","):
        name, _, value = part.strip().partition(mark)
        yield name, value


def _signature(
    config: Webhooks, key: bytes, id_: str, when: str, payload: bytes
) -> str:
    timed = _timed(config)
    before, after = timed.signed.replace("{time}", when).split("{body}")
    if timed.id:
        before = f"{id_}.{before}"
    # What no text can be must not sign like another text.
    signed = before.encode(errors="surrogatepass") + payload + after.encode()
    return mac(config, key, signed)


def _key(timed: Timed, secret: str) -> bytes:
    """Return the bytes that a secret stands for."""
    if not timed.id:
        return secret.encode()
    text = secret.removeprefix(_SECRET)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("secret: expected base64, usually after whsec_")
    return key


def _timed(config: Webhooks) -> Timed:
    timed: Timed = config.timed
    return timed
