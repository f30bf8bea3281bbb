"""Is a request as an OpenAPI document says? A plain reader of our documents, for tests."""

from __future__ import annotations

import datetime as dt
import json
import re
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, unquote

from httpserver import Arrived
from jsonschema import Draft202012Validator, FormatChecker

_CHECKER = FormatChecker(["date"])


@_CHECKER.checks("date-time")
def _is_moment(text: object) -> bool:
    if not isinstance(text, str):
        return True
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None and "T" in text
    except ValueError:
        return False


def without_facts(value: Any) -> Any:
    """Part of a document without its ``x-`` keys."""
    if isinstance(value, list):
        return [without_facts(item) for item in value]
    if isinstance(value, dict):
        return {
            key: without_facts(item)
            for key, item in value.items()
            if not key.startswith("x-")
        }
    return value


class Document:
    """A document to hold requests against."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def operation(self, method: str, path: str) -> tuple[Any, dict[str, str]]:
        """The operation of a request, and the path's parameters; fixed segments win."""
        fitting = []
        for template, item in self.document["paths"].items():
            if method.lower() in item:
                names = re.findall(r"\{([^{}]+)\}", template)
                parts = re.split(r"\{[^{}]+\}", template)
                found = re.fullmatch("([^/]+)".join(map(re.escape, parts)), path)
                if found:
                    values = dict(zip(names, map(unquote, found.groups()), strict=True))
                    fitting.append((len(names), item[method.lower()], values))
        assert fitting, f"nothing fits {method} {path}"
        _, operation, values = min(fitting, key=lambda each: each[0])
        return operation, values

    def problems(self, request: Arrived) -> list[str]:
        """What the document does not allow in a request."""
        operation, in_path = self.operation(request.method, request.path)
        text = request.target.partition("?")[2]
        pairs = [pair.partition("=")[::2] for pair in text.split("&") if pair]
        query = [(unquote(name), value) for name, value in pairs]
        found: list[str] = []
        for parameter in operation.get("parameters", []):
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                value: Any = in_path.pop(name)
            else:
                value, query = _taken(parameter, query)
            if value is not None:
                found += self._wrong(schema, self._typed(schema, value), name)
            elif parameter.get("required"):
                found.append(f"{name}: missing")
        found += [f"{name}: unknown" for name in [*in_path, *dict(query)]]
        return found + self._wrong_body(operation.get("requestBody"), request)

    def _wrong_body(self, body: Any, request: Arrived) -> list[str]:
        if body is None:
            return ["body: unknown"] if request.body else []
        if not request.body and "content-type" not in request.headers:
            return ["body: missing"] if body.get("required") else []
        kind = request.headers["content-type"]
        content = body["content"].get(kind.partition(";")[0])
        if content is None:
            return [f"body: {kind} is none of {list(body['content'])}"]
        if kind == "application/json":
            given = json.loads(request.body)
        else:
            given = self._form(content["schema"], _pairs(kind, request.body))
        return self._wrong(content["schema"], given, "body")

    def _form(self, schema: Any, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        properties = self._resolved(schema)["properties"]
        found: dict[str, Any] = {}
        for name, text in pairs:
            if properties[name].get("type") == "array":
                found.setdefault(name, []).append(text)
            else:
                assert name not in found
                found[name] = text
        return {name: self._typed(properties[name], v) for name, v in found.items()}

    def _resolved(self, schema: Any) -> Any:
        if "$ref" in schema:
            return self.document["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return schema

    def _wrong(self, schema: Any, value: Any, where: str) -> list[str]:
        whole = {**schema, "components": self.document["components"]}
        validator = Draft202012Validator(whole, format_checker=_CHECKER)
        return [f"{where}: {e.message}"[:300] for e in validator.iter_errors(value)]

    def _typed(self, schema: Any, value: Any) -> Any:
        """Text of a path, a query or a form as the value that the schema has in mind."""
        schema = self._resolved(schema)
        if isinstance(value, list):
            return [self._typed(schema.get("items", {}), each) for each in value]
        if isinstance(value, dict):
            inner = schema.get("additionalProperties", {})
            return {name: self._typed(inner, each) for name, each in value.items()}
        if schema.get("type") in ("integer", "number", "boolean"):
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value


def _taken(
    parameter: Any, query: list[tuple[str, str]]
) -> tuple[Any, list[tuple[str, str]]]:
    """A parameter's value in its style, and the pairs that are left."""
    name = parameter["name"]
    if parameter.get("style") == "deepObject":
        members: dict[str, Any] = {}
        left = []
        for key, text in query:
            inner = re.fullmatch(re.escape(name) + r"\[(.*)\]", key, re.DOTALL)
            if inner is None:
                left.append((key, text))
            else:
                members.setdefault(inner[1], []).append(unquote(text))
        values = {k: v[0] if len(v) == 1 else v for k, v in members.items()}
        return values or None, left
    mine = [text for key, text in query if key == name]
    left = [(key, text) for key, text in query if key != name]
    if parameter["schema"].get("type") != "array":
        assert len(mine) < 2, f"{name} comes twice"
        return (unquote(mine[0]) if mine else None), left
    if not parameter.get("explode", True):
        assert len(mine) < 2, f"{name} comes twice"
        mine = [part for text in mine for part in text.split(",")]
    return [*map(unquote, mine)] or None, left


def _pairs(kind: str, body: bytes) -> list[tuple[str, str]]:
    if kind == "application/x-www-form-urlencoded":
        # An empty text is how a form says null.
        return parse_qsl(body.decode())
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found = []
    for part in whole.get_payload():
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((name, content.decode("latin-1")))
    return found
