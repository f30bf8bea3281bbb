"""Other generators beside ours, on other people's documents.

``python tests/benchmarks/peers_corpus.py FOLDER WORK [--only NAME] [--json]`` gives each generator
each document of FOLDER (JSON or YAML, OpenAPI or Swagger), and tells what comes out: operations
that can be called, of those in the document; modules that import, of those written; errors of
``mypy --strict`` (of modules that import alone, so that one that cannot be read hides none);
seconds of processors, MiB at the peak, lines. WORK keeps an environment with the peers,
installed from the package index; openapi-generator needs Java. openapi-typescript writes types alone, and
is measured where ``--node NODE_MODULES`` has it.

Ours is timed with the import of the document.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from measuring import REPOSITORY, Run, run
from peers import environment

_PACKAGES = (
    *("openapi-python-client", "openapi-generator-cli", "httpx", "attrs", "urllib3"),
    *(
        "pydantic",
        "python-dateutil",
        "types-python-dateutil",
        "typing-extensions",
        "mypy",
    ),
)
_METHODS = frozenset(["get", "put", "post", "delete", "patch", "head", "options"])
_LOADS = """
import importlib, sys
good = 0
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
        good += 1
    except BaseException as error:
        print(name, type(error).__name__, file=sys.stderr)
print(good)
"""


@dataclass(frozen=True)
class Result:
    """What a generator took and gave.

    Attributes:
        operations: That can be called.
        modules: That were written.
        imported: Those of them that import.
        errors: Of mypy; -1 where it was not asked, or could not say.
    """

    document: str
    generator: str
    wanted: int
    operations: int = 0
    modules: int = 0
    imported: int = 0
    errors: int = -1
    cpu: float = 0
    mebibytes: float = 0
    lines: int = 0
    note: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--node", type=Path)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    programs = environment((said.work / "venv").resolve(), *_PACKAGES)
    if not said.json:
        print(HEAD)
    for file in sorted(said.folder.iterdir()):
        chosen = not said.only or file.stem in said.only
        if file.suffix not in (".json", ".yaml", ".yml") or not chosen:
            continue
        for result in measured(file.resolve(), programs, said.node):
            text = json.dumps(asdict(result)) if said.json else line(result)
            print(text, flush=True)


def measured(file: Path, programs: Path, node: Path | None) -> list[Result]:
    """All generators on one document."""
    wanted = operations_of(file)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        found = [
            ours(file, folder / "ours", wanted),
            python_client(file, folder / "opc", programs, wanted),
            generator(file, folder / "generator", programs, wanted),
        ]
        if node:
            found.append(typescript(file, folder / "types.ts", node.resolve(), wanted))
    return found


def operations_of(file: Path) -> int:
    """Number of operations of a document."""
    import yaml

    text = file.read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read = json.loads(text) if file.suffix == ".json" else yaml.load(text, loader)
    items = (item for item in read["paths"].values() if isinstance(item, dict))
    return sum(key in _METHODS for item in items for key in item)


def ours(file: Path, folder: Path, wanted: int) -> Result:
    env = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
    start = [sys.executable, "-m", "clientgen"]
    spec, out = folder / "spec", folder / "out"
    # 1 says that something could not be carried.
    words = ["sh", "-c", '"$@" || [ $? = 1 ]', "sh", *start]
    words += ["import", "openapi", os.fspath(file), "--out", os.fspath(spec)]
    first = run([*words, "-q"], env=env, watch=True)
    words = [*start, "generate", os.fspath(spec), "--out", os.fspath(out)]
    then = run([*words, "--targets", "python"], env=env, watch=True)
    package = next(p for p in (out / "python").iterdir() if (p / "runtime").is_dir())
    count = re.search(r"(\d+) operations", then.output)
    done = Run(0, first.cpu + then.cpu, 0, max(first.together, then.together))
    operations = int(count[1]) if count else 0
    return looked_at(
        Result(file.name, "clientgen", wanted, operations),
        package,
        done,
        sys.executable,
    )


def python_client(file: Path, folder: Path, programs: Path, wanted: int) -> Result:
    made = Result(file.name, "openapi-python-client", wanted)
    words = [os.fspath(programs / "openapi-python-client"), "generate"]
    words += ["--path", os.fspath(file), "--output-path", os.fspath(folder / "peer")]
    folder.mkdir()
    done = attempt([*words, "--meta", "none", "--overwrite"], programs)
    package = folder / "peer"
    if isinstance(done, str) or not (package / "api").is_dir():
        return Result(
            **{**asdict(made), "note": done if isinstance(done, str) else "no package"}
        )
    functions = sum(
        "\ndef sync_detailed(" in path.read_text("utf-8")
        for path in (package / "api").rglob("*.py")
    )
    made = Result(file.name, made.generator, wanted, functions)
    return looked_at(made, package, done, os.fspath(programs / "python"))


def generator(file: Path, folder: Path, programs: Path, wanted: int) -> Result:
    made = Result(file.name, "openapi-generator", wanted)
    words = [os.fspath(programs / "openapi-generator-cli"), "generate", "-g", "python"]
    words += ["-i", os.fspath(file), "-o", os.fspath(folder), "--package-name", "peer"]
    done = attempt([*words, "--skip-validate-spec"], programs)
    package = folder / "peer"
    if isinstance(done, str) or not (package / "api").is_dir():
        return Result(
            **{**asdict(made), "note": done if isinstance(done, str) else "no package"}
        )
    methods = sum(
        len(re.findall(r"^    def \w+_with_http_info\(", p.read_text("utf-8"), re.M))
        for p in (package / "api").glob("*.py")
    )
    made = Result(file.name, made.generator, wanted, methods)
    return looked_at(made, package, done, os.fspath(programs / "python"))


def typescript(file: Path, out: Path, node: Path, wanted: int) -> Result:
    """Types alone: what it calls operations are those that have an operationId."""
    made = Result(file.name, "openapi-typescript", wanted)
    program = node / ".bin/openapi-typescript"
    done = attempt(
        [os.fspath(program), os.fspath(file), "-o", os.fspath(out)], program.parent
    )
    if isinstance(done, str):
        return Result(**{**asdict(made), "note": done})
    text = out.read_text("utf-8")
    paths = text.partition("export interface paths")[2].partition("\nexport ")[0]
    methods = len(
        re.findall(
            r"^        (?:get|put|post|delete|patch|head|options): ", paths, re.M
        )
    )
    lines = text.count("\n")
    note = "types alone"
    return Result(
        file.name,
        made.generator,
        wanted,
        methods,
        1,
        1,
        -1,
        done.cpu,
        done.together,
        lines,
        note,
    )


def attempt(words: Sequence[str], programs: Path) -> Run | str:
    """A run, or the last words of one that failed."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    try:
        return run(words, env={"PATH": path}, watch=True)
    except RuntimeError as error:
        return str(error).strip().splitlines()[-1][:120]


def looked_at(made: Result, package: Path, done: Run, interpreter: str) -> Result:
    """Import all modules of a package, type-check it, and count."""
    files = sorted(package.rglob("*.py"))
    names = [
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        for path in files
    ]
    loads = subprocess.run(
        [interpreter, "-c", _LOADS, *names],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    words = [interpreter, "-m", "mypy", "--strict", "--no-error-summary", package.name]
    checked = subprocess.run(
        words, cwd=package.parent, capture_output=True, text=True, check=False
    )
    shutil.rmtree(package.parent / ".mypy_cache", ignore_errors=True)
    return Result(
        **{
            **asdict(made),
            "modules": len(files),
            "imported": int(loads.stdout or 0),
            "errors": len(re.findall(r": error: ", checked.stdout)),
            "cpu": done.cpu,
            "mebibytes": done.together,
            "lines": sum(path.read_bytes().count(b"\n") for path in files),
        }
    )


HEAD = (
    f"{'document':22} {'generator':22} {'operations':>11} {'imports':>11} {'mypy':>6}"
    f" {'CPU s':>6} {'MiB':>5} {'lines':>8}"
)


def line(made: Result) -> str:
    """A row of the table."""
    errors = made.errors if made.errors >= 0 else "-"
    return (
        f"{made.document[:22]:22} {made.generator:22} {made.operations:>5}/{made.wanted:<5}"
        f" {made.imported:>5}/{made.modules:<5} {errors:>6} {made.cpu:6.1f}"
        f" {made.mebibytes:5.0f} {made.lines:>8,} {made.note}"
    )


if __name__ == "__main__":
    main()
