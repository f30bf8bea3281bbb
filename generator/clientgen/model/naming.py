"""Names that people and programs read, derived from wire names.

Reading needs them to find collisions, targets need them to name things. Reserved words of
a programming language are the business of that language's target.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ACRONYM = re.compile(r"([A-Z]+)([A-Z](?!s(?![a-z]))[a-z])")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_SEPARATORS = re.compile(r"[\W_]+")
_UNCOUNTABLE = ("data", "equipment", "information", "metadata", "series", "species")


@cache  # each name is asked for again by every signature, body and page
def snake_case(name: str) -> str:
    """Convert a wire name to an identifier in snake case.

    Args:
        name: Any text, such as ``lineItems``, ``X-Api-Key`` or ``2fa``.

    Returns:
        Words in lower case joined by single underscores (``line_items``, ``x_api_key``),
        with one underscore in front of a leading digit (``_2fa``). Empty when the name
        holds no letter and no digit.
    """
    text = unicodedata.normalize("NFKC", name)
    text = _HUMP.sub(r"\1_\2", _ACRONYM.sub(r"\1_\2", text))
    text = unicodedata.normalize("NFKC", text.lower())
    words = _SEPARATORS.sub(
        "_", "".join(c if ("a" + c).isidentifier() else "_" for c in text)
    )
    words = words.strip("_")
    return words if not words or words.isidentifier() else "_" + words


def plural(name: str) -> str:
    """Give the English plural of a name in snake case.

    Args:
        name: Such as ``inventory`` or ``purchase_order``; its last word is changed.

    Returns:
        Such as ``inventories`` or ``purchase_orders``. Irregular nouns are the spec's
        business (``attribute`` of a resource).
    """
    if name.endswith(_UNCOUNTABLE):
        return name
    if name.endswith(("sis", "xis")):
        return name[:-2] + "es"
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in ("", "a", "e", "i", "o", "u"):
        return name[:-1] + "ies"
    return name + "s"
