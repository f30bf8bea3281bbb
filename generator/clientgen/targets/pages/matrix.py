"""What contexts ask of an operation, as a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...model.rules import All, Rule
from ...rules import words as rule_words
from ...rules.atoms import atoms_of, key_of, parents
from ..samples.values import Values
from ..sinks import Code
from .examples import Situation, goal_examples
from .markup import Markup
from .places import Places
from .rules import asks_plainly, key_code, minimal, quoted

Row = tuple[Code, ...]


class MatrixView(NamedTuple):
    """What contexts ask of one operation: a row for each key, a column for each context.

    Attributes:
        sentences: Rules that a table cannot say whole.
        example: A call for each context that asks for something; may be empty.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sentences: tuple[Code, ...]
    sources: Code
    example: Code


def context_examples(
    resource: Resource,
    operation: Operation,
    values: Values,
    found: Iterable[Situation],
    markup: Markup,
) -> Code:
    """A call for each situation, with the least that it demands; empty without any."""
    return goal_examples(
        resource, operation, values, [(_label(s), All(()), s) for s in found], markup
    )


def conditional(operation: Operation, context: str = "") -> tuple[Rule, ...]:
    """Rules that hold in some context only; in one that names ``context``, if given."""
    return tuple(
        rule
        for rule in operation.rules
        if rule.when and (not context or context in dict(rule.when))
    )


def matrix(
    api: Api,
    resource: Resource,
    operation: Operation,
    values: Values,
    places: Places,
    here: str,
    context: str = "",
) -> MatrixView | None:
    """What contexts ask of an operation; None when they ask nothing."""
    rules = conditional(operation, context)
    if not rules:
        return None
    columns = _columns(api, rules)
    facts = {situation: _facts(found) for situation, found in columns.items()}
    demanding = [
        situation
        for situation, found in columns.items()
        if any(rule.body != All(()) for rule in found)
    ]
    markup = places.markup
    sources = dict.fromkeys(source for rule in rules for source in rule.source)
    return MatrixView(
        columns=tuple(_label(situation) for situation in columns),
        rows=tuple(
            (
                key_code(*rule_words.placed(key), markup),
                *(markup.text(facts[situation].get(key, "")) for situation in columns),
            )
            for key in _keys(operation, rules)
        ),
        sentences=tuple(
            markup.prose(rule_words.sentence(rule, quoted))
            for rule in rules
            if not asks_plainly(rule.body)
        ),
        sources=places.sources(list(sources), here),
        example=context_examples(resource, operation, values, demanding, markup),
    )


def _columns(api: Api, rules: Sequence[Rule]) -> dict[Situation, list[Rule]]:
    """The rules of each situation, in the order of the contexts' values."""
    columns: dict[Situation, list[Rule]] = {}
    for rule in rules:
        for situation in situations(rule):
            columns.setdefault(situation, []).append(rule)
    order = {
        (context.name, value): number
        for context in api.contexts
        for number, value in enumerate(context.values)
    }
    ranked = sorted(
        columns, key=lambda situation: [order.get(each, 0) for each in situation]
    )
    return {situation: columns[situation] for situation in ranked}


def _keys(operation: Operation, rules: Sequence[Rule]) -> list[str]:
    """Keys and array paths that rules speak of: as in the body, paths below their arrays."""
    fields = operation.body.fields if operation.body else ()
    order = {field.name: number for number, field in enumerate(fields)}
    spoken: dict[str, None] = {}
    for rule in rules:
        for key in (*map(key_of, atoms_of([rule.body])), *rule.optional):
            spoken.update(dict.fromkeys((*parents(key), key)))

    def rank(key: str) -> tuple[int, bool]:
        top = key.split(".*.")[0]
        return order.get(top, len(order)), top != key

    return sorted(spoken, key=rank)


def situations(rule: Rule) -> list[Situation]:
    """Every combination of context values in which a rule holds."""
    found: list[Situation] = [()]
    for context, accepted in rule.when:
        found = [(*begun, (context, value)) for begun in found for value in accepted]
    return found


def _label(situation: Sequence[tuple[str, str]]) -> str:
    return ", ".join(value for _, value in situation)


def _facts(rules: Sequence[Rule]) -> dict[str, str]:
    """What is known of each key: ``required``, ``optional``, or that a rule says more."""
    facts = {key: "optional" for rule in rules for key in rule.optional}
    for rule in rules:
        ways = [{key_of(atom) for atom in atoms} for atoms in minimal(rule.body)]
        for key in map(key_of, atoms_of([rule.body])):
            if ways and all(key in way for way in ways):
                facts[key] = "required"
            elif facts.get(key) != "required":
                facts[key] = "see rule"
    return facts
