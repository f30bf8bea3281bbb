"""Writing what is read as something else: moments that are numbers, bytes that are text.

A package has this module where its API has such values, or constants inside of bodies, which
are filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from ..calls.requests import opened
from . import UNSET
from .model import Model, ModelMeta, additional_type, hints
from .reading import plain_type

Write = Callable[[Any, str], Any]
"""Makes what the wire has of a value; the name is for errors."""


class TypedModel(Model):
    """A model with fields that are written otherwise than they are read."""

    def __wire_value__(self, name: str) -> Any:
        attribute = self.__wires__.get(name)
        type_ = (
            hints(type(self))[attribute]
            if attribute
            else getattr(self, "__sent__", {}).get(name, additional_type(type(self)))
        )
        write = writer(type_, False) if type_ is not None else None
        return self[name] if write is None else write(self[name], name)


class Written:
    """What of an operation's arguments is written otherwise than it is given.

    Args:
        path: The types of its parameters, by name on the wire; so are the others.
        query: Likewise.
        body: Of its keys.
        whole: Of a body that is one value.
    """

    def __init__(
        self,
        path: Mapping[str, Any] = {},
        query: Mapping[str, Any] = {},
        body: Mapping[str, Any] = {},
        whole: Any = None,
    ) -> None:
        self._path, self._query, self._body = path, query, body
        self._whole = whole

    def __call__(self, path: Any, query: Any, body: Any) -> tuple[Any, Any, Any]:
        """Write the arguments of a call, each by wire names."""
        if self._whole is not None and (write := writer(self._whole, True)):
            body = write(body, "body")
        body = (
            [_written(each, self._body) for each in body]
            if isinstance(body, list | tuple)
            else _written(body, self._body)
        )
        return _written(path, self._path), _written(query, self._query), body


def _written(values: Any, types: Mapping[str, Any]) -> Any:
    if not types or not isinstance(values := _mapping(values), Mapping):
        return values
    return _filled(
        {
            name: write(each, name) if (write := writer(types[name], True)) else each
            for name, each in values.items()
            if name in types
        }
        | {name: each for name, each in values.items() if name not in types},
        types,
    )


@lru_cache(maxsize=1024)  # not for ever: clients make classes, see with_slots
def writer(type_: Any, fills: bool) -> Write | None:
    """Return what makes the wire's values of a type; None where they are their own.

    Args:
        type_: Of a field, or of anything inside of one.
        fills: Constants that are missing are filled in: a body is written.
    """
    return _writer(type_, fills) if _is_special(type_, fills, set()) else None


def _writer(type_: Any, fills: bool) -> Write:
    kind, _ = plain_type(type_)
    origin, arguments = get_origin(kind), get_args(kind)
    own: Write | None = getattr(kind, "__writer__", None)
    if own is not None:
        return lambda value, name: (
            value if value is None or value is UNSET else own(value, name)
        )
    if parts := getattr(kind, "__parts__", None):
        return lambda value, name: _chosen(kind, parts(), value, name, fills)
    if isinstance(kind, ModelMeta):
        return lambda value, name: _written_object(kind, value, name, fills)
    if origin is list and (item := writer(arguments[0], fills)):
        return lambda value, name: (
            [item(each, f"{name}[{i}]") for i, each in enumerate(value)]
            if isinstance(value, list | tuple)
            else value
        )
    if origin is dict and (inner := writer(arguments[1], fills)):
        return lambda value, name: (
            {key: inner(each, f"{name}.{key}") for key, each in value.items()}
            if isinstance(value, Mapping)
            else value
        )
    return lambda value, name: value


def _written_object(kind: Any, value: Any, name: str, fills: bool) -> Any:
    """Write an object that a model describes; a model itself writes its own values."""
    if isinstance(value, Model) and not fills:
        return value
    if not isinstance(value := _mapping(value), Mapping):
        return value
    types = {wire: hints(kind)[each] for wire, each in kind.__wires__.items()}
    types |= getattr(kind, "__sent__", {})
    further = additional_type(kind)
    kinds = {key: types.get(key, further) for key in value}
    writers = {
        key: writer(each, fills) for key, each in kinds.items() if each is not None
    }
    made = {
        key: write(each, f"{name}.{key}") if (write := writers.get(key)) else each
        for key, each in value.items()
    }
    return _filled(made, types) if fills else made


def _chosen(kind: Any, parts: Any, value: Any, name: str, fills: bool) -> Any:
    """Write a value of one of several types."""
    part = kind.__part__(value := _opened(value, fills))
    if part is not None:
        write = writer(part, fills)
        return value if write is None else write(value, name)
    # Others are told apart by what they are in Python: each writes its own alone.
    for each in parts:
        own: Write | None = getattr(plain_type(each)[0], "__writer__", None)
        if own is not None and value is not None and value is not UNSET:
            value = own(value, name)
    return value


def _opened(value: Any, fills: bool) -> Any:
    return value if isinstance(value, Model) else opened(value)


def _mapping(value: Any) -> Any:
    """Return an object's values by wire name, or the value itself if it is none.

    Models inside stay as they are: their class says what they are.
    """
    if isinstance(value, Model):
        hidden = value.__read_only__ or ()
        return {name: value[name] for name in value if name not in hidden}
    return opened(value)


def _filled(values: dict[str, Any], types: Mapping[str, Any]) -> dict[str, Any]:
    """Add the constants that are always there, where they are not given."""
    missing = (name for name in types if values.get(name, UNSET) is UNSET)
    found = {name: _constant(types[name]) for name in missing}
    return values | {name: only for name, only in found.items() if only is not UNSET}


def _constant(type_: Any) -> Any:
    """Return the only value of a type, or ``UNSET``; what may be null has more."""
    if get_origin(type_) is Literal:
        return get_args(type_)[0]
    return getattr(type_, "__constant__", UNSET)


def _is_special(type_: Any, fills: bool, seen: set[Any]) -> bool:
    """Whether something inside a type is written otherwise than it is read."""
    kind, _ = plain_type(type_)
    if parts := getattr(kind, "__parts__", None):
        if kind in seen:
            return False
        seen.add(kind)
        return any(_is_special(each, fills, seen) for each in parts())
    if hasattr(kind, "__writer__") or (fills and _constant(type_) is not UNSET):
        return True
    if isinstance(kind, ModelMeta):
        if kind in seen:
            return False
        seen.add(kind)
        inside = [*hints(kind).values(), additional_type(kind)]
        inside += getattr(kind, "__sent__", {}).values()
        return any(_is_special(each, fills, seen) for each in inside)
    return any(_is_special(each, fills, seen) for each in get_args(kind))
