"""What digests alone must notice of a vendored copy, and what they need not."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.runs import Run, append, change
from fast.test_start import start

from clientgen.fast.quick_copy import unchanged

COPY = "acme/_vendor/shop"


@pytest.fixture
def copy(shop: Path, clientgen: Run) -> Path:
    """A project whose package was vendored; it says not where its output goes."""
    Path("pyproject.toml").write_text('[tool.clientgen]\nspec = "spec"\n', "utf-8")
    assert clientgen("generate", "--targets", "python").code == 0
    assert clientgen("vendor", ".", "--name", "acme._vendor.shop").code == 0
    return shop / COPY


def moved_on(clientgen: Run) -> None:
    change("spec/resources/order.yaml", "total_price", "final_price")
    clientgen("generate", "--targets", "python")


def carried(clientgen: Run) -> None:
    append(f"{COPY}/client.py", "# mine\n")
    moved_on(clientgen)
    assert clientgen("vendor", COPY, "--update", "--carry").code == 0


CHANGES: dict[str, Callable[[Run], object]] = {
    "an edit": lambda run: append(f"{COPY}/client.py", "# mine\n"),
    "a file gone": lambda run: Path(COPY, "client.py").unlink(),
    "a file more": lambda run: Path(COPY, "mine.py").touch(),
    "a link": lambda run: Path(COPY, "mine.py").symlink_to("client.py"),
    "an edited manifest": lambda run: append(f"{COPY}/clientgen.json", "\n"),
    "an edited base": lambda run: append(f"{COPY}/clientgen.base", "x"),
    "no base": lambda run: Path(COPY, "clientgen.base").unlink(),
    "an edited note": lambda run: append(f"{COPY}/VENDORED.md", "Mine.\n"),
    "a package that moved on": moved_on,
    "edits that were carried along": carried,
    "an edited package": lambda run: append("generated/python/shop/api.py", "#\n"),
    "no package": lambda run: shutil.rmtree("generated/python/shop"),
    "no output": lambda run: shutil.rmtree("generated"),
}
WORDS = [[], ["-q"], ["--no-diff"], ["--format", "json"], ["--out", "generated"]]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize("place", [COPY, ".", f"./{COPY}/"])
def test_a_copy_is_told_from_digests(
    copy: Path, clientgen: Run, place: str, words: list[str]
) -> None:
    done = start("check", "--vendored", place, *words)
    again = clientgen("check", "--vendored", place, *words)
    # Nothing heavy was loaded.
    assert (done.returncode, done.stdout, done.stderr) == (0, again.out, "\n")
    assert again.code == 0


def test_from_any_folder_and_without_a_package(
    copy: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    done = start("check", "--vendored", ".")
    assert done.stdout == ". was not edited, and is what ../../../generated has: " + (
        f"{len(list(copy.rglob('*.*'))) - 1} files\n"
    )
    assert done.stdout == clientgen("check", "--vendored", ".").out
    (copy.parents[2] / "pyproject.toml").unlink()
    done = start("check", "--vendored", ".")
    assert (done.stderr, done.returncode) == ("\n", 0)
    assert "nothing newer is known" in done.stdout
    assert done.stdout == clientgen("check", "--vendored", ".").out


@pytest.mark.parametrize("name", CHANGES)
def test_digests_notice_every_change_of_a_copy(
    copy: Path, clientgen: Run, name: str
) -> None:
    assert unchanged(COPY, "generated") is not None
    CHANGES[name](clientgen)
    assert unchanged(COPY, "generated") is None
    done = start("check", "--vendored", COPY)
    again = clientgen("check", "--vendored", COPY)
    assert (done.returncode, done.stdout) == (again.code, again.out)
    loaded = re.sub(r".*\n(?=.)", "", done.stderr)
    assert "click" in loaded


def test_caches_are_no_edits(copy: Path) -> None:
    (copy / "__pycache__").mkdir()
    Path(copy, "__pycache__", "x.pyc").touch()
    assert unchanged(os.fspath(copy), "generated") is not None
