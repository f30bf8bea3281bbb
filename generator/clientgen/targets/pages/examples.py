"""Calls that reach a goal: one variant of a rule, or what a context demands."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.api import Operation, Resource
from ...model.rules import Node
from ...rules.problems import TooLargeError
from ..samples.bodies import example_body
from ..samples.calls import call_of, example, python_call
from ..samples.values import Values
from ..sinks import Code, code, comment
from .markup import Markup

Situation = tuple[tuple[str, str], ...]
Goal = tuple[str, Node, Situation]
"""Words for a comment, what must hold besides the rules, and the context of the call."""


def goal_examples(
    resource: Resource,
    operation: Operation,
    values: Values,
    goals: Iterable[Goal],
    markup: Markup,
    typical: int = 0,
) -> Code:
    """Calls with a comment each; empty where rules leave no way for one, or none are shown."""
    if markup.fenced is None:
        return code("")
    calls = []
    comments = []
    for words, goal, situation in goals:
        body = None
        if operation.body is not None and operation.body.has_keys:
            try:
                body = example_body(
                    operation.body,
                    operation.rules,
                    values,
                    dict(situation),
                    goal,
                    typical,
                )
            except TooLargeError:
                continue
            if body is None:
                continue
        elif operation.body is not None:
            continue
        call = call_of(operation, values, body, situation=situation, goal=goal)
        calls.append(python_call(resource, operation, call, values))
        comments.append(words)
    if not calls:
        return code("")
    noted = [comment(words) for words in comments] if all(comments) else []
    return markup.fenced(example(calls, noted), "python")
