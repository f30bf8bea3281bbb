"""A vendored copy in a service whose tools are strict: they find nothing, and change nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from selection import mostly_slow

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

PYPROJECT = """\
[tool.black]
line-length = 60

[tool.ruff]
line-length = 60
[tool.ruff.lint]
select = ["ALL"]
ignore = ["CPY001", "D203", "D213", "COM812"]

[tool.mypy]
strict = true
warn_unreachable = true
disallow_any_explicit = true
disallow_any_expr = true
enable_error_code = ["explicit-override", "ignore-without-code", "redundant-expr"]
mypy_path = "src"

[tool.pyright]
typeCheckingMode = "strict"
extraPaths = ["src"]
reportUnnecessaryTypeIgnoreComment = "error"
reportImplicitOverride = "error"
"""

SERVICE = '''\
"""What the service does with books."""

from acme._vendor.library_client import Library


def title_of(client: Library, key: str) -> str:
    """Give a book's title."""
    return client.books.get(key).title or ""
'''

HOOKS = """\
repos:
  - repo: local
    hooks:
      - {id: black, name: black, entry: black, language: system, types: [python]}
      - {id: ruff, name: ruff, entry: ruff check --fix, language: system, types: [python]}
      - {id: format, name: format, entry: black, language: system, types: [python]}
      - {id: space, name: space, entry: trailing-whitespace-fixer, language: system, types: [text]}
      - {id: end, name: end, entry: end-of-file-fixer, language: system, types: [text]}
      - {id: json, name: json, entry: check-json, language: system, types: [json]}
      - {id: ast, name: ast, entry: check-ast, language: system, types: [python]}
      - {id: ends, name: ends, entry: mixed-line-ending, language: system, types: [text]}
      - {id: large, name: large, entry: check-added-large-files, language: system}
"""


def run(*command: str, cwd: Path) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    package = folder / "src/acme"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / ".pre-commit-config.yaml").write_text(HOOKS)
    (package / "__init__.py").write_text('"""A service."""\n')
    (package / "books.py").write_text(SERVICE)
    made = tmp_path_factory.mktemp("made")
    clientgen = (sys.executable, "-m", "clientgen")
    run(
        *clientgen,
        "generate",
        str(ROOT / "tests/library/spec"),
        "--out",
        str(made),
        cwd=made,
    )
    name = "acme._vendor.library_client"
    run(*clientgen, "vendor", "src", "--name", name, "--out", str(made), cwd=folder)
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", ".", cwd=folder)
    return folder


@pytest.mark.parametrize(
    "command",
    mostly_slow(
        [
            "ruff check .",
            "black --check .",
            "ruff format --check src/acme/_vendor",
            "mypy src",
            "pyright src",
            "pre-commit run --all-files",
        ],
        ["ruff check .", "ruff format --check src/acme/_vendor"],
    ),
)
def test_the_tools_of_a_service_leave_a_copy_alone(service: Path, command: str) -> None:
    before = digests(service / "src")
    run(*command.split(), cwd=service)
    assert digests(service / "src") == before


def test_a_copy_lies_in_packages(service: Path) -> None:
    assert (service / "src/acme/_vendor/__init__.py").read_bytes() == b""
    note = (service / "src/acme/_vendor/library_client/VENDORED.md").read_text()
    for word in ("httpx2", "msgspec", "Python >=3.11", "--update", "exclude"):
        assert word in note
