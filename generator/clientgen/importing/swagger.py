"""Swagger 2.0 said in the words of OpenAPI 3.0, so that one reader is enough."""

from __future__ import annotations

from typing import Any

from .documents import At, Documents

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_OF_PARAMETERS = ("name", "in", "description", "required", "collectionFormat")
_STYLES = {
    "csv": ("form", False),
    "tsv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def upgraded(root: dict[str, Any], documents: Documents) -> dict[str, Any]:
    """A document of Swagger 2.0 as one of OpenAPI 3.0; references lead where they led.

    Args:
        root: The document.
        documents: Follow references in it.
    """
    made = dict(root)
    paths = documents.root.get("paths")
    made["paths"] = {
        path: _item(item, root, documents)
        for path, item in paths.items()
        if isinstance(item.value, dict)
    }
    made["servers"] = _servers(root)
    definitions = root.get("securityDefinitions")
    schemes = definitions.items() if isinstance(definitions, dict) else ()
    made["components"] = {
        "securitySchemes": {name: _scheme(each) for name, each in schemes}
    }
    return made


def _servers(root: dict[str, Any]) -> list[dict[str, str]]:
    host, base = root.get("host"), root.get("basePath")
    base = base if isinstance(base, str) else ""
    if not isinstance(host, str):
        return [{"url": base}] if base else []
    schemes = root.get("schemes")
    known = schemes if isinstance(schemes, list) else []
    scheme = "https" if "https" in known or "http" not in known else "http"
    return [{"url": f"{scheme}://{host}{base}"}]


def _scheme(scheme: Any) -> Any:
    if not isinstance(scheme, dict):
        return scheme
    if scheme.get("type") == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if scheme.get("type") == "oauth2":
        flow = _FLOWS.get(str(scheme.get("flow")), "implicit")
        return {"type": "oauth2", "flows": {flow: scheme}}
    return scheme


def _item(item: At, root: dict[str, Any], documents: Documents) -> dict[str, Any]:
    shared = item.get("parameters").each()
    made = dict(item.value)
    made.pop("parameters", None)
    for method in _METHODS:
        operation = item.get(method)
        if isinstance(operation.value, dict):
            made[method] = _operation(operation, shared, root, documents)
    return made


def _operation(
    operation: At, shared: list[At], root: dict[str, Any], documents: Documents
) -> dict[str, Any]:
    made = dict(operation.value)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in (*shared, *operation.get("parameters").each()):
        at = documents.follow(each)
        if at is not None and isinstance(at.value, dict):
            found[at.text("name"), at.text("in")] = at.value
    parameters = list(found.values())
    made["parameters"] = [
        _parameter(each)
        for each in parameters
        if each.get("in") not in ("body", "formData")
    ]
    consumes = _media(operation.value, root, "consumes")
    body = next((each for each in parameters if each.get("in") == "body"), None)
    fields = [each for each in parameters if each.get("in") == "formData"]
    if body is not None:
        media = [each for each in consumes if "form" not in each]
        content = {each: {"schema": body.get("schema", {})} for each in media}
        content = content or {"application/json": {"schema": body.get("schema", {})}}
        made["requestBody"] = {
            "content": content,
            "required": body.get("required", False),
        }
    elif fields:
        made["requestBody"] = _form(fields, consumes)
    produces = _media(operation.value, root, "produces")
    made["responses"] = {
        status: _response(each, produces, documents)
        for status, each in operation.get("responses").items()
    }
    return made


def _media(operation: dict[str, Any], root: dict[str, Any], key: str) -> list[str]:
    said = operation.get(key, root.get(key))
    listed = said if isinstance(said, list) else []
    found = [each for each in listed if isinstance(each, str)]
    return found or ["application/json"]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = {
        key: value for key, value in parameter.items() if key not in _OF_PARAMETERS
    }
    made: dict[str, Any] = {
        key: parameter[key] for key in ("name", "in", "description") if key in parameter
    }
    made["required"] = parameter.get("required", False)
    made["schema"] = schema
    if schema.get("type") == "array":
        style = _STYLES.get(str(parameter.get("collectionFormat")), ("form", False))
        made["style"], made["explode"] = style
    return made


def _form(fields: list[dict[str, Any]], consumes: list[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    encoding: dict[str, Any] = {}
    for each in fields:
        made = _parameter(each)
        schema = dict(made["schema"])
        if "description" in made:
            schema["description"] = made["description"]
        name = str(each.get("name"))
        properties[name] = schema
        if schema.get("type") == "array":
            encoding[name] = {"style": made["style"], "explode": made["explode"]}
    files = any(each.get("type") == "file" for each in fields)
    wants = "multipart/form-data" if files else "application/x-www-form-urlencoded"
    media = (
        wants
        if files or wants in consumes
        else next((each for each in consumes if "form" in each), wants)
    )
    schema = {
        "type": "object",
        "properties": properties,
        "required": [str(each.get("name")) for each in fields if each.get("required")],
    }
    return {
        "content": {media: {"schema": schema, "encoding": encoding}},
        "required": bool(schema["required"]),
    }


def _response(each: At, produces: list[str], documents: Documents) -> Any:
    at = documents.follow(each)
    if at is None or not isinstance(at.value, dict):
        return {}
    made = dict(at.value)
    schema = made.pop("schema", None)
    if schema is not None:
        is_file = isinstance(schema, dict) and schema.get("type") == "file"
        media = [m for m in produces if "json" in m] or produces[:1]
        if is_file:
            media = [m for m in produces if "json" not in m][:1]
            media = media or ["application/octet-stream"]
        made["content"] = {media[0]: {"schema": schema}}
    return made
