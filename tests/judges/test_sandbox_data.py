"""A sandbox's file outlives what happens to processes and disks.

By hand, more kills: ``python tests/benchmarks/kill_sandbox.py 50``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from judging import ROOT

sys.path.append(str(ROOT / "tests/benchmarks"))
from kill_sandbox import HEADERS, left, started, survived, writing

_ROOM = 3 * 1024 * 1024


def test_nothing_acknowledged_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    found = survived(tmp_path / "data.db", 6)
    assert found.acknowledged > 100
    assert (found.lost, found.halves, found.integrity) == (0, 0, "ok")


def test_two_processes_write_one_file(tmp_path: Path) -> None:
    data = tmp_path / "data.db"
    done: set[str] = set()
    first = started(data)
    others = started(data)
    writers = []
    for name, (_, url) in zip("ab", (first, others), strict=True):
        writers += writing(url, name, 4, done)
    time.sleep(2)
    for process, _ in (first, others):
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
    for each in writers:
        each.join()
    found = left(data, 2, done)
    assert all(sum(word.startswith(name) for word in done) > 10 for name in "ab")
    assert (found.lost, found.halves, found.integrity) == (0, 0, "ok")


def _small() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, _ROOM))


def test_a_full_disk_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data.db"
    process, url = started(data)  # with room to begin
    process.terminate()
    process.wait()
    assert process.stdout
    process.stdout.close()
    assert data.stat().st_size < _ROOM
    process, url = started(data, _small)
    names = []

    def ask(method: str, path: str, body: object = None) -> tuple[int, bytes]:
        talk = HTTPConnection(urlsplit(url).netloc, timeout=10)
        try:
            sent = None if body is None else json.dumps(body)
            talk.request(method, path, sent, HEADERS)
            answer = talk.getresponse()
            return answer.status, answer.read()
        finally:
            talk.close()

    for number in range(200):
        name = f"{number} {'x' * 40_000}"
        status, content = ask("POST", "/api/customers", {"name": name})
        if status != 200:
            break
        names.append(name)
    assert (status, json.loads(content)["error"]["code"]) == (507, "no_space")
    assert len(names) > 10
    assert ask("POST", "/api/customers", {"name": name})[0] == status
    assert ask("GET", "/api/customers?per_page=1")[0] == 200
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()
    process, url = started(data)  # with room again
    try:
        assert ask("POST", "/api/customers", {"name": "last"})[0] == 200
        status, content = ask("GET", "/api/customers?per_page=1000")
        there = [each["name"] for each in json.loads(content)["data"]]
        assert there[2:] == [*names, "last"]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]  # it has one
    assert left(data, 0, set()).integrity == "ok"
