"""Rules of plain data, whose positions say the way that leads to each place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientgen.model.position import Position
from clientgen.model.rules import Node, Rule
from clientgen.rules import parse
from clientgen.rules.parse import Located


def parse_rule(data: Mapping[str, Any]) -> Rule:
    return parse.parse_rule(located(data))


def parse_node(data: Any) -> Node:
    return parse.parse_node(located(data))


def located(data: Any, *way: str | int) -> Located:
    if isinstance(data, Mapping):
        inside = {key: located(value, *way, key) for key, value in data.items()}
        return Located(inside, place(*way), {key: place(*way, key) for key in data})
    if isinstance(data, list | tuple):
        inside_ = [located(item, *way, index) for index, item in enumerate(data)]
        return Located(inside_, place(*way))
    return Located(data, place(*way))


def place(*way: str | int) -> Position:
    return Position(".".join(map(str, way)), 1, 1)
