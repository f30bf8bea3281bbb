"""``clientgen import openapi``, and what it tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from importing_runs import (
    TEXT,
    an_object,
    document,
    get,
    in_path,
    many,
    query,
    ref,
    take,
)

from clientgen.cli.exits import run
from clientgen.cli.main import cli

ORDERS = document(
    {"/orders": {"get": get(many(ref("Order")))}}, {"Order": an_object(id=TEXT)}
)


def ran(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run(cli, [str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_spec_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, spec = tmp_path / "orders.json", tmp_path / "specs/orders"
    file.write_text(json.dumps(ORDERS))
    code, out, _ = ran(capsys, "import", "openapi", file, "--out", spec)
    assert code == 0
    assert "1 of 1 operations carried; nothing that a call needs was left out" in out
    assert sorted(p.relative_to(spec).as_posix() for p in spec.rglob("*.yaml")) == [
        ".imported/api.yaml",
        ".imported/import.yaml",
        ".imported/resources/order.yaml",
        "api.yaml",
        "resources/order.yaml",
    ]
    assert (spec / "grammar/api.schema.json").is_file()
    code, _, err = ran(capsys, "import", "openapi", file, "--out", spec)
    assert code == 2
    assert "is there already" in err
    assert [path.name for path in spec.parent.iterdir()] == ["orders"]


def test_what_is_left_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(json.dumps(ORDERS))
    said["paths"]["/orders"]["trace"] = get()
    said["webhooks"] = {"made": {"post": get()}}
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(said))
    code, out, _ = ran(capsys, "import", "openapi", file, "--out", tmp_path / "spec")
    assert code == 1
    assert "1 of 2 operations carried; not carried: method TRACE 1, webhook 1" in out
    page = (tmp_path / "spec/IMPORT.md").read_text()
    assert "- `#/paths/~1orders/trace`: the operation is left out." in page
    assert "- `#/webhooks/made`: an event that the API sends" in page


def test_what_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text("{")
    code, _, err = ran(capsys, "import", "openapi", file, "--out", tmp_path / "spec")
    assert code == 2
    assert err.startswith("clientgen: error: a.json: not JSON")
    assert not (tmp_path / "spec").exists()
    assert (
        ran(capsys, "import", "openapi", tmp_path / "no.json", "--out", tmp_path)[0]
        == 2
    )


def test_help_names_the_command() -> None:
    assert "import" in CliRunner().invoke(cli, ["--help"]).output


def test_text_of_a_document_is_inert_in_the_page(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) `code` \u202e|"
    parameters = [query(hostile, TEXT), query("x\ny", TEXT)]
    operation = get(
        an_object(names=many(TEXT)), parameters=[*parameters, query("cursor", TEXT)]
    )
    path = "/names`<b>/" + "x"
    taken = take(
        tmp_path, document({path: {"get": operation}, "/ok": {"get": get(TEXT)}})
    )
    page = taken.page()
    assert "<script>" not in page
    assert "\u202e" not in page
    assert page.count("\n#") < 12


def test_what_means_the_same_is_one_line(tmp_path: Path) -> None:
    headers = {"Rate-Left": {"schema": TEXT}, "Rate-End": {"schema": TEXT}}
    said = {"responses": {"200": {"description": "Fine.", "headers": headers}}}
    taken = take(tmp_path, document({f"/a{n}": {"get": said} for n in range(5)}))
    lines = [line for line in taken.page().splitlines() if "Rate-" in line]
    assert lines == [
        ", ".join(
            f"{'- ' if n == 0 else ''}`#/paths/~1a{n}/get/responses/200/headers/{name}`"
            for n in range(3)
        )
        + f" and 2 more: the header {name} is read by name, and has no type."
        for name in headers
    ]
    assert "Header of an answer (10)" in taken.page()


def test_sentences_and_examples_are_counted(tmp_path: Path) -> None:
    order = an_object(
        description={"type": "string", "description": "Why.", "example": "a"},
        example={"type": "string", "default": {"description": "no sentence"}},
    )
    said = document(
        {"/orders": {"get": get(many(ref("Order")), summary="All.")}},
        {"Order": {**order, "externalDocs": {"url": "https://example.com"}}},
    )
    page = take(tmp_path, said).page()
    assert (
        "What no call needs is left out: examples 1, links to further pages 1,"
        " summaries and descriptions 2 (`--texts` brings the sentences, shortened).\n"
    ) in page
    page = take(tmp_path, said, texts=True).page()
    assert "left out: examples 1, links to further pages 1.\n" in page
    assert "What no call needs" not in take(tmp_path, ORDERS).page()


def test_the_same_bytes_whatever_the_order_of_sets(tmp_path: Path) -> None:
    # One finding each of what is told by names that stand in sets while it is found.
    unsaid = {"multipleOf": 2, "minProperties": 1, "contains": {}, "uniqueItems": True}
    names = [f"Failure{number}" for number in range(6)]
    schemas = {name: an_object("message", message=TEXT) for name in names}
    schemas["Order"] = an_object("id", id=TEXT, odd={"type": "object", **unsaid})
    operation = get(many(ref("Order")), parameters=[in_path(x) for x in "abcdef"])
    for number, name in enumerate(names):
        content = {"application/json": {"schema": ref(name)}}
        response = {"description": "", "content": content}
        operation["responses"][str(400 + number)] = response
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document({"/orders": {"get": operation}}, schemas)))
    made = []
    for seed in ("1", "2", "3"):
        out = tmp_path / seed
        words = ["-m", "clientgen", "import", "openapi", str(file), "--out", str(out)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, *words], env=environment, check=False)
        files = sorted(each for each in out.rglob("*") if each.is_file())
        made.append({each.relative_to(out): each.read_bytes() for each in files})
    assert made[0]
    assert made[0] == made[1] == made[2]
