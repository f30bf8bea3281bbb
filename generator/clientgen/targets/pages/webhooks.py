"""What pages say of the events that the API sends."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Webhooks
from ...model.webhooks import Timed
from ..prose import sentence
from ..sinks import Code, code, identifier, join, literal
from ..sinks.markdown import link, prose, span, text
from ..surface.registry import names_of
from .client_tables import Row
from .places import Places
from .types import type_words

_STANDARD = "https://www.standardwebhooks.com"


class WebhooksView(NamedTuple):
    """How events are signed and shaped.

    Attributes:
        events: Name, class and body of each event, where bodies have types.
    """

    summary: Code
    facts: tuple[Row, ...]
    events: tuple[Row, ...]
    source: Code


class ReceiverView(NamedTuple):
    """How a service receives events.

    Attributes:
        event: The class of one whose body has a type; empty where none has.
        tolerance: Seconds; empty where no time is signed.
        named: What tells that an event comes twice.
        standard: Whether secrets are those of Standard Webhooks.
    """

    event: Code
    tolerance: Code
    named: Code
    standard: bool


def webhooks_view(
    api: Api, webhooks: Webhooks, places: Places, here: str
) -> WebhooksView:
    """What the first page says of events."""
    signed = _timed(webhooks, webhooks.timed) if webhooks.timed else _plain(webhooks)
    rows = [
        *signed,
        (code("Event"), code("in {}", span(webhooks.event))),
        (code("Body"), code("in {}", span(webhooks.body))),
    ]
    if not webhooks.bodies:
        rows.append((code("Known events"), join(", ", map(span, webhooks.events))))
    classes = names_of(api).events if webhooks.bodies else {}
    return WebhooksView(
        prose(sentence(webhooks.summary)),
        tuple(row for row in rows if row[1]),
        tuple(
            (
                span(name),
                span(f"events.{classes[name]}"),
                type_words(type_, places, here),
            )
            for name, type_ in webhooks.bodies
        ),
        places.sources(webhooks.source, here),
    )


def receiver_view(api: Api) -> ReceiverView | None:
    """What the page of the client says of events."""
    webhooks = api.webhooks
    if webhooks is None:
        return None
    timed = webhooks.timed
    names = names_of(api).events if webhooks.bodies else {}
    first = next((names[name] for name, _ in webhooks.bodies), "")
    return ReceiverView(
        event=identifier(first) if first else code(""),
        tolerance=literal(timed.tolerance) if timed else code(""),
        named=span("id" if timed and timed.id else "digest"),
        standard=webhooks.scheme == "standard",
    )


def _plain(webhooks: Webhooks) -> list[Row]:
    return [
        (code("Signature"), code("in the header {}", span(webhooks.header))),
        _algorithm(webhooks),
    ]


def _timed(webhooks: Webhooks, timed: Timed) -> list[Row]:
    mark = "," if timed.id else "="
    shown = f"{timed.version}{mark}..." if timed.version else ""
    signature = code("in the header {}", span(webhooks.header))
    time = code("in the header {}, in seconds since 1970", span(timed.header))
    if not timed.header:
        time = code(
            "beside the signature, as {}, in seconds since 1970",
            span(f"{timed.label}=..."),
        )
    rows: list[Row] = []
    if timed.id:
        rows.append((code("Scheme"), link("Standard Webhooks", _STANDARD)))
    rows.append(
        (
            code("Signature"),
            code("{}, as {}", signature, span(shown)) if shown else signature,
        )
    )
    rows.append((code("Time"), time))
    if timed.id:
        rows.append((code("Id"), code("in the header {}", span(timed.id))))
    signed = f"{{id}}.{timed.signed}" if timed.id else timed.signed
    rows += [
        (code("Signed"), span(signed)),
        _algorithm(webhooks),
        (code("Tolerance"), code("{} seconds", literal(timed.tolerance))),
    ]
    if timed.id:
        rows.append(
            (code("Secret"), code("in base64, usually after {}", span("whsec_")))
        )
    return rows


def _algorithm(webhooks: Webhooks) -> Row:
    words = code(
        "HMAC with {}, in {}", text(webhooks.algorithm), text(webhooks.encoding)
    )
    return code("Algorithm"), words
