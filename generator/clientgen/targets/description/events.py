"""Webhooks: what the API sends by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.api import Webhooks
from .schemas import type_object
from .words import Object, described, extensions, filled


def webhooks(hooks: Webhooks | None) -> Object:
    """A webhook for each known event, or one for all where none is known."""
    if hooks is None:
        return {}
    return {name or "event": _webhook(hooks, name) for name in hooks.events or ("",)}


def _webhook(hooks: Webhooks, name: str) -> Object:
    event: Object = {"type": "string"}
    type_ = dict(hooks.bodies).get(name)
    body = type_object(type_) if type_ else {}
    payload: Object = {
        "schema": _payload(hooks, event | ({"const": name} if name else {}), body)
    }
    post: Object = filled(
        operationId=f"webhooks.{name or 'event'}",
        summary=f"The API tells of {name}." if name else "The API tells of an event.",
        description=described(hooks.summary),
    )
    post |= {
        "security": [],
        "parameters": [*_headers(hooks)],
        "requestBody": {"required": True, "content": {"application/json": payload}},
        "responses": {"2XX": {"description": "The event was taken."}},
    }
    return {"post": post | extensions(hooks.source)}


def _headers(hooks: Webhooks) -> Iterator[Object]:
    algorithm = f"HMAC-{hooks.algorithm.upper()}"
    timed = hooks.timed
    if timed is None:
        signed = f"{algorithm} of the raw payload, in {hooks.encoding}."
        yield _header(hooks.header, signed)
        return
    content = f"{{id}}.{timed.signed}" if timed.id else timed.signed
    words = (
        f"{algorithm} of {content}, in {hooks.encoding}, where body is the raw payload"
    )
    if timed.id:
        yield _header(timed.id, "The event's id, the same each time it is sent.")
    if timed.header:
        yield _header(timed.header, "When it was sent, in seconds since 1970.")
    shown = f"{timed.version}{',' if timed.id else '='}SIGNATURE"
    if not timed.header:
        shown = f"{timed.label}=TIME,{shown}"
    apart = "spaces" if timed.id else "commas"
    form = f", as {shown}; there may be several, with {apart} between"
    yield _header(hooks.header, f"{words}{form if timed.version else ''}.")


def _header(name: str, description: str) -> Object:
    header: Object = {"name": name, "in": "header", "description": description}
    return header | {"required": True, "schema": {"type": "string"}}


def _payload(hooks: Webhooks, event: Object, body: Object) -> Object:
    """An object with the event's name and its body, each at its dotted place."""
    found: Object = {"type": "object", "properties": {}}
    needed = bool(body)
    if hooks.is_named_inside:
        # What is at the place of the body, and has the name inside.
        named: Object = {"type": "object", "properties": {}}
        _put(named, hooks.event.removeprefix(f"{hooks.body}."), event, True)
        _put(found, hooks.body, {"allOf": [body, named]} if body else named, True)
        return found
    _put(found, hooks.event, event, True)
    _put(found, hooks.body, body, needed)
    return found


def _put(here: Object, place: str, schema: Object, needed: bool) -> None:
    *names, last = place.split(".")
    for name in names:
        here = _inside(here, name, needed)
    _inside(here, last, needed).update(schema)


def _inside(here: Object, name: str, needed: bool) -> Object:
    here.setdefault("type", "object")
    if needed:
        required = here.setdefault("required", [])
        assert isinstance(required, list)
        if name not in required:
            required.append(name)
    properties = here.setdefault("properties", {})
    assert isinstance(properties, dict)
    found = properties.setdefault(name, {})
    assert isinstance(found, dict)
    return found
