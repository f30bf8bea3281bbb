"""Types and fields of a spec held against those that a document makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..importing.documents import At
from ..importing.problems import Spot
from ..model.api import Api, Field
from ..model.position import Position
from ..model.types import (
    Choice,
    Codes,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
    meant,
)
from .edits import Edit, tokens_of
from .locating import Locator
from .notes import NOTHING, Notes
from .schemas import SchemaWriter
from .told import told


class Around(NamedTuple):
    """Where fields stand.

    Attributes:
        name: What has them.
        at: Their object in the document, if there is one.
        spot: The nearest place of the document, where there is none.
        position: Of what has them in the spec.
        whole: Edits that replace the whole, where its schema is that of others, too.
    """

    name: str
    at: At | None
    spot: Spot
    position: Position | None
    whole: tuple[Edit, ...] = ()


class Likeness:
    """Compares types.

    Attributes:
        components: The document's names of the spec's schemas, as far as they were met.
    """

    def __init__(
        self,
        theirs: Api,
        yours: Api,
        locator: Locator,
        writer: SchemaWriter,
        notes: Notes,
    ) -> None:
        self.components: dict[str, str] = {}
        self._theirs = {schema.name: schema for schema in theirs.schemas}
        self._yours = {schema.name: schema for schema in yours.schemas}
        self._locator = locator
        self._writer = writer
        self._notes = notes
        self._pairs: set[tuple[str, str, Spot | None]] = set()
        self._waiting: list[tuple[str, str, At]] = []
        self._needed: dict[Spot, list[str]] = {}

    def forget(self) -> None:
        """Compare again what was compared."""
        self._pairs.clear()

    def same(self, one: Type, other: Type, at: At | None) -> bool:
        """Whether two types are one; what differs inside of objects is noted by itself."""
        one, other = _plain(meant(one)), _plain(meant(other))
        match one, other:
            case ListOf(), ListOf():
                inner = self._locator.inner(at, "items")
                return self.same(one.item, other.item, inner)
            case MapOf(), MapOf():
                inner = self._locator.inner(at, "additionalProperties")
                return self.same(one.value, other.value, inner)
            case Ref(), Ref():
                return self._pair(one, other, at)
            case Enum(), Enum():
                return set(one.values) == set(other.values)
            case Codes(), Codes():
                return {n for n, _ in one.values} == {n for n, _ in other.values}
            case Choice(), Choice():
                return len(one.parts) == len(other.parts) and all(
                    self.same(a, b, at)
                    for a, b in zip(one.parts, other.parts, strict=True)
                )
            case Tagged(), Tagged():
                tags = [[tag for tag, _ in each.cases] for each in (one, other)]
                if one.by != other.by or set(tags[0]) != set(tags[1]):
                    return False
                mine = dict(other.cases)
                return all(self.same(r, mine[t], at) for t, r in one.cases)
        return one == other

    def _pair(self, one: Ref, other: Ref, at: At | None) -> bool:
        """Two schemas; not one, where each side knows the other's, too."""
        if one.schema != other.schema:
            known = self._theirs.get(other.schema), self._yours.get(one.schema)
            if all(known):
                return False
        found = self._locator.followed(at)
        spot = found.spot if found else None
        key = (one.schema, other.schema, spot)
        if found is None or spot is None or key in self._pairs:
            return True
        self._pairs.add(key)
        *above, last = tokens_of(spot) or ("",)
        if above == ["components", "schemas"] and not spot.file:
            self.components.setdefault(other.schema, last)
        self._waiting.append((one.schema, other.schema, found))
        return True

    def drain(self) -> None:
        """Compare the schemas that were met, and those that they name."""
        while self._waiting:
            one, other, found = self._waiting.pop(0)
            theirs, yours = self._theirs.get(one), self._yours.get(other)
            if theirs is None or yours is None or theirs.type or yours.type:
                continue
            fields = [(*each.fields, *each.write_only) for each in (theirs, yours)]
            around = Around(yours.name, found, found.spot, yours.position)
            self.fields(fields[0], fields[1], around)

    def fields(
        self,
        theirs: Sequence[Field],
        yours: Sequence[Field],
        around: Around,
    ) -> None:
        """The fields of an object, or the keys of a body."""
        known = {each.name: each for each in theirs}
        mine = {each.name: each for each in yours}
        for key in dict.fromkeys([*mine, *known]):
            one, other = known.get(key), mine.get(key)
            if one is not None and other is not None and other.role != one.role:
                other = replace(other, role=one.role)
            self._field(key, one, other, around)

    def _field(
        self,
        key: str,
        theirs: Field | None,
        yours: Field | None,
        around: Around,
    ) -> None:
        at, name = around.at, f"{around.name} {key}"
        found = self._locator.key(at, key)
        inner = found[1] if found else None
        null = theirs is not None and theirs.required and theirs.nullable
        my_null = yours is not None and yours.required and yours.nullable
        if theirs and yours:
            alike = self.same(theirs.type, yours.type, inner)
            if alike and _marks(theirs) == _marks(yours):
                return
        edits: list[Edit] = []
        if found is not None:
            edits.append(Edit(tokens_of(found[1].spot)))
        first = self._locator.followed(at)
        if yours is not None:
            made = self._writer.field(yours)
            told_there = inner.text("description") if inner else ""
            if told_there and "$ref" not in made:
                made.setdefault("description", told_there)
            if found is not None:
                edits.append(Edit(tokens_of(found[0].spot), {key: made}))
            elif first is not None:
                target = tokens_of(first.spot)
                edits.append(Edit(target, {"properties": {key: made}}))
        if at is not None and (theirs is None) != (yours is None):
            edits += self._requires(at, found, key, bool(yours and yours.required))
        elif at is not None and theirs and yours and theirs.required != yours.required:
            edits += self._requires(at, found, key, yours.required)
        one = theirs.required if theirs else None
        if around.whole and one != (yours.required if yours else None):
            # Others have the same schema, and have this key, or require it, or not.
            edits = list(around.whole)
        spot = found[1].spot if found else first.spot if first else around.spot
        words = [
            told(theirs, nullable=null) if theirs else NOTHING,
            told(yours, nullable=my_null) if yours else NOTHING,
        ]
        place = yours.position if yours else around.position
        self._notes.add(place, name, spot, words, edits if found or first else ())

    def _requires(
        self, at: At, found: tuple[At, At] | None, key: str, needed: bool
    ) -> Iterator[Edit]:
        """Edits after which an object requires a key, or does not."""
        pieces = list(self._locator.pieces(at))
        owner = pieces[0] if pieces else None
        if found is not None:
            for piece in pieces:
                if piece.spot.child("properties") == found[0].spot:
                    owner = piece
        for piece in pieces:
            said = piece.get("required").value
            known = [each for each in said or () if isinstance(each, str)]
            wanted = list(self._needed.get(piece.spot, known))
            if not needed and key in wanted:
                wanted.remove(key)
            elif needed and piece is owner and key not in wanted:
                wanted.append(key)
            else:
                continue
            self._needed[piece.spot] = wanted
            target = tokens_of(piece.spot)
            if said is not None or piece.spot in self._needed:
                yield Edit((*target, "required"))
            yield Edit(target, {"required": wanted})


def _plain(type_: Type) -> Type:
    """A type as a document knows it."""
    if isinstance(type_, Key):
        return Scalar("string")
    if isinstance(type_, Ref) and not type_.documented:
        return Scalar("any")
    return type_


def _marks(each: Field) -> tuple[Any, ...]:
    null = each.required and each.nullable
    marks = (each.read_only, each.write_only, each.deprecated, each.limits)
    return (each.required, null, *marks)
