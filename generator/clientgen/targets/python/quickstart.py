"""The distribution's own README: how to install, call, and read what comes back."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Field, Operation, Resource
from ...model.naming import snake_case
from ...model.types import Enum, Key, Scalar, meant
from ...model.walking import is_written_otherwise
from ...rules.cubes import cubes
from ..sinks import Code, code, identifier, join, literal
from ..surface.caller import client_arguments, has_token
from ..surface.names import argument, method, resource_attribute
from ..surface.nulls import null_in_forms
from ..target import OutputFile
from ..templates import Templates

_SAMPLES = {
    "string": "example",
    "email": "someone@example.com",
    "integer": 1,
    "number": 1,
    "boolean": True,
}


class Quickstart(NamedTuple):
    """Calls that suit an API; None where it has nothing of the kind.

    Attributes:
        walk: A list to walk.
        create: A call that meets a rule.
        broken: The same call with nothing in it, which a rule refuses.
    """

    walk: Code | None
    create: Code | None
    broken: Code | None


def quickstart(api: Api) -> Quickstart:
    """Choose the calls: the first plain ones, and the first that a rule with a choice guards."""
    walk = create = broken = None
    for resource in api.resources:
        for operation in resource.operations:
            required = [p for p in operation.parameters if p.required and not p.once]
            if operation.path_parameters or required:
                continue
            if not walk and operation.answer.kind == "pages":
                walk = _call(resource, operation, [])
            if not create and (given := _given(operation)):
                create = _call(resource, operation, given)
                broken = _call(resource, operation, [])
    return Quickstart(walk, create, broken)


def _given(operation: Operation) -> list[Code]:
    """Keyword arguments that meet the rules of an operation whose rules leave a choice."""
    body = operation.body
    if body is None or body.kind != "object":
        return []
    cover = cubes(operation.rules) or ()
    if len(cover) < 2:
        return []
    keys = cover[0].required
    fields = [field for field in body.fields if field.name in keys]
    values = [_sample(field) for field in fields]
    if not all(values) or len(fields) < len(keys):
        return []
    return [
        code("{}={}", identifier(argument(field)), value)
        for field, value in zip(fields, values, strict=True)
        if value
    ]


def _sample(field: Field) -> Code | None:
    if is_written_otherwise(field.type):
        return None
    if isinstance(field.example, str | int | float):
        return literal(field.example)
    match meant(field.type):
        case Key(resource):
            return literal(f"{snake_case(resource or 'some')}-key")
        case Enum(values):
            return literal(values[0])
        case Scalar(name) if name in _SAMPLES:
            return literal(_SAMPLES[name])
    return None


def _call(resource: Resource, operation: Operation, given: list[Code]) -> Code:
    return code(
        "client.{}.{}({})",
        identifier(resource_attribute(resource)),
        identifier(method(operation)),
        join(", ", given),
    )


def _needed(api: Api) -> list[str]:
    """What a client takes to call in the usual way."""
    usual = {way.name for way in api.auth.ways[:1]}
    own = [each.name for each in client_arguments(api) if each.way in usual]
    return [*(["token"] if has_token(api) else []), *own]


def readme_file(api: Api, templates: Templates) -> OutputFile:
    """The distribution's README.md."""
    token = api.auth.token
    env = token.env if token else ""
    text = templates.render(
        "python/README.md.jinja",
        title=api.title,
        summary=api.summary,
        package=identifier(api.package),
        licence=api.licence,
        client=identifier(api.name),
        env=identifier(env) if env else None,
        given=join(
            ", ", (code("{}={}", identifier(n), literal("...")) for n in _needed(api))
        ),
        others=[
            (identifier(each.name), identifier(each.env))
            for each in client_arguments(api)
            if each.env
        ],
        start=quickstart(api),
        in_forms=null_in_forms(api),
    )
    return OutputFile("python/README.md", text)
