"""The document in OpenAPI 3.0 says what that in 3.1 says, in words of 3.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, validators
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from selection import mostly_slow
from specs import known_api

from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.targets import default
from clientgen.targets.description.document import document
from clientgen.targets.description.older import older, schema_of

ROOT = Path(__file__).parents[2]
SPECS = [
    *("spec/makini", "tests/library/spec", "tests/targets/sent_spec"),
    *("tests/types/spec", "tests/webhooks/spec", "tests/callers/spec"),
    *(f"tests/apis/{name}/spec" for name in ("github", "notion", "openai")),
    *(f"tests/apis/{name}/spec" for name in ("slack", "stripe", "twilio")),
]


# Neither for requests nor for answers alone, and without the hint which way to look first.
Judge: Any = validators.extend(  # type: ignore[no-untyped-call]
    OAS30Validator,
    {
        word: Draft202012Validator.VALIDATORS[word]
        for word in ("required", "properties", "anyOf")
    },
)


@pytest.fixture(scope="module", params=mostly_slow(SPECS, SPECS[1::3]))
def both(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """A document in 3.1 and in 3.0."""
    newer = document(load(ROOT / request.param).api)
    return json.loads(json.dumps(newer)), json.loads(json.dumps(older(newer)))


def test_it_is_valid(both: tuple[Any, Any]) -> None:
    OpenAPIV30SpecValidator(both[1]).validate()


def schemas_in(value: Any, inside: str = "") -> Iterator[dict[str, Any]]:
    """All schemas of a document of 3.0, data and what stands under x- keys left out."""
    if isinstance(value, list):
        for item in value:
            yield from schemas_in(item)
    elif isinstance(value, dict):
        if inside not in ("properties", "schemas"):
            yield value
        for key, item in value.items():
            is_data = key in ("example", "default", "enum") or key.startswith("x-")
            if inside in ("properties", "schemas") or not is_data:
                yield from schemas_in(item, "" if inside == "properties" else key)


def test_no_word_of_later_versions_is_in_it(both: tuple[Any, Any]) -> None:
    later = {"const", "if", "then", "else", "examples", "contentEncoding", "webhooks"}
    later |= {"dependentRequired", "x-clientgen"}
    for schema in schemas_in(both[1]):
        assert not later & schema.keys()
        assert schema.get("type") != "null"
        assert not isinstance(schema.get("type"), list)
        assert "$ref" not in schema or len(schema) == 1


def sample(schema: Any, whole: Any, deep: int = 3) -> Any:
    """A value that a schema of 3.1 takes, as far as a look at it tells."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return sample(whole["components"]["schemas"][name], whole, deep)
    for word in ("const", "anyOf", "allOf"):
        if word in schema:
            found = schema[word]
            return found if word == "const" else sample(found[0], whole, deep)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" and deep:
        needed = schema.get("required", [])
        known = schema.get("properties", {})
        return {k: sample(known.get(k, {}), whole, deep - 1) for k in needed}
    if kind == "array":
        return [sample(schema.get("items", {}), whole, deep - 1)] if deep else []
    plain = {"integer": 3, "number": 3, "boolean": True, "null": None, "object": {}}
    return plain.get(kind, "x")


def values(schema: Any, whole: Any) -> Iterator[Any]:
    """Values of all kinds: right ones, and such as lack a key, have null or another type."""
    yield from ({}, "x", 7, [])
    known = schema.get("properties", {})
    for way in schema.get("anyOf", []):
        if "$ref" in way:
            name = way["$ref"].rpartition("/")[2]
            known = known | whole["components"]["schemas"][name].get("properties", {})
    good = {key: sample(each, whole) for key, each in known.items()}
    yield good
    for key in known:
        yield {key: good[key]}
        yield {key: None}
        yield {k: v for k, v in good.items() if k != key}
        yield {**good, key: None}
        yield {**good, key: [[7]]}


@pytest.mark.slow
def test_schemas_take_the_same_values(both: tuple[Any, Any]) -> None:
    newer, old = both
    judged = 0
    for name, schema in newer["components"].get("schemas", {}).items():
        one = Draft202012Validator({**schema, "components": newer["components"]})
        made = old["components"]["schemas"][name]
        whole = made if "$ref" not in made else {"allOf": [made]}
        other = Judge({**whole, "components": old["components"]})
        for value in values(schema, newer):
            assert one.is_valid(value) == other.is_valid(value), (name, value)
            judged += 1
    assert judged or not newer["components"].get("schemas")


ANY = {"type": "array", "items": {}}


@pytest.mark.parametrize(
    ("newer", "old"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"const": 7, "type": "integer"}, {"enum": [7], "type": "integer"}),
        (
            {"type": "string", "contentEncoding": "base64"},
            {"type": "string", "format": "byte"},
        ),
        (
            {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
            {
                "anyOf": [
                    {"$ref": "#/x"},
                    {"type": "string", "nullable": True, "enum": [None]},
                ],
            },
        ),
        (
            {"anyOf": [{"const": 2, "type": "integer"}, {"type": "null"}]},
            {"enum": [2, None], "type": "integer", "nullable": True},
        ),
        (
            {"$ref": "#/x", "description": "d"},
            {"description": "d", "allOf": [{"$ref": "#/x"}]},
        ),
        ({"examples": [1, 2]}, {"example": 1, "x-examples": [1, 2]}),
        ({"examples": [1]}, {"example": 1}),
        (
            {"properties": {"const": {"const": "a"}, "examples": {"type": "string"}}},
            {"properties": {"const": {"enum": ["a"]}, "examples": {"type": "string"}}},
        ),
        (
            {"type": ["string", "number", "null"]},
            {
                "anyOf": [
                    {"type": "string", "nullable": True},
                    {"type": "number", "nullable": True},
                ]
            },
        ),
        ({"default": {"const": 1}}, {"default": {"const": 1}}),
    ],
)
def test_words(newer: Any, old: Any) -> None:
    assert schema_of(newer) == old


def test_what_it_cannot_say_is_told() -> None:
    made = older(document(known_api("tests/webhooks/spec")))
    assert "webhooks" not in made
    assert "order.updated" in str(made["x-webhooks"]) or made["x-webhooks"]
    assert any("x-webhooks" in str(each) for each in made["x-not-in-3.0"])  # type: ignore[union-attr]


def test_it_is_made_for_those_who_ask(tmp_path: Path) -> None:
    assert "openapi30" not in default()
    spec = ROOT / "tests/library/spec"
    generate(Settings(spec, tmp_path, ("openapi", "openapi30")), lambda _: None)
    text = (tmp_path / "openapi30/library_client.json").read_text("utf-8")
    assert re.search('"openapi": "3.0.3"', text)
    assert (tmp_path / "openapi/library_client.json").exists()
