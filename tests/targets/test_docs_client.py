"""The page about the client says what the client has, and no more."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from docs_shop import SHOP
from runtime import errors
from runtime.options import CallOptions, ClientOptions
from specs import known_api

from clientgen.model.api import Api, Auth
from clientgen.targets import docs as docs_target
from clientgen.targets import python as python_target
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
TEMPLATES = load_templates()
APIS: dict[str, Callable[[], Api]] = {
    "shop": lambda: SHOP,
    "makini": lambda: known_api("spec/makini"),
    "library": lambda: known_api("tests/library/spec"),
    "bare": lambda: dataclasses.replace(
        SHOP,
        resources=(),
        schemas=(),
        auth=Auth(),
        paging=None,
        filtering=None,
        contexts=(),
        webhooks=None,
    ),
}


def page_of(api: Api) -> str:
    (page,) = [
        f
        for f in docs_target.TARGET.files(api, TEMPLATES)
        if f.path == "docs/client.md"
    ]
    return page.text


def blocks_of(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def section_of(page: str, heading: str) -> str:
    return page.split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]


def rows_of(section: str) -> list[list[str]]:
    lines = re.findall(r"^\| (`.*) \|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def headings_of(page: str) -> set[str]:
    return set(re.findall(r"^##+ (.*)$", page, re.MULTILINE))


@pytest.fixture(scope="module", params=APIS)
def api(request: pytest.FixtureRequest) -> Api:
    return APIS[request.param]()


@pytest.fixture(scope="module")
def page(api: Api) -> str:
    return page_of(api)


def test_examples_are_python_and_import_what_the_package_has(
    api: Api, page: str
) -> None:
    (package,) = [
        file.text
        for file in python_target.TARGET.files(api, TEMPLATES)
        if file.path == f"python/{api.package}/__init__.py"
    ]
    (exported,) = [
        set(ast.literal_eval(node.value))
        for node in ast.parse(package).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    blocks = blocks_of(page)
    assert blocks
    for block in blocks:
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith(f"{api.package}.")
                if node.module == api.package:
                    assert {alias.name for alias in node.names} <= exported


def test_the_options_are_those_of_calls_and_clients(page: str) -> None:
    rows = rows_of(section_of(page, "Options"))
    names = [row[0].strip("`") for row in rows]
    assert len(names) == len(set(names))
    assert {n for n, row in zip(names, rows, strict=True) if row[1] == "yes"} == (
        CallOptions.__optional_keys__
    )
    assert {n for n, row in zip(names, rows, strict=True) if row[2] == "yes"} == (
        ClientOptions.__optional_keys__
    )


def test_the_errors_are_those_of_the_runtime(page: str) -> None:
    rows = rows_of(section_of(page, "Errors"))
    found = [each for each in vars(errors).values() if isinstance(each, type)]
    classes = [each for each in found if issubclass(each, errors.ApiError)]
    names = [row[0].strip("`") for row in rows]
    assert sorted(names) == sorted(each.__name__ for each in classes)
    for name, base, when, attributes in rows:
        kind: type[Exception] = getattr(errors, name.strip("`"))
        assert base == ", ".join(each.__name__ for each in kind.__bases__)
        for status in map(int, re.findall(r"Status (\d+)", when)):
            assert errors.error_for_status(status) in (kind, *kind.__subclasses__())
        for attribute in re.findall(r"`(\w+)`", attributes):
            assert re.search(rf"^ +{attribute}: ", kind.__doc__ or "", re.MULTILINE)


def test_there_are_sections_for_what_the_api_has_only() -> None:
    optional = {
        "OAuth 2.0",
        "Webhooks",
        "Uploads",
        "Filter and sort",
        "Models",
        "Lists",
    }
    found = {
        name: headings_of(page_of(make())) & optional for name, make in APIS.items()
    }
    assert found["makini"] == optional
    assert found["library"] == {"Uploads", "Models", "Lists"}
    assert found["bare"] == set()
    bare = page_of(APIS["bare"]())
    assert "token" not in bare.split("\n## Options\n")[0]
    assert "RequiredKeysError` tells" not in bare


def test_the_example_of_a_fake_runs_where_the_server_has_a_path(tmp_path: Path) -> None:
    api = APIS["library"]()
    for file in python_target.TARGET.files(api, TEMPLATES):
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    blocks = blocks_of(section_of(page_of(api), "Tests"))
    assert len(blocks) == 2
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", block],
            env={"PYTHONPATH": str(tmp_path / "python"), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
