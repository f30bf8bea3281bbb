"""The path of somebody new: an empty folder, and half a minute later a call that works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CALL = """
from shop import RequiredKeysError, Shop

with Shop(token="{token}", base_url="{url}") as client:
    task = client.tasks.create(title="Water the plants", person="Ada")
    assert client.tasks.get(task.id).person == "Ada"
    assert len(list(client.tasks.list())) == 51
    try:
        client.tasks.create(title="Nobody's")
    except RequiredKeysError as error:
        print(error)
"""
ANSWER = {
    "data": [
        {"id": "c1", "name": "Ada", "task_id": "t1", "since": "2024-01-31"},
        {"id": "c2", "name": "Max", "task_id": None, "since": "2024-02-29"},
    ]
}


def clientgen(*words: str, cwd: Path, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", *words],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def sandbox(folder: Path) -> Iterator[dict[str, str]]:
    """The sandbox as a process of its own, and what it says of itself."""
    words = [sys.executable, "-m", "clientgen", "sandbox", "--port", "0", "--no-page"]
    server = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        said: dict[str, str] = {}
        while "token" not in said:
            line = server.stdout.readline()
            assert line, "the sandbox has ended"
            if found := re.match(r"(url|token) +(\S+)", line):
                said[found[1]] = found[2]
        yield said
    finally:
        server.terminate()
        server.wait(30)
        if server.stdout:
            server.stdout.close()


def python(text: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "generated/python")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_nothing_to_a_call(tmp_path: Path) -> None:
    clientgen("init", "shop", cwd=tmp_path)
    folder = tmp_path / "shop"
    assert "0 changed" in clientgen("generate", cwd=folder)
    with sandbox(folder) as said:
        answer = python(CALL.format(**said), folder)
    assert "rule 'whose it is' is not met" in answer


def test_from_an_answer_to_a_call(tmp_path: Path) -> None:
    clientgen("init", "shop", cwd=tmp_path)
    folder = tmp_path / "shop"
    words = ("new", "resource", "customer", "--from-json", "-")
    clientgen(*words, cwd=folder, given=json.dumps(ANSWER))
    clientgen("new", "operation", "customers.create", cwd=folder)
    shown = json.loads(clientgen("show", "Customer", "--format", "json", cwd=folder))
    assert {each["field"]: each["type"] for each in shown["fields"]} == {
        "id": "key",
        "name": "string",
        "task_id": "key of Task",
        "since": "date",
    }
    clientgen("generate", cwd=folder)
    clientgen("check", cwd=folder)
    with sandbox(folder) as said:
        answer = python(
            "from shop import Shop\n"
            f"client = Shop(token={said['token']!r}, base_url={said['url']!r})\n"
            "one = next(iter(client.customers.list()))\n"
            "print(client.customers.get(one.id) == one, type(one.since).__name__)\n",
            folder,
        )
    assert answer == "True date\n"
