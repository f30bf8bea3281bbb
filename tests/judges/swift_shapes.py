"""Tells what Swift sources on stdin (a JSON list) are made of, texts apart, as a JSON list.

A source that is no Swift has no shape. Needs tree-sitter and tree-sitter-swift.
"""

from __future__ import annotations

import json
import sys

import tree_sitter
import tree_sitter_swift

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))


def shape(node: tree_sitter.Node) -> list[object]:
    """Types of nodes; of what is inside of texts, only the expressions."""
    inside = [child for child in node.children if child.is_named]
    if "string_literal" in node.type:
        inside = [child for child in inside if "interpol" in child.type]
    return [node.type, *map(shape, inside)]


def main() -> None:
    """Read, parse, print."""
    found = []
    for source in json.load(sys.stdin):
        root = PARSER.parse(source.encode("utf-8")).root_node
        found.append(None if root.has_error else shape(root))
    json.dump(found, sys.stdout)


main()
