"""clientgen as a process of its own: surroundings, pipes, modules, signals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.runs import contents

ROOT = Path(__file__).parents[2]


def run(
    *arguments: object, python: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "clientgen", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_version_and_the_help(shop: Path) -> None:
    assert run("--version").stdout == "clientgen 0.1.0\n"
    for command in ((), ("generate",), ("check",), ("vendor",)):
        shown = run(*command, "--help")
        assert (shown.returncode, shown.stderr) == (0, "")
        assert shown.stdout.startswith("Usage: clientgen")


def test_the_same_bytes_whatever_the_surroundings(shop: Path) -> None:
    seen = []
    for number, (folder, surroundings) in enumerate(
        [
            (".", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
            (
                "spec",
                {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR"},
            ),
            ("/", {"PYTHONHASHSEED": "3", "PYTHONUTF8": "0", "LC_ALL": "C"}),
        ]
    ):
        out = shop / f"out{number}"
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "clientgen",
                "generate",
                shop / "spec",
                "--out",
                out,
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **surroundings},
            cwd=folder,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen.append(contents(out))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("command", ["generate", "check"])
def test_when_nothing_has_changed_nothing_heavy_is_loaded(
    project: Path, command: str
) -> None:
    assert run("generate").returncode == 0
    loaded = run(command, python=("-X", "importtime"))
    assert loaded.returncode == 0
    modules = {line.rpartition("|")[2].strip() for line in loaded.stderr.splitlines()}
    heavy = {"yaml", "jinja2", "black", "jsonschema", "clientgen.reading"}
    heavy |= {"clientgen.targets.templates", "clientgen.writing.drift"}
    assert "clientgen.inputs" in modules
    assert not heavy & modules


@pytest.mark.slow
def test_who_reads_may_stop_reading(project: Path) -> None:
    run("generate")
    for path in (project / "generated").rglob("*.py"):
        path.write_text("mine = 1\n" * 5000, encoding="utf-8")
    command = f"{sys.executable} -m clientgen check | head -n 1"
    done = subprocess.run(
        command,
        shell=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_diff_is_printed_whatever_the_terminal_can_show(project: Path) -> None:
    run("generate")
    with (project / "generated/docs/README.md").open("a", encoding="utf-8") as file:
        file.write("\u2603\n")
    done = run("check", PYTHONIOENCODING="latin-1:strict")
    assert done.returncode == 1
    assert "    -\\u2603" in done.stdout


def test_the_traceback_is_for_those_who_ask(shop: Path) -> None:
    (shop / "out").write_text("", encoding="utf-8")
    assert "Traceback" not in run("generate", "spec", "--out", "out").stderr
    asked = run("generate", "spec", "--out", "out", CLIENTGEN_DEBUG="1")
    assert "Traceback" in asked.stderr
    assert asked.returncode == 2


def test_two_processes_at_once(project: Path) -> None:
    command = [sys.executable, "-m", "clientgen", "generate"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    both = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [process.communicate()[1].decode() for process in both]
    # Either they never met, or one was told of the other.
    assert 0 in [process.returncode for process in both]
    for process, words in zip(both, said, strict=True):
        assert process.returncode == 0 or "run again" in words
    assert run("check", "--full").returncode == 0
    assert not list(project.glob(".*clientgen"))
