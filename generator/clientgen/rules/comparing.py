"""Two values of a body, one against the other: numbers, dates and times.

The clients' run-time check and the site's script compare in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from ..model.rules import Compare, How, Node, Nothing

Sign = Literal["<", "=", ">"]

# By how two keys are compared: what must not be so of their values.
BREAKS: Mapping[How, tuple[Sign, ...]] = {
    "less_than": ("=", ">"),
    "at_most": (">",),
    "at_least": ("<",),
    "more_than": ("<", "="),
}
OPPOSITE: Mapping[How, How] = {
    "less_than": "at_least",
    "at_most": "more_than",
    "at_least": "less_than",
    "more_than": "at_most",
}
_TURNED: Mapping[Sign, Sign] = {"<": ">", "=": "=", ">": "<"}
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_WHEN = re.compile(rf"{_DAY}(T{_TIME}(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Relation:
    """Two keys are given, and their values can be compared and are so.

    Attributes:
        key: The one of the two that comes first in the alphabet.
        sign: How its value stands to the other's.
        other: The other one.
    """

    key: str
    sign: Sign
    other: str


def breaking(node: Compare) -> tuple[Relation, ...]:
    """What must not be so for a comparison to hold."""
    first, second = sorted((node.key, node.other))
    turned = first != node.key
    return tuple(
        Relation(first, _TURNED[sign] if turned else sign, second)
        for sign in BREAKS[node.how]
    )


def so(relation: Relation) -> Node:
    """What holds where a relation is so."""
    key, other = relation.key, relation.other
    if relation.sign == "<":
        return Nothing((Compare(key, "at_least", other),))
    if relation.sign == ">":
        return Nothing((Compare(key, "at_most", other),))
    both = (Compare(key, "less_than", other), Compare(key, "more_than", other))
    return Nothing(both)


def sign_of(one: object, other: object) -> Sign | None:
    """How a value stands to another; None where they cannot be compared.

    Numbers are compared with numbers, dates and times (ISO 8601) with such. Where one of
    two is a date, the days count as they are written; a time without an offset is in UTC.
    """
    if isinstance(one, str) and isinstance(other, str):
        if not _WHEN.fullmatch(one) or not _WHEN.fullmatch(other):
            return None
        if len(one) == 10 or len(other) == 10:
            one, other = one[:10], other[:10]
        try:
            first, second = _moment(one), _moment(other)
        except ValueError:  # no such day
            return None
        return "<" if first < second else ">" if first > second else "="
    if _is_number(one) and _is_number(other):
        return "<" if one < other else ">" if one > other else "="  # type: ignore[operator]  # numbers
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
