"""What a client calls an operation and its keys when it refuses a call."""

from __future__ import annotations

from ...model.api import Field, Operation, Parameter, Resource
from ...rules.seen import keys_named
from .names import argument, method, resource_attribute, spelled


def call_name(resource: Resource, operation: Operation) -> str:
    """How a client reaches an operation: ``invoices.create``."""
    return f"{resource_attribute(resource)}.{method(operation)}"


def docs_anchor(home: Resource, operation: Operation) -> str:
    """Place of an operation in the docs, under the resource and the name it has there."""
    names = [
        own.name
        for own in home.operations
        if (own.method, own.path) == (operation.method, operation.path)
    ]
    return f"resources/{home.file}.md#{names[0]}"


def spoken_parameters(operation: Operation) -> dict[str, Parameter]:
    """The parameters of which an operation's rules speak, by their names there."""
    named = {key for rule in operation.rules for key in keys_named(rule.body)}
    places = {
        "query": operation.query_parameters,
        "header": operation.header_parameters,
    }
    return {
        key: parameter
        for place, parameters in places.items()
        for parameter in parameters
        if (key := f"{place}:{parameter.name}") in named
        and key
        not in {f.name for f in (operation.body.fields if operation.body else ())}
    }


def renamed(operation: Operation) -> dict[str, str]:
    """What errors call keys and parameters, where the runtime would not say the same."""
    body = operation.body
    named: list[Field | Parameter] = [
        *(body.fields if body and body.kind != "array" else ()),
        *(p for p in operation.parameters if p.role != "idempotency"),
    ]
    found: dict[str, str] = {}
    for each in named:
        if argument(each) != spelled(each.name):
            found.setdefault(each.name, argument(each))
    return found
