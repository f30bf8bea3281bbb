"""Two versions of rules: which calls do they decide differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, product
from typing import Literal, NamedTuple

from ..model.rules import Node, Rule
from .atoms import Atom, atoms_of
from .cubes import is_hidden
from .decide import NOWHERE, Situation, in_force
from .diagram import NEVER, Diagram

WITNESSES = 8
_MANY_SITUATIONS = 200


class Difference(NamedTuple):
    """What a new version does to calls, in one situation.

    Attributes:
        breaking: Smallest sets of keys that the old version took and the new one refuses:
            none of them contains a smaller one that is refused now.
        widening: Smallest sets that only the new version takes.
        situation: Where this holds; empty for calls that say nothing.
    """

    breaking: tuple[tuple[Atom, ...], ...]
    widening: tuple[tuple[Atom, ...], ...]
    situation: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> Literal["breaking", "widening", "both", "neither"]:
        """In one word."""
        if self.breaking:
            return "both" if self.widening else "breaking"
        return "widening" if self.widening else "neither"


def compare(
    old: Iterable[Rule],
    new: Iterable[Rule],
    situation: Situation = NOWHERE,
    witnesses: int = WITNESSES,
) -> Difference:
    """Compare two versions of an operation's rules over the keys of both.

    Args:
        old: All rules of the old version.
        new: All rules of the new one.
        situation: Which conditional rules take part; none without one.
        witnesses: How many sets to give at most in each direction. At least one is given
            wherever there is a difference.

    Returns:
        The exact difference; sets in the order of the old rules, then the new ones.

    Raises:
        TooLargeError: It would take too long.
    """
    before = [rule.body for rule in in_force(old, situation)]
    after = [rule.body for rule in in_force(new, situation)]
    diagram = Diagram(atoms_of([*before, *after]))
    took = diagram.both(map(diagram.rule, before))
    takes = diagram.both(map(diagram.rule, after))

    def only(one: int, other: int) -> tuple[tuple[Atom, ...], ...]:
        node = diagram.both((diagram.possible, one, diagram.negate(other)))
        return tuple(islice(diagram.minimal(node), max(witnesses, 1)))

    return Difference(
        breaking=only(took, takes),
        widening=only(takes, took),
        situation=tuple((name, value) for name, value in situation.items() if value),
    )


def compare_everywhere(
    old: Sequence[Rule], new: Sequence[Rule], witnesses: int = WITNESSES
) -> tuple[Difference, ...]:
    """Compare two versions in every situation that either speaks of.

    Returns:
        One difference for each situation in which there is one, the empty one first. Where
        the situations are too many to be combined, contexts are taken one at a time.

    Raises:
        TooLargeError: It would take too long.
    """
    found = []
    for situation in situations([*old, *new]):
        difference = compare(old, new, situation, witnesses)
        if difference.kind != "neither":
            found.append(difference)
    return tuple(found)


def compare_seen(
    old: Iterable[Rule], new: Iterable[Rule], witnesses: int = WITNESSES
) -> Difference:
    """Compare two versions as type checkers see them: top-level keys, in no situation.

    Args:
        old: Rules of the old version that types hold calls to; none where there are no
            overloads.
        new: Those of the new one.
        witnesses: See :func:`compare`.

    Raises:
        TooLargeError: It would take too long.
    """
    before = [rule.body for rule in in_force(old)]
    after = [rule.body for rule in in_force(new)]
    diagram = Diagram(atoms_of([*before, *after]))

    def shadow(nodes: Iterable[Node]) -> int:
        node = diagram.both((diagram.possible, *map(diagram.rule, nodes)))
        return diagram.without(node, is_hidden)

    took, takes = shadow(before), shadow(after)

    def only(one: int, other: int) -> tuple[tuple[Atom, ...], ...]:
        node = diagram.both((one, diagram.negate(other)))
        return tuple(islice(diagram.minimal(node), max(witnesses, 1)))

    return Difference(only(took, takes), only(takes, took))


def demanded(rules: Iterable[Rule], situation: Situation = NOWHERE) -> frozenset[str]:
    """The top-level keys that the rules in force demand of every call.

    Raises:
        TooLargeError: It would take too long.
    """
    nodes = [rule.body for rule in in_force(rules, situation)]
    diagram = Diagram(atoms_of(nodes))
    allowed = diagram.both((diagram.possible, *map(diagram.rule, nodes)))
    return frozenset(
        atom
        for atom in diagram.atoms
        if isinstance(atom, str)
        and ".*." not in atom
        and diagram.both((allowed, diagram.negate(diagram.atom(atom)))) == NEVER
    )


def situations(rules: Iterable[Rule]) -> tuple[Situation, ...]:
    """Return the situations that rules tell apart, the empty one first.

    All combinations of the values that rules speak of, or one context at a time where
    those would be more than a few hundred.
    """
    known: dict[str, dict[str, None]] = {}
    for rule in rules:
        for context, values in rule.when:
            known.setdefault(context, {}).update(dict.fromkeys(values))
    count = 1
    for those in known.values():
        count *= len(those) + 1
    if count > _MANY_SITUATIONS:
        single = [{name: value} for name, those in known.items() for value in those]
        return ({}, *single[:_MANY_SITUATIONS])
    choices = [[None, *those] for those in known.values()]
    return tuple(
        {name: value for name, value in zip(known, chosen, strict=True) if value}
        for chosen in product(*choices)
    )
