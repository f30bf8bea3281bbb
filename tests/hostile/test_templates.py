"""Templates of one's own are under the law of sinks; one that fails is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from clientgen.cli.main import cli

SPEC = Path(__file__).parents[1] / "library/spec"
NAME = "python/README.md.jinja"

FAILING = {
    "raw text": "{{ title }}",
    "text joined to code": "{{ client ~ title }}",
    "code changed": "{{ client.replace('L', title) }}",
    "a class got at": "{{ client.__class__(title) }}",
    "a filter of Jinja's": "{{ title | upper }}",
    "an unknown name": "{{ nope }}",
    "an unknown template": "{% include 'nope.jinja' %}",
    "a template outside": "{% include '../../../etc/passwd' %}",
    "a mistake": "{% if %}",
    "arithmetic": "{{ 1 // 0 }}",
    "wrong arguments": "{{ title | literal(1, 2) }}",
    "itself": "{% include 'python/README.md.jinja' %}",
}


@pytest.mark.parametrize("case", FAILING)
def test_a_failing_template_is_named_and_nothing_is_written(
    case: str, tmp_path: Path
) -> None:
    template = tmp_path / "own" / NAME
    template.parent.mkdir(parents=True)
    template.write_text(f"fine\n{FAILING[case]}\n", encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["generate", str(SPEC), "--out", str(out)]
    result = CliRunner().invoke(
        cli, [*arguments, "--templates", str(tmp_path / "own")], standalone_mode=False
    )
    assert result.exception is not None
    assert type(result.exception).__name__ == "WritingError"
    assert f"{NAME}:2: " in str(result.exception)
    assert not out.exists()


def test_a_template_may_print_what_sinks_make(tmp_path: Path) -> None:
    template = tmp_path / "own" / NAME
    template.parent.mkdir(parents=True)
    template.write_text("# {{ title | text }}\n", encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["generate", str(SPEC), "--out", str(out)]
    result = CliRunner().invoke(cli, [*arguments, "--templates", str(tmp_path / "own")])
    assert result.exception is None, result.output
    assert (out / "python/README.md").read_text("utf-8") == "# Town library\n"


def test_the_command_says_so_without_a_traceback(tmp_path: Path) -> None:
    template = tmp_path / "own" / NAME
    template.parent.mkdir(parents=True)
    template.write_text("{{ title }}", encoding="utf-8")
    command = [sys.executable, "-m", "clientgen", "generate", str(SPEC)]
    command += ["--out", str(tmp_path / "out"), "--templates", str(tmp_path / "own")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=SPEC.parents[2]
    )
    assert done.returncode == 2
    assert f"{NAME}:1: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
