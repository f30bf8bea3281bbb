"""Rules of an operation: into the model, with the check of what they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import get_args

from ..model.position import Position
from ..model.rules import All, Present, Rule
from ..model.types import Constant
from ..rules.lint import lint
from ..rules.parse import Located, parse_rule
from ..rules.problems import Problem, RuleError
from .codes import Code
from .findings import quoted
from .nodes import Items, Node, Scalar, Table
from .rule_places import Speakable, settled
from .scope import Scope

REQUIRED = "required"
_CODES: Mapping[str, Code] = {
    **{code: code for code in get_args(Code)},
    "duplicate-key": "duplicate-rule-key",
}
_MOST_TOO_LARGE = 3


def read_rules(operation: Table, known: Speakable, scope: Scope) -> tuple[Rule, ...]:
    """Read the rules of an operation.

    Args:
        operation: In full.
        known: What they may speak of.
        scope: Declared names; takes the findings.

    Returns:
        The rule made of the fields marked required, if any are, then those of the spec.
    """
    rules: dict[str, tuple[Rule, Table | None]] = {}
    # What must be given, but may be null, is demanded by the signature alone.
    # Constants are given by the client itself.
    marked = [
        f.name
        for f in known.fields
        if f.required and not f.nullable and not isinstance(f.type, Constant)
    ]
    if marked:
        parts = tuple(Present(name) for name in marked)
        rule = Rule(REQUIRED, All(parts), position=operation.at("body"))
        rules[REQUIRED] = rule, None
    for table in operation.tables("rules"):
        _check_when(table.table("when"), scope)
        read = _rule(table, scope)
        if read and known.is_nothing:
            scope.report.error(
                table.position,
                "rule-without-body",
                "the operation has no body with fields that a rule could be about, and no "
                "parameters; list its fields under body, or remove the rule",
            )
        elif read:
            read = settled(read, table, known, scope)
        if read and read.name in rules:
            scope.report.error(
                table.at("name"), "duplicate-rule", _taken(read.name, bool(marked))
            )
        elif read:
            rules[read.name] = read, table
    _lint(list(rules.values()), known.optional, scope)
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


def _lint(
    rules: list[tuple[Rule, Table | None]], optional: Collection[str], scope: Scope
) -> None:
    # Each such operation has cost what deciding may cost at most.
    if not rules or scope.report.count("rule-too-large") >= _MOST_TOO_LARGE:
        return
    for problem in lint([rule for rule, _ in rules], optional=optional):
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
