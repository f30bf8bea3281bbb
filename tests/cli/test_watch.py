"""``generate --watch``, as a process of its own: what is saved is generated, whatever happens."""

from __future__ import annotations

import http.client
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.runs import Run, change

pytest.importorskip("watchfiles")

ORDER = "spec/resources/order.yaml"
MODEL = Path("generated/python/shop/models/order.py")
PATIENCE = 60


class Watch:
    """A process that watches, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> str:
        """All that is said up to a line with these words."""
        said = ""
        end = time.monotonic() + PATIENCE
        while words not in said:
            try:
                said += self._lines.get(timeout=max(0.1, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"never said {words!r}, but {said!r}")
        return said

    def quiet_for(self, seconds: float) -> bool:
        """Whether nothing is said meanwhile."""
        time.sleep(seconds)
        return self._lines.empty()


@contextmanager
def watching(*arguments: str) -> Iterator[Watch]:
    with subprocess.Popen(
        [sys.executable, "-m", "clientgen", "generate", "--watch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        # Whoever runs the tests in the background has this signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        watch = Watch(process)
        try:
            yield watch
        finally:
            process.kill()


def test_what_is_saved_is_generated(project: Path) -> None:
    with watching() as watch:
        watch.until("watching spec (Ctrl+C ends it)")
        assert "total_price" in MODEL.read_text("utf-8")
        change(ORDER, "total_price: number", "amount: number")
        watch.until("watching")
        assert "amount: Decimal" in MODEL.read_text("utf-8")

        # A save by another file that takes the place, as many editors do.
        Path("spec/resources/.order.new").write_text(
            Path(ORDER).read_text("utf-8").replace("amount", "sum"), "utf-8"
        )
        os.replace("spec/resources/.order.new", ORDER)
        watch.until("watching")
        assert "sum: Decimal" in MODEL.read_text("utf-8")


def test_mistakes_are_told_and_nothing_is_written_until_they_are_mended(
    project: Path,
) -> None:
    with watching() as watch:
        watch.until("watching")
        before = MODEL.read_bytes()
        whole = Path(ORDER).read_text("utf-8")
        Path(ORDER).write_text(whole[: whole.index("get:") + 14], "utf-8")  # half saved
        said = watch.until("watching")
        assert f"{ORDER}:10:8: error[yaml-syntax]" in said
        assert "is not closed; add }" in said
        assert "nothing was written" in said
        assert MODEL.read_bytes() == before
        Path(ORDER).write_text(whole.replace("number", "nubmer"), "utf-8")
        assert "did you mean 'number'?" in watch.until("watching")
        Path(ORDER).write_text(whole.replace("number", "integer"), "utf-8")
        assert "changed" in watch.until("watching")
        assert "total_price: int" in MODEL.read_text("utf-8")


def test_what_is_saved_without_a_change_is_nothing_new(project: Path) -> None:
    with watching() as watch:
        watch.until("watching")
        Path("spec/notes.txt.swp").write_text("x", "utf-8")
        Path("spec/.order.yaml.swp").write_text("x", "utf-8")
        said = watch.until("watching")
        assert "(0 changed" in said
        assert watch.quiet_for(1.5)


def test_a_checkout_that_replaces_the_spec_is_followed(project: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", "spec", "pyproject.toml")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "other")
    change(ORDER, "total_price: number", "amount: number")
    git("commit", "-qam", "other")
    with watching() as watch:
        watch.until("watching")
        assert "amount: Decimal" in MODEL.read_text("utf-8")
        git("checkout", "-q", "-")
        watch.until("watching")
        assert "total_price: Decimal" in MODEL.read_text("utf-8")

        # The folder itself goes, and comes back.
        Path("spec").rename("away")
        assert "there is no folder spec" in watch.until("watching")
        shutil.copytree("away", "spec")
        while "changed" not in watch.until("watching"):
            pass  # it may be seen before all files are there
        change(ORDER, "total_price: number", "late: number")
        while "late: Decimal" not in MODEL.read_text("utf-8"):
            watch.until("watching")


def test_interrupted_it_ends_quietly(project: Path) -> None:
    with watching() as watch:
        watch.until("watching")
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(PATIENCE) == 0
        assert watch.quiet_for(0.2)


def test_a_document_cannot_be_told_again_and_again(
    project: Path, clientgen: Run
) -> None:
    said = clientgen("generate", "--watch", "--format", "sarif")
    assert said.code == 2
    assert "--format" in said.err


def test_a_page_in_a_browser_hears_of_a_change(project: Path) -> None:
    pytest.importorskip("markdown_it")
    with subprocess.Popen(
        [sys.executable, "-m", "clientgen", "docs", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline().split(":")[2].partition("/")[0])

            def get(path: str) -> http.client.HTTPResponse:
                asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                asked.request("GET", path)
                return asked.getresponse()

            page = get("/").read()
            assert b"connect-src 'self'" in page
            found = re.search(
                rb'/_clientgen/reload.js(\?\w+)"></script>\Z', page.rstrip()
            )
            assert found
            assert b"location.reload()" in get("/_clientgen/reload.js").read()
            # It is told though it comes before anybody asks: the page is from before.
            change(ORDER, "total_price: number", "total_price: nubmer")
            events = get(f"/_clientgen/changes{found[1].decode()}")
            assert events.headers["Content-Type"] == "text/event-stream"
            assert _told(events)
            later = get("/_clientgen/changes")
            change(ORDER, "total_price: nubmer", "total_price: nubmerr")
            assert _told(later)
            wrong = get("/")
            assert wrong.status == 500
            assert b"reload.js" in wrong.read()  # and again when it is mended
        finally:
            process.kill()


def _told(events: http.client.HTTPResponse) -> bool:
    """Whether a change is told before patience ends; the connection lives meanwhile."""
    end = time.monotonic() + PATIENCE
    return any(
        events.readline() == b"data: changed\n"
        for _ in iter(lambda: time.monotonic() < end, False)
    )
