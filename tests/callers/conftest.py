"""The client of the harbour, made once for all tests of a process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from clientgen.model.api import Api
from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.sandbox.testing import LocalSandbox, open_for_tests

SPEC = Path(__file__).parent / "spec"


@pytest.fixture(scope="session")
def harbour_api() -> Api:
    return load(SPEC).api


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package; ``made`` beside it holds the docs and the OpenAPI document."""
    made = tmp_path_factory.mktemp("harbour") / "made"
    generate(Settings(SPEC, made, ("python", "docs", "openapi")), lambda what: None)
    sys.path.insert(0, str(made / "python"))
    import harbour  # type: ignore[import-not-found]  # made above

    yield harbour
    sys.path.remove(str(made / "python"))


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client is given, it is given by the test."""
    import os

    for name in [name for name in os.environ if name.startswith("HARBOUR_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def sandbox(harbour_api: Api) -> Iterator[LocalSandbox]:
    with open_for_tests(harbour_api) as opened:
        yield opened
