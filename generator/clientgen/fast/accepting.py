"""Whether a tree keeps to the grammar: yes or no, fast.

Most files are right. Those that may not be are left to :mod:`clientgen.reading.checking`,
which takes thirty times as long and finds the words for what is wrong. Take this module
away, and every spec is read with the same result, later.
"""

from __future__ import annotations

from functools import cache

import jsonschema_rs

from ..model.api import Json
from ..reading.grammars import GRAMMARS, Kind, grammar
from ..reading.nodes import Items, Node, Table


def accepts(kind: Kind, root: Table) -> bool:
    """Whether a file certainly keeps to the grammar.

    Args:
        kind: Which grammar.
        root: The file's tree.

    Returns:
        False also where a slower look is needed, as for a number that stands for text.
    """
    try:
        is_valid = _validator(kind).is_valid
        return is_valid(_plain(root, str)) or is_valid(_plain(root, float))
    except ValueError:
        return False


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    base = "json-schema:///{}.schema.json".format
    registry = jsonschema_rs.Registry(
        [(base(name), grammar(name)) for name in GRAMMARS]
    )
    return jsonschema_rs.Draft202012Validator({"$ref": base(kind)}, registry=registry)


def _plain(node: Node, fractions: type) -> Json:
    """A tree as JSON has it, with fractions as the text or the numbers that they are."""
    if isinstance(node, Table):
        return {k: _plain(e.value, fractions) for k, e in node.entries.items()}
    if isinstance(node, Items):
        return [_plain(item, fractions) for item in node]
    value = node.value
    # To JSON Schema 1.0 is an integer; to the spec language it is not.
    if isinstance(value, float) and (fractions is str or value.is_integer()):
        return node.text
    return value
