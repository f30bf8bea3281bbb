"""The start of the program: it may answer by digests, and says what the command line says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli.runs import Run, append

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


def test_all_else_is_said_by_the_command_line(project: Path, clientgen: Run) -> None:
    assert "Usage" in start("check", "--help").stdout
    assert start("check", "--quiet").stdout == ""
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
