"""Which items of lists are the same thing, though they say something else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

# Lists that name things, in which the place of an item says nothing.
_NAMING = frozenset(
    {"enum", "parameters", "always", "resources", "body", "scopes", "servers"}
) | {"rules", "modules", "codes", "one_of", "api_key", "source"}
_MARKED = ("body", "parameters")


def is_naming(key: str) -> bool:
    """Whether the list under a key names things, rather than being one value."""
    return key in _NAMING


def identity(item: Any, key: str) -> str:
    """What an item is called in its list.

    Args:
        item: Such as ``name!``, ``{name: string}`` or ``{name: a rule, one: [a, b]}``.
        key: Of the list.
    """
    if isinstance(item, str):
        return item.removesuffix("!") if key in _MARKED else item
    if isinstance(item, dict):
        if key == "servers":
            return str(item.get("name", "(default)"))
        if isinstance(item.get("name"), str) and len(item) > 1:
            return str(item["name"])
        if len(item) == 1:
            return str(next(iter(item)))
    return json.dumps(item, sort_keys=True, default=str)


def by_identity(items: Sequence[Any], key: str) -> dict[str, Any] | None:
    """Items by what they are called; None where two are called the same."""
    found = {identity(item, key): item for item in items}
    return found if len(found) == len(items) else None
