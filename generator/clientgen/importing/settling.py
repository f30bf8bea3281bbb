"""Choices among types, made such that a value alone tells which of them it is of.

The spec language has no others. Where a document has, the nearest type is taken that holds
all values: known values of a text are an open list, objects that nothing tells apart become
one with the keys of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from ..model.choosing import FORMS
from .problems import NOWHERE, Journal, Spot
from .shapes import (
    ANY,
    FILE,
    OBJECT,
    STRING,
    Definition,
    Either,
    Known,
    Many,
    Member,
    Named,
    Object,
    Only,
    Registry,
    Shape,
    Table,
    Word,
    inside,
    mark,
)

_MOST_JOINED = 40


class Settler:
    """Settles shapes once all of them have been read."""

    def __init__(self, registry: Registry, journal: Journal) -> None:
        self._registry = registry
        self._journal = journal
        self._settled: dict[str, Shape] = {}
        self._open: set[str] = set()
        self._joined: dict[tuple[Shape, ...], Shape] = {}
        self._alike: dict[object, str] = {}

    def settle_all(self) -> None:
        """Settle every named shape, and the fields of all objects."""
        for key in list(self._registry.named):
            self._check_parents(key)
            self.settle(Named(key), NOWHERE, mark(key))
        done: set[str] = set()
        while len(done) < len(self._registry.named):  # settling may name further ones
            for key in list(self._registry.named):
                if key in done:
                    continue
                done.add(key)
                shape = self._registry[key].shape
                if isinstance(shape, Object):
                    self._fields(shape, mark(key))

    def _check_parents(self, key: str) -> None:
        """Cut off parents that lead in a circle."""
        seen: list[str] = []
        while key and key not in seen:
            seen.append(key)
            shape = self._registry[key].shape
            key = shape.parent if isinstance(shape, Object) else ""
        last = self._registry[seen[-1]].shape
        if key and isinstance(last, Object):
            words = (
                "an object that is made of itself: what closes the circle is left out"
            )
            self._journal.lose("recursive type", last.spot, words)
            last.parent = ""

    def settle(self, shape: Shape, spot: Spot, wanted: str) -> Shape:
        """A shape that the spec language can say.

        Args:
            shape: As it was read.
            spot: Where it stands.
            wanted: What an object in it would be called, should it need a name.
        """
        match shape:
            case Many(item):
                return Many(self.settle(item, spot, wanted))
            case Table(value):
                return Table(self.settle(value, spot, wanted))
            case Object():
                self._fields(shape, wanted)
                return shape
            case Either():
                return self._either(shape, spot, wanted)
            case Named(key):
                return self._named(key)
        return shape

    def _fields(self, shape: Object, wanted: str) -> None:
        for member in shape.members.values():
            member.shape = self.settle(
                member.shape, member.spot, f"{wanted} {member.name}"
            )
        if shape.further is not None:
            shape.further = self.settle(shape.further, shape.spot, f"{wanted} value")

    def _named(self, key: str) -> Shape:
        shape = self._registry[key].shape
        if isinstance(shape, Object | Known):
            return Named(key)
        if key in self._settled:
            return self._settled[key]
        if key in self._open:
            self._journal.lose(
                "recursive type",
                Spot("", key.partition("#")[2]),
                "a choice that contains itself: any value is taken inside",
            )
            return ANY
        self._open.add(key)
        settled = self.settle(shape, Spot("", key.partition("#")[2]), mark(key))
        self._open.discard(key)
        if isinstance(settled, Either) and all(
            map(self._registry.is_object, settled.parts)
        ):
            self._registry[key].shape = settled
            settled = Named(key)
        self._settled[key] = settled
        return settled

    def _either(self, shape: Either, spot: Spot, wanted: str) -> Shape:
        parts = [
            self.settle(part, spot, f"{wanted} {number}")
            for number, part in enumerate(shape.parts, 1)
        ]
        parts = list(dict.fromkeys(_flat(parts, self._registry)))
        if ANY in parts or FILE in parts:
            if len(parts) > 1:
                self._journal.lose("type lost", spot, "any value is taken here")
            return ANY
        if len(parts) == 1:
            return parts[0]
        if shape.by:
            tagged = self._tagged(shape, spot, wanted)
            if tagged is not None:
                return tagged
        by_kind: dict[str, list[Shape]] = {}
        for part in parts:
            by_kind.setdefault(self._registry.kind(part), []).append(part)
        found: list[Shape] = []
        for kind, group in by_kind.items():
            found += self._of_one_kind(kind, group, spot, wanted)
        return found[0] if len(found) == 1 else Either(tuple(found))

    def _tagged(self, shape: Either, spot: Spot, wanted: str) -> Shape | None:
        """Objects that a key tells apart; None where it does not."""
        cases: list[tuple[str, Shape]] = []
        for tag, each in shape.tags:
            settled = self.settle(each, spot, wanted)
            if not self._registry.is_object(settled) or not tag:
                return None
            cases.append((tag, settled))
        if any(self._is_guess(tag, settled, shape.by) for tag, settled in cases):
            cases = []
        # What stands in the key itself says more than what the objects are called.
        constants: list[tuple[str, Shape]] = []
        for part in shape.parts:
            settled = self.settle(part, spot, wanted)
            member = self._registry.members(settled).get(shape.by)
            values = _values(self._registry.meant(member.shape)) if member else ()
            if not self._registry.is_object(settled) or not values:
                break
            constants += [(value, settled) for value in values]
        else:
            if len({tag for tag, _ in constants}) == len(constants):
                known = {tag for tag, _ in cases}
                if not cases or not known <= {tag for tag, _ in constants}:
                    cases = constants
        unique = dict(cases)
        if not cases or len({c for _, c in cases}) < 2:
            return None
        if {c for _, c in cases} < {
            self.settle(part, spot, wanted) for part in shape.parts
        }:
            return None
        pairs = tuple(unique.items())
        return Either(tuple(dict.fromkeys(c for _, c in pairs)), shape.by, pairs)

    def _is_guess(self, tag: str, part: Shape, by: str) -> bool:
        """Whether a tag is no more than the name of an object, which never has it."""
        if not isinstance(part, Named) or self._registry[part.key].wanted != tag:
            return False
        member = self._registry.members(part).get(by)
        values = _values(self._registry.meant(member.shape)) if member else ("",)
        return bool(values) and tag not in values

    def _of_one_kind(
        self, kind: str, group: Sequence[Shape], spot: Spot, wanted: str
    ) -> Sequence[Shape]:
        if kind == "string":
            others = [part for part in group if part != Only("")]
            empty = [Only("")] if len(others) < len(group) and others else []
            others = others if empty else [*group]
            if all(isinstance(each, Word) and each.name in FORMS for each in others):
                return [*others, *empty]  # they are told apart by how they look
            return [_texts(others, self._registry), *empty]
        if kind == "number":
            return [_numbers(group, self._registry)]
        if kind == "boolean":
            return [group[0] if len(group) == 1 else Word("boolean")]
        if kind == "array":
            items = [each.item for each in group if isinstance(each, Many)]
            if len(items) == 1:
                return group
            whole = Either(tuple(items))
            item = self._either(whole, spot, f"{wanted} item")
            return [Many(item)]
        return self._objects(group, spot, wanted)

    def _objects(
        self, group: Sequence[Shape], spot: Spot, wanted: str
    ) -> Sequence[Shape]:
        if len(group) == 1:
            only = group[0]
            if isinstance(only, Object):
                return [self.lift(only, wanted)]
            return [only]
        described = [
            each for each in group if isinstance(self._registry.meant(each), Object)
        ]
        if len(described) < len(group):
            self._journal.lose(
                "type lost",
                spot,
                "objects of which some are not described; any keys are taken",
            )
            return [OBJECT]
        named = [
            (
                self.lift(each, f"{wanted} {number}" if number > 1 else wanted)
                if isinstance(each, Object)
                else each
            )
            for number, each in enumerate(described, 1)
        ]
        if all(self._told_apart(a, b) for a, b in combinations(named, 2)):
            return named
        return [self._join(named, spot, wanted)]

    def _told_apart(self, one: Shape, other: Shape) -> bool:
        """Whether constants, or keys that are always there, tell two objects apart."""
        first, second = self._registry.members(one), self._registry.members(other)
        constants, others = _constants(first), _constants(second)
        if any(others.get(key, only) != only for key, only in constants.items()):
            return True
        needs, needed = _required(first), _required(second)
        if bool(constants) != bool(others) and (
            constants.keys() & needs or others.keys() & needed
        ):
            return True
        return not (needs <= needed or needed <= needs)

    def _join(self, parts: Sequence[Shape], spot: Spot, wanted: str) -> Shape:
        """One object with the keys of several; those that all require are required."""
        key = tuple(parts)
        if key in self._joined:
            return self._joined[key]
        if len(parts) > _MOST_JOINED:
            words = f"{len(parts)} objects that nothing tells apart; any keys are taken"
            self._journal.lose("type lost", spot, words)
            return OBJECT
        members: dict[str, Member] = {}
        everywhere: set[str] | None = None
        for part in parts:
            own = self._registry.members(part)
            required = _required(own)
            everywhere = required if everywhere is None else everywhere & required
            for name, member in own.items():
                known = members.get(name)
                if known is None:
                    members[name] = _copy(member)
                elif known.shape != member.shape:
                    known.shape = Either((known.shape, member.shape))
                    known.limits, known.default = {}, []
                    known.nullable = known.nullable or member.nullable
        for name, member in members.items():
            member.required = name in (everywhere or ())
        made = Object(members, spot=spot)
        self._joined[key] = OBJECT  # what contains itself is not joined again inside
        for name, member in members.items():
            member.shape = self.settle(member.shape, spot, f"{wanted} {name}")
        self._journal.lose(
            "variants joined",
            spot,
            f"{len(parts)} objects that nothing tells apart are one with the keys of all",
        )
        lifted = self.lift(made, wanted)
        self._joined[key] = lifted
        return lifted

    def lift(self, shape: Object, wanted: str) -> Named:
        """Give an object a name."""
        key = f"{wanted}#{len(self._registry.named)}"
        title = shape.title if shape.title.isascii() and len(shape.title) < 60 else ""
        place, wanted = wanted, title if title and " " not in title.strip() else wanted
        same = _signature(shape)
        if same is not None and same in self._alike:
            return Named(self._alike[same])
        made = Definition(shape, wanted, place=place, words=shape.words)
        self._registry.named[key] = made
        if same is not None:
            self._alike[same] = key
        return Named(key)


def _flat(parts: Iterable[Shape], registry: Registry) -> list[Shape]:
    found: list[Shape] = []
    for part in parts:
        inner = registry.meant(part)
        if isinstance(inner, Either):
            found += inner.parts
        elif isinstance(inner, Word | Only | Many | Table):
            found.append(inner)
        else:
            found.append(part)
    return found


def _values(shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, Only) and isinstance(shape.value, str):
        return (shape.value,)
    if isinstance(shape, Known):
        return tuple(each for each in shape.values if isinstance(each, str))
    return ()


def _texts(group: Sequence[Shape], registry: Registry) -> Shape:
    if len(group) == 1:
        return group[0]
    values: dict[str, None] = {}
    formats: set[str] = set()
    for each in group:
        meant = registry.meant(each)
        if isinstance(meant, Word):
            formats.add(meant.name)
        values |= dict.fromkeys(_values(meant))
    if values and formats <= {"string"}:
        # A list of known values is open, so that other texts are taken, too.
        return Known(tuple(values)) if len(values) > 1 or formats else Only(*values)
    return Word(formats.pop()) if len(formats) == 1 and not values else STRING


def _numbers(group: Sequence[Shape], registry: Registry) -> Shape:
    if len(group) == 1:
        return group[0]
    whole: dict[int, None] = {}
    names: set[str] = set()
    for each in group:
        match registry.meant(each):
            case Word(name):
                names.add(name)
            case Only(value) if isinstance(value, int):
                whole[value] = None
            case Known(values):
                whole |= dict.fromkeys(v for v in values if isinstance(v, int))
    if "number" in names:
        return Word("number")
    if whole and names <= {"integer"}:
        return Known(tuple(whole))
    return Word(names.pop()) if len(names) == 1 and not whole else Word("number")


def _constants(members: dict[str, Member]) -> dict[str, str | int | bool]:
    return {
        name: member.shape.value
        for name, member in members.items()
        if isinstance(member.shape, Only) and not member.write_only
    }


def _required(members: dict[str, Member]) -> set[str]:
    return {
        name
        for name, member in members.items()
        if member.required and not member.nullable and not member.write_only
    }


def _copy(member: Member) -> Member:
    return Member(
        member.name,
        member.shape,
        nullable=member.nullable,
        read_only=member.read_only,
        write_only=member.write_only,
        deprecated=member.deprecated,
        limits=dict(member.limits),
        default=list(member.default),
        words=member.words,
        spot=member.spot,
    )


def _signature(shape: Object) -> object | None:
    """What two objects have in common that are one; None for those that stay alone."""
    if not shape.title or shape.parent or shape.further or shape.rules:
        return None
    found = [shape.title]
    for member in shape.members.values():
        if any(isinstance(part, Object) for part in inside(member.shape)):
            return None
        marks = (member.required, member.nullable, member.read_only, member.write_only)
        found.append(repr((member.name, member.shape, marks, member.limits)))
    return tuple(found)
