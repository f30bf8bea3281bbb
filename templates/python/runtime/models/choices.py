"""Choices among types: which of them a value is of follows from the value alone.

A value that is of none, or of several, stays as it came and is told as a mismatch. So does one
whose tag nobody documents, but that is expected: lists of tags grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import msgspec

from . import UNSET
from .kinds import Kind
from .model import Model, ModelMeta, hints
from .reading import Read, Reading, json_kind, plain_type, reader, revive

_KINDS: dict[Any, str] = {
    str: "string",
    datetime: "string",
    date: "string",
    int: "number",
    Decimal: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
}

_FORMS = {
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[Tt ].+",
    "time": r"\d\d:\d\d.*",
    "duration": r"[+-]?P.+",
}
"""How texts of several types look, by the name of the type."""

Choose = Callable[[Any], Any]
"""Gives the type of a value of plain data; None where that cannot be told."""


def one_of(name: str, parts: Callable[[], Sequence[Any]]) -> Any:
    """Make the type of values that are of one of several types.

    They are told apart by what JSON calls them, arrays by their first item, texts by
    their form, and objects by their constants, then by the keys that each always has.

    Args:
        name: In the spec language, for mismatches.
        parts: Gives the types; not called before all models are there.
    """

    def choose(value: Any) -> Any:
        return _chosen(value, parts())

    def widened(widen: Callable[[Any], Any]) -> Any:
        wide = [widen(part) for part in parts()]
        return one_of(name, lambda: wide)

    return _choice(name, choose, parts, widened, lambda value: False)


def tagged(name: str, by: str, cases: Callable[[], Mapping[str | None, Any]]) -> Any:
    """Make the type of objects of which a key says what they are.

    Args:
        name: In the spec language, for mismatches.
        by: The key.
        cases: Gives the types by what stands there, that of all others by None; not called
            before all models are there.
    """

    def choose(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return None
        found, tag = cases(), value.get(by)
        known = found.get(tag) if isinstance(tag, str) else None
        return known or found.get(None)

    def is_new(value: Any) -> bool:
        return isinstance(value, dict) and isinstance(value.get(by), str)

    def widened(widen: Callable[[Any], Any]) -> Any:
        wide = {tag: widen(part) for tag, part in cases().items()}
        return tagged(name, by, lambda: wide)

    return _choice(name, choose, lambda: [*cases().values()], widened, is_new)


def _choice(
    name: str,
    choose: Choose,
    parts: Callable[[], Sequence[Any]],
    widened: Callable[[Callable[[Any], Any]], Any],
    is_new: Callable[[Any], bool],
) -> Any:
    def read(value: Any) -> Any:
        part = choose(value)
        if part is not None:
            return msgspec.convert(value, part, dec_hook=revive)
        if is_new(value):
            return value
        raise ValueError("it is of none of the types")

    def lenient_reader(nullable: bool) -> Read:
        def lenient(value: Any, reading: Reading) -> Any:
            if value is None and nullable:
                return None
            part = choose(value)
            if part is not None:
                return reader(part)(value, reading)
            if not is_new(value):
                reading.note("type", name, value)
            return value

        return lenient

    @cache
    def array() -> Any:
        arrays = [part for part in parts() if _kind(part) == "array"]
        if not arrays[1:]:
            return arrays[0] if arrays else None
        # Each item is written as it is: all that can be told of what people give.
        return list_of(one_of(name, lambda: [_item(part) for part in arrays]))

    def part_of(value: Any) -> Any:
        if isinstance(value, Model):
            return type(value).__public__
        if isinstance(value, list | tuple):
            return array()
        return choose(value) if isinstance(value, Mapping) else None

    functions: dict[str, Callable[..., Any]] = {
        "__revive__": read,
        "__reader__": lenient_reader,
        "__choose__": choose,
        "__part__": part_of,
        "__parts__": parts,
        "__widened__": widened,
    }
    made: Any = Kind(name, (), {k: staticmethod(each) for k, each in functions.items()})
    made.__json__ = "object"  # of a choice by tags, inside of another
    return made


def list_of(item: Any) -> Any:
    """Return the type of arrays of a type that is known when the program runs."""
    return list[item]


def map_of(value: Any) -> Any:
    """Return the type of objects with values of a type known when the program runs."""
    return dict[str, value]


def _chosen(value: Any, parts: Sequence[Any]) -> Any:
    """Return the type that a value is of; None where that cannot be told."""
    came = json_kind(value)
    fitting = [part for part in parts if _kind(part) == came]
    if came == "object" and fitting[1:]:
        fitting = _told_apart(value, fitting)
    if came == "string" and fitting[1:]:
        forms = {_FORMS[plain_type(part)[0].__name__]: part for part in fitting}
        fitting = [p for form, p in forms.items() if re.fullmatch(form, value)]
    if came == "array" and fitting[1:]:
        first = next((each for each in value if each is not None), None)
        if first is None:
            return fitting[0]
        item = _chosen(first, [*map(_item, fitting)])
        fitting = [part for part in fitting if _item(part) is item]
    return fitting[0] if len(fitting) == 1 else None


def _item(part: Any) -> Any:
    """Return the type of an array's items."""
    return get_args(plain_type(part)[0])[0]


def _kind(part: Any) -> str:
    """Name a type's values as JSON does."""
    if isinstance(part, ModelMeta):
        return "object"
    kind, _ = plain_type(part)
    if get_origin(kind) is Literal:
        return json_kind(get_args(kind)[0])
    own = getattr(kind, "__json__", None)
    return own or _KINDS.get(get_origin(kind) or kind, "")


def _told_apart(value: Mapping[str, Any], models: Sequence[Any]) -> list[Any]:
    """Return the models that an object can be of."""
    constants = {model: _constants(model) for model in models}
    agreeing = [
        model
        for model in models
        if all(value.get(key, only) == only for key, only in constants[model].items())
    ]
    sure = [model for model in agreeing if constants[model].keys() & value.keys()]
    found = sure or agreeing
    if len(found) > 1:
        there = {key for key, each in value.items() if each is not None}
        found = [model for model in found if _required(model) <= there]
    return found


def _constants(model: Any) -> dict[str, Any]:
    kinds = {wire: plain_type(type_)[0] for wire, type_ in _types(model).items()}
    found = {
        wire: (
            get_args(kind)[0]
            if get_origin(kind) is Literal
            else getattr(kind, "__constant__", UNSET)
        )
        for wire, kind in kinds.items()
    }
    return {wire: only for wire, only in found.items() if only is not UNSET}


def _required(model: Any) -> set[str]:
    """Return the keys that are always there, and not null."""
    return {wire for wire, type_ in _types(model).items() if not plain_type(type_)[1]}


def _types(model: Any) -> dict[str, Any]:
    if not isinstance(model, ModelMeta):
        return {}
    types = hints(model)
    wires: Mapping[str, str] = model.__wires__  # type: ignore[attr-defined]  # of a class of models
    return {wire: types[name] for wire, name in wires.items()}
