"""What a stranger's repository brings: merges, line ends, another Black, other warnings."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.runs import Run, append, change, contents

ORDER = "spec/resources/order.yaml"
ITEM = "spec/resources/item.yaml"
Git = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def git(project: Path) -> Git:
    """Git in the working directory, which is a repository."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *who, "-c", "core.autocrlf=false", *words],
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("init", "-q", "-b", "main").returncode == 0
    return run


def commit(git: Git) -> None:
    assert git("add", "-A").returncode == 0
    assert git("commit", "-q", "-m", "change").returncode == 0


@pytest.mark.parametrize("same_file", [False, True])
def test_two_branches_that_change_the_spec_are_merged(
    project: Path, git: Git, clientgen: Run, same_file: bool
) -> None:
    assert clientgen("generate").code == 0
    commit(git)
    git("checkout", "-q", "-b", "one")
    change(ORDER, "total_price: number", "total_price: number\n  one: string")
    append(ITEM, "# one\n")
    assert clientgen("generate").code == 0
    commit(git)
    git("checkout", "-q", "main")
    other = ORDER if same_file else ITEM
    change(other, "fields:\n", "fields:\n  two: string\n")
    assert clientgen("generate").code == 0
    commit(git)
    merged = git("merge", "one")
    assert merged.returncode == 1
    assert "generated/manifest.json" in merged.stdout
    git("checkout", "--theirs", "spec")  # the keeper's part of the merge
    ran = clientgen("check")
    assert ran.code == 1
    assert "generated/manifest.json: stale: a merge of two branches" in ran.out
    assert "--force" not in ran.out
    ran = clientgen("generate")
    assert ran.code == 0, ran.err
    assert clientgen("check", "--full").code == 0
    assert not [p for p, data in contents(project).items() if b"<<<<<<<" in data]


def test_a_generated_file_with_markers_is_generated_anew(
    project: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    page = project / "generated/docs/README.md"
    text = page.read_text("utf-8")
    page.write_text(f"<<<<<<< HEAD\n{text}=======\nother\n>>>>>>> one\n", "utf-8")
    ran = clientgen("check", "--no-diff")
    assert "README.md: stale: a merge left conflict markers in it" in ran.out
    assert clientgen("generate").code == 0
    assert page.read_text("utf-8") == text


def test_files_that_no_target_writes_survive_a_merge(
    project: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    manifest = project / "generated/manifest.json"
    (project / "generated/.env").write_text("mine", "utf-8")
    row = f'    ".env": {{"sha256": "{"0" * 64}"}},\n'
    text = manifest.read_text("utf-8")
    cut = text.index('    "docs')
    manifest.write_text(
        f"{text[:cut]}<<<<<<< HEAD\n{row}=======\n>>>>>>> one\n{text[cut:]}", "utf-8"
    )
    clientgen("generate")
    assert (project / "generated/.env").read_text("utf-8") == "mine"


def test_line_ends_of_a_checkout_are_named(project: Path, clientgen: Run) -> None:
    assert clientgen("generate").code == 0
    before = contents(project / "generated")
    for path in (project / "generated").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ran = clientgen("check", "--no-diff")
    assert ran.code == 1
    assert ran.out.count("its line ends are CRLF") == len(
        [p for p in before if before[p]]
    )
    assert ".gitattributes" in ran.out
    assert "edited" not in ran.out
    assert "--force" not in ran.out
    assert clientgen("generate").code == 0
    assert contents(project / "generated") == before


def test_another_year_of_black_is_a_note_where_no_file_differs(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clientgen.writing import digests, formatting

    assert clientgen("generate").code == 0
    before = contents(project)
    for module in (digests, formatting):
        monkeypatch.setattr(module, "black_year", lambda: "99")
    for words in (["check"], ["check", "--full"]):
        ran = clientgen(*words)
        assert ran.code == 0
        assert "with Black 99 now; no file differs" in ran.err
    assert clientgen("generate").code == 0
    assert contents(project) == before


def test_other_warnings_make_nothing_stale(project: Path, clientgen: Run) -> None:
    assert clientgen("generate").code == 0
    manifest = project / "generated/manifest.json"
    from clientgen.writing import manifest as manifests

    known = manifests.parse(manifest.read_bytes())
    manifest.write_bytes(manifests.render(known._replace(warnings=7)))
    ran = clientgen("check", "--full")
    assert ran.code == 0
    assert "other warnings" in ran.err
