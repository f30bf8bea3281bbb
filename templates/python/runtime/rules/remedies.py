"""Broken rules in words: what would make a request body meet them.

Loaded only when a call is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from msgspec import Struct

from .nodes import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Equals,
    Get,
    If,
    Node,
    Nothing,
    One,
    OneOf,
    Variant,
    compiled,
    parts_of,
)


def remedy(node: Node, get: Get, spell: Callable[[str], str]) -> str:
    """Say what makes a node hold, such as ``add customer_key (customerKey)``.

    Args:
        node: It does not hold.
        get: Reads a key's value from the body.
        spell: How keys are written for people.
    """
    return _Remedy(get, spell).make(node).text


class _Step(Struct, frozen=True):
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
    """Words for making nodes hold, or not hold, in a body."""

    def __init__(self, get: Get, spell: Callable[[str], str]) -> None:
        self.get = get
        self.spell = spell

    def so(self, node: Node) -> bool:
        return compiled(node)(self.get)

    def make(self, node: Node) -> _Step:
        """Return what makes a node hold."""
        if self.so(node):
            return _NO_STEP
        match node:
            case str():
                return _Step("add", self.spell(node))
            case Equals(key, value):
                return _Step("set", f"{self.spell(key)} to {_literal(value)}")
            case If():
                here, there = self.branches(node)
                step = self.make(here)
                if not step.text:
                    # Nothing meets this branch: take the other one.
                    steps = [self.flip(node.condition), self.make(there)]
                    return _joined(steps, "and")
                if not self.so(node.condition):
                    return step
                reason = _state(node.condition, self.spell)
                return _Step(step.verb, f"{step.object}, as {reason}", composite=True)
            case AnyOf():
                return self.choose(node.variants, "")
            case All():
                return _joined([self.make(part) for part in node.parts], "and")
            case Any():
                return _joined([self.make(part) for part in node.parts], "and/or")
            case Nothing():
                return _joined([self.undo(part) for part in node.parts], "and")
            case One() | OneOf() | AtMostOne() if any(map(self.so, parts_of(node))):
                return self.keep_one(node)
            case OneOf():
                return self.choose(node.variants, ", but only one of these")
            case _:
                return _only_one([self.make(part) for part in node.parts])

    def undo(self, node: Node) -> _Step:
        """Return what makes a node not hold."""
        if not self.so(node):
            return _NO_STEP
        match node:
            case str():
                return _Step("leave out", self.spell(node))
            case Equals(key, value):
                other = f"{self.spell(key)} another value than {_literal(value)}"
                return _Step("give", other)
            case If():
                here, there = self.branches(node)
                step = self.undo(here)
                # Another branch that is empty cannot fail, so going there is no use.
                if _is_empty(there):
                    return step
                steps = [self.flip(node.condition), self.undo(there)]
                return _joined([step, _joined(steps, "and")], "or")
            case All():
                return _joined([self.undo(part) for part in node.parts], "or")
            case Any() | AnyOf():
                return _joined([self.undo(part) for part in parts_of(node)], "and")
            case One() | OneOf():
                parts = parts_of(node)
                steps = [*map(self.undo, parts), *map(self.make, parts)]
                return _joined(steps, "or")
            case AtMostOne():
                names = listed([_inner(p, self.spell) for p in node.parts], "and")
                return _Step("give", f"at least two of {names}", composite=True)
            case _:
                return _joined([self.make(part) for part in node.parts], "and/or")

    def branches(self, node: If) -> tuple[Node, Node]:
        """Return the branch that counts now, and the other one."""
        if self.so(node.condition):
            return node.then, node.otherwise
        return node.otherwise, node.then

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
            names = _named(held, self.spell)
        else:
            names = [_inner(part, self.spell) for part in node.parts if self.so(part)]
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


def _is_empty(node: Node) -> bool:
    return isinstance(node, All) and not node.parts


def _subject(node: Node, spell: Callable[[str], str]) -> str:
    parts = [_inner(part, spell) for part in parts_of(node)]
    match node:
        case str():
            return spell(node)
        case Equals(key, value):
            return f"{spell(key)} = {_literal(value)}"
        case If():
            text = f"{parts[1]} if {_state(node.condition, spell)}"
            return (
                text if _is_empty(node.otherwise) else f"{text}, otherwise {parts[2]}"
            )
        case AnyOf():
            return listed(_named(node.variants, spell), "and/or")
        case OneOf():
            return "exactly one of " + listed(_named(node.variants, spell), "and")
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


def _inner(node: Node, spell: Callable[[str], str]) -> str:
    text = _subject(node, spell)
    simple = isinstance(node, str | Equals) or (
        isinstance(node, All | Any) and len(node.parts) == 1
    )
    return text if simple else f"({text})"


def _named(variants: Sequence[Variant], spell: Callable[[str], str]) -> list[str]:
    return [f"{each.name} ({_subject(each.rule, spell)})" for each in variants]


def _state(node: Node, spell: Callable[[str], str]) -> str:
    match node:
        case Equals(key, value):
            return f"{spell(key)} is {_literal(value)}"
        case All() if len(node.parts) > 1:
            if all(isinstance(part, str) for part in node.parts):
                return _subject(node, spell) + " are given"
            return listed([_state(part, spell) for part in node.parts], "and")
        case Nothing() if len(node.parts) == 1 and isinstance(node.parts[0], str):
            return f"{spell(node.parts[0])} is not given"
        case _:
            return _subject(node, spell) + " is given"


def _literal(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def listed(items: Sequence[str], word: str) -> str:
    """Join as people do: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
