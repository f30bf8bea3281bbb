"""Atoms: what a rule can see of a request body."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ..model.rules import Compare, Equals, Node, Present, parts_of
from .comparing import Relation, breaking, sign_of

Atom = str | Equals | Relation
"""A present key (its name or array path), a key with a literal value, or two keys compared."""

Given = Mapping[str, object] | Collection[Atom]
"""A request body by wire names, or the atoms that are so in one."""


def key_of(atom: Atom) -> str:
    """Return the key, or array path, that an atom speaks of; of two, the first."""
    return atom if isinstance(atom, str) else atom.key


@lru_cache(maxsize=4096)  # asked for each key of each rule by all who look at rules
def parents(key: str) -> tuple[str, ...]:
    """Return what must be present for an array path to be present, outermost first."""
    names = key.split(".*.")
    return tuple(".*.".join(names[:end]) for end in range(1, len(names)))


def implied(atom: Atom) -> tuple[Atom, ...]:
    """Return the other atoms that are so whenever this one is, outermost first."""
    if isinstance(atom, str):
        return parents(atom)
    if isinstance(atom, Relation):
        return (atom.key, atom.other)
    return (*parents(atom.key), atom.key)


def same_literal(value: object, literal: str | int | bool) -> bool:
    """Tell whether a value is the literal as JSON sees it, where true is not 1."""
    return isinstance(value, bool) == isinstance(literal, bool) and value == literal


def identity(atom: Atom) -> tuple[object, ...]:
    """Return what tells atoms apart; Python alone takes 1 and true for the same."""
    if isinstance(atom, str):
        return (atom,)
    if isinstance(atom, Relation):
        return (atom.key, atom.sign, atom.other, Relation)
    return (atom.key, isinstance(atom.value, bool), atom.value)


def ordered(atoms: Iterable[Atom]) -> tuple[Atom, ...]:
    """Return the atoms once each, in order of appearance, each after those it implies."""
    seen: dict[tuple[object, ...], Atom] = {}
    for atom in atoms:
        for each in (*implied(atom), atom):
            seen.setdefault(identity(each), each)
    return tuple(seen.values())


def _leaves(node: Node) -> Iterator[Atom]:
    if isinstance(node, Present):
        yield node.key
    elif isinstance(node, Equals):
        yield node
    elif isinstance(node, Compare):
        yield node.key
        yield node.other
        yield from breaking(node)
    else:
        for part in parts_of(node):
            yield from _leaves(part)


def atoms_of(nodes: Iterable[Node]) -> tuple[Atom, ...]:
    """Return all atoms that nodes speak of and those they imply, in the rules' order."""
    return ordered(atom for node in nodes for atom in _leaves(node))


class AtomSet:
    """A closed set of atoms that tells 1 from true."""

    __slots__ = ("_atoms",)

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self._atoms = {identity(atom) for atom in ordered(atoms)}

    def __contains__(self, atom: Atom) -> bool:
        return identity(atom) in self._atoms


def _is_array(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _so(atom: str | Equals, names: Sequence[str], place: object) -> bool:
    value = place.get(names[0]) if isinstance(place, Mapping) else None
    if value is None:
        return False
    if len(names) > 1:
        if not isinstance(value, Sequence) or not _is_array(value) or not value:
            return False
        return all(_so(atom, names[1:], item) for item in value)
    return isinstance(atom, str) or same_literal(value, atom.value)


def observe(given: Given, atoms: Iterable[Atom]) -> AtomSet:
    """Return which of the atoms are so in a body.

    Args:
        given: The body, or its atoms (closed here).
        atoms: Those to look for; a set of atoms is taken as it is.
    """
    if isinstance(given, Mapping):
        return AtomSet(
            atom
            for atom in atoms
            if (
                sign_of(given.get(atom.key), given.get(atom.other)) == atom.sign
                if isinstance(atom, Relation)
                else _so(atom, key_of(atom).split(".*."), given)
            )
        )
    return AtomSet(given)
