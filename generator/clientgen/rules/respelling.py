"""Rules with other keys: as a spec may abbreviate them, and as the model has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..model.position import Position
from ..model.rules import AnyOf, Compare, Equals, If, Node, OneOf, Present

Respell = Callable[[str, Position | None], str]
"""From a key, and where it stands, to what it is called."""


def respelled(node: Node, spell: Respell) -> Node:
    """A node that speaks of the same keys by other names."""
    match node:
        case Present(key, position) | Equals(key, _, position):
            return replace(node, key=spell(key, position))
        case Compare(key, _, other, position, other_position):
            first = spell(key, position)
            return replace(node, key=first, other=spell(other, other_position))
        case If(condition, then, otherwise):
            return replace(
                node,
                condition=respelled(condition, spell),
                then=respelled(then, spell),
                otherwise=respelled(otherwise, spell),
            )
        case AnyOf(variants) | OneOf(variants):
            made = (replace(v, rule=respelled(v.rule, spell)) for v in variants)
            return replace(node, variants=tuple(made))
        case _:
            parts = (respelled(part, spell) for part in node.parts)
            return replace(node, parts=tuple(parts))
