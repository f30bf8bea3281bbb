"""`clientgen init`: a project that is whole and green, and touches nothing that is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from cli.conftest import clientgen
from cli.runs import Run, contents

from clientgen.starting import project as projects
from clientgen.starting.project import make_project
from clientgen.starting.requirement import of_note, requirement

__all__ = ["clientgen"]

ROOT = Path(__file__).parents[2]


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_project_is_whole_and_green(
    there: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = clientgen("init", "shop")
    assert done.code == 0
    folder = there / "shop"
    assert sorted(os.listdir(there)) == ["shop"]
    monkeypatch.chdir(folder)
    before = contents(folder)
    for words in (
        ["check"],
        ["check", "--full"],
        ["generate"],
        ["show", "tasks.create"],
    ):
        done = clientgen(*words)
        assert (done.code, done.err) == (0, ""), words
    assert contents(folder) == before
    for words in (
        ["mypy"],
        ["ruff", "check", "spec", "tests"],
        ["black", "--check", "tests"],
    ):
        done_by = run(*words, cwd=folder)
        assert done_by.returncode == 0, done_by.stdout + done_by.stderr
    tests = run("pytest", "-q", "-n0", "-p", "no:cacheprovider", cwd=folder)
    assert "2 passed" in tests.stdout, tests.stdout + tests.stderr


def test_in_the_present_folder(there: Path, clientgen: Run) -> None:
    (there / ".git").mkdir()
    (there / "LICENSE").write_text("Mine.\n", encoding="utf-8")
    (there / "tests").mkdir()
    (there / "tests/test_mine.py").write_text("", encoding="utf-8")
    assert clientgen("init", "--quiet").code == 0
    made = contents(there)
    assert made["LICENSE"] == b"Mine.\n"
    assert {"tests/test_mine.py", "tests/test_client.py", "pyproject.toml"} <= set(made)
    assert clientgen("check").code == 0


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (["README.md", "pyproject.toml"], ["README.md", "pyproject.toml"]),
        (["generated/mine.txt"], ["generated"]),
        (["spec/shop/notes.txt"], ["spec/shop"]),
        (["tests"], ["tests"]),
        ([".github/workflows/client.yml"], [".github/workflows/client.yml"]),
    ],
)
def test_nothing_is_overwritten(
    there: Path, clientgen: Run, files: list[str], told: list[str]
) -> None:
    for name in files:
        path = there / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    before = contents(there)
    done = clientgen("init", "shop")
    assert done.code == 1
    lines = [f"shop/{each}: is there already" for each in told]
    assert done.err.splitlines()[: len(lines)] == lines
    assert "nothing was written" in done.err
    assert contents(there) == before


def test_a_file_is_no_folder(there: Path, clientgen: Run) -> None:
    (there / "shop").write_text("mine", encoding="utf-8")
    done = clientgen("init", "shop")
    assert done.code == 2
    assert "shop is a file" in done.err


def test_when_a_move_fails_everything_is_as_before(
    there: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (there / "shop/spec").mkdir(parents=True)
    before = contents(there)
    moved = []
    rename = os.rename

    def fail(source: Path, place: Path) -> None:
        moved.append(place)
        if len(moved) == 5:
            raise OSError(28, "No space left on device")
        rename(source, place)

    monkeypatch.setattr(projects.os, "rename", fail)
    done = clientgen("init", "shop")
    assert done.code == 2
    assert "No space left on device" in done.err
    assert contents(there) == before
    assert sorted(os.listdir(there / "shop")) == ["spec"]
    assert os.listdir(there / "shop/spec") == []


@pytest.mark.parametrize(
    ("folder", "package", "name"),
    [
        ("shop", "shop", "Shop"),
        ("My Shop", "my_shop", "MyShop"),
        ("2shop", "api_2shop", "Api2shop"),
        ("class", "class_client", "ClassClient"),
        ("json", "json_client", "JsonClient"),
        ("日本", "example", "Example"),
        ("client", "client_client", "ClientClient"),
    ],
)
def test_any_folder_can_be_a_project(folder: str, package: str, name: str) -> None:
    made = make_project(Path(folder))
    assert (made.package, made.name) == (package, name)
    text = Path(folder, "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    assert settings["tool"]["clientgen"]["spec"] == f"spec/{package}"
    assert settings["dependency-groups"]["dev"][0] == requirement()


@pytest.mark.parametrize(
    ("note", "needed"),
    [
        (None, "clientgen[sandbox]==0."),
        (
            '{"url": "https://example.com/c.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
            "clientgen[sandbox] @ git+https://example.com/c.git@abc",
        ),
        (
            '{"url": "https://example.com/c.whl", "archive_info": {}}',
            "clientgen[sandbox] @ https://example.com/c.whl",
        ),
        (
            '{"url": "file:///srv/c", "dir_info": {"editable": true}, "subdirectory": "a"}',
            "clientgen[sandbox] @ file:///srv/c#subdirectory=a",
        ),
    ],
)
def test_what_is_needed_is_what_is_installed(note: str | None, needed: str) -> None:
    assert of_note(note).startswith(needed)


def test_the_workflow_names_what_our_own_names(there: Path) -> None:
    make_project(Path("shop"))
    uses = re.compile(r"uses: (\S+@[0-9a-f]{40} # v[0-9.]+)$", re.MULTILINE)
    ours = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    made = Path("shop/.github/workflows/client.yml").read_text(encoding="utf-8")
    assert made.count("uses:") == len(uses.findall(made)) == 2
    assert set(uses.findall(made)) <= set(uses.findall(ours))
    hooks = yaml.safe_load(Path("shop/.pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
