"""What rules can say: literal values anywhere, and the seven patterns of the literature.

The patterns are those of Martin-Lopez, Segura, Muller and Ruiz-Cortes, "Specification and
automated analysis of inter-parameter dependencies in web APIs".
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from httpserver import serve
from making import api_of, imported, made, resource, write

from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

Body = Mapping[str, Any]
KEYS = ("a", "b", "c")
VALUES: Mapping[str, tuple[Any, ...]] = {
    "a": (None, "x"),
    "b": (None, "x"),
    "c": (None, "High", "Low", "Other"),
}


def has(body: Body, *keys: str) -> list[bool]:
    return [body.get(key) is not None for key in keys]


CASES: Mapping[str, tuple[dict[str, Any], Callable[[Body], bool]]] = {
    "requires": (
        {"if": "a", "then": "b"},
        lambda body: not body.get("a") or body.get("b") is not None,
    ),
    "or": ({"any": ["a", "b"]}, lambda body: any(has(body, "a", "b"))),
    "only one": ({"one": ["a", "b"]}, lambda body: sum(has(body, "a", "b")) == 1),
    "all or none": (
        {"one": [{"all": ["a", "b"]}, {"none": ["a", "b"]}]},
        lambda body: sum(has(body, "a", "b")) != 1,
    ),
    "zero or one": (
        {"at_most_one": ["a", "b"]},
        lambda body: sum(has(body, "a", "b")) <= 1,
    ),
    "complex": (
        {
            "if": {"all": ["a", {"key": "c", "in": ["High", "Low"]}]},
            "then": {"not": "b"},
        },
        lambda body: (
            not (body.get("a") and body.get("c") in ("High", "Low"))
            or not body.get("b")
        ),
    ),
    "a value anywhere": (
        {"any": ["a", {"key": "c", "is": "High"}]},
        lambda body: bool(body.get("a")) or body.get("c") == "High",
    ),
    "values": (
        {"all": [{"key": "c", "in": ["High", "Low"]}]},
        lambda body: body.get("c") in ("High", "Low"),
    ),
    "not": (
        {"not": {"all": ["a", {"key": "c", "is": "Low"}]}},
        lambda body: not (body.get("a") and body.get("c") == "Low"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_all_judges_agree_with_the_sentence(case: str, tmp_path: Path) -> None:
    said, right = CASES[case]
    operation = {
        "method": "POST",
        "path": "/make",
        "answer": "none",
        "body": dict.fromkeys(KEYS, "string"),
        "rules": [{"name": "rule", **said}],
    }
    spec = write(tmp_path, resource("Thing", {"make": operation}))
    import json

    document = json.loads((made(spec, ("openapi",)) / "openapi/shop.json").read_text())
    content = document["paths"]["/things/make"]["post"]["requestBody"]["content"]
    schema = {
        **content["application/json"]["schema"],
        "components": document["components"],
    }
    valid = jsonschema.Draft202012Validator(schema)
    package = imported(spec)
    with (
        LocalSandbox(open_sandbox(api_of(spec), Options(rows=1))) as local,
        package.Shop("sandbox-token", transport=local.transport) as client,
        serve(lambda _: b"") as server,
        package.Shop("t", base_url=server.url, allow_http=True) as plain,
    ):
        for values in itertools.product(*VALUES.values()):
            body = {k: v for k, v in zip(KEYS, values, strict=True) if v is not None}
            expected = right(body)
            assert valid.is_valid(body) is expected, body
            try:
                plain.things.make(**body)
                taken = True
            except package.RequiredKeysError:
                taken = False
            assert taken is expected, body
            try:
                client.things.make(**body, options={"check": False})
                taken = True
            except package.Unprocessable:
                taken = False
            assert taken is expected, body


def test_values_are_said_in_words(tmp_path: Path) -> None:
    operation = {
        "method": "POST",
        "path": "/make",
        "answer": "none",
        "body": dict.fromkeys(KEYS, "string"),
        "rules": [
            {"name": "one", "if": {"key": "c", "in": ["High", "Low"]}, "then": "a"},
            {"name": "two", "any": [{"key": "c", "in": ["High", "Low"]}, "b"]},
        ],
    }
    spec = write(tmp_path, resource("Thing", {"make": operation}))
    page = (made(spec, ("docs",)) / "docs/resources/thing.md").read_text()
    assert 'If `c` is "High" or "Low", needs `a`.' in page
    package = imported(
        write(tmp_path / "again", resource("Thing", {"make": operation}))
    )
    with (
        package.Shop("t") as client,
        pytest.raises(package.RequiredKeysError) as caught,
    ):
        client.things.make(c="Other")
    (failure,) = caught.value.failures
    assert failure.remedy == '(set c to "High" or set c to "Low") or add b'
