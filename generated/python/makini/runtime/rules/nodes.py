"""Required-key rules: the check of a request body before it leaves.

A plain string stands for a key by its wire name, or for a path into an array of objects
(``lineItems.*.productKey``). A key is present when it is given and not null; a path is
present when the array is given, holds at least one item, and every item gives the key.

Bodies are plain data here: what callers hand in has been turned into dicts and lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from math import inf

from msgspec import Struct

Body = Mapping[str, object]
Check = Callable[[Body], bool]


class Equals(Struct, frozen=True):
    """The key has this literal value."""

    key: str
    value: str | int | bool


class Own(Struct, frozen=True):
    """A part that judges a body by itself; see :mod:`.compare`, where a package has it."""

    def holds(self, body: Body) -> bool:
        """Whether a body meets it."""
        raise NotImplementedError

    def remedy(self, wanted: bool, spell: Callable[[str], str]) -> str:
        """Say what makes it hold, or not hold."""
        raise NotImplementedError


class Variant(Struct, frozen=True):
    """One named way to satisfy a rule."""

    name: str
    rule: Node
    summary: str = ""


class Counted:
    """So many parts hold: ``least`` at least and ``most`` at most."""

    least: int = 0
    most: float = inf

    def __init__(self, *parts: Node) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.parts))})"


class All(Counted):
    """Every part holds."""

    def __init__(self, *parts: Node) -> None:
        super().__init__(*parts)
        self.least = len(parts)


class Any(Counted):
    """At least one part holds."""

    least = 1


class AnyOf(Any):
    """At least one variant holds."""


class One(Counted):
    """Exactly one part holds."""

    least = most = 1


class OneOf(One):
    """Exactly one variant holds."""


class AtMostOne(Counted):
    """No part holds, or exactly one does."""

    most = 1


class Nothing(Counted):
    """No part holds."""

    most = 0


class If(Struct, frozen=True):
    """``then`` holds where ``condition`` does, ``otherwise`` where it does not."""

    condition: Node
    then: Node
    otherwise: Node = All()


Node = str | Equals | Own | Variant | If | Counted


class Rule(Struct, frozen=True, eq=False, dict=True):
    """One named rule of an operation.

    Attributes:
        name: Unique within the operation.
        body: What must hold.
        summary: One sentence for people.
        when: Context names and values in which the rule holds; all must match.
        warn_on_overlap: Warn when several variants of a topmost ``AnyOf`` hold at once.
    """

    name: str
    body: Node
    summary: str = ""
    when: Mapping[str, Sequence[str]] = {}
    warn_on_overlap: bool = False

    @cached_property
    def holds(self) -> Check:
        """The rule as a function of a body."""
        return compiled(self.body)

    @cached_property
    def variants(self) -> Mapping[str, Check]:
        """The variants of which only one should hold, by name."""
        parts = self.body.parts if isinstance(self.body, AnyOf) else ()
        return {x.name: compiled(x.rule) for x in parts if isinstance(x, Variant)}

    def applies(self, context: Mapping[str, str | None]) -> bool:
        """Tell whether the rule counts in a context."""
        return all(context.get(name) in values for name, values in self.when.items())


class Found(Struct, frozen=True):
    """A rule that a body does not meet, or of which it meets several variants at once."""

    rule: Rule
    body: Body  # or the item of it
    item: int | None  # its index, where the body is an array
    variants: tuple[str, ...] = ()  # that are met; empty where the rule is not


def check(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> list[Found]:
    """Find the rules that a request body breaks, and those whose variants overlap in it.

    The items of an array are checked one by one; what has no keys is not checked.
    """
    rules = [rule for rule in rules if not rule.when or rule.applies(context)]
    found = []
    for item, each in _bodies(body):
        for rule in rules:
            if not rule.holds(each):
                found.append(Found(rule, each, item))
            elif rule.warn_on_overlap:
                met = [name for name, holds in rule.variants.items() if holds(each)]
                if len(met) > 1:
                    found.append(Found(rule, each, item, tuple(met)))
    return found


def _bodies(body: object) -> list[tuple[int | None, Body]]:
    if isinstance(body, dict):
        return [(None, body)]
    if not isinstance(body, list):
        return []
    return [(i, each if isinstance(each, dict) else {}) for i, each in enumerate(body)]


def compiled(node: Node) -> Check:
    """Turn a node into nested functions."""
    if isinstance(node, str):
        return _inside(node.split(".*."))
    if isinstance(node, Equals):
        return _inside(node.key.split(".*."), node)
    if isinstance(node, Own):
        return node.holds
    if isinstance(node, Variant):
        return compiled(node.rule)
    if isinstance(node, If):
        condition = compiled(node.condition)
        then, otherwise = compiled(node.then), compiled(node.otherwise)
        return lambda body: then(body) if condition(body) else otherwise(body)
    checks = [compiled(part) for part in node.parts]
    least, most = node.least, node.most
    return lambda body: least <= sum([check(body) for check in checks]) <= most


def _inside(names: Sequence[str], literal: Equals | None = None) -> Check:
    """Check a key, or what stands at the end of a path in every item."""
    name, *rest = names
    if rest:
        inner = _inside(rest, literal)

        def every(body: Body) -> bool:
            items = body.get(name)
            if not isinstance(items, list) or not items:
                return False
            return all(isinstance(item, dict) and inner(item) for item in items)

        return every
    if literal is None:
        return lambda body: body.get(name) is not None
    wanted = literal.value

    def same(body: Body) -> bool:
        # As JSON compares, where true is not 1.
        value = body.get(name)
        return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)

    return same
