"""Parameters of paths and queries, in the styles in which the client sends them."""

from __future__ import annotations

from ...model.api import Api, Filtering, Parameter
from ...model.types import Enum, ListOf, MapOf, Ref, Scalar, meant
from ...model.walking import names_of_numbers
from ...rules.schema import Json
from .schemas import limits_object, type_object
from .words import Object, described, extensions, filled

_VALUE: Object = {"type": ["string", "number", "boolean"]}


def path_parameter(parameter: Parameter) -> Object:
    """A parameter of a path."""
    found = _parameter(parameter, "path", type_object(parameter.type, {}))
    return found | {"required": True}


def query_parameters(api: Api, parameter: Parameter) -> list[Json]:
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
    kind = meant(parameter.type)
    schema = type_object(parameter.type, {})
    if isinstance(kind, MapOf | Ref) or kind == Scalar("object"):
        return [_parameter(parameter, "query", schema) | _BRACKETED]
    found = _parameter(parameter, "query", schema)
    if isinstance(kind, ListOf):
        found |= {"style": "form", "explode": parameter.explode != "comma"}
        if parameter.explode == "brackets":
            found["name"] = f"{parameter.name}[]"
    return [found]


_BRACKETED: Object = {"style": "deepObject", "explode": True}
"""An object is sent as ``name[key]=value`` for each of its keys."""


def _object(parameter: Parameter, values: Object, known: str) -> Object:
    schema: Object = {"type": "object", "additionalProperties": values}
    return _parameter(parameter, "query", schema, known) | _BRACKETED


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
    found |= filled(
        description=described(
            parameter.summary, known, names_of_numbers(parameter.type), parameter.note
        ),
        required=parameter.required,
    )
    if parameter.example is not None:
        found["example"] = parameter.example
    found["schema"] = schema | limits_object(parameter.limits)
    return found | extensions(parameter.source)
