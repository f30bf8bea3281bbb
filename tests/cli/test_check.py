"""``clientgen check`` as people and CI use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.runs import Run, change

ORDER = "spec/resources/order.yaml"


@pytest.fixture
def generated(project: Path, clientgen: Run) -> Path:
    assert clientgen("generate").code == 0
    return project / "generated"


def test_what_is_right_is_said_to_be(generated: Path, clientgen: Run) -> None:
    ran = clientgen("check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("generated is what spec gives: ")
    assert "by digests" in ran.out
    full = clientgen("check", "--full")
    assert full.code == 0
    assert "byte for byte" in full.out
    assert clientgen("check", "--quiet").out == ""


def test_a_changed_spec_fails_with_a_diff_until_generate_is_run(
    generated: Path, clientgen: Run
) -> None:
    change(ORDER, "total_price: number", "final_price: number")
    ran = clientgen("check")
    assert ran.code == 1
    lines = ran.out.splitlines()
    model = (
        "generated/python/shop/models/order.py: stale: the spec changed since it was"
        " generated; mend: clientgen generate"
    )
    assert model in lines
    assert any(line.startswith("    -    total_price: ") for line in lines)
    assert any(line.startswith("    +    final_price: ") for line in lines)
    assert lines[-1] == "generated is not what spec gives: 5 stale"
    assert "    -" not in clientgen("check", "--no-diff").out
    clientgen("generate")
    assert clientgen("check").code == 0


def test_each_kind_is_named_with_what_mends_it(generated: Path, clientgen: Run) -> None:
    (generated / "docs/resources/item.md").write_text("mine\n", encoding="utf-8")
    (generated / "python/shop/py.typed").unlink()
    (generated / "python/shop/mine.py").write_text("mine\n", encoding="utf-8")
    ran = clientgen("check", "--no-diff")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "generated/docs/resources/item.md: edited: it was edited by hand since it was"
        " generated; mend: clientgen generate --force (discards what is there)",
        "generated/python/shop/mine.py: foreign: clientgen did not write it; mend: move it"
        " away, or rm generated/python/shop/mine.py",
        "generated/python/shop/py.typed: missing: it was deleted since it was generated;"
        " mend: clientgen generate",
        "generated is not what spec gives: 1 edited, 1 missing, 1 foreign",
    ]


def test_one_edit_of_one_byte_is_told(generated: Path, clientgen: Run) -> None:
    path = generated / "python/shop/models/order.py"
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b"#" + data[-1:])
    ran = clientgen("check", "--no-diff")
    assert ran.code == 1
    assert "python/shop/models/order.py: edited: " in ran.out


def test_line_ends_of_a_checkout_change_nothing(
    generated: Path, clientgen: Run
) -> None:
    for path in Path("spec").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "by digests" in clientgen("check").out
    assert clientgen("check", "--full").code == 0


def test_an_edited_manifest_is_told(generated: Path, clientgen: Run) -> None:
    change("generated/manifest.json", '"resources": 2', '"resources": 3')
    ran = clientgen("check")
    assert ran.code == 1
    assert "generated/manifest.json: edited: its digest does not fit" in ran.out


def test_nobody_fools_a_full_check(generated: Path, clientgen: Run) -> None:
    from clientgen.writing import manifest as manifests

    path = generated / "docs/README.md"
    path.write_text("mine\n", encoding="utf-8")
    manifest = manifests.parse((generated / "manifest.json").read_bytes())
    forged = manifests.FileDigest(manifests.sha256(path.read_bytes()))
    files = {**manifest.files, "docs/README.md": forged}
    (generated / "manifest.json").write_bytes(
        manifests.render(manifest._replace(files=files))
    )
    ran = clientgen("check", "--full")
    assert ran.code == 1
    assert "generated/docs/README.md: stale: something else is generated now" in ran.out


def test_a_forged_digest_before_formatting_fools_no_full_check(
    generated: Path, clientgen: Run
) -> None:
    from clientgen.writing import manifest as manifests

    path = generated / "python/shop/models/order.py"
    path.write_text("mine = 1\n", encoding="utf-8")
    manifest = manifests.parse((generated / "manifest.json").read_bytes())
    listed = manifest.files["python/shop/models/order.py"]
    forged = listed._replace(sha256=manifests.sha256(path.read_bytes()))
    files = {**manifest.files, "python/shop/models/order.py": forged}
    (generated / "manifest.json").write_bytes(
        manifests.render(manifest._replace(files=files))
    )
    ran = clientgen("check", "--full")
    assert ran.code == 1
    assert "generated/python/shop/models/order.py: stale" in ran.out


def test_other_templates_and_other_targets_are_told(
    project: Path, generated: Path, clientgen: Run
) -> None:
    (project / "own/docs").mkdir(parents=True)
    (project / "own/docs/mine.jinja").write_text("", encoding="utf-8")
    ran = clientgen("check", "--templates", "own")
    assert ran.code == 1
    assert "manifest.json: stale: the templates or the generator changed" in ran.out
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'targets = ["docs"]\n', encoding="utf-8")
    ran = clientgen("check")
    assert "python/shop/py.typed: stale: it is no longer generated" in ran.out


def test_check_writes_nothing(project: Path, clientgen: Run) -> None:
    ran = clientgen("check")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "generated: missing: nothing was ever generated here; mend: clientgen generate",
        "generated is not what spec gives: 1 missing",
    ]
    assert not (project / "generated").exists()


def test_check_reads_the_spec_before_it_judges(generated: Path, clientgen: Run) -> None:
    change(ORDER, "total_price: number", "total_price: nmber")
    assert clientgen("check").code == 2


def test_the_manifest_holds_no_time_and_no_place(generated: Path) -> None:
    text = (generated / "manifest.json").read_text(encoding="utf-8")
    assert str(generated.parent) not in text
    assert set(json.loads(text)) == {
        "format",
        "generator",
        "black",
        "spec",
        "templates",
        "targets",
        "resources",
        "operations",
        "warnings",
        "files",
        "digest",
    }
    assert all(not path.startswith("/") for path in json.loads(text)["files"])
