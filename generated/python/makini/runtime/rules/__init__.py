"""Required-key rules, as the modules of a package state them and calls keep to them.

Words for a rule that is broken: what was given, and what would make a request body meet it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from typing import Any as Anything

from msgspec import Struct

from .. import Lazy
from ..operations import Names, spelled
from .nodes import All as All
from .nodes import Any as Any
from .nodes import AnyOf as AnyOf
from .nodes import AtMostOne as AtMostOne
from .nodes import Body, Counted, Found, Node, Own, compiled
from .nodes import Equals as Equals
from .nodes import If as If
from .nodes import Nothing as Nothing
from .nodes import One as One
from .nodes import OneOf as OneOf
from .nodes import Rule as Rule
from .nodes import Variant as Variant
from .nodes import check as check

if TYPE_CHECKING:
    from .. import errors
else:
    errors = Lazy(".errors")

_NUMBERS = {1: "one", 2: "two"}
_VERBS = ("add ", "leave out ")


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
        """Let a body pass, or refuse it with a RequiredKeysError.

        Args:
            operation: Such as ``invoices.create``.
            body: Plain data by wire names; the items of an array are checked one by one.
            context: What is known about the other side, such as ``{"platform": "UPKEEP"}``.
            names: What callers call the keys.
            docs: Where the rules are explained; may be empty.
            warn: Takes the words for a body that meets several variants of a rule.
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
