"""The document as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.api import Api, Resource
from ...model.naming import snake_case
from ...rules.schema import Json
from ..sinks import json_text
from .events import webhooks
from .facts import (
    MARK,
    errors_words,
    filtering_words,
    forms_words,
    signing_words,
    ways_words,
)
from .names import Names, component_names
from .operations import operation_object
from .schemas import body_schemas, schema_object, sent_choice, sent_schema
from .security import security, security_schemes
from .servers import all_servers, server_object, usual_servers
from .words import Object, extensions, filled, told

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
    listed = _listed(api)
    hooks = webhooks(api.webhooks)
    schemes = security_schemes(api)
    schemas = _components(api, names)
    used = _referred_to([paths, hooks], schemas)
    unused: Object = {"x-schemas": _unused(api, schemas, used, names)}
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
        tags=[_tag(r, listed.get(r.name, [])) for r in api.resources],
        paths=paths,
        webhooks=hooks,
        components=filled(
            schemas=used,
            securitySchemes=schemes,
        ),
        **_more(api),
        **unused,
    )


def _listed(api: Api) -> dict[str, list[Json]]:
    """The operations of resources as the document has them: those of one path together."""
    by_path: dict[str, list[tuple[str, str]]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            place = (resource.name, operation.name)
            by_path.setdefault(operation.path, []).append(place)
    found: dict[str, list[Json]] = {}
    for resource_name, name in (each for those in by_path.values() for each in those):
        found.setdefault(resource_name, []).append(name)
    return found


def _tag(resource: Resource, listed: list[Json]) -> Object:
    """A resource, as far as its operations do not say it.

    Args:
        resource: The resource.
        listed: Its operations as the document has them.
    """
    found = filled(name=resource.name) | told(resource.summary, last=resource.note)
    usual = snake_case(resource.name)
    order: list[Json] = [operation.name for operation in resource.operations]
    facts: Object = {
        "x-file": resource.file if resource.file != usual else "",
        "x-changed": resource.changed,
        "x-order": order if order != listed else [],
    }
    return found | filled(**facts) | extensions(resource.source, resource.modules)


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
    headers: Object = dict(api.terms.headers)
    own: Object = {
        "api": api.name,
        "package": api.package,
        "package_version": api.package_version,
        "licence": api.licence,
    }
    return {
        "x-modules": modules,
        "x-contexts": contexts,
        "x-sources": sources,
        MARK: filled(**own),
        "x-servers": all_servers(api),
        "x-server": api.terms.server,
        "x-headers": headers,
        "x-forms": forms_words(api.forms),
        "x-errors": errors_words(api.errors) if api.errors else None,
        "x-paging": ways_words(api) if api.paging else None,
        "x-filtering": filtering_words(api.filtering) if api.filtering else None,
        "x-signing": signing_words(api.webhooks) if api.webhooks else None,
    }


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


def _unused(api: Api, schemas: dict[str, Object], used: Object, names: Names) -> Object:
    """Schemas of the spec that nothing refers to; tools would warn of them.

    What is sent alone has one schema, that of what is sent, but for what only answers have.
    """
    found: list[str] = []
    for schema in api.schemas:
        sent = names.sent.get(schema.name)
        if sent not in used or any(field.read_only for field in schema.fields):
            found.append(schema.name)
        if sent is not None and schema.write_only:
            found.append(sent)
    named: list[Json] = [{"$ref": f"{_SCHEMAS}{name}"} for name in found]
    whole = _referred_to(named, schemas)
    return {name: whole[name] for name in whole if name not in used}


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
