"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the repository.

Each recipe names the files that it visits. Here the change is made in exactly those files, and
shown to work; so a recipe that has become too short or too long fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
GRAMMAR = "generator/clientgen/reading/grammar"

Edits = Mapping[str, tuple[str, str]]

ATTRIBUTE: Edits = {
    f"{GRAMMAR}/common.schema.json": (
        '"deprecated": {"$ref": "#/$defs/deprecated"},\n        "enum"',
        '"deprecated": {"$ref": "#/$defs/deprecated"},\n'
        '        "unit": {"type": "string", "description": "Of a number.", "examples": ["kg"]},\n'
        '        "enum"',
    ),
    "generator/clientgen/model/api.py": (
        "    example: Json = None\n    source: tuple[str, ...] = ()\n    position: Position | None = None\n\n\n"
        "@dataclass(frozen=True, slots=True)\nclass Schema:",
        '    example: Json = None\n    source: tuple[str, ...] = ()\n    unit: str = ""\n'
        "    position: Position | None = None\n\n\n@dataclass(frozen=True, slots=True)\nclass Schema:",
    ),
    "generator/clientgen/reading/fields.py": (
        '        note=node.prose("note"),\n',
        '        note=node.prose("note"),\n        unit=node.text("unit"),\n',
    ),
    "generator/clientgen/targets/python/models.py": (
        "        *in_words(field.limits),\n",
        '        f"In {field.unit}" if field.unit else "",\n'
        "        *in_words(field.limits),\n",
    ),
    "generator/clientgen/targets/pages/types.py": (
        "    if isinstance(item, Field):\n",
        "    if isinstance(item, Field) and item.unit:\n"
        '        words.append(prose(f"In {item.unit}."))\n    if isinstance(item, Field):\n',
    ),
    "generator/clientgen/targets/description/schemas.py": (
        '        "x-alias": field.alias,\n        "x-role": field.role',
        '        "x-unit": field.unit,\n        "x-alias": field.alias,\n'
        '        "x-role": field.role',
    ),
    "generator/clientgen/importing/ours/fields.py": (
        '_FACTS = {"x-alias": "alias",',
        '_FACTS = {"x-unit": "unit", "x-alias": "alias",',
    ),
}

OPERATOR: Edits = {
    "templates/python/runtime/rules/__init__.py": (
        "class AtMostOne",
        'class Two(Counted):\n    """Two parts hold."""\n\n    least = most = 2\n\n\nclass AtMostOne',
    ),
    f"{GRAMMAR}/resource.schema.json": (
        '"none": {"$ref": "#/$defs/none"},',
        '"none": {"$ref": "#/$defs/none"},\n        "two": {"$ref": "#/$defs/all"},',
    ),
    "generator/clientgen/model/rules.py": (
        "Group = All",
        '@dataclass(frozen=True, slots=True)\nclass Two(_Parts):\n    """Two parts hold."""\n\n\nGroup = Two | All',
    ),
    "generator/clientgen/rules/operators.py": (
        "OPERATORS = (\n",
        'from ..model.rules import Two\n\nOPERATORS = (\n    Operator("two", Two, 2, 2, "and", "two of ", "two of "),\n',
    ),
}

COMMAND: Edits = {
    "generator/clientgen/cli/commands/count.py": (
        "",
        '''"""``clientgen count``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from ..settings import FOLDER


@click.command(short_help="Count the resources of a spec.")
@click.argument("spec", type=FOLDER)
def command(spec: Path) -> int:
    """Count the resources of the spec in folder SPEC."""
    from ...reading import load

    click.echo(f"resources: {len(load(spec).api.resources)}")
    return 0
''',
    ),
}

TARGET: Edits = {
    "generator/clientgen/targets/__init__.py": (
        '"openapi30", "site")',
        '"openapi30", "site", "table")',
    ),
    "generator/clientgen/targets/table/__init__.py": (
        "",
        '''"""The table target: a line an operation."""

from __future__ import annotations

from ...model.api import Api
from ..target import OutputFile, Target
from ..templates import Templates


def _files(api: Api, templates: Templates) -> list[OutputFile]:
    lines = [o.path for resource in api.resources for o in resource.operations]
    return [OutputFile("table.txt", "\\\\n".join(lines))]


TARGET = Target("table", _files)
'''.replace("\\\\n", "\\n"),
    ),
}

CHECK: Edits = {
    "generator/clientgen/reading/codes.py": (
        '    "unknown-type",\n',
        '    "unknown-type",\n    "shouting",\n',
    ),
    "generator/clientgen/reading/fields.py": (
        "    node = entry.value\n    if not isinstance(node, Table) or is_map(node):\n",
        "    if entry.key.isupper():\n        scope.report.error(\n"
        '            entry.position, "shouting", f"{quoted(entry.key)}: write it in small letters"\n'
        "        )\n    node = entry.value\n    if not isinstance(node, Table) or is_map(node):\n",
    ),
    "generator/clientgen/explaining/mistakes/CODE.txt": (
        "",
        "A name in capitals.\n\n@ resources/order.yaml\n resource: Order\n"
        " summary: What a customer wants.\n path: /orders\n"
        "-fields: {CODE: string}\n+fields: {code: string}\n"
        " operations:\n   create: {body: [{note: string}]}\n",
    ),
}

RECIPES: Mapping[str, Edits] = {
    "Add an attribute of fields": ATTRIBUTE,
    "Add an operator of rules": OPERATOR,
    "Add a command": COMMAND,
    "Add a target": TARGET,
    "Add a check": CHECK,
}


def files_of(recipe: str) -> set[str]:
    """The files that a recipe names, in the items of its list."""
    section = GUIDE.split(f"### {recipe}\n")[1].split("\n### ")[0].split("\n## ")[0]
    return {
        path
        for line in section.splitlines()
        if line.startswith(("- ", "  "))
        for path in re.findall(r"`((?:generator|templates)/[^`]+)`", line)
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("generator", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copytree(ROOT / "tests/reading/small", tmp_path / "spec", ignore=ignored)
    for path in (tmp_path / "spec").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("../generator/", "generator/"), encoding="utf-8")
    return tmp_path


def follow(edits: Edits, folder: Path) -> None:
    for place, (old, new) in edits.items():
        path = folder / place
        if not old:
            path.parent.mkdir(exist_ok=True)
            path.write_text(new, encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{place} has changed: mend the recipe and this test"
        path.write_text(text.replace(old, new), encoding="utf-8")


def clientgen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clientgen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_names_the_files_that_it_visits(recipe: str) -> None:
    assert files_of(recipe) == set(RECIPES[recipe])


def test_an_attribute(copy: Path) -> None:
    follow(ATTRIBUTE, copy)
    change(
        copy / "spec/resources/order.yaml",
        "fields:\n",
        "fields:\n  weight: {type: number, unit: kg}\n",
    )
    done = clientgen(copy, "generate", "spec", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "In kg." in (copy / "out/python/shop/models/order.py").read_text()
    assert "In kg." in (copy / "out/docs/resources/order.md").read_text()
    document = copy / "out/openapi/shop.json"
    assert '"x-unit": "kg"' in document.read_text()
    done = clientgen(copy, "import", "openapi", str(document), "--out", "back")
    assert done.returncode == 0, done.stderr
    back = (copy / "back/resources/order.yaml").read_text()
    assert "weight: {type: number, unit: kg}" in back


def test_an_operator(copy: Path) -> None:
    follow(OPERATOR, copy)
    order = copy / "spec/resources/order.yaml"
    change(
        order,
        "        any: [lines, coupon]\n",
        "        two: [lines, coupon, customerKey]\n",
    )
    done = clientgen(copy, "generate", "spec", "--out", "out")
    assert done.returncode == 0, done.stderr
    page = (copy / "out/docs/resources/order.md").read_text()
    assert "two of `lines`, `coupon` and `customerKey`" in page
    document = json.loads((copy / "out/openapi/shop.json").read_text())
    body = document["paths"]["/orders"]["post"]["requestBody"]["content"]
    schema = body["application/json"]["schema"] | {"components": document["components"]}
    validator = Draft202012Validator(schema)
    values = {"customerKey": "1", "coupon": "x", "lines": []}
    for count in range(4):
        for keys in combinations(values, count):
            given = {"customerKey": "1"} | {key: values[key] for key in keys}
            assert validator.is_valid(given) is (len(given) == 2), keys
    code = (
        "import shop\n"
        "try: shop.Shop('t').orders.create(customer_key='1')\n"
        "except shop.RequiredKeysError as error: print(error)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=copy / "out/python",
        capture_output=True,
        text=True,
    )
    assert (
        "Given: customer_key. Add lines or coupon, but only one of these."
        in said.stdout
    )


def test_a_command(copy: Path) -> None:
    follow(COMMAND, copy)
    assert clientgen(copy, "count", "spec").stdout == "resources: 2\n"
    assert "Count the resources of a spec." in clientgen(copy, "--help").stdout


def test_a_target(copy: Path) -> None:
    follow(TARGET, copy)
    done = clientgen(copy, "generate", "spec", "--out", "out", "--targets", "table")
    assert done.returncode == 0, done.stderr
    assert "/orders" in (copy / "out/table.txt").read_text()


def test_a_check(copy: Path) -> None:
    follow(CHECK, copy)
    change(
        copy / "spec/resources/order.yaml", "fields:\n", "fields:\n  TOTAL: number\n"
    )
    done = clientgen(copy, "generate", "spec", "--out", "out")
    assert done.returncode == 2
    assert "error[shouting]: 'TOTAL': write it in small letters" in done.stderr
    mistakes = copy / "generator/clientgen/explaining/mistakes"
    (mistakes / "CODE.txt").rename(mistakes / "shouting.txt")
    said = clientgen(copy, "explain", "shouting").stdout
    assert "error[shouting]: 'CODE': write it in small letters" in said


def test_the_styles_of_paging_stand_where_the_recipe_says() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("generator", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".json", ".jinja")
        if re.search(r'"(offset|cursor)"', path.read_text(encoding="utf-8"))
    }
    assert files_of("Add a paging style") == found


def test_all_paths_that_the_guide_names_are_there() -> None:
    for path in re.findall(
        r"`((?:generator|templates|tests|spec|generated)/[^`{}]*)`", GUIDE
    ):
        if "NAME" not in path and path not in {*COMMAND, *TARGET, *CHECK}:
            assert (ROOT / path).exists(), path
