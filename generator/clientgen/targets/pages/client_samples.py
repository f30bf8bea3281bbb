"""Calls of the API at hand that the page about its client shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from ...model.api import Answer, Api, Body, Field, Operation, Parameter, Resource
from ...model.types import Key, Ref, Scalar
from ...rules.problems import TooLargeError
from ..samples.bodies import example_body
from ..samples.calls import list_condition, variable
from ..samples.values import Values, names_used, python
from ..sinks import Code, code, identifier, join, literal
from ..surface.names import argument, attribute, method, resource_attribute

_KEY = "17"
_GREATER = ("gt", "after")
_PARAMETER = re.compile(r"\{(\w+)\}")


class Single(NamedTuple):
    """Reading one thing by its key.

    Attributes:
        call: An expression, without ``await``.
        with_options: The same, with options.
        variable: A name for what comes.
        attribute: Of a field of the model that is worth looking at.
        wire: The same field's name on the wire, as a literal.
        attribute_text: The attribute as a literal.
        route: Path for a fake API, with its parameter, as a literal.
        path: The same path with the key in it, as a literal.
        below: The same below the server's URL.
        answer: What a fake API answers, as a literal.
        answer_of: The same for the key that a request asks for.
        told: The attribute that holds the key.
    """

    call: Code
    with_options: Code
    variable: Code
    attribute: Code
    wire: Code
    attribute_text: Code
    route: Code
    path: Code
    below: Code
    answer: Code
    answer_of: Code
    told: Code


class Listing(NamedTuple):
    """Walking a list.

    Attributes:
        method: The list method, not called.
        variable: A name for one item.
        page: The argument that chooses the page; empty where there is none.
        filtered: Arguments that filter by a mapping, and sort; empty where there are none.
        conditioned: Arguments that filter by ``recent``, and sort.
        condition: What ``recent`` is.
        since: The value that is filtered by.
        needs: What that value needs of datetime.
        match: An argument that joins filters; empty where there is none.
    """

    method: Code
    variable: Code
    page: Code
    filtered: Code
    conditioned: Code
    condition: Code
    since: Code
    needs: Code
    match: Code


def single(api: Api) -> Single | None:
    """The best call of the API that reads one thing, or None."""
    fields = {schema.name: schema.fields for schema in api.schemas}
    for resource, operation in _operations(api):
        found = _single(api, resource, operation, fields)
        if found is not None:
            return found
    return None


def _operations(api: Api) -> Iterator[tuple[Resource, Operation]]:
    """All operations; those that things are usually read by come first."""
    pairs = [(r, o) for r in api.resources for o in r.operations]
    listed = {r.name for r, o in pairs if o.answer.kind == "pages"}
    yield from sorted(
        pairs, key=lambda pair: (pair[0].name not in listed, pair[1].name != "get")
    )


def _single(
    api: Api,
    resource: Resource,
    operation: Operation,
    schemas: dict[str, tuple[Field, ...]],
) -> Single | None:
    answer = operation.answer
    if operation.method != "GET" or answer.kind != "single":
        return None
    if not isinstance(answer.type, Ref) or not _by_key(operation):
        return None
    fields = schemas.get(answer.type.schema, ())
    keys = [f for f in fields if isinstance(f.type, Key) and f.type.resource is None]
    if not keys:
        return None
    key, shown = keys[0], _worth_a_look(fields)
    target = _target(resource, operation)
    (parameter,) = operation.path_parameters
    server = api.server(operation.terms.server)
    prefix = urlsplit(server.example).path.rstrip("/") if server else ""
    route = f"{prefix}{operation.path}"
    return Single(
        code("{}({})", target, literal(_KEY)),
        code("{}({}, options=options)", target, literal(_KEY)),
        variable(operation),
        identifier(attribute(shown)),
        literal(shown.name),
        literal(attribute(shown)),
        literal(route),
        literal(route.replace(f"{{{parameter.name}}}", _KEY)),
        literal(operation.path.replace(f"{{{parameter.name}}}", _KEY)),
        _enveloped(answer, key, literal(_KEY)),
        _enveloped(answer, key, code("request.values[{}]", literal(parameter.name))),
        identifier(attribute(key)),
    )


def _by_key(operation: Operation) -> bool:
    if len(operation.path_parameters) != 1:
        return False
    if any(map(must_be_given, operation.parameters[1:])):
        return False
    (parameter,) = operation.path_parameters
    if parameter.once:
        return False
    plain = isinstance(parameter.type, Key) or parameter.type == Scalar("string")
    return plain and _PARAMETER.findall(operation.path) == [parameter.name]


def must_be_given(parameter: Parameter) -> bool:
    """Whether each call must give it: it is not given once, or made by the client."""
    return parameter.required and not parameter.once and parameter.role != "idempotency"


def _worth_a_look(fields: tuple[Field, ...]) -> Field:
    """A field that is likely to be absent, and whose two names differ if possible."""
    return min(
        fields,
        key=lambda f: (f.required, attribute(f) == f.name, isinstance(f.type, Key)),
    )


def _enveloped(answer: Answer, key: Field, value: Code) -> Code:
    data = code("{{{}: {}}}", literal(key.name), value)
    for name in reversed(answer.envelope.split(".") if answer.envelope else []):
        data = code("{{{}: {}}}", literal(name), data)
    return data


def _target(resource: Resource, operation: Operation) -> Code:
    return code(
        "client.{}.{}",
        identifier(resource_attribute(resource)),
        identifier(method(operation)),
    )


def listing(api: Api, values: Values) -> Listing | None:
    """The first list that takes nothing it must be given; filtered ones first."""
    found = [
        (resource, operation)
        for resource in api.resources
        for operation in resource.operations
        if operation.answer.kind == "pages"
        and not operation.path_parameters
        and operation.body is None
        and not any(map(must_be_given, operation.parameters))
    ]
    if not found:
        return None
    resource, operation = min(
        found,
        key=lambda pair: (
            list_condition(api, pair[1], values) is None,
            not _match(api, pair[1]),
        ),
    )
    return Listing(
        _target(resource, operation),
        variable(operation),
        _argument(operation, "page"),
        *_filtered(api, operation, values),
        _match(api, operation),
    )


def _argument(operation: Operation, role: str) -> Code:
    for parameter in operation.query_parameters:
        if parameter.role == role:
            return identifier(argument(parameter))
    return code("")


def _filtered(
    api: Api, operation: Operation, values: Values
) -> tuple[Code, Code, Code, Code, Code]:
    """Fields of a :class:`Listing`, from ``filtered`` to ``needs``."""
    condition = list_condition(api, operation, values)
    if condition is None:
        nothing = code("")
        return nothing, nothing, nothing, nothing, nothing
    field, operator, value = condition
    name, sort = _argument(operation, "filter"), _argument(operation, "sort")
    order = code(", {}={}", sort, literal(f"-{field}")) if sort else code("")
    where = code("where({})", literal(field))
    if operator in _GREATER:
        compared = code("{} > since", where)
    else:
        compared = code("{}.op({}, since)", where, literal(operator))
    needs = sorted(names_used(value), key=lambda each: (each != "UTC", each))
    return (
        code("{}={{{}: since}}{}", name, literal(f"{field}:{operator}"), order),
        code("{}=recent{}", name, order),
        compared,
        python(value),
        join(", ", map(identifier, needs)),
    )


def _match(api: Api, operation: Operation) -> Code:
    filtering = api.filtering
    if filtering is None or not filtering.match_values:
        return code("")
    for parameter in operation.query_parameters:
        if parameter.name == filtering.match_parameter:
            return code(
                "{}={}",
                identifier(argument(parameter)),
                literal(filtering.match_values[-1]),
            )
    return code("")


def upload(api: Api, values: Values) -> Code:
    """A call that sends a file; empty where the API takes none."""
    for resource in api.resources:
        for operation in resource.operations:
            body = operation.body
            if body is None or body.kind != "multipart":
                continue
            file = next((f for f in body.fields if f.type == Scalar("file")), None)
            given = _given(operation, body, values)
            if file is None or given is None:
                continue
            sent = _sending(resource, operation, file, given, values)
            if sent:
                return sent
    return code("")


def _given(operation: Operation, body: Body, values: Values) -> set[str] | None:
    """The keys that the rules of an upload demand, or None when nobody can tell."""
    try:
        found = example_body(body, operation.rules, values, typical=0)
    except TooLargeError:
        return None
    return None if found is None else set(found)


def _sending(
    resource: Resource,
    operation: Operation,
    file: Field,
    given: set[str],
    values: Values,
) -> Code:
    assert operation.body is not None
    fields = [f for f in operation.body.fields if f.name in given and f is not file]
    named: list[Field | Parameter] = [
        *fields,
        *filter(must_be_given, operation.parameters[len(operation.path_parameters) :]),
    ]
    arguments = [
        *(python(values.in_path(operation, p)) for p in operation.path_parameters),
        code("{}=file", identifier(argument(file))),
        *(code("{}={}", identifier(argument(x)), python(values.of(x))) for x in named),
    ]
    if any(names_used(values.of(x)) for x in [*operation.path_parameters, *named]):
        return code("")  # it would need more imports than the example has
    return code("{}({})", _target(resource, operation), join(", ", arguments))
