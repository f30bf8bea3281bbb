"""Filters and sorting of a query, as SQL. What is asked for never becomes a part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from ..model.api import Field, Filtering, Operation, Schema
from ..model.types import ListOf, Scalar
from .checks import MARKS
from .refusals import Detail
from .shaping import moment, number_of
from .sql import Value, Where

Meaning = Literal[
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "contains",
    "starts",
    "ends",
    "in",
    "not_in",
    "null",
]
_MEANINGS: Mapping[Meaning, frozenset[str]] = {
    "eq": frozenset({"eq", "is", "equals", "equal", "exact"}),
    "ne": frozenset({"ne", "neq", "not", "not_eq", "not_equals", "noteq"}),
    "gt": frozenset({"gt", "greater_than", "after"}),
    "ge": frozenset({"ge", "gteq", "gte", "gted", "min", "from", "since"}),
    "lt": frozenset({"lt", "less_than", "before"}),
    "le": frozenset({"le", "lteq", "lte", "lted", "max", "to", "until"}),
    "contains": frozenset({"contains", "like", "icontains"}),
    "starts": frozenset({"starts_with", "startswith", "prefix"}),
    "ends": frozenset({"ends_with", "endswith", "suffix"}),
    "in": frozenset({"in", "any_of", "one_of"}),
    "not_in": frozenset({"not_in", "nin", "none_of"}),
    "null": frozenset({"null", "is_null", "isnull", "empty"}),
}
_SQL: Mapping[Meaning, str] = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_NUMERIC = (Scalar("integer"), Scalar("number"), Scalar("unix"), Scalar("unix_ms"))


class Asked(NamedTuple):
    """What a query asks of a list.

    Attributes:
        where: The conditions.
        order: Expressions of SQL.
        expressions: Those worth an index.
        details: What is wrong with the query.
    """

    where: Where
    order: tuple[str, ...]
    expressions: tuple[str, ...]
    details: tuple[Detail, ...]


class _Condition(NamedTuple):
    field: str
    meaning: Meaning
    values: list[str]


class Querying(NamedTuple):
    """Reads filters and sorting.

    Attributes:
        filtering: How they are spelled.
        fields: Of the things, by name.
    """

    filtering: Filtering
    fields: Mapping[str, Field]

    @classmethod
    def of(cls, filtering: Filtering | None, schema: Schema | None) -> Querying:
        """For lists of things of a schema."""
        fields = schema.fields if schema else ()
        return cls(filtering or Filtering(), {each.name: each for each in fields})

    def asked(self, operation: Operation, query: Mapping[str, list[str]]) -> Asked:
        """What a query asks of the list that an operation gives."""
        conditions: list[_Condition] = []
        order: list[str] = []
        details: list[Detail] = []
        expressions: list[str] = []
        roles = {each.role: each.name for each in operation.query_parameters}
        for name, values in query.items():
            parameter, inside = _bracketed(name)
            if inside is None:
                continue
            if parameter == roles.get("filter"):
                found = self.condition(inside, values)
                if isinstance(found, Detail):
                    details.append(found._replace(field=name))
                else:
                    conditions.append(found)
            elif parameter == roles.get("sort"):
                descending = values[-1] == self.filtering.descending
                if values[-1] not in (
                    self.filtering.ascending,
                    self.filtering.descending,
                ):
                    known = f"{self.filtering.ascending} or {self.filtering.descending}"
                    details.append(
                        Detail(name, f"expected {known}, got {values[-1]!r}")
                    )
                expression = self.expression(inside)
                order.append(f"{expression} DESC" if descending else expression)
                expressions.append(expression)
        conditions += self.plain(operation, query)
        parts = [self.sql(each) for each in conditions]
        for each in conditions:
            if each.meaning not in ("contains", "ends", "ne", "not_in"):
                expressions.append(self.expression(each.field))
        match = query.get(self.filtering.match_parameter or " ", [])
        joined = " OR " if self.is_any(match) else " AND "
        sql = joined.join(f"({part.sql})" for part in parts)
        values_ = tuple(value for part in parts for value in part.values)
        usable = tuple(e for e in expressions if not self.is_list(e))
        return Asked(Where(sql, values_), tuple(order), usable, tuple(details))

    def is_any(self, match: Sequence[str]) -> bool:
        """Whether one condition is enough."""
        values = self.filtering.match_values
        return (
            bool(match) and (match[-1].lower() in ("any", "or")) and match[-1] in values
        )

    def is_list(self, expression: str) -> bool:
        """Whether an expression is that of a list, which no index helps."""
        return any(
            expression == self.expression(name)
            for name, field in self.fields.items()
            if isinstance(field.type, ListOf)
        )

    def condition(self, inside: str, values: list[str]) -> _Condition | Detail:
        """A condition, or what is wrong with it."""
        field, _, operator = inside.partition(":")
        names = {wire: name for name, wire in self.filtering.operators}
        if operator and operator not in names:
            known = ", ".join(names) or "none"
            return Detail("", f"no operator {operator!r}; known: {known}")
        meaning = _meaning(names.get(operator, "eq"), operator)
        if meaning is None:
            return Detail("", f"the sandbox does not know what {operator!r} means")
        return _Condition(field, meaning, values)

    def plain(
        self, operation: Operation, query: Mapping[str, list[str]]
    ) -> list[_Condition]:
        """Ordinary parameters that have the name of a field: they keep what has the value."""
        found = []
        for each in operation.query_parameters:
            values = query.get(each.name) or query.get(f"{each.name}[]")
            if each.role != "value" or not values or each.name not in self.fields:
                continue
            mark = MARKS.get(each.explode)
            if mark and isinstance(each.type, ListOf):
                values = [one for text in values for one in text.split(mark)]
            found.append(_Condition(each.name, "eq", values))
        return found

    def expression(self, name: str) -> str:
        """A field of a thing as SQL."""
        field = self.fields.get(name)
        if field is None:
            return "NULL"
        path = name.replace('"', '\\"').replace("'", "''")
        plain = f"json_extract(body, '$.\"{path}\"')"
        if field.type == Scalar("datetime"):
            return f"rtrim({plain}, 'Z')"  # a fraction comes after none
        return plain

    def sql(self, condition: _Condition) -> Where:
        """A condition as SQL."""
        name, meaning, sent = condition
        field = self.fields.get(name)
        if field is None:
            return Where("0")
        expression = self.expression(name)
        if isinstance(field.type, ListOf):
            path = name.replace('"', '\\"').replace("'", "''")
            inner = self._compared("value", field, meaning, sent)
            sql = (
                f"EXISTS (SELECT 1 FROM json_each(body, '$.\"{path}\"')"
                f" WHERE {inner.sql})"
            )
            return Where(sql, inner.values)
        return self._compared(expression, field, meaning, sent)

    def _compared(
        self, expression: str, field: Field, meaning: Meaning, sent: list[str]
    ) -> Where:
        values = [_value(field, text) for text in sent]
        if meaning == "null":
            negated = sent[-1].lower() in ("false", "0", "no")
            return Where(f"{expression} IS {'NOT ' if negated else ''}NULL")
        if meaning in ("in", "not_in") and len(sent) == 1 and "," in sent[0]:
            values = [_value(field, text) for text in sent[0].split(",")]
        if meaning in ("eq", "ne", "in", "not_in"):
            marks = ", ".join("?" * len(values))
            is_in = f"{expression} IN ({marks})"
            if meaning in ("ne", "not_in"):
                return Where(f"{expression} IS NULL OR NOT {is_in}", tuple(values))
            return Where(is_in, tuple(values))
        value = values[-1]
        if meaning in _SQL:
            numeric = number_of(sent[-1]) is not None and field.type not in _NUMERIC
            if numeric and field.type in (Scalar("string"), Scalar("any")):
                number = _sql_number(sent[-1])
                cast = f"CAST({expression} AS REAL)"
                return Where(f"{cast} {_SQL[meaning]} ?", (number,))
            return Where(f"{expression} {_SQL[meaning]} ?", (value,))
        text = sent[-1]
        if meaning == "contains":
            return Where(f"instr(lower({expression}), lower(?)) > 0", (text,))
        if meaning == "starts":
            # Characters, not bytes; what comes after the last is no part of a text.
            sql = f"substr({expression}, 1, ?) = ?"
            return Where(sql, (len(text), text))
        return Where(f"substr({expression}, -length(?)) = ?", (text, text))


def _meaning(name: str, wire: str) -> Meaning | None:
    for said in (name, wire):
        plain = said.lower()
        for meaning, names in _MEANINGS.items():
            if plain in names or plain.replace("_", "") in names:
                return meaning
    return None


def _value(field: Field, text: str) -> Value:
    """A text of a query as it is compared with what is kept."""
    type_ = field.type.item if isinstance(field.type, ListOf) else field.type
    if type_ in _NUMERIC:
        return _sql_number(text)
    if type_ == Scalar("boolean"):
        return {"true": 1, "1": 1, "false": 0, "0": 0}.get(text.lower(), text)
    if type_ == Scalar("datetime"):
        found = moment(text)
        return text if found is None else found.isoformat().replace("+00:00", "")
    if type_ == Scalar("any") and number_of(text) is not None:
        return _sql_number(text)
    return text


def _sql_number(text: str) -> Value:
    number = number_of(text)
    if number is None:
        return text
    if isinstance(number, Decimal):
        small = abs(number.adjusted()) < 18 and number == number.to_integral_value()
        return int(number) if small else float(number)
    return number


def _bracketed(name: str) -> tuple[str, str | None]:
    """``filter[name:op]`` in its parts."""
    start, mark, rest = name.partition("[")
    return (
        (start, rest[:-1])
        if mark and rest.endswith("]") and rest != "]"
        else (name, None)
    )
