"""Kill a sandbox in the middle of writes, again and again; nothing acknowledged may be lost.

``python tests/benchmarks/kill_sandbox.py [KILLS]``: twenty clients write to ``clientgen sandbox
--data FILE``; the process is killed (SIGKILL) and started anew. In the end, every row whose
write was answered is there, and of the bodies that make five rows at once, all five or none.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
CLIENTS = 20
HEADERS = {
    "Authorization": "Bearer sandbox-token",
    "Content-Type": "application/json",
}


class Survived(NamedTuple):
    """What is left.

    Attributes:
        kills: How often the process was killed.
        acknowledged: Writes that were answered.
        lost: Those that are not there.
        halves: Bodies of several rows of which some are there, and some not.
        unanswered: Writes that are there, although nobody heard of it; as it may be.
        integrity: What SQLite says of the file.
    """

    kills: int
    acknowledged: int
    lost: int
    halves: int
    unanswered: int
    integrity: str


def started(
    data: Path, before: Callable[[], None] | None = None
) -> tuple[subprocess.Popen[str], str]:
    """A sandbox on a port of its own, and its URL.

    Args:
        data: The file.
        before: Called in the new process before it begins.
    """
    words = ["sandbox", str(ROOT / "spec/makini"), "--port", "0", "--rows", "2"]
    words += ["--quiet", "--no-page", "--data", str(data)]
    process = subprocess.Popen(
        [sys.executable, "-m", "clientgen", *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT / "generator",
        preexec_fn=before,
    )
    assert process.stdout
    for line in process.stdout:
        if line.startswith("url"):
            return process, line.split()[1]
    raise RuntimeError("the sandbox did not start")


class Writer(threading.Thread):
    """One client that writes until nobody answers."""

    def __init__(self, url: str, connection: str, name: str, done: set[str]) -> None:
        super().__init__()
        self._host = urlsplit(url).netloc
        self._connection = connection
        self._name = name
        self._done = done

    def run(self) -> None:
        talk = HTTPConnection(self._host, timeout=10)
        number = 0
        try:
            while True:
                number += 1
                several = number % 2 == 0
                word = f"{self._name}-{number}-{'five' if several else 'one'}"
                path = "/api/customers"
                body: object = {"name": word, "code": word}
                if several:
                    path = f"/api/system/connections/{self._connection}/metadata"
                    body = [{"key": f"{word}.{n}", "value": word} for n in range(5)]
                talk.request("POST", path, json.dumps(body), HEADERS)
                answer = talk.getresponse()
                answer.read()
                if answer.status == 200:
                    self._done.add(word)
        except (OSError, HTTPException):
            pass  # it was killed
        finally:
            talk.close()


def writing(url: str, name: str, clients: int, done: set[str]) -> list[Writer]:
    """Clients that write until nobody answers.

    Args:
        url: Of the sandbox.
        name: Tells their rows from those of others.
        clients: How many.
        done: Takes what was acknowledged.
    """
    talk = HTTPConnection(urlsplit(url).netloc, timeout=10)
    talk.request("GET", "/api/system/connections", headers=HEADERS)
    connection = json.loads(talk.getresponse().read())["data"][0]["key"]
    talk.close()
    writers = [Writer(url, connection, f"{name}-{n}", done) for n in range(clients)]
    for each in writers:
        each.start()
    return writers


def survived(data: Path, kills: int, *, longest: float = 0.5) -> Survived:
    """Write and kill, and see what is left.

    Args:
        data: The file.
        kills: How often.
        longest: Seconds until a kill, at most.
    """
    chance = random.Random(17)
    done: set[str] = set()
    for kill in range(kills):
        process, url = started(data)
        writers = writing(url, f"{kill}", CLIENTS, done)
        time.sleep(0.1 + chance.random() * longest)
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
        for each in writers:
            each.join()
    return left(data, kills, done)


def left(data: Path, kills: int, done: set[str]) -> Survived:
    """What is left in a file of what was acknowledged."""
    file = sqlite3.connect(data)
    (integrity,) = file.execute("PRAGMA integrity_check").fetchone()
    ones = {
        json.loads(b)["name"] for (b,) in file.execute('SELECT body FROM "Customer"')
    }
    fives: dict[str, int] = {}
    for table in [
        r[0]
        for r in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]:
        if table.endswith("/metadata"):
            for (body,) in file.execute(f'SELECT body FROM "{table}"'):
                word = str(json.loads(body)["key"]).partition(".")[0]
                fives[word] = fives.get(word, 0) + 1
    file.close()
    ours = {word: count for word, count in fives.items() if word.endswith("-five")}
    there = {word for word in ones if str(word).endswith("-one")} | {*ours}
    halves = sum(count != 5 for count in ours.values())
    lost = len(done - there)
    return Survived(kills, len(done), lost, halves, len(there - done), str(integrity))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        print(survived(Path(folder) / "data.db", wanted))
