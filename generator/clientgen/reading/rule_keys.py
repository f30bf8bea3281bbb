"""Rules of an operation: into the model, with the check of what they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from ..model.api import Body, Field
from ..model.position import Position
from ..model.rules import All, Present, Rule
from ..model.types import ListOf, Ref
from ..model.types import Scalar as ScalarType
from ..rules.lint import lint
from ..rules.parse import OPERATORS, parse_rule
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
VARIANTS = ("any_of", "one_of")
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
    marked = [field.name for field in body.fields if field.required] if body else []
    if marked:
        parts = tuple(Present(name) for name in marked)
        rule = Rule(REQUIRED, All(parts), position=operation.at("body"))
        rules[REQUIRED] = rule, None
    for table in operation.tables("rules"):
        _check_when(table.table("when"), scope)
        _check_operators(table, scope)
        _check_keys(table, body, schemas, scope)
        read = _rule(table, scope)
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


def _lint(rules: list[tuple[Rule, Table | None]], scope: Scope) -> None:
    # Each such operation has cost what deciding may cost at most.
    if not rules or scope.report.count("rule-too-large") >= _MOST_TOO_LARGE:
        return
    for problem in lint([rule for rule, _ in rules]):
        if problem.severity == "warning" and scope.report.failed:
            continue  # a doubt about a rule that may be but half read
        rule, table = rules[problem.rule]
        own = table or Table({}, rule.position or Position("", 1, 1))
        _report(problem, own, scope)


def _report(problem: Problem, table: Table, scope: Scope) -> None:
    """Report a problem at the longest part of its path that exists."""
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
    code = _CODES.get(problem.code, "bad-rule")
    if code == "bad-rule" and scope.report.failed:
        return  # of the wrong kind, which the check against the grammar has reported
    add = scope.report.error if problem.severity == "error" else scope.report.warning
    add(position, code, problem.message)


def _check_operators(rule: Table, scope: Scope) -> None:
    for node in _parts(rule):
        given = [operator for operator in OPERATORS if operator in node]
        if node is not rule and len(given) > 1:
            scope.report.error(
                node.at(given[1]),
                "two-operators",
                f"a part of a rule says one thing, but this one has {quoted(given[0])} "
                f"and {quoted(given[1])}; put them under 'all'",
            )


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
    for key in rule.scalars("optional"):
        _check_key(key, body.fields, schemas, scope)
    for node in _parts(rule):
        for key in _keys(node):
            _check_key(key, body.fields, schemas, scope)


def _parts(node: Node | None) -> Iterator[Table]:
    """A part of a rule that is a mapping, and all such parts in it."""
    if not isinstance(node, Table):
        return
    yield node
    for operator in (*OPERATORS, "then", "else"):
        inner = node.get(operator)
        if operator in VARIANTS and isinstance(inner, Table):
            below: Iterable[Node] = [variant for _, variant in inner.items()]
        else:
            below = inner if isinstance(inner, Items) else [inner] if inner else []
        for part in below:
            yield from _parts(part)


def _keys(node: Table) -> Iterator[Scalar]:
    """The keys of the body that a part of a rule names itself."""
    if "is" in node:
        yield from node.scalars("key")
    for operator in (*OPERATORS, "then", "else"):
        yield from node.scalars(operator)


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
