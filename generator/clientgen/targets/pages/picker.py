"""The rule picker of a page: what may be ticked, and the rules as the page checks them.

The page judges with ``templates/site/rules.js``, which says the client's own words.

An atom (see :mod:`clientgen.rules`) is written as a text: ``key``, ``key.*.inner``, or
``key=literal`` with the literal in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...model.api import Api, Json, Operation, Resource
from ...model.rules import (
    All,
    Any,
    AnyOf,
    Compare,
    Equals,
    If,
    Node,
    Nothing,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from ...rules.atoms import atoms_of, key_of, observe
from ...rules.comparing import Relation
from ...rules.decide import minimal_sets
from ...rules.operators import operator_of
from ...rules.problems import TooLargeError
from ..samples.bodies import example_body, example_parameters
from ..samples.request import atom_text
from ..samples.values import Value, Values
from ..surface.names import argument, spelled
from ..surface.operations import (
    call_name,
    docs_anchor,
    renamed,
    spoken_parameters,
)

_MOST_WAYS = 12

Tick = str | Equals
"""An atom that may be ticked."""


class PickerAtom(NamedTuple):
    """Something that a reader may tick.

    Attributes:
        text: The atom as a text; tells it from the others.
        key: The key or array path by wire names.
        argument: What callers of the client write for it.
        value: The literal that the key has; None where any value will do.
        alternatives: Texts of the atoms that give the same key a literal.
    """

    text: str
    key: str
    argument: str
    value: str | int | bool | None = None
    alternatives: tuple[str, ...] = ()


class PickerVariant(NamedTuple):
    """One named way to meet a rule.

    Attributes:
        rule: The rule's name.
        name: Of the variant.
        summary: May be empty.
        sets: The smallest sets of atoms that meet the variant; none where they are many.
        ticked: Atoms of a call that takes this way and breaks no unconditional rule; empty
            where there is no such call.
    """

    rule: str
    name: str
    summary: str
    sets: tuple[tuple[str, ...], ...]
    ticked: tuple[str, ...]


class PickerContext(NamedTuple):
    """A context that some rule of the operation names, with the values it names."""

    name: str
    values: tuple[str, ...]


class Picker(NamedTuple):
    """The rules of one operation, to be tried out.

    Attributes:
        name: What the client calls the operation: ``invoices.create``.
        docs: What its errors point to.
        names: What callers call keys, where the client would not spell them so by itself;
            None where they are as on the wire.
        array: The body is an array of items that have the keys.
        keys: All keys of the body, in its order.
        atoms: What may be ticked, in the order of the body.
        ticked: The atoms that are so in the example of the operation.
        rules: Those that can fail.
    """

    name: str
    docs: str
    names: dict[str, str] | None
    array: bool
    keys: tuple[str, ...]
    atoms: tuple[PickerAtom, ...]
    variants: tuple[PickerVariant, ...]
    contexts: tuple[PickerContext, ...]
    ticked: tuple[str, ...]
    rules: tuple[Rule, ...]


def picker(
    api: Api, resource: Resource, operation: Operation, values: Values
) -> Picker | None:
    """What a page shows to try out the rules of an operation.

    Args:
        api: The API.
        resource: Where the operation is at home.
        operation: The operation.
        values: Where example values are from: what is ticked at first is what the
            operation's example gives.

    Returns:
        None where no rule can fail.
    """
    body = operation.body
    rules = tuple(rule for rule in operation.rules if rule.body != All(()))
    if not rules:
        return None
    array = body is not None and body.kind == "array"
    spoken_of = spoken_parameters(operation)
    called = {key: argument(parameter) for key, parameter in spoken_of.items()}
    names = None if array else {**renamed(operation), **called}
    fields = body.fields if body else ()
    keys = (*(field.name for field in fields), *spoken_of)
    # Nobody ticks how two values stand to each other.
    spoken = [
        atom
        for atom in atoms_of(rule.body for rule in rules)
        if not isinstance(atom, Relation)
    ]
    atoms = _in_order(spoken, keys)
    docs = docs_anchor(resource, operation)
    base = api.docs_url.rstrip("/")
    return Picker(
        name=call_name(resource, operation),
        docs=f"{base}/{docs}" if base else docs,
        names=names,
        array=array,
        keys=keys,
        atoms=tuple(_atom(atom, atoms, names) for atom in atoms),
        variants=tuple(
            PickerVariant(
                rule.name,
                variant.name,
                variant.summary,
                _ways(variant.rule),
                _ticked(operation, values, atoms, variant.rule),
            )
            for rule in rules
            for variant in _variants(rule.body)
        ),
        contexts=tuple(_contexts(api, rules)),
        ticked=_ticked(operation, values, atoms),
        rules=rules,
    )


def picker_data(shown: Picker) -> dict[str, Json]:
    """A picker as JSON, for the page's script; what is empty is left out of its lists."""
    return {
        "name": shown.name,
        "docs": shown.docs,
        "names": None if shown.names is None else dict(shown.names),
        "array": shown.array,
        "keys": list(shown.keys),
        "atoms": [_filled(atom) for atom in shown.atoms],
        "variants": [_filled(variant) for variant in shown.variants],
        "contexts": [_filled(context) for context in shown.contexts],
        "ticked": list(shown.ticked),
        "rules": [_rule(rule) for rule in shown.rules],
    }


def _literal(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_order(atoms: Sequence[Tick], keys: Sequence[str]) -> tuple[Tick, ...]:
    """Atoms by the place of their key in the body; else each after those it implies."""
    place = {key: number for number, key in enumerate(keys)}
    return tuple(
        sorted(
            atoms, key=lambda atom: place.get(key_of(atom).split(".*.")[0], len(keys))
        )
    )


def _atom(
    atom: Tick, atoms: Sequence[Tick], names: dict[str, str] | None
) -> PickerAtom:
    key = key_of(atom)
    head, *inside = key.split(".*.")
    if names is not None:
        head = names.get(head) or spelled(head)
    alternatives = [x for x in atoms if isinstance(x, Equals) and x.key == atom]
    return PickerAtom(
        text=atom_text(atom),
        key=key,
        argument=".*.".join([head, *inside]),
        value=None if isinstance(atom, str) else atom.value,
        alternatives=tuple(map(atom_text, alternatives)),
    )


def _variants(node: Node) -> Iterator[Variant]:
    """The named ways of a node, those inside other parts of it too."""
    if isinstance(node, AnyOf | OneOf):
        yield from node.variants
    for part in parts_of(node):
        yield from _variants(part)


def _ways(node: Node) -> tuple[tuple[str, ...], ...]:
    try:
        sets = minimal_sets([node], _MOST_WAYS) or ()
    except TooLargeError:
        return ()
    return tuple(
        tuple(atom_text(atom) for atom in atoms if not isinstance(atom, Relation))
        for atoms in sets
    )


def _ticked(
    operation: Operation,
    values: Values,
    atoms: Sequence[Tick],
    goal: Node | None = None,
) -> tuple[str, ...]:
    """The atoms that are so in an example."""
    body = operation.body
    made: dict[str, Value] | None = {}
    if body is not None:
        try:
            made = example_body(body, operation.rules, values, goal=goal)
        except TooLargeError:
            return ()
    if made is None:
        return ()
    further = example_parameters(operation, values, made, goal=goal)
    whole: dict[str, Value] = {**made, **further}
    so = observe(whole, atoms)
    return tuple(atom_text(atom) for atom in atoms if atom in so)


def _contexts(api: Api, rules: Iterable[Rule]) -> Iterator[PickerContext]:
    named: dict[str, set[str]] = {}
    for rule in rules:
        for name, values in rule.when:
            named.setdefault(name, set()).update(values)
    for context in api.contexts:
        if used := named.get(context.name):
            yield PickerContext(
                context.name, tuple(v for v in context.values if v in used)
            )


def _filled(item: PickerAtom | PickerVariant | PickerContext) -> dict[str, Json]:
    return {
        name: _json(value)
        for name, value in item._asdict().items()
        if value is not None and (name == "value" or value not in ("", ()))
    }


def _json(value: object) -> Json:
    """Tuples as lists."""
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    assert isinstance(value, str | int)
    return value


def _rule(rule: Rule) -> dict[str, Json]:
    made: dict[str, Json] = {"name": rule.name, "body": _node(rule.body)}
    if rule.summary:
        made["summary"] = rule.summary
    if rule.when:
        made["when"] = [[name, list(values)] for name, values in rule.when]
    if rule.warn_on_overlap:
        made["warn"] = True
    return made


def _node(node: Node) -> Json:
    match node:
        case Present(key):
            return key
        case Equals(key, value):
            return {"equals": [key, value, _literal(value)]}
        case Compare(key, how, other):
            return {"compare": [key, how, other]}
        case If(condition, then, otherwise):
            return {"if": [_node(part) for part in (condition, then, otherwise)]}
        case AnyOf(variants) | OneOf(variants):
            parts: list[Json] = [
                {"variant": each.name, "rule": _node(each.rule)} for each in variants
            ]
        case _:
            parts = [_node(part) for part in parts_of(node)]
    made: dict[str, Json] = {"kind": operator_of(node).word, "of": parts}
    if not isinstance(node, All | Any | AnyOf | Nothing):
        # The page words these by number, as the client does.
        made["least"], made["most"] = operator_of(node).bounds(len(parts))
    return made
