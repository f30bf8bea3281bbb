"""Things of several kinds that one resource holds: kept together, each with its own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..model.api import Answer, Api, Field, Operation, Schema
from ..model.resolving import resolved_api
from ..model.types import Choice, ListOf, Ref, Tagged, Type, innermost
from ..targets.samples.keys import own_key
from ..targets.samples.things import Thing, Things, things_of


def with_families(api: Api) -> tuple[Api, Things]:
    """An API whose resources each hold things of one schema, and what makes them.

    Where a resource's things are of several kinds, such as the persons and bots that are
    users, they get a schema for all of them: its type is the choice, its fields are those
    of all kinds. An answer that is a resource's thing or something else is the thing.
    """
    families = _families(api)
    plain = resolved_api(api)
    owned = {schema.name for schema in plain.schemas if schema.resource}
    owners = {resource: name for name, (resource, _) in families.items()}
    joined = tuple(
        _joined(plain, name, resource, choice)
        for name, (resource, choice) in families.items()
    )
    resources = tuple(
        replace(
            resource,
            schema=owners.get(resource.name, resource.schema),
            operations=tuple(
                replace(after, answer=_answer(before, after, families, owned))
                for before, after in zip(
                    each.operations, resource.operations, strict=True
                )
            ),
        )
        for each, resource in zip(api.resources, plain.resources, strict=True)
    )
    whole = replace(plain, resources=resources, schemas=(*plain.schemas, *joined))
    return whole, _things(things_of(plain), joined, owners)


def _families(api: Api) -> dict[str, tuple[str, Choice | Tagged]]:
    """The resource that holds things of a choice, and the choice, by its name."""
    owned = {schema.name for schema in api.schemas if schema.resource}
    found: dict[str, tuple[str, Choice | Tagged]] = {}
    for resource in api.resources:
        if resource.schema or resource.name in (each for each, _ in found.values()):
            continue
        for operation in resource.operations:
            inner = innermost(operation.answer.type) if operation.answer.type else None
            if not isinstance(inner, Ref) or inner.schema in found:
                continue
            if isinstance(inner.of, Choice | Tagged):
                parts = _parts(inner.of)
                if parts and not owned & {part.schema for part in parts}:
                    found[inner.schema] = resource.name, inner.of
                    break
    return found


def _parts(choice: Choice | Tagged) -> list[Ref]:
    """The schemas of a choice among objects; none where there is something else, too."""
    every: Iterable[Type] = (
        choice.schemas if isinstance(choice, Tagged) else choice.parts
    )
    refs = [part for part in every if isinstance(part, Ref) and part.documented]
    return refs if len(refs) == len([*every]) else []


def _answer(
    before: Operation,
    after: Operation,
    families: Mapping[str, object],
    owned: set[str],
) -> Answer:
    """An answer whose things are of the one schema that a resource has."""
    said, answer = before.answer.type, after.answer
    inner = innermost(said) if said else None
    if said is not None and isinstance(inner, Ref) and inner.schema in families:
        return replace(answer, type=_of(said, Ref(inner.schema)))
    if isinstance(answer.type, Choice | Tagged):
        parts = [part for part in _parts(answer.type) if part.schema in owned]
        if len(parts) == 1:
            return replace(answer, type=parts[0])
    return answer


def _of(type_: Type, inner: Ref) -> Type:
    return ListOf(_of(type_.item, inner)) if isinstance(type_, ListOf) else inner


def _joined(api: Api, name: str, resource: str, choice: Choice | Tagged) -> Schema:
    schemas = {schema.name: schema for schema in api.schemas}
    fields: dict[str, Field] = {}
    for part in _parts(choice):
        for field in schemas[part.schema].fields:
            fields.setdefault(field.name, replace(field, required=False))
    return Schema(name, tuple(fields.values()), resource=resource, type=choice)


def _things(
    things: Things, joined: Iterable[Schema], owners: Mapping[str, str]
) -> Things:
    makers = dict(things.makers)
    for schema in joined:
        makers[schema.name] = _maker(things, schema)
    return things._replace(makers=makers, schemas={**things.schemas, **owners})


def _maker(things: Things, schema: Schema) -> Callable[[int], Thing]:
    own = own_key(schema)
    type_, resource = schema.type, schema.resource
    assert type_ is not None, "it is a family"
    assert resource is not None, "a family is a resource's"

    def make(number: int) -> Thing:
        made = things.of_type(type_, number)
        thing: Thing = made if isinstance(made, dict) else {}
        return {**thing, own.name: things.key(resource, number)} if own else thing

    return make
