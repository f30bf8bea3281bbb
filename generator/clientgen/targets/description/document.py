"""The document as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.api import Api
from ...rules.schema import Json
from ..sinks import json_text
from .events import webhooks
from .names import Names, component_names
from .operations import operation_object
from .schemas import body_schemas, schema_object, sent_choice, sent_schema
from .security import security, security_schemes
from .servers import server_object, usual_servers
from .words import Object, described, extensions, filled

_SCHEMAS = "#/components/schemas/"


def document_text(api: Api) -> str:
    """The document as it is written."""
    return json_text(document(api)) + "\n"


def document(api: Api) -> Object:
    """An API as an OpenAPI 3.1 document."""
    names = component_names(api)
    paths: dict[str, Json] = {}
    for resource in api.resources:
        for operation in resource.operations:
            item = paths.setdefault(operation.path, {})
            assert isinstance(item, dict)
            made = operation_object(api, resource, operation, names)
            item[operation.method.lower()] = made
    hooks = webhooks(api.webhooks)
    schemes = security_schemes(api)
    docs: Object = {"url": api.docs_url} if api.docs_url else {}
    return filled(
        openapi="3.1.0",
        info=filled(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
        ),
        externalDocs=docs,
        servers=[server_object(s) for s in usual_servers(api)],
        security=security(api),
        tags=[
            filled(name=r.name, description=described(r.summary, r.note))
            | extensions(r.source, r.modules)
            for r in api.resources
        ],
        paths=paths,
        webhooks=hooks,
        components=filled(
            schemas=_referred_to([paths, hooks], _components(api, names)),
            securitySchemes=schemes,
        ),
        **_more(api),
    )


def _more(api: Api) -> Object:
    """What OpenAPI has no words for."""
    contexts: Object = {
        context.name: filled(description=context.summary, values=list(context.values))
        for context in api.contexts
    }
    sources: Object = {
        source.name: filled(
            title=source.title,
            url=source.url,
            date=source.date,
            confidence=source.confidence,
            note=source.note,
        )
        for source in api.sources
    }
    modules: Object = {module.name: module.title for module in api.modules}
    return {"x-modules": modules, "x-contexts": contexts, "x-sources": sources}


def _components(api: Api, names: Names) -> dict[str, Object]:
    """All schemas, whether anything refers to them or not, by name."""
    found: dict[str, Object] = {}
    for schema in api.schemas:
        found[schema.name] = schema_object(schema)
        if schema.name in names.sent:
            made = sent_choice if schema.type else sent_schema
            found[names.sent[schema.name]] = made(schema, names.sent)
    for resource in api.resources:
        for operation in resource.operations:
            body = operation.body
            if body is not None and body.has_keys:
                name = names.of(resource, operation)
                found |= body_schemas(api, operation, body, names.sent, name)
    return dict(sorted(found.items()))


def _referred_to(roots: list[Json], schemas: dict[str, Object]) -> Object:
    """The schemas that the roots need, directly or through each other."""
    needed: set[str] = set()
    queue = [*roots]
    while queue:
        # Other text may look like a reference, in an example say.
        fresh = {*_references(queue.pop())} & schemas.keys() - needed
        needed |= fresh
        queue += [schemas[name] for name in fresh]
    return {name: schema for name, schema in schemas.items() if name in needed}


def _references(value: Json) -> Iterator[str]:
    """The names of the schemas that a value refers to."""
    queue = [value]
    while queue:
        value = queue.pop()
        if isinstance(value, list):
            queue += value
        elif isinstance(value, dict):
            target = value.get("$ref")
            if isinstance(target, str) and target.startswith(_SCHEMAS):
                yield target.removeprefix(_SCHEMAS)
            queue += value.values()
