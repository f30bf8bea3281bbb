"""``[tool.clientgen]``: found upward, and every mistake in it told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.runs import Run


def test_settings_are_found_from_any_folder_below(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a/b").mkdir(parents=True)
    monkeypatch.chdir(project / "a/b")
    assert clientgen("generate").code == 0
    assert (project / "generated/manifest.json").is_file()
    ran = clientgen("check")
    assert ran.out.startswith("../../generated is what ../../spec gives")


def test_output_that_the_settings_do_not_name_is_beside_them(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.clientgen]\nspec = "spec"\n', "utf-8"
    )
    monkeypatch.chdir(project / "spec/resources")
    assert clientgen("generate").code == 0
    assert (project / "generated/manifest.json").is_file()
    assert clientgen("check").out.startswith("../../generated is what .. gives")
    assert clientgen("vendor", project / "src").code == 0
    other = clientgen("generate", "../../moved")
    assert (other.code, "--out" in other.err) == (2, True)


def test_the_search_ends_at_the_root_of_a_repository(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "other/.git").mkdir(parents=True)
    monkeypatch.chdir(project / "other")
    ran = clientgen("check")
    assert (ran.code, "which spec?" in ran.err) == (2, True)


def test_a_pyproject_of_somebody_else_is_passed_by(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a").mkdir()
    (project / "a/pyproject.toml").write_text("[tool.black]\n", encoding="utf-8")
    monkeypatch.chdir(project / "a")
    assert clientgen("generate").code == 0


def test_arguments_go_before_settings(project: Path, clientgen: Run) -> None:
    assert clientgen("generate", "--out", "elsewhere").code == 0
    assert (project / "elsewhere/manifest.json").is_file()
    assert not (project / "generated").exists()


def test_another_spec_does_not_go_to_the_projects_output(
    project: Path, clientgen: Run
) -> None:
    (project / "spec").rename(project / "moved")
    ran = clientgen("generate", "moved")
    assert (ran.code, "--out" in ran.err) == (2, True)
    assert not (project / "generated").exists()


def test_only_the_targets_asked_for_are_made(project: Path, clientgen: Run) -> None:
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'targets = ["docs"]\n', encoding="utf-8")
    assert clientgen("generate").code == 0
    made = {path.name for path in (project / "generated").iterdir()}
    assert made == {"docs", "manifest.json"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[tool.clientgen]\nspecs = 'x'", "no key 'specs'; did you mean 'spec'?"),
        (
            "[tool.clientgen]\nx = 'x'",
            "no key 'x'; known: spec, out, targets, templates",
        ),
        ("[tool.clientgen]\nspec = 3", "spec must be the path of a folder"),
        ("[tool.clientgen]\nout = ''", "out must be the path of a folder"),
        ("[tool.clientgen]\ntargets = 'docs'", "targets must be a list"),
        ("[tool.clientgen]\ntargets = []", "targets must be a list"),
        (
            "[tool.clientgen]\ntargets = ['a', 'a']",
            "targets must be a list of different",
        ),
        (
            "[tool.clientgen]\nspec='spec'\ntargets = ['dcs']",
            "there is no target 'dcs'; known: ",
        ),
        ("[tool]\nclientgen = 3", "tool.clientgen must be a table"),
        ("[tool.clientgen", "pyproject.toml: Expected"),
        ("# clientgen \udcff", "pyproject.toml: "),
    ],
)
def test_mistakes_are_told(
    shop: Path, clientgen: Run, settings: str, message: str
) -> None:
    data = settings.encode("utf-8", "surrogateescape")
    (shop / "pyproject.toml").write_bytes(data)
    for command in ("generate", "check"):
        ran = clientgen(command)
        assert ran.code == 2
        assert message in ran.err


def test_all_targets_by_name_are_all_targets_by_default(
    project: Path, clientgen: Run
) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    named = text + 'targets = ["openapi", "python", "docs"]\n'
    settings.write_text(named, encoding="utf-8")
    assert clientgen("generate").code == 0
    manifest = json.loads((project / "generated/manifest.json").read_bytes())
    assert manifest["targets"] == ["python", "docs", "openapi"]
    settings.write_text(text, encoding="utf-8")
    assert "by digests" in clientgen("check").out
    settings.unlink()
    ran = clientgen("check", "spec", "--out", "generated", "--full")
    assert (ran.code, ran.err) == (0, "")
