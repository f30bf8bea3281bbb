"""Every text of an OpenAPI document × every hostile text: refused, or a spec that is inert.

What the reader takes is inert in all outputs, wherever it is from; ``test_grid.py`` sees to
that. Here it is the way there: the YAML of the spec is the spec that was meant, IMPORT.md has no
markup of the document's, and what is generated compiles.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import grid
import pytest
import yaml
from inert import check_alone
from payloads import PAYLOADS, QUICK, WORDS, hostile
from selection import mostly_slow

from clientgen.importing.problems import ImportingError
from clientgen.intake import take_in
from clientgen.reading import load
from clientgen.targets import load_target
from clientgen.targets.target import OutputFile

_HOLE = re.compile("«([^»|]+)(?:\\|([^»]+))?»")
_MARKER = re.compile("pwned[0-9]+q")


def _a(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(schema: Any, **more: Any) -> dict[str, Any]:
    content = {"«answer.media|application/json»": {"schema": schema}}
    response = {"description": "«response.description»", "content": content}
    return {"responses": {"«status|200»": response}, **more}


# ``«label|text»`` is a hole: the payload of the label, or the text where it has none. Where
# labels end in a digit, several places have one name, so that references lead somewhere.
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "«info.title|Shop»",
        "version": "«info.version|1»",
        "summary": "«info.summary»",
        "description": "«info.description»",
        "x-logo": "«info.extension»",
    },
    "externalDocs": {"url": "«docs.url»", "description": "«docs.description»"},
    "servers": [
        {
            "url": "https://{«variable.name|zone»}.example.com«server.path|/v1»",
            "description": "«server.description»",
            "variables": {
                "«variable.name|zone»": {
                    "default": "«variable.default|eu»",
                    "enum": ["«variable.default|eu»", "«variable.enum|us»"],
                    "description": "«variable.description»",
                }
            },
        },
        {"url": "«server.url|https://b.example.com»"},
    ],
    "security": [{"«scheme.key|token»": ["«scope|all»"]}],
    "tags": [{"name": "«tag.name|order»", "description": "«tag.description»"}],
    "paths": {
        "/orders": {
            "get": _get(
                _a("array", items=_ref("«schema.name|Order»")),
                tags=["«tag.name|order»"],
                operationId="«operation.id|listOrders»",
                summary="«operation.summary»",
                description="«operation.description»",
                parameters=[
                    {
                        "name": "«query.name|page»",
                        "in": "query",
                        "description": "«query.description»",
                        "schema": _a("integer"),
                    },
                    {
                        "name": "«query.enum.name|kind»",
                        "in": "query",
                        "schema": _a(
                            "string",
                            enum=["a", "«query.enum»"],
                            default="«query.default»",
                            pattern="«query.pattern»",
                        ),
                        "example": "«query.example»",
                    },
                    {
                        "name": "«header.name|X-Kind»",
                        "in": "header",
                        "schema": _a("string", const="«header.constant»"),
                    },
                    {
                        "name": "«header.other|X-Tenant»",
                        "in": "header",
                        "schema": _a("string", enum=["«header.enum»", "b"]),
                    },
                    {
                        "name": "«cookie.name|seat»",
                        "in": "cookie",
                        "schema": _a("string"),
                    },
                ],
            ),
            "post": {
                **_get(_ref("«schema.name|Order»")),
                "x-«extension.key|note»": {"«extension.inner»": ["«extension.value»"]},
                "requestBody": {
                    "description": "«body.description»",
                    "content": {
                        "«body.media|application/json»": {
                            "schema": _ref("«schema.name|Order»"),
                            "example": {"«body.example.key»": "«body.example»"},
                        }
                    },
                },
                "callbacks": {"«callback»": {"«callback.url»": {}}},
                "servers": [{"url": "«operation.server|https://c.example.com»"}],
                "security": [{"«scheme.other|key»": []}],
            },
        },
        "/orders/{«path.name|id»}": {
            "parameters": [
                {
                    "name": "«path.name|id»",
                    "in": "path",
                    "required": True,
                    "schema": _a("string"),
                }
            ],
            "get": _get(_ref("«schema.name|Order»"), tags=["«tag.name|order»"]),
        },
        "/«path.segment|things»/all": {"get": _get(_ref("«schema.tagged|Pet»"))},
        "/form": {
            "post": {
                **_get(_a("string", format="«format»")),
                "tags": ["«tag.other|forms»"],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": _a(
                                "object",
                                required=["«form.key|name»"],
                                properties={
                                    "«form.key|name»": _a("string"),
                                    "files": _a(
                                        "array", items=_a("string", format="binary")
                                    ),
                                },
                            ),
                            "encoding": {
                                "«form.key|name»": {"style": "«form.style|form»"}
                            },
                        }
                    }
                },
            }
        },
        "/events": {
            "get": {
                "operationId": "«events.id|followEvents»",
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"«answer.header|Link»": {"schema": _a("string")}},
                        "content": {
                            "text/event-stream": {"schema": _ref("«schema.name|Order»")}
                        },
                    },
                    "default": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": _a(
                                    "object",
                                    title="«error.title|Problem»",
                                    properties={"«error.key|message»": _a("string")},
                                )
                            }
                        },
                    },
                },
            }
        },
        "/lost": {"get": _get({"$ref": "#/components/schemas/«broken.name»"})},
        "/file": {"get": _get({"$ref": "«broken.file|other.json»#/a"})},
        "/pointer": {"get": _get({"$ref": "#«broken.pointer|/x»"})},
    },
    "webhooks": {"«webhook.name»": {"post": {"summary": "«webhook.summary»"}}},
    "components": {
        "schemas": {
            "«schema.name|Order»": _a(
                "object",
                title="«schema.title»",
                description="«schema.description»",
                required=["«property.name|total»"],
                properties={
                    "«property.name|total»": _a(
                        "string",
                        description="«property.description»",
                        examples=["«property.example»"],
                        default="«property.default»",
                        pattern="«property.pattern»",
                    ),
                    "state": _a("string", enum=["open", "«property.enum»"]),
                    "object": {"const": "«property.constant|order»"},
                    "inner": _a(
                        "object",
                        title="«inner.title»",
                        properties={"«inner.name|city»": _a("string")},
                    ),
                    "either": {
                        "oneOf": [_a("string"), _a("array", items=_a("string"))],
                        "title": "«either.title»",
                    },
                    "other": _a("«type.name|string»"),
                },
                dependentRequired={"«property.name|total»": ["«depends»"]},
                anyOf=[
                    {"required": ["«required.one|state»"]},
                    {"required": ["object"]},
                ],
            ),
            "«schema.tagged|Pet»": {
                "oneOf": [_ref("«schema.cat|Cat»"), _ref("Dog")],
                "discriminator": {
                    "propertyName": "«tagged.by|kind»",
                    "mapping": {
                        "«tagged.tag|cat»": "#/components/schemas/«schema.cat|Cat»"
                    },
                },
            },
            "«schema.cat|Cat»": _a(
                "object",
                properties={"«tagged.by|kind»": _a("string"), "lives": _a("integer")},
            ),
            "Dog": _a("object", properties={"«tagged.by|kind»": _a("string")}),
        },
        "securitySchemes": {
            "«scheme.key|token»": {
                "type": "oauth2",
                "description": "«scheme.description»",
                "flows": {
                    "authorizationCode": {
                        "authorizationUrl": "«scheme.authorize|https://a.example/x»",
                        "tokenUrl": "«scheme.tokens|https://a.example/y»",
                        "scopes": {"«scope|all»": "«scope.description»"},
                    }
                },
            },
            "«scheme.other|key»": {
                "type": "apiKey",
                "in": "header",
                "name": "«scheme.name|X-Key»",
            },
        },
    },
    "x-clientgen": "«mark|no»",
    "x-«root.extension|more»": "«root.value»",
}


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, str):
        yield tree


@cache
def labels() -> tuple[str, ...]:
    """All text positions of the document."""
    found = [m[1] for text in _texts(DOCUMENT) for m in _HOLE.finditer(text)]
    return tuple(dict.fromkeys(found))


def filled(tree: Any, texts: Mapping[str, str]) -> Any:
    """The document with texts in its holes."""
    if isinstance(tree, dict):
        return {filled(k, texts): filled(v, texts) for k, v in tree.items()}
    if isinstance(tree, list):
        return [filled(item, texts) for item in tree]
    if not isinstance(tree, str):
        return tree
    return _HOLE.sub(
        lambda hole: texts.get(hole[1], hole[2] or f"Words of {hole[1]}."), tree
    )


def imported(texts: Mapping[str, str], folder: Path, sentences: bool) -> list[str]:
    """Import the document with some texts; what stands against it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = folder / "openapi.json"
    file.write_text(json.dumps(filled(DOCUMENT, texts)), encoding="utf-8")
    try:
        take_in(file, folder / "spec", texts=sentences)
    except ImportingError as error:
        return [] if str(error).isprintable() else [f"unprintable: {error!r}"]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"[:600]]
    try:
        check(folder / "spec", sentences)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"[:600]]
    return []


def check(spec: Path, generates: bool) -> None:
    """Make sure that a spec is inert, and what is made of it.

    Args:
        spec: Read once already, or the import would have failed.
        generates: Look at what is generated, too, which takes time; that no text of any spec
            comes alive there, the grid of specs shows.
    """
    files = [path for path in spec.rglob("*") if path.is_file()]
    assert {path.relative_to(spec).parts[0] for path in files} <= {
        *("api.yaml", "resources", "schemas", "grammar", "IMPORT.md", ".imported")
    }
    for path in files:
        if path.suffix == ".yaml":
            yaml.safe_load(path.read_text("utf-8"))  # no tags, one document
    page = OutputFile("IMPORT.md", (spec / "IMPORT.md").read_text("utf-8"))
    check_alone(page)
    if not generates:
        return
    api = load(spec).api
    for name in ("python", "openapi"):
        for made in load_target(name).files(api, grid.templates()):
            check_alone(made)
            if made.path.endswith(".py"):
                check_code(made)


def check_code(file: OutputFile) -> None:
    """No text is code: where a marker is part of a name, it is one of ours, in snake case."""
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert not _MARKER.fullmatch(called), f"{file.path}: calls {called}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                assert re.fullmatch(r"[A-Za-z0-9_*.]+", alias.name), file.path


@pytest.mark.parametrize("payload", mostly_slow(PAYLOADS, QUICK))
def test_refused_or_inert(payload: str, tmp_path: Path) -> None:
    texts = {
        label: hostile(PAYLOADS[payload], number)
        for number, label in enumerate(labels())
    }
    folder = tmp_path / "taken"
    sentences = [*PAYLOADS].index(payload) % 6 == 0  # both ways, by turns
    found = imported(texts, folder, sentences)
    if not found:
        return
    alone = {
        label: wrong
        for label, text in texts.items()
        if (wrong := imported({label: text}, folder, sentences))
    }
    pytest.fail(f"together: {found}\nalone: {alone}")


@pytest.mark.parametrize("turn", [0, 11])
def test_words_of_python_are_no_harm(turn: int, tmp_path: Path) -> None:
    texts = {
        label: WORDS[(number + turn) % len(WORDS)]
        for number, label in enumerate(labels())
    }
    assert imported(texts, tmp_path / "taken", True) == []


def test_most_positions_reach_the_spec(tmp_path: Path) -> None:
    """The grid is no grid where the importer throws everything away."""
    assert len(labels()) > 80
    texts = {label: f"pwned{number}q" for number, label in enumerate(labels())}
    # These decide whether there is anything at all.
    for label in ("answer.media", "status", "type.name", "body.media", "form.style"):
        del texts[label]
    assert imported(texts, tmp_path / "taken", True) == []
    spec = tmp_path / "taken/spec"
    said = "".join(path.read_text("utf-8") for path in spec.rglob("*.yaml"))
    said += (spec / "IMPORT.md").read_text("utf-8")
    reached = {text for text in texts.values() if re.search(text, said, re.IGNORECASE)}
    assert len(reached) > 40, sorted(
        label for label, t in texts.items() if t in reached
    )
