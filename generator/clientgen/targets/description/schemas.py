"""Types and schemas: what is answered, and, apart from it, what is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ...model.api import Api, Body, Field, Operation, Schema
from ...model.limits import Limits
from ...model.rules import AnyOf, OneOf, Rule
from ...model.sending import must_be_given
from ...model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)
from ...model.walking import names_of_numbers
from ...rules.cubes import Cube, cubes, is_exact
from ...rules.decide import holds, in_force
from ...rules.schema import ANYTHING, Full, Json, body_schema
from ...rules.seen import by_body, speaks_of_parameters
from ...rules.words import sentence
from .words import Object, described, extensions, filled, told

SCALARS: dict[str, Object] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "url": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time-local"},
    "duration": {"type": "string", "format": "duration"},
    "unix": {"type": "number", "format": "unix-time"},
    "unix_ms": {"type": "number", "format": "unix-time-ms"},
    "base64": {"type": "string", "contentEncoding": "base64"},
    "file": {"type": "string", "format": "binary"},
    "any": {},
    "object": {"type": "object"},
}
_NULL: Object = {"type": "null"}
_KINDS: dict[type, str] = {str: "string", int: "integer", bool: "boolean"}
_SENT_DATE: Object = {"anyOf": [SCALARS["date"], SCALARS["datetime"]]}
"""Where a date is sent, a moment can be, too: in Python it is a date."""

_DATE = Scalar("date")

Sent = Mapping[str, str]
"""The names of schemas as they stand in what is sent."""


def schema_object(schema: Schema) -> Object:
    """The JSON Schema of what the API answers. Unknown keys are legal."""
    if schema.type is not None:
        known = names_of_numbers(schema.type)
        words = told(schema.summary, known, last=schema.note)
        return type_object(schema.type) | words | _origin(schema)
    required: list[Json] = [field.name for field in schema.fields if field.required]
    return _whole(schema) | filled(
        properties={field.name: field_object(field) for field in schema.fields},
        required=required,
        additionalProperties=_further(schema, None),
    )


def sent_schema(schema: Schema, sent: Sent) -> Object:
    """The JSON Schema of a value inside of bodies.

    What answers always have need not be sent and may be null, unless no answer has it; what
    only the API sets is not sent.
    """
    fields = _sent((*schema.fields, *schema.write_only))
    of: Object = {"x-sent": schema.name}
    needed = {field.name for field in fields if must_be_given(schema, field)}
    required: list[Json] = [field.name for field in fields if field.name in needed]
    return (
        _whole(schema)
        | of
        | filled(
            properties={
                f.name: field_object(
                    f, sent, f.nullable or (f.required and f.name not in needed)
                )
                for f in fields
            },
            required=required,
            additionalProperties=_further(schema, sent),
        )
    )


def sent_choice(schema: Schema, sent: Sent) -> Object:
    """The JSON Schema of a choice inside of bodies."""
    assert schema.type is not None, "a choice is one"
    of: Object = {"x-sent": schema.name}
    words = told(schema.summary, last=schema.note) | _origin(schema)
    return type_object(schema.type, sent) | words | of


def _further(schema: Schema, sent: Sent | None) -> Json:
    """The JSON Schema of keys besides the fields; null where nobody says one."""
    return None if schema.additional is None else type_object(schema.additional, sent)


def _whole(schema: Schema) -> Object:
    # Where nobody documents fields, a value is plain data of any shape.
    kind: Object = {"type": "object"} if schema.fields else {}
    return kind | told(schema.summary, last=schema.note) | _origin(schema)


def _origin(schema: Schema) -> Object:
    """Where a schema is from; a resource's own goes without saying."""
    file = "" if schema.resource else schema.file
    found = extensions(schema.source, schema.modules)
    return found | filled(**{"x-file": file})


def body_schemas(
    api: Api, operation: Operation, body: Body, sent: Sent, name: str
) -> dict[str, Object]:
    """The JSON Schema of a body, or of one item of an array: fields and rules.

    Each way to satisfy the rules is a whole type with its required keys, as tools that make
    types of a schema want it. What types cannot say, because a literal or the inside of an
    array decides, stands in an ``if`` beside them. The rules are those that hold everywhere;
    see :func:`context_rules` for the others.

    Returns:
        Components: the body by its name, and where there are several ways, each of them by
        the name with a number.
    """
    rules = by_body(operation.rules)
    cover = cubes(rules)
    # Without a cover, there are too many ways or none: the if says it.
    ways = [_way(operation, body, sent, cube) for cube in cover or [_certain(rules)]]
    found = filled(description=_sentences(operation))
    found["x-body"] = operation.body.kind if operation.body else ""
    if len(ways) == 1:
        found, ways = ways[0] | found, []
    never: Object = {
        f.name: field_object(f, sent) | _marks(f)
        for f in _sent(body.fields)
        if cover and all(f.name in cube.forbidden for cube in cover)
    }
    found |= filled(**{"x-never": never})
    numbered = {f"{name}{number}": way for number, way in enumerate(ways, 1)}
    if numbered and body.kind in ("form", "multipart"):
        # Tools that take a form apart look for its keys here alone.
        found = {**_way(operation, body, sent, Cube(())), **found}
    if numbered:
        found["anyOf"] = [{"$ref": f"#/components/schemas/{way}"} for way in numbered]
    if not cover or not is_exact(rules):
        asked = body_schema(rules, full=_full(api, body, sent))
        found |= {"if": asked, "else": False}
    return {name: found, **numbered}


def _certain(rules: tuple[Rule, ...]) -> Cube:
    """The keys that single rules ask of every body."""
    found = [cover for rule in in_force(rules) if (cover := cubes([rule]))]
    keys = [key for cover in found if len(cover) == 1 for key in cover[0].required]
    return Cube(tuple(dict.fromkeys(keys)))


def _way(operation: Operation, body: Body, sent: Sent, cube: Cube) -> Object:
    """A body that gives a cube's keys."""
    # Forms have no null: what is None is left out.
    null = body.kind in ("object", "array")
    properties: Object = {}
    required: list[Json] = []
    for field in _sent(body.fields):
        nullable = field.nullable and null and field.name not in cube.required
        properties[field.name] = field_object(field, sent, nullable) | _marks(field)
        if field.name in cube.forbidden:
            properties[field.name] = _NULL
        always = nullable or isinstance(field.type, Constant)
        if field.name in cube.required or (field.required and always):
            required.append(field.name)
    return filled(
        type="object",
        description=_variants(operation, cube),
        properties=properties,
        required=required,
    )


def _marks(field: Field) -> Object:
    """The vendor's own marks of a key, which its schema here need not show."""
    marks: Object = {"x-required": True} if field.required else {}
    if field.nullable is field.required:
        marks["x-nullable"] = field.nullable
    return marks


def _variants(operation: Operation, cube: Cube) -> str:
    """The named variants of rules that a cube's keys satisfy."""
    return described(
        *(
            f"{variant.name}: {variant.summary}" if variant.summary else variant.name
            for rule in in_force(operation.rules)
            if isinstance(rule.body, AnyOf | OneOf)
            for variant in rule.body.variants
            if holds(variant.rule, set(cube.required))
        )
    )


def context_rules(api: Api, operation: Operation, sent: Sent) -> dict[str, Json]:
    """What rules ask of a body where somebody said more about the other side."""
    body = operation.body
    if body is None:
        return {}
    contexts: dict[str, Json] = {}
    for rule in operation.rules:
        situations: list[dict[str, str]] = [{}]
        for context, values in rule.when:
            situations = [{**s, context: value} for s in situations for value in values]
        for situation in situations:
            if rule.when:
                name = ",".join("=".join(pair) for pair in situation.items())
                full = _full(api, body, sent)
                asked = body_schema(operation.rules, situation, full=full)
                contexts[name] = asked
    return contexts


def _sent(fields: tuple[Field, ...]) -> list[Field]:
    return [field for field in fields if not field.read_only]


def _sentences(operation: Operation) -> str:
    """The rules that hold everywhere, in words; a list of keys says enough by itself."""
    return described(
        *(
            f"{rule.name}: {described(rule.summary, sentence(rule))}"
            for rule in in_force(operation.rules)
            if not speaks_of_parameters(rule) and not _is_said(rule)
        )
    )


def _is_said(rule: Rule) -> bool:
    """Whether a list of keys says all of a rule."""
    plain = body_schema([rule]).keys() <= {"required", "properties"}
    return plain and by_body([rule]) == (rule,)


def _full(api: Api, body: Body, sent: Sent) -> Full:
    """How the rules find the whole type of a key or of a path into an array."""
    schemas = {s.name: (*s.fields, *s.write_only) for s in api.schemas}

    def full(key: str) -> Object:
        fields = body.fields
        found: Object = {}
        for name in key.split(".*."):
            field = next((f for f in fields if f.name == name), None)
            if field is None:
                return ANYTHING
            found = _not_null(field.type, sent)
            item = field.type.item if isinstance(field.type, ListOf) else None
            fields = schemas[item.schema] if isinstance(item, Ref) else ()
        return found

    return full


def field_object(
    field: Field,
    sent: Sent | None = None,
    nullable: bool | None = None,
) -> Object:
    """The JSON Schema of one key.

    Args:
        field: The key.
        sent: Where it is sent: the names of schemas there.
        nullable: Whether null is legal, where that is not the field's own business.
    """
    if field.nullable if nullable is None else nullable:
        found = _or_null(type_object(field.type, sent))
    else:
        found = _not_null(field.type, sent)
    examples: list[Json] = [] if field.example is None else [field.example]
    if isinstance(field.type, Enum):
        examples += [value for value in field.type.values if value not in examples]
    if isinstance(field.type, Codes):
        numbers = [number for number, _ in field.type.values]
        examples += [number for number in numbers if number not in examples]
    meanings = names_of_numbers(field.type)
    words = told(field.summary, meanings, last=field.note) | filled(
        readOnly=field.read_only,
        writeOnly=field.write_only,
        deprecated=field.deprecated,
        examples=examples,
    )
    facts: Object = {
        "x-alias": field.alias,
        "x-role": field.role if field.role != "value" else "",
        "x-explode": field.explode,
    }
    if field.example is not None and _is_known(field):
        facts["x-example"] = field.example
    limits = limits_object(field.limits)
    return found | words | limits | filled(**facts) | extensions(field.source)


def _is_known(field: Field) -> bool:
    """Whether the example is one of the values that are known."""
    match field.type:
        case Enum(values):
            return field.example in values
        case Codes(values):
            return field.example in [number for number, _ in values]
    return False


def limits_object(limits: Limits) -> Object:
    """Bounds and a default in JSON Schema."""
    said: dict[str, Json] = {
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "minItems": limits.min_items,
        "maxItems": limits.max_items,
    }
    found: Object = {key: value for key, value in said.items() if value is not None}
    if limits.pattern:
        found["pattern"] = limits.pattern
    if limits.default:
        found["default"] = json.loads(limits.default)
    return found


def type_object(type_: Type, sent: Sent | None = None) -> Object:
    """The JSON Schema of a type; ``sent`` as in :func:`field_object`."""
    match type_:
        case Scalar("date") if sent is not None:
            return dict(_SENT_DATE)
        case Scalar(name):
            return dict(SCALARS[name])
        case Key(resource):
            refers: Object = {"x-resource": resource} if resource else {"x-key": True}
            return {"type": "string"} | refers
        case Enum(values):
            return {"type": "string"} | _open([*values])
        case Codes(values):
            words: list[Json] = [word for _, word in values]
            meanings: Object = {"x-enum-descriptions": words} if any(words) else {}
            known = _open([number for number, _ in values])
            return {"type": "integer"} | known | meanings
        case Constant(value):
            return {"type": _KINDS[type(value)], "const": value}
        case Choice(parts):
            return _choice_object(parts, sent)
        case Tagged(by, cases, other):
            refs = {tag: type_object(ref, sent)["$ref"] for tag, ref in cases}
            ways: list[Json] = [{"$ref": ref} for ref in dict.fromkeys(refs.values())]
            told_by: Object = {"propertyName": by, "mapping": {**refs}}
            others: Object = {
                "type": "object",
                "properties": {by: {"not": {"enum": [*refs]}}},
            }
            if other is not None:
                others = type_object(other, sent) | {"properties": others["properties"]}
            return {"anyOf": [*ways, others], "discriminator": told_by}
        case ListOf(item):
            return {"type": "array", "items": type_object(item, sent)}
        case MapOf(value):
            values_ = type_object(value, sent)
            return {"type": "object", "additionalProperties": values_}
        case Ref(schema):
            return {"$ref": f"#/components/schemas/{(sent or {}).get(schema, schema)}"}


def _choice_object(parts: tuple[Type, ...], sent: Sent | None) -> Object:
    ways: list[Json] = [
        SCALARS["date"] if part == _DATE else type_object(part, sent) for part in parts
    ]
    said: Object = {"anyOf": ways}
    return said if said != _SENT_DATE else said | {"x-either": True}


def _open(values: list[Json]) -> Object:
    """Values that are known, where others may come; tools take the first as an example."""
    return {"examples": values, "x-extensible-enum": values}


def _not_null(type_: Type, sent: Sent | None) -> Object:
    """A type's schema; where that would be any JSON, any but null."""
    found = type_object(type_, sent)
    shapeless = not found or (isinstance(type_, Ref) and not type_.documented)
    return {**found, **ANYTHING} if shapeless else found


def _or_null(schema: Object) -> Object:
    if "$ref" in schema:
        return {"anyOf": [schema, _NULL]}
    if isinstance(ways := schema.get("anyOf"), list):
        or_null: Object = {"anyOf": [*ways, _NULL]}
        return schema | or_null
    kind = schema.get("type")
    if not kind:
        return schema
    if "const" in schema:
        return {"anyOf": [schema, _NULL]}
    either: Object = {"type": [kind, "null"]}
    return schema | either
