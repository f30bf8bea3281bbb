"""Rules in words: what a rule asks for, and what a failed call should do.

The wording names keys through a function, so that a target can speak its own language's
names. The clients' run-time check words its remedies in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..model.rules import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Equals,
    If,
    Node,
    Nothing,
    One,
    OneOf,
    Present,
    Rule,
    Variant,
)
from .atoms import Atom, Given, atoms_of, observe, parts_of
from .decide import holds

Naming = Callable[[str], str]
"""From a key or array path to what people should read."""


def _wire(key: str) -> str:
    return key


def sentence(rule: Rule, name: Naming = _wire) -> str:
    """Say what a rule asks for, as one sentence.

    Args:
        rule: A rule; one without a body asks for nothing and gives an empty string.
        name: How keys are spelled.
    """
    if rule.body == All(()):
        return ""
    places = [
        f"{context} {listed(values, 'or')}" for context, values in rule.when if values
    ]
    text = demand(rule.body, name)
    if places:
        text = f"with {listed(places, 'and')}: {text}"
    return f"{text[:1].upper()}{text[1:]}."


def demand(node: Node, name: Naming = _wire) -> str:
    """Say what a node asks for, as a clause such as ``needs a and b``."""
    match node:
        case AnyOf(variants):
            return "at least one of these must be met: " + _choices(variants, name)
        case OneOf(variants):
            return "exactly one of these must be met: " + _choices(variants, name)
        case If(condition, then, otherwise):
            text = f"if {state(condition, name)}, {demand(then, name)}"
            if otherwise == All(()):
                return text
            return f"{text}; otherwise {demand(otherwise, name)}"
        case AtMostOne() | Nothing():
            return "takes " + subject(node, name)
        case All(parts) if not all(isinstance(part, Present) for part in parts):
            keys = tuple(part for part in parts if isinstance(part, Present))
            clauses = [demand(All(keys), name)] if keys else []
            clauses += [
                demand(part, name) for part in parts if not isinstance(part, Present)
            ]
            return "; and ".join(clauses)
        case All(()):
            return "needs nothing"
        case _:
            return "needs " + subject(node, name)


def _choices(variants: Sequence[Variant], name: Naming) -> str:
    return "; ".join(
        f"{variant.name} {demand(variant.rule, name)}" for variant in variants
    )


def subject(node: Node, name: Naming = _wire) -> str:
    """Name what a node asks for, such as ``a and/or b``."""
    parts = [_inner(part, name) for part in parts_of(node)]
    match node:
        case Present(key):
            return name(key)
        case Equals(key, value):
            return f"{name(key)} = {_literal(value)}"
        case All():
            return listed(parts, "and") if parts else "nothing"
        case Any():
            return listed(parts, "and/or") if parts else "the impossible"
        case One():
            return "exactly one of " + listed(parts, "and")
        case AtMostOne():
            return "at most one of " + listed(parts, "and")
        case Nothing():
            return ("none of " if len(parts) > 1 else "no ") + listed(parts, "and")
        case If(condition, _, otherwise):
            text = f"{parts[1]} if {state(condition, name)}"
            return text if otherwise == All(()) else f"{text}, otherwise {parts[2]}"
        case AnyOf(variants):
            return listed(_named(variants, name), "and/or")
        case OneOf(variants):
            return "exactly one of " + listed(_named(variants, name), "and")


def _named(variants: Sequence[Variant], name: Naming) -> list[str]:
    return [f"{variant.name} ({subject(variant.rule, name)})" for variant in variants]


def _inner(node: Node, name: Naming) -> str:
    text = subject(node, name)
    simple = isinstance(node, Present | Equals) or (
        isinstance(node, All | Any) and len(node.parts) == 1
    )
    return text if simple else f"({text})"


def state(node: Node, name: Naming = _wire) -> str:
    """Say that a node holds, as a clause such as ``a is given``."""
    match node:
        case Equals(key, value):
            return f"{name(key)} is {_literal(value)}"
        case All(parts) if len(parts) > 1:
            if all(isinstance(part, Present) for part in parts):
                return subject(node, name) + " are given"
            return listed([state(part, name) for part in parts], "and")
        case Nothing((Present(key),)):
            return f"{name(key)} is not given"
        case _:
            return subject(node, name) + " is given"


def remedy(rule: Rule, given: Given, name: Naming = _wire) -> str:
    """Say what a call should do to meet a rule.

    Args:
        rule: The rule that the call breaks.
        given: The body by wire names, or a set of atoms.
        name: How keys are spelled.

    Returns:
        An instruction without a capital and a full stop, such as ``add a and/or b for
        outgoing, or c for incoming``; empty when the rule holds.
    """
    atoms = atoms_of([rule.body])
    seen = observe(given, atoms)
    words = _Remedy(frozenset(atom for atom in atoms if atom in seen), name)
    return words.make(rule.body).text


class _Step(NamedTuple):
    """Something to do. A composite object needs parentheses inside a longer list."""

    verb: str
    object: str
    composite: bool = False

    @property
    def text(self) -> str:
        return f"{self.verb} {self.object}".strip()

    @property
    def inner(self) -> str:
        return f"({self.object})" if self.composite else self.object

    @property
    def inner_text(self) -> str:
        return f"({self.text})" if self.composite else self.text


_NO_STEP = _Step("", "")


class _Remedy:
    """Words for making nodes hold, or not hold, given what is so."""

    def __init__(self, given: frozenset[Atom], name: Naming) -> None:
        self.given = given
        self.name = name

    def so(self, node: Node) -> bool:
        return holds(node, self.given)

    def make(self, node: Node) -> _Step:
        """Return what makes a node hold."""
        if self.so(node):
            return _NO_STEP
        match node:
            case Present(key):
                return _Step("add", self.name(key))
            case Equals(key, value):
                return _Step("set", f"{self.name(key)} to {_literal(value)}")
            case All(parts):
                return _joined([self.make(part) for part in parts], "and")
            case Any(parts):
                return _joined([self.make(part) for part in parts], "and/or")
            case AnyOf(variants):
                return self.choose(variants, "")
            case One() | OneOf() | AtMostOne() if any(map(self.so, parts_of(node))):
                return self.keep_one(node)
            case One(parts):
                return _only_one([self.make(part) for part in parts])
            case OneOf(variants):
                return self.choose(variants, ", but only one of these")
            case Nothing(parts):
                return _joined([self.undo(part) for part in parts], "and")
            case If(condition, then, otherwise):
                here, there = (
                    (then, otherwise) if self.so(condition) else (otherwise, then)
                )
                step = self.make(here)
                if not step.text:
                    # Nothing meets this branch: take the other one.
                    return _joined([self.flip(condition), self.make(there)], "and")
                if not self.so(condition):
                    return step
                reason = f"{step.object}, as {state(condition, self.name)}"
                return _Step(step.verb, reason, composite=True)
            case AtMostOne():
                return _NO_STEP

    def undo(self, node: Node) -> _Step:
        """Return what makes a node not hold."""
        if not self.so(node):
            return _NO_STEP
        match node:
            case Present(key):
                return _Step("leave out", self.name(key))
            case Equals(key, value):
                other = f"{self.name(key)} another value than {_literal(value)}"
                return _Step("give", other)
            case All(parts):
                return _joined([self.undo(part) for part in parts], "or")
            case Any() | AnyOf():
                return _joined([self.undo(part) for part in parts_of(node)], "and")
            case One() | OneOf():
                parts = parts_of(node)
                steps = [*map(self.undo, parts), *map(self.make, parts)]
                return _joined(steps, "or")
            case AtMostOne(parts):
                names = listed([_inner(part, self.name) for part in parts], "and")
                return _Step("give", f"at least two of {names}", composite=True)
            case Nothing(parts):
                return _joined([self.make(part) for part in parts], "and/or")
            case If(condition, then, otherwise):
                here, there = (
                    (then, otherwise) if self.so(condition) else (otherwise, then)
                )
                away = _joined([self.flip(condition), self.undo(there)], "and")
                step = self.undo(here)
                # Another branch that is empty cannot fail, so going there is no use.
                return step if there == All(()) else _joined([step, away], "or")

    def flip(self, node: Node) -> _Step:
        return self.undo(node) if self.so(node) else self.make(node)

    def choose(self, variants: Sequence[Variant], limit: str) -> _Step:
        steps = [(self.make(variant.rule), variant.name) for variant in variants]
        steps = [(step, name) for step, name in steps if step.text]
        verb = _common_verb([step for step, _ in steps])
        texts = [
            f"{step.object if verb else step.text} for {name}" for step, name in steps
        ]
        limit = limit if len(texts) > 1 else ""
        return _Step(verb, ", or ".join(texts) + limit, composite=True)

    def keep_one(self, node: One | OneOf | AtMostOne) -> _Step:
        if isinstance(node, OneOf):
            held = [variant for variant in node.variants if self.so(variant.rule)]
            names = _named(held, self.name)
        else:
            names = [_inner(part, self.name) for part in node.parts if self.so(part)]
        return _Step("keep", f"only one of {listed(names, 'and')}", composite=True)


def _common_verb(steps: Sequence[_Step]) -> str:
    verbs = {step.verb for step in steps}
    return verbs.pop() if len(verbs) == 1 else ""


def _joined(steps: Sequence[_Step], word: str) -> _Step:
    steps = [step for step in steps if step.text]
    if len(steps) < 2:
        return steps[0] if steps else _NO_STEP
    verb = _common_verb(steps)
    if verb:
        return _Step(verb, listed([step.inner for step in steps], word), composite=True)
    word = "or" if word == "and/or" else word
    return _Step("", listed([step.inner_text for step in steps], word), composite=True)


def _only_one(steps: Sequence[_Step]) -> _Step:
    steps = [step for step in steps if step.text]
    if len(steps) < 2:
        return steps[0] if steps else _NO_STEP
    verb = _common_verb(steps)
    if verb:
        names = listed([step.inner for step in steps], "and")
        return _Step(verb, f"only one of {names}", composite=True)
    texts = listed([step.inner_text for step in steps], "or")
    return _Step("do", f"only one of these: {texts}", composite=True)


def _literal(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def listed(items: Sequence[str], word: str) -> str:
    """Join as people do: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
