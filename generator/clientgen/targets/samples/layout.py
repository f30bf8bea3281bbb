"""Trees as lines: the layout that JSON and the literals of languages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..sinks import Code, code, emit, join
from .lines import Line
from .request import Array, Entry, Leaf, Object, Tree

_SHORT = 60
_NOTHING = code("")


class Notation(NamedTuple):
    """How a language writes data.

    Attributes:
        leaf: Writes a single value.
        key: Writes an object's key, with what parts it from the value.
        indent: Spaces for each level.
        trailing: Whether a comma may stand behind the last item.
    """

    leaf: Callable[[Leaf], Code]
    key: Callable[[str], Code]
    indent: int
    trailing: bool


class Place(NamedTuple):
    """Where a tree stands.

    Attributes:
        depth: Spaces before its first and its last line.
        needs: Atoms that must be on for it to be there.
        unless: Atoms of which none may be on.
        group: What the comma behind it belongs to, if that one goes where nothing follows.
        name: No other tree of the sample has it.
    """

    depth: int = 0
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    group: str = ""
    name: str = "body"


_START = Place()


def tree_lines(
    notation: Notation,
    tree: Tree,
    head: Code = _NOTHING,
    tail: Code = _NOTHING,
    place: Place = _START,
) -> Iterator[Line]:
    """A tree as lines.

    Args:
        notation: The language's.
        tree: What to write.
        head: Stands before the tree, in its first line.
        tail: Stands behind it, in its last line.
        place: Where it stands.
    """
    margin = emit(" " * place.depth)
    inline = _inline(notation, tree)
    if inline is not None:
        yield _last(code("{}{}{}{}", margin, head, inline, tail), place)
        return
    is_object = isinstance(tree, Object)
    opening, closing = ("{", "}") if is_object else ("[", "]")
    first = code("{}{}{}", margin, head, emit(opening))
    yield Line(first, place.needs, place.unless)
    group = "" if notation.trailing else place.name
    for number, (key, entry) in enumerate(_children(notation, tree)):
        inner = Place(
            place.depth + notation.indent,
            tuple(dict.fromkeys((*place.needs, *entry.needs))),
            tuple(dict.fromkeys((*place.unless, *entry.unless))),
            group,
            f"{place.name}.{number}",
        )
        yield from tree_lines(notation, entry.value, key, code(","), inner)
    yield _last(code("{}{}{}", margin, emit(closing), tail), place)


def _children(notation: Notation, tree: Tree) -> Iterator[tuple[Code, Entry]]:
    if isinstance(tree, Object):
        for entry in tree.entries:
            yield notation.key(entry.name), entry
    elif isinstance(tree, Array):
        for item in tree.items:
            yield _NOTHING, Entry("", item)


def _last(text: Code, place: Place) -> Line:
    return Line(
        text,
        place.needs,
        place.unless,
        comma=bool(place.group),
        group=place.group,
    )


def _inline(notation: Notation, tree: Tree) -> Code | None:
    """A tree in one line, if it reads well there."""
    if isinstance(tree, Object):
        return None if tree.entries else code("{{}}")
    if not isinstance(tree, Array):
        return notation.leaf(tree)
    parts = [_inline(notation, item) for item in tree.items]
    plain = [part for part in parts if part is not None]
    text = code("[{}]", join(", ", plain))
    fits = len(plain) == len(parts) and len(text) <= _SHORT
    return text if fits else None
