"""Filters and sorting: how people write them, and how they are spelled in a query.

Two ways say the same, fields with values and a list of conditions::

    filter={"createdAt:gt": day, "name": "X"}
    filter=[where("createdAt") > day, where("name") == "X"]

A single condition needs no list::

    filter=where("createdAt") > day
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter, length_hint
from typing import Any, NamedTuple, NoReturn, TypeAlias

FilterScalar: TypeAlias = str | int | bool | Decimal | float | datetime | date | None
FilterValue: TypeAlias = FilterScalar | Sequence[FilterScalar]

# What APIs call the comparisons that Python can say, likeliest first.
_NAMES: dict[str, tuple[str, ...]] = {
    ">": ("gt", "greater_than", "after"),
    ">=": ("ge", "gteq", "gte", "gted", "min"),
    "<": ("lt", "less_than", "before"),
    "<=": ("le", "lteq", "lte", "lted", "max"),
    "!=": ("ne", "neq", "not", "not_eq"),
    ".contains": ("contains", "like"),
    ".starts_with": ("starts_with", "prefix"),
    ".ends_with": ("ends_with", "suffix"),
}


class Condition:
    """One comparison of a field (by its wire name), made by :func:`where`.

    Its operator is as Python says it (``>``, ``.contains``), a name that the API knows, or
    empty for equality.
    """

    # Neither a tuple nor a dataclass, which would be sent as data where no filter stands.
    __slots__ = ("field", "operator", "value")

    def __init__(self, field: str, operator: str, value: FilterValue) -> None:
        self.field = field
        self.operator = operator
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and _said(self) == _said(other)

    def __repr__(self) -> str:
        return f"Condition{_said(self)}"

    def __bool__(self) -> NoReturn:
        # Python's `and` and `1 < x < 5` would keep one of two conditions and say nothing.
        raise TypeError(
            "a condition is neither true nor false, so and, or, not and a < b < c cannot"
            " join conditions; use a list of conditions and match="
        )


_said = attrgetter("field", "operator", "value")


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
        return self.op("", value)

    def __ne__(self, value: FilterValue) -> Condition:  # type: ignore[override]  # a condition is the point
        return self.op("!=", value)

    def __gt__(self, value: FilterValue) -> Condition:
        return self.op(">", value)

    def __ge__(self, value: FilterValue) -> Condition:
        return self.op(">=", value)

    def __lt__(self, value: FilterValue) -> Condition:
        return self.op("<", value)

    def __le__(self, value: FilterValue) -> Condition:
        return self.op("<=", value)

    def contains(self, value: FilterValue) -> Condition:
        """The field's text contains ``value``."""
        return self.op(".contains", value)

    def starts_with(self, value: FilterValue) -> Condition:
        """The field's text starts with ``value``."""
        return self.op(".starts_with", value)

    def ends_with(self, value: FilterValue) -> Condition:
        """The field's text ends with ``value``."""
        return self.op(".ends_with", value)

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
        """Spell a filter or a sort order; None for another parameter."""
        if name == self.parameter:
            return self._filter(value)
        return self._sort(value) if name == self.sort_parameter else None

    def _filter(self, filter: Filter) -> list[tuple[str, FilterValue]]:
        spelled: list[tuple[str, FilterValue]] = []
        for each in _conditions(filter):
            name, operator, value = each.field, each.operator, each.value
            sized = isinstance(value, Sized) and not isinstance(value, str)
            if sized and not length_hint(value, 1):
                raise ValueError(
                    f"filter: {name!r} is given no values; without a condition everything"
                    " would match"
                )
            key = f"{name}:{self._operator(name, operator)}" if operator else name
            spelled.append((f"{self.parameter}[{key}]", value))
        return spelled

    def _operator(self, field: str, operator: str) -> str:
        """Return what the API calls an operator."""
        wire = dict(self.operators)
        group = (each for each in _NAMES.values() if each[0] == operator)
        names = _NAMES.get(operator) or next(group, (operator,))
        for each in (operator, *names):
            if each in wire or each in wire.values():
                return wire.get(each, each)
        if not wire or operator not in _NAMES:
            return names[0]
        raise ValueError(
            f"filter: the API has no operator for {operator.lstrip('.')} (field {field!r});"
            f" it has {', '.join(wire)}; where({field!r}).op(name, value) sends any other"
        )

    def _sort(self, sort: Sort) -> list[tuple[str, FilterValue]]:
        names = [sort] if isinstance(sort, str) else sort
        if not isinstance(names, Sequence) or not all(
            isinstance(each, str) for each in names
        ):
            raise TypeError(
                f"sort: expected a field name or a list of them, got {sort!r}"
            )
        spelled: list[tuple[str, FilterValue]] = []
        for name in names:
            field = name.removeprefix("-").removeprefix("+")
            if not field:
                raise ValueError(f"sort: {name!r} names no field")
            down = name.startswith("-")
            value = self.descending if down else self.ascending
            spelled.append((f"{self.sort_parameter}[{field}]", value))
        return spelled


def _conditions(filter: Filter) -> Sequence[Condition]:
    if isinstance(filter, Condition):
        return [filter]
    if isinstance(filter, Mapping):
        made = []
        for key, value in filter.items():
            if not isinstance(key, str):
                raise TypeError(
                    f"filter: keys are field names such as 'createdAt:gt', not {key!r}"
                )
            name, _, operator = key.partition(":")
            made.append(Condition(name, operator, value))
        return made
    listed = isinstance(filter, Sequence) and not isinstance(filter, str | bytes)
    if listed and all(isinstance(each, Condition) for each in filter):
        return filter
    raise TypeError(
        f"filter: expected a mapping or conditions made by where(), got {filter!r}"
    )
