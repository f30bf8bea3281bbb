"""The things of a sandbox at the start: examples that refer to each other.

What a thing refers to follows from its number, the field and the seed: stable, scattered,
and always there. Where two fields could contradict each other they do not: the vendor of an
invoice is that of its purchase order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..model.api import Api, Json, Schema
from ..model.types import ListOf, Ref
from ..targets.samples.amounts import LINES
from ..targets.samples.keys import Keys, digest, numbered
from ..targets.samples.things import Thing, Things
from .references import references
from .routes import Collection

_MASK = (1 << 64) - 1
_MIX = 0x9E3779B97F4A7C15

Choice = Callable[[int], int]
"""Gives the number of what a thing refers to, by the thing's own."""
Named = Callable[[int], str | None]
"""Gives the key of what a thing refers to, by the thing's own number; None for nothing."""
Place = tuple[str | int, ...]

ENCODE = msgspec.json.Encoder(decimal_format="number").encode


class Seeding(NamedTuple):
    """Makes the things at the start.

    Attributes:
        api: The API.
        things: Makes examples.
        rows: Of each resource.
        choices: What the fields of a resource's things refer to.
        references: The resources that a resource's fields refer to.
        owners: The resource whose things have a schema.
    """

    api: Api
    things: Things
    rows: int
    choices: Mapping[tuple[str, str], Choice]
    references: Mapping[str, Mapping[str, str]]
    owners: Mapping[str, str]
    seed: int

    def rows_of(self, collection: Collection) -> Iterator[tuple[str, str, str]]:
        """The things of a collection: what they belong to, key, and JSON."""
        if not collection.seeded or not self.rows:
            return
        make = self.maker(collection)
        key = self.keys(collection.resource)
        if not collection.parent:
            for number in range(self.rows):
                above = collection.nests and number % 2
                home = key(number // 2) if above else ""
                yield home, key(number), ENCODE(make(number)).decode()
            return
        whole = self.keys(collection.parent)
        for number in range(self.rows * LINES):
            thing = ENCODE(make(number)).decode()
            yield whole(number // LINES), key(number), thing

    def keys(self, resource: str) -> Keys:
        """The keys of a resource's things by their numbers."""
        return numbered(self.things.keys[resource])

    def maker(self, collection: Collection) -> Callable[[int], Thing]:
        """What makes the things of a collection."""
        resource = collection.resource
        make = self.things.makers.get(collection.schema)
        if make is None or not make(0):
            key = self.keys(resource)
            return lambda n: {"key": key(n), "name": f"{resource} {n + 1}"}
        made = make
        steps = self.steps(resource, made(1))

        def thing(number: int) -> Thing:
            found = made(number)
            for step in steps:
                step(found, number)
            return found

        return thing

    def steps(self, resource: str, sample: Thing) -> list[Callable[[Thing, int], None]]:
        """What makes an example refer to others than the first of each resource."""
        found: list[Callable[[Thing, int], None]] = []
        named: dict[tuple[int, str], Named] = {}
        together: dict[Place, list[tuple[str, Named]]] = {}
        first = {key: name for name, key in self.things.keys.items()}
        top = self.references[resource]
        schema = self.schema(resource)
        for place, value in _strings(sample):
            other = first.get(value)
            if other is None or not isinstance(place[-1], str | int):
                continue
            name = place[-1] if isinstance(place[-1], str) else place[-2]
            assert isinstance(name, str), "lists of lists hold no keys"
            if len(place) == 1 and name not in top:
                continue  # its own key
            if self.embedded(schema, place) is not None:
                continue
            choose = (
                self.choices[resource, name]
                if top.get(name) == other
                else chosen(self.seed, f"{resource} {place}", self.rows)
            )
            # Fields that say the same, such as those of lines, ask once for each thing.
            same = (id(choose), other)
            if same not in named:
                named[same] = _named(choose, self.keys(other))
            if other == resource:
                found.append(_setter(place, named[same], self.keys(resource)))
            elif isinstance(last := place[-1], str):
                # All keys of one object are put at once.
                together.setdefault(place[:-1], []).append((last, named[same]))
            else:
                found.append(_setter(place, named[same], None))
        found += [_putter(outer, fields) for outer, fields in together.items()]
        found += self.embedding(resource, schema, sample)
        return found

    def schema(self, resource: str) -> Schema | None:
        """The schema of a resource's things."""
        name = self.things.schemas.get(resource)
        return next((each for each in self.api.schemas if each.name == name), None)

    def embedded(self, schema: Schema | None, place: Place) -> str | None:
        """The resource whose thing a place is inside of."""
        for field in schema.fields if schema else ():
            type_ = field.type.item if isinstance(field.type, ListOf) else field.type
            if field.name == place[0] and isinstance(type_, Ref):
                owner = self.owners.get(type_.schema)
                return owner if owner in self.things.schemas else None
        return None

    def embedding(
        self, resource: str, schema: Schema | None, sample: Thing
    ) -> Iterator[Callable[[Thing, int], None]]:
        """What puts others' things where an example shows the first of them."""
        for field in schema.fields if schema else ():
            other = self.embedded(schema, (field.name,))
            value = sample.get(field.name)
            if other is None or not value:
                continue
            count = len(value) if isinstance(value, list) else 0
            choices = [
                chosen(self.seed, f"{resource} {field.name} {each}", self.rows)
                for each in range(count or 1)
            ]
            yield _embedder(field.name, self.brief(other), choices, many=count > 0)

    def brief(self, resource: str) -> Callable[[int], Thing]:
        """What makes a thing as it is shown inside of another: without things inside."""
        make = self.things.makers[self.things.schemas[resource]]
        steps = [
            _setter(
                (name,),
                _named(choose, self.keys(other)),
                self.keys(resource) if other == resource else None,
            )
            for name, other in self.references[resource].items()
            if isinstance(make(1).get(name), str)
            for choose in [self.choices[resource, name]]
        ]
        schema = self.schema(resource)
        inside = [
            field.name
            for field in (schema.fields if schema else ())
            if self.embedded(schema, (field.name,)) and not field.required
        ]

        def thing(number: int) -> Thing:
            found = make(number)
            for step in steps:
                step(found, number)
            for name in inside:
                found.pop(name, None)
            return found

        return thing


def seeding_of(
    api: Api, things: Things, owners: Mapping[str, str], rows: int, seed: int
) -> Seeding:
    """Compile what makes the things of an API at the start."""
    known = {
        resource: references(api, things, schema)
        for resource, schema in things.schemas.items()
    }
    every = {name: known.get(name, {}) for name in (r.name for r in api.resources)}
    choices = _choices(every, rows, seed)
    return Seeding(api, things, rows, choices, every, owners, seed)


def chosen(seed: int, name: str, rows: int) -> Choice:
    """A choice among all things of a resource, scattered by a name."""
    start = digest(f"{seed} {name}") & _MASK

    def choose(number: int) -> int:
        mixed = ((number + 1) * _MIX + start) & _MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        return (mixed >> 32) % rows

    return choose if rows else lambda number: 0


def _choices(
    references: Mapping[str, Mapping[str, str]], rows: int, seed: int
) -> dict[tuple[str, str], Choice]:
    """What each field of each resource refers to.

    A field that another reference has as well follows it: that other is its guide.
    """
    guides = _guides(references)
    found: dict[tuple[str, str], Choice] = {}
    guiding: dict[tuple[str, str], Choice] = {}

    def choice(resource: str, field: str) -> Choice:
        known = found.get((resource, field))
        if known is not None:
            return known
        other = references[resource][field]
        free = chosen(seed, f"{resource} {field}", rows)
        made = free
        if other == resource:
            # Upwards only, so that nothing is above itself.
            made = lambda n: free(n) % n if n else -1  # noqa: E731  # as the others are
        elif guide := guides.get((resource, field)):
            if (resource, guide) not in guiding:
                # Asked by each field that follows it.
                guiding[resource, guide] = _once(choice(resource, guide))
            first = guiding[resource, guide]
            second = choice(references[resource][guide], field)
            made = lambda n: second(first(n))  # noqa: E731  # as the others are
        found[resource, field] = made
        return made

    for resource, fields in references.items():
        for field in fields:
            choice(resource, field)
    return found


def _guides(
    references: Mapping[str, Mapping[str, str]],
) -> dict[tuple[str, str], str]:
    """The field that another follows, by resource and field. No field follows itself."""
    guides: dict[tuple[str, str], str] = {}

    def leads(start: tuple[str, str], wanted: tuple[str, str]) -> bool:
        if start == wanted:
            return True
        guide = guides.get(start)
        if guide is None:
            return False
        resource, field = start
        below = (references[resource][guide], field)
        return leads((resource, guide), wanted) or leads(below, wanted)

    for resource, fields in references.items():
        # Who says most of what this says, as an order does of its delivery, is asked first.
        by_likeness = sorted(
            fields.items(),
            key=lambda guide: -len(fields.items() & references[guide[1]].items()),
        )
        for field, other in fields.items():
            for guide, through in by_likeness:
                # What a thing is a part of, and what two fields say alike, says nothing.
                if guide == field or through in (resource, other) or other == resource:
                    continue
                if references[through].get(field) != other:
                    continue
                here = (resource, field)
                if not leads((resource, guide), here) and not leads(
                    (through, field), here
                ):
                    guides[here] = guide
                    break
    return guides


def _once(choose: Choice) -> Choice:
    """The same choice, made once for a thing: what was asked for last is kept."""
    asked, found = -1, 0

    def again(number: int) -> int:
        nonlocal asked, found
        if number != asked:
            found, asked = choose(number), number
        return found

    return again


def _named(choose: Choice, key: Keys) -> Named:
    """The key of what is chosen, made once for a thing."""
    asked: int = -1
    found: str | None = None

    def named(number: int) -> str | None:
        nonlocal asked, found
        if number != asked:
            wanted = choose(number)
            found, asked = key(wanted) if wanted >= 0 else None, number
        return found

    return named


def _setter(
    place: Place, named: Named, own: Keys | None
) -> Callable[[Thing, int], None]:
    """What puts a key at a place of a thing.

    Args:
        place: Where to.
        named: Gives the key.
        own: Where it may be that of nothing: the thing's own key, put instead unless null
            will do.
    """
    *outer, last = place

    def put(thing: Thing, number: int) -> None:
        inside = _inside(thing, outer)
        wanted = named(number)
        if isinstance(inside, dict) and isinstance(last, str):
            if last not in inside:
                return  # an object of another kind
            if wanted is not None:
                inside[last] = wanted
            elif inside.get(last) is not None and own is not None:
                inside[last] = own(number)
        elif isinstance(inside, list) and isinstance(last, int) and last < len(inside):
            if wanted is None and own is not None:
                wanted = own(number)
            inside[last] = wanted

    return put


def _putter(
    outer: Place, fields: list[tuple[str, Named]]
) -> Callable[[Thing, int], None]:
    """What puts several keys into one object of a thing."""

    def put(thing: Thing, number: int) -> None:
        inside = _inside(thing, outer) if outer else thing
        if isinstance(inside, dict):
            for name, named in fields:
                if name in inside:  # objects of another kind have other keys
                    inside[name] = named(number)

    return put


def _inside(thing: Thing, place: Sequence[str | int]) -> Json:
    """What is at a place of a thing; None where nothing is."""
    inside: Json = thing
    for step in place:
        found: Json = None
        if isinstance(step, str) and isinstance(inside, dict):
            found = inside.get(step)
        if isinstance(step, int) and isinstance(inside, list) and step < len(inside):
            found = inside[step]
        inside = found
    return inside


def _embedder(
    name: str, make: Callable[[int], Thing], choices: list[Choice], *, many: bool
) -> Callable[[Thing, int], None]:
    """What puts other things into a field."""

    def put(thing: Thing, number: int) -> None:
        made: list[Json] = [make(choose(number)) for choose in choices]
        thing[name] = made if many else made[0]

    return put


def _strings(value: Json, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The texts in a value, and where they are."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _strings(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _strings(each, (*place, number))
