"""One client, its documents and its sandbox, of a spec that uses every type."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpserver import Reply, Server, serve

from clientgen.model.api import Api
from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import served
from clientgen.targets import known

SPEC = Path(__file__).parent / "spec"


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder."""
    folder = tmp_path_factory.mktemp("types") / "made"
    generate(Settings(SPEC, folder, known()), lambda _: None)
    return folder


@pytest.fixture(scope="session")
def api() -> Api:
    return load(SPEC).api


@pytest.fixture(scope="session")
def package(out: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(out / "python"))
    yield importlib.import_module("payments_client")
    sys.path.remove(str(out / "python"))


@pytest.fixture(scope="session")
def document(out: Path) -> Any:
    """The OpenAPI document."""
    (file,) = (out / "openapi").glob("*.json")
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="session")
def schemas(document: Any) -> Any:
    return document["components"]["schemas"]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that answers ``server.answer``."""
    with serve(lambda request: Reply(body={"data": server.answer})) as server:  # type: ignore[attr-defined]  # set by tests
        server.answer = {}  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def sandbox(api: Api) -> Iterator[tuple[Sandbox, str]]:
    """The sandbox, and where it is served."""
    made = open_sandbox(api, Options(rows=9))
    with served(made) as url:
        yield made, url
    made.close()


@pytest.fixture
def inside(package: ModuleType, sandbox: tuple[Sandbox, str]) -> Iterator[Any]:
    """A strict client of the sandbox."""
    with package.Payments("sandbox-token", base_url=sandbox[1], strict=True) as made:
        yield made


@pytest.fixture
def told() -> list[Any]:
    """Mismatches that the client tells of."""
    return []


@pytest.fixture
def client(package: ModuleType, server: Server, told: list[Any]) -> Iterator[Any]:
    with package.Payments("t", base_url=server.url, on_mismatch=told.append) as made:
        yield made
