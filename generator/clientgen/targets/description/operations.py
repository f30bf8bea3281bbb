"""Operations: what a call sends, and what it gets."""

from __future__ import annotations

from ...model.api import Api, Body, Operation, Resource
from ...model.choosing import json_kinds
from ...model.rules import Rule
from ...rules.decide import holds, in_force
from ...rules.schema import Json
from ...rules.seen import by_body, speaks_of_parameters
from ...rules.words import sentence
from .answers import answers_when, responses
from .facts import forms_words, paging_words, rule_words
from .names import Names
from .parameters import (
    BRACKETED,
    constant_header,
    field_parameter,
    is_plain,
    path_parameter,
    query_parameters,
)
from .schemas import context_rules, type_object
from .security import operation_security
from .servers import operation_servers
from .words import Object, described, extensions, filled, told

_MEDIA_TYPES = {
    "multipart": "multipart/form-data",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain",
    "bytes": "application/octet-stream",
}


def operation_object(
    api: Api, resource: Resource, operation: Operation, names: Names
) -> Object:
    """One operation."""
    parameters: list[Json] = [*map(path_parameter, operation.path_parameters)]
    for parameter in operation.query_parameters:
        parameters += query_parameters(api, operation, parameter)
    for parameter in operation.header_parameters:
        if parameter.role == "idempotency" and not operation.keyed:
            continue
        parameters.append(field_parameter(parameter, "header"))
    for parameter in operation.cookie_parameters:
        parameters.append(field_parameter(parameter, "cookie"))
    for name, value in operation.terms.headers:
        parameters.append(constant_header(name, value))
    also: list[Json] = [".".join(alias) for alias in operation.aliases]
    found = filled(
        operationId=f"{resource.attribute}.{operation.name}",
        tags=[resource.name],
        summary=operation.summary or operation.title,
        deprecated=operation.deprecated,
        parameters=parameters,
        requestBody=_request_body(api, resource, operation, names),
        responses=responses(operation),
        servers=operation_servers(api, operation),
    )
    found |= told(operation.note, *_unsaid_rules(operation))
    needs = operation_security(api, operation)
    if needs is not None:
        found["security"] = needs
    if operation.idempotent is not None:
        found["x-idempotent"] = operation.idempotent
    rules: list[Json] = [
        rule_words(rule) for rule in operation.rules if not _is_made_of_marks(rule)
    ]
    extra: Object = {
        "x-title": operation.title,
        "x-also": also,
        "x-suffix": operation.suffix,
        "x-envelope": _envelope(operation),
        "x-paging": _paging(api, operation),
        "x-answer-when": answers_when(operation),
        "x-rules": rules,
        "x-context-rules": context_rules(api, operation, names.sent),
    }
    return found | filled(**extra) | extensions(operation.source, operation.modules)


def _is_made_of_marks(rule: Rule) -> bool:
    """Whether a rule says no more than the marks of keys, of which readers make it."""
    return rule.name == "required" and rule == Rule(
        "required", rule.body, position=rule.position
    )


def _envelope(operation: Operation) -> str:
    """Where an answer has its value, where paging does not say it."""
    way, place = operation.paging, operation.answer.envelope
    return "" if way is not None and way.items == place else place


def _paging(api: Api, operation: Operation) -> Json:
    """How a list is walked, where that is not the usual way."""
    if operation.paging is None:
        return "none" if operation.answer.kind == "list" and api.paging else None
    if operation.paging == api.paging:
        return None
    return paging_words(operation.paging)


def _request_body(
    api: Api, resource: Resource, operation: Operation, names: Names
) -> Object:
    body = operation.body
    if body is None:
        return {}
    schema: Object = {}
    if body.kind == "text":
        schema = {"type": "string"}
    elif body.type is not None:
        schema = type_object(body.type, names.sent)
    elif body.has_keys:
        name = names.of(resource, operation)
        schema = {"$ref": f"#/components/schemas/{name}"}
    if body.kind == "array":
        schema = {"type": "array", "items": schema}
    usual = _MEDIA_TYPES.get(body.kind, "application/json")
    media_type = body.content_type or usual
    media: Object = {"schema": schema} if body.kind != "bytes" else {}
    if body.kind in ("form", "multipart") and body.forms != api.forms:
        media["x-forms"] = forms_words(body.forms)
    if body.kind == "value":
        media["x-body"] = "value"
    if body.content_type in ("application/json", *_MEDIA_TYPES.values()):
        media["x-content-type"] = body.content_type  # said, not only usual
    content: Object = {media_type: media | filled(encoding=_encoding(body))}
    needed = _is_needed(operation, body)
    return {"required": True, "content": content} if needed else {"content": content}


def _encoding(body: Body) -> Object:
    """How a form says arrays and objects."""
    if body.kind not in ("form", "multipart"):
        return {}
    found: Object = {}
    for field in body.fields:
        kinds = json_kinds(field.type)
        if body.forms.objects and ("object" in kinds or is_plain(field.type)):
            found[field.name] = BRACKETED
        elif "array" in kinds:
            how = field.explode or body.forms.arrays
            if how == "comma" or (how == "repeat" and body.kind == "form"):
                found[field.name] = {"style": "form", "explode": how == "repeat"}
            elif how != "repeat":
                # OpenAPI has no word for these.
                found[field.name] = {"x-explode": how}
    return found


def _is_needed(operation: Operation, body: Body) -> bool:
    """Whether a call must send a body: an array always, an object where a key is needed."""
    if body.kind in ("value", "text", "bytes"):
        return True
    if body.kind == "array" or any(field.required for field in body.fields):
        return True
    rules = by_body(in_force(operation.rules))
    return not all(holds(rule.body, {}) for rule in rules)


def _unsaid_rules(operation: Operation) -> list[str]:
    """Rules that no schema here says, in words: about parameters, or compared in a context."""
    return [
        f"{rule.name}: {described(rule.summary, sentence(rule))}"
        for rule in operation.rules
        if speaks_of_parameters(rule) or (rule.when and by_body([rule]) != (rule,))
    ]
