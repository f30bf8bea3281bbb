"""Filters and sorting: how people write them, and how they are spelled in a query.

Two ways say the same, fields with values and a list of conditions::

    filter={"createdAt:gt": day, "name": "X"}
    filter=[where("createdAt") > day, where("name") == "X"]

A single condition needs no list::

    filter=where("createdAt") > day
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Sized
from datetime import date, datetime
from decimal import Decimal
from operator import length_hint
from typing import Any, NamedTuple, NoReturn, TypeAlias

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

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "ne": "!="}


class Condition:
    """One comparison, made by :func:`where`.

    Attributes:
        field: Wire name of the field.
        operator: Python's name for it (``gt``, ``ge``, ``contains``), any name the API
            knows, or empty for equality.
        value: What it is compared with.
        known_only: The API must know such an operator: it was not named by the caller.
    """

    __slots__ = ("field", "known_only", "operator", "value")

    def __init__(
        self, field: str, operator: str, value: FilterValue, known_only: bool = False
    ) -> None:
        self.field = field
        self.operator = operator
        self.value = value
        self.known_only = known_only

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Condition):
            return NotImplemented
        return self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def __repr__(self) -> str:
        return "Condition(field={!r}, operator={!r}, value={!r})".format(*self._said())

    def _said(self) -> tuple[str, str, FilterValue]:
        return self.field, self.operator, self.value

    def __bool__(self) -> NoReturn:
        # Python's `and` and `1 < x < 5` would keep one of two conditions and say nothing.
        raise TypeError(
            "a condition is neither true nor false, so and, or, not and a < b < c cannot"
            " join conditions; use a list of conditions and match="
        )


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
        return Condition(self._field, "ne", value, True)

    def __gt__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "gt", value, True)

    def __ge__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "ge", value, True)

    def __lt__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "lt", value, True)

    def __le__(self, value: FilterValue) -> Condition:
        return Condition(self._field, "le", value, True)

    def contains(self, value: FilterValue) -> Condition:
        """The field's text contains ``value``."""
        return Condition(self._field, "contains", value, True)

    def starts_with(self, value: FilterValue) -> Condition:
        """The field's text starts with ``value``."""
        return Condition(self._field, "starts_with", value, True)

    def ends_with(self, value: FilterValue) -> Condition:
        """The field's text ends with ``value``."""
        return Condition(self._field, "ends_with", value, True)

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


class Filtering(NamedTuple):
    """How filters and sorting are spelled in the query.

    Attributes:
        parameter: Such as ``filter``: sent as ``filter[name:contains]=X``.
        operators: Known operators, by the name people read and the name on the wire.
        match_parameter: Parameter that joins several filters (``filterMatch``).
        match_values: Its values, such as ``all`` and ``any``.
        sort_parameter: Such as ``sort``: sent as ``sort[createdAt]=1``.
        ascending: Value of the sort parameter for ascending order.
        descending: Value for descending order.
    """

    parameter: str = ""
    operators: tuple[tuple[str, str], ...] = ()
    match_parameter: str = ""
    match_values: tuple[str, ...] = ()
    sort_parameter: str = ""
    ascending: str = ""
    descending: str = ""

    def spell(self, name: str, value: Any) -> Sequence[tuple[str, FilterValue]] | None:
        """Spell a filter or a sort order; None for another parameter.

        Raises:
            TypeError: It is no filter, or no order.
            ValueError: The API has no operator for a comparison, or a name is empty.
        """
        if name == self.parameter:
            return self._filter(value)
        return self._sort(value) if name == self.sort_parameter else None

    def _filter(self, filter: Filter) -> list[tuple[str, FilterValue]]:
        if isinstance(filter, Mapping):
            conditions: list[Condition] = []
            for key, value in filter.items():
                if not isinstance(key, str):
                    raise TypeError(
                        f"filter: keys are field names such as 'createdAt:gt', not {key!r}"
                    )
                name, _, operator = key.partition(":")
                conditions.append(Condition(name, operator, value))
        elif isinstance(filter, Condition):
            conditions = [filter]
        else:
            if isinstance(filter, str | bytes) or not isinstance(filter, Sequence):
                raise TypeError(
                    f"filter: expected a mapping or conditions made by where(), got {filter!r}"
                )
            for each in filter:
                if not isinstance(each, Condition):
                    raise TypeError(f"filter: expected a condition, got {each!r}")
            conditions = list(filter)
        wire = dict(self.operators)
        spelled: list[tuple[str, FilterValue]] = []
        for each in conditions:
            name = each.field
            if each.operator:
                name = f"{name}:{_operator(wire, each)}"
            _check_values(each)
            spelled.append((f"{self.parameter}[{name}]", each.value))
        return spelled

    def _sort(self, sort: Sort) -> list[tuple[str, FilterValue]]:
        if not isinstance(sort, Sequence):
            raise TypeError(
                f"sort: expected a field name or a list of them, got {sort!r}"
            )
        names = [sort] if isinstance(sort, str) else list(sort)
        spelled: list[tuple[str, FilterValue]] = []
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"sort: expected a field name, got {name!r}")
            field = name.removeprefix("-").removeprefix("+")
            if not field:
                raise ValueError(f"sort: {name!r} names no field")
            down = name.startswith("-")
            value = self.descending if down else self.ascending
            spelled.append((f"{self.sort_parameter}[{field}]", value))
        return spelled


def _check_values(condition: Condition) -> None:
    """Refuse what would send no condition at all, so that everything would match."""
    value = condition.value
    if isinstance(value, Iterator):
        raise TypeError(
            f"filter: the values of {condition.field!r} must be a list: the first page"
            " would use up an iterator"
        )
    if (
        isinstance(value, Sized)
        and not isinstance(value, str)
        and not length_hint(value, 1)
    ):
        raise ValueError(
            f"filter: {condition.field!r} is given no values; without a condition"
            " everything would match"
        )


def _operator(wire: Mapping[str, str], condition: Condition) -> str:
    name = condition.operator
    if name in wire:
        return wire[name]
    if name in wire.values():
        return name
    for synonym in _SYNONYMS.get(name, ()):
        if synonym in wire:
            return wire[synonym]
        if synonym in wire.values():
            return synonym
    if wire and condition.known_only:
        raise ValueError(
            f"filter: the API has no operator for {_SIGNS.get(name, name)} (field"
            f" {condition.field!r}); it has {', '.join(wire)};"
            f" where({condition.field!r}).op(name, value) sends any other"
        )
    return name
