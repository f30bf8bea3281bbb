"""Choices among types: that a value alone can tell which of them it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeGuard

from ..model.api import Field, Resource, Schema
from ..model.choosing import FORMS, constants_of, json_kind, required_of
from ..model.position import Position
from ..model.types import Choice, Constant, ListOf, Ref, Scalar, Tagged, Type, meant
from ..model.walking import parts
from .findings import Report, listed, quoted
from .nodes import Items, Node, Table, text_of
from .scope import Scope

_KINDS = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


def choice_of(
    found: Sequence[Type], words: Sequence[str], position: Position, scope: Scope
) -> Type:
    """A choice among types, checked as far as it can be without knowing schemas.

    Args:
        found: The types.
        words: Each as the spec writes it.
        position: Of the choice.
        scope: Takes the findings.
    """
    by_kind: dict[str, list[int]] = {}
    # A choice by name is written out: each of its types is one of these.
    pairs = [
        (part, word)
        for type_, word in zip(found, words, strict=True)
        for part in _written_out(type_)
    ]
    found, words = [part for part, _ in pairs], [word for _, word in pairs]
    for number, type_ in enumerate(found):
        kind = json_kind(type_)
        if kind in ("any", "file"):
            return _refused(
                position,
                f"{kind} cannot be one of several types; write {kind} alone",
                scope,
            )
        by_kind.setdefault(kind, []).append(number)
    for kind, numbers in by_kind.items():
        named = [words[number] for number in numbers]
        lists = [
            part for number in numbers if isinstance(part := found[number], ListOf)
        ]
        if lists[1:]:
            if not _told_by_items(lists, named, position, scope):
                return Scalar("any")
        elif numbers[1:] and not (
            all(_is_object(found[number]) for number in numbers)
            or all(_has_form(found[number]) for number in numbers)
        ):
            advice = (
                "string"
                if kind == "string"
                else "number" if kind == "number" else "any"
            )
            return _refused(
                position,
                f"{listed(map(quoted, named), 'and')} are all {_KINDS[kind]} on the wire, so that "
                f"nothing tells them apart; write {advice}, and say in a note what it may be",
                scope,
            )
    unique = tuple(dict.fromkeys(found))
    return Choice(unique) if unique[1:] else unique[0]


def _told_by_items(
    lists: Sequence[ListOf], words: Sequence[str], position: Position, scope: Scope
) -> bool:
    """Whether arrays are told apart by what their items are; reports if they are not."""
    items = [each.item for each in lists]
    if any(isinstance(meant(item), Choice) for item in items):
        _refused(
            position,
            f"{listed(map(quoted, words), 'and')}: of several arrays, each has items of one "
            "type; write one array, [A | B], for items of any of them",
            scope,
        )
        return False
    inner = [word[1:-1].strip() for word in words]
    return choice_of(items, inner, position, scope) != Scalar("any")


def _written_out(type_: Type) -> tuple[Type, ...]:
    inner = meant(type_)
    return inner.parts if isinstance(inner, Choice) else (type_,)


def _is_object(type_: Type) -> TypeGuard[Ref]:
    return isinstance(type_, Ref) and type_.documented and type_.of is None


def _has_form(type_: Type) -> bool:
    """Whether texts of it are told from those of other such types by how they look."""
    return isinstance(type_, Scalar) and type_.name in FORMS


def _refused(position: Position, words: str, scope: Scope) -> Type:
    scope.report.error(position, "choice", words)
    return Scalar("any")


def read_tagged(table: Table, scope: Scope) -> Type:
    """Read ``{one_of: {card: Card}, by: object}``, or ``{one_of: [Card, Bank]}``."""
    node = table.get("one_of")
    if isinstance(node, Table):
        if "by" not in table:
            scope.report.error(
                table.at("one_of"),
                "choice",
                "the key that says which of them an object is stands under by; add by: KEY, or "
                "list the schemas, [A, B], where none says it",
            )
        cases = [
            (entry.key, ref)
            for entry in node.entries.values()
            if (ref := _object(entry.value, scope))
        ]
        return Tagged(table.text("by"), tuple(cases)) if cases else Scalar("any")
    if "by" in table:
        scope.report.error(
            table.at("by"),
            "choice",
            "by needs what stands there for each schema; write one_of: {card: Card, bank: Bank}, "
            "or remove by",
        )
    nodes = list(node) if isinstance(node, Items) else []
    found = [
        (ref, text_of(item) or "") for item in nodes if (ref := _object(item, scope))
    ]
    if not found:
        return Scalar("any")
    refs, words = zip(*found, strict=True)
    return choice_of(refs, words, table.at("one_of"), scope)


def _object(node: Node, scope: Scope) -> Ref | None:
    name = text_of(node)
    if name is None:
        return None
    known = not scope.complete or scope.is_known(
        name, scope.schemas, node.position, "unknown-schema", "there is no such schema"
    )
    if known and (name in scope.named or name in scope.undocumented):
        scope.report.error(
            node.position,
            "choice",
            f"{quoted(name)} is no object with fields; name one that is, or write a choice "
            "such as string | Card as the type of a field",
        )
        return None
    return Ref(name) if known else None


def check_choices(
    schemas: Mapping[str, Schema], resources: Iterable[Resource], report: Report
) -> None:
    """Report schemas that a value cannot tell apart, wherever one of them is meant.

    Args:
        schemas: All of the API, by name.
        resources: All of the API.
        report: Takes the findings.
    """
    for type_, position in _types(schemas.values(), resources):
        for part in parts(type_):
            if isinstance(part, Choice) and position:
                _check(part, position, schemas, report)
            elif isinstance(part, Tagged) and position:
                _check_tags(part, position, schemas, report)


def _types(
    schemas: Iterable[Schema], resources: Iterable[Resource]
) -> Iterator[tuple[Type, Position | None]]:
    def of(fields: Iterable[Field]) -> Iterator[tuple[Type, Position | None]]:
        yield from ((field.type, field.position) for field in fields)

    for schema in schemas:
        yield from of((*schema.fields, *schema.write_only))
        for type_ in (schema.type, schema.additional):
            if type_ is not None:
                yield type_, schema.position
    for resource in resources:
        for operation in resource.operations:
            yield from of(operation.body.fields if operation.body else ())


def _check(
    choice: Choice, position: Position, schemas: Mapping[str, Schema], report: Report
) -> None:
    items = tuple(part.item for part in choice.parts if isinstance(part, ListOf))
    if items[1:]:
        _check(Choice(items), position, schemas, report)
    objects = [part.schema for part in choice.parts if _is_object(part)]
    for one, other in combinations([name for name in objects if name in schemas], 2):
        first, second = schemas[one].fields, schemas[other].fields
        constants, others = constants_of(first), constants_of(second)
        if any(others.get(key, only) != only for key, only in constants.items()):
            continue
        needs, needed = required_of(first), required_of(second)
        if bool(constants) != bool(others) and (
            constants.keys() & needs or others.keys() & needed
        ):
            continue  # the one is known by its constants, the other by having none
        if needs <= needed or needed <= needs:
            report.error(
                position,
                "choice",
                f"nothing tells {one} from {other}: give each a constant (object: {{is: ...}}) or "
                "keys of its own that are required, or name a key that says it (one_of and by, "
                "under schemas)",
            )


def _check_tags(
    choice: Tagged, position: Position, schemas: Mapping[str, Schema], report: Report
) -> None:
    """Report tags that no object of their schema can have."""
    for tag, ref in choice.cases:
        fields = schemas[ref.schema].fields if ref.schema in schemas else ()
        type_ = next((field.type for field in fields if field.name == choice.by), None)
        if type_ is None:
            continue
        where = f"{quoted(choice.by)} of {ref.schema}"
        if json_kind(type_) not in ("string", "any"):
            report.error(
                position,
                "choice",
                f"what by names is a text, and {where} is none; give each schema a constant "
                "there (is: 1), and list the schemas: one_of: [A, B]",
            )
        elif isinstance(type_, Constant) and type_.value != tag:
            report.error(
                position,
                "choice",
                f"{where} is always {quoted(str(type_.value))}, so that {quoted(tag)} never "
                "stands there; mend one of both",
            )
