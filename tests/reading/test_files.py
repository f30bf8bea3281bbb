"""Which files are read, and which are refused."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from clientgen.reading import SpecError, files, load, read_sources

HERE = Path(__file__).parent
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small spec, in the working directory."""
    shutil.copytree(HERE / "small", tmp_path / "spec")
    monkeypatch.chdir(tmp_path)
    return Path("spec")


def errors(folder: Path) -> list[str]:
    """Errors of a spec as ``path:line:column code``."""
    with pytest.raises(SpecError) as caught:
        load(folder)
    return [
        f"{f.position} {f.code}" for f in caught.value.findings if f.severity == "error"
    ]


def test_sources_are_the_files_and_their_bytes(spec: Path) -> None:
    (spec / "README.md").write_text("not part of it")
    (spec / "resources" / ".order.yaml.swp").write_text("not part of it")
    assert list(read_sources(spec)) == [
        "api.yaml",
        "resources/customer.yaml",
        "resources/order.yaml",
        "schemas/shared.yaml",
    ]
    assert read_sources(spec)["api.yaml"] == (spec / "api.yaml").read_bytes()


def test_a_spec_without_folders_is_a_spec(spec: Path) -> None:
    shutil.rmtree(spec / "schemas")
    shutil.rmtree(spec / "resources")
    text = (spec / "api.yaml").read_text().replace("[order, customer]", "[]")
    (spec / "api.yaml").write_text(text)
    assert load(spec).api.resources == ()


def test_no_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    assert errors(Path("missing")) == ["missing:1:1 no-spec"]
    assert errors(Path("empty")) == ["empty:1:1 no-spec"]
    assert errors(Path("file")) == ["file:1:1 no-spec"]
    assert errors(Path("nul\0")) == ["nul\0:1:1 no-spec"]
    with pytest.raises(SpecError):
        read_sources(Path("missing"))


def test_paths_are_shown_from_the_working_directory(
    spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (spec / "api.yaml").write_text("- no mapping\n")
    place = "api.yaml:1:1 wrong-kind"
    assert errors(spec) == [f"spec/{place}"]
    assert errors(spec.absolute()) == [f"spec/{place}"]
    assert errors(Path("./spec/../spec")) == [f"spec/{place}"]
    monkeypatch.chdir(spec)
    assert errors(Path(".")) == [place]
    monkeypatch.chdir("resources")
    assert errors(Path("..")) == [f"../{place}"]


def test_a_link_inside_is_followed_and_one_that_leaves_is_not(spec: Path) -> None:
    outside = spec.absolute().parent / "outside.yaml"
    shutil.move(spec / "resources" / "order.yaml", outside)
    (spec / "resources" / "order.yaml").symlink_to(outside)
    assert "spec/resources/order.yaml:1:1 outside" in errors(spec)
    (spec / "resources" / "order.yaml").unlink()
    shutil.copy(outside, spec / "kept")
    (spec / "resources" / "order.yaml").symlink_to("../kept")
    assert load(spec).api.resources


def test_a_folder_that_leaves_is_refused(spec: Path) -> None:
    shutil.move(spec / "schemas", spec.absolute().parent / "elsewhere")
    (spec / "schemas").symlink_to(spec.absolute().parent / "elsewhere")
    assert "spec/schemas:1:1 outside" in errors(spec)


def test_the_spec_folder_itself_may_be_a_link(spec: Path) -> None:
    Path("link").symlink_to("spec")
    assert load(Path("link")).api.name == "Shop"


def test_what_is_no_file_is_not_opened(spec: Path) -> None:
    os.mkfifo(spec / "schemas" / "pipe.yaml")
    (spec / "schemas" / "folder.yaml").mkdir()
    (spec / "schemas" / "circle.yaml").symlink_to("circle.yaml")
    (spec / "schemas" / "dangling.yaml").symlink_to("nowhere.yaml")
    found = errors(spec)
    for name in ("pipe", "folder", "circle", "dangling"):
        assert f"spec/schemas/{name}.yaml:1:1 unreadable" in found


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_a_file_without_permission(spec: Path) -> None:
    (spec / "api.yaml").chmod(0)
    assert errors(spec) == ["spec/api.yaml:1:1 unreadable"]


def test_a_file_that_is_too_large(spec: Path) -> None:
    with (spec / "schemas" / "shared.yaml").open("a") as file:
        file.write("#" * 1024 * 1024)
    assert "spec/schemas/shared.yaml:1:1 too-large" in errors(spec)


def test_too_many_files(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    assert errors(spec) == ["spec:1:1 too-large"]


def test_too_much_altogether(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES_ALTOGETHER", 1000)
    assert errors(spec) == ["spec:1:1 too-large"]


def test_a_file_full_of_mistakes_does_not_drown_the_others(spec: Path) -> None:
    with (spec / "resources" / "order.yaml").open("a") as file:
        file.writelines(f"wrong{index}: x\n" for index in range(2000))
    (spec / "schemas" / "shared.yaml").write_text("schemata: {}\n")
    found = errors(spec)
    assert "spec/resources/order.yaml:2:1 too-many-findings" in found
    assert "spec/schemas/shared.yaml:1:1 unknown-key" in found
    assert len(found) < 600


def test_a_broken_file_brings_no_findings_about_its_names(spec: Path) -> None:
    (spec / "schemas" / "shared.yaml").write_bytes(b"\xff")
    assert errors(spec) == ["spec/schemas/shared.yaml:1:1 encoding"]
    (spec / "resources" / "customer.yaml").write_text("a: [")
    assert errors(spec) == [
        "spec/resources/customer.yaml:1:4 yaml-syntax",
        "spec/schemas/shared.yaml:1:1 encoding",
    ]
