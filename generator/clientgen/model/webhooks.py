"""Webhooks: how the API signs the events that it sends, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .types import Type


@dataclass(frozen=True, slots=True)
class Timed:
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
class Webhooks:
    """How the API signs and shapes the events it sends.

    Attributes:
        header: Header that carries the signature.
        algorithm: Of the HMAC.
        encoding: Of the signature.
        event: Place of the event's name in the payload.
        body: Place of the event's body in the payload.
        events: Known event names; others must be accepted.
        bodies: Types of the bodies of events, by name, as far as they are known.
        timed: What else is signed; None where it is the payload alone.
        source: Names of sources.
    """

    header: str
    algorithm: Literal["sha256", "sha512", "sha1"] = "sha256"
    encoding: Literal["base64", "hex"] = "base64"
    event: str = "event"
    body: str = "body"
    events: tuple[str, ...] = ()
    bodies: tuple[tuple[str, Type], ...] = ()
    timed: Timed | None = None
    summary: str = ""
    source: tuple[str, ...] = ()

    @property
    def scheme(self) -> Literal["hmac", "standard", "timestamped"]:
        """The word of the spec for how events are signed."""
        if self.timed is None:
            return "hmac"
        return "standard" if self.timed.id else "timestamped"

    @property
    def is_named_inside(self) -> bool:
        """Whether an event's name stands in its body, which is an object then."""
        return self.event.startswith(f"{self.body}.")
