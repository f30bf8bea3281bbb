"""Forms, url-encoded or in parts, read back into objects and arrays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..model.api import JSON_PARTS, Body, Field
from ..model.choosing import json_kind
from ..model.types import Choice, Enum, ListOf, Scalar, Type, meant

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
_INSIDE = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 20


def gathered(pairs: Iterable[tuple[str, Any]], body: Body) -> dict[str, object]:
    """The keys of a form, each with its value.

    Args:
        pairs: Names and values, as they came.
        body: Tells which keys are arrays, and how they are said.

    Returns:
        Single values are texts, the bytes of files, or null, which a form says as an empty
        text.
    """
    forms = body.forms if body.forms != JSON_PARTS else None
    fields = {each.name: each for each in body.fields}
    found: dict[str, Any] = {}
    for name, value in pairs:
        parts = (
            _parts(name)
            if forms
            else [name.removesuffix("[]"), *[""][: name[-2:] == "[]"]]
        )
        field = fields.get(parts[0])
        if field is None or not isinstance(field.type, ListOf):
            if not forms:
                found[name] = value
                continue
        elif len(parts) == 1:
            how = field.explode or body.forms.arrays
            many = (
                value.split(",")
                if how == "comma" and isinstance(value, str)
                else [value]
            )
            found.setdefault(parts[0], []).extend(many)
            continue
        _put(found, parts, value)
    for key in found.keys() & fields.keys() if body.kind == "multipart" else ():
        found[key] = _parts_in_json(fields[key].type, found[key])
    return {
        key: None if _is_null(fields.get(key), value) else _arrays(value)
        for key, value in found.items()
    }


def _is_null(field: Field | None, value: object) -> bool:
    """Whether an empty text is null; of texts nobody can tell."""
    if field is None or not field.nullable or value not in ("", [""]):
        return False
    return value == [""] or not may_be_empty(field.type)


def may_be_empty(type_: Type) -> bool:
    """Whether an empty text is a value of a type."""
    return isinstance(type_, Enum) or type_ in (Scalar("string"), Scalar("any"))


def _parts_in_json(type_: Type, value: Any) -> Any:
    """Read texts of a multipart body where a type has objects or arrays of its own."""
    if isinstance(type_, ListOf) and isinstance(value, list):
        return [_parts_in_json(type_.item, each) for each in value]
    inner = meant(type_)
    several = inner.parts if isinstance(inner, Choice) else (inner,)
    if isinstance(value, str) and {"object", "array"} & set(map(json_kind, several)):
        try:
            read = json.loads(value)
        except ValueError:
            return value
        return read if isinstance(read, dict | list) else value
    return value


def _parts(name: str) -> list[str]:
    """``a[b][0]`` as its keys; a name of another form is one key."""
    match = _KEY.match(name)
    if match is None:
        return [name]
    parts = [match[1], *_INSIDE.findall(match[2])]
    return parts if len(parts) <= _DEEPEST else [name]


class _Open(dict[str, Any]):
    """An object, or an array by its indexes: which it is, its keys tell in the end."""


def _put(found: dict[str, Any], parts: list[str], value: object) -> None:
    inside = found
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        key = part or str(len(inside))
        if following is None:
            inside[key] = value
            return
        below = inside.get(key)
        if isinstance(below, list):
            below = _Open({str(i): each for i, each in enumerate(below)})
        if not isinstance(below, _Open):
            below = _Open()
        inside[key] = below
        inside = below


def _arrays(value: object) -> object:
    """Turn objects whose keys count up from 0 into arrays."""
    if not isinstance(value, Mapping):
        return value
    inner = {key: _arrays(each) for key, each in value.items()}
    if isinstance(value, _Open) and list(inner) == [str(i) for i in range(len(inner))]:
        return list(inner.values())
    return inner
