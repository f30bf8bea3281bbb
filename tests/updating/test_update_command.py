"""``clientgen import openapi --update``: a newer document into a spec that people have edited."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from updating.shop import (
    ID,
    TEXT,
    Json,
    changed,
    document,
    fields,
    files,
    imported,
    rewrite,
    write,
)

from clientgen.cli.exits import run
from clientgen.cli.main import cli
from clientgen.reading import load

ORDER = "resources/order.yaml"
NOTHING: Json = {"responses": {"204": {"description": ""}}}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return imported(tmp_path)


class Run:
    """A run of the command."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], spec: Path, said: Any, *words: object
    ) -> None:
        file = write(spec.parent / "newer.json", said)
        line = ["import", "openapi", file, "--out", spec, "--update", *words]
        capsys.readouterr()
        self.code = run(cli, [str(word) for word in line])
        self.out, self.err = capsys.readouterr()


def order(spec: Path) -> Any:
    return yaml.safe_load((spec / ORDER).read_text(encoding="utf-8"))


def vendor(said: Json) -> None:
    """A field, a value, an operation and a parameter come; an operation goes."""
    fields(said, "Order")["currency"] = TEXT
    fields(said, "Order")["status"]["enum"].append("void")
    fields(said, "Order")["total"]["type"] = "number"
    limit = {"name": "offset", "in": "query", "schema": {"type": "integer"}}
    said["paths"]["/orders"]["get"]["parameters"].append(limit)
    said["paths"]["/orders/{id}/void"] = {
        "post": {
            "operationId": "voidOrder",
            "parameters": [ID],
            "responses": {"204": {}},
        }
    }
    del said["paths"]["/orders/{id}"]["delete"]
    said["paths"]["/refunds"] = {"get": {"responses": {"204": {"description": ""}}}}
    del said["paths"]["/customers"]


def vendor_voids(said: Json) -> None:
    """An operation comes."""
    said["paths"]["/orders/{id}/void"] = {
        "post": {"operationId": "voidOrder", "parameters": [ID], **NOTHING}
    }


def test_what_was_imported_is_kept_beside_the_spec(spec: Path) -> None:
    for name, data in files(spec).items():
        if name.endswith(".yaml") and not name.startswith("."):
            assert (spec / ".imported" / name).read_bytes() == data
    assert "document: shop.json\n" in (spec / ".imported/import.yaml").read_text()
    (spec / ".imported/resources/order.yaml").write_text("no spec: [")
    load(spec)  # what is kept is no part of the spec


def test_the_same_document_changes_nothing(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(spec)
    file = spec.parent / "shop.json"
    words = ["import", "openapi", str(file), "--out", str(spec), "--update"]
    assert run(cli, words) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert files(spec) == before


def test_a_spec_that_nobody_edited_is_as_newly_imported(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 0, done.err
    fresh = tmp_path / "fresh"
    words = ["import", "openapi", tmp_path / "newer.json", "--out", fresh]
    assert run(cli, [str(word) for word in words]) == 0
    new, updated = files(fresh), files(spec)
    assert updated.keys() == new.keys()
    for name in new.keys() - {"api.yaml"}:
        assert updated[name] == new[name], name


def test_what_the_vendor_changed_arrives_and_yours_stays(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(
        spec,
        ORDER,
        "  note: string\n",
        "  # What for?\n  note:   {type: string,  alias: remark}   # ours\n",
    )
    rewrite(spec, ORDER, "enum: [open, paid]", "enum: [open, paid], note: Asked them.")
    rewrite(spec, ORDER, "  pay: {method", "\n  settle: {method")
    rewrite(
        spec,
        ORDER,
        "  create: {body: [id!,",
        "  create:\n    rules: [{name: sum, one: [total, note]}]   # by phone\n    body: [id!,",
    )
    rewrite(spec, ORDER, "address]}", "address]")
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 0, done.err
    text = (spec / ORDER).read_text()
    assert "  # What for?\n  note:   {type: string,  alias: remark}   # ours\n" in text
    assert "status: {enum: [open, paid, void], note: Asked them.}\n" in text
    assert "    rules: [{name: sum, one: [total, note]}]   # by phone\n" in text
    assert "\n\n  settle: {method: POST, path: '/{id}/pay'" in text
    said = order(spec)
    assert said["fields"]["total"] == "number"
    assert said["fields"]["currency"] == "string"
    assert list(said["operations"]) == ["list", "create", "get", "settle", "void"]
    assert {"offset": "integer"} in said["operations"]["list"]["parameters"]
    assert "currency" in said["operations"]["create"]["body"]
    assert not (spec / "resources/customer.yaml").exists()
    assert yaml.safe_load((spec / "api.yaml").read_text())["resources"] == [
        "order",
        "refund",
    ]
    for line in (
        "+ resources/order.yaml fields.currency",
        "~ resources/order.yaml fields.total: integer -> number",
        "+ resources/order.yaml fields.status.enum.void",
        "- resources/order.yaml operations.delete",
        "- resources/customer.yaml",
        "+ resources/refund.yaml",
    ):
        assert line in done.out.splitlines()
    again = Run(capsys, spec, changed(vendor))
    assert "nothing to change" in again.out


def test_what_both_changed_is_told_and_yours_stays(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, ORDER, "total: integer", "total: string")
    rewrite(spec, ORDER, "  delete:\n", "  delete: {summary: Never do.}\n")
    rewrite(spec, ORDER, "{limit: integer}", "")
    rewrite(
        spec,
        "resources/customer.yaml",
        "  id: string\n",
        "  id: string # a number, really\n",
    )

    def more(said: Json) -> None:
        vendor(said)
        said["paths"]["/orders"]["get"]["parameters"][0]["schema"]["maximum"] = 50

    done = Run(capsys, spec, changed(more))
    assert done.code == 1
    assert order(spec)["fields"]["total"] == "string"
    assert order(spec)["operations"]["delete"] == {"summary": "Never do."}
    place = str(spec / ORDER)
    told = [line for line in done.err.splitlines() if "conflict" in line]
    assert (
        f"{place}:9:3: conflict: fields.total is number in the document; yours stays: string (before: integer)"
        in told
    )
    assert any(
        "operations.delete is gone from the document; yours stays:" in line
        for line in told
    )
    assert any(
        "list.parameters.limit is" in line and "you removed it" in line for line in told
    )
    assert any(
        "customer.yaml" in line and "gone from the document" in line for line in told
    )
    assert (spec / "resources/customer.yaml").exists()
    assert len(told) == 4
    assert "4 conflicts" in done.out
    load(spec)
    again = Run(capsys, spec, changed(more))
    assert again.code == 0
    assert "nothing to change" in again.out


def test_your_names_are_given_to_what_comes(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, "schemas/shared.yaml", "Address:", "PostalAddress:")
    rewrite(spec, ORDER, "address: Address", "address: PostalAddress")
    rewrite(spec, "resources/customer.yaml", "home: Address", "home: PostalAddress")
    (spec / ORDER).rename(spec / "resources/purchase.yaml")
    rewrite(spec, "api.yaml", "[order, ", "[purchase, ")
    rewrite(spec, "resources/purchase.yaml", "resource: Order", "resource: Purchase")

    def moves(said: Json) -> None:
        fields(said, "Address")["country"] = TEXT
        fields(said, "Order")["billing"] = {"$ref": "#/components/schemas/Address"}
        fields(said, "Customer")["last"] = {"$ref": "#/components/schemas/Order"}

    done = Run(capsys, spec, changed(moves))
    assert done.code == 0, done.err
    shared = yaml.safe_load((spec / "schemas/shared.yaml").read_text())["schemas"]
    assert list(shared) == ["PostalAddress"]
    assert list(shared["PostalAddress"]["fields"]) == ["street", "city", "country"]
    purchase = yaml.safe_load((spec / "resources/purchase.yaml").read_text())
    assert purchase["fields"]["billing"] == "PostalAddress"
    assert not (spec / ORDER).exists()
    customer = yaml.safe_load((spec / "resources/customer.yaml").read_text())
    assert customer["fields"]["last"] == "Purchase"


def test_operations_stay_in_their_resources(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tags(said: Json) -> None:
        for item in said["paths"].values():
            for operation in item.values():
                operation["tags"] = ["Everything"]
        said["paths"]["/orders/total"] = {"get": {"tags": ["Everything"], **NOTHING}}

    done = Run(capsys, spec, changed(tags))
    assert done.code == 0, done.err
    assert sorted(path.name for path in (spec / "resources").iterdir()) == [
        "customer.yaml",
        "order.yaml",
    ]
    [added] = [line for line in done.out.splitlines() if line.startswith("+")]
    assert added.startswith("+ resources/order.yaml operations.")


def test_an_operation_that_you_wrote_before_the_vendor_did(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = "  list:\n  void: {method: POST, path: 'ORDERS', body: {why: string}, answer: none}\n"
    rewrite(spec, "resources/customer.yaml", "path: /customers\n", "")
    rewrite(
        spec,
        "resources/customer.yaml",
        "  list:\n",
        mine.replace("list:", "list: {path: /customers}").replace(
            "ORDERS", "/orders/{id}/void"
        ),
    )
    done = Run(capsys, spec, changed(vendor_voids))
    assert done.code == 1
    assert "void" not in order(spec)["operations"]
    assert "operations.void is" in done.err
    assert "yours stays:" in done.err
    load(spec)


def test_what_your_spec_still_names_is_kept(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, ORDER, "  note: string\n", "  note: string\n  other: Address\n")

    def gone(said: Json) -> None:
        del said["components"]["schemas"]["Address"]
        del fields(said, "Order")["address"]
        del fields(said, "Customer")["home"]

    done = Run(capsys, spec, changed(gone))
    assert done.code == 0, done.err
    assert "Address: gone from the document, kept for what names it" in done.out
    load(spec)


def test_a_spec_that_would_be_wrong_is_not_written(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(
        spec,
        ORDER,
        "body: [id!, note,",
        "rules: [{name: a, all: [note]}], body: [id!, note,",
    )
    before = files(spec)

    def gone(said: Json) -> None:
        del fields(said, "Order")["note"]

    done = Run(capsys, spec, changed(gone))
    assert done.code == 2
    assert f"{spec / ORDER}:13:" in done.err
    assert "unknown-rule-key" in done.err
    assert "nothing was written" in done.err
    assert files(spec) == before
    assert [each.name for each in spec.parent.iterdir() if each.is_dir()] == ["spec"]


def test_a_spec_with_mistakes_is_not_touched(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(spec, ORDER, "total: integer", "total: integre")
    before = files(spec)
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 2
    assert "unknown-type" in done.err
    assert files(spec) == before


def test_a_spec_without_the_kept_copy(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(spec / ".imported")
    rewrite(spec, ORDER, "total: integer", "total: string")
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 2
    assert "--before" in done.err
    done = Run(capsys, spec, changed(vendor), "--before", spec.parent / "shop.json")
    assert done.code == 1
    assert "fields.total is number in the document" in done.err
    assert order(spec)["fields"]["currency"] == "string"
    assert (spec / ".imported/api.yaml").is_file()


@pytest.mark.parametrize("text", ["[", "only: 3", "- a", "only: [1]"])
def test_a_broken_copy_is_told(
    spec: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (spec / ".imported/import.yaml").write_text(text)
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 2
    assert "import.yaml cannot be read" in done.err
    (spec / ".imported/import.yaml").write_text("document: a")
    (spec / ".imported/api.yaml").write_text(text)
    before = files(spec)
    done = Run(capsys, spec, changed(vendor))
    if done.code == 2:
        assert "--before" in done.err
        assert files(spec) == before


def test_slices_stay_slices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, spec = write(tmp_path / "shop.json", document()), tmp_path / "spec"
    words = ["import", "openapi", file, "--out", spec, "--only", "/customers"]
    assert run(cli, [str(word) for word in words]) == 0

    def keeps(said: Json) -> None:
        fields(said, "Customer")["name"] = TEXT

    done = Run(capsys, spec, changed(keeps))
    assert done.code == 0, done.err
    assert [path.name for path in (spec / "resources").iterdir()] == ["customer.yaml"]
    done = Run(
        capsys, spec, changed(keeps), "--only", "/customers", "--only", "/orders"
    )
    assert done.code == 0, done.err
    assert (spec / ORDER).is_file()
    assert "only: [/customers, /orders]" in (spec / ".imported/import.yaml").read_text()


def test_the_page_is_renewed_and_notes_in_it_stay(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = spec / "IMPORT.md"
    page.write_text(
        page.read_text().replace(
            "## Not carried", "Looked through: Ann.\n\n## Not carried"
        )
    )

    def traced(said: Json) -> None:
        said["paths"]["/orders"]["trace"] = {"responses": {"204": {}}}

    done = Run(capsys, spec, changed(traced))
    assert done.code == 1
    assert "Looked through: Ann.\n" in page.read_text()
    assert "`#/paths/~1orders/trace`" in page.read_text()
    page.write_text("Mine.\n")
    done = Run(capsys, spec, document())
    assert page.read_text() == "Mine.\n"
    assert f"{page} is as you edited it" in done.err


def test_line_breaks_and_marks_of_files_stay(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = spec / ORDER
    path.write_bytes(
        b"\xef\xbb\xbf" + path.read_bytes().rstrip().replace(b"\n", b"\r\n")
    )
    done = Run(capsys, spec, changed(vendor))
    assert done.code == 0, done.err
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert not data.endswith(b"\n")
    assert order(spec)["fields"]["currency"] == "string"


def test_hostile_texts_are_inert(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "x: y\n# z\u202e\x1b[31m'\"{[]}, - !!python/object"
    rewrite(spec, ORDER, "enum: [open, paid]", "enum: [open, paid, mine]  ")

    def attack(said: Json) -> None:
        fields(said, "Order")["status"]["enum"] = [
            "open",
            hostile,
            "#",
            "- a",
            "null",
            "1.10",
        ]
        fields(said, "Order")["total"]["type"] = "string"
        fields(said, "Order")["total"]["const"] = hostile
        fields(said, "Order")["a: {b}"] = TEXT
        said["info"]["version"] = hostile

    done = Run(capsys, spec, changed(attack))
    assert done.code in (0, 1), done.err
    assert all(c.isprintable() or c == "\n" for c in done.out + done.err)
    values = order(spec)["fields"]["status"]["enum"]
    assert {"open", "mine", "#", "- a", "null", "1.10"} <= set(values)
    load(spec)


def test_options_that_do_not_go_together(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(spec.parent / "shop.json")
    assert run(cli, ["import", "openapi", file]) == 2
    assert "Missing option '--out'" in capsys.readouterr().err
    assert run(cli, ["import", "openapi", file, "--out", "x", "--before", file]) == 2
    assert "--before goes with --update" in capsys.readouterr().err
    monkeypatch.chdir(spec.parent)
    assert run(cli, ["import", "openapi", file, "--update"]) == 2
    assert "which spec?" in capsys.readouterr().err
    (spec.parent / "pyproject.toml").write_text('[tool.clientgen]\nspec = "spec"\n')
    assert run(cli, ["import", "openapi", file, "--update"]) == 0
    assert run(cli, ["import", "openapi", file, "--update", "--out", "nowhere"]) == 2
    assert "no such folder" in capsys.readouterr().err
