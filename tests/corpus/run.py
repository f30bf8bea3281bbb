"""Import every document of a folder, generate the Python package, and count what is carried.

    python tests/corpus/run.py FOLDER [--json] [--no-types] [--only NAME] [--keep FOLDER]

For each document: a spec is imported, the package is generated from it, every module is
compiled, the package is imported, and mypy --strict reads it. A row says

- ops: operations that clients can call with all parameters and bodies, of those there are;
- lists: lists that are walked, of those that the document gives in pages;
- lost: types that are wider than the document's; and what else was left out, by kind;
- seconds for importing and for generating, and MiB at the peak.

Exit codes: 0 no fault; 1 a fault (a crash, a package that does not compile or import, a type
error); 2 there are no documents. With --json, a line for each document and one that sums up.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# What keeps an operation from being called with all that it takes, of the right types.
_IN_CALLS = (
    *("type lost", "bad parameter", "bad body", "open form", "open parameter"),
    *("parameter with content", "parameter style", "reserved header", "recursive type"),
    *("broken reference", "reference outside", "too many fields", "unknown type"),
)
_WIDER = ("type lost", "recursive type", "several types at once", "refused type")


def main() -> int:
    """Run, print, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="a line of JSON for each")
    parser.add_argument("--no-types", action="store_true", help="leave mypy out")
    parser.add_argument(
        "--only", action="append", default=[], help="names of documents"
    )
    parser.add_argument("--keep", type=Path, help="keep specs and packages here")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(json.dumps(one(said.one, said.keep, not said.no_types)))
        return 0
    files = sorted(
        path
        for path in said.folder.iterdir()
        if path.suffix in (".json", ".yaml", ".yml")
        and (not said.only or path.name in said.only or path.stem in said.only)
    )
    if not files:
        print(f"{said.folder}: no documents", file=sys.stderr)
        return 2
    rows = []
    if not said.json:
        print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        keep = said.keep or Path(folder)
        for file in files:
            row = apart(file, keep, types=not said.no_types)
            rows.append(row)
            print(json.dumps(row) if said.json else line(row), flush=True)
    whole = total(rows)
    print(json.dumps(whole) if said.json else "\n" + in_words(whole))
    return 1 if whole["faults"] else 0


def apart(file: Path, keep: Path, *, types: bool) -> dict[str, Any]:
    """A document in a process of its own, so that one cannot end the others."""
    words = [sys.executable, os.fspath(HERE / "run.py"), os.fspath(file.parent)]
    words += ["--one", os.fspath(file), "--keep", os.fspath(keep)]
    words += [] if types else ["--no-types"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    try:
        row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        row = empty(file)
        row["faults"].append(f"ended with {done.returncode}: {done.stderr[-500:]}")
    return row


def empty(file: Path) -> dict[str, Any]:
    """A row in which nothing has been counted."""
    counts = dict.fromkeys(
        ("operations", "carried", "whole", "lists", "walked", "lost"), 0
    )
    return {"document": file.name, **counts, "dropped": {}, "faults": [], "seconds": {}}


def one(file: Path, keep: Path, types: bool) -> dict[str, Any]:
    """Import a document, generate from it, and count."""
    row = empty(file)
    try:
        _import(file, keep, types, row)
    except Exception as error:
        row["faults"].append("".join(traceback.format_exception(error))[-1500:])
    row["mebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _import(file: Path, keep: Path, types: bool, row: dict[str, Any]) -> None:
    from clientgen.importing.problems import ImportingError
    from clientgen.intake import take_in
    from clientgen.pipeline import Settings, generate, speed
    from clientgen.reading import load

    spec, out = keep / f"{file.stem}-spec", keep / f"{file.stem}-out"
    started = time.perf_counter()
    try:
        imported = take_in(file, spec, accepts=speed().accepts)
    except ImportingError as error:
        row["refused"] = str(error)
        return
    row["seconds"]["import"] = round(time.perf_counter() - started, 1)
    _count(imported.journal, row)
    started = time.perf_counter()
    generate(Settings(spec, out, ("python",)), lambda _: None)
    row["seconds"]["generate"] = round(time.perf_counter() - started, 1)
    package = out / "python" / load(spec).api.package
    compiled = subprocess.run(
        [sys.executable, "-m", "compileall", "-q", package],
        capture_output=True,
        text=True,
        check=False,
    )
    if compiled.returncode:
        row["faults"].append(f"does not compile: {compiled.stdout[-500:]}")
    _look(package, types, row)


def _look(package: Path, types: bool, row: dict[str, Any]) -> None:
    """Import the package with all of its modules, and type-check it."""
    modules = [
        ".".join(path.relative_to(package.parent).with_suffix("").parts)
        for path in sorted(package.rglob("*.py"))
    ]
    code = (
        "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    )
    imported = subprocess.run(
        [sys.executable, "-c", code, *(m.removesuffix(".__init__") for m in modules)],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if imported.returncode:
        row["faults"].append(f"does not import: {imported.stderr[-500:]}")
    if not types:
        return
    started = time.perf_counter()
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", package.name],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    row["seconds"]["types"] = round(time.perf_counter() - started, 1)
    if checked.returncode:
        row["faults"].append(f"mypy: {checked.stdout[:700]}{checked.stderr[:300]}")


def _count(journal: Any, row: dict[str, Any]) -> None:
    losses = list(journal.losses)
    spoilt = {
        _operation(loss.spot.pointer)
        for loss in losses
        if loss.kind in _IN_CALLS
        and not loss.spot.file
        and _is_of_call(loss.spot.pointer)
    }
    row["operations"] = journal.whole
    row["carried"] = journal.carried + journal.variants
    row["whole"] = row["carried"] - len(spoilt)
    row["lists"], row["walked"] = journal.paged, journal.walked
    row["lost"] = sum(loss.kind in _WIDER for loss in losses)
    row["dropped"] = journal.by_kind()


def _operation(pointer: str) -> str:
    return "/".join(pointer.split("/")[:4])


def _is_of_call(pointer: str) -> bool:
    parts = pointer.split("/")
    return parts[1:2] == ["paths"] and parts[4:5] in (["parameters"], ["requestBody"])


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row that sums up."""
    dropped: Counter[str] = Counter()
    for row in rows:
        dropped.update(row["dropped"])
    whole: dict[str, Any] = {"document": "all", "documents": len(rows)}
    for key in ("operations", "carried", "whole", "lists", "walked", "lost"):
        whole[key] = sum(row[key] for row in rows)
    whole["faults"] = sum(bool(row["faults"]) for row in rows)
    whole["refused"] = sum("refused" in row for row in rows)
    whole["dropped"] = dict(dropped.most_common())
    return whole


HEAD = f"{'document':24} {'ops':>11} {'lists':>9} {'lost':>5} {'import':>7} {'generate':>9} {'MiB':>5}"


def line(row: dict[str, Any]) -> str:
    """A row of the table."""
    seconds = row["seconds"]
    text = (
        f"{row['document'][:24]:24} {row['whole']:>5}/{row['operations']:<5}"
        f" {row['walked']:>4}/{row['lists']:<4} {row['lost']:>5}"
        f" {seconds.get('import', '-'):>7} {seconds.get('generate', '-'):>9}"
        f" {row.get('mebibytes', '-'):>5}"
    )
    if "refused" in row:
        text += f"\n    refused: {row['refused']}"
    for kind, count in row["dropped"].items():
        text += f"\n    {count:>5} {kind}"
    for fault in row["faults"]:
        text += f"\n    FAULT {fault}"
    return text


def in_words(whole: dict[str, Any]) -> str:
    """The sum, for people."""
    share = 100 * whole["whole"] / max(1, whole["operations"])
    walked = 100 * whole["walked"] / max(1, whole["lists"])
    return (
        f"{whole['documents']} documents: {whole['whole']} of {whole['operations']} operations"
        f" ({share:.1f} %), {whole['walked']} of {whole['lists']} lists ({walked:.1f} %),"
        f" {whole['lost']} types lost, {whole['faults']} with faults"
    )


if __name__ == "__main__":
    sys.exit(main())
