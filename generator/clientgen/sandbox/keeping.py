"""New things, and what things become: written as the API would answer them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from ..model.api import Json
from ..model.types import Key, Scalar
from ..targets.samples.things import Thing
from .answers import Answering
from .calls import Call, Prepared
from .referring import Referring
from .routes import Collection
from .shaping import ENCODER, stamps
from .sql import Row
from .store import Store


@dataclass(frozen=True, slots=True)
class Keeping:
    """Writes things.

    Attributes:
        store: Where they are kept.
        answering: Knows their shapes.
        referring: Knows what is there to refer to.
        clock: Tells the time.
    """

    store: Store
    answering: Answering
    referring: Referring
    clock: Callable[[], datetime]

    def made(self, prepared: Prepared, call: Call, home: str, sent: Thing) -> Row:
        """Keep a new thing."""
        collection = prepared.route.collection
        assert collection is not None, "the route has things"
        number = self.store.next_number(collection)
        inside, besides = self.split(prepared, sent)
        given = inside.get(collection.own) if collection.own else None
        key = given if isinstance(given, str) and given else ""
        if not key:
            key = self.answering.things.key(collection.resource, number)
            while self.store.get(collection, home, key):
                number += 1
                key = self.answering.things.key(collection.resource, number)
        if collection.own:
            inside[collection.own] = key
        elif prepared.schema is None or not prepared.schema.fields:
            inside["key"] = key
        moments = stamps(prepared.schema, self.clock(), made=True)
        self.take_files(prepared, call, collection, key, inside)
        self.keep(prepared, home, key, {**moments, **inside}, besides, number)
        found = self.store.get(collection, home, key)
        assert found is not None, "it was kept just now"
        return found

    def split(self, prepared: Prepared, sent: Thing) -> tuple[Thing, Thing]:
        """What of a body are the schema's fields, and what is not."""
        collection = prepared.route.collection
        assert collection is not None, "the route has things"
        body = prepared.route.operation.body
        read_only = (
            {each.name for each in body.fields if each.read_only} if body else set()
        )
        plain_ = {
            key: value
            for key, value in sent.items()
            if key not in read_only and not isinstance(value, bytes)
        }
        inside, besides = self.answering.shapes.split(
            collection.schema, plain_, prepared.names
        )
        for name, value in besides.items():
            self.resolve(prepared, name, value, inside)
        return inside, besides

    def resolve(
        self, prepared: Prepared, name: str, value: Json, inside: Thing
    ) -> None:
        """Set ``statusKey`` where ``status`` is sent, if it is the key of one."""
        for field in prepared.schema.fields if prepared.schema else ():
            if field.name in (f"{name}Key", f"{name}_key", f"{name}Id", f"{name}_id"):
                resource = field.type.resource if isinstance(field.type, Key) else None
                is_key = isinstance(value, str) and resource is not None
                if is_key and self.referring.exists(resource or "", str(value)):
                    inside.setdefault(field.name, value)

    def keep(
        self,
        prepared: Prepared,
        home: str,
        key: str,
        thing: Thing,
        besides: Thing,
        number: int,
        row: Row | None = None,
    ) -> None:
        """Write a thing, each field of its type."""
        collection = prepared.route.collection
        assert collection is not None, "the route has things"
        shapes, embedding = self.answering.shapes, self.answering.embedding
        embedding.fill(collection.schema, thing)
        shaped = shapes.shaped(collection.schema, thing, number)
        body = ENCODER.encode(shaped).decode()
        more = ENCODER.encode(besides).decode() if besides else None
        if row is None:
            self.store.insert(collection, home, key, body, more)
        else:
            self.store.update(collection, row, body, more)

    def take_files(
        self,
        prepared: Prepared,
        call: Call,
        collection: Collection,
        key: str,
        thing: Thing,
    ) -> None:
        """Keep files that come with a new thing, and say in it where they are."""
        for name, upload in call.sent.files.items():
            place = f"/_sandbox/files/{collection.resource}/{key}/{name}"
            self.store.keep_file(place, upload.media_type, upload.content)
            for field in prepared.schema.fields if prepared.schema else ():
                if field.type != Scalar("string") or field.name in thing:
                    continue
                if field.name.lower() in ("url", "uri", "href", f"{name}url".lower()):
                    thing[field.name] = f"{call.host}{place}"
                elif field.name.lower().replace("_", "") in (
                    "contenttype",
                    "mediatype",
                ):
                    thing[field.name] = upload.media_type

    def changed(self, prepared: Prepared, call: Call, row: Row) -> Row:
        """Keep what a thing becomes."""
        collection = prepared.route.collection
        assert collection is not None, "the route has things"
        sent = call.sent.value
        inside, besides = self.split(
            prepared, dict(sent) if isinstance(sent, dict) else {}
        )
        if collection.own:
            inside.pop(collection.own, None)
        old: Thing = msgspec.json.decode(row.body)
        more: Thing = msgspec.json.decode(row.more) if row.more else {}
        moments = stamps(prepared.schema, self.clock(), made=False)
        thing = {**old, **moments, **inside}
        self.keep(
            prepared, row.home, row.key, thing, {**more, **besides}, row.id - 1, row
        )
        found = self.store.get(collection, row.home, row.key)
        assert found is not None, "it was kept just now"
        return found
