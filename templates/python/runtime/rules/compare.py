"""Comparisons of two keys, in packages whose rules compare."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from . import Body, Own

# What must not be so, and what is said of the opposite.
_BREAKS = {
    "less_than": ("=>", "at least"),
    "at_most": (">", "more than"),
    "at_least": ("<", "less than"),
    "more_than": ("<=", "at most"),
}
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_WHEN = re.compile(rf"{_DAY}(T{_TIME}(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?", re.ASCII)


class Compare(Own, frozen=True):
    """The value of one key against that of another; holds where they cannot be compared.

    That is so where either is not given. Where one of two is a date, the days count as they
    are written.
    """

    key: str
    how: Literal["less_than", "at_most", "at_least", "more_than"]
    other: str

    def holds(self, body: Body) -> bool:
        """Whether a body meets it."""
        sign = _sign(body.get(self.key), body.get(self.other))
        return not sign or sign not in _BREAKS[self.how][0]

    def remedy(self, wanted: bool, spell: Callable[[str], str]) -> str:
        """Say what makes it hold, or not hold."""
        key, other = spell(self.key), spell(self.other)
        if wanted:
            return f"make {key} {self.how.replace('_', ' ')} {other}"
        return f"give {key} and {other}, the first {_BREAKS[self.how][1]} the second"


def _sign(one: object, other: object) -> str:
    if isinstance(one, str) and isinstance(other, str):
        if not _WHEN.fullmatch(one) or not _WHEN.fullmatch(other):
            return ""
        if len(one) == 10 or len(other) == 10:
            one, other = one[:10], other[:10]
        try:
            first, second = _moment(one), _moment(other)
        except ValueError:  # no such day
            return ""
        return "<" if first < second else ">" if first > second else "="
    if _is_number(one) and _is_number(other):
        return "<" if one < other else ">" if one > other else "="  # type: ignore[operator]  # numbers
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
