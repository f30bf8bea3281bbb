"""Does a body satisfy rules; which sets of keys would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from ..model.rules import Compare, Equals, If, Node, Present, Rule, parts_of
from .atoms import Atom, AtomSet, Given, atoms_of, observe
from .comparing import breaking
from .diagram import Diagram
from .operators import operator_of

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
        case Compare():
            return not any(relation in given for relation in breaking(node))
        case If(condition, then, otherwise):
            return _holds(then if _holds(condition, given) else otherwise, given)
        case _:
            parts = parts_of(node)
            least, most = operator_of(node).bounds(len(parts))
            return least <= sum(_holds(part, given) for part in parts) <= most


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
