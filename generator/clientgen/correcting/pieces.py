"""Parameters, bodies, answers and rules of a spec, as a document would say them."""

from __future__ import annotations

from typing import Any

from ..model import rules as nodes
from ..model.api import Operation, Parameter
from ..model.types import ListOf
from .schemas import SchemaWriter

_MEDIAS = {
    "object": "application/json",
    "array": "application/json",
    "value": "application/json",
    "any": "application/json",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "text": "text/plain",
    "bytes": "application/octet-stream",
}


def parameter_object(
    writer: SchemaWriter, parameter: Parameter, place: str
) -> dict[str, Any]:
    """A parameter, as a document says it."""
    schema = writer.type(parameter.type) | writer.limits(parameter.limits)
    made: dict[str, Any] = {"name": parameter.name, "in": place, "schema": schema}
    if parameter.required or place == "path":
        made["required"] = True
    if parameter.deprecated:
        made["deprecated"] = True
    if isinstance(parameter.type, ListOf) and place == "query":
        style = {"pipes": "pipeDelimited", "spaces": "spaceDelimited"}
        made["style"] = style.get(parameter.explode, "form")
        made["explode"] = parameter.explode in ("repeat", "brackets")
        if parameter.explode == "brackets":
            made["name"] = f"{parameter.name}[]"
    return made


def body_object(writer: SchemaWriter, operation: Operation) -> dict[str, Any]:
    """A body, as a document says it; {} where it is of no kind that can be said."""
    body = operation.body
    if body is None:
        return {}
    schema: dict[str, Any] = {}
    if body.has_keys:
        schema = writer.object(body.fields)
        for rule in operation.rules:
            schema |= said_rule(rule.body) or {}
    elif body.type is not None:
        schema = writer.type(body.type)
    elif body.kind in ("text", "bytes"):
        schema = {"type": "string"}
        if body.kind == "bytes":
            schema["format"] = "binary"
    if body.kind == "array":
        schema = {"type": "array", "items": schema}
    media = body.content_type or _MEDIAS[body.kind]
    return {"required": True, "content": {media: {"schema": schema}}}


def answer_object(writer: SchemaWriter, operation: Operation) -> dict[str, Any] | None:
    """A response, as a document says it; None where it is of no kind that can be said."""
    answer = operation.answer
    made: dict[str, Any] = {"description": "As the spec says."}
    schema: dict[str, Any] = {}
    if answer.kind == "empty":
        return made
    if answer.kind in ("single", "list") and answer.type is not None:
        schema = writer.type(answer.type)
        if answer.kind == "list":
            schema = {"type": "array", "items": schema}
    elif answer.kind == "object":
        schema = {"type": "object"}
    else:
        return None
    for key in reversed([k for k in answer.envelope.split(".") if k]):
        schema = {"type": "object", "properties": {key: schema}}
    return {**made, "content": {"application/json": {"schema": schema}}}


def said_rule(node: nodes.Node) -> dict[str, Any] | None:
    """A rule as JSON Schema, if a document says it in a way that the importer reads."""
    if isinstance(node, nodes.If) and node.otherwise == nodes.All(()):
        condition, then = _keys(node.condition), _keys(node.then)
        if condition and then and len(condition) == 1:
            return {"dependentRequired": {condition[0]: then}}
        return None
    if isinstance(node, nodes.Any | nodes.One):
        sets = [_keys(part) for part in node.parts]
        if len(sets) < 2 or not all(sets):
            return None
        word = "anyOf" if isinstance(node, nodes.Any) else "oneOf"
        return {word: [{"required": keys} for keys in sets]}
    if isinstance(node, nodes.Nothing):
        sets = [_keys(part) for part in node.parts]
        if not sets or not all(sets):
            return None
        if len(sets) == 1:
            return {"not": {"required": sets[0]}}
        return {"not": {"anyOf": [{"required": keys} for keys in sets]}}
    return None


def _keys(node: nodes.Node) -> list[str]:
    """The keys that a part asks for, and nothing else; [] of any other part."""
    if isinstance(node, nodes.Present):
        return [] if ".*." in node.key or ":" in node.key else [node.key]
    if isinstance(node, nodes.All) and node.parts:
        inner = [_keys(part) for part in node.parts]
        return [key for keys in inner for key in keys] if all(inner) else []
    return []
