"""Example bodies: what the rules demand, and one or two typical keys besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...model.api import Body, Field, Operation
from ...model.choosing import json_kinds
from ...model.rules import AnyOf, Equals, Node, Rule
from ...model.types import Constant, Key, ListOf, MapOf, Ref
from ...rules.atoms import Atom, atoms_of, key_of
from ...rules.decide import NOWHERE, Situation, holds, in_force, minimal_sets
from ...rules.problems import TooLargeError
from ...rules.seen import is_parameter, keys_named
from ..surface.operations import spoken_parameters
from .compared import demanded, meeting
from .values import Value, Values

_ENOUGH = 3
_OFTEN_TYPICAL = ("string", "number", "integer", "date", "datetime", "email", "unix")


def example_body(
    body: Body,
    rules: Sequence[Rule],
    values: Values,
    situation: Situation = NOWHERE,
    goal: Node | None = None,
    typical: int = 2,
) -> dict[str, Value] | None:
    """The keys of a body that is taken, by wire name, in the body's order.

    Args:
        body: Its fields.
        rules: Of the operation.
        values: Where example values are from.
        situation: The context in which the body is sent.
        goal: A further demand, such as one variant of a rule.
        typical: How many keys to give besides those demanded, at most.

    Returns:
        None when no body is taken.
    """
    nodes = [rule.body for rule in in_force(rules, situation)]
    wanted = [goal, *nodes] if goal is not None else nodes
    chosen = _chosen(rules, wanted)
    if chosen is None:
        return None
    fields = {field.name: field for field in body.fields}
    atoms: list[Atom] = list(chosen)
    for field in _typical(body.fields):
        top = {_top(atom) for atom in atoms}
        extra = len(top - {_top(atom) for atom in chosen})
        if extra >= typical or len(top) >= _ENOUGH:
            break
        more = [*atoms, field.name]
        if field.name in top or not all(holds(node, more) for node in wanted):
            continue
        if _overlaps(rules, more) <= _overlaps(rules, chosen) and not _opens(
            nodes, field.name
        ):
            atoms = more
    given = {_top(atom) for atom in atoms}
    given |= {f.name for f in body.fields if f.required and is_constant(f)}
    made = {
        name: _value(field, [a for a in atoms if _top(a) == name], values)
        for name, field in fields.items()
        if name in given
    }
    return meeting(made, list(_of_body(wanted)))


def example_parameters(
    operation: Operation,
    values: Values,
    body: Mapping[str, Value] | None,
    situation: Situation = NOWHERE,
    goal: Node | None = None,
) -> dict[str, Value]:
    """The parameters that the rules demand, by what rules call them.

    Args:
        operation: Its rules decide.
        values: Where example values are from.
        body: What :func:`example_body` gives for the same situation and goal.
        situation: The context in which the call is made.
        goal: A further demand.

    Returns:
        Nothing where no call is taken, or nobody can tell in reasonable time.
    """
    spoken = spoken_parameters(operation)
    if not spoken:
        return {}
    nodes = [rule.body for rule in in_force(operation.rules, situation)]
    wanted = [goal, *nodes] if goal is not None else nodes
    try:
        chosen = _chosen(operation.rules, wanted) or ()
    except TooLargeError:
        return {}
    made: dict[str, Value] = {
        atom: values.of(spoken[atom])
        for atom in chosen
        if isinstance(atom, str) and atom in spoken
    }
    literals = (a for a in chosen if isinstance(a, Equals) and a.key in made)
    made |= {atom.key: atom.value for atom in literals}
    required = {key for key, each in spoken.items() if each.required and not each.once}
    made |= {key: values.of(spoken[key]) for key in sorted(required - made.keys())}
    whole = meeting({**(body or {}), **made}, wanted, body or {})
    return {key: whole[key] for key in made}


def _chosen(rules: Sequence[Rule], wanted: Sequence[Node]) -> tuple[Atom, ...] | None:
    """The atoms of an example: as few as meet the rules."""
    sets = minimal_sets(wanted)
    if not sets:
        return None
    return min(sets, key=lambda each: (len(each), _overlaps(rules, each)))


def _of_body(nodes: Sequence[Node]) -> Iterator[Node]:
    """What a body must meet; of nodes about parameters, too, how its keys compare."""
    for node in nodes:
        if not any(map(is_parameter, keys_named(node))):
            yield node
            continue
        for each in demanded(node):
            if not any(map(is_parameter, keys_named(each))):
                yield each


def _top(atom: Atom) -> str:
    return key_of(atom).split(".*.")[0]


def is_constant(field: Field) -> bool:
    """Whether a field has one value alone, which the client fills in."""
    return isinstance(field.type, Constant)


def _typical(fields: Sequence[Field]) -> list[Field]:
    """Fields that a reader expects in an example, the best first."""
    plain = [f for f in fields if not f.read_only and not f.deprecated]
    plain = [f for f in plain if f.role == "value"]
    texts = [
        f
        for f in plain
        if not isinstance(f.type, Constant | Key | Ref | ListOf | MapOf)
    ]
    texts = [f for f in texts if getattr(f.type, "name", "string") in _OFTEN_TYPICAL]
    texts = [f for f in texts if not json_kinds(f.type) & {"object", "array"}]
    return [*texts, *(f for f in plain if isinstance(f.type, Key))]


def _opens(nodes: Sequence[Node], key: str) -> bool:
    """Whether rules speak of a key: giving it as decoration would only confuse."""
    return any(key_of(atom) == key for atom in atoms_of(nodes))


def _overlaps(rules: Sequence[Rule], atoms: Sequence[Atom]) -> int:
    """How many variants are met besides one of each rule that warns of overlaps."""
    return sum(
        max(0, sum(holds(variant.rule, atoms) for variant in rule.body.variants) - 1)
        for rule in rules
        if rule.warn_on_overlap and isinstance(rule.body, AnyOf)
    )


def _value(field: Field, atoms: Sequence[Atom], values: Values) -> Value:
    """A value that makes the atoms true: the field itself, a literal, or paths inside it."""
    for atom in atoms:
        if isinstance(atom, Equals) and atom.key == field.name:
            return atom.value
    paths = [(key_of(a).split(".*.")[1:], a) for a in atoms if ".*." in key_of(a)]
    if not paths:
        return values.of(field)
    item: dict[str, Value] = {}
    for names, atom in paths:
        _put(item, names, atom, values.item_fields(field.type), values)
    return [item]


def _put(
    item: dict[str, Value],
    names: Sequence[str],
    atom: Atom,
    fields: Mapping[str, Field],
    values: Values,
) -> None:
    name, *rest = names
    field = fields.get(name)
    if not rest:
        if isinstance(atom, Equals):
            item[name] = atom.value
        else:
            item.setdefault(name, values.of(field) if field else "example")
        return
    inner: dict[str, Value] = {}
    old = item.get(name)
    if isinstance(old, list) and old and isinstance(old[0], dict):
        inner = old[0]
    _put(inner, rest, atom, values.item_fields(field.type) if field else {}, values)
    item[name] = [inner]
