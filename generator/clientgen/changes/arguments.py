"""What has become of the arguments of a method: parameters, and keys of the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ..model.api import Api, Field, Operation, Parameter
from ..model.walking import is_filled_in
from ..rules.diff import demanded
from ..rules.problems import TooLargeError
from ..targets.surface.arguments import Argument, arguments, cover
from ..targets.surface.names import argument
from ..targets.surface.types import argument_type
from .change import Change, Effect
from .pairing import Pair, alike_in_place, pairs
from .python_types import NONE, UNSET, Union, fits, same
from .sides import Sides
from .values import About, Item, mark_changes, type_changes
from .words import code

BODY = "body"


@dataclass(frozen=True, slots=True)
class Given:
    """Something that a call may give.

    Attributes:
        place: Where it goes: ``path``, ``query``, ``header``, ``cookie`` or ``body``.
        item: As the spec has it.
        name: In Python: of the argument, or of a key in an item of the body.
        argument: How it is given; None where it is a key of the items of the body, and where
            the client makes it.
        index: By position, among those of the path; None where it is given by keyword.
        rank: Its place among those of its kind.
    """

    place: str
    item: Item
    name: str
    argument: Argument | None
    index: int | None = None
    rank: int = 0

    @property
    def rule_key(self) -> str:
        """What rules call it."""
        if self.place == BODY:
            return self.item.name
        return f"{self.place}:{self.item.name}"

    @property
    def place_name(self) -> str:
        """Its name among all that a call gives."""
        return f"{self.place}:{self.name}"

    @property
    def thing(self) -> str:
        """The beginning of codes about it."""
        return "key" if self.place == BODY else "parameter"


@dataclass(frozen=True, slots=True)
class Call:
    """An operation as it is called.

    Attributes:
        given: What it takes.
        further: Arguments that are no parameter and no key.
        typed: Keys that types demand always.
        demanded: Keys that rules demand always.
        in_items: Whether keys are those of the items of the body.
    """

    operation: Operation
    given: tuple[Given, ...]
    further: tuple[Argument, ...]
    typed: frozenset[str]
    demanded: frozenset[str]
    in_items: bool

    def must_typed(self, given: Given) -> bool:
        """Whether a type checker asks for something in every call."""
        if given.argument is None:
            return _is_required_key(given.item) and self.in_items
        return not given.argument.default or given.rule_key in self.typed

    def must(self, given: Given) -> bool:
        """Whether the API asks for something in every call."""
        item = given.item
        if isinstance(item, Parameter):
            if item.role == "idempotency":
                return False
            return (item.required and not item.once) or given.rule_key in self.demanded
        if is_filled_in(item):
            return False
        return item.required or given.rule_key in self.demanded


def call_of(api: Api, operation: Operation) -> Call:
    """An operation as it is called."""
    every = arguments(api, operation)
    body = operation.body
    in_items = body is not None and body.kind == "array"
    by_place = {(str(each.place), each.wire): each for each in every if each.item}
    positional = [each for each in every if each.place == "path" and not _once(each)]
    found: list[Given] = []
    places: dict[str, Sequence[Item]] = {
        "path": operation.path_parameters,
        "query": operation.query_parameters,
        "header": operation.header_parameters,
        "cookie": operation.cookie_parameters,
        BODY: body.fields if body else (),
    }
    for place, items in places.items():
        for rank, item in enumerate(items):
            how = by_place.get((place, item.name))
            name = item.name if in_items and place == BODY else argument(item)
            index = positional.index(how) if how and how in positional else None
            name = how.name if how else name
            found.append(Given(place, item, name, how, index, rank))
    further = tuple(each for each in every if not each.item and each.place != "options")
    try:
        always = demanded(operation.rules)
    except TooLargeError:
        always = frozenset()
    typed = always if cover(operation) else frozenset()
    return Call(operation, tuple(found), further, typed, always, in_items)


def _once(given: Argument) -> bool:
    return isinstance(given.item, Parameter) and given.item.once is not None


def _is_required_key(item: Item) -> bool:
    return isinstance(item, Field) and item.required and not is_filled_in(item)


def route(operation: Operation) -> str:
    """A path, whatever its parameters are called."""
    return re.sub(r"\{[^}]*\}", "{}", operation.path)


def given_pairs(
    sides: Sides, old: Call, new: Call, names: Sequence[str]
) -> list[Pair[Given]]:
    """What calls give, paired.

    Args:
        sides: The two states.
        old: The operation before.
        new: The operation now.
        names: Of the operation before.
    """

    same_path = route(old.operation) == route(new.operation)
    near = alike_in_place(
        (
            [each.place_name for each in old.given],
            [each.place_name for each in new.given],
        ),
        (
            [each.item.summary for each in old.given],
            [each.item.summary for each in new.given],
        ),
    )

    def alike(one: Given, other: Given) -> float:
        if (one.place, sides.of_old(one.item.type)) != (other.place, other.item.type):
            return 0.0
        return near(one.place_name, other.place_name)

    return pairs(
        old.given,
        new.given,
        [
            lambda each: (each.place, each.item.name),
            lambda each: (each.place == BODY, each.name),
            lambda each: each.name,
            lambda each: each.item.name,
            # What a place of a path is called is nobody's business but the spec's.
            lambda each: each.rank if each.place == "path" and same_path else None,
        ],
        alike,
        lambda each: [
            f"{name}.{own}" for name in names for own in (each.name, each.item.name)
        ],
        sides.renamed,
    )


@dataclass(frozen=True, slots=True)
class Arguments:
    """Compares what two versions of a method are given.

    Attributes:
        subject: See :class:`Change`.
        title: See :class:`Change`.
    """

    sides: Sides
    old: Call
    new: Call
    subject: str
    title: str
    paired: tuple[Pair[Given], ...] = field(default=())

    def changes(self) -> Iterator[Change]:
        """All changes of parameters and keys."""
        for pair in self.paired:
            if pair.old is None and pair.new is not None:
                yield self._added(pair.new)
            elif pair.new is None and pair.old is not None:
                yield self._removed(pair.old)
            elif pair.old is not None and pair.new is not None:
                yield from self._one(pair.old, pair.new, pair.likely)
        yield from self._further()

    def _about(self, given: Given) -> About:
        return About(given.thing, self.subject, self.title, given.name, True, False)

    def _added(self, new: Given) -> Change:
        about = self._about(new)
        if isinstance(new.item, Parameter) and new.item.role == "idempotency":
            return about.change(
                "added",
                "is a header that the client sends now, so that calls may be repeated",
                new.item,
                "none",
                "compatible",
            )
        typed, must = self.new.must_typed(new), self.new.must(new)
        what = "added-required" if typed or must else "added"
        words = "is new, and must be given" if typed or must else "is new"
        return about.change(
            what,
            words,
            new.item,
            "breaking" if typed else "compatible",
            "breaking" if must else "compatible",
        )

    def _removed(self, old: Given) -> Change:
        made = isinstance(old.item, Parameter) and old.item.role == "idempotency"
        source: Effect = "none" if made else "breaking"
        return self._about(old).change(
            "removed", "is gone", old.item, source, "compatible" if made else "breaking"
        )

    def _one(self, old: Given, new: Given, likely: bool) -> Iterator[Change]:
        about = self._about(new)
        yield from self._names(about, old, new, likely)
        yield from self._position(about, old, new)
        yield from self._must(about, old, new)
        yield from self._type(about, old, new)
        yield from mark_changes(about, old.item, new.item)
        if _spelling(old.item) != _spelling(new.item):
            yield about.change(
                "spelled-otherwise",
                "is written otherwise into the request",
                new.item,
                "none",
                "breaking",
            )

    def _names(
        self, about: About, old: Given, new: Given, likely: bool
    ) -> Iterator[Change]:
        wires = (old.item.name, new.item.name)
        moved = old.place != new.place
        in_path = old.place == new.place == "path"
        wire: Effect = "breaking" if wires[0] != wires[1] and not in_path else "none"
        if old.name != new.name:
            sure = ", it seems" if likely else ""
            words = f"is called {code(new.name)} now{sure}"
            yield replace(about, name=old.name).change(
                "renamed", words, new.item, "breaking", wire
            )
        elif wires[0] != wires[1] and not in_path:
            words = f"is sent as {code(wires[1])} now, no longer as {code(wires[0])}"
            yield about.change("renamed", words, new.item, "none", "breaking")
        if moved:
            yield Change(
                "parameter-moved",
                self.subject,
                f"{code(new.name)} stands in the {new.place} now, no longer in the"
                f" {old.place}",
                "none",
                "breaking",
                self.title,
                position=new.item.position,
            )

    def _position(self, about: About, old: Given, new: Given) -> Iterator[Change]:
        if old.index is None or old.index == new.index:
            return
        words = "is given by keyword now"
        source: Effect = "breaking"
        wire: Effect = "none"
        if new.index is not None:
            words = f"is the {_ordinal(new.index)} argument now, no longer the"
            words += f" {_ordinal(old.index)}"
            there = [each for each in self.new.given if each.index == old.index]
            here = there[0] if there else None
            # A type checker sees nothing where both are of one type; calls go astray.
            if here and fits(self._typed(old, old=True), self._typed(here)):
                source, wire = "none", "breaking"
        yield Change(
            "parameter-position",
            self.subject,
            f"{code(about.name)} {words}",
            source,
            wire,
            self.title,
            position=new.item.position,
        )

    def _must(self, about: About, old: Given, new: Given) -> Iterator[Change]:
        before = (self.old.must_typed(old), self.old.must(old))
        now = (self.new.must_typed(new), self.new.must(new))
        if now[0] > before[0] or now[1] > before[1]:
            yield about.change(
                "required",
                "must be given now",
                new.item,
                "breaking" if now[0] > before[0] else "none",
                "breaking" if now[1] > before[1] else "none",
            )
        elif now != before:
            yield about.change(
                "optional",
                "need not be given any more",
                new.item,
                "compatible" if now[0] < before[0] else "none",
                "compatible" if now[1] < before[1] else "none",
            )
        if not isinstance(old.item, Field) or not isinstance(new.item, Field):
            return
        if old.item.required and new.item.required:
            if old.item.nullable and not new.item.nullable:
                typed = self.new.must_typed(new)
                yield about.change(
                    "null-refused",
                    "may not be None any more",
                    new.item,
                    "breaking" if typed else "none",
                    "breaking",
                )
            elif new.item.nullable and not old.item.nullable:
                yield about.change(
                    "null-taken",
                    "may be None now",
                    new.item,
                    "compatible",
                    "compatible",
                )

    def _type(self, about: About, old: Given, new: Given) -> Iterator[Change]:
        before, now = self._typed(old, old=True), self._typed(new)
        source: Effect = "breaking"
        if same(before, now):
            source = "none"
        elif fits(before, now):
            source = "compatible"
        item = replace(old.item, type=self.sides.of_old(old.item.type))
        yield from type_changes(about, item, new.item, source)

    def _typed(self, given: Given, *, old: bool = False) -> Union:
        """The type of a value, whether it may be left out or not."""
        read = self.sides.read_old if old else self.sides.read_new
        how = given.argument
        annotation = how.annotation if how else argument_type(given.item.type)
        return read(str(annotation.code)).without(NONE, UNSET)

    def _further(self) -> Iterator[Change]:
        """A whole body, what joins filters, and where a list of links begins."""
        before = {each.name: each for each in self.old.further}
        now = {each.name: each for each in self.new.further}
        change = partial(Change, subject=self.subject, title=self.title)
        for name, each in before.items():
            if name not in now:
                yield change(
                    code=_FURTHER[each.place],
                    words=f"{code(name)} is gone",
                    source="breaking",
                    position=self.new.operation.position,
                )
        for name, each in now.items():
            if name not in before:
                must = not each.default
                yield change(
                    code=_FURTHER[each.place],
                    words=f"{code(name)} is new{', and must be given' if must else ''}",
                    source="breaking" if must else "compatible",
                    position=self.new.operation.position,
                )
            elif each.place == before[name].place == "whole body":
                yield from self._whole(before[name], each)

    def _whole(self, old: Argument, new: Argument) -> Iterator[Change]:
        if self.old.in_items and self.new.in_items:
            return
        before = self.sides.read_old(str(old.annotation.code))
        now = self.sides.read_new(str(new.annotation.code))
        fit = fits(before, now) and not (old.default and not new.default)
        if not fit or not same(before, now):
            yield Change(
                "body-type-changed",
                self.subject,
                f"{code(new.name)} is of another type",
                "compatible" if fit else "breaking",
                "none",
                self.title,
                position=self.new.operation.position,
            )


_FURTHER: Mapping[str, str] = {
    "whole body": "body-type-changed",
    "start": "paging-changed",
    "query": "filters-changed",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _ordinal(index: int) -> str:
    return _ORDINALS[index] if index < len(_ORDINALS) else f"{index + 1}th"


def _spelling(item: Item) -> tuple[object, ...]:
    """How a value is written into a request, its type apart."""
    if isinstance(item, Parameter):
        return (item.explode, item.http_date, item.role)
    return (item.explode,)
