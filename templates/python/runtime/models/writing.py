"""Writing what is read as something else: moments that are numbers, bytes that are text.

A package has this module where its API has such values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_args, get_origin

from ..calls.requests import opened
from .model import Model, ModelMeta, hints
from .reading import plain_type
from .values import UNSET

Write = Callable[[Any, str], Any]
"""Makes what the wire has of a value; the name is for errors."""


class TypedModel(Model):
    """A model with fields that are written otherwise than they are read."""

    def __wire_value__(self, name: str) -> Any:
        attribute = self.__wires__.get(name)
        write = writer(hints(type(self))[attribute]) if attribute else None
        return self[name] if write is None else write(self[name], name)


class Written:
    """What of an operation's arguments is written otherwise than it is given.

    Args:
        types: Of path and query parameters and of the body's keys, by name on the wire.
    """

    def __init__(
        self,
        path: Mapping[str, Any] = {},
        query: Mapping[str, Any] = {},
        body: Mapping[str, Any] = {},
    ) -> None:
        self._path, self._query, self._body = path, query, body

    def __call__(self, path: Any, query: Any, body: Any) -> tuple[Any, Any, Any]:
        """Write the arguments of a call, each by wire names."""
        body = (
            [_written(each, self._body) for each in body]
            if isinstance(body, list | tuple)
            else _written(body, self._body)
        )
        return _written(path, self._path), _written(query, self._query), body


def _written(values: Any, types: Mapping[str, Any]) -> Any:
    if not types or isinstance(values, Model):
        return values
    if not isinstance(values := opened(values), Mapping):
        return values
    writers = {name: writer(types[name]) for name in values if name in types}
    return {
        name: write(each, name) if (write := writers.get(name)) else each
        for name, each in values.items()
    }


@lru_cache(maxsize=1024)  # not for ever: clients make classes, see with_slots
def writer(type_: Any) -> Write | None:
    """Return what makes the wire's values of a type; None where they are their own."""
    return _writer(type_) if _is_special(type_, set()) else None


def _writer(type_: Any) -> Write:
    kind, _ = plain_type(type_)
    origin, arguments = get_origin(kind), get_args(kind)
    own: Write | None = getattr(kind, "__writer__", None)
    if own is not None:
        return lambda value, name: (
            value if value is None or value is UNSET else own(value, name)
        )
    if isinstance(kind, ModelMeta):
        return lambda value, name: _written_object(kind, value, name)
    if origin is list and (item := writer(arguments[0])):
        return lambda value, name: (
            [item(each, f"{name}[{i}]") for i, each in enumerate(value)]
            if isinstance(value, list | tuple)
            else value
        )
    if origin is dict and (inner := writer(arguments[1])):
        return lambda value, name: (
            {key: inner(each, f"{name}.{key}") for key, each in value.items()}
            if isinstance(value, Mapping)
            else value
        )
    return lambda value, name: value


def _written_object(kind: Any, value: Any, name: str) -> Any:
    """Write an object given as a mapping; a model writes itself when it is sent."""
    if isinstance(value, Model) or not isinstance(value := opened(value), Mapping):
        return value
    types, wires = hints(kind), kind.__wires__
    writers = {key: writer(types[wires[key]]) for key in value if key in wires}
    return {
        key: write(each, f"{name}.{key}") if (write := writers.get(key)) else each
        for key, each in value.items()
    }


def _is_special(type_: Any, seen: set[Any]) -> bool:
    """Whether something inside a type is written otherwise than it is read."""
    kind, _ = plain_type(type_)
    if hasattr(kind, "__writer__"):
        return True
    if isinstance(kind, ModelMeta):
        if kind in seen:
            return False
        seen.add(kind)
        return any(_is_special(each, seen) for each in hints(kind).values())
    return any(_is_special(each, seen) for each in get_args(kind))
