"""Required-key rules: the check of a request body before it leaves, and words for what it lacks.

A plain string stands for a key by its wire name, or for a path into an array of objects
(``lineItems.*.productKey``). A key is present when it is given and not null; a path is
present when the array is given, holds at least one item, and every item gives the key.

Bodies are plain data here: what callers hand in has been turned into dicts and lists.

The words name the least that would do for the very body: one refusal is enough to mend it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING
from typing import Any as Anything

from msgspec import Struct

from .. import Lazy
from ..calls import Names, spelled

if TYPE_CHECKING:
    from .. import errors
else:
    errors = Lazy(".errors")

_NUMBERS = {1: "one", 2: "two"}
_VERBS = ("add ", "leave out ")

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


class Rules:
    """The rules of one operation; those of :mod:`.parameters` see more than its body."""

    parameters: Mapping[str, Anything] = {}

    def __init__(self, *rules: Rule) -> None:
        self.all = rules

    def enforce(
        self,
        operation: str,
        body: object,
        context: Mapping[str, str | None],
        names: Names,
        docs: str,
        warn: Callable[[str], object],
    ) -> None:
        """Let a body of plain data pass, or refuse it with a RequiredKeysError.

        ``warn`` takes the words for one that meets several variants of a rule.
        """
        found = check(self.all, body, context)
        failures = [explain(each, names, docs) for each in found if not each.variants]
        if failures:
            raise errors.RequiredKeysError(
                described(operation, failures),
                failures=tuple(failures),
                operation=operation,
            )
        for overlap in found:
            warn(warning(operation, overlap))


def explain(broken: Found, names: Names, docs: str = "") -> errors.RuleFailure:
    """Say what is wrong with a body, and what would do; keys as callers call them."""

    def spell(key: str) -> str:
        head, *inside = key.split(".*.", 1)
        name = (names or {}).get(key) or ".*.".join([spelled(names, head), *inside])
        return name if name == key else f"{name} ({key})"

    rule, body = broken.rule, broken.body
    if broken.item is not None:
        names = None  # items have the keys of the wire
    given = [spelled(names, key) for key, value in body.items() if value is not None]
    remedy = _Remedy(body, spell).make(rule.body) or ""
    return errors.RuleFailure(
        rule.name, rule.summary, tuple(given), remedy, docs, broken.item
    )


def described(operation: str, failures: Sequence[errors.RuleFailure]) -> str:
    """Return the text of the error for a call that breaks rules."""
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
    head = f"{operation}: {len(lines)} rules are not met."
    return "\n".join([head, *(f"- {line}" for line in lines), *end])


def warning(operation: str, overlap: Found) -> str:
    """Return the text of the warning for a call that meets several variants of a rule."""
    place = operation if overlap.item is None else f"{operation}: item {overlap.item}"
    held = _listed(overlap.variants, "and")
    return f"{place}: rule '{overlap.rule.name}' is met as {held} at once."


class _Remedy(Struct, frozen=True):
    """Words for making nodes hold, or not hold, in a body."""

    body: Body
    spell: Callable[[str], str]

    def make(self, node: Node, wanted: bool = True) -> str | None:
        """Say what makes a node hold, or not; None for nothing, no words if it is so."""
        if compiled(node)(self.body) is wanted:
            return ""
        match node:
            case str():
                return f"{'add' if wanted else 'leave out'} {self.spell(node)}"
            case Equals(key, value):
                text = json.dumps(value, ensure_ascii=False)
                if wanted:
                    return f"set {self.spell(key)} to {text}"
                return f"give {self.spell(key)} another value than {text}"
            case Own():
                return node.remedy(wanted, self.spell)
            case Variant(name, rule):
                step = self.make(rule, wanted)
                return f"{step} for {name}" if step and wanted else step
            case If(condition, then, otherwise):
                if not wanted:
                    then, otherwise = Nothing(then), Nothing(otherwise)
                ways = All(condition, then), All(Nothing(condition), otherwise)
                return _one([self.make(way) for way in ways], "or")
            case Counted():
                return self.count(node, wanted)

    def count(self, node: Counted, wanted: bool) -> str | None:
        held = [part for part in node.parts if compiled(part)(self.body)]
        others = [part for part in node.parts if not compiled(part)(self.body)]
        is_bounded = node.most < len(node.parts)
        if wanted and len(held) < node.least:
            missing = node.least - len(held)
            return self.some(others, missing, True, only=is_bounded)
        if wanted:
            return self.some(held, len(held) - int(node.most), False)
        ways = []
        if node.least:
            ways.append(self.some(held, len(held) + 1 - node.least, False))
        if is_bounded:
            ways.append(self.some(others, int(node.most) + 1 - len(held), True))
        return _one(ways, "or")

    def some(
        self, parts: Sequence[Node], number: int, wanted: bool, only: bool = False
    ) -> str | None:
        """Say what makes so many of some parts hold, or not hold; ``only`` for no more."""
        steps = [self.make(part, wanted) for part in parts]
        possible = [step for step in steps if step is not None]
        if len(possible) < number:
            return None
        if len(possible) == number:
            return _joined(possible, "and")
        word = "and/or" if wanted and number == 1 and not only else "or"
        if wanted and isinstance(parts[0], Variant):
            word = ", or"
        bound = "but only" if only else "at least" if number > 1 else ""
        end = f", {bound} {_NUMBERS.get(number, number)} of these" if bound else ""
        return _joined(possible, word) + end


def _one(steps: Sequence[str | None], word: str) -> str | None:
    """Join steps of which one will do; those that are impossible are left out."""
    possible = [step for step in steps if step is not None]
    return _joined(possible, word) if possible else None


def _joined(steps: Sequence[str], word: str) -> str:
    """Join steps; a verb that all have in common is said once."""
    verb = next((v for v in _VERBS if all(step.startswith(v) for step in steps)), "")
    texts = [step.removeprefix(verb) for step in steps]
    if word == ", or":  # between whole clauses
        return verb + ", or ".join(texts)
    if len(texts) > 1:
        lists = " (and|or|and/or) "
        texts = [f"({text})" if re.search(lists, text) else text for text in texts]
    return verb + _listed(texts, word if verb or word != "and/or" else "or")


def _listed(items: Sequence[str], word: str) -> str:
    """Join as people do: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
