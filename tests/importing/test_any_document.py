"""Whatever a document holds: it is imported into a spec that the reader takes, or refused."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from selection import mostly_slow

from clientgen.importing.problems import ImportingError
from clientgen.intake import take_in
from clientgen.pipeline import Settings, generate
from clientgen.reading import load

NAMES = [
    "id",
    "name",
    "Order",
    "order",
    "order_id",
    "data",
    "next",
    "type",
    "a b",
    "string",
    "in",
]
SCHEMAS = ["Order", "order", "Card", "bank-account", "9x", "Error", "list"]
names = some.sampled_from(NAMES)
references = some.sampled_from(
    [f"#/components/schemas/{n}" for n in [*SCHEMAS, "Missing"]]
)
values = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-5, 9),
    some.sampled_from([*NAMES, "", "é\n"]),
)
plain = some.fixed_dictionaries(
    {},
    optional={
        "type": some.sampled_from(
            ["string", "integer", "number", "boolean", "array", "object", "null", "odd", ["string", "null"], ["array", "string"], 3]
        ),
        "format": some.sampled_from(["date-time", "binary", "byte", "uuid", "int64", "odd"]),
        "enum": some.lists(values, max_size=3),
        "const": values,
        "nullable": some.booleans(),
        "minimum": some.integers(-2, 9),
        "maxLength": some.integers(-2, 9),
        "default": values,
        "readOnly": some.booleans(),
        "writeOnly": some.booleans(),
        "deprecated": some.booleans(),
        "title": names,
        "description": values,
    },
)  # fmt: skip


def larger(inner: Any) -> Any:
    return some.one_of(
        some.builds(lambda r: {"$ref": r}, references),
        some.fixed_dictionaries(
            {"type": some.just("object"), "properties": some.dictionaries(names, inner, max_size=4)},
            optional={"required": some.lists(names, max_size=3), "additionalProperties": some.one_of(inner, some.booleans())},
        ),
        some.builds(lambda i: {"type": "array", "items": i}, inner),
        some.builds(
            lambda word, parts, more: {word: parts, **more},
            some.sampled_from(["oneOf", "anyOf", "allOf"]),
            some.lists(inner, min_size=1, max_size=3),
            plain,
        ),
        some.builds(
            lambda keys, word: {"type": "object", "properties": {k: {"type": "string"} for k in keys}, word: [{"required": [k]} for k in keys]},
            some.lists(names, min_size=1, max_size=3, unique=True),
            some.sampled_from(["oneOf", "anyOf"]),
        ),
    )  # fmt: skip


schemas = some.recursive(plain, larger, max_leaves=8)
parameters = some.fixed_dictionaries(
    {
        "name": names,
        "in": some.sampled_from(["query", "path", "header", "cookie", "body"]),
    },
    optional={
        "schema": schemas,
        "required": some.booleans(),
        "style": some.sampled_from(["form", "deepObject", "pipeDelimited", "odd"]),
        "explode": some.booleans(),
        "description": values,
    },
)
medias = some.sampled_from(
    ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "text/event-stream", "image/png", "application/xml", "*/*", ""]
)  # fmt: skip
contents = some.dictionaries(
    medias, some.fixed_dictionaries({}, optional={"schema": schemas}), max_size=2
)
responses = some.dictionaries(
    some.sampled_from(["200", "201", "204", "2XX", "302", "404", "default", "odd"]),
    some.fixed_dictionaries({}, optional={"content": contents, "description": values}),
    max_size=3,
)
operations = some.fixed_dictionaries(
    {"responses": responses},
    optional={
        "operationId": names,
        "tags": some.lists(names, max_size=2),
        "parameters": some.lists(parameters, max_size=4),
        "requestBody": some.fixed_dictionaries(
            {"content": contents}, optional={"required": some.booleans()}
        ),
        "security": some.lists(
            some.dictionaries(names, some.just([]), max_size=2), max_size=2
        ),
        "deprecated": some.booleans(),
        "summary": values,
    },
)
paths = some.dictionaries(
    some.sampled_from(
        ["/orders", "/orders/{id}", "/orders/{id}/cancel", "/a/{name}", "/a/{id}", "/orders.list", "/", "/x/", "/a#b", "/a?b=c", "a", "/{id}"]
    ),
    some.dictionaries(some.sampled_from(["get", "post", "put", "patch", "delete", "trace"]), operations, min_size=1, max_size=3),
    min_size=1,
    max_size=4,
)  # fmt: skip
documents = some.builds(
    lambda version, paths_, schemas_, title: {
        "openapi": version,
        "info": {"title": title, "version": "1"},
        "paths": paths_,
        "components": {"schemas": schemas_},
    },
    some.sampled_from(["3.0.0", "3.1.0"]),
    paths,
    some.dictionaries(some.sampled_from(SCHEMAS), schemas, max_size=4),
    names,
)


def check(said: Any, *, texts: bool = False, generated: bool = False) -> None:
    methods = {method for item in said["paths"].values() for method in item}
    sayable = any(path.startswith("/") for path in said["paths"])
    imports = sayable and methods - {"trace"} and methods == methods - {"trace"}
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "openapi.json").write_text(json.dumps(said))
        imported = take_in(folder / "openapi.json", folder / "spec", texts=texts)
        refused = [x for x in imported.journal.losses if "refused" in x.kind]
        assert not refused
        assert (
            imported.journal.carried + imported.journal.variants
            <= imported.journal.whole
        )
        load(folder / "spec")
        if generated:
            generate(
                Settings(folder / "spec", folder / "out", ("python",)), lambda _: None
            )
    except ImportingError:
        assert not imports
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents, some.booleans())
def test_a_spec_that_can_be_read_comes_of_any_document(said: Any, texts: bool) -> None:
    check(said, texts=texts)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_a_package_comes_of_any_document(said: Any) -> None:
    check(said, generated=True)


@pytest.mark.parametrize("seed", mostly_slow(range(30), range(2)))
def test_broken_documents_are_no_crash(seed: int) -> None:
    """A sound document with something else at a few of its places."""
    chance = random.Random(seed)
    sound = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.example.com", "variables": {"a": {"default": "b"}}}],
        "security": [{"key": []}],
        "tags": [{"name": "Orders"}],
        "paths": {
            "/orders": {
                "parameters": [{"name": "a", "in": "query", "schema": {"type": "string"}}],
                "get": {
                    "tags": ["Orders"],
                    "operationId": "listOrders",
                    "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}}}}},
                },
                "post": {
                    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Order"}, "encoding": {"a": {"style": "deepObject"}}}}},
                    "responses": {"201": {"headers": {"Link": {}}, "content": {"application/json": {}}}},
                    "servers": [{"url": "https://b.example.com"}],
                },
            }
        },
        "components": {
            "schemas": {"Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "enum": ["a"]}, "b": {"oneOf": [{"type": "string"}], "discriminator": {"propertyName": "x", "mapping": {"a": "b"}}}}}},
            "securitySchemes": {"key": {"type": "oauth2", "flows": {"implicit": {"tokenUrl": "https://a"}}}},
        },
    }  # fmt: skip

    def places(value: Any) -> list[tuple[Any, Any]]:
        found: list[tuple[Any, Any]] = []
        items = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value) if isinstance(value, list) else ()
        )
        for key, inner in items:
            found += [(value, key), *places(inner)]
        return found

    for _ in range(12):
        broken = json.loads(json.dumps(sound))
        for _ in range(chance.randint(1, 3)):
            owner, key = chance.choice(places(broken))
            owner[key] = chance.choice(
                [
                    None,
                    1,
                    "text",
                    [],
                    {},
                    [1],
                    {"a": 1},
                    [None],
                    True,
                    {"$ref": "#"},
                    [[]],
                    "",
                ]
            )
        folder = Path(tempfile.mkdtemp())
        try:
            (folder / "openapi.json").write_text(json.dumps(broken))
            take_in(folder / "openapi.json", folder / "spec")
        except ImportingError:
            pass
        finally:
            shutil.rmtree(folder)
