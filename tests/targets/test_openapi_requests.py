"""Whatever the generated client sends is valid under the OpenAPI document.

Calls are drawn: each way to satisfy the rules of a body, with other keys or without, and
parameters or none. A plain validator reads what arrives at a server.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from document_reading import Document
from httpserver import Arrived, Server, serve
from selection import mostly_slow

from clientgen.model.api import Api, Field, Operation
from clientgen.model.types import Enum, Key, ListOf, MapOf, Ref, Scalar, Type
from clientgen.reading import load
from clientgen.rules.cubes import Cube, cubes
from clientgen.targets.description.document import document
from clientgen.targets.sinks import emit
from clientgen.targets.surface.arguments import Argument, arguments
from clientgen.targets.surface.names import method, resource_attribute
from clientgen.targets.surface.types import argument_type

ROOT = Path(__file__).parents[2]
SPECS = {
    "makini": ROOT / "spec/makini",
    "library_client": ROOT / "tests/library/spec",
    "styles_client": ROOT / "tests/targets/sent_spec",
}
TEXTS = ["x", "a,b", "a b&c=d#e", "50%", "ü/;+", "[x]", "\\"]
DAY = dt.date(2024, 2, 29)
MOMENT = dt.datetime(2024, 2, 29, 12, 30, 15, 250000, tzinfo=dt.UTC)
SCALARS: dict[str, list[Any]] = {
    "string": TEXTS,
    "integer": [0, -7, 10**12],
    "number": [0, 1.5, Decimal("1.10")],
    "boolean": [True, False],
    "datetime": [MOMENT],
    "date": [DAY, MOMENT],
    "file": [b"PDF", b""],
    "object": [{"a": 1, "b": "x"}],
}
ANY = ["x", 1, True, [None, {"a": []}], {"b": Decimal("0.10")}]


class Draw:
    """Draws values of types and calls of operations."""

    def __init__(self, api: Api, seed: int) -> None:
        self.chance = random.Random(seed)
        self.schemas = {schema.name: schema.fields for schema in api.schemas}

    def value(self, kind: Type, depth: int = 2) -> Any:
        match kind:
            case Scalar("any"):
                return self.chance.choice(ANY)
            case Scalar(name):
                return self.chance.choice(SCALARS[name])
            case Key():
                return self.chance.choice(TEXTS)
            case Enum(values):
                return self.chance.choice([*values, "brand new"])
            case ListOf(item):
                return [
                    self.value(item, depth) for _ in range(self.chance.randint(1, 3))
                ]
            case MapOf(item):
                return {name: self.value(item, depth) for name in ("a", "b c")}
            case Ref(schema):
                fields = self.schemas[schema]
                return (
                    self.object(fields, depth - 1)
                    if fields
                    else self.chance.choice(ANY)
                )

    def object(self, fields: tuple[Field, ...], depth: int) -> dict[str, Any]:
        """What may be sent for a schema: any of its keys, null or not."""
        return {
            field.name: self.maybe_null(field.type, depth)
            for field in fields
            if depth > 0 and self.chance.random() < 0.7
        }

    def maybe_null(self, kind: Type, depth: int = 2) -> Any:
        return None if self.chance.random() < 0.2 else self.value(kind, depth)

    def body_key(self, item: Argument, cube: Cube, chance: float) -> Iterator[Any]:
        field = item.item
        assert isinstance(field, Field)
        if item.wire in cube.required:
            yield self.value(field.type)
        elif item.wire in cube.forbidden:
            yield from [None] * (self.chance.random() < 0.3)
        elif not item.default or self.chance.random() < chance:
            yield (
                self.maybe_null(field.type)
                if field.nullable
                else self.value(field.type)
            )

    def call(self, api: Api, operation: Operation, cube: Cube, chance: float) -> Any:
        """Positional and keyword arguments."""
        path: list[Any] = []
        rest: dict[str, Any] = {}
        filtering = api.filtering
        for item in arguments(api, operation):
            if item.place == "path":
                assert item.item
                path.append(self.value(item.item.type))
            elif item.place == "body":
                for value in self.body_key(item, cube, chance):
                    rest[item.name] = value
            elif item.name == "items":
                rest[item.name] = [
                    {
                        field.wire: value
                        for field in _keys(operation)
                        for value in self.body_key(field, cube, chance)
                    }
                    for _ in range(2)
                ]
            elif item.place == "whole body":
                rest[item.name] = {"a": [1, None]}
            elif item.place == "query" and (not item.default or chance):
                role = getattr(item.item, "role", "")
                value: Any
                if role == "filter":
                    value = {
                        "a b:gt": MOMENT,
                        "x": [1, "a,b"],
                        "n": None,
                        "d": DAY,
                    }
                elif role == "sort":
                    value = ["-a b", "c"]
                elif item.item is None:
                    assert filtering
                    value = self.chance.choice(filtering.match_values)
                elif role in ("page", "size") and item.item.type == Scalar("integer"):
                    value = self.chance.randint(1, 9)
                else:
                    value = self.value(item.item.type)
                rest[item.name] = value
        return path, rest


def _keys(operation: Operation) -> list[Argument]:
    """The keys of an array's items, as arguments that may be left out."""
    assert operation.body
    return [
        Argument(f.name, f.name, "body", argument_type(f.type), emit("UNSET"), f)
        for f in operation.body.fields
    ]


@pytest.fixture(scope="module", params=mostly_slow(SPECS, ["library_client"]))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def package(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client of a spec, as a package; Makini's is there already."""
    if name == "makini":
        yield importlib.import_module(name)
        return
    out = tmp_path_factory.mktemp(name)
    words = ["generate", str(SPECS[name]), "--out", str(out), "--targets", "python"]
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sys.path.insert(0, str(out / "python"))
    yield importlib.import_module(name)
    sys.path.remove(str(out / "python"))


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(lambda _: {}) as server:
        yield server


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_request_is_valid(name: str, package: Any, server: Server) -> None:
    api = load(SPECS[name]).api
    judge = Document(json.loads(json.dumps(document(api))))
    problems: list[str] = []
    runtime = importlib.import_module(f"{name}.runtime.errors")
    seen: set[str] = set()
    with getattr(package, api.name)("token", base_url=server.url, retries=0) as client:
        for resource in api.resources:
            for operation in resource.operations:
                ways = cubes(operation.rules) or (Cube(()),)
                draws = [(cube, chance) for cube in ways for chance in (0, 0.5, 1)]
                for seed, (cube, chance) in enumerate(
                    draws * (4 if operation.rules else 1)
                ):
                    draw = Draw(api, seed)
                    path, rest = draw.call(api, operation, cube, chance)
                    called = getattr(client, resource_attribute(resource))
                    where = f"{resource.attribute}.{operation.name}"
                    try:
                        found = getattr(called, method(operation))(*path, **rest)
                        next(iter(found), None) if hasattr(found, "pages") else None
                    except runtime.RequiredKeysError:
                        continue  # literals and keys inside of arrays: drawn without care
                    except runtime.ApiError:
                        pass  # of the answer, which says nothing
                    (request,) = server.requests
                    server.requests.clear()
                    seen.add(where)
                    problems += [
                        f"{where}: {p} {_shown(request)}"
                        for p in judge.problems(request)
                    ]
    assert problems == []
    assert len(seen) == sum(len(resource.operations) for resource in api.resources)


def _shown(request: Arrived) -> str:
    return f"{request.method} {request.target} {request.body[:300]!r}"
