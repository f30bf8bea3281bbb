"""Required-key rules: the check of a request body before it leaves.

A plain string stands for a key by its wire name, or for a path into an array of objects
(``lineItems.*.productKey``). A key is present when it is given and not null; a path is
present when the array is given, holds at least one item, and every item gives the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property
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


class Rule(Struct, frozen=True, eq=False, dict=True):
    """One named rule of an operation.

    Attributes:
        name: Unique within the operation.
        body: What must hold.
        summary: One sentence for people.
        when: Context names and values in which the rule holds; all must match.
        warn_on_overlap: Warn when several variants of a topmost ``AnyOf`` hold at once.
        names: Python names by wire name where they differ. A path without its own entry
            takes the name of its array. An operation hands down its own.
        docs: Where the rule is explained; handed down likewise.
    """

    name: str
    body: Node
    summary: str = ""
    when: Mapping[str, Sequence[str]] = {}
    warn_on_overlap: bool = False
    names: Mapping[str, str] = {}
    docs: str = ""

    @cached_property
    def holds(self) -> Check:
        """The rule as a function of what reads a key's value from a body."""
        return compiled(self.body)

    @cached_property
    def _variants(self) -> tuple[tuple[str, Check], ...]:
        if not self.warn_on_overlap or not isinstance(self.body, AnyOf):
            return ()
        return tuple((v.name, compiled(v.rule)) for v in self.body.variants)

    def applies(self, context: Mapping[str, str | None]) -> bool:
        """Tell whether the rule counts in a context."""
        matches = [context.get(name) in values for name, values in self.when.items()]
        return False not in matches

    def overlap(self, get: Get) -> tuple[str, ...]:
        """Return the names of the variants that hold, if several do and it matters."""
        held = tuple([name for name, check in self._variants if check(get)])
        return held if len(held) > 1 else ()

    def spell(self, key: str) -> str:
        """Return a key's Python name, with the wire name in brackets where it differs."""
        head, *inside = key.split(".*.", 1)
        name = self.names.get(key) or ".*.".join([self.names.get(head, head), *inside])
        return name if name == key else f"{name} ({key})"


class RuleFailure(Struct, frozen=True):
    """A rule that a body does not meet.

    Attributes:
        rule: The rule's name.
        summary: The rule's sentence; may be empty.
        given: Python names of the keys given and not null.
        remedy: What would do, such as ``add customer_key (customerKey)``.
        docs: Where the rule is explained; may be empty.
        item: Index of the failing item where the body is an array.
    """

    rule: str
    summary: str
    given: tuple[str, ...]
    remedy: str
    docs: str = ""
    item: int | None = None


class RuleOverlap(Struct, frozen=True):
    """A rule of which several variants are met at once.

    Attributes:
        rule: The rule's name.
        variants: The variants' names.
        item: Index of the item where the body is an array.
    """

    rule: str
    variants: tuple[str, ...]
    item: int | None = None

    def describe(self, operation: str) -> str:
        """Return the warning's text.

        Args:
            operation: Such as ``invoices.create``.
        """
        place = operation if self.item is None else f"{operation}: item {self.item}"
        from .remedies import listed

        held = listed(self.variants, "and")
        return f"{place}: rule '{self.rule}' is met as {held} at once."


def check(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> tuple[RuleFailure, ...]:
    """Find all rules that a request body breaks.

    Args:
        rules: Of the operation.
        body: By wire names; the items of a sequence are checked one by one. Anything else
            has no keys and is not checked.
        context: What is known about the other side, such as ``{"platform": "UPKEEP"}``.
    """
    if type(body) is dict:
        # The usual way: nothing is built or named unless a rule fails.
        get = body.get
        failed = [
            rule
            for rule in rules
            if (not rule.when or rule.applies(context)) and not rule.holds(get)
        ]
        if not failed:
            return ()
        return tuple([_failure(rule, body) for rule in failed])
    rules = [rule for rule in rules if rule.applies(context)]
    return tuple(
        _failure(rule, each, item)
        for item, each in _bodies(body)
        for rule in rules
        if not rule.holds(_getter(each))
    )


def overlaps(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> tuple[RuleOverlap, ...]:
    """Find the rules of which a body meets several variants where a warning is due."""
    found: list[RuleOverlap] = []
    for rule in rules:
        if rule.warn_on_overlap and rule.applies(context):
            for item, each in _bodies(body):
                held = rule.overlap(_getter(each))
                if held:
                    found.append(RuleOverlap(rule.name, held, item))
    return tuple(found)


def describe(operation: str, failures: Sequence[RuleFailure]) -> str:
    """Return the text of the error for a call that breaks rules.

    Args:
        operation: Such as ``invoices.create``.
        failures: What :func:`check` found; not empty.
    """
    lines = []
    for failure in failures:
        place = "" if failure.item is None else f"item {failure.item}: "
        given = ", ".join(failure.given) or "nothing"
        remedy = failure.remedy or "no set of keys would do"
        lines.append(
            f"{place}rule '{failure.rule}' is not met. Given: {given}. "
            f"{remedy[:1].upper()}{remedy[1:]}."
        )
    docs = dict.fromkeys(failure.docs for failure in failures if failure.docs)
    end = [f"See {', '.join(docs)}"] if docs else []
    if len(lines) == 1:
        return " ".join([f"{operation}: {lines[0]}", *end])
    return "\n".join(
        [
            f"{operation}: {len(lines)} rules are not met.",
            *(f"- {x}" for x in lines),
            *end,
        ]
    )


def _failure(rule: Rule, body: object, item: int | None = None) -> RuleFailure:
    from .remedies import remedy

    get = _getter(body)
    listed = body if isinstance(body, Mapping) else getattr(body, "to_dict", dict)()
    present = [key for key in listed if isinstance(key, str) and _is_given(get(key))]
    return RuleFailure(
        rule=rule.name,
        summary=rule.summary,
        given=tuple(rule.names.get(key, key) for key in present),
        remedy=remedy(rule.body, get, rule.spell),
        docs=rule.docs,
        item=item,
    )


def _is_given(value: object) -> bool:
    return value is not None and value is not UNSET


def _is_array(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(
        value, str | bytes | bytearray
    )


def _bodies(body: object) -> list[tuple[int | None, object]]:
    if isinstance(body, dict):
        return [(None, body)]
    if _is_array(body):
        return list(enumerate(body))
    if isinstance(body, str | bytes | bytearray):
        return []
    return [(None, body)] if hasattr(body, "__getitem__") else []


def _getter(body: object) -> Get:
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
        if not _is_array(value) or not value:
            return False
        return all(reach(_getter(item), depth + 1) for item in value)

    return lambda get: reach(get, 0)


def _same(value: object, literal: str | int | bool) -> bool:
    """Compare as JSON does, where true is not 1."""
    if isinstance(value, Enum):
        value = value.value
    return isinstance(value, bool) == isinstance(literal, bool) and value == literal
