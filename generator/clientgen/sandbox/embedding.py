"""Things inside of things: where a schema embeds another resource's, it is that one, as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from ..model.api import Json, Schema
from ..model.types import Key, ListOf, Ref
from ..targets.samples.amounts import words_of
from ..targets.samples.things import Thing
from .routes import Collection
from .store import Store


class Embedded(NamedTuple):
    """A field that holds things of another resource.

    Attributes:
        field: Its name.
        collection: Where those things are.
        keys: Names that may hold their keys, the likeliest first.
        required: Whether it is always there.
    """

    field: str
    collection: Collection
    keys: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Embedding:
    """Puts things inside of things.

    Attributes:
        store: Where they are.
        fields: The fields that hold others' things, by schema.
    """

    store: Store
    fields: Mapping[str, tuple[Embedded, ...]]

    def fresh(self, schema: str, body: str) -> str:
        """What is kept of a thing, with the things inside as they are now."""
        fields = self.fields.get(schema)
        if not fields:
            return body
        thing = msgspec.json.decode(body)
        self.fill(schema, thing)
        return msgspec.json.encode(thing).decode()

    def fill(self, schema: str, thing: Thing) -> None:
        """Replace things inside a thing, where there are such, by what they are now."""
        for each in self.fields.get(schema, ()):
            value = thing.get(each.field)
            if isinstance(value, list):
                thing[each.field] = [self._one(each, item) for item in value]
            elif value is not None:
                thing[each.field] = self._one(each, value)

    def _one(self, embedded: Embedded, value: Json) -> Json:
        keys: list[Json] = [value] if isinstance(value, str) else []
        if isinstance(value, dict):
            keys = [value.get(name) for name in embedded.keys]
        for key in keys:
            if not isinstance(key, str):
                continue
            row = self.store.get(embedded.collection, "", key)
            if row is not None:
                found: Thing = msgspec.json.decode(row.body)
                # One level is enough: things may hold each other.
                for inner in self.fields.get(embedded.collection.schema, ()):
                    if not inner.required:
                        found.pop(inner.field, None)
                return found
        return value


def embedding_of(
    store: Store,
    schemas: Mapping[str, Schema],
    owners: Mapping[str, str],
    kept: Mapping[str, Collection],
) -> Embedding:
    """Find the fields that hold others' things."""
    found: dict[str, tuple[Embedded, ...]] = {}
    for schema in schemas.values():
        fields = []
        for field in schema.fields:
            type_ = field.type.item if isinstance(field.type, ListOf) else field.type
            if not isinstance(type_, Ref) or type_.schema not in owners:
                continue
            collection = kept[owners[type_.schema]]
            if not collection.own or not schemas[type_.schema].fields:
                continue
            names = (collection.own, *_naming(collection.resource, schemas))
            fields.append(Embedded(field.name, collection, names, field.required))
        if fields:
            found[schema.name] = tuple(fields)
    return Embedding(store, found)


def _naming(resource: str, schemas: Mapping[str, Schema]) -> list[str]:
    """Names of fields that refer to a resource, those with its words first."""
    names = {
        field.name
        for schema in schemas.values()
        for field in schema.fields
        if field.type == Key(resource)
        or (
            isinstance(field.type, Key)
            and words_of(field.name)[:-1] == words_of(resource)
        )
    }
    alike = {*words_of(resource)}
    return sorted(names, key=lambda n: (-len(alike & {*words_of(n)}), n))
