"""What ``check`` and ``generate`` cost on the Makini spec, beside the floor of each.

``python tests/benchmarks/bench_generate.py`` measures whole processes and prints a table with
targets; ``--scale`` adds 10 and 50 times the operations (minutes), ``--quick`` does all of it
once, to see that it works. README.md beside this file has the latest figures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import bench_import
from make_spec import MAKINI, make_spec
from measuring import REPOSITORY, Run, in_turns, python, run
from tables import Row, print_rows

BLACK_ALONE = """
import sys, time
from pathlib import Path
from clientgen.reading import load
from clientgen.targets import known, render
made = render(load(Path(sys.argv[1])).api, known())
texts = [
    f.text for target, files in made for f in files
    if f.path.endswith(target.black or ("?",)) and not f.final
]
import black
mode = black.Mode(target_versions={black.TargetVersion.PY311})
wall, cpu = time.perf_counter(), time.process_time()
for text in texts:
    black.format_str(text, mode=mode)
print(time.perf_counter() - wall, time.process_time() - cpu)
"""

WATCHED = """
import gc, statistics, sys, time
from pathlib import Path
from clientgen import pipeline
from clientgen.cli.settings import find_settings
gc.disable()
file = Path("spec/resources/invoice.yaml")
text = file.read_text("utf-8")
trees, found = {}, []
for turn in range(int(sys.argv[1]) + 2):
    file.write_text(text.replace("before tax.", f"before tax {turn}."), "utf-8")
    wall, cpu = time.perf_counter(), time.process_time()
    settings = find_settings(Path.cwd())
    done = pipeline.generate(settings, lambda what: None, trees=trees)
    assert 1 < len(done.update.written) < 10
    found.append((time.perf_counter() - wall, time.process_time() - cpu))
    gc.collect()
file.write_text(text, "utf-8")
print(*map(statistics.median, zip(*found[2:])))
"""
"""What ``generate --watch`` does at a save, in a process that has done it before."""


class Bench:
    """A folder with a project: the spec, and what is generated from it."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        self.spec = folder / "spec"
        self.out = folder / "generated"
        self.env = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
        shutil.copytree(MAKINI, self.spec)
        grammar = REPOSITORY / "generator/clientgen/reading/grammar"
        shutil.copytree(grammar, folder.parent / "generator/clientgen/reading/grammar")
        settings = '[tool.clientgen]\nspec = "spec"\nout = "generated"\n'
        (folder / "pyproject.toml").write_text(settings, "utf-8")
        self.clientgen("generate")

    def clientgen(self, command: str, *more: str | Path, watch: bool = False) -> Run:
        arguments = python("-m", "clientgen", command)
        return run([*arguments, *more], self.folder, self.env, watch=watch)

    def fresh_clone(self) -> Run:
        """Copy the output, as a clone does: all mtimes are new."""
        clone = self.folder / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        shutil.copytree(self.out, clone, copy_function=shutil.copyfile)
        done = self.clientgen("generate", "--out", clone)
        assert "(0 changed," in done.output, done.output
        return done

    def one_field(self) -> Run:
        """Change the summary of one field, to and fro."""
        path = self.spec / "resources/invoice.yaml"
        text = path.read_text("utf-8")
        old, new = "Sum before tax.", "The sum before tax."
        if old not in text:
            old, new = new, old
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        before = self.mtimes()
        done = self.clientgen("generate")
        touched = [
            name for name, mtime in self.mtimes().items() if before[name] != mtime
        ]
        assert 1 < len(touched) < 10, touched
        return done

    def watched(self) -> Run:
        """Change a field while somebody watches; from the save that is noticed to the files."""
        command = python("-c", WATCHED, str(self.rounds))
        done = run(command, self.folder, self.env)
        self.clientgen("generate")
        wall, cpu = map(float, done.output.split())
        return Run(wall, cpu, done.peak, done.together)

    def mtimes(self) -> dict[str, int]:
        return {
            path.relative_to(self.out).as_posix(): path.stat().st_mtime_ns
            for path in self.out.rglob("*.*")
            if path.is_file()
        }

    def cold(self, watch: bool = False) -> Run:
        shutil.rmtree(self.folder / "empty", ignore_errors=True)
        return self.clientgen("generate", "--out", self.folder / "empty", watch=watch)

    def black_alone(self) -> Run:
        done = run(python("-c", BLACK_ALONE, self.spec), self.folder, self.env)
        wall, cpu = map(float, done.output.split())
        return Run(wall, cpu, done.peak, done.together)


def bare() -> Run:
    """The interpreter alone."""
    return run(python("-c", "pass"))


def small(bench: Bench) -> list[Row]:
    """Runs in which nothing or little has changed."""
    floor, check, clone, one = in_turns(
        bench.rounds,
        bare,
        lambda: bench.clientgen("check"),
        bench.fresh_clone,
        bench.one_field,
    )
    watched = bench.watched()
    return [
        Row("bare interpreter", floor.wall, floor.cpu),
        Row(
            "check, nothing changed",
            check.wall,
            check.cpu,
            floor.wall,
            [(check.wall <= 0.05, "0.05 s"), (check.wall <= 3 * floor.wall, "3x bare")],
        ),
        Row(
            "generate, nothing changed, fresh clone",
            clone.wall,
            clone.cpu,
            check.wall,
            [(clone.wall <= check.wall + 0.05, "check + 0.05 s")],
        ),
        Row(
            "generate, one field changed",
            one.wall,
            one.cpu,
            floor.wall,
            [(one.wall <= 0.35, "0.35 s")],
        ),
        Row(
            "generate --watch, one field changed",
            watched.wall,
            watched.cpu,
            floor.wall,
            [(watched.wall <= 0.06, "0.06 s")],
        ),
    ]


def large(bench: Bench) -> list[Row]:
    """Runs in which everything is formatted."""
    floor, cold, full = in_turns(
        min(bench.rounds, 5),
        bench.black_alone,
        bench.cold,
        lambda: bench.clientgen("check", "--full"),
    )
    memory = bench.cold(watch=True)
    return [
        Row("Black alone, serial, same text", floor.wall, floor.cpu),
        Row(
            "generate, empty folder",
            cold.wall,
            cold.cpu,
            floor.wall,
            [(cold.wall <= 2, "2.0 s"), (cold.wall <= 0.6 * floor.wall, "0.6x Black")],
        ),
        Row(
            "check --full",
            full.wall,
            full.cpu,
            cold.wall,
            [(full.wall <= cold.wall * 1.05, "generate (5 % of noise)")],
        ),
        Row(
            f"  peak memory: {memory.peak:.0f} MiB the larger process, together",
            memory.together,
            unit="MiB",
            targets=[(memory.together <= 150, "150 MiB")],
        ),
    ]


def scale(bench: Bench, factors: tuple[int, ...]) -> list[Row]:
    """Time and memory against the size of the output."""
    rows: list[Row] = []
    first: tuple[float, float, float] | None = None
    for factor in (1, *factors):
        spec, out = bench.folder / f"spec{factor}", bench.folder / f"out{factor}"
        operations = make_spec(spec, factor)
        arguments = python("-m", "clientgen", "generate", spec, "--out", out)
        done = run(arguments, bench.folder, bench.env, watch=True)
        lines = sum(_lines(path) for path in out.rglob("*") if path.is_file()) / 1000
        shutil.rmtree(out)
        # CPU seconds: what else runs on the machine counts least.
        first = first or (done.cpu, done.together, lines)
        cpu, memory, size = first
        linear = cpu * lines / size
        rows += [
            Row(
                f"{factor}x: {operations} operations, {lines:.0f},000 lines; in CPU",
                done.wall,
                done.cpu,
                linear,
                [(done.cpu <= 1.1 * linear, "linear, 10 %")],
                measured=done.cpu,
            ),
            Row(
                "  peak memory, together",
                done.together,
                floor=memory * lines / size,
                unit="MiB",
                targets=[
                    (done.together <= 40 + memory * lines / size, "linear + 40 MiB")
                ],
            ),
        ]
    return rows


def size(bench: Bench) -> list[str]:
    """What a user pays on disk."""
    package = bench.out / "python/makini"
    operations = 166
    files = list(package.rglob("*.py"))
    found = []
    for name, chosen in (
        ("generated", [p for p in files if "runtime" not in p.parts]),
        (
            "runtime, the same for every API",
            [p for p in files if "runtime" in p.parts],
        ),
        ("both", files),
    ):
        lines = sum(map(_lines, chosen))
        kib = sum(path.stat().st_size for path in chosen) / 1024
        found.append(
            f"{name:34}{len(chosen):5} files{lines:8,} lines{lines / operations:7.0f} an"
            f" operation{kib:8.0f} KiB"
        )
    return found


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    rounds = 1 if options.quick else options.rounds
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name).resolve() / "spec/project", rounds)
        parts: list[Callable[[], list[Row]]] = [
            lambda: small(bench),
            lambda: large(bench),
            lambda: bench_import.rows(bench.out / "python", rounds),
        ]
        if options.scale:
            parts.append(lambda: scale(bench, (2,) if options.quick else (10, 50)))
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
        print(
            f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {load:.1f}"
        )
        print(f"medians of {rounds}\n")
        for part in parts:
            print_rows(part())
            print()
        print("\n".join(size(bench)))


if __name__ == "__main__":
    main()
