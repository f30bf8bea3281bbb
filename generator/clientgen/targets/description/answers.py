"""What successful calls answer."""

from __future__ import annotations

from ...model.api import Operation, Paging
from ...rules.schema import Json
from .schemas import type_object
from .words import Object

_OBJECT: Object = {"type": "object"}
_NUMBER: Object = {"type": ["integer", "null"]}
_TEXT: Object = {"type": ["string", "null"]}
_FLAG: Object = {"type": ["boolean"]}
_HEADER = "header "
_CURSOR: Object = {"type": ["string", "integer", "null"]}


def responses(operation: Operation) -> Object:
    """The successful answer of an operation; the spec language has no words for others.

    Nor has it words for statuses: the client takes every status of success for the same.
    """
    kind = operation.answer.kind
    if kind == "empty":
        return {"2XX": {"description": "Done; there is nothing to read."}}
    if kind == "bytes":
        content: Object = {"application/octet-stream": {}}
        return {"200": {"description": "Bytes.", "content": content}}
    content = {"application/json": {"schema": _schema(operation)}}
    said = _headers(operation.paging)
    return {"200": {"description": "OK.", **said, "content": content}}


def _schema(operation: Operation) -> Object:
    answer = operation.answer
    if answer.type is None:
        return {}  # nobody documents it
    schema = type_object(answer.type)
    if answer.kind == "single":
        return _placed({answer.envelope: schema}, answer.envelope)
    items: Object = {"type": "array", "items": schema}
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
