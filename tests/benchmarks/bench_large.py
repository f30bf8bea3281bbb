"""Large APIs: one resource of 300 operations, and a document of GitHub's size.

``python tests/benchmarks/bench_large.py [FOLDER]`` measures whole processes; FOLDER holds OpenAPI
documents, of which one of 1,200 operations is joined (``make_document.py``); without it, only
the resource is measured. Targets are in seconds of processors, since other things run, too;
floors are measured in the same run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from make_document import make_document
from make_spec import make_wide_spec
from measuring import REPOSITORY, Run, python, run
from tables import Row, print_rows

_ENV = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
_BLACK = """
import sys
from pathlib import Path
import black
mode = black.Mode(target_versions={black.TargetVersion.PY311})
for path in Path(sys.argv[1]).rglob("*.py"):
    black.format_str(path.read_text("utf-8"), mode=mode)
"""
_JSON = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"


def clientgen(*arguments: str | Path) -> Run:
    words = python("-m", "clientgen", *arguments)
    # What could not be carried is told by an exit code of 1, which is none of the benchmark's.
    shell = ["sh", "-c", '"$@" || [ $? = 1 ]', "sh", *words]
    return run(shell, env=_ENV, watch=True)


def wide(folder: Path) -> list[Row]:
    """One resource: a huge module, formatted."""
    make_wide_spec(folder / "wide", 300, 40)
    made = clientgen("generate", folder / "wide", "--out", folder / "wide-out")
    # A floor that flatters nobody: the same text once more, which is right already.
    black = run(python("-c", _BLACK, folder / "wide-out/python"))
    return [_generated("300 operations of 40 keys in one resource", made, black, 6)]


def many(documents: Path, folder: Path) -> list[Row]:
    """A document of GitHub's size: imported, and generated from."""
    file = folder / "many.json"
    operations = make_document(documents, file)
    floor = run(python("-c", _JSON, file))
    imported = clientgen("import", "openapi", file, "--out", folder / "many", "-q")
    made = clientgen("generate", folder / "many", "--out", folder / "many-out")
    black = run(python("-c", _BLACK, folder / "many-out/python"))
    size = f"{operations:,} operations, {file.stat().st_size >> 20} MiB"
    return [
        Row(
            f"import: {size}",
            imported.wall,
            imported.cpu,
            floor.cpu,
            [(imported.cpu <= 10, "10 s of CPU"), _memory(imported)],
            measured=imported.cpu,
        ),
        _generated("  generate: Python, docs, OpenAPI", made, black, 15),
    ]


def _generated(name: str, made: Run, black: Run, most: float) -> Row:
    kept = [(made.cpu <= most, f"{most} s of CPU"), _memory(made)]
    return Row(name, made.wall, made.cpu, black.cpu, kept, measured=made.cpu)


def _memory(done: Run) -> tuple[bool, str]:
    return done.together <= 1024, f"1 GiB ({done.together:.0f} MiB)"


def main() -> None:
    print("floors: the document read as JSON; Black alone on what was generated\n")
    with tempfile.TemporaryDirectory() as name:
        rows = wide(Path(name))
        if sys.argv[1:]:
            rows += many(Path(sys.argv[1]), Path(name))
        print_rows(rows)


if __name__ == "__main__":
    main()
