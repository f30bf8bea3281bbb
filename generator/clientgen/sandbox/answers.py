"""Answers of a sandbox: things in the API's envelopes, and stand-ins where nobody documents any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from ..model.api import Answer, Json, Operation
from ..model.types import Ref, innermost
from ..targets.samples.answers import Answers
from ..targets.samples.things import Thing, Things
from .embedding import Embedding
from .paging import Beside
from .routes import Collection, Route
from .shaping import ENCODER, Shapes
from .sql import Row

STAND_IN = {"X-Sandbox": "stand-in"}
JSON = "application/json"
BYTES = "application/octet-stream"
_SHOWN = 2


class Reply(NamedTuple):
    """An answer.

    Attributes:
        content: Its bytes.
        media_type: Of the content; empty when there is none.
        status: Of HTTP.
        headers: More headers.
    """

    content: bytes
    media_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


NOTHING = Reply(b"", "", 204)


class Answering(NamedTuple):
    """Makes answers.

    Attributes:
        things: Makes examples.
        examples: Whole answers, as the docs show them.
        shapes: Knows the fields of schemas.
        embedding: Puts things inside of things.
    """

    things: Things
    examples: Answers
    shapes: Shapes
    embedding: Embedding

    def one(self, route: Route, row: Row | None) -> Reply:
        """What is answered where one thing was read, made or changed."""
        operation, collection = route.operation, route.collection
        kind = operation.answer.kind
        if kind == "empty":
            return NOTHING
        if kind in ("text", "events", "lines", "status"):
            return self.stand_in(route, {} if row is None else plain(row))
        if kind == "bytes" or row is None or collection is None or not route.documented:
            return self.stand_in(route, {} if row is None else plain(row))
        body = self.text(operation, collection, row)
        if kind == "single":
            return Reply(_wrapped(operation.answer.envelope, body))
        array = [msgspec.Raw(body.encode())]
        return self._placed(operation.answer.envelope, array, {}, ())

    def text(self, operation: Operation, collection: Collection, row: Row) -> str:
        """A thing as an operation answers it, as JSON."""
        wanted = self._schema(operation)
        if wanted in ("", collection.schema):
            return self.embedding.fresh(collection.schema, row.body)
        thing = {**self.things.makers[wanted](row.id), **plain(row)}
        return ENCODER.encode(self.shapes.shaped(wanted, thing, row.id)).decode()

    def _schema(self, operation: Operation) -> str:
        type_ = operation.answer.type
        inner = innermost(type_) if type_ else None
        return inner.schema if isinstance(inner, Ref) else ""

    def several(
        self, route: Route, rows: Sequence[Row], items: str, beside: Beside
    ) -> Reply:
        """What is answered where a list was read.

        Args:
            route: Of the list.
            rows: The things.
            items: The place of the items.
            beside: What stands beside them.
        """
        collection = route.collection
        assert collection is not None, "lists are of things"
        texts = [self.text(route.operation, collection, row) for row in rows]
        array = msgspec.Raw(f"[{','.join(texts)}]".encode())
        headers = () if route.documented else tuple(STAND_IN.items())
        return self._placed(items, array, beside.body, (*headers, *beside.headers))

    def _placed(
        self,
        items: str,
        array: object,
        beside: Json,
        headers: tuple[tuple[str, str], ...],
    ) -> Reply:
        """An array at its place."""
        if not items:
            return Reply(ENCODER.encode(array), headers=headers)
        *outer, last = items.split(".")
        whole: dict[str, object] = dict(beside) if isinstance(beside, dict) else {}
        inside: dict[str, object] = whole
        for name in outer:
            below = inside.setdefault(name, {})
            assert isinstance(below, dict), "places do not cover each other"
            inside = below
        # The items stand first, as people expect it.
        rest = {k: v for k, v in inside.items() if k != last}
        inside.clear()
        inside[last] = array
        inside.update(rest)
        return Reply(ENCODER.encode(whole), headers=headers)

    def _of_status(self, route: Route, sent: Json) -> Reply:
        """The answer of the first status that has one, or of the first."""
        statuses = route.operation.answer.statuses
        status, type_ = next((each for each in statuses if each[1]), statuses[0])
        if type_ is None:
            return NOTHING._replace(status=status)
        answer = replace(route.operation.answer, kind="single", type=type_)
        operation = replace(route.operation, answer=answer)
        reply = self.stand_in(replace(route, operation=operation), sent)
        return reply._replace(status=status)

    def stand_in(self, route: Route, sent: Json = None) -> Reply:
        """What is answered where nobody can say what the API would."""
        operation = route.operation
        answer = operation.answer
        headers = tuple(STAND_IN.items())
        if answer.kind == "empty":
            return NOTHING._replace(headers=headers)
        if answer.kind == "exists":
            return NOTHING._replace(headers=headers)
        if answer.kind == "bytes":
            return Reply(b"sandbox", BYTES, headers=headers)
        if answer.kind == "text":
            return Reply(b"sandbox", "text/plain; charset=utf-8", headers=headers)
        if answer.kind == "status":
            return self._of_status(route, sent)
        name = f"{route.resource.name}.{operation.name}"
        unknown: Thing = {"sandbox": f"nobody documents what {name} answers"}
        if answer.type is None:
            return Reply(ENCODER.encode(unknown), headers=headers)
        inner = innermost(answer.type)
        is_known = not isinstance(inner, Ref) or self.things.is_documented(inner.schema)

        def value(number: int) -> Json:
            if not is_known and answer.type == inner:
                return unknown
            if isinstance(answer.type, Ref) and isinstance(sent, dict):
                made = {**self.things.makers[answer.type.schema](number), **sent}
                return self.shapes.shaped(answer.type.schema, made, number)
            assert answer.type is not None, "asked above"
            return self.things.of_type(answer.type, number)

        if answer.kind in ("events", "lines"):
            return _stream(answer, [value(number) for number in range(_SHOWN)], headers)
        if answer.kind == "single":
            body = ENCODER.encode(value(0)).decode()
            return Reply(_wrapped(answer.envelope, body), headers=headers)
        whole = self.examples.of(operation)
        items = [value(number) for number in range(_SHOWN)]
        if whole is None and answer.envelope:
            return self._placed(answer.envelope, items, {}, headers)
        return Reply(ENCODER.encode(items if whole is None else whole), headers=headers)


def _stream(
    answer: Answer, items: Sequence[Json], headers: tuple[tuple[str, str], ...]
) -> Reply:
    texts = [
        each if isinstance(each, str) and answer.kind == "events" else _encoded(each)
        for each in items
    ]
    if answer.kind == "lines":
        lines = "".join(f"{text}\n" for text in texts)
        return Reply(lines.encode(), "application/x-ndjson", headers=headers)
    if answer.end:
        texts.append(answer.end)
    events = "".join(
        "".join(f"data: {line}\n" for line in text.split("\n")) + "\n" for text in texts
    )
    return Reply(events.encode(), "text/event-stream", headers=headers)


def _encoded(value: Json) -> str:
    return ENCODER.encode(value).decode()


def plain(row: Row) -> Thing:
    """All that is known of a thing."""
    more: Thing = msgspec.json.decode(row.more) if row.more else {}
    body: Thing = msgspec.json.decode(row.body)
    return {**more, **body}


def _wrapped(envelope: str, body: str) -> bytes:
    names = envelope.split(".") if envelope else []
    for name in reversed(names):
        body = f"{{{ENCODER.encode(name).decode()}:{body}}}"
    return body.encode()
