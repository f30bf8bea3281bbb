"""Rules as one sees them who does not see all of a call: no values compared, or the body alone.

What cannot be seen could be either way, so that nothing legal is ever refused: a rule becomes
the narrowest one of its shape that holds wherever the whole rule does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations

from ..model.rules import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Compare,
    Equals,
    If,
    Node,
    Nothing,
    Present,
    Rule,
    parts_of,
)
from .operators import operator_of

_NEVER = Any(())
_ALWAYS = All(())
PARAMETERS = ("query:", "header:")

Hidden = Callable[[Present | Equals | Compare], bool]
"""Tells what cannot be seen."""


def is_parameter(key: str) -> bool:
    """Tell whether a key of a rule is that of a parameter."""
    return key.startswith(PARAMETERS)


def leaves(node: Node) -> Iterable[Present | Equals | Compare]:
    """What a node asks of single keys, and of two compared."""
    if isinstance(node, Present | Equals | Compare):
        yield node
    else:
        for part in parts_of(node):
            yield from leaves(part)


def keys_named(node: Node) -> tuple[str, ...]:
    """The keys and paths that a node names, each as often as it is named."""
    return tuple(key for leaf in leaves(node) for key in _keys(leaf))


def _keys(leaf: Present | Equals | Compare) -> tuple[str, ...]:
    return (leaf.key, leaf.other) if isinstance(leaf, Compare) else (leaf.key,)


def speaks_of_parameters(rule: Rule) -> bool:
    """Tell whether a rule is about more than the body."""
    return any(map(is_parameter, keys_named(rule.body)))


def has_comparisons(rules: Iterable[Rule]) -> bool:
    """Whether rules compare two keys."""
    return any(isinstance(x, Compare) for rule in rules for x in leaves(rule.body))


def by_body(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules as the JSON Schema of a body sees them: nothing compared, no parameters."""
    return _seen(
        rules,
        lambda leaf: isinstance(leaf, Compare) or is_parameter(leaf.key),
    )


def _seen(rules: Iterable[Rule], hidden: Hidden) -> tuple[Rule, ...]:
    return tuple(
        (
            replace(rule, body=_perhaps(rule.body, hidden))
            if any(map(hidden, leaves(rule.body)))
            else rule
        )
        for rule in rules
    )


def _perhaps(node: Node, hidden: Hidden) -> Node:
    """A node that holds wherever the given one may hold."""
    if not any(map(hidden, leaves(node))):
        return node
    match node:
        case Present() | Equals() | Compare():
            return _ALWAYS
        case If(condition, then, otherwise):
            return Any(
                (
                    All((_perhaps(condition, hidden), _perhaps(then, hidden))),
                    All(
                        (
                            Nothing((_surely(condition, hidden),)),
                            _perhaps(otherwise, hidden),
                        )
                    ),
                )
            )
        case AnyOf(variants):
            seen = (replace(v, rule=_perhaps(v.rule, hidden)) for v in variants)
            return AnyOf(tuple(seen))
        case _:
            parts = parts_of(node)
            least, most = operator_of(node).bounds(len(parts))
            return _counted(
                tuple(_perhaps(part, hidden) for part in parts),
                least,
                tuple(_surely(part, hidden) for part in parts),
                most,
            )


def _surely(node: Node, hidden: Hidden) -> Node:
    """A node that holds only where the given one does, whatever is hidden."""
    if not any(map(hidden, leaves(node))):
        return node
    match node:
        case Present() | Equals():
            return _NEVER
        case Compare(key, _, other):
            if hidden(Present(key)) or hidden(Present(other)):
                return _NEVER
            return Nothing((All((Present(key), Present(other))),))
        case If(condition, then, otherwise):
            return All(
                (
                    Any(
                        (
                            Nothing((_perhaps(condition, hidden),)),
                            _surely(then, hidden),
                        )
                    ),
                    Any((_surely(condition, hidden), _surely(otherwise, hidden))),
                )
            )
        case _:
            parts = parts_of(node)
            least, most = operator_of(node).bounds(len(parts))
            return _counted(
                tuple(_surely(part, hidden) for part in parts),
                least,
                tuple(_perhaps(part, hidden) for part in parts),
                most,
            )


def _counted(
    enough: tuple[Node, ...], least: int, few: tuple[Node, ...], most: int
) -> Node:
    """At least so many of the first hold, and at most so many of the second."""
    bounds = [_at_least(enough, least), _at_most(few, most)]
    asking = [bound for bound in bounds if bound != _ALWAYS]
    return asking[0] if len(asking) == 1 else All(tuple(asking))


def _at_least(parts: tuple[Node, ...], least: int) -> Node:
    open_ = tuple(part for part in parts if part not in (_ALWAYS, _NEVER))
    least -= parts.count(_ALWAYS)
    if least <= 0:
        return _ALWAYS
    if least == len(open_):
        return open_[0] if least == 1 else All(open_)
    if least == 1 or least > len(open_):
        return Any(open_) if least == 1 else _NEVER
    return Any(tuple(map(All, combinations(open_, least))))


def _at_most(parts: tuple[Node, ...], most: int) -> Node:
    open_ = tuple(part for part in parts if part not in (_ALWAYS, _NEVER))
    most -= parts.count(_ALWAYS)
    if most >= len(open_):
        return _ALWAYS
    if most <= 0:
        return Nothing(open_) if most == 0 else _NEVER
    if most == 1:
        return AtMostOne(open_)
    return _at_least(tuple(Nothing((part,)) for part in open_), len(open_) - most)
