"""Filters and sorting: how people write them, and how they are spelled in a query.

Three ways say the same::

    filter={"createdAt:gt": day, "name": "X"}
    filter=[where("createdAt") > day, where("name") == "X"]
    filter=where("createdAt").gt(day)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from .config import Filtering

__all__ = ["Condition", "Filter", "Match", "Sort", "encode_sort", "spell", "where"]

FilterScalar: TypeAlias = str | int | bool | Decimal | float | datetime | date | None
FilterValue: TypeAlias = FilterScalar | Sequence[FilterScalar]

# What Python's operators are called by APIs, likeliest first.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "gt": ("gt", "greater_than", "after"),
    "ge": ("gteq", "gte", "ge", "gted", "min"),
    "lt": ("lt", "less_than", "before"),
    "le": ("lteq", "lte", "le", "lted", "max"),
    "ne": ("ne", "neq", "not", "not_eq"),
    "contains": ("contains", "like"),
    "starts_with": ("starts_with", "prefix"),
    "ends_with": ("ends_with", "suffix"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison, made by :func:`where`.

    Attributes:
        field: Wire name of the field.
        operator: Python's name for it (``gt``, ``ge``, ``contains``), any name the API
            knows, or empty for equality.
        value: What it is compared with.
    """

    field: str
    operator: str
    value: FilterValue


class where:  # noqa: N801  # reads as a word of the call it stands in
    """A field to filter by: ``where("createdAt") > day``, ``where("name").contains("x")``.

    Args:
        field: The field's wire name.
    """

    __slots__ = ("_field",)
    __hash__ = None  # type: ignore[assignment]  # == makes a condition

    def __init__(self, field: str) -> None:
        self._field = field

    def __eq__(self, value: FilterValue) -> Condition:  # type: ignore[override]  # a condition is the point
        return Condition(self._field, "", value)

    def __ne__(self, value: FilterValue) -> Condition:  # type: ignore[override]  # a condition is the point
        return Condition(self._field, "ne", value)

    def __gt__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "gt", value)

    def __ge__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "ge", value)

    def __lt__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "lt", value)

    def __le__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "le", value)

    def contains(self, value: FilterValue) -> Condition:
        """The field's text contains ``value``."""
        return Condition(self._field, "contains", value)

    def starts_with(self, value: FilterValue) -> Condition:
        """The field's text starts with ``value``."""
        return Condition(self._field, "starts_with", value)

    def ends_with(self, value: FilterValue) -> Condition:
        """The field's text ends with ``value``."""
        return Condition(self._field, "ends_with", value)

    def op(self, operator: str, value: FilterValue) -> Condition:
        """Compare by any operator, also one this package does not know."""
        return Condition(self._field, operator, value)

    def __repr__(self) -> str:
        return f"where({self._field!r})"


Filter: TypeAlias = Mapping[str, FilterValue] | Condition | Sequence[Condition]
"""Fields and values (``{"createdAt:gt": day}``), or conditions made by :func:`where`."""

Sort: TypeAlias = str | Sequence[str]
"""Wire names of fields, best first; a leading ``-`` sorts downwards."""

Match: TypeAlias = str
"""How several filters are joined, such as ``all`` or ``any``."""


def spell(filtering: Filtering, filter: Filter) -> list[tuple[str, FilterValue]]:
    """Spell a filter as query parameters, values not yet encoded.

    Raises:
        TypeError: It is no filter.
    """
    if isinstance(filter, Mapping):
        pairs: list[tuple[str, str, FilterValue]] = []
        for key, value in filter.items():
            if not isinstance(key, str):
                raise TypeError(
                    f"filter: keys are field names such as 'createdAt:gt', not {key!r}"
                )
            field, _, operator = key.partition(":")
            pairs.append((field, operator, value))
    else:
        conditions = [filter] if isinstance(filter, Condition) else filter
        if isinstance(conditions, str) or not isinstance(conditions, Sequence):
            raise TypeError(
                f"filter: expected a mapping or conditions made by where(), got {filter!r}"
            )
        pairs = []
        for each in conditions:
            if not isinstance(each, Condition):
                raise TypeError(f"filter: expected a condition, got {each!r}")
            pairs.append((each.field, each.operator, each.value))
    wire = dict(filtering.operators)
    spelled: list[tuple[str, FilterValue]] = []
    for field, operator, value in pairs:
        name = f"{field}:{_operator(wire, operator)}" if operator else field
        spelled.append((f"{filtering.parameter}[{name}]", value))
    return spelled


def _operator(wire: Mapping[str, str], name: str) -> str:
    if name in wire:
        return wire[name]
    if name in wire.values():
        return name
    for synonym in _SYNONYMS.get(name, ()):
        if synonym in wire:
            return wire[synonym]
        if synonym in wire.values():
            return synonym
    return name


def encode_sort(filtering: Filtering, sort: Sort) -> list[tuple[str, str]]:
    """Spell a sort order as query parameters.

    Raises:
        TypeError: It is no field name and no sequence of them.
    """
    names = [sort] if isinstance(sort, str) else list(sort)
    spelled = []
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"sort: expected a field name, got {name!r}")
        field = name.removeprefix("-").removeprefix("+")
        if not field:
            raise ValueError(f"sort: {name!r} names no field")
        down = name.startswith("-")
        value = filtering.descending if down else filtering.ascending
        spelled.append((f"{filtering.sort_parameter}[{field}]", value))
    return spelled
