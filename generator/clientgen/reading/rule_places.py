"""What the keys of rules speak of: keys of the body, query parameters, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from ..model.api import Body, Field, Parameter
from ..model.position import Position
from ..model.rules import Compare, Rule
from ..model.types import ListOf, Ref, Type
from ..model.types import Scalar as ScalarType
from ..rules.respelling import respelled
from ..rules.seen import leaves
from .findings import quoted
from .nodes import Table
from .scope import Scope

_OPEN = (ScalarType("any"), ScalarType("object"))
# Types of which one value can be compared with another of the same row.
_COMPARED = ({"integer", "number"}, {"date", "datetime"}, {"unix"}, {"unix_ms"})
_FIXED = re.compile(r"[+-]?\d[\d.:TZ+-]*")
_Place = Literal["query", "header"]


class Speakable(NamedTuple):
    """What the rules of an operation may speak of.

    Attributes:
        body: Its body.
        query: Its query parameters.
        header: Its header parameters.
        walked: Its answer is a list that is walked page by page.
        schemas: Fields by the name of the schema, for paths into arrays.
    """

    body: Body | None
    query: tuple[Parameter, ...]
    header: tuple[Parameter, ...]
    walked: bool
    schemas: Mapping[str, tuple[Field, ...]]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The keys of the body."""
        return self.body.fields if self.body else ()

    @property
    def optional(self) -> tuple[str, ...]:
        """What may be left out as its mark has it, by what rules call it."""
        places = (("query", self.query), ("header", self.header))
        return (
            *(field.name for field in self.fields if not field.required),
            *(
                f"{place}:{parameter.name}"
                for place, parameters in places
                for parameter in parameters
                # What the client may be given once, calls may always leave out.
                if not parameter.required and not parameter.once
            ),
        )

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing that a rule could be about."""
        has_keys = self.body is not None and self.body.kind != "any"
        return not (has_keys or self.query or self.header)


def settled(rule: Rule, table: Table, known: Speakable, scope: Scope) -> Rule:
    """A rule whose keys say where they are: parameters as ``query:since``, ``header:X``.

    Args:
        rule: As a spec has it.
        table: Where it stands.
        known: What it may speak of.
        scope: Takes the findings.
    """

    def spell(key: str, position: Position | None) -> str:
        return _spelled(key, position or table.position, known, scope)

    for leaf in leaves(rule.body):
        if isinstance(leaf, Compare) and _FIXED.fullmatch(leaf.other):
            scope.report.error(
                leaf.other_position or table.position,
                "rule-comparison",
                f"{quoted(leaf.other)} is no key, and keys are compared with keys alone; "
                "name the other key, or write a note",
            )
            return rule
    optional = tuple(spell(x.text, x.position) for x in table.scalars("optional"))
    made = replace(rule, optional=optional, body=respelled(rule.body, spell))
    for leaf in leaves(made.body):
        if isinstance(leaf, Compare):
            _check_comparison(leaf, leaf.position or table.position, known, scope)
    return made


def _spelled(key: str, position: Position, known: Speakable, scope: Scope) -> str:
    names = {field.name: field for field in known.fields}
    if key in names:
        return key
    found = [*_parameters(key, known)]
    inside = key.split(".")[0] in names or not (known.query or known.header)
    if not found and inside:
        _follow(key, position, known, scope)
        return key
    if not found:
        parameters = (p.name for p in (*known.query, *known.header))
        scope.is_known(
            key,
            [*names, *parameters],
            position,
            "unknown-rule-key",
            "neither a key of the body nor a parameter of the query or the headers is "
            "called so; add it, or mend the rule",
        )
        return key
    place, parameter = found[0]
    spelled = f"{place}:{parameter.name}"
    if wrong := _unfit(parameter, spelled, len(found), known):
        scope.report.error(position, "rule-parameter", wrong)
    return spelled


def _parameters(key: str, known: Speakable) -> Iterator[tuple[_Place, Parameter]]:
    places: tuple[tuple[_Place, tuple[Parameter, ...]], ...] = (
        ("query", known.query),
        ("header", known.header),
    )
    for place, parameters in places:
        for parameter in parameters:
            if key in (parameter.name, f"{place}:{parameter.name}"):
                yield place, parameter


def _unfit(parameter: Parameter, spelled: str, found: int, known: Speakable) -> str:
    """Why a rule cannot speak of a parameter; empty where it can."""
    name = quoted(parameter.name)
    if found > 1:
        return (
            f"{name} is a parameter of the query and one of the headers; write "
            f"query:{parameter.name} or header:{parameter.name}"
        )
    if spelled in {field.name for field in known.fields}:
        return (
            f"the parameter {name} is {quoted(spelled)} to rules, and so is a key of the "
            "body; a rule cannot tell them apart: write a note"
        )
    if parameter.role == "idempotency":
        return f"{name} is made by the client, so no call can break a rule about it; remove it"
    if parameter.role == "page" and known.walked:
        return (
            f"{name} selects the page and changes while the list is walked, so no rule can "
            "speak of it; remove it, or say paging: none"
        )
    if known.body and known.body.kind == "array":
        return (
            "the body is an array, and rules check its items one by one, so they cannot "
            "speak of parameters: write a note"
        )
    return ""


def _follow(key: str, position: Position, known: Speakable, scope: Scope) -> None:
    """Follow a path such as ``lineItems.*.productKey`` through the fields."""
    inside = {field.name: field for field in known.fields}
    steps = key.split(".")
    while steps:
        if not scope.is_known(
            steps[0],
            inside,
            position,
            "unknown-rule-key",
            "the body has no such key; add it to the body, or mend the rule",
        ):
            return
        kind, steps = inside[steps[0]].type, steps[1:]
        while steps and steps[0] == "*" and isinstance(kind, ListOf):
            kind, steps = kind.item, steps[1:]
        if not steps or kind in _OPEN:
            return
        if not isinstance(kind, Ref):
            scope.report.error(
                position,
                "bad-rule-path",
                f"{quoted(key)} leads into something that has no keys; write * for "
                "the items of an array, as in lineItems.*.productKey",
            )
            return
        inside = {field.name: field for field in known.schemas.get(kind.schema, ())}
        if not inside:  # a schema whose fields nobody documents
            return


def _check_comparison(
    node: Compare, position: Position, known: Speakable, scope: Scope
) -> None:
    one, other = quoted(node.key), quoted(node.other)
    types = [_type_of(key, known) for key in (node.key, node.other)]
    names = {x.name if isinstance(x, ScalarType) else "" for x in types}
    wrong = ""
    if node.key == node.other:
        wrong = f"{one} is compared with itself; name the other key"
    elif ".*." in node.key or ".*." in node.other:
        wrong = (
            "what stands in an array has many values, and only keys with one value can be "
            "compared; write a note"
        )
    elif None not in types and not any(names <= row for row in _COMPARED):
        wrong = (
            f"{one} and {other} cannot be compared: both must be numbers, or both dates "
            "or times of one kind; mend their types, or write a note"
        )
    if wrong:
        scope.report.error(position, "rule-comparison", wrong)


def _type_of(key: str, known: Speakable) -> Type | None:
    """The type of a key or a parameter; None where it is not known, or in an array."""
    for field in known.fields:
        if field.name == key:
            return field.type
    return next((parameter.type for _, parameter in _parameters(key, known)), None)
