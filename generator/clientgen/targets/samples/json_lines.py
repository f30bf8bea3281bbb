"""A JSON body as lines, for languages that send it as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..sinks import Code, code, emit
from ..sinks.quoting import json_leaf
from .layout import Notation, tree_lines
from .lines import Line
from .request import Leaf, Tree
from .values import wire


def json_lines(tree: Tree, depth: int, escape: Callable[[str], Code]) -> Iterator[Line]:
    """The lines of a JSON text.

    Args:
        tree: What is in it.
        depth: Spaces before each line.
        escape: Makes a line of JSON safe in the language's string.
    """
    margin = emit(" " * depth)
    for line in tree_lines(_JSON, tree):
        yield line._replace(code=code("{}{}", margin, escape(line.code)))


def _leaf(value: Leaf) -> Code:
    return json_leaf(wire(value))


def _key(name: str) -> Code:
    return code("{}: ", json_leaf(name))


_JSON = Notation(_leaf, _key, 2, trailing=False)
