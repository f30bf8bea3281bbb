"""Rules in words: what a rule asks for.

The wording names keys through a function, so that a target can speak its own language's
names. The clients' run-time check words what would mend a call in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from ..model.rules import (
    All,
    Any,
    AnyOf,
    Compare,
    Equals,
    How,
    If,
    Node,
    Nothing,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from .comparing import OPPOSITE
from .operators import operator_of
from .seen import is_parameter

Naming = Callable[[str], str]
"""From a key or array path to what people should read."""


def _wire(key: str) -> str:
    name, place = placed(key)
    return f"{name} ({place})" if place else key


def placed(key: str) -> tuple[str, str]:
    """The name of a parameter and where it stands; the key itself and nothing of others."""
    place, _, name = key.partition(":")
    return (name, place) if is_parameter(key) else (key, "")


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
        case If(condition, then, otherwise):
            text = f"if {state(condition, name)}, {demand(then, name)}"
            if otherwise == All(()):
                return text
            return f"{text}; otherwise {demand(otherwise, name)}"
        case AnyOf(variants) | OneOf(variants):
            return operator_of(node).named + "; ".join(
                f"{variant.name} {demand(variant.rule, name)}" for variant in variants
            )
        case All(parts) if not all(isinstance(part, Present) for part in parts):
            keys = tuple(part for part in parts if isinstance(part, Present))
            clauses = [demand(All(keys), name)] if keys else []
            clauses += [
                demand(part, name) for part in parts if not isinstance(part, Present)
            ]
            return "; and ".join(clauses)
        case Present() | Equals():
            return "needs " + subject(node, name)
        case Compare(key, how, other):
            compared = f"{name(key)} to be {_how(how)} {name(other)}"
            return f"needs {compared} where both are given"
        case Nothing((Compare(key, how, other),)):
            return f"needs {name(key)} to be {_how(OPPOSITE[how])} {name(other)}"
        case _:
            return f"{operator_of(node).verb} {subject(node, name)}"


def _values(node: Node) -> tuple[str, list[str]] | None:
    """A key and the literals of which it has one, where that is all that a node says."""
    if not isinstance(node, Any) or len(node.parts) < 2:
        return None
    found = [part for part in node.parts if isinstance(part, Equals)]
    keys = {part.key for part in found}
    if len(found) < len(node.parts) or len(keys) > 1:
        return None
    return found[0].key, [_literal(part.value) for part in found]


def subject(node: Node, name: Naming = _wire) -> str:
    """Name what a node asks for, such as ``a and/or b``."""
    if values := _values(node):
        return f"{name(values[0])} = {listed(values[1], 'or')}"
    match node:
        case Present(key):
            return name(key)
        case Equals(key, value):
            return f"{name(key)} = {_literal(value)}"
        case Compare(key, how, other):
            return f"{name(key)} {_how(how)} {name(other)} where both are given"
        case Nothing((Compare(key, how, other),)):
            return f"{name(key)} {_how(OPPOSITE[how])} {name(other)}"
        case If(condition, then, otherwise):
            text = f"{_inner(then, name)} if {state(condition, name)}"
            if otherwise == All(()):
                return text
            return f"{text}, otherwise {_inner(otherwise, name)}"
        case AnyOf(variants) | OneOf(variants):
            parts = _named(variants, name)
        case _:
            parts = [_inner(part, name) for part in parts_of(node)]
    operator = operator_of(node)
    if not parts:
        return operator.before + operator.empty
    before = operator.before if len(parts) > 1 else operator.before_one
    return before + listed(parts, operator.joined)


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
    if values := _values(node):
        return f"{name(values[0])} is {listed(values[1], 'or')}"
    match node:
        case Equals(key, value):
            return f"{name(key)} is {_literal(value)}"
        case Compare(key, how, other):
            words = f"{name(key)} is {_how(how)} {name(other)}"
            return f"{words} or one of them is not given"
        case Nothing((Compare(key, how, other),)):
            return f"{name(key)} is {_how(OPPOSITE[how])} {name(other)}"
        case All(parts) if len(parts) > 1:
            if all(isinstance(part, Present) for part in parts):
                return subject(node, name) + " are given"
            return listed([state(part, name) for part in parts], "and")
        case Nothing((Present(key),)):
            return f"{name(key)} is not given"
        case _:
            return subject(node, name) + " is given"


def _how(how: How) -> str:
    return how.replace("_", " ")


def _literal(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def listed(items: Sequence[str], word: str) -> str:
    """Join as people do: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
