"""Rules on a page: a sentence, a table, an example for each way to meet them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...model.api import Api, Operation, Resource
from ...model.rules import All, AnyOf, Equals, If, Node, OneOf, Present, Rule, Variant
from ...rules import explain
from ...rules.atoms import Atom, atoms_of, key_of, parents
from ...rules.decide import minimal_sets
from ...rules.problems import TooLargeError
from ..markdown import fenced, prose, span, text
from ..python.docstrings import sentence
from ..python.names import argument
from ..sinks import Code, code, comment, join
from .bodies import example_body
from .calls import call_of, example, python_call
from .site import Site
from .values import Values

Row = tuple[Code, ...]
Situation = tuple[tuple[str, str], ...]

_MOST_WAYS = 12
_MOST_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class RuleView:
    """An unconditional rule.

    Attributes:
        ways: Variant (may be empty), keys to give, the same in Python, meaning (may be empty).
        example: Every way as a call; empty where no example can be made.
    """

    name: Code
    sentence: Code
    source: Code
    ways: tuple[Row, ...]
    overlap: bool
    example: Code


@dataclass(frozen=True, slots=True)
class MatrixView:
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


def rule_views(
    resource: Resource, operation: Operation, values: Values, site: Site, here: str
) -> tuple[RuleView, ...]:
    """The rules of an operation that hold whatever the context."""
    return tuple(
        _rule(rule, resource, operation, values, site, here)
        for rule in operation.rules
        if not rule.when and rule.body != All(())
    )


def _rule(
    rule: Rule,
    resource: Resource,
    operation: Operation,
    values: Values,
    site: Site,
    here: str,
) -> RuleView:
    names = python_names(operation)
    # Plain required keys are said by the body's table already.
    ways = () if _plain(rule.body) else _ways(rule.body, names)
    return RuleView(
        name=text(rule.name),
        sentence=prose(
            " ".join([explain.sentence(rule, _quoted), sentence(rule.summary)])
        ),
        source=site.sources(rule.source, here),
        ways=ways,
        overlap=rule.warn_on_overlap,
        example=_rule_example(rule, resource, operation, values),
    )


def python_names(operation: Operation) -> dict[str, str]:
    """The argument of each key of an operation's body."""
    return (
        {f.name: argument(f) for f in operation.body.fields} if operation.body else {}
    )


def _quoted(key: str) -> str:
    return f"`{key}`"


def _in_python(names: dict[str, str], key: str) -> str:
    top, dot, rest = key.partition(".*.")
    return f"{names.get(top, top)}{dot}{rest}"


def _ways(node: Node, names: dict[str, str]) -> tuple[Row, ...]:
    match node:
        case AnyOf(variants) | OneOf(variants):
            return _variants(variants, names)
        case If():
            return _cases(node, names)
    return _sets(node, names)


def _cases(node: If, names: dict[str, str]) -> tuple[Row, ...]:
    """A row for each side of a condition that asks for something."""
    cases = [
        (explain.state(node.condition, _quoted), node.then),
        ("otherwise", node.otherwise),
    ]
    return tuple(
        (
            prose(words),
            prose(explain.subject(then, _quoted)),
            prose(explain.subject(then, lambda key: _quoted(_in_python(names, key)))),
            code(""),
        )
        for words, then in cases
        if then != All(())
    )


def _variants(variants: Sequence[Variant], names: dict[str, str]) -> tuple[Row, ...]:
    return tuple(
        (
            text(variant.name),
            prose(explain.subject(variant.rule, _quoted)),
            prose(
                explain.subject(
                    variant.rule, lambda key: _quoted(_in_python(names, key))
                )
            ),
            prose(sentence(variant.summary)),
        )
        for variant in variants
    )


def _sets(node: Node, names: dict[str, str]) -> tuple[Row, ...]:
    """A row for each minimal set; none where there are too many, or nothing is needed."""
    sets = _minimal(node)
    if () in sets:
        return ()
    nothing = code("")
    return tuple(
        (
            nothing,
            join(", ", (_atom(a, key_of(a)) for a in atoms)),
            join(", ", (_atom(a, _in_python(names, key_of(a))) for a in atoms)),
            nothing,
        )
        for atoms in sets
    )


def _minimal(node: Node) -> tuple[tuple[Atom, ...], ...]:
    try:
        return minimal_sets([node], _MOST_WAYS) or ()
    except TooLargeError:
        return ()


def _atom(atom: Atom, name: str) -> Code:
    if isinstance(atom, Equals):
        return code(
            "{} = {}", span(name), span(explain.subject(atom).rpartition(" = ")[2])
        )
    return span(name)


def _rule_example(
    rule: Rule, resource: Resource, operation: Operation, values: Values
) -> Code:
    if isinstance(rule.body, AnyOf | OneOf):
        goals: list[tuple[str, Node]] = [
            (f"{v.name}: {v.summary}" if v.summary else v.name, v.rule)
            for v in rule.body.variants
        ]
    elif isinstance(rule.body, If):
        goals = [("", rule.body.condition)]
    else:
        # One way alone is what the example of the operation shows.
        ways = _minimal(rule.body)[:_MOST_EXAMPLES]
        goals = [("", All(tuple(map(_demanded, way)))) for way in ways if len(ways) > 1]
    return _examples(
        resource,
        operation,
        values,
        [(words, goal, ()) for words, goal in goals],
        typical=1,
    )


def _demanded(atom: Atom) -> Node:
    return atom if isinstance(atom, Equals) else Present(atom)


def _examples(
    resource: Resource,
    operation: Operation,
    values: Values,
    goals: Iterable[tuple[str, Node, Situation]],
    typical: int = 0,
) -> Code:
    """Calls with a comment each; empty where rules leave no way for one."""
    calls = []
    comments = []
    for words, goal, situation in goals:
        if operation.body is None:
            continue
        try:
            body = example_body(
                operation.body, operation.rules, values, dict(situation), goal, typical
            )
        except TooLargeError:
            continue
        if body is None:
            continue
        call = call_of(operation, values, body, situation=situation)
        calls.append(python_call(resource, operation, call, values))
        comments.append(words)
    if not calls:
        return code("")
    noted = [comment(words) for words in comments] if all(comments) else []
    return fenced(example(calls, noted), "python")


def context_examples(
    resource: Resource, operation: Operation, values: Values, found: Iterable[Situation]
) -> Code:
    """A call for each situation, with the least that it demands; empty without any."""
    return _examples(
        resource, operation, values, [(_label(s), All(()), s) for s in found]
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
    site: Site,
    here: str,
    context: str = "",
) -> MatrixView | None:
    """What contexts ask of an operation; None when they ask nothing."""
    rules = conditional(operation, context)
    if not rules:
        return None
    columns: dict[Situation, list[Rule]] = {}
    for rule in rules:
        for situation in situations(rule):
            columns.setdefault(situation, []).append(rule)
    order = {
        (c.name, value): number
        for c in api.contexts
        for number, value in enumerate(c.values)
    }
    columns = dict(
        sorted(
            columns.items(),
            key=lambda column: [order.get(part, 0) for part in column[0]],
        )
    )
    keys = [f.name for f in operation.body.fields] if operation.body else []
    spoken = [
        k
        for rule in rules
        for k in (*map(key_of, atoms_of([rule.body])), *rule.optional)
    ]
    spoken = list(dict.fromkeys([*spoken, *(p for k in spoken for p in parents(k))]))
    spoken.sort(
        key=lambda k: (
            keys.index(_top(k)) if _top(k) in keys else len(keys),
            _top(k) != k,
        )
    )
    facts = {situation: _facts(found) for situation, found in columns.items()}
    return MatrixView(
        columns=tuple(_label(situation) for situation in columns),
        rows=tuple(
            (span(key), *(text(facts[situation].get(key, "")) for situation in columns))
            for key in spoken
        ),
        sentences=tuple(
            prose(explain.sentence(rule, _quoted))
            for rule in rules
            if not _plain(rule.body)
        ),
        sources=site.sources(
            list(dict.fromkeys(s for rule in rules for s in rule.source)), here
        ),
        example=context_examples(
            resource,
            operation,
            values,
            [
                s
                for s, found in columns.items()
                if any(rule.body != All(()) for rule in found)
            ],
        ),
    )


def _top(key: str) -> str:
    return key.split(".*.")[0]


def situations(rule: Rule) -> list[Situation]:
    """Every combination of context values in which a rule holds."""
    found: list[Situation] = [()]
    for context, accepted in rule.when:
        found = [(*begun, (context, value)) for begun in found for value in accepted]
    return found


def _label(situation: Sequence[tuple[str, str]]) -> str:
    return ", ".join(value for _, value in situation)


def _plain(node: Node) -> bool:
    """Whether required keys alone say it all."""
    parts = node.parts if isinstance(node, All) else (node,)
    return all(isinstance(part, Present) for part in parts)


def _facts(rules: Sequence[Rule]) -> dict[str, str]:
    """For each key: ``required``, ``one way`` (of several), or ``optional``."""
    facts = {key: "optional" for rule in rules for key in rule.optional}
    for rule in rules:
        ways = [{key_of(atom) for atom in atoms} for atoms in _minimal(rule.body)]
        for key in map(key_of, atoms_of([rule.body])):
            facts[key] = (
                "required" if ways and all(key in w for w in ways) else "see rule"
            )
    return facts
