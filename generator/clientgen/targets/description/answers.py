"""What successful calls answer."""

from __future__ import annotations

from dataclasses import replace

from ...model.api import Answer, Errors, Operation, Paging
from ...model.types import Type
from ...rules.schema import Json
from .facts import errors_words
from .schemas import type_object
from .words import Object, filled

_OBJECT: Object = {"type": "object"}
_NUMBER: Object = {"type": ["integer", "null"]}
_TEXT: Object = {"type": ["string", "null"]}
_SAID: Object = {"type": ["string", "null"]}
_CODE: Object = {"type": ["string", "integer", "null"]}
_FLAG: Object = {"type": ["boolean"]}
_HEADER = "header "
# Failures too, or statuses that have no content.
_WITHOUT = ("204", "304", "404")
_CURSOR: Object = {"type": ["string", "integer", "null"]}


def responses(operation: Operation) -> Object:
    """The successful answers of an operation, and that any other is a failure."""
    found = _successes(operation)
    for when in operation.answer_when:
        special = replace(operation, answer=when.answer)
        for status, response in _successes(special).items():
            found[status] = _joined(found.get(status), response)
    failure = _failure(operation.errors)
    if operation.errors is not None and operation.errors.failed:
        # A status of success may say a failure.
        told: Object = {"content": failure["content"]}
        found = {
            status: _joined(each, told) if status not in _WITHOUT else each
            for status, each in found.items()
        }
    return {**found, "default": failure}


def answers_when(operation: Operation) -> list[Json]:
    """What is answered where a key of the body has certain values, and what else.

    One response of the document may stand for several of them.
    """
    if not operation.answer_when:
        return []
    found: list[Json] = []
    for when in operation.answer_when:
        special = replace(operation, answer=when.answer)
        cases: Object = {"key": when.key, "in": [*when.values]}
        place: Object = {"envelope": when.answer.envelope}
        responses: Object = {"responses": _successes(special)}
        found.append({**cases, **filled(**place), **responses})
    return [*found, {"responses": _successes(operation)}]


def _successes(operation: Operation) -> Object:
    answer = operation.answer
    if answer.kind == "empty":
        return {"2XX": {"description": "Done; there is nothing to read."}}
    if answer.kind == "exists":
        nothing: Object = {"description": "No."}
        return {"2XX": {"description": "Yes."}, "404": nothing}
    if answer.kind == "status":
        return {
            str(status): (
                {"description": "Not modified."}
                if status == 304
                else _response(
                    {} if type_ is None else _json(_value(type_, answer.envelope))
                )
            )
            for status, type_ in answer.statuses
        }
    if answer.kind == "bytes":
        # Any will do; tools that know no ranges take the first.
        content: Object = {"application/octet-stream": {}, "*/*": {}}
        return {"200": {"description": "Bytes.", "content": content}}
    if answer.kind == "text":
        text: Object = {"schema": {"type": "string"}}
        content = {"text/plain": text, "text/*": text}
        return {"200": {"description": "Text.", "content": content}}
    if answer.kind in ("events", "lines") and answer.type is not None:
        return {"200": _stream(answer, answer.type)}
    said = _headers(operation.paging)
    found: Object = {"200": {**_response(_json(_schema(operation))), **said}}
    if answer.nullable:
        found["204"] = {"description": "There is nothing."}
    return found


def _stream(answer: Answer, type_: Type) -> Object:
    """OpenAPI 3.1 has no word for the items of a stream."""
    media_type = (
        "text/event-stream" if answer.kind == "events" else "application/x-ndjson"
    )
    words = "Server-sent events." if answer.kind == "events" else "A JSON value a line."
    items: Object = {"schema": {"type": "string"}, "x-item-schema": type_object(type_)}
    if answer.end:
        items["x-end"] = answer.end
    return {"description": words, "content": {media_type: items}}


def _response(content: Object) -> Object:
    words = "OK." if content else "Done; there is nothing to read."
    return filled(description=words, content=content)


def _json(schema: Object) -> Object:
    return {"application/json": {"schema": schema}}


def _joined(one: Json, other: Json) -> Json:
    """One response for two cases."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return other
    mine, others = one.get("content"), other.get("content")
    if not isinstance(mine, dict) or not isinstance(others, dict):
        return {**one, **other}
    content: Object = {**mine}
    for media_type, each in others.items():
        known = content.get(media_type)
        if isinstance(known, dict) and isinstance(each, dict) and known != each:
            content[media_type] = {"schema": _either(known["schema"], each["schema"])}
        else:
            content[media_type] = each
    return {**one, "content": content}


def _either(one: Json, other: Json) -> Json:
    """The one schema or the other; one that is such a choice already is gone on with."""
    known = one.get("anyOf") if isinstance(one, dict) else None
    several: list[Json] = known if isinstance(known, list) else [one]
    return one if other in several else {"anyOf": [*several, other]}


def _failure(errors: Errors | None) -> Object:
    """What failures answer."""
    if errors is None:
        return {"description": "A failure. Nobody documents what it answers."}
    schema: Object = {"$ref": f"#/components/schemas/{errors.body}"}
    if not errors.body:
        places = {
            place: kind
            for place, kind in ((errors.message, _SAID), (errors.code, _CODE))
            if place
        }
        schema = _placed(places, "") if places else {}
    words = filled(description="A failure.", content=_json(schema))
    known = errors_words(replace(errors, body=""))
    return words | filled(**{"x-errors": known})


def _value(type_: Type, envelope: str) -> Object:
    return _placed({envelope: type_object(type_)}, envelope)


def _schema(operation: Operation) -> Object:
    answer = operation.answer
    if answer.type is None:
        return {}  # nobody documents it
    if answer.kind == "single":
        return _value(answer.type, answer.envelope)
    items: Object = {"type": "array", "items": type_object(answer.type)}
    way = operation.paging
    places = _page(way) if way is not None and answer.envelope else {}
    return _placed({**places, answer.envelope: items}, answer.envelope)


def _page(paging: Paging) -> dict[str, Object]:
    """What stands beside the items of a page, by its place."""
    return {
        place: schema
        for place, schema in _said(paging).items()
        # What is inside an item is its schema's to say.
        if not place.startswith(_HEADER) and "-1" not in place.split(".")
    }


def _said(paging: Paging) -> dict[str, Object]:
    following = _CURSOR if paging.style == "cursor" else _TEXT
    found = {
        paging.meta: _OBJECT,
        paging.links: _OBJECT,
        paging.current: _NUMBER,
        paging.last: _NUMBER,
        paging.total: _NUMBER,
        paging.next: following,
        paging.more: _FLAG,
    }
    return {place: schema for place, schema in found.items() if place}


def _headers(way: Paging | None) -> Object:
    """The headers of a page's answer that say something of its list."""
    found = {} if way is None else _said(way)
    headers: Object = {
        place.removeprefix(_HEADER): {"schema": {"type": schema["type"][0]}}  # type: ignore[index]  # a list of two
        for place, schema in found.items()
        if place.startswith(_HEADER)
    }
    return {"headers": headers} if headers else {}


def _placed(values: dict[str, Object], needed: str) -> Object:
    """An object with values at dotted places; what leads to ``needed`` is always there."""
    if "" in values:
        return values[""]
    properties: dict[str, Json] = {}
    inside: dict[str, dict[str, Object]] = {}
    for place, schema in values.items():
        name, _, rest = place.partition(".")
        if rest:
            inside.setdefault(name, {})[rest] = schema
        else:
            properties[name] = schema
    first, _, below = needed.partition(".")
    for name, those in inside.items():
        if properties.get(name, _OBJECT) == _OBJECT:
            properties[name] = _placed(those, below if name == first else "")
    found: Object = {"type": "object", "properties": properties}
    required: Object = {"required": [first]} if needed else {}
    return found | required
