"""Parameters of paths and queries, in the styles in which the client sends them."""

from __future__ import annotations

from ...model.api import Api, Filtering, Operation, Paging, Parameter
from ...model.choosing import json_kinds
from ...model.types import Enum, Ref, Scalar, Type
from ...model.walking import names_of_numbers
from ...rules.schema import Json
from .schemas import limits_object, type_object
from .words import Object, extensions, filled, told

_VALUE: Object = {"type": ["string", "number", "boolean"]}


def path_parameter(parameter: Parameter) -> Object:
    """A parameter of a path."""
    found = _parameter(parameter, "path", type_object(parameter.type, {}))
    return found | {"required": True}


def field_parameter(parameter: Parameter, place: str) -> Object:
    """A parameter of a header or a cookie."""
    schema = type_object(parameter.type, {})
    if parameter.http_date:
        schema = filled(type="string", format="http-date")
    known = ""
    if parameter.role == "idempotency":
        known = "A key of the caller's own, the same for each attempt."
    return _parameter(parameter, place, schema, known)


def constant_header(name: str, value: str) -> Object:
    """A header that every request carries."""
    schema: Object = {"type": "string", "const": value}
    return {"name": name, "in": "header", "required": True, "schema": schema}


def query_parameters(
    api: Api, operation: Operation, parameter: Parameter
) -> list[Json]:
    """A parameter of a query, and what goes with it."""
    filtering = api.filtering or Filtering()
    if parameter.role == "filter":
        several: Object = {"type": "array", "items": _VALUE}
        values: Object = {"anyOf": [_VALUE, several]}
        operators = ", ".join(wire for _, wire in filtering.operators)
        known = f"A key is a field, or field:operator. Known operators: {operators}."
        found = _object(parameter, values, known if operators else "")
        return [found, _match(filtering)] if filtering.match_parameter else [found]
    if parameter.role == "sort":
        up, down = filtering.ascending, filtering.descending
        orders: Object = {"type": "string", "enum": [up, down]}
        known = f"A key is a field; {up} is ascending, {down} descending."
        return [_object(parameter, orders, known)]
    kinds = json_kinds(parameter.type)
    least = _least(operation.paging or api.paging, parameter)
    schema = type_object(parameter.type, {}) | least
    if "object" in kinds or is_plain(parameter.type):
        return [_parameter(parameter, "query", schema) | BRACKETED]
    found = _parameter(parameter, "query", schema)
    if "array" in kinds:
        found |= _STYLES[parameter.explode]
        if parameter.explode == "brackets":
            found["name"] = f"{parameter.name}[]"
    return [found]


def _least(paging: Paging | None, parameter: Parameter) -> Object:
    """No page is before the first, and none is without items."""
    if parameter.type != Scalar("integer"):
        return {}
    if parameter.role == "size":
        return {"minimum": 1}
    counted = paging is not None and paging.style in ("page", "offset")
    if paging is None or not counted or parameter.role != "page":
        return {}
    return {"minimum": paging.first}


_STYLES: dict[str, Object] = {
    "repeat": {"style": "form", "explode": True},
    "brackets": {"style": "form", "explode": True},
    "comma": {"style": "form", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "spaces": {"style": "spaceDelimited", "explode": False},
}
BRACKETED: Object = {"style": "deepObject", "explode": True}
"""An object is sent as ``name[key]=value`` for each of its keys."""


def is_plain(type_: Type) -> bool:
    """Whether values are objects that nobody documents."""
    return isinstance(type_, Ref) and not type_.documented


def _object(parameter: Parameter, values: Object, known: str) -> Object:
    schema: Object = {"type": "object", "additionalProperties": values}
    return _parameter(parameter, "query", schema, known) | BRACKETED


def _match(filtering: Filtering) -> Object:
    values = type_object(Enum(filtering.match_values))
    return {
        "name": filtering.match_parameter,
        "in": "query",
        "description": "How several filters are joined.",
        "schema": values,
    }


def _parameter(
    parameter: Parameter, place: str, schema: Object, known: str = ""
) -> Object:
    found: Object = {"name": parameter.name, "in": place}
    numbers = names_of_numbers(parameter.type)
    found |= told(parameter.summary, known, numbers, last=parameter.note) | filled(
        required=parameter.required,
        deprecated=parameter.deprecated,
    )
    if parameter.once:
        found["x-once"] = parameter.once.argument
        found |= filled(**{"x-env": parameter.once.env})
    facts: Object = {
        "x-alias": parameter.alias,
        "x-role": parameter.role if parameter.role != "value" else "",
        "x-explode": "brackets" if parameter.explode == "brackets" else "",
    }
    found |= filled(**facts)
    if parameter.example is not None:
        found["example"] = parameter.example
    limits = limits_object(parameter.limits)
    counts = parameter.role in ("page", "size")
    if "minimum" in limits and (counts or "minimum" in schema):
        found["x-minimum"] = limits["minimum"]  # said, not only true of all such
    found["schema"] = schema | limits
    return found | extensions(parameter.source)
