"""``clientgen diff --against openapi``: where a spec says otherwise than the vendor's document."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import oas_patch
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator
from oas_patch.overlay import apply_overlay
from openapi_spec_validator import validate
from selection import mostly_slow
from updating.shop import Json, changed, document, fields, imported, rewrite, write

from clientgen.cli.exits import run
from clientgen.cli.main import cli
from clientgen.correcting.edits import Edit, applied, in_order, json_path
from clientgen.corrections import correct

ORDER = "resources/order.yaml"
SCHEMA = Path(oas_patch.__file__).parent / "schema/overlay_schema_1.0.0.yml"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return imported(tmp_path)


def ran(
    capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[int, list[str], str]:
    capsys.readouterr()
    code = run(cli, ["diff", "--against", "openapi", *(str(word) for word in words)])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err


def patched(file: Path, overlay: Path) -> Path:
    """The document with the overlay, as another tool applies it."""
    said = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(said)
    made = apply_overlay(json.loads(file.read_text(encoding="utf-8")), said)
    validate(made)
    return write(file.with_name("patched.json"), made)


EDITS = [
    (ORDER, "  note: string\n", "  note: datetime\n"),
    (ORDER, "  id: string!\n", "  id: integer!\n"),
    (ORDER, "  total: integer", "  total: {type: number, maximum: 100}"),
    (ORDER, "  address: Address\n", "  address: Address!\n  extra: {type: Address, deprecated: true}\n"),
    (ORDER, "{enum: [open, paid]}", "{enum: [open, paid, void], read_only: true}"),
    (ORDER, "{limit: integer}", "{limit: {type: integer, maximum: 9, required: true}}, {after: date}"),
    (ORDER, "[{limit: integer}]", "[]"),
    (ORDER, "body: [id!, note", "rules: [{name: one, one: [total, address]}], body: [note"),
    (ORDER, "body: [id!,", "body: [id, {gift: {fields: {to: string!, from: '[Address]'}}},"),
    (ORDER, "  delete:\n", "  delete: {deprecated: true}\n"),
    (ORDER, "  delete:\n", ""),
    (ORDER, "  get:\n", "  get:\n  void: {method: POST, path: '/{id}/void', body: {why: string!}, answer: Order}\n"),
    (ORDER, "body: {by: string}", "body: {by: {enum: [card, cash]}, at: 'datetime | null!'}"),
    (ORDER, "path: '/{id}/pay',", "path: '/{id}/pay', answer: none,"),
    ("schemas/shared.yaml", "city: string", "zip: string"),
    ("schemas/shared.yaml", "street: string", "street: string | integer"),
    ("resources/customer.yaml", "  list:\n", "  list: {answer: '[Order]'}\n"),
    ("resources/customer.yaml", "  home: Address\n", "  home: '[Address]'\n  labels: {string: string}\n"),
]  # fmt: skip


def test_a_spec_as_it_was_imported_corrects_nothing(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, ORDER, "  pay: {method", "  settle: {summary: Pay., method")
    rewrite(
        spec,
        ORDER,
        "  note: string\n",
        "  note: {type: string, alias: remark, note: Why.}\n",
    )
    out = spec.parent / "overlay.yaml"
    code, lines, _ = ran(
        capsys, spec.parent / "shop.json", "--spec", spec, "--overlay", out
    )
    assert code == 0
    assert lines[0] == "0 corrections of shop.json"
    assert "not written" in lines[1]
    assert not out.exists()


def test_each_correction_has_its_places(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, ORDER, "  total: integer", "  total: number")
    rewrite(spec, ORDER, "{limit: integer}", "{limit: integer!}")
    rewrite(spec, ORDER, "  delete:\n", "  delete: {deprecated: true}\n")
    out = spec.parent / "overlay.yaml"
    file = spec.parent / "shop.json"
    code, lines, _ = ran(capsys, file, "--spec", spec, "--overlay", out)
    assert code == 0
    assert lines == [
        f"{spec}/{ORDER}:13:24: Order.list query limit: the document says integer"
        " (#/paths/~1orders/get/parameters/0), the spec says integer, required",
        f"{spec}/{ORDER}:9:3: Order total: the document says integer"
        " (#/components/schemas/Order/properties/total), the spec says number",
        f"{spec}/{ORDER}:16:3: Order.delete: the document says in use"
        " (#/paths/~1orders~1{id}/delete), the spec says deprecated",
        "3 corrections of shop.json",
        f"{out}: an overlay that says 3 of them",
    ]
    said = yaml.safe_load(out.read_text())
    assert said["overlay"] == "1.0.0"
    assert {
        "target": "$.paths['/orders/{id}'].delete",
        "update": {"deprecated": True},
    } in said["actions"]
    assert not correct(patched(file, out), spec).found


@pytest.mark.parametrize("old", mostly_slow([True, False], [False]), ids=["3.0", "3.1"])
@pytest.mark.parametrize(
    "edit",
    mostly_slow(EDITS, EDITS[::3]),
    ids=[each[2].strip()[:40] for each in EDITS],
)
def test_the_overlay_says_what_the_spec_says(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    edit: tuple[str, str, str],
    old: bool,
) -> None:
    spec, file = imported(tmp_path), tmp_path / "shop.json"
    if old:
        write(file, document() | {"openapi": "3.0.3"})
    rewrite(spec, *edit)
    out = tmp_path / "overlay.json"
    code, lines, err = ran(capsys, file, "--spec", spec, "--overlay", out)
    assert code == 0, err
    assert not any("not in an overlay" in line for line in lines), lines
    left = correct(patched(file, out), spec).found
    assert [each[:5] for each in left] == []


@pytest.mark.slow
@settings(max_examples=10)
@given(some.lists(some.sampled_from(EDITS), unique_by=lambda each: each[1], min_size=2))
def test_several_corrections_at_once(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("corrections")
    spec, file = imported(folder), folder / "shop.json"
    for name, old, new in edits:
        text = (spec / name).read_text()
        if old in text:
            (spec / name).write_text(text.replace(old, new, 1))
    done = correct(file, spec)
    assert done.overlay
    assert not done.unsaid, [each[:5] for each in done.unsaid]
    (folder / "overlay.yaml").write_text(json.dumps(done.overlay))
    left = correct(patched(file, folder / "overlay.yaml"), spec).found
    assert [each[:5] for each in left] == []


def test_what_cannot_be_said_is_told(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(
        spec,
        ORDER,
        "body: [id!,",
        "rules: [{name: a, if: {key: status, is: paid}, then: total}], body: [id!,",
    )
    code, lines, _ = ran(capsys, spec.parent / "shop.json", "--spec", spec)
    assert code == 0
    assert "Order.create rules" in lines[0]
    assert lines[0].endswith("; not in an overlay")


def test_hostile_texts_are_inert(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "it's \\ a $..* 'x' ]\u202e"

    def attack(said: Json) -> None:
        fields(said, "Order")["note"] = {"type": "string", "enum": [hostile, "b"]}
        said["paths"]["/orders/it's['x']"] = copy.deepcopy(said["paths"]["/customers"])

    file = write(spec.parent / "shop.json", changed(attack))
    out = spec.parent / "overlay.yaml"
    code, lines, err = ran(capsys, file, "--spec", spec, "--overlay", out)
    assert code == 0, err
    assert all(line.isprintable() for line in lines)
    said = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert all(action["target"].startswith("$") for action in said["actions"])


def test_where_it_cannot_run(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = spec.parent / "shop.json"
    monkeypatch.chdir(spec.parent)
    assert ran(capsys, file)[0] == 2
    assert ran(capsys, file, "--spec", "nowhere")[0] == 2
    (spec.parent / "pyproject.toml").write_text('[tool.clientgen]\nspec = "spec"\n')
    assert ran(capsys, file)[0] == 0
    rewrite(spec, ORDER, "  total: integer", "  total: number")
    code, _, err = ran(capsys, file, "--overlay", "no/such/folder.yaml")
    assert code == 2
    assert "No such file" in err
    rewrite(spec, ORDER, "  total: number", "  total: numbr")
    assert ran(capsys, file)[0] == 2


def test_swagger_is_compared_and_has_no_overlay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said: Any = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "host": "api.example.com",
        "paths": {
            "/orders": {
                "get": {
                    "produces": ["application/json"],
                    "parameters": [{"name": "limit", "in": "query", "type": "integer"}],
                    "responses": {
                        "200": {
                            "description": "",
                            "schema": {"type": "array", "items": {"type": "string"}},
                        }
                    },
                }
            }
        },
    }
    file, spec = write(tmp_path / "swagger.json", said), tmp_path / "spec"
    run(cli, ["import", "openapi", str(file), "--out", str(spec)])
    assert ran(capsys, file, "--spec", spec)[0] == 0
    name = next((spec / "resources").iterdir()).name
    rewrite(spec, f"resources/{name}", "limit: integer", "limit: integer!")
    code, lines, _ = ran(capsys, file, "--spec", spec, "--overlay", tmp_path / "o.yaml")
    assert code == 0
    assert lines[0].endswith("; not in an overlay")
    assert not (tmp_path / "o.yaml").exists()


def test_edits_keep_an_order_that_works() -> None:
    root = {"a": {"parameters": [1, 2, 3], "required": ["x"]}}
    edits = [
        Edit(("a", "parameters", "0")),
        Edit(("a", "required")),
        Edit(("a",), {"required": ["x", "y"]}),
        Edit(("a", "parameters", "2")),
        Edit(("a", "required")),
        Edit(("a",), {"required": ["y"]}),
        Edit(("nowhere", "b"), {"c": 1}),
    ]
    assert applied(root, in_order(edits)) == {
        "a": {"parameters": [2], "required": ["y"]}
    }
    assert (
        json_path(("paths", "/a'b\\", "get", "parameters", "0"), {})
        == r"$.paths['/a\'b\\'].get.parameters['0']"
    )


def test_for_programs_and_for_ci(
    spec: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = spec.parent / "shop.json"
    assert ran(capsys, file, "--spec", spec, "--fail-on", "docs")[0] == 0
    rewrite(spec, ORDER, "  total: integer", "  total: number")
    code, lines, _ = ran(
        capsys, file, "--spec", spec, "--format", "json", "--fail-on", "docs"
    )
    assert code == 1
    [told] = json.loads("\n".join(lines))["corrections"]
    assert (told["document_says"], told["spec_says"]) == ("integer", "number")
    assert told["in_overlay"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "openapi"], "takes one file, the vendor's document"),
        (["--against", "openapi", "main"], "'main' is none"),
        (["--against", "openapi", "{file}", "--current", "1.0.0"], "go with states"),
        (["--overlay", "o.yaml", "main"], "--overlay goes with --against openapi"),
        (["--against", "openapi", "{file}", "--format", "markdown"], "text or json"),
    ],
)
def test_arguments_that_make_no_sense(
    words: list[str], said: str, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(spec.parent / "shop.json")
    assert run(cli, ["diff", *(word.replace("{file}", file) for word in words)]) == 2
    assert said in capsys.readouterr().err
