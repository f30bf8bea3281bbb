"""What is sent, as the API answers it: the fields of a schema, each of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import msgspec

from ..model.api import Api, Field, Json, Schema
from ..model.choosing import chosen
from ..model.naming import snake_case
from ..model.types import (
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
)
from ..targets.samples.keys import own_key
from ..targets.samples.things import Thing, Things
from .scalars import WORDS, unix_of

ENCODER = msgspec.json.Encoder(decimal_format="number")
Fit = Callable[[Json], Json]
_TRUE = ("true", "1", "yes")
_FALSE = ("false", "0", "no")
_MADE = frozenset({"created", "inserted"})
_CHANGED = frozenset({"updated", "changed", "modified"})
_ENDS = frozenset({"at", "on", "date", "time", "timestamp"})


@dataclass(frozen=True, slots=True)
class Shapes:
    """Makes answers of what is sent.

    Attributes:
        things: Makes what is always there and was not sent.
        schemas: By name.
    """

    things: Things
    schemas: Mapping[str, Schema]
    _compiled: dict[str, Callable[[Thing, int], Thing]] = field(default_factory=dict)

    @classmethod
    def of(cls, api: Api, things: Things) -> Shapes:
        """Of the schemas of an API."""
        return cls(things, {schema.name: schema for schema in api.schemas})

    def shaped(self, schema: str, thing: Thing, number: int) -> Thing:
        """A thing with the fields of a schema alone, each of its type.

        Args:
            schema: Its name. Where nobody documents fields, all are kept.
            thing: What is known of the thing.
            number: Of the thing: fields that are always there and that nobody sent are those
                of the example of that number.
        """
        shape = self._compiled.get(schema)
        if shape is None:
            shape = self._compiled[schema] = self._compile(schema)
        return shape(thing, number)

    def _compile(self, name: str) -> Callable[[Thing, int], Thing]:
        schema = self.schemas.get(name)
        if schema is None or not schema.fields:
            return lambda thing, number: thing
        if isinstance(schema.type, Choice | Tagged):
            return self.of_kind(schema.name, schema.type)
        fits = {each.name: self.fit(each.type) for each in schema.fields}
        hidden = {each.name for each in schema.write_only}
        needed = [each for each in schema.fields if each.required]
        bare = [each.name for each in needed if not each.nullable]
        own = own_key(schema)
        always = {each.name for each in needed} | ({own.name} if own else set())
        make = self.things.makers[name]
        further = self.fit(schema.additional) if schema.additional else None

        def fitted(key: str, value: Json) -> Json:
            fit = fits.get(key, further)
            assert fit is not None, "others are left out"
            return fit(value)

        def shape(thing: Thing, number: int) -> Thing:
            found = {
                key: fitted(key, value)
                for key, value in thing.items()
                if (further and key not in hidden) or key in fits
            }
            if any(key not in found for key in always) or any(
                found[key] is None for key in bare
            ):
                example = make(number)
                for key in always:
                    if found.get(key) is None and (key not in found or key in bare):
                        found[key] = example.get(key)
            return found

        return shape

    def fit(self, type_: Type) -> Fit:
        """What makes a value one of a type; null where it can be none."""
        match type_:
            case Scalar(name):
                return _SCALARS[name]
            case Key() | Enum():
                return _text
            case Codes():
                return _integer
            case Choice() | Tagged():
                return self.chosen(type_)
            case Constant(only):
                return lambda value: only if value is not None else None
            case ListOf(item):
                one = self.fit(item)
                return lambda value: (
                    [one(each) for each in value]
                    if isinstance(value, list)
                    else None if value is None else [one(value)]
                )
            case MapOf(each):
                inner = self.fit(each)
                return lambda value: (
                    {key: inner(item) for key, item in value.items()}
                    if isinstance(value, dict)
                    else None
                )
            case Ref(schema, documented):
                if not documented:
                    return lambda value: value
                return lambda value: (
                    self.shaped(schema, value, 0) if isinstance(value, dict) else None
                )

    def chosen(self, choice: Choice | Tagged) -> Fit:
        """What makes a value one of several types, as far as it can be told which."""

        def fit(value: Json) -> Json:
            part = chosen(choice, value, lambda name: self.schemas[name].fields)
            return value if part is None else self.fit(part)(value)

        return fit

    def of_kind(
        self, name: str, kinds: Choice | Tagged
    ) -> Callable[[Thing, int], Thing]:
        """What gives a thing the fields of its own kind; where nobody said it, of an example's."""

        def kind_of(thing: Thing) -> Type | None:
            return chosen(kinds, thing, lambda name: self.schemas[name].fields)

        def shape(thing: Thing, number: int) -> Thing:
            kind = kind_of(thing)
            if kind is None:
                thing = {**self.things.makers[name](number), **thing}
                kind = kind_of(thing)
            return (
                self.shaped(kind.schema, thing, number)
                if isinstance(kind, Ref)
                else thing
            )

        return shape

    def split(
        self, schema: str, sent: Thing, names: Mapping[str, str]
    ) -> tuple[Thing, Thing]:
        """What of a body is a field of a schema, by the field's name, and what is not."""
        known = self.schemas.get(schema)
        if known is None or not known.fields:
            return sent, {}
        fields = {each.name for each in known.fields}
        if known.additional is not None:
            fields |= sent.keys() - {each.name for each in known.write_only}
        inside: Thing = {}
        besides: Thing = {}
        for key, value in sent.items():
            name = names.get(key, key)
            (inside if name in fields else besides)[name] = value
        return inside, besides


def answered_names(fields: Sequence[Field], schema: Schema | None) -> dict[str, str]:
    """What a schema calls the keys of a body that it does not have.

    Such as ``lineItems`` for lineItem, and ``friendly_name`` for FriendlyName.

    Args:
        fields: Of the body.
        schema: Of the thing that is made.
    """
    if schema is None:
        return {}
    types = {each.name: each.type for each in schema.fields}
    sent = {each.name for each in fields}
    by_words = {snake_case(name): name for name in types}
    found: dict[str, str] = {}
    for each in fields:
        if each.name in types:
            continue
        alike = by_words.get(snake_case(each.name))
        if alike is not None and alike not in sent:
            found[each.name] = alike
            continue
        for other in _numbers_of(each.name):
            same = isinstance(types.get(other), ListOf) == isinstance(each.type, ListOf)
            if other in types and other not in sent and same:
                found[each.name] = other
                break
    return found


def _numbers_of(name: str) -> list[str]:
    """The plural or the singular of a name."""
    found = [f"{name}s", f"{name}es"]
    if name.endswith("y"):
        found.append(f"{name[:-1]}ies")
    if name.endswith("ies"):
        found.append(f"{name[:-3]}y")
    if name.endswith("s"):
        found += [name[:-1], name.removesuffix("es")]
    return found


def stamps(schema: Schema | None, now: datetime, *, made: bool) -> Thing:
    """The fields that tell when a thing was made and changed, as of now."""
    found: Thing = {}
    moment = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    for each in schema.fields if schema else ():
        words = set(snake_case(each.name).split("_"))
        is_made, is_changed = words & _MADE, words & _CHANGED
        if not words & _ENDS or len(words) != 2 or not (is_made or is_changed):
            continue
        if is_changed or made:
            match each.type:
                case Scalar("date"):
                    found[each.name] = moment[:10]
                case Scalar("unix" | "unix_ms" as unix):
                    found[each.name] = unix_of(now, unix)
                case _:
                    found[each.name] = moment
    return found


def _text(value: Json) -> Json:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return ENCODER.encode(value).decode()
    return str(value)


def number_of(value: object) -> int | float | Decimal | None:
    """A value as a number; None where it is none."""
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float | Decimal) else None


def _number(value: Json) -> Json:
    # JSON knows no decimals; the encoder writes them digit by digit.
    return number_of(value)  # type: ignore[return-value]


def _integer(value: Json) -> Json:
    number = number_of(value)
    if number is None or isinstance(number, int):
        return number
    large = isinstance(number, Decimal) and number.adjusted() > 18
    return int(number) if not large and number == int(number) else None


def _boolean(value: Json) -> Json:
    text = _text(value)
    if isinstance(text, str) and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    return None


def moment(value: object) -> datetime | None:
    """A text as a moment, that of a date its first; None where it is none."""
    if not isinstance(value, str) or value[4:5] != "-":
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _datetime(value: Json) -> Json:
    found = moment(value)
    if found is None:
        return None
    return found.isoformat().replace("+00:00", "Z")


def day(value: object) -> date | None:
    """A text as a date; None where it is none."""
    if not isinstance(value, str) or value[4:5] != "-" or value[7:8] != "-":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        found = moment(value)
        return found.date() if found else None


def _date(value: Json) -> Json:
    found = day(value)
    return found.isoformat() if found else None


def _object(value: Json) -> Json:
    return value if value is None or isinstance(value, dict) else {"value": value}


_SCALARS: Mapping[str, Fit] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "datetime": _datetime,
    "date": _date,
    **dict.fromkeys(WORDS, _text),
    "unix": _number,
    "unix_ms": _number,
    "file": _text,
    "any": lambda value: value,
    "object": _object,
}
