"""Example things: one of each resource, and as many more as anybody wants.

A schema is compiled once to a plan, which then makes any number of things. Things refer to
each other: a key, wherever it stands, is that of the first thing of its resource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...model.api import Api, Field, Json, Schema
from ...model.limits import NO_LIMITS
from ...model.resolving import resolved, resolved_api
from ...model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
    innermost,
)
from . import kinds
from .always import Always
from .amounts import (
    LINES,
    Cents,
    Line,
    Role,
    Sum,
    as_json,
    is_money,
    line_of,
    number_of,
    role_in_line,
    role_in_whole,
    whole_of,
    words_of,
)
from .dates import has_time, is_date, is_over, moment_of
from .keys import Look, digest, keys_of, look_among, numbered, own_key, places_of
from .lexicon import FIRST, Words, is_true, text_of
from .limited import within

Thing = dict[str, Json]
Maker = Callable[[int], Json]
"""Makes a value of a thing by the thing's number."""

_DEEPEST = 4
_FURTHER = "other"
"""A key that is no field, where there may be such."""
_KEYS = ("key", "keys", "id", "ids")


class Things(NamedTuple):
    """Makes things.

    Attributes:
        makers: Of the things of a schema, by its name.
        schemas: The schema of each resource that has one.
        keys: The key of each resource's first thing.
    """

    makers: Mapping[str, Callable[[int], Thing]]
    schemas: Mapping[str, str]
    keys: Mapping[str, str]

    def thing(self, resource: str, number: int = 0) -> Thing:
        """A thing of a resource, new each time; empty where no field is documented.

        Args:
            resource: Its name.
            number: Which one, from 0. Things of other numbers have other keys.
        """
        schema = self.schemas.get(resource)
        return self.makers[schema](number) if schema else {}

    def key(self, resource: str, number: int = 0) -> str:
        """The key of a thing, as it stands in paths and in what refers to it."""
        return numbered(self.keys[resource])(number)

    def is_documented(self, schema: str) -> bool:
        """Whether anybody says what fields a schema has."""
        return bool(self.makers[schema](0))

    def of_type(self, type_: Type, number: int = 0) -> Json:
        """A value of a type that an operation answers."""
        type_ = resolved(type_)
        match type_:
            case Ref(schema):
                return self.makers[schema](number)
            case ListOf(item):
                return [self.of_type(item, number)]
            case MapOf(value):
                return {"name": self.of_type(value, number)}
            case Key(resource) if resource and resource in self.keys:
                return self.key(resource, number)
            case Choice(parts):
                return self.of_type(parts[0], number)
            case Tagged(by, cases, _):
                tag, ref = cases[number % len(cases)]
                return {**self.makers[ref.schema](number), by: tag}
        maker = _plain(type_, (), (), 0, "")
        return maker(number)


def things_of(api: Api) -> Things:
    """Compile the schemas of an API."""
    api = resolved_api(api)
    keys = keys_of(api, places_of(api))
    compiler = _Compiler(
        {schema.name: schema for schema in api.schemas},
        {schema.name: _Facts.of(schema) for schema in api.schemas},
        keys,
        look_among(keys.values()),
        {name: numbered(key) for name, key in keys.items()},
        _resources_by_words(api),
    )
    makers = {schema.name: compiler.top(schema) for schema in api.schemas}
    owners = {r.name: r.schema for r in api.resources if r.schema in makers}
    return Things(makers, {k: v for k, v in owners.items() if v}, keys)


def _resources_by_words(api: Api) -> dict[Words, str]:
    """What keys refer to by the words of their names, as the spec says it of some."""
    found: dict[Words, str] = {}
    for schema in api.schemas:
        for field in schema.fields:
            type_ = innermost(field.type)
            name = _without_key(words_of(field.name))
            if isinstance(type_, Key) and type_.resource and name:
                found.setdefault(name, type_.resource)
    parents = {("parent",), ("parents",)}
    named = {words_of(r.name): r.name for r in api.resources}
    return {k: v for k, v in found.items() if k not in parents} | named


def _without_key(name: Words) -> Words:
    return name[:-1] if name[-1:] and name[-1] in _KEYS else name


class _Facts(NamedTuple):
    """What is asked of a schema again and again.

    Attributes:
        own: The field of the thing's own key.
        lines: Whether its objects are lines with quantity and price.
        in_line: What its fields mean in a line.
        in_whole: What its fields mean in a thing with lines.
    """

    own: Field | None
    lines: bool
    in_line: Mapping[str, Role]
    in_whole: Mapping[str, Role]

    @classmethod
    def of(cls, schema: Schema) -> _Facts:
        """Look at the fields of a schema."""
        in_line: dict[str, Role] = {}
        in_whole: dict[str, Role] = {}
        for field in schema.fields:
            if of_line := role_in_line(field):
                in_line[field.name] = of_line
            if of_whole := role_in_whole(field):
                in_whole[field.name] = of_whole
        lines = {"quantity", "price"} <= set(in_line.values())
        return cls(own_key(schema), lines, in_line, in_whole)


class _Place(NamedTuple):
    """Where an object stands.

    Attributes:
        schema: Of the object.
        subject: The words of what it is.
        seed: What tells its numbers from those at other places.
        line: Its number in a list, from 0.
        within: Schemas of the objects around it, its own last.
        brief: Whether it is shown without the objects inside.
    """

    schema: Schema
    subject: Words
    seed: str
    line: int = 0
    within: tuple[str, ...] = ()
    brief: bool = False


@dataclass(frozen=True, slots=True)
class _Compiler:
    schemas: Mapping[str, Schema]
    facts: Mapping[str, _Facts]
    keys: Mapping[str, str]
    look: Look
    numbered: Mapping[str, Callable[[int], str]]
    by_words: Mapping[Words, str]

    def top(self, schema: Schema) -> Callable[[int], Thing]:
        """What makes the things of a schema."""
        name = schema.resource or schema.name
        return self.object(_Place(schema, words_of(name), name, 0, (schema.name,)))

    def object(self, place: _Place) -> Callable[[int], Thing]:
        """What makes an object at a place."""
        amounts = self.amounts(place)
        plan: list[tuple[str, Maker]] = []
        for field in place.schema.fields:
            inside = isinstance(innermost(field.type), Ref)
            if place.brief and inside and not field.required:
                continue
            maker = amounts.get(field.name) or self.field(field, place)
            if maker is not None:
                plan.append((field.name, maker))
        if place.schema.additional is not None:
            more = Field(_FURTHER, place.schema.additional)
            maker = self.typed(more.type, (_FURTHER,), more, place)
            if maker is not None:
                plan.append((_FURTHER, maker))
        return _planned(plan)

    def field(self, field: Field, place: _Place) -> Maker | None:
        """What makes a field; None where there is no end of what is inside."""
        name = words_of(field.name)
        if key := self.own(field, place) or self.reference(field, name, place):
            return key
        if field.example is not None:
            return _copies(field.example)
        if is_over(name) and field.nullable and _may_be_date(field.type):
            return Always(None)
        maker = _limited(field, self.typed(field.type, name, field, place))
        if maker is None and field.nullable:
            return Always(None)
        return maker

    def own(self, field: Field, place: _Place) -> Maker | None:
        """What makes the thing's own key, if the field is that."""
        if field is not self.facts[place.schema.name].own:
            return None
        if place.schema.resource:
            return self.numbered[place.schema.resource]
        if field.example is not None:
            return None
        return numbered(self.some_key(f"{place.seed} {place.line}"))

    def some_key(self, seed: str) -> str:
        """The key of something that is no resource's."""
        return self.look.key(digest(seed) % self.look.size)

    def reference(self, field: Field, name: Words, place: _Place) -> Maker | None:
        """What makes a key of something else, if the field is one, or an array of them."""
        type_ = field.type.item if isinstance(field.type, ListOf) else field.type
        lone = type_ is field.type
        resource = type_.resource if isinstance(type_, Key) else None
        looks_like_key = type_ == Scalar("string") and _without_key(name) != name
        if isinstance(type_, Key) or (looks_like_key and len(name) > 1):
            resource = resource or self.resource_named(_without_key(name))
        if resource is None or resource not in self.keys:
            if not isinstance(type_, Key) or field.example is not None:
                return None
            if "parent" in name and field.nullable:
                return Always(None) if lone else (lambda n: [])
            other = self.some_key(" ".join(name))
            return Always(other) if lone else (lambda n: [other])
        key = self.keys[resource]
        if isinstance(type_, Key) and resource == place.schema.resource:
            # The first thing has nothing above it; the others have the first.
            if not lone:
                return lambda n: [key] if n else []
            if field.nullable:
                return lambda n: key if n else None
        return Always(key) if lone else (lambda n: [key])

    def resource_named(self, name: Words) -> str | None:
        """The resource that a key is of, by the last words of its name."""
        for start in range(len(name)):
            if name[start:] in self.by_words:
                return self.by_words[name[start:]]
        return None

    def typed(
        self, type_: Type, name: Words, field: Field, place: _Place
    ) -> Maker | None:
        """What makes a value of a type."""
        match type_:
            case Ref(schema):
                return self.inside(self.schemas[schema], field.name, place)
            case ListOf(Ref(schema)):
                return self.list_of(self.schemas[schema], field.name, place)
            case ListOf(item):
                one = self.typed(item, name, field, place)
                return (lambda n: [one(n)]) if one else (lambda n: [])
            case MapOf(value):
                each = self.typed(value, name, field, place)
                return (lambda n: {"name": each(n)}) if each else (lambda n: {})
            case Choice(parts):
                makers = (self.typed(part, name, field, place) for part in parts)
                return next((maker for maker in makers if maker), None)
            case Tagged(by, cases, _):
                return self.tagged(by, cases, field, place)
            case Key(resource):
                return _copies(self.keys.get(resource or "", "example"))
        return _plain(type_, name, place.subject, place.line, place.seed)

    def tagged(
        self, by: str, cases: Sequence[tuple[str, Ref]], field: Field, place: _Place
    ) -> Maker | None:
        """What makes an object of which a key says what it is; each case in turn."""
        makers: list[tuple[str, Maker]] = []
        for tag, ref in cases:
            if made := self.inside(self.schemas[ref.schema], field.name, place):
                makers.append((tag, made))

        def make(number: int) -> Json:
            tag, made = makers[number % len(makers)]
            thing = made(number)
            return {**thing, by: tag} if isinstance(thing, dict) else thing

        return make if makers else None

    def inside(self, schema: Schema, name: str, place: _Place) -> Maker | None:
        """What makes an object inside another; None where it would be inside itself."""
        if schema.name in place.within or len(place.within) >= _DEEPEST:
            return None
        if schema.resource:
            return self.brief(schema, place)
        return self.object(self.below(schema, name, place))

    def brief(self, schema: Schema, place: _Place) -> Maker:
        """What makes the first thing of another resource, shortened."""
        within = (*place.within, schema.name)
        resource = schema.resource or schema.name
        make = self.object(
            _Place(schema, words_of(resource), resource, 0, within, True)
        )
        first = make(0)
        return lambda n: _copy(first)

    def list_of(self, schema: Schema, name: str, place: _Place) -> Maker:
        """What makes an array of objects."""
        if schema.name in place.within or len(place.within) >= _DEEPEST:
            return lambda n: []
        if not schema.resource:
            count = LINES if self.facts[schema.name].lines else 1
            makers = [
                self.object(self.below(schema, name, place, line))
                for line in range(count)
            ]
            return lambda n: [make(n) for make in makers]
        if not self.facts[schema.name].lines:
            make = self.brief(schema, place)
            return lambda n: [make(n)]
        within = (*place.within, schema.name)
        words = words_of(schema.resource)
        line = self.object(_Place(schema, words, schema.resource, 0, within, True))
        return lambda n: [line(n * LINES + number) for number in range(LINES)]

    def below(self, schema: Schema, name: str, place: _Place, line: int = 0) -> _Place:
        """The place of an object inside another that is no resource's thing."""
        return _Place(
            schema,
            words_of(schema.name),
            f"{place.seed}.{name}",
            line,
            (*place.within, schema.name),
            place.brief,
        )

    def amounts(self, place: _Place) -> dict[str, Maker]:
        """What makes the fields that have to add up, by name."""
        facts = self.facts[place.schema.name]
        fields = place.schema.fields
        lines = self.lines(place)
        if not lines and facts.lines:
            return _line_fields(fields, facts.in_line, self.line(place.schema, place))
        if not lines and len(set(facts.in_whole.values())) < 2:
            return {}
        round_ = _has_whole_numbers(fields, facts.in_whole)
        total = whole_of(lines, round_=round_, seed=place.seed)
        return _sum_fields(fields, facts.in_whole, total)

    def lines(self, place: _Place) -> list[Line]:
        """The amounts of the lines of a thing; those of its first list of lines."""
        for field in place.schema.fields:
            type_ = field.type.item if isinstance(field.type, ListOf) else None
            if not isinstance(type_, Ref) or type_.schema in place.within:
                continue
            schema = self.schemas[type_.schema]
            if not self.facts[schema.name].lines:
                continue
            if schema.resource:
                one = self.line(schema, place._replace(seed=schema.resource, line=0))
                return [_of_others(one, number) for number in range(LINES)]
            return [
                self.line(schema, self.below(schema, field.name, place, number))
                for number in range(LINES)
            ]
        return []

    def line(self, schema: Schema, place: _Place) -> Line:
        """The amounts of a line."""
        in_line = self.facts[schema.name].in_line
        round_ = _has_whole_numbers(schema.fields, in_line)
        return line_of(
            schema.fields, in_line, place.line, round_=round_, seed=place.seed
        )


def _of_others(line: Line, number: int) -> Line:
    """The amounts of the lines that are things of their own, by the whole's number."""
    net, tax = line.total.net, line.total.tax
    total = Sum.of(lambda n: net(n * LINES + number), lambda n: tax(n * LINES + number))
    return line._replace(total=total)


def _has_whole_numbers(fields: Sequence[Field], roles: Mapping[str, Role]) -> bool:
    return any(
        f.type == Scalar("integer") and roles.get(f.name, "quantity") != "quantity"
        for f in fields
    )


def _line_fields(
    fields: Sequence[Field], roles: Mapping[str, Role], line: Line
) -> dict[str, Maker]:
    found: dict[str, Maker] = {}
    for field in fields:
        role = roles.get(field.name)
        kept = role in ("quantity", "price") and field.example is not None
        if role is None or kept:
            continue
        by_role: dict[Role, Cents] = {
            "quantity": line.quantity,
            "price": line.price,
            "discount": Always(0),
            "net": line.total.net,
            "tax": line.total.tax,
            "gross": line.total.gross,
        }
        found[field.name] = as_json(field.type, by_role[role], money=role != "quantity")
    return found


def _sum_fields(
    fields: Sequence[Field], roles: Mapping[str, Role], total: Sum
) -> dict[str, Maker]:
    found: dict[str, Maker] = {}
    for field in fields:
        role = roles.get(field.name)
        if role in ("net", "tax", "gross"):
            cents = {"net": total.net, "tax": total.tax, "gross": total.gross}[role]
            found[field.name] = as_json(field.type, cents, money=True)
    return found


def _limited(field: Field, maker: Maker | None) -> Maker | None:
    if maker is None or field.limits == NO_LIMITS:
        return maker
    return lambda n: within(field.limits, maker(n))


def _planned(plan: Sequence[tuple[str, Maker]]) -> Callable[[int], Thing]:
    """What makes an object field by field; what is always the same is copied."""
    same = {n: maker.value if isinstance(maker, Always) else None for n, maker in plan}
    others = [(n, maker) for n, maker in plan if not isinstance(maker, Always)]

    def make(number: int) -> Thing:
        made = same.copy()
        for name, maker in others:
            made[name] = maker(number)
        return made

    return make


def _plain(type_: Type, name: Words, subject: Words, line: int, seed: str) -> Maker:
    """What makes a value that has nothing inside."""
    match type_:
        case Enum(values):
            count = len(values)
            return (lambda n: values[n % count]) if count else Always("example")
        case Codes(known):
            numbers = [number for number, _ in known]
            return lambda n: numbers[n % len(numbers)]
        case Constant(value):
            return Always(value)
        case Scalar("datetime"):
            return moment_of(name, time=True)
        case Scalar("date"):
            return moment_of(name, time=False)
        case Scalar("boolean"):
            yes = is_true(name)
            return Always(yes)
        case Scalar("object"):
            return lambda n: {"name": "Example"}
        case Scalar("file"):
            return Always("example.pdf")
        case Scalar("unix" | "unix_ms" as unix):
            at = moment_of(name, time=True)
            return lambda n: int(kinds.unix(at(n), unix))
        case Scalar("uuid"):
            return lambda n: kinds.uuid_of(f"{seed} {' '.join(name)} {line} {n}")
        case Scalar("url" | "email" as form):
            own = text_of(name, subject, line)
            fits = kinds.fits(form, own(0))
            return own if fits else text_of((form,), subject, line)
        case Scalar(kind) if kind in kinds.EXAMPLES:
            return Always(str(kinds.EXAMPLES[kind]))
    number = number_of(name, seed)
    if isinstance(type_, Scalar) and type_.name in ("integer", "number"):
        if name[-1:] and name[-1] in ("id", "no", "number"):
            return lambda n: n + line + FIRST
        return as_json(type_, number or Always(100), money=False)
    if is_date(name):
        return moment_of(name, time=has_time(name))
    if number is not None:
        return as_json(type_, number, money=is_money(name))
    return text_of(name, subject, line)


def _may_be_date(type_: Type) -> bool:
    return type_ in (
        Scalar("datetime"),
        Scalar("date"),
        Scalar("unix"),
        Scalar("unix_ms"),
        Scalar("string"),
        Scalar("any"),
    )


def _copies(value: Json) -> Maker:
    if isinstance(value, list | dict):
        return lambda n: _copy(value)
    return Always(value)


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
