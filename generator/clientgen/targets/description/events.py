"""Webhooks: what the API sends by itself."""

from __future__ import annotations

from ...model.api import Webhooks
from .words import Object, described, extensions, filled


def webhooks(hooks: Webhooks | None) -> Object:
    """A webhook for each known event, or one for all where none is known."""
    if hooks is None:
        return {}
    return {name or "event": _webhook(hooks, name) for name in hooks.events or ("",)}


def _webhook(hooks: Webhooks, name: str) -> Object:
    signed = f"HMAC-{hooks.algorithm.upper()} of the raw payload, in {hooks.encoding}."
    header: Object = {"name": hooks.header, "in": "header", "description": signed}
    header |= {"required": True, "schema": {"type": "string"}}
    event: Object = {"type": "string"}
    payload: Object = {
        "schema": _payload(hooks, event | ({"const": name} if name else {}))
    }
    post: Object = filled(
        operationId=f"webhooks.{name or 'event'}",
        summary=f"The API tells of {name}." if name else "The API tells of an event.",
        description=described(hooks.summary),
    )
    post |= {
        "security": [],
        "parameters": [header],
        "requestBody": {"required": True, "content": {"application/json": payload}},
        "responses": {"2XX": {"description": "The event was taken."}},
    }
    return {"post": post | extensions(hooks.source)}


def _payload(hooks: Webhooks, event: Object) -> Object:
    """An object with the event's name and its body, each at its dotted place."""
    found: Object = {"type": "object", "properties": {}}
    for place, schema, needed in ((hooks.event, event, True), (hooks.body, {}, False)):
        here = found
        *names, last = place.split(".")
        for name in names:
            here = _inside(here, name, needed)
        _inside(here, last, needed).update(schema)
    return found


def _inside(here: Object, name: str, needed: bool) -> Object:
    if needed:
        required = here.setdefault("required", [])
        assert isinstance(required, list)
        required.append(name)
    properties = here.setdefault("properties", {})
    assert isinstance(properties, dict)
    found = properties.setdefault(name, {})
    assert isinstance(found, dict)
    return found
