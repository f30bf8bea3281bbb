"""The JSON Schemas are sound, and the README beside them is true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator
from readme_tables import GRAMMAR, README, SCHEMAS, deref, objects, with_tables
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from clientgen.reading import SpecError, load
from clientgen.reading.codes import Code

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEXT = README.read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("pointer", objects())
def test_every_key_tells_editors_what_it_is(pointer: str) -> None:
    schema, file = objects()[pointer]
    assert schema["additionalProperties"] is False or pointer.endswith("operations")
    for value in schema["properties"].values():
        full, _ = deref(value, file)
        assert full["title"]
        assert full["description"]
        assert full["examples"]


def test_examples_keep_to_the_grammar() -> None:
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
    )
    for schema, file in objects().values():
        for value in schema["properties"].values():
            full, home = deref(value, file)
            rooted = {**full, "$id": f"https://example.com/{home}"}
            rooted["$defs"] = SCHEMAS[home].get("$defs", {})
            known = registry.with_resources(
                (f"https://example.com/{name}", DRAFT202012.create_resource(other))
                for name, other in SCHEMAS.items()
            )
            for example in full["examples"]:
                Draft202012Validator(rooted, registry=known).validate(example)


def test_the_tables_of_the_readme_are_those_of_the_schemas() -> None:
    assert with_tables(TEXT) == TEXT, "run python tests/reading/readme_tables.py"


@pytest.mark.parametrize("pointer", objects())
def test_every_mapping_has_its_table_in_the_readme(pointer: str) -> None:
    assert f"<!-- keys: {pointer} -->" in TEXT


def test_the_readme_explains_every_code_and_no_other() -> None:
    findings = TEXT.partition("## Findings")[2]
    assert re.findall(r"^\| `([a-z-]+)` \|", findings, re.M) == list(get_args(Code))


def test_every_code_has_a_case() -> None:
    shown = "".join(path.read_text() for path in HERE.glob("cases/*/expected.txt"))
    held = set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", shown))
    for name in ("test_files.py", "test_yaml.py"):
        held |= set(re.findall(r'[ "]([a-z-]+)"', (HERE / name).read_text("utf-8")))
    # What is left over if clientgen.rules ever says something that has no code here.
    assert set(get_args(Code)) - held == {"bad-rule"}


def test_every_block_of_the_readme_loads(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    (spec / "resources").mkdir(parents=True)
    (spec / "schemas").mkdir()
    names: list[str] = []
    main = ""
    more: list[str] = []
    for index, block in enumerate(BLOCKS):
        keys = yaml.safe_load(block)
        if "api" in keys:
            main = block
        elif keys.keys() & {"auth", "servers", "webhooks"} and "operations" not in keys:
            more.append(block)
        elif "schemas" in keys:
            (spec / "schemas" / f"s{index}.yaml").write_text(block, "utf-8")
        else:
            if "resource" not in keys:
                block = f"resource: Block{index}\nsummary: A block.\npath: /b{index}\n{block}"
            if "operations" not in keys:
                block += "operations: {}\n"
            name = f"r{index}"
            names.append(name)
            (spec / "resources" / f"{name}.yaml").write_text(block, "utf-8")

    def check(text: str) -> None:
        (spec / "api.yaml").write_text(text, "utf-8")
        try:
            warnings = load(spec).warnings
        except SpecError as error:
            pytest.fail(str(error))
        assert {w.code for w in warnings} <= {"editor-line"}

    listed = f"resources: {json.dumps(names)}"
    main = re.sub(r"resources: \[.*\]", listed, main)
    check(main)
    # Each such block in the place of what the first block says of the same.
    for block in more:
        alone = main
        for key in yaml.safe_load(block):
            alone = re.sub(rf"(?m)^{key}:.*\n(?:  .*\n)*", "", alone)
        check(alone + block)
    assert len(BLOCKS) >= 6


def test_the_grammar_ships_with_the_generator() -> None:
    assert sorted(path.name for path in GRAMMAR.iterdir()) == [
        "README.md",
        "api.schema.json",
        "common.schema.json",
        "resource.schema.json",
        "schemas.schema.json",
    ]


def test_plain_json_schema_tools_take_the_specs_of_this_repository() -> None:
    """Editors check with the schemas alone: they must not refuse what we accept."""
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
    )
    checked = 0
    for folder in (ROOT / "spec" / "makini", ROOT / "tests" / "library" / "spec"):
        for path in folder.rglob("*.yaml"):
            kind = {"resources": "resource", "schemas": "schemas"}.get(path.parent.name)
            schema = {"$ref": f"{kind or 'api'}.schema.json"}
            data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
            errors = [
                error
                for error in Draft202012Validator(
                    schema, registry=registry
                ).iter_errors(data)
                # BaseLoader makes text of numbers, booleans and null, unlike editors.
                if "type" not in {e.validator for e in [error, *(error.context or ())]}
            ]
            assert not errors, f"{path}: {errors[0].message}"
            checked += 1
    assert checked
