"""What has become of the models: of their attributes, and of what they hold on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ..model.api import Field, Schema
from ..model.sending import must_be_given
from ..model.types import Tagged, Type
from ..targets.surface.names import attribute, schema_class
from ..targets.surface.types import checked_type
from .change import Change, Effect
from .pairing import Pair, alike_in_place, pairs
from .python_types import Union, fits, reads_as, same
from .sides import Sides
from .values import About, mark_changes, type_changes
from .wire_types import known_values, relation
from .words import code, type_words, values


def model_changes(sides: Sides) -> Iterator[Change]:
    """All changes of models, in the order of the new state; what is gone comes last."""
    for pair in sides.schemas:
        if pair.old is None and pair.new is not None:
            if _is_class(pair.new):
                yield _whole(pair.new, "schema-added", "is new", "compatible")
        elif pair.new is None and pair.old is not None:
            if _is_class(pair.old):
                yield _whole(pair.old, "schema-removed", "is gone", "breaking")
        elif pair.old is not None and pair.new is not None:
            yield from _one(sides, pair.old, pair.new, pair.likely)


def _is_class(schema: Schema) -> bool:
    """Whether the package has something of the name: what nobody documents is plain data."""
    return bool(schema.fields or schema.type)


def _whole(schema: Schema, what: str, words: str, source: Effect) -> Change:
    return Change(
        what, schema_class(schema.name), words, source, "none", position=schema.position
    )


def _one(sides: Sides, old: Schema, new: Schema, likely: bool) -> Iterator[Change]:
    before, now = schema_class(old.name), schema_class(new.name)
    if before != now and _is_class(old):
        sure = ", it seems" if likely else ""
        words = f"is called {code(now)} now{sure}"
        yield replace(_whole(new, "schema-renamed", words, "breaking"), subject=before)
    if _is_class(old) != _is_class(new):
        words = "is plain data now" if _is_class(old) else "is a model now"
        what = "schema-removed" if _is_class(old) else "schema-added"
        source: Effect = "breaking" if _is_class(old) else "compatible"
        yield _whole(new, what, words, source)
        return
    if old.type is not None or new.type is not None:
        yield from _named_type(sides, old, new)
        return
    yield from _Fields(sides, old, new).changes()


def _named_type(sides: Sides, old: Schema, new: Schema) -> Iterator[Change]:
    subject = schema_class(new.name)
    if old.type is None or new.type is None:
        kind = type_words(new.type) if new.type else "an object"
        was = type_words(old.type) if old.type else "an object"
        words = f"is {kind} now, no longer {was}"
        changed = _whole(new, "schema-changed", words, "breaking")
        yield replace(changed, wire="breaking")
        return
    type_ = sides.of_old(old.type)
    sent, answered = new.name in sides.sent, new.name in sides.answered
    before, now = known_values(type_), known_values(new.type)
    about = About("field", subject, "", subject, sent, answered)
    if before is not None and now is not None and relation(type_, new.type) == "same":
        gone = [value for value in before if value not in now]
        more = [value for value in now if value not in before]
        change = partial(Change, subject=subject, position=new.position)
        if gone:
            yield change(
                code="field-value-removed",
                words=f"does not know {values(gone)} any more",
                wire="breaking" if sent else "compatible",
            )
        if more:
            words = f"may be {values(more)}, too"
            yield change(code="field-value-added", words=words, wire="compatible")
        return
    one = sides.read_old(str(checked_type(old.type).code))
    other = sides.read_new(str(checked_type(new.type).code))
    if type_ == new.type and same(one, other):
        return
    how = relation(type_, new.type)
    source: Effect = "none"
    if not same(one, other):
        reads, writes = reads_as(other, one), fits(one, other)
        source = "compatible" if reads and (writes or not sent) else "breaking"
    wire = about.effect(
        less=how in ("narrowed", "changed"), more=how in ("widened", "changed")
    )
    if how == "same" and isinstance(type_, Tagged) and isinstance(new.type, Tagged):
        # Others than the known tags must be accepted, as other values of a list must.
        fewer = dict(type_.cases).keys() - dict(new.type.cases).keys()
        wire = "breaking" if fewer and sent else "compatible"
    yield Change(
        "schema-changed",
        subject,
        f"is {type_words(new.type)} now, no longer {type_words(type_)}",
        source,
        wire,
        position=new.position,
    )


class _Fields:
    """Compares what two versions of an object hold."""

    def __init__(self, sides: Sides, old: Schema, new: Schema) -> None:
        self._sides = sides
        self._old, self._new = old, new
        self._subject = schema_class(new.name)
        self._sent = new.name in sides.sent
        self._answered = new.name in sides.answered

    def changes(self) -> Iterator[Change]:
        for pair in self._pairs(self._old.fields, self._new.fields):
            yield from self._pair(pair)
        for pair in self._pairs(self._old.write_only, self._new.write_only):
            yield from self._pair(pair, hidden=True)
        yield from self._further()

    def _pairs(
        self, old: tuple[Field, ...], new: tuple[Field, ...]
    ) -> list[Pair[Field]]:
        near = alike_in_place(
            ([attribute(each) for each in old], [attribute(each) for each in new]),
            ([each.summary for each in old], [each.summary for each in new]),
        )

        def alike(one: Field, other: Field) -> float:
            if self._sides.of_old(one.type) != other.type:
                return 0.0
            return near(attribute(one), attribute(other))

        names = (self._old.name, schema_class(self._old.name))
        return pairs(
            old,
            new,
            [lambda each: each.name, attribute],
            alike,
            lambda each: [
                f"{of}.{own}" for of in names for own in (each.name, attribute(each))
            ],
            self._sides.renamed,
        )

    def _about(self, field: Field, hidden: bool) -> About:
        sent = self._sent and not field.read_only
        return About(
            "field",
            self._subject,
            "",
            attribute(field),
            sent,
            self._answered and not hidden,
        )

    def _pair(self, pair: Pair[Field], hidden: bool = False) -> Iterator[Change]:
        old, new = pair.old, pair.new
        if old is None and new is not None:
            must = must_be_given(self._new, new)
            more = ", and must be given" if must else ""
            yield self._about(new, hidden).change(
                "added",
                f"is new{more}",
                new,
                "none" if hidden else "compatible",
                "breaking" if must else "compatible",
            )
        elif new is None and old is not None:
            source: Effect = "none" if hidden else "breaking"
            about = self._about(old, hidden)
            yield about.change("removed", "is gone", old, source, "breaking")
        elif old is not None and new is not None:
            yield from self._one(old, new, pair.likely, hidden)

    def _one(
        self, old: Field, new: Field, likely: bool, hidden: bool
    ) -> Iterator[Change]:
        about = self._about(new, hidden)
        before, now = attribute(old), attribute(new)
        wire: Effect = "breaking" if old.name != new.name else "none"
        if before != now:
            sure = ", it seems" if likely else ""
            source: Effect = "none" if hidden else "breaking"
            yield replace(about, name=before).change(
                "renamed", f"is called {code(now)} now{sure}", new, source, wire
            )
        elif old.name != new.name:
            words = f"is {code(new.name)} on the wire now, no longer {code(old.name)}"
            yield about.change("renamed", words, new, "none", wire)
        item = replace(old, type=self._sides.of_old(old.type))
        yield from type_changes(about, item, new, self._typed(old, new, hidden))
        if not hidden:
            yield from self._promise(about, old, new)
        yield from self._must(about, old, new)
        yield from mark_changes(about, old, new)
        if old.read_only != new.read_only and self._sent:
            if new.read_only:
                words = "is read only now: it is not sent any more"
                yield about.change("read-only", words, new, "none", "breaking")
            else:
                words = "may be sent now"
                yield about.change("writable", words, new, "none", "compatible")

    def _effect(self, before: Union, now: Union) -> Effect:
        """What a type checker makes of another type: all read, and what is sent is given."""
        if same(before, now):
            return "none"
        reads, writes = reads_as(now, before), fits(before, now)
        return "compatible" if reads and (writes or not self._sent) else "breaking"

    def _typed(self, old: Field, new: Field, hidden: bool) -> Effect:
        if hidden:
            return "none"
        before = self._sides.read_old(str(checked_type(old.type).code))
        now = self._sides.read_new(str(checked_type(new.type).code))
        return self._effect(before, now)

    def _promise(self, about: About, old: Field, new: Field) -> Iterator[Change]:
        """Whether a field may be absent or null where it is read."""
        before, now = _is_promised(old), _is_promised(new)
        if before == now:
            return
        wire: Effect = "none"
        if before:
            if self._answered:
                wire = "breaking"
            elif self._sent:
                wire = "compatible"
            plain = self._plain(new)
            yield about.change(
                "nullable",
                "may be None now",
                new,
                "none" if plain else "breaking",
                wire,
            )
        else:
            # Whoever gives an object may have given None.
            sent = self._sent and not new.read_only
            source: Effect = "breaking" if self._sent else "compatible"
            if self._plain(new):
                source = "none"
            words = "is always there now" + (", and may not be None" if sent else "")
            wire = "compatible" if self._answered else "none"
            yield about.change("promised", words, new, source, wire)

    def _plain(self, field: Field) -> bool:
        """Whether a field is of any type, which None is, too."""
        return self._sides.read_new(str(checked_type(field.type).code)).has("Any")

    def _must(self, about: About, old: Field, new: Field) -> Iterator[Change]:
        before = must_be_given(self._old, old)
        now = must_be_given(self._new, new)
        if now and not before:
            words = "must be given where the object is sent"
            yield about.change("required", words, new, "none", "breaking")
        elif before and not now:
            words = "need not be given any more where the object is sent"
            yield about.change("optional", words, new, "none", "compatible")

    def _further(self) -> Iterator[Change]:
        old, new = self._old.additional, self._new.additional
        if old is None and new is None:
            return
        if old is not None and self._sides.of_old(old) == new:
            return
        before = self._sides.read_old(_further_type(old))
        now = self._sides.read_new(_further_type(new))
        words = "says nothing of further keys any more"
        if new is not None:
            words = f"holds further keys of {type_words(new)}"
        yield Change(
            "field-type-changed",
            self._subject,
            words,
            self._effect(before, now),
            "compatible",
            position=self._new.position,
        )


def _further_type(type_: Type | None) -> str:
    """The type of further keys, of which nothing may be known."""
    return str(checked_type(type_).code) if type_ else "Any"


def _is_promised(field: Field) -> bool:
    return field.required and not field.nullable
