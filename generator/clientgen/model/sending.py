"""Schemas that are sent and never answered: what is required there must be given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .api import Api, Field, Operation, Schema
from .types import Type
from .walking import refs


def with_only_sent(api: Api) -> Api:
    """An API whose schemas know whether bodies and parameters alone hold them."""
    sent = only_sent(api)
    if not sent:
        return api
    schemas = (replace(s, only_sent=True) if s.name in sent else s for s in api.schemas)
    return replace(api, schemas=tuple(schemas))


def only_sent(api: Api) -> frozenset[str]:
    """Names of the schemas that something sent holds, and nothing answered."""
    return sent_schemas(api) - answered_schemas(api)


def sent_schemas(api: Api) -> frozenset[str]:
    """Names of the schemas that bodies or parameters hold, at any depth."""
    names = {name for each in _operations(api) for name in _of(_sent(each))}
    return _reached(names, _by_name(api), True)


def answered_schemas(api: Api) -> frozenset[str]:
    """Names of the schemas that something answered holds, at any depth."""
    operations = _operations(api)
    answered = {s.name for s in api.schemas if s.resource}
    every = (api.errors, *(each.errors for each in operations))
    answered |= {errors.body for errors in every if errors and errors.body}
    answered |= {name for each in operations for name in _of(_answered(each))}
    return _reached(answered, _by_name(api), False)


def _operations(api: Api) -> list[Operation]:
    return [each for r in api.resources for each in r.operations]


def _by_name(api: Api) -> dict[str, Schema]:
    return {schema.name: schema for schema in api.schemas}


def must_be_given(schema: Schema, field: Field) -> bool:
    """Whether whoever gives an object must give a field of it."""
    sent = schema.only_sent or field.write_only
    return field.required and sent and not field.read_only


def _answered(operation: Operation) -> Iterator[Type | None]:
    for answer in (operation.answer, *(each.answer for each in operation.answer_when)):
        yield answer.type
        yield from (type_ for _, type_ in answer.statuses)


def _sent(operation: Operation) -> Iterator[Type | None]:
    yield from (each.type for each in operation.parameters)
    if body := operation.body:
        yield body.type
        yield from (field.type for field in body.fields)


def _of(types: Iterable[Type | None]) -> Iterator[str]:
    return (name for type_ in types if type_ is not None for name in refs(type_))


def _reached(
    names: Iterable[str], schemas: Mapping[str, Schema], sent: bool
) -> frozenset[str]:
    """Schemas at any depth; what is written only is in what is sent alone."""
    found: set[str] = set()
    more = [name for name in names if name in schemas]
    while more:
        name = more.pop()
        if name in found:
            continue
        found.add(name)
        schema = schemas[name]
        fields = (*schema.fields, *(schema.write_only if sent else ()))
        types = (*(field.type for field in fields), schema.additional, schema.type)
        more += [each for each in _of(types) if each in schemas]
    return frozenset(found)
