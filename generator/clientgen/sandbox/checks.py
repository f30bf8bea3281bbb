"""What is wrong with a request: types, marks and references, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..model.api import Body, Field, Parameter, Schema
from ..model.choosing import chosen
from ..model.limits import NO_LIMITS, Limits, wrong_with
from ..model.sending import must_be_given
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
from ..targets.surface.types import words_of_choice
from . import scalars
from .refusals import Detail
from .shaping import day, moment, number_of

Exists = Callable[[str, str], bool]
"""Tells whether a resource has a thing of a key."""

_KINDS = {
    bool: "a boolean",
    str: "a string",
    int: "a number",
    float: "a number",
    Decimal: "a number",
    list: "an array",
    dict: "an object",
    type(None): "null",
    bytes: "a file",
}

# Between the values of an array in a query.
MARKS = {"comma": ",", "pipes": "|", "spaces": " "}


class Checker(NamedTuple):
    """Checks values.

    Attributes:
        schemas: By name.
        exists: Tells whether what is referred to is there.
    """

    schemas: Mapping[str, Schema]
    exists: Exists

    def body(self, body: Body, sent: object) -> Iterator[Detail]:
        """What is wrong with a body, rules apart.

        Args:
            body: What it should be.
            sent: Plain data; the values of forms are texts.
        """
        if body.kind in ("any", "text", "bytes"):
            return
        if body.type is not None:
            if sent is None:
                yield Detail("", f"expected a value, got {_kind(sent)}")
            else:
                yield from self.value(body.type, sent, "")
            return
        if body.kind == "array":
            if not isinstance(sent, list):
                yield Detail("", f"expected an array, got {_kind(sent)}")
                return
            for number, item in enumerate(sent):
                yield from self.fields(body.fields, item, str(number), null=True)
            return
        null = body.kind == "object"
        yield from self.fields(body.fields, sent, "", null=null, texts=not null)

    def fields(
        self,
        fields: Sequence[Field],
        sent: object,
        place: str,
        *,
        null: bool,
        texts: bool = False,
    ) -> Iterator[Detail]:
        """What is wrong with an object of a body.

        Args:
            fields: Its fields.
            sent: The object.
            place: Where it stands.
            null: Whether null can be sent at all.
            texts: Whether values come as texts.
        """
        if not isinstance(sent, dict):
            yield Detail(place, f"expected an object, got {_kind(sent)}")
            return
        for field in fields:
            at = f"{place}.{field.name}" if place else field.name
            if field.name not in sent:
                # What may not be null is asked for by a rule.
                if field.required and isinstance(field.type, Constant):
                    yield Detail(at, f"missing; it is always {field.type.value!r}")
                elif field.required and field.nullable:
                    yield Detail(at, "missing; it may be null")
                continue
            value = sent[field.name]
            if value is None:
                if not field.nullable and not field.required:
                    yield Detail(at, "null is not legal here")
                continue
            if not field.read_only:
                yield from self.value(field.type, value, at, texts=texts)
                yield from _limits(field.limits, value, at, texts=texts)

    def value(
        self, type_: Type, value: object, at: str, *, texts: bool = False
    ) -> Iterator[Detail]:
        """What is wrong with a value that is not null."""
        match type_:
            case Scalar(name):
                texts = texts and isinstance(value, str)  # not inside of JSON
                if not (_from_text if texts else _IS)[name](value):
                    yield Detail(at, f"expected {_WORDS[name]}, got {_kind(value)}")
            case Enum():
                if not isinstance(value, str):
                    yield Detail(at, f"expected a string, got {_kind(value)}")
            case Choice() | Tagged():
                yield from self.choice(type_, value, at, texts=texts)
            case Codes():
                yield from self.value(Scalar("integer"), value, at, texts=texts)
            case Constant(only):
                known = _text_of(only) if texts and isinstance(value, str) else only
                if value != known or type(value) is not type(known):
                    yield Detail(at, f"expected {json.dumps(only)} and nothing else")
            case Key(resource):
                if not isinstance(value, str):
                    yield Detail(at, f"expected a key, got {_kind(value)}")
                elif resource and not self.exists(resource, value):
                    yield Detail(at, f"there is no {resource} of the key {value!r}")
            case ListOf(item):
                if not isinstance(value, list):
                    if texts:
                        yield from self.value(item, value, at, texts=True)
                    else:
                        yield Detail(at, f"expected an array, got {_kind(value)}")
                    return
                for number, each in enumerate(value):
                    if not _is_null(each, texts):
                        yield from self.value(item, each, f"{at}.{number}", texts=texts)
            case MapOf(item):
                if not isinstance(value, dict):
                    yield Detail(at, f"expected an object, got {_kind(value)}")
                    return
                for key, each in value.items():
                    if not _is_null(each, texts):
                        yield from self.value(item, each, f"{at}.{key}", texts=texts)
            case Ref(schema):
                whole = self.schemas[schema]
                if whole.fields:
                    # What answers always have need not be sent, where there are answers.
                    yield from self.inside(whole, value, at, texts=texts)
                if whole.additional is not None and isinstance(value, dict):
                    names = {f.name for f in (*whole.fields, *whole.write_only)}
                    for key, each in value.items():
                        if key not in names and not _is_null(each, texts):
                            yield from self.value(
                                whole.additional, each, f"{at}.{key}", texts=texts
                            )

    def choice(
        self, choice: Choice | Tagged, value: object, at: str, *, texts: bool
    ) -> Iterator[Detail]:
        """What is wrong with a value that can be of several types."""
        if texts and isinstance(choice, Choice):
            # What is sent as text is one of them if it reads as one.
            wrong = [[*self.value(p, value, at, texts=True)] for p in choice.parts]
            if all(wrong):
                yield from wrong[0]
            return
        part = chosen(choice, value, lambda name: self.schemas[name].fields)
        if part is not None:
            yield from self.value(part, value, at)
        elif isinstance(choice, Tagged):
            known = ", ".join(tag for tag, _ in choice.cases)
            tag = value.get(choice.by) if isinstance(value, dict) else None
            if not isinstance(tag, str):
                yield Detail(at, f"expected an object with {choice.by}: {known}")
        else:
            yield Detail(at, f"expected {words_of_choice(choice)}, got {_kind(value)}")

    def inside(
        self, schema: Schema, value: object, at: str, *, texts: bool = False
    ) -> Iterator[Detail]:
        """What is wrong with an object inside of a body."""
        if not isinstance(value, dict):
            yield Detail(at, f"expected an object, got {_kind(value)}")
            return
        for field in (*schema.fields, *schema.write_only):
            each = value.get(field.name)
            if field.name not in value and must_be_given(schema, field):
                yield Detail(f"{at}.{field.name}", "missing")
            if field.read_only or field.name not in value:
                continue
            if _is_null(each, texts) and field.nullable:
                continue
            if each is not None:
                where = f"{at}.{field.name}"
                yield from self.value(field.type, each, where, texts=texts)
                yield from _limits(field.limits, each, where, texts=texts)
            elif not field.required or must_be_given(schema, field):
                yield Detail(f"{at}.{field.name}", "null is not legal here")

    def query(
        self, parameters: Sequence[Parameter], query: Mapping[str, list[str]]
    ) -> Iterator[Detail]:
        """What is wrong with the ordinary parameters of a query."""
        for each in parameters:
            if each.role not in ("value", "page", "size"):
                continue
            name = f"{each.name}[]" if each.explode == "brackets" else each.name
            sent = query.get(name, query.get(each.name, []))
            if not sent:
                inside = f"{each.name}["
                if each.required and not any(key.startswith(inside) for key in query):
                    yield Detail(each.name, "missing")
                continue
            type_ = each.type
            values = sent
            if isinstance(type_, ListOf):
                type_ = type_.item
                if mark := MARKS.get(each.explode):
                    values = [one for text in sent for one in text.split(mark)]
            if each.role == "page" and type_ == Scalar("string"):
                continue
            for value in values:
                yield from self.value(type_, value, each.name, texts=True)
                if type_ is each.type:
                    yield from _limits(each.limits, value, each.name, texts=True)
            if type_ is not each.type:
                yield from _limits(each.limits, list(values), each.name)

    def path(
        self, parameters: Sequence[Parameter], path: Mapping[str, str]
    ) -> Iterator[Detail]:
        """What is wrong with the parameters of a path, whether things are there or not."""
        for each in parameters:
            if isinstance(each.type, Scalar):
                yield from self.value(each.type, path[each.name], each.name, texts=True)


def _limits(
    limits: Limits, value: object, at: str, *, texts: bool = False
) -> Iterator[Detail]:
    """What bounds say against a value; a text may be a number where all come as texts."""
    if limits == NO_LIMITS:
        return
    bounded = limits.minimum is not None or limits.maximum is not None
    if texts and bounded and (number := number_of(value)) is not None:
        value = number
    if isinstance(value, Decimal):
        value = float(value)
    if wrong := wrong_with(limits, value):
        yield Detail(at, wrong)


def _is_null(value: object, texts: bool) -> bool:
    """Whether a value inside of a body is null, which texts say by an empty one."""
    return value is None or (texts and value == "")


def _text_of(value: str | int | bool) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "something else")


def _is_whole(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return value == value // 1


_IS: Mapping[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_whole,
    "number": lambda value: (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    ),
    "boolean": lambda value: isinstance(value, bool),
    "datetime": lambda value: moment(value) is not None,
    "date": lambda value: day(value) is not None,
    **scalars.IS,
    "file": lambda value: isinstance(value, bytes),
    "any": lambda value: True,
    "object": lambda value: isinstance(value, dict),
}
_from_text: Mapping[str, Callable[[object], bool]] = {
    **_IS,
    "integer": lambda value: _is_whole(number_of(value)),
    "number": lambda value: number_of(value) is not None,
    "unix": lambda value: number_of(value) is not None,
    "unix_ms": lambda value: number_of(value) is not None,
    "boolean": lambda value: value in ("true", "false", "1", "0"),
    "object": lambda value: isinstance(value, str | dict),
}
_WORDS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "datetime": "a date and time (ISO 8601)",
    "date": "a date (ISO 8601)",
    **scalars.WORDS,
    "file": "a file",
    "any": "a value",
    "object": "an object",
}
