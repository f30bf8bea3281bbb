"""Types by name that are no objects, put in the place of their names."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from .api import Answer, Api, Field, Operation, Parameter, Schema, Webhooks
from .types import Choice, ListOf, MapOf, Ref, Type

Item = TypeVar("Item", bound=Field | Parameter)


def resolved(type_: Type) -> Type:
    """A type without names of lists of values and of choices: what they stand for."""
    match type_:
        case ListOf(item):
            return ListOf(resolved(item))
        case MapOf(value):
            return MapOf(resolved(value))
        case Choice(parts):
            return Choice(tuple(map(resolved, parts)))
        case Ref(of=meant) if meant is not None:
            return meant
    return type_


def resolved_item(item: Item) -> Item:
    """A field or a parameter whose type is :func:`resolved`."""
    type_ = resolved(item.type)
    return item if type_ == item.type else replace(item, type=type_)


def resolved_api(api: Api) -> Api:
    """An API whose schemas are objects alone, and whose types are all :func:`resolved`."""
    if not any(schema.type for schema in api.schemas):
        return api
    return replace(
        api,
        schemas=tuple(map(_schema, (s for s in api.schemas if s.type is None))),
        resources=tuple(
            replace(each, operations=tuple(map(resolved_operation, each.operations)))
            for each in api.resources
        ),
        webhooks=api.webhooks and _webhooks(api.webhooks),
    )


def _webhooks(webhooks: Webhooks) -> Webhooks:
    bodies = tuple((name, resolved(type_)) for name, type_ in webhooks.bodies)
    return replace(webhooks, bodies=bodies)


def _schema(schema: Schema) -> Schema:
    return replace(
        schema,
        fields=tuple(map(resolved_item, schema.fields)),
        write_only=tuple(map(resolved_item, schema.write_only)),
        additional=schema.additional and resolved(schema.additional),
    )


def resolved_operation(operation: Operation) -> Operation:
    """An operation whose types are all :func:`resolved`."""
    body = operation.body
    return replace(
        operation,
        path_parameters=tuple(map(resolved_item, operation.path_parameters)),
        query_parameters=tuple(map(resolved_item, operation.query_parameters)),
        body=body
        and replace(
            body,
            fields=tuple(map(resolved_item, body.fields)),
            type=body.type and resolved(body.type),
        ),
        answer=_answer(operation.answer),
        answer_when=tuple(
            replace(when, answer=_answer(when.answer)) for when in operation.answer_when
        ),
    )


def _answer(answer: Answer) -> Answer:
    return replace(
        answer,
        type=answer.type and resolved(answer.type),
        statuses=tuple((s, type_ and resolved(type_)) for s, type_ in answer.statuses),
    )
