"""What a rule says, and whether a body meets it.

A plain string stands for a key by its wire name, or for a path into an array of objects
(``lineItems.*.productKey``). A key is present when it is given and not null; a path is
present when the array is given, holds at least one item, and every item gives the key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TypeGuard

from msgspec import UNSET, Struct

Get = Callable[[str], object]
Check = Callable[[Get], bool]


class Equals(Struct, frozen=True):
    """The key has this literal value."""

    key: str
    value: str | int | bool


class _Parts:
    __slots__ = ("parts",)

    def __init__(self, *parts: Node) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.parts))})"


class All(_Parts):
    """Every part holds."""

    __slots__ = ()


class Any(_Parts):
    """At least one part holds."""

    __slots__ = ()


class One(_Parts):
    """Exactly one part holds."""

    __slots__ = ()


class AtMostOne(_Parts):
    """No part holds, or exactly one does."""

    __slots__ = ()


class Nothing(_Parts):
    """No part holds."""

    __slots__ = ()


class If(Struct, frozen=True):
    """``then`` holds where ``condition`` does, ``otherwise`` where it does not."""

    condition: Node
    then: Node
    otherwise: Node = All()


class Variant(Struct, frozen=True):
    """One named way to satisfy a rule."""

    name: str
    rule: Node
    summary: str = ""


class _Variants:
    __slots__ = ("variants",)

    def __init__(self, *variants: Variant) -> None:
        self.variants = variants

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.variants))})"


class AnyOf(_Variants):
    """At least one variant holds."""

    __slots__ = ()


class OneOf(_Variants):
    """Exactly one variant holds."""

    __slots__ = ()


Node = str | Equals | All | Any | One | AtMostOne | Nothing | If | AnyOf | OneOf


def is_array(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(
        value, str | bytes | bytearray
    )


def getter(body: object) -> Get:
    """Return what reads a value by wire name from a mapping or a model."""
    # The plain types first: asking an abstract one costs more than all the rest.
    if isinstance(body, (dict, Mapping)):
        return body.get

    def get(key: str) -> object:
        try:
            return body[key]  # type: ignore[index]  # what has no keys is caught below
        except (TypeError, LookupError, AttributeError):
            return None

    return get


def compiled(node: Node) -> Check:
    """Turn a node into nested functions, with short cuts for the usual shapes."""
    if isinstance(node, str):
        if ".*." in node:
            return _inside(node)

        def present(get: Get) -> bool:
            value = get(node)
            return value is not None and value is not UNSET

        return present
    if isinstance(node, Equals):
        return _inside(node.key, node)
    if isinstance(node, If):
        return _compile_if(node)
    parts = _flat(node)
    if isinstance(node, All | Any | AnyOf) and all(
        isinstance(part, str) and ".*." not in part for part in parts
    ):
        keys = tuple(part for part in parts if isinstance(part, str))
        enough = not isinstance(node, All)

        def present_keys(get: Get) -> bool:
            for key in keys:
                value = get(key)
                if (value is not None and value is not UNSET) is enough:
                    return enough
            return not enough

        return present_keys
    return _combine(node, tuple(compiled(part) for part in parts))


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes inside a node; a key has none."""
    if isinstance(node, AnyOf | OneOf):
        return tuple(variant.rule for variant in node.variants)
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    return () if isinstance(node, str | Equals) else node.parts


def _flat(node: Node) -> list[Node]:
    """Return a node's parts, with those of parts that say the same drawn in."""
    same = All if isinstance(node, All) else Any | AnyOf
    joins = isinstance(node, All | Any | AnyOf)
    flat: list[Node] = []
    for part in parts_of(node):
        flat.extend(_flat(part) if joins and isinstance(part, same) else [part])
    return flat


def _compile_if(node: If) -> Check:
    condition = compiled(node.condition)
    then, otherwise = compiled(node.then), compiled(node.otherwise)
    return lambda get: then(get) if condition(get) else otherwise(get)


def _combine(node: Node, checks: tuple[Check, ...]) -> Check:
    if isinstance(node, All | Any | AnyOf | Nothing):
        # The first part that decides ends the search.
        decisive = not isinstance(node, All)
        outcome = isinstance(node, Any | AnyOf)

        def scan(get: Get) -> bool:
            for check in checks:
                if check(get) is decisive:
                    return outcome
            return not outcome

        return scan
    least = 0 if isinstance(node, AtMostOne) else 1
    return lambda get: least <= sum([check(get) for check in checks]) <= 1


def _inside(key: str, literal: Equals | None = None) -> Check:
    """Check a path, or a key's value, item by item."""
    names = key.split(".*.")
    last = len(names) - 1

    def reach(get: Get, depth: int) -> bool:
        value = get(names[depth])
        if value is None or value is UNSET:
            return False
        if depth == last:
            return literal is None or _same(value, literal.value)
        if not is_array(value) or not value:
            return False
        return all(reach(getter(item), depth + 1) for item in value)

    return lambda get: reach(get, 0)


def _same(value: object, literal: str | int | bool) -> bool:
    """Compare as JSON does, where true is not 1."""
    if isinstance(value, Enum):
        value = value.value
    return isinstance(value, bool) == isinstance(literal, bool) and value == literal
