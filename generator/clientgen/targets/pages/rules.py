"""Rules on a page: a sentence, a table, an example for each way to meet them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...model.api import Operation, Resource
from ...model.rules import All, AnyOf, Equals, If, Node, OneOf, Present, Rule, Variant
from ...rules import words as rule_words
from ...rules.atoms import Atom, key_of
from ...rules.comparing import Relation, so
from ...rules.cubes import is_exact
from ...rules.decide import in_force, minimal_sets
from ...rules.problems import TooLargeError
from ...rules.seen import by_body
from ..prose import sentence
from ..samples.values import Values
from ..sinks import Code, code, join
from ..surface.names import argument
from ..surface.operations import spoken_parameters
from .examples import goal_examples
from .markup import Markup
from .places import Places

Row = tuple[Code, ...]

_MOST_WAYS = 12
_MOST_EXAMPLES = 4


class RuleView(NamedTuple):
    """An unconditional rule.

    Attributes:
        ways: Variant (may be empty), keys to give, the same in Python, meaning (may be empty).
        beyond: Who does not know all of the rule; empty where everybody does.
        example: Every way as a call; empty where no example can be made.
    """

    name: Code
    sentence: Code
    source: Code
    ways: tuple[Row, ...]
    overlap: bool
    beyond: Code
    example: Code


def rule_views(
    resource: Resource, operation: Operation, values: Values, places: Places, here: str
) -> tuple[RuleView, ...]:
    """The rules of an operation that hold whatever the context."""
    return tuple(
        _rule(rule, resource, operation, values, places, here)
        for rule in operation.rules
        if not rule.when and rule.body != All(())
    )


def _rule(
    rule: Rule,
    resource: Resource,
    operation: Operation,
    values: Values,
    places: Places,
    here: str,
) -> RuleView:
    markup = places.markup
    names = python_names(operation)
    # Plain required keys are said by the body's table already.
    ways = () if asks_plainly(rule.body) else _ways(rule.body, names, markup)
    return RuleView(
        name=markup.text(rule.name),
        sentence=markup.prose(
            " ".join([rule_words.sentence(rule, quoted), sentence(rule.summary)])
        ),
        source=places.sources(rule.source, here),
        ways=ways,
        overlap=rule.warn_on_overlap,
        beyond=_beyond(rule),
        example=_rule_example(rule, resource, operation, values, places),
    )


def _beyond(rule: Rule) -> Code:
    """Whether types and the OpenAPI document know all of a rule."""
    try:
        typed = is_exact([rule])
    except TooLargeError:
        typed = False
    described = by_body([rule]) == (rule,)
    if typed and described:
        return code("")
    if described:
        return code("Types see keys alone: the client checks the rest before it sends.")
    if typed:
        return code("The OpenAPI document says this in words alone.")
    return code(
        "Types see keys alone, and the OpenAPI document says this in words alone: the client "
        "checks it before it sends."
    )


def python_names(operation: Operation) -> dict[str, str]:
    """The argument of each key of an operation's body, and of parameters in rules."""
    fields = operation.body.fields if operation.body else ()
    spoken = spoken_parameters(operation)
    return {
        **{key: argument(parameter) for key, parameter in spoken.items()},
        **{field.name: argument(field) for field in fields},
    }


def quoted(key: str) -> str:
    """A key as code, for :func:`..sinks.markdown.prose`."""
    name, place = rule_words.placed(key)
    return f"`{name}` ({place})" if place else f"`{key}`"


def _in_python(names: dict[str, str], key: str) -> str:
    top, dot, rest = key.partition(".*.")
    return f"{names.get(top, top)}{dot}{rest}"


def _ways(node: Node, names: dict[str, str], markup: Markup) -> tuple[Row, ...]:
    match node:
        case AnyOf(variants) | OneOf(variants):
            return _variants(variants, names, markup)
        case If():
            return _cases(node, names, markup)
    return _sets(node, names, markup)


def _cases(node: If, names: dict[str, str], markup: Markup) -> tuple[Row, ...]:
    """A row for each side of a condition that asks for something."""
    cases = [
        (rule_words.state(node.condition, quoted), node.then),
        ("otherwise", node.otherwise),
    ]
    return tuple(
        (
            markup.prose(words),
            markup.prose(rule_words.subject(then, quoted)),
            markup.prose(
                rule_words.subject(then, lambda key: quoted(_in_python(names, key)))
            ),
            code(""),
        )
        for words, then in cases
        if then != All(())
    )


def _variants(
    variants: Sequence[Variant], names: dict[str, str], markup: Markup
) -> tuple[Row, ...]:
    return tuple(
        (
            markup.text(variant.name),
            markup.prose(rule_words.subject(variant.rule, quoted)),
            markup.prose(
                rule_words.subject(
                    variant.rule, lambda key: quoted(_in_python(names, key))
                )
            ),
            markup.prose(sentence(variant.summary)),
        )
        for variant in variants
    )


def _sets(node: Node, names: dict[str, str], markup: Markup) -> tuple[Row, ...]:
    """A row for each minimal set; none where there are too many, or nothing is needed."""
    sets = minimal(node)
    if () in sets:
        return ()
    nothing = code("")

    def in_python(key: str) -> tuple[str, str]:
        return _in_python(names, key), ""

    return tuple(
        (
            nothing,
            join(", ", (_atom(a, rule_words.placed, markup) for a in atoms)),
            join(", ", (_atom(a, in_python, markup) for a in atoms)),
            nothing,
        )
        for atoms in sets
    )


def least_rows(operation: Operation, markup: Markup) -> tuple[Row, ...]:
    """The smallest sets of keys that meet all rules that hold whatever the context.

    Returns:
        Keys, and the same in Python, a row for each set; none where nothing is needed, or
        where there are too many to be read.
    """
    bodies = tuple(rule.body for rule in in_force(operation.rules))
    rows = _sets(All(bodies), python_names(operation), markup)
    return tuple((keys, python) for _, keys, python, _ in rows)


def asks_plainly(node: Node) -> bool:
    """Whether required keys alone say it all."""
    parts = node.parts if isinstance(node, All) else (node,)
    return all(isinstance(part, Present) for part in parts)


def minimal(node: Node) -> tuple[tuple[Atom, ...], ...]:
    """The smallest sets that meet a node; none where there are too many to be read."""
    try:
        return minimal_sets([node], _MOST_WAYS) or ()
    except TooLargeError:
        return ()


def key_code(name: str, place: str, markup: Markup) -> Code:
    """A key, or a parameter and where it stands."""
    if not place:
        return markup.span(name)
    return code("{} {}", markup.span(name), markup.text(f"({place})"))


def _atom(atom: Atom, name: Callable[[str], tuple[str, str]], markup: Markup) -> Code:
    def spelled(key: str) -> Code:
        return key_code(*name(key), markup)

    key = spelled(key_of(atom))
    if isinstance(atom, Relation):
        words = {"<": "less than", "=": "equal to", ">": "more than"}[atom.sign]
        return code("{} {} {}", key, markup.text(words), spelled(atom.other))
    if isinstance(atom, Equals):
        return code(
            "{} = {}",
            key,
            markup.span(rule_words.subject(atom).rpartition(" = ")[2]),
        )
    return key


def _rule_example(
    rule: Rule,
    resource: Resource,
    operation: Operation,
    values: Values,
    places: Places,
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
        ways = minimal(rule.body)[:_MOST_EXAMPLES]
        goals = [("", All(tuple(map(_demanded, way)))) for way in ways if len(ways) > 1]
    return goal_examples(
        resource,
        operation,
        values,
        [(words, goal, ()) for words, goal in goals],
        places.markup,
        typical=1,
    )


def _demanded(atom: Atom) -> Node:
    if isinstance(atom, Relation):
        return so(atom)
    return atom if isinstance(atom, Equals) else Present(atom)
