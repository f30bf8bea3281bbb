"""The OpenAPI 3.1 document: paths, schemas, and required-key rules as JSON Schema.

The document is made from values, not from text, so that nothing in a spec can change its
shape; :func:`clientgen.targets.sinks.json_text` writes it. Facts that OpenAPI has no words
for are under ``x-`` keys: rules that hold in a context only (``x-context-rules``), sources
(``x-source``) and doubts (``x-note``).
"""

from __future__ import annotations

from collections.abc import Iterable

from ...model.api import Api, Body, Field, Operation, Parameter, Resource, Schema
from ...model.types import Enum, Key, ListOf, MapOf, Ref, Scalar, Type
from ...rules.schema import Json, body_schema
from ..sinks import json_text
from ..target import OutputFile
from ..templates import Templates

Object = dict[str, Json]

_SCALARS: dict[str, Object] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "file": {"type": "string", "contentEncoding": "binary"},
    "any": {},
    "object": {"type": "object"},
}
_MEDIA_TYPES = {
    "multipart": "multipart/form-data",
    "form": "application/x-www-form-urlencoded",
}


def files(api: Api, templates: Templates) -> list[OutputFile]:
    """The document, below ``openapi/``. No template takes part."""
    text = json_text(document(api)) + "\n"
    return [OutputFile(f"openapi/{api.package}.json", text)]


def document(api: Api) -> Object:
    """An API as an OpenAPI 3.1 document."""
    paths: dict[str, Json] = {}
    for resource in api.resources:
        for operation in resource.operations:
            item = paths.setdefault(operation.path, {})
            assert isinstance(item, dict)
            item[operation.method.lower()] = _operation(api, resource, operation)
    found = _filled(
        openapi="3.1.0",
        info=_filled(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
        ),
        servers=[_filled(url=s.url, description=s.summary) for s in api.servers],
        security=[{name: []} for name in _security(api)],
        tags=[_filled(name=r.name, description=r.summary) for r in api.resources],
        paths=paths,
        components=_filled(
            schemas={schema.name: schema_object(schema) for schema in api.schemas},
            securitySchemes=_security(api),
        ),
    )
    found["x-sources"] = {
        source.name: _filled(
            title=source.title,
            url=source.url,
            date=source.date,
            confidence=source.confidence,
            note=source.note,
        )
        for source in api.sources
    }
    return found


def body_object(body: Body, operation: Operation) -> Object:
    """The JSON Schema of a request body, with the rules that hold everywhere."""
    if body.kind == "any":
        return {}
    item: Object = {
        "type": "object",
        "properties": {field.name: field_object(field) for field in body.fields},
    }
    if rules := body_schema(operation.rules):
        # Rules have properties of their own, so they stand beside those of the fields.
        item["allOf"] = [rules]
    return {"type": "array", "items": item} if body.kind == "array" else item


def schema_object(schema: Schema) -> Object:
    """The JSON Schema of what the API answers. Unknown keys are legal."""
    required: list[Json] = [field.name for field in schema.fields if field.required]
    return _filled(
        type="object",
        description=schema.summary,
        properties={field.name: field_object(field) for field in schema.fields},
        required=required,
    ) | _extensions(schema.note, schema.source)


def field_object(field: Field) -> Object:
    """The JSON Schema of one key; null is legal unless the key is required."""
    found = type_object(field.type)
    if field.nullable:
        found = _nullable(found)
    words = _filled(
        description=field.summary,
        readOnly=field.read_only,
        deprecated=field.deprecated,
        examples=[field.example] if field.example is not None else [],
    )
    return found | words | _extensions(field.note, field.source)


def type_object(type_: Type) -> Object:
    """The JSON Schema of a type."""
    match type_:
        case Scalar(name):
            return dict(_SCALARS[name])
        case Key(resource):
            return {"type": "string"} | _filled(**{"x-resource": resource})
        case Enum(values):
            return {"type": "string", "examples": list(values)}
        case ListOf(item):
            return {"type": "array", "items": type_object(item)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": type_object(value)}
        case Ref(schema):
            return {"$ref": f"#/components/schemas/{schema}"}


def _nullable(schema: Object) -> Object:
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kind = schema.get("type")
    if not kind:
        return schema
    either: Object = {"type": [kind, "null"]}
    return schema | either


def _operation(api: Api, resource: Resource, operation: Operation) -> Object:
    contexts: dict[str, Json] = {}
    for rule in operation.rules:
        for context, values in rule.when:
            for value in values:
                asked = body_schema(operation.rules, {context: value})
                contexts[f"{context}={value}"] = asked
    parameters: list[Json] = [
        *(_parameter(p, "path") for p in operation.path_parameters),
        *(_parameter(p, "query") for p in operation.query_parameters),
    ]
    return _filled(
        operationId=f"{resource.attribute}.{operation.name}",
        tags=[resource.name],
        summary=operation.summary,
        deprecated=operation.deprecated,
        parameters=parameters,
        requestBody=_request_body(operation),
        responses={"200": _answer(api, operation)},
        **{"x-context-rules": contexts},
    ) | _extensions(operation.note, operation.source)


def _parameter(parameter: Parameter, place: str) -> Object:
    schema = type_object(parameter.type)
    found = _filled(
        name=parameter.name,
        description=parameter.summary,
        required=place == "path" or parameter.required,
        schema=schema,
    )
    found["in"] = place
    found.setdefault("schema", {})
    if parameter.role in ("filter", "sort"):
        found |= {"style": "deepObject", "explode": True, "schema": {"type": "object"}}
    elif parameter.explode == "comma":
        found |= {"style": "form", "explode": False}
    return found | _extensions(parameter.note, parameter.source)


def _request_body(operation: Operation) -> Object:
    if operation.body is None:
        return {}
    media_type = _MEDIA_TYPES.get(operation.body.kind, "application/json")
    return {"content": {media_type: {"schema": body_object(operation.body, operation)}}}


def _answer(api: Api, operation: Operation) -> Object:
    answer = operation.answer
    if answer.kind == "empty":
        return {"description": "Done."}
    if answer.kind == "bytes":
        return {"description": "Bytes.", "content": {"application/octet-stream": {}}}
    schema: Object = {}
    if answer.type is not None:
        schema = type_object(answer.type)
        place = answer.envelope
        if answer.kind in ("pages", "list"):
            schema = {"type": "array", "items": schema}
            place = api.paging.items if api.paging else ""
        for name in reversed(place.split(".") if place else []):
            schema = {"type": "object", "properties": {name: schema}}
    return {"description": "OK.", "content": {"application/json": {"schema": schema}}}


def _security(api: Api) -> Object:
    found: Object = {}
    if api.auth.bearer:
        summary = api.auth.bearer.summary
        found["bearer"] = _filled(type="http", scheme="bearer", description=summary)
    if key := api.auth.api_key:
        scheme = _filled(type="apiKey", name=key.name, description=key.summary)
        found["apiKey"] = scheme | {"in": key.place}
    return found


def _extensions(note: str, source: Iterable[str]) -> Object:
    words: Object = {"x-note": note, "x-source": [*source]}
    return _filled(**words)


def _filled(**values: Json) -> Object:
    """Keys whose values say something."""
    return {key: value for key, value in values.items() if value}
