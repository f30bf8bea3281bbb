"""Binary decision diagrams: exact answers about rules without trying all sets of keys.

A diagram is a reduced, ordered decision graph over atoms. Node 0 is "never", node 1 is
"always"; equal functions are the same node. Everything asked of rules (is there a set,
which are the minimal ones, which is the nearest, are two rules the same) is a walk over
that graph. A budget bounds the work, since specs come from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..model.rules import Compare, Equals, If, Node, Present, parts_of
from .atoms import Atom, identity, implied, key_of, parents
from .comparing import Relation, breaking
from .operators import operator_of
from .problems import TooLargeError

NEVER = 0
ALWAYS = 1
MAX_ATOMS = 200
WORK = 400_000


class Budget:
    """Work that may still be done: nodes and choices made. About a microsecond or two each."""

    __slots__ = ("_left",)

    def __init__(self, left: int = WORK) -> None:
        self._left = left

    def spend(self) -> None:
        """Count one piece of work.

        Raises:
            TooLargeError: It was one too many.
        """
        self._left -= 1
        if self._left < 0:
            raise TooLargeError("the rules are too intertwined to be decided")


class Diagram:
    """All nodes over one sequence of atoms.

    Attributes:
        atoms: Closed, in the rules' order; the order of decisions.
        possible: Node that holds for the sets that a body can have.
    """

    def __init__(self, atoms: Sequence[Atom], budget: Budget | None = None) -> None:
        if len(atoms) > MAX_ATOMS:
            raise TooLargeError(f"more than {MAX_ATOMS} keys and values")
        self.atoms = tuple(atoms)
        self._index = {identity(atom): at for at, atom in enumerate(atoms)}
        # The terminals sit below every atom.
        self._nodes = [(len(atoms), 0, 0), (len(atoms), 1, 1)]
        self._unique: dict[tuple[int, int, int], int] = {}
        self._choices: dict[tuple[int, int, int], int] = {}
        self._spend = (budget or Budget()).spend
        self.possible = self._possible()

    def make(self, level: int, high: int, low: int) -> int:
        """Return the node that decides on one atom, all further ones being below it."""
        if high == low:
            return high
        key = (level, high, low)
        node = self._unique.get(key)
        if node is None:
            self._spend()
            node = self._unique[key] = len(self._nodes)
            self._nodes.append(key)
        return node

    def split(self, node: int) -> tuple[int, int, int]:
        """Return the index of the atom a node decides on, and its nodes for yes and no."""
        return self._nodes[node]

    def at(self, node: int, level: int) -> tuple[int, int]:
        """Return the nodes for yes and no to the atom at a level, at or above the node's."""
        own, high, low = self._nodes[node]
        return (high, low) if own == level else (node, node)

    def choose(self, condition: int, then: int, otherwise: int) -> int:
        """Return the node for: if condition, then the one, else the other."""
        if condition == ALWAYS or then == otherwise:
            return then
        if condition == NEVER:
            return otherwise
        if then == ALWAYS and otherwise == NEVER:
            return condition
        key = (condition, then, otherwise)
        known = self._choices.get(key)
        if known is None:
            self._spend()
            level = min(self._nodes[node][0] for node in key)
            sides = [self.at(node, level) for node in key]
            known = self._choices[key] = self.make(
                level,
                self.choose(sides[0][0], sides[1][0], sides[2][0]),
                self.choose(sides[0][1], sides[1][1], sides[2][1]),
            )
        return known

    def negate(self, node: int) -> int:
        """Return the node that holds where this one does not."""
        return self.choose(node, NEVER, ALWAYS)

    def both(self, nodes: Iterable[int]) -> int:
        """Return the node that holds where all do."""
        result = ALWAYS
        for node in nodes:
            result = self.choose(result, node, NEVER)
        return result

    def either(self, nodes: Iterable[int]) -> int:
        """Return the node that holds where any does."""
        result = NEVER
        for node in nodes:
            result = self.choose(result, ALWAYS, node)
        return result

    def _between(self, nodes: Sequence[int], least: int, most: int) -> int:
        """Return the node that holds where that many of the nodes do."""
        if least == len(nodes):
            return self.both(nodes)
        if most >= len(nodes) and least <= 1:
            return self.either(nodes) if least else ALWAYS
        # Place n: holds where exactly n of the nodes seen so far do.
        exactly = [ALWAYS, *[NEVER] * most]
        for node in nodes:
            for count in range(most, 0, -1):
                exactly[count] = self.choose(node, exactly[count - 1], exactly[count])
            exactly[0] = self.choose(node, NEVER, exactly[0])
        return self.either(exactly[least:])

    def atom(self, atom: Atom) -> int:
        """Return the node that holds where an atom is so."""
        return self.make(self._index[identity(atom)], ALWAYS, NEVER)

    def rule(self, node: Node) -> int:
        """Return the node that holds where a rule's node does."""
        match node:
            case Present(key):
                return self.atom(key)
            case Equals():
                return self.atom(node)
            case Compare():
                return self.negate(self.either(map(self.atom, breaking(node))))
            case If(condition, then, otherwise):
                return self.choose(
                    self.rule(condition), self.rule(then), self.rule(otherwise)
                )
            case _:
                parts = [self.rule(part) for part in parts_of(node)]
                return self._between(parts, *operator_of(node).bounds(len(parts)))

    def _possible(self) -> int:
        limits = []
        literals: dict[str, list[int]] = {}
        relations: dict[tuple[str, str], list[int]] = {}
        for atom in self.atoms:
            node = self.atom(atom)
            # Of several things that are so then, the last brings the others.
            needs = implied(atom) if isinstance(atom, Relation) else implied(atom)[-1:]
            for other in needs:
                limits.append(self.choose(node, self.atom(other), ALWAYS))
            if isinstance(atom, Relation):
                relations.setdefault((atom.key, atom.other), []).append(node)
            elif not isinstance(atom, str):
                literals.setdefault(atom.key, []).append(node)
        for nodes in (*literals.values(), *relations.values()):
            limits.append(self._between(nodes, 0, 1))
        # A literal is no array, so nothing can be inside it.
        for atom in self.atoms:
            for parent in parents(key_of(atom)):
                literal = self.either(literals.get(parent, ()))
                limits.append(
                    self.choose(literal, self.negate(self.atom(atom)), ALWAYS)
                )
        # From the last atoms up, so that the result grows by one decision at a time.
        return self.both(reversed(limits))

    def without(self, node: int, dropped: Callable[[Atom], bool]) -> int:
        """Return the node that holds where some choice of the dropped atoms makes it hold."""
        known: dict[int, int] = {NEVER: NEVER, ALWAYS: ALWAYS}

        def walk(node: int) -> int:
            if node not in known:
                level, high, low = self.split(node)
                sides = (walk(high), walk(low))
                if dropped(self.atoms[level]):
                    known[node] = self.either(sides)
                else:
                    known[node] = self.make(level, *sides)
            return known[node]

        return walk(node)

    def above(self, node: int) -> int:
        """Return the node that holds for every set that contains one for which it holds."""
        known: dict[int, int] = {NEVER: NEVER, ALWAYS: ALWAYS}

        def walk(node: int) -> int:
            if node not in known:
                level, high, low = self.split(node)
                below = walk(low)
                known[node] = self.make(level, self.either((walk(high), below)), below)
            return known[node]

        return walk(node)

    def minimal(self, node: int) -> Iterator[tuple[Atom, ...]]:
        """Yield the sets for which a node holds and that contain no other such set.

        In the rules' order: sets with the first atom come before those without it.
        """
        if node == NEVER:
            return
        if node == ALWAYS:
            yield ()
            return
        level, high, low = self.split(node)
        # No set that needs this atom may contain one that does without.
        needing = self.choose(self.above(low), NEVER, high)
        for rest in self.minimal(needing):
            yield (self.atoms[level], *rest)
        yield from self.minimal(low)
