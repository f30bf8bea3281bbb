"""Required-key rules: the check of a request body before it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import UNSET, Struct

from .nodes import All as All
from .nodes import Any as Any
from .nodes import AnyOf as AnyOf
from .nodes import AtMostOne as AtMostOne
from .nodes import Check, Get, Node, compiled, getter, is_array
from .nodes import Equals as Equals
from .nodes import If as If
from .nodes import Nothing as Nothing
from .nodes import One as One
from .nodes import OneOf as OneOf
from .nodes import Variant as Variant


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
        if not rule.holds(getter(each))
    )


def overlaps(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> tuple[RuleOverlap, ...]:
    """Find the rules of which a body meets several variants where a warning is due."""
    found: list[RuleOverlap] = []
    for rule in rules:
        if rule.warn_on_overlap and rule.applies(context):
            for item, each in _bodies(body):
                held = rule.overlap(getter(each))
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

    get = getter(body)
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


def _bodies(body: object) -> list[tuple[int | None, object]]:
    if isinstance(body, dict):
        return [(None, body)]
    if is_array(body):
        return list(enumerate(body))
    if isinstance(body, str | bytes | bytearray):
        return []
    return [(None, body)] if hasattr(body, "__getitem__") else []
