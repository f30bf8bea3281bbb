"""Keys of example things: opaque, of one look, the same wherever a thing is referred to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import NamedTuple
from uuid import UUID

from ...model.api import Api, Field, Operation, Parameter, Resource, Schema
from ...model.types import Key, Ref, Scalar, Type, innermost

Keys = Callable[[int], str]
"""Gives the key of a resource's thing by its number."""

_LOOK = "00000000000000"
_KIND = re.compile(r"[A-Za-z]+_(?=.{8})")
_ALPHABETS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Odd, no multiple of 5 or 13, and large: steps of it reach every key of a look, and leap.
_STEP = 7_643_101_931_813
_FEW = 10**9
_KEY_TYPES = (Key(), Scalar("string"), Scalar("uuid"))
_OWN = ("key", "id", "uuid", "guid")


class Look(NamedTuple):
    """How keys look: what stands at each place.

    Attributes:
        places: The alphabet of each character, or the character itself where it is fixed.
        size: How many keys look so.
    """

    places: tuple[str, ...]
    size: int

    def value(self, key: str) -> int:
        """The number of a key among those of this look."""
        found = 0
        for place, character in zip(self.places, key, strict=True):
            if len(place) > 1:
                found = found * len(place) + place.index(character)
        return found

    def key(self, value: int) -> str:
        """The key that has a number."""
        found = []
        for place in reversed(self.places):
            if len(place) > 1:
                value, digit = divmod(value, len(place))
                place = place[digit]
            found.append(place)
        return "".join(reversed(found))


def look_of(key: str) -> Look:
    """How keys look of which one is known: a digit is any digit, a letter any of its case.

    What kind of thing a key names stays: the ``cus_`` of ``cus_9s6XKz``.
    """
    kind = _KIND.match(key)
    fixed = kind.end() if kind else 0
    places = (
        *key[:fixed],
        *(
            next((each for each in _ALPHABETS if character in each), character)
            for character in key[fixed:]
        ),
    )
    return Look(places, reduce(lambda a, b: a * b, map(len, places), 1))


def look_among(keys: Iterable[str]) -> Look:
    """How keys look of which none is known: like the first of others, whatever that names."""
    return look_of(_KIND.sub("", next(iter(keys), _LOOK)))


def digest(words: str) -> int:
    """A number that follows from a text alone, on every machine."""
    raw = words.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(raw).digest()[:16], "big")


def numbered(first: str) -> Keys:
    """Keys of the look of the first, which has the number 0; no two are the same."""
    look = look_of(first)
    if look.size < _FEW:
        return lambda number: f"{first}-{number}" if number else first
    start = look.value(first)
    if first.isdecimal():
        layout, size = f"%0{len(first)}d", look.size
        # The old way of formatting is five times as fast as an f-string with a width.
        return lambda number: layout % ((start + number * _STEP) % size)
    return lambda number: look.key((start + number * _STEP) % look.size)


def own_key(schema: Schema) -> Field | None:
    """The field that holds a thing's own key, or None when there is none."""
    for name in _OWN:
        for field in schema.fields:
            if field.name.lower() == name and field.type in _KEY_TYPES:
                return field
    plain = [field for field in schema.fields if field.type == Key()]
    return next((field for field in plain if field.required), None)


def keys_of(api: Api, things: Mapping[str, str]) -> dict[str, str]:
    """The key of each resource's first thing.

    Args:
        api: The API.
        things: Whose thing is read at a path, see :func:`places_of`.

    Returns:
        By resource: the spec's example where it has one, else a key of the same look.
    """
    found: dict[str, str] = {}
    for resource, key in _examples(api, things):
        found.setdefault(resource, key)
    look = look_among(found.values())
    taken = set(found.values())
    for name in [r.name for r in api.resources]:
        if name in found:
            continue
        value = digest(name)
        while (key := look.key(value % look.size)) in taken and look.size > _FEW:
            value += _STEP
        taken.add(key)
        found[name] = key
    return found


def places_of(api: Api) -> dict[str, str]:
    """Whose thing is found at a path, parameters written ``{}``."""
    owners = {s.name: s.resource for s in api.schemas if s.resource}
    found: dict[str, str] = {}

    def whose(resource: Resource, operation: Operation) -> str:
        type_ = operation.answer.type
        item = innermost(type_) if type_ else None
        owner = owners.get(item.schema) if isinstance(item, Ref) else None
        return owner or resource.name

    every = [(r, o, shape(o.place)) for r in api.resources for o in r.operations]
    for resource, operation, path in every:
        if operation.method == "GET" and operation.answer.kind == "single":
            found.setdefault(path, whose(resource, operation))
    for resource, operation, path in every:
        if operation.method == "GET" and operation.answer.kind in ("pages", "list"):
            found.setdefault(f"{path}/{{}}", whose(resource, operation))
    for resource, operation, path in every:
        if operation.method != "GET" and path.endswith("{}"):
            found.setdefault(path, whose(resource, operation))
    return found


def shape(path: str) -> str:
    """A path with its parameters written ``{}``."""
    return "".join(
        f"{{}}{part.partition('}')[2]}" if number else part
        for number, part in enumerate(path.split("{"))
    )


def before(operation: Operation, parameter: Parameter) -> str:
    """The shape of a path up to one of its parameters."""
    return shape(operation.path.partition(f"{{{parameter.name}}}")[0]) + "{}"


def _examples(api: Api, things: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Keys that the spec has examples of, the surest first."""
    for schema in api.schemas:
        field = own_key(schema) if schema.resource else None
        if schema.resource and field and isinstance(field.example, str):
            yield schema.resource, field.example
    for schema in api.schemas:
        field = own_key(schema) if schema.resource else None
        if schema.resource and field and field.type == Scalar("uuid"):
            # In digits alone: letters would become such as no UUID has.
            yield schema.resource, str(UUID(f"{digest(schema.resource) % 10**32:032d}"))
    for schema in api.schemas:
        for field in schema.fields:
            if (resource := _referred(field.type)) and isinstance(field.example, str):
                yield resource, field.example
    for resource_ in api.resources:
        for operation in resource_.operations:
            for parameter in operation.path_parameters:
                owner = things.get(before(operation, parameter), resource_.name)
                key = _referred(parameter.type) or owner
                is_key = isinstance(parameter.type, Key)
                if is_key and isinstance(parameter.example, str):
                    yield key, parameter.example
            for item in operation.body.fields if operation.body else ():
                if (key_ := _referred(item.type)) and isinstance(item.example, str):
                    yield key_, item.example


def _referred(type_: Type) -> str | None:
    return type_.resource if isinstance(type_, Key) else None
