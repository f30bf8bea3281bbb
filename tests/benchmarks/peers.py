"""Other generators beside ours: the same API, the same machine, whole processes.

``python tests/benchmarks/peers.py [FOLDER]`` installs each peer into an environment of its own
(in the folder, which is kept; else in one that is removed), feeds it the OpenAPI document that
we generate, and prints what each takes and gives. Only the package index is asked for
anything. openapi-generator needs Java.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

from make_spec import MAKINI
from measuring import REPOSITORY, Run, in_turns, python, run


@dataclass(frozen=True)
class Peer:
    """A generator.

    Attributes:
        package: Its name at the package index.
        command: ``IN`` and ``OUT`` stand for the document and the folder.
        gives: What it generates, in words.
        needs: Packages that what it generates imports.
        first: What a user imports first.
    """

    name: str
    package: str
    command: str
    gives: str
    needs: tuple[str, ...] = ()
    first: str = ""


PEERS = (
    Peer(
        "openapi-python-client",
        "openapi-python-client",
        "openapi-python-client generate --path IN --output-path OUT --meta none --overwrite",
        "sync + async + models",
        ("httpx", "attrs", "python-dateutil"),
        "import peer.client, peer.api.invoice.invoices_create",
    ),
    Peer(
        "openapi-generator",
        "openapi-generator-cli",
        "openapi-generator-cli generate -i IN -o OUT -g python --package-name peer"
        " --skip-validate-spec",
        "sync + models + docs + tests",
        ("urllib3", "pydantic", "python-dateutil", "typing-extensions"),
        "import peer",
    ),
    Peer(
        "datamodel-code-generator",
        "datamodel-code-generator",
        "datamodel-codegen --input IN --input-file-type openapi --output OUT/peer.py"
        " --output-model-type pydantic_v2.BaseModel --formatters black",
        "models alone",
        ("pydantic", "black"),
        "import peer",
    ),
)


@dataclass(frozen=True)
class Result:
    """What one generator took and gave."""

    name: str
    gives: str
    run: Run
    lines: int
    operations: int
    imports: Run | None
    note: str = ""


def environment(folder: Path, *packages: str) -> Path:
    """A virtual environment with some packages; made once.

    Returns:
        Its folder of programs.
    """
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not programs.exists():
        venv.create(folder, with_pip=True)
        run([programs / "python", "-m", "pip", "install", "-q", *packages])
    return programs


def measure(peer: Peer, folder: Path, document: Path, rounds: int) -> Result:
    """Install a peer and run it."""
    programs = environment(folder / peer.package, peer.package, *peer.needs)
    out = folder / f"{peer.package}-out/peer"

    def once() -> Run:
        shutil.rmtree(out.parent, ignore_errors=True)
        out.mkdir(parents=True)
        command = [
            part.replace("IN", str(document)).replace("OUT", str(out))
            for part in peer.command.split()
        ]
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        return run(
            [programs / command[0], *command[1:]], folder, {"PATH": path}, watch=True
        )

    operations = operations_of(document)
    try:
        [done] = in_turns(rounds, once)
    except RuntimeError as error:
        words = str(error).strip().splitlines()[-1][:150]
        return Result(
            peer.name, peer.gives, Run(0, 0, 0, 0), 0, operations, None, words
        )
    # A client package lies in the folder or is the folder; tests and docs are not counted.
    package = out / "peer" if (out / "peer").is_dir() else out
    lines = sum(path.read_bytes().count(b"\n") for path in package.rglob("*.py"))
    beside = out.parent if package == out and (out / "__init__.py").exists() else out
    try:
        [imports] = in_turns(
            3,
            lambda: run(
                [programs / "python", "-c", peer.first], env={"PYTHONPATH": str(beside)}
            ),
        )
    except RuntimeError as error:
        words = "import: " + str(error).strip().splitlines()[-1][:150]
        return Result(peer.name, peer.gives, done, lines, operations, None, words)
    return Result(peer.name, peer.gives, done, lines, operations, imports)


def ours(folder: Path, document: Path, rounds: int) -> list[Result]:
    """Run clientgen: everything, and the Python target alone."""
    env = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
    results = []
    for targets, gives in (
        ((), "sync + async + models + docs"),
        (("python",), "sync + async + models"),
    ):
        place = folder / f"ours{len(targets)}"
        place.mkdir(exist_ok=True)
        line = f"targets = {json.dumps(targets)}\n" if targets else ""
        (place / "pyproject.toml").write_text(
            f'[tool.clientgen]\nspec = "{MAKINI.as_posix()}"\nout = "out"\n{line}',
            "utf-8",
        )

        def once(place: Path = place) -> Run:
            shutil.rmtree(place / "out", ignore_errors=True)
            return run(python("-m", "clientgen", "generate"), place, env, watch=True)

        [done] = in_turns(rounds, once)
        package = place / "out/python"
        lines = sum(path.read_bytes().count(b"\n") for path in package.rglob("*.py"))
        first = "import makini.client, makini.resources.invoices, makini.models.invoice"
        code = (
            f"import sys; sys.path.insert(0, {str(package)!r}); import httpx2; {first}"
        )
        [imports] = in_turns(3, lambda code=code: run(python("-c", code)))
        results.append(
            Result("clientgen", gives, done, lines, operations_of(document), imports)
        )
    return results


def operations_of(document: Path) -> int:
    """Number of operations of an OpenAPI document."""
    paths = json.loads(document.read_text("utf-8"))["paths"].values()
    return sum(
        method in ("get", "put", "post", "delete", "patch")
        for p in paths
        for method in p
    )


def print_table(results: list[Result]) -> None:
    """Print everything side by side."""
    print(
        f"{'':26}{'gives':30}{'wall s':>8}{'CPU s':>8}{'MiB':>6}{'lines':>9}{'per op':>8}"
        f"{'import ms':>11}"
    )
    for r in results:
        imports = f"{r.imports.wall * 1000:.0f}" if r.imports else "-"
        print(
            f"{r.name:26}{r.gives:30}{r.run.wall:8.2f}{r.run.cpu:8.2f}{r.run.together:6.0f}"
            f"{r.lines:9,}{r.lines / r.operations:8.0f}{imports:>11}  {r.note}"
        )


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary).resolve()
        folder.mkdir(exist_ok=True)
        made = folder / "made"
        shutil.rmtree(made, ignore_errors=True)
        env = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
        run(python("-m", "clientgen", "generate", MAKINI, "--out", made), folder, env)
        document = made / "openapi/makini.json"
        results = ours(folder, document, 3)
        results += [measure(peer, folder, document, 3) for peer in PEERS]
        print_table(results)


if __name__ == "__main__":
    main()
