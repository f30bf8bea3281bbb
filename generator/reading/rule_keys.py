"""Rules of an operation: into the model, with the check of what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..model.api import Body, Field
from ..model.rules import All, Present, Rule
from ..model.types import ListOf, Ref
from ..model.types import Scalar as ScalarType
from ..rules.parse import OPERATORS, parse_rule
from ..rules.problems import Problem, RuleError
from .findings import quoted
from .nodes import Items, Node, Scalar, Table, text_of
from .scope import Scope

REQUIRED = "required"
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
    rules: dict[str, Rule] = {}
    marked = (
        tuple(field.name for field in body.fields if field.required) if body else ()
    )
    if marked:
        rules[REQUIRED] = Rule(
            REQUIRED,
            All(tuple(Present(name) for name in marked)),
            position=operation.at("body"),
        )
    listed = operation.get("rules")
    tables = (
        [rule for rule in listed if isinstance(rule, Table)]
        if isinstance(listed, Items)
        else []
    )
    for table in tables:
        rule = _rule(table, scope)
        if rule is None:
            continue
        if rule.name in rules:
            own = rule.name == REQUIRED and bool(marked)
            scope.report.error(
                table.at("name"),
                "duplicate-rule",
                f"there is a rule {quoted(rule.name)} already"
                + (", made of the fields marked required" if own else "")
                + "; rename this one",
            )
        rules.setdefault(rule.name, rule)
        _check_when(table.table("when"), scope)
        _check_keys(table, operation, body, schemas, scope)
    return tuple(rules.values())


def _rule(table: Table, scope: Scope) -> Rule | None:
    try:
        rule = parse_rule(_plain(table))
    except RuleError as error:
        for problem in error.problems:
            _report(problem, table, scope)
        return None
    return replace(
        rule,
        summary=rule.summary.strip(),
        source=scope.sources_of(table),
        position=table.at("name"),
    )


def _report(problem: Problem, table: Table, scope: Scope) -> None:
    node: Node = table
    position = table.position
    for step in problem.path:
        if isinstance(node, Table) and isinstance(step, str) and step in node:
            position, node = node.at(step), node[step]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
            node = node[step]
            position = node.position
        else:
            break
    add = scope.report.error if problem.severity == "error" else scope.report.warning
    add(position, problem.code, problem.message)


def _plain(table: Table) -> dict[str, object]:
    """Plain data of a rule: text everywhere, but the value of ``is`` as it is meant."""
    return {
        key: value.value if key == "is" and isinstance(value, Scalar) else _data(value)
        for key, value in table.items()
    }


def _data(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_data(item) for item in node]
    return _plain(node)


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
    rule: Table,
    operation: Table,
    body: Body | None,
    schemas: Mapping[str, tuple[Field, ...]],
    scope: Scope,
) -> None:
    if body is None or body.kind == "any":
        scope.report.error(
            rule.position,
            "rule-without-body",
            "the operation has no body with fields that a rule could be about; list its "
            "fields under body, or remove the rule",
        )
        return
    keys = [*rule.scalars("optional"), *_keys(rule)]
    for key in keys:
        _check_key(key, body.fields, schemas, scope)


def _keys(node: Node | None) -> Iterator[Scalar]:
    """All keys that a part of a rule names."""
    if isinstance(node, Scalar):
        if text_of(node) is not None:
            yield node
    elif isinstance(node, Items):
        for item in node:
            yield from _keys(item)
    elif isinstance(node, Table):
        if "is" in node and "key" in node:
            yield from _keys(node["key"])
        for operator in (*OPERATORS, "then", "else"):
            inner = node.get(operator)
            if operator in ("any_of", "one_of") and isinstance(inner, Table):
                for _, variant in inner.items():
                    yield from _keys(variant)
            else:
                yield from _keys(inner)


def _check_key(
    key: Scalar,
    fields: Sequence[Field],
    schemas: Mapping[str, tuple[Field, ...]],
    scope: Scope,
) -> None:
    """Follow a key, or a path such as ``lineItems.*.productKey``, through the fields."""
    known = {field.name: field for field in fields}
    if key.text in known:
        return
    steps = key.text.split(".")
    while steps:
        if not scope.is_known(
            steps[0],
            known,
            key.position,
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
                key.position,
                "bad-rule-path",
                f"{quoted(key.text)} leads into something that has no keys; write * for "
                "the items of an array, as in lineItems.*.productKey",
            )
            return
        known = {field.name: field for field in schemas.get(kind.schema, ())}
        if not known:  # a schema whose fields nobody documents
            return
