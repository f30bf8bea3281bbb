"""What a terminal is shown: progress while it lasts, and nothing that drives it."""

from __future__ import annotations

import ast
import sys
import time
from pathlib import Path

import pytest
from cli.runs import Run

import clientgen.cli
from clientgen.cli.terminal import Progress


@pytest.mark.parametrize(
    ("terminal", "quiet", "waited", "shown"),
    [
        (True, False, 2, "\r\x1b[Kformatting ...\r\x1b[K"),
        (True, False, -100, ""),
        (True, True, 2, ""),
        (False, False, 2, ""),
    ],
)
def test_progress(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    quiet: bool,
    waited: float,
    shown: str,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with Progress(time.perf_counter() - waited, quiet) as progress:
        progress.tell("formatting")
        progress.tell("not again so soon")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", shown)


ESCAPES = "\x1b]0;owned\x07\x9b31m\u202e"
ODD = f"a{ESCAPES}\n::error::b.md"


@pytest.mark.parametrize("form", ["text", "github"])
def test_names_of_files_drive_no_terminal(
    project: Path, clientgen: Run, form: str
) -> None:
    assert clientgen("generate").code == 0
    (project / "generated/docs" / ODD).touch()
    page = project / "generated/docs/README.md"
    page.write_text(page.read_text("utf-8") + ESCAPES, "utf-8")
    ran = clientgen("check", "--format", form)
    assert ran.code == 1
    assert "foreign" in ran.out
    assert "owned" in ran.out
    for text in (ran.out, ran.err):
        assert all(line.isprintable() for line in text.split("\n"))
        assert "\n::error::b" not in text


def test_settings_and_arguments_drive_no_terminal(
    project: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    for words in (
        ["check", ESCAPES],
        ["check", "--vendored", ESCAPES],
        ["vendor", f"x/{ESCAPES}"],
        ["show", ESCAPES],
        [ESCAPES],
        ["generate", "--targets", ESCAPES],
    ):
        ran = clientgen(*words)
        said = ran.out + ran.err
        assert "owned" in said, words
        assert all(line.isprintable() for line in said.split("\n")), words
    settings = "[tool.clientgen]\nspec = 'a\\u001b]0;owned'\n".replace("'", '"')
    (project / "pyproject.toml").write_text(settings, "utf-8")
    ran = clientgen("check")
    assert "owned" in ran.err
    assert "\x1b" not in ran.err


def test_text_is_printed_in_one_way() -> None:
    """Otherwise it is a document, coloured, or a page that sinks have made."""
    folder = Path(clientgen.cli.__file__).parent
    others = {
        module.name
        for module in folder.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo"
    }
    assert others == {
        *("against.py", "diff.py", "explain.py", "printing.py", "show.py"),
        *("teller.py", "terminal.py"),
    }
