"""What the documentation site of the Makini spec costs to make and to load.

``python tests/benchmarks/bench_site.py`` prints a table; it judges nothing. Seconds stand
beside those of a process, or a step, that renders nothing; sizes beside those of the text
that they show. README.md beside this file has the latest figures.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, process_time

from make_spec import MAKINI
from measuring import REPOSITORY, Run, in_turns, python, run
from tables import Row, print_rows

READ = """
import sys
from pathlib import Path
from clientgen.fast.accepting import accepts
from clientgen.reading import load
load(Path(sys.argv[1]), accepts)
"""
PAGE = "/api/invoice/create.html"
OLD = "Record an invoice"


class Bench:
    """A folder with the spec, and the site that is made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"PYTHONPATH": os.fspath(REPOSITORY / "generator")}
        self.site = folder / "site"
        self.resource = folder / "spec/resources/invoice.yaml"
        shutil.copytree(MAKINI, folder / "spec")
        grammar = REPOSITORY / "generator/clientgen/reading/grammar"
        shutil.copytree(grammar, folder.parent / "generator/clientgen/reading/grammar")
        self.text = self.resource.read_text("utf-8")
        assert OLD in self.text
        self.changes = 0

    def docs(self, *arguments: str | Path) -> Run:
        command = python("-m", "clientgen", "docs", "build", "spec", "--out", "site")
        return run([*command, *arguments], self.folder, self.env)

    def read(self) -> Run:
        """A process that reads the spec and renders nothing."""
        return run(python("-c", READ, "spec"), self.folder, self.env)

    def all_pages(self) -> Run:
        shutil.rmtree(self.site, ignore_errors=True)
        return self.docs()

    def unchanged(self) -> Run:
        done = self.docs()
        assert "(0 changed)" in done.output, done.output
        return done

    def change(self) -> str:
        """Save another summary of an operation, and tell it."""
        self.changes += 1
        words = f"Record invoice {self.changes}"
        self.resource.write_text(self.text.replace(OLD, words), "utf-8")
        return words

    def one_resource(self) -> Run:
        self.change()
        return self.docs()


def bare() -> Run:
    """The interpreter alone."""
    return run(python("-c", "pass"))


def built(bench: Bench, rounds: int) -> list[Row]:
    """``docs build``."""
    floor, read, every, same, one = in_turns(
        rounds, bare, bench.read, bench.all_pages, bench.unchanged, bench.one_resource
    )
    return [
        Row("bare interpreter", floor.wall, floor.cpu),
        Row("reading the spec, rendering nothing", read.wall, read.cpu, floor.wall),
        Row(
            "docs build, all pages",
            every.wall,
            every.cpu,
            read.wall,
            [(every.wall <= 3, "3 s")],
        ),
        Row("docs build, nothing changed", same.wall, same.cpu, floor.wall),
        Row("docs build, one resource changed", one.wall, one.cpu, read.wall),
    ]


@contextmanager
def serving(bench: Bench) -> Iterator[HTTPConnection]:
    """``docs serve``, and a connection to it."""
    command = python("-m", "clientgen", "docs", "serve", "spec", "--port", "0")
    with subprocess.Popen(
        list(map(str, command)),
        cwd=bench.folder,
        env={**os.environ, **bench.env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found
        try:
            yield HTTPConnection("127.0.0.1", int(found[1]))
        finally:
            process.terminate()


def shown(bench: Bench, rounds: int) -> list[Row]:
    """``docs serve``: from saving a resource to the page of one of its operations."""
    from clientgen.fast.accepting import accepts
    from clientgen.reading import load

    reads, changed, again = [], [], []
    with serving(bench) as server:
        page_of(server)
        for _ in range(rounds):
            words = bench.change()
            started = perf_counter()
            assert words in page_of(server)
            changed.append(perf_counter() - started)
            started = perf_counter()
            page_of(server)
            again.append(perf_counter() - started)
            started = process_time()
            load(bench.folder / "spec", accepts)
            reads.append(process_time() - started)
    read, wall = statistics.median(reads), statistics.median(changed)
    return [
        Row("reading the spec, loaded already", read),
        Row(
            "docs serve, the page after its resource changed",
            wall,
            floor=read,
            targets=[(wall <= 0.5, "0.5 s")],
        ),
        Row("docs serve, the page once more", statistics.median(again), floor=read),
    ]


def page_of(server: HTTPConnection) -> str:
    server.request("GET", PAGE)
    return server.getresponse().read().decode()


def sizes(bench: Bench) -> list[Row]:
    """Kibibytes of pages beside those of their twins in Markdown, and of the search."""
    pages = {path: size(path) for path in sorted(bench.site.rglob("*.html"))}
    twins = {path: size(path.with_suffix(".md")) for path in pages}
    around = sum(map(size, set((bench.site / "assets").iterdir()) - {index(bench)}))
    largest = max(pages, key=lambda path: pages[path])
    specs = sum(map(size, (bench.folder / "spec").rglob("*.yaml")))
    packed = len(gzip.compress(index(bench).read_bytes())) / 1024
    name = largest.relative_to(bench.site).as_posix()
    return [
        Row(
            f"the largest page, {name}",
            pages[largest],
            None,
            twins[largest],
            unit="KiB",
        ),
        Row(
            "the median page",
            statistics.median(pages.values()),
            None,
            statistics.median(twins.values()),
            unit="KiB",
        ),
        Row("styles and scripts, once for all pages", around, unit="KiB"),
        Row(
            f"what the search looks through ({packed:.0f} KiB packed)",
            size(index(bench)),
            None,
            specs,
            unit="KiB",
        ),
    ]


def index(bench: Bench) -> Path:
    """The script that the search loads when somebody searches."""
    return bench.site / "assets/search-index.js"


def size(path: Path) -> float:
    return path.stat().st_size / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place, "project"))
        bench.docs()
        print_rows([*built(bench, 5), *shown(bench, 9), *sizes(bench)])


if __name__ == "__main__":
    main()
