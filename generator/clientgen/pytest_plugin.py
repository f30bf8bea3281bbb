"""The pytest plugin ``clientgen``: a sandbox of an API for each test, as new.

::

    def test_booking(sandbox):
        client = Shop(sandbox.token, transport=sandbox.transport)

    @pytest.mark.clientgen_sandbox(rows=1000, context={"platform": "UPKEEP"})
    def test_strict(sandbox): ...

Settings of pytest say what it is made of; without any, the spec is the project's own, as
``[tool.clientgen]`` of pyproject.toml has it::

    [tool.pytest.ini_options]
    clientgen_spec = "spec/shop"
    clientgen_rows = "50"
    clientgen_seed = "0"
    clientgen_context = ["platform=UPKEEP"]

The first test that asks for one makes it; later ones get the same, set back to its start,
which takes a few milliseconds. pytest loads this module at each of its runs, so it imports
nothing that a test has not asked for. What a sandbox can do is told in
:mod:`clientgen.sandbox.testing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from .model.api import Api
    from .sandbox.testing import LocalSandbox

_MARKER = "clientgen_sandbox"
_PREFIX = "clientgen_"
_SETTINGS = ("spec", "rows", "seed", "context", "token")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    parser.addini(
        f"{_PREFIX}spec", "The folder of the spec that sandboxes are made of."
    )
    parser.addini(f"{_PREFIX}rows", "Things of each resource in a sandbox.")
    parser.addini(f"{_PREFIX}seed", "Decides what the things of a sandbox are.")
    words = "What is known about the other side of a sandbox: NAME=VALUE, a line each."
    parser.addini(f"{_PREFIX}context", words, type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    named = ", ".join(f"{name}=..." for name in _SETTINGS)
    words = f"{_MARKER}({named}): what the sandbox of a test is made of."
    config.addinivalue_line("markers", words)


class _Wanted(NamedTuple):
    """What a sandbox is made of."""

    spec: Path
    rows: int
    seed: int
    context: tuple[tuple[str, str], ...]
    token: str


class _Pool:
    """The sandboxes of a run: those that no test has at the moment are given out again."""

    def __init__(self) -> None:
        self._apis: dict[Path, Api] = {}
        self._free: dict[_Wanted, list[LocalSandbox]] = {}
        self._all: list[LocalSandbox] = []

    def take(self, wanted: _Wanted) -> LocalSandbox:
        free = self._free.setdefault(wanted, [])
        if free:
            sandbox = free.pop()
            sandbox.reset()
            return sandbox
        sandbox = self._open(wanted)
        self._all.append(sandbox)
        return sandbox

    def give_back(self, wanted: _Wanted, sandbox: LocalSandbox) -> None:
        self._free[wanted].append(sandbox)

    def close(self) -> None:
        for sandbox in self._all:
            sandbox.close()

    def _open(self, wanted: _Wanted) -> LocalSandbox:
        try:
            from .pipeline import speed
            from .reading import SpecError, load
            from .sandbox import Options, SandboxError
            from .sandbox.testing import open_for_tests
        except ModuleNotFoundError as error:
            if error.name is None or error.name.startswith("clientgen"):
                raise
            raise _refusal(
                f"it needs more than clientgen alone ({error.name} is missing):"
                " pip install 'clientgen[sandbox]'"
            ) from None
        options = Options(
            rows=wanted.rows,
            seed=wanted.seed,
            context=dict(wanted.context),
            token=wanted.token,
        )
        try:
            if wanted.spec not in self._apis:
                self._apis[wanted.spec] = load(wanted.spec, speed().accepts).api
            return open_for_tests(self._apis[wanted.spec], options)
        except SpecError as error:
            raise _refusal("\n".join(map(str, error.findings))) from None
        except SandboxError as error:
            raise _refusal(str(error)) from None


def _refusal(why: str) -> BaseException:
    """The failure of a test that can have none: a message without a traceback."""
    return pytest.fail.Exception(f"there can be no sandbox: {why}", pytrace=False)


@pytest.fixture(scope="session")
def _clientgen_sandboxes() -> Iterator[_Pool]:
    pool = _Pool()
    yield pool
    pool.close()


@pytest.fixture
def sandbox_factory(
    pytestconfig: pytest.Config, _clientgen_sandboxes: _Pool
) -> Iterator[Callable[..., LocalSandbox]]:
    """Makes sandboxes: ``sandbox_factory(rows=3)``, each of its own; they end with the test.

    Takes what the marker takes; the settings say the rest.
    """
    taken: list[tuple[_Wanted, LocalSandbox]] = []

    def make(**said: object) -> LocalSandbox:
        wanted = _wanted(pytestconfig, said)
        sandbox = _clientgen_sandboxes.take(wanted)
        taken.append((wanted, sandbox))
        return sandbox

    yield make
    for wanted, sandbox in taken:
        _clientgen_sandboxes.give_back(wanted, sandbox)


@pytest.fixture
def sandbox(
    request: pytest.FixtureRequest,
    sandbox_factory: Callable[..., LocalSandbox],
) -> LocalSandbox:
    """A sandbox of the project's API, as new for each test."""
    said: dict[str, object] = {}
    for marker in request.node.iter_markers(_MARKER):
        if marker.args:
            raise _refusal(f"{_MARKER} takes its values by name")
        said = {**marker.kwargs, **said}  # the nearest marker comes first
    return sandbox_factory(**said)


def _wanted(config: pytest.Config, said: Mapping[str, object]) -> _Wanted:
    for name in said:
        if name not in _SETTINGS:
            known = ", ".join(_SETTINGS)
            raise _refusal(f"no setting is called {name!r}; known: {known}")
    context = said.get("context")
    if context is None:
        context = dict(map(_pair, config.getini(f"{_PREFIX}context")))
    if not isinstance(context, Mapping):
        raise _refusal(f"context: expected a mapping, got {context!r}")
    return _Wanted(
        _spec(config, said.get("spec")),
        _number(config, said, "rows", 50),
        _number(config, said, "seed", 0),
        tuple(sorted((str(name), str(value)) for name, value in context.items())),
        str(said.get("token", "sandbox-token")),
    )


def _number(
    config: pytest.Config, said: Mapping[str, object], name: str, default: int
) -> int:
    value = said.get(name)
    if value is None:
        value = config.getini(f"{_PREFIX}{name}") or default
    try:
        return int(str(value))
    except ValueError:
        raise _refusal(f"{name}: expected a whole number, got {value!r}") from None


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise _refusal(f"{_PREFIX}context: expected NAME=VALUE, got {text!r}")
    return name.strip(), value.strip()


def _spec(config: pytest.Config, said: object) -> Path:
    """The folder of the spec: named by the test, by the settings, or the project's."""
    named = said or config.getini(f"{_PREFIX}spec")
    if named:
        return (config.rootpath / str(named)).resolve()
    from .cli.settings import ProjectError, find_project

    try:
        project = find_project(config.rootpath)
    except ProjectError as error:
        raise _refusal(str(error)) from None
    if project is None or project.spec is None:
        raise _refusal(
            f"which spec? Set {_PREFIX}spec under [tool.pytest.ini_options], or `spec`"
            " under [tool.clientgen], in pyproject.toml"
        )
    return project.spec.resolve()
