"""What rules see of a request: its body and its parameters, as values of their types."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from ..model.api import Body, Json, Operation, Parameter
from ..model.choosing import json_kind
from ..model.types import Type
from .calls import Call
from .engine import Rules
from .shaping import number_of


def seen(operation: Operation, rules: Rules, call: Call) -> Json:
    """What the rules of an operation judge; None where there is nothing that has keys."""
    body = _body(operation.body, call.sent.value) if operation.body else None
    if not rules.parameters:
        return body
    found = dict(body) if isinstance(body, dict) else {}
    for key, parameter in rules.parameters.items():
        found[key] = (
            _asked(parameter, call.query)
            if key.startswith("query:")
            else _said(parameter, call.headers)
        )
    return found


def _body(body: Body, sent: object) -> Json:
    """A body: a file is there, whatever it holds; in a form, all values are texts."""
    if isinstance(sent, list):
        return sent
    if not isinstance(sent, dict):
        return None
    types: Mapping[str, Type] = {}
    if body.kind in ("form", "multipart"):
        types = {field.name: field.type for field in body.fields}
    return {
        key: "file" if isinstance(value, bytes) else _typed(types.get(key), value)
        for key, value in sent.items()
    }


def _typed(type_: Type | None, value: Json) -> Json:
    """A text as the value of a type that it is; as it came where it is none."""
    if not isinstance(value, str) or type_ is None:
        return value
    kind = json_kind(type_)
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "number":
        number = number_of(value)
        return value if number is None else number  # type: ignore[return-value]  # a Decimal is a number
    return value


def _asked(parameter: Parameter, query: Mapping[str, list[str]]) -> Json:
    """What a query says of a parameter; None where it says nothing."""
    name = parameter.name
    values = query.get(name) or query.get(f"{name}[]") or []
    if len(values) == 1:
        return _typed(parameter.type, values[0])
    if values:
        return [*values]
    return {} if any(key.startswith(f"{name}[") for key in query) else None


def _said(parameter: Parameter, headers: Mapping[str, str]) -> Json:
    """What a header says of a parameter; None where it says nothing."""
    text = headers.get(parameter.name)
    if text is None or not parameter.http_date:
        return _typed(parameter.type, text)
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return text
