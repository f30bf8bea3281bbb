"""The start of the program: it may answer by digests, and says what the command line says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli.runs import Run, append

from clientgen.fast import documents
from clientgen.fast.words import read
from clientgen.notices.report import Outcome, as_json, as_sarif

ROOT = Path(__file__).parents[2]
HEAVY = (
    "click yaml jinja2 black jsonschema jsonschema_rs dataclasses inspect"
    " collections functools json pathlib re tomllib typing"
)
STARTED = f"""
import sys
before = set(sys.modules)
sys.path.insert(0, {str(ROOT / "generator")!r})
sys.argv = ["clientgen", *sys.argv[1:]]
from clientgen.__main__ import main
try:
    main()
finally:
    print(*(set("{HEAVY}".split()) & set(sys.modules) - before), file=sys.stderr)
"""


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", STARTED, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(shop: Path, clientgen: Run) -> Path:
    """A project with settings, generated."""
    text = '[tool.clientgen]\nspec = "spec"\nout = "out"\ntargets = ["python"]\n'
    (shop / "pyproject.toml").write_text(text, encoding="utf-8")
    assert clientgen("generate").code == 0
    return shop


def test_a_check_by_digests_loads_nothing_heavy(project: Path, clientgen: Run) -> None:
    done = start("check")
    assert (done.returncode, done.stderr) == (0, "\n")
    again = clientgen("check")
    seconds = re.compile(r"\d\.\d s")
    assert seconds.sub("", done.stdout) == seconds.sub("", again.out)
    assert "by digests" in done.stdout


def test_a_check_by_digests_remembers_warnings(project: Path, clientgen: Run) -> None:
    item = Path("spec/resources/item.yaml")
    item.write_text(item.read_text("utf-8").split("\n", 1)[1], encoding="utf-8")
    clientgen("generate")
    said = "1 warning in the spec: see clientgen check --full\n"
    done = start("check")
    assert (done.returncode, done.stderr) == (0, f"{said}\n")
    assert clientgen("check").err == said


@pytest.mark.parametrize(
    "words",
    [
        ["-q"],
        ["--no-diff"],
        ["--fix"],
        ["spec", "--out", "out"],
        ["./spec/", "--out=out", "--targets", "python"],
        ["--format", "json"],
        ["--format=sarif", "-q"],
        ["--format", "github"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("folder", [".", "spec/resources"])
def test_arguments_change_nothing_of_that(
    project: Path,
    clientgen: Run,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    folder: str,
) -> None:
    up = "../.." if folder != "." else "."
    places = {"spec": f"{up}/spec", "./spec/": f"{up}/spec/", "out": f"{up}/out"}
    places["--out=out"] = f"--out={up}/out"
    said = [places.get(word, word) for word in words]
    monkeypatch.chdir(folder)
    done = start("check", *said)
    assert (done.returncode, done.stderr) == (0, "\n")
    again = clientgen("check", *said)
    seconds = re.compile(r"\d\.\d s")
    assert seconds.sub("", done.stdout) == seconds.sub("", again.out)


def test_several_specs_of_a_repository_are_quick_without_settings(
    project: Path, clientgen: Run
) -> None:
    Path("pyproject.toml").write_text('[project]\ndependencies = ["clientgen"]\n')
    for name in ("a", "b"):
        shutil.copytree("spec", f"specs/{name}")
        assert clientgen("generate", f"specs/{name}", "--out", f"gen/{name}").code == 0
        done = start("check", f"specs/{name}", "--out", f"gen/{name}")
        again = clientgen("check", f"specs/{name}", "--out", f"gen/{name}")
        assert done.returncode == 0
        assert done.stdout.startswith(f"gen/{name} is what specs/{name} gives: ")
        # The grammar is not where the copies of the spec look for it.
        assert "1 warning in the spec: see clientgen check specs" in again.err
        assert done.stderr == f"{again.err}\n"


@pytest.mark.parametrize(
    "words", [["--out"], ["--no-dif"], ["a", "b"], ["--format", "xml"], ["nowhere"]]
)
def test_what_is_wrong_with_arguments_is_said_by_the_command_line(
    project: Path, clientgen: Run, words: list[str]
) -> None:
    done = start("check", *words)
    again = clientgen("check", *words)
    assert done.returncode == again.code == 2
    assert done.stderr.startswith(again.err.rstrip())


def test_all_else_is_said_by_the_command_line(project: Path, clientgen: Run) -> None:
    assert "Usage" in start("check", "--help").stdout
    append("out/python/shop/client.py", "# mine\n")
    append("out/stray.txt", "mine\n")
    done = start("check")
    ran = clientgen("check")
    assert done.returncode == ran.code == 1
    assert done.stdout == ran.out
    Path("pyproject.toml").write_text("[tool.clientgen]\nspec = 1\n", encoding="utf-8")
    done = start("check")
    assert done.returncode == clientgen("check").code == 2
    assert done.stderr.startswith(clientgen("check").err.rstrip())


def test_what_needs_quotes_is_spelt_out_by_the_command_line() -> None:
    plain = read(["./a//b/", "--out", "/x/", "--targets=docs"])
    assert plain is not None
    assert plain.full_check() == "clientgen check a/b --out /x --targets docs --full"
    odd = read(["a b"])
    assert odd is not None
    with pytest.raises(ValueError, match="a b"):
        odd.full_check()


def test_documents_of_nothing_are_those_that_are_made() -> None:
    nothing = Outcome((), 0)
    assert {
        "json": as_json(nothing),
        "sarif": as_sarif(nothing, {}),
    } == documents.NOTHING
