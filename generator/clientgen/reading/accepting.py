"""Whether a tree keeps to the grammar: yes or no, fast.

Most files are right. Those that may not be are left to :mod:`clientgen.reading.checking`,
which takes thirty times as long and finds the words for what is wrong. Take this module
away, and every spec is read with the same result, later.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

from ..model.api import Json
from .nodes import Items, Node, Table

Kind = Literal["api", "resource", "schemas"]
GRAMMARS = ("api", "common", "resource", "schemas")


def accepts(kind: Kind, root: Table) -> bool:
    """Whether a file certainly keeps to the grammar.

    Args:
        kind: Which grammar.
        root: The file's tree.

    Returns:
        False also where a slower look is needed, as for a number that stands for text.
    """
    try:
        return _validator(kind).is_valid(_plain(root))
    except ValueError:
        return False


@cache
def grammar(name: str) -> dict[str, Any]:
    """One of the JSON Schemas, by the first part of its file name."""
    file = Path(__file__).with_name("grammar") / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return schema


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    base = "json-schema:///{}.schema.json".format
    registry = jsonschema_rs.Registry(
        [(base(name), grammar(name)) for name in GRAMMARS]
    )
    return jsonschema_rs.Draft202012Validator({"$ref": base(kind)}, registry=registry)


def _plain(node: Node) -> Json:
    if isinstance(node, Table):
        return {key: _plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Items):
        return [_plain(item) for item in node]
    # To JSON Schema 1.0 is an integer; to the spec language it is not.
    return node.text if isinstance(node.value, float) else node.value
