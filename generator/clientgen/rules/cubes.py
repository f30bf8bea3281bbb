"""The sets of keys that satisfy rules, as few cubes: one typed overload each.

A cube says which keys must be given and which must not; all others are free. Types can see
top-level keys only. Where a literal value or the inside of an array decides, the cubes
cover the sets of top-level keys that some body could satisfy the rules with: nothing legal
is refused, and the check at run time does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..model.rules import Node, Rule
from .atoms import Atom, atoms_of
from .decide import in_force
from .diagram import ALWAYS, NEVER, Diagram

LIMIT = 12


class Cube(NamedTuple):
    """Sets of keys that contain all of ``required`` and none of ``forbidden``."""

    required: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


class _TooManyError(Exception):
    pass


def cubes(rules: Iterable[Rule], limit: int = LIMIT) -> tuple[Cube, ...] | None:
    """Cover exactly the sets of top-level keys that the unconditional rules allow.

    A cube is needed (without it, the cover has a hole) and as wide as it can be. Rules
    that forbid nothing get one cube for each minimal set, with nothing forbidden.

    Args:
        rules: All rules of an operation; those with a ``when`` do not take part.
        limit: How many cubes are still useful.

    Returns:
        In the rules' order; one cube without keys when every set will do; none when no set
        will; None when more than ``limit`` would be needed.

    Raises:
        TooLargeError: It would take too long.
    """
    nodes = tuple(rule.body for rule in in_force(rules))
    return _cubes(nodes, repr(nodes), limit)


@lru_cache(maxsize=4096)  # lint and each target ask for the same
def _cubes(nodes: Sequence[Node], text: str, limit: int) -> tuple[Cube, ...] | None:
    """Cubes of nodes, which their text tells apart where they differ by 1 and true."""
    diagram, allowed, _ = _shadows(nodes)
    try:
        found = _Cover(diagram, limit).between(allowed, allowed)
    except _TooManyError:
        return None
    names = [atom if isinstance(atom, str) else "" for atom in diagram.atoms]

    def rank(cube: dict[int, bool]) -> list[int]:
        return [{True: 0, None: 1, False: 2}[cube.get(i)] for i in range(len(names))]

    return tuple(
        Cube(
            tuple(names[index] for index in sorted(cube) if cube[index]),
            tuple(names[index] for index in sorted(cube) if not cube[index]),
        )
        for cube in sorted(found, key=rank)
    )


def is_exact(rules: Iterable[Rule]) -> bool:
    """Tell whether top-level keys alone decide the unconditional rules.

    Raises:
        TooLargeError: It would take too long.
    """
    nodes = [rule.body for rule in in_force(rules)]
    diagram, allowed, refused = _shadows(nodes)
    return diagram.both((allowed, refused)) == NEVER


def is_hidden(atom: Atom) -> bool:
    """Tell whether types cannot see an atom: they see top-level keys only."""
    return not isinstance(atom, str) or ".*." in atom


def _shadows(nodes: Sequence[Node]) -> tuple[Diagram, int, int]:
    diagram = Diagram(atoms_of(nodes))
    node = diagram.both(diagram.rule(each) for each in nodes)
    allowed = diagram.both((diagram.possible, node))
    refused = diagram.both((diagram.possible, diagram.negate(node)))
    return (
        diagram,
        diagram.without(allowed, is_hidden),
        diagram.without(refused, is_hidden),
    )


class _Cover:
    """Minato's and Morreale's way to an irredundant cover by prime cubes."""

    def __init__(self, diagram: Diagram, limit: int) -> None:
        self.diagram = diagram
        self.limit = limit

    def between(self, lower: int, upper: int) -> list[dict[int, bool]]:
        """Cover all of lower without leaving upper; cubes by atom index."""
        diagram = self.diagram
        if lower == NEVER:
            return []
        if upper == ALWAYS:
            return [{}]
        level = min(diagram.split(lower)[0], diagram.split(upper)[0])
        lower_yes, lower_no = diagram.at(lower, level)
        upper_yes, upper_no = diagram.at(upper, level)
        # What only one answer to this atom can cover.
        yes = self.between(diagram.choose(upper_no, NEVER, lower_yes), upper_yes)
        no = self.between(diagram.choose(upper_yes, NEVER, lower_no), upper_no)
        # What is still open does not need the atom.
        rest = diagram.either(
            (
                diagram.choose(self._union(yes), NEVER, lower_yes),
                diagram.choose(self._union(no), NEVER, lower_no),
            )
        )
        free = self.between(rest, diagram.both((upper_yes, upper_no)))
        found = [
            *({level: True, **cube} for cube in yes),
            *({level: False, **cube} for cube in no),
            *free,
        ]
        # Every cube found here stays in the whole cover, so stopping early is exact.
        if len(found) > self.limit:
            raise _TooManyError
        return found

    def _union(self, cubes: list[dict[int, bool]]) -> int:
        diagram = self.diagram
        union = NEVER
        for cube in cubes:
            node = ALWAYS
            for level in sorted(cube, reverse=True):
                sides = (node, NEVER) if cube[level] else (NEVER, node)
                node = diagram.make(level, *sides)
            union = diagram.either((union, node))
        return union
