"""A target from outside takes one import, and everything knows it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

TOY = '''
"""A table of operations, as a target of somebody else."""

import csv, io

from clientgen import targets
from clientgen.targets.target import OutputFile, Target


def files(api, templates):
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\\n")
    for resource in api.resources:
        for operation in resource.operations:
            table.writerow([resource.name, operation.name, operation.method])
    return [OutputFile("table/operations.csv", text.getvalue())]


targets.add(Target("table", files))
'''
SPEC = Path(__file__).parents[1] / "library/spec"


def clientgen(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    (folder / "toy.py").write_text(TOY, "utf-8")
    program = "import toy; from clientgen.__main__ import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_target_from_outside_is_generated_and_checked(tmp_path: Path) -> None:
    words = (SPEC, "--out", "out", "--targets", "table,openapi")
    done = clientgen(tmp_path, "generate", *words)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out/table/operations.csv").open("r", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert ["Book", "get", "GET"] in rows
    assert not (tmp_path / "out/python").exists()
    assert clientgen(tmp_path, "check", *words).returncode == 0
    (tmp_path / "out/table/operations.csv").write_text("", "utf-8")
    assert "edited" in clientgen(tmp_path, "check", *words).stdout


def test_an_unknown_target_is_told_with_all_that_are_known(tmp_path: Path) -> None:
    done = clientgen(tmp_path, "generate", SPEC, "--out", "out", "--targets", "tabel")
    assert done.returncode == 2
    assert "known: python, docs, openapi, openapi30, site, table" in done.stderr
