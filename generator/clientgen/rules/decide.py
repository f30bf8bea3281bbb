"""Does a body satisfy rules; which sets would; what is the shortest repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
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
)
from .atoms import Atom, AtomSet, Given, atoms_of, observe, ordered, parts_of
from .diagram import Diagram

Situation = Mapping[str, str | None]
"""What the caller said about the other side: context names and values."""

NOWHERE: Situation = {}


def applies(rule: Rule, situation: Situation = NOWHERE) -> bool:
    """Tell whether a rule counts in a situation."""
    return all(situation.get(context) in values for context, values in rule.when)


def in_force(rules: Iterable[Rule], situation: Situation = NOWHERE) -> tuple[Rule, ...]:
    """Return the rules that count in a situation; without one, the unconditional ones."""
    return tuple(rule for rule in rules if applies(rule, situation))


def holds(node: Node, given: Given) -> bool:
    """Tell whether a body satisfies a node.

    Args:
        node: What is asked.
        given: The body by wire names, or a set of atoms.
    """
    return _holds(node, observe(given, atoms_of([node])))


def _holds(node: Node, given: AtomSet) -> bool:
    match node:
        case Present(key):
            return key in given
        case Equals():
            return node in given
        case If(condition, then, otherwise):
            return _holds(then if _holds(condition, given) else otherwise, given)
        case _:
            count = sum(_holds(part, given) for part in parts_of(node))
    match node:
        case All(parts):
            return count == len(parts)
        case Any() | AnyOf():
            return count > 0
        case One() | OneOf():
            return count == 1
        case AtMostOne():
            return count <= 1
        case Nothing():
            return count == 0


def failing(
    rules: Iterable[Rule], given: Given, situation: Situation = NOWHERE
) -> tuple[Rule, ...]:
    """Return all rules in force that a body breaks."""
    return tuple(r for r in in_force(rules, situation) if not holds(r.body, given))


def minimal_sets(
    nodes: Sequence[Node], limit: int = 1000
) -> tuple[tuple[Atom, ...], ...] | None:
    """Return the sets that satisfy all nodes and contain no smaller such set.

    Args:
        nodes: Usually the bodies of the rules in force.
        limit: How many sets are worth having.

    Returns:
        Closed sets, their atoms and themselves in the rules' order; empty when no set
        satisfies all nodes; None when there are more than the limit.

    Raises:
        TooLargeError: It would take too long.
    """
    diagram = Diagram(atoms_of(nodes))
    node = diagram.both([diagram.possible, *(diagram.rule(each) for each in nodes)])
    found = tuple(islice(diagram.minimal(node), limit + 1))
    return None if len(found) > limit else found


class Repair(NamedTuple):
    """The fewest changes after which a body satisfies rules.

    Attributes:
        add: Keys to give (a literal: the value to give), in the rules' order. Closed like
            every set: an array path brings its array where that was not given.
        leave_out: Keys to leave out (a literal whose key stays: a value to change).
    """

    add: tuple[Atom, ...]
    leave_out: tuple[Atom, ...]


def repair(nodes: Sequence[Node], given: Given) -> Repair | None:
    """Return the shortest repair of a call.

    One change is one atom given or left out. Among equally short repairs this is the one
    that gives or keeps the earliest keys in the rules' order.

    Args:
        nodes: What must hold, usually the bodies of the rules in force.
        given: The body by wire names, or a set of atoms.

    Returns:
        The changes, none when all holds already; None when nothing would do.

    Raises:
        TooLargeError: It would take too long.
    """
    atoms = atoms_of(nodes)
    diagram = Diagram(atoms)
    node = diagram.both([diagram.possible, *(diagram.rule(each) for each in nodes)])
    now = observe(given, atoms)
    changes = diagram.nearest(node, now.__contains__)
    if changes is None:
        return None
    changed = [atoms[index] for index in sorted(changes)]
    return Repair(
        add=tuple(atom for atom in changed if atom not in now),
        leave_out=tuple(atom for atom in changed if atom in now),
    )


def close(atoms: Iterable[Atom]) -> tuple[Atom, ...]:
    """Return a set of atoms with all that they imply, in order of appearance."""
    return ordered(atoms)
