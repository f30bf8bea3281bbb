"""Rules of an operation: into the model, with the check of what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from ..model.api import Body, Field
from ..model.position import Position
from ..model.rules import All, Equals, Present, Rule, parts_of
from ..model.rules import Node as RuleNode
from ..model.types import Constant, ListOf, Ref
from ..model.types import Scalar as ScalarType
from ..rules.lint import lint
from ..rules.parse import Located, parse_rule
from ..rules.problems import Problem, RuleError
from .codes import Code
from .findings import quoted
from .nodes import Items, Node, Scalar, Table
from .scope import Scope

REQUIRED = "required"
_CODES: Mapping[str, Code] = {
    **{code: code for code in get_args(Code)},
    "duplicate-key": "duplicate-rule-key",
}
_MOST_TOO_LARGE = 3
_OPEN = (ScalarType("any"), ScalarType("object"))


def read_rules(
    operation: Table,
    body: Body | None,
    schemas: Mapping[str, tuple[Field, ...]],
    scope: Scope,
) -> tuple[Rule, ...]:
    """Read the rules of an operation.

    Args:
        operation: In full.
        body: Its body.
        schemas: Fields by the name of the schema, for paths into arrays.
        scope: Declared names; takes the findings.

    Returns:
        The rule made of the fields marked required, if any are, then those of the spec.
    """
    rules: dict[str, tuple[Rule, Table | None]] = {}
    fields = body.fields if body else ()
    # What must be given, but may be null, is demanded by the signature alone.
    # Constants are given by the client itself.
    marked = [
        f.name
        for f in fields
        if f.required and not f.nullable and not isinstance(f.type, Constant)
    ]
    if marked:
        parts = tuple(Present(name) for name in marked)
        rule = Rule(REQUIRED, All(parts), position=operation.at("body"))
        rules[REQUIRED] = rule, None
    for table in operation.tables("rules"):
        _check_when(table.table("when"), scope)
        read = _rule(table, scope)
        if read:
            _check_keys(read, table, body, schemas, scope)
        if read and read.name in rules:
            scope.report.error(
                table.at("name"), "duplicate-rule", _taken(read.name, bool(marked))
            )
        elif read:
            rules[read.name] = read, table
    _lint(list(rules.values()), scope)
    return tuple(rule for rule, _ in rules.values())


def _taken(name: str, marked: bool) -> str:
    made = marked and name == REQUIRED
    return (
        f"there is a rule {quoted(name)} already"
        + (", made of the fields marked required" if made else "")
        + "; rename this one"
    )


def _rule(table: Table, scope: Scope) -> Rule | None:
    try:
        rule = parse_rule(_located(table))
    except RuleError as error:
        for problem in error.problems:
            _report(problem, table.position, scope)
        return None
    return replace(rule, summary=rule.summary.strip(), source=scope.sources_of(table))


def _lint(rules: list[tuple[Rule, Table | None]], scope: Scope) -> None:
    # Each such operation has cost what deciding may cost at most.
    if not rules or scope.report.count("rule-too-large") >= _MOST_TOO_LARGE:
        return
    for problem in lint([rule for rule, _ in rules]):
        if problem.severity == "warning" and scope.report.failed:
            continue  # a doubt about a rule that may be but half read
        rule, table = rules[problem.rule]
        whole = table.position if table else rule.position
        _report(problem, whole or Position("", 1, 1), scope)


def _report(problem: Problem, whole: Position, scope: Scope) -> None:
    code = _CODES.get(problem.code, "bad-rule")
    if code == "bad-rule" and scope.report.failed:
        return  # of the wrong kind, which the check against the grammar has reported
    add = scope.report.error if problem.severity == "error" else scope.report.warning
    add(problem.position or whole, code, problem.message)


def _located(node: Node, key: str = "") -> Located:
    """Plain data of a rule: text everywhere, but the values of ``is`` and ``in`` as meant."""
    if isinstance(node, Scalar):
        value = node.value if key in ("is", "in") else node.text
        return Located(value, node.position)
    if isinstance(node, Items):
        return Located([_located(item, key) for item in node], node.position)
    return Located(
        {name: _located(value, name) for name, value in node.items()},
        node.position,
        {entry.key: entry.position for entry in node.entries.values()},
    )


def _check_when(when: Table, scope: Scope) -> None:
    for context, entry in when.entries.items():
        if not scope.is_known(
            context,
            scope.contexts,
            entry.position,
            "unknown-context",
            "api.yaml declares no such context",
        ):
            continue
        for value in when.scalars(context):
            scope.is_known(
                value.text,
                scope.contexts[context],
                value.position,
                "unknown-context-value",
                f"the context {context} in api.yaml has no such value",
            )


def _check_keys(
    rule: Rule,
    table: Table,
    body: Body | None,
    schemas: Mapping[str, tuple[Field, ...]],
    scope: Scope,
) -> None:
    if body is None or body.kind == "any":
        scope.report.error(
            table.position,
            "rule-without-body",
            "the operation has no body with fields that a rule could be about; list its "
            "fields under body, or remove the rule",
        )
        return
    for key in table.scalars("optional"):
        _check_key(key.text, key.position, body.fields, schemas, scope)
    for node in _keys(rule.body):
        place = node.position or table.position
        _check_key(node.key, place, body.fields, schemas, scope)


def _keys(node: RuleNode) -> Iterator[Present | Equals]:
    if isinstance(node, Present | Equals):
        yield node
    for part in parts_of(node):
        yield from _keys(part)


def _check_key(
    key: str,
    position: Position,
    fields: Sequence[Field],
    schemas: Mapping[str, tuple[Field, ...]],
    scope: Scope,
) -> None:
    """Follow a key, or a path such as ``lineItems.*.productKey``, through the fields."""
    known = {field.name: field for field in fields}
    if key in known:
        return
    steps = key.split(".")
    while steps:
        if not scope.is_known(
            steps[0],
            known,
            position,
            "unknown-rule-key",
            "the body has no such key; add it to the body, or mend the rule",
        ):
            return
        kind, steps = known[steps[0]].type, steps[1:]
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
        known = {field.name: field for field in schemas.get(kind.schema, ())}
        if not known:  # a schema whose fields nobody documents
            return
