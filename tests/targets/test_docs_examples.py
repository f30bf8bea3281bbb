"""Every example of the pages runs: Python in the generated client, curl in a shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from httpserver import Arrived, serve
from specs import known_api
from standin import INVENTORY, Makini, route, take

from clientgen.model.api import Api
from clientgen.targets import render

ROOT = Path(__file__).parents[2]

# Run in a process of its own: another copy of the package may be imported here already.
RUNNER = """
import contextlib, io, json, sys, warnings
from makini import Makini

warnings.simplefilter("error")
url, blocks = sys.argv[1], json.load(sys.stdin)
client = Makini("token", base_url=url)
print("ready", flush=True)
for name, block in blocks:
    code = block.replace("Makini(", f"Makini(base_url={url!r}, ").replace(", )", ")")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, name, "exec"), {"client": client})
    client.raw.tables(options={"query": {"done": name}})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client and its pages, as written."""
    folder = tmp_path_factory.mktemp("generated")
    api = known_api("spec/makini")
    for file in chain.from_iterable(f for _, f in render(api, ["python", "docs"])):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    (folder / "example.pdf").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture(scope="module")
def api() -> Api:
    return known_api("spec/makini")


def blocks_of(path: Path, language: str) -> list[str]:
    pattern = rf"^```{language}\n(.*?)^```$"
    text = path.read_text(encoding="utf-8")
    return re.findall(pattern, text, re.MULTILINE | re.DOTALL)


def sections_of(folder: Path, api: Api) -> dict[str, Path]:
    """Each operation's part of its page, as a file of its own."""
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    found: dict[str, Path] = {}
    for resource in api.resources:
        page = (folder / f"docs/resources/{resource.file}.md").read_text(
            encoding="utf-8"
        )
        for operation in resource.operations:
            name = f"{resource.file}.{operation.name}"
            text = page.split(f"\n## {operation.name}\n", 1)[1].split("\n## ")[0]
            (parts / name).write_text(text, encoding="utf-8")
            found[name] = parts / name
    return found


def run_python(folder: Path, blocks: list[tuple[str, str]], url: str) -> None:
    environment = {
        "PYTHONPATH": str(folder / "python"),
        "PATH": os.environ["PATH"],
        "MAKINI_TOKEN": "token",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, url],
        input=json.dumps(blocks),
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def by_name(requests: list[Arrived]) -> dict[str, list[Arrived]]:
    """Requests of each block; a call of its own ends one."""
    found: dict[str, list[Arrived]] = {}
    begun: list[Arrived] = []
    for request in requests:
        name = dict(request.query).get("done")
        if name is None:
            begun.append(request)
        else:
            found[name] = begun
            begun = []
    return found


@pytest.mark.slow
def test_every_python_example_runs(folder: Path, api: Api) -> None:
    blocks = [
        (str(path.relative_to(folder)), block)
        for path in sorted((folder / "docs").rglob("*.md"))
        for block in blocks_of(path, "python")
        if not block.startswith("def ")
    ]
    with serve(Makini()) as server:
        run_python(folder, blocks, server.url)
        called = {
            (route(request.method, request.path) or {}).get("call")
            for request in server.requests
        }
    assert called == {endpoint["call"] for endpoint in INVENTORY["endpoints"]}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_sends_what_python_sends(folder: Path, api: Api, tmp_path: Path) -> None:
    (tmp_path / "example.pdf").write_bytes(b"%PDF-1.7")
    sections = sections_of(folder, api)
    with serve(Makini()) as server:
        blocks = []
        for name, path in sections.items():
            # Where rules have examples of their own, theirs are shorter than curl's.
            examples = [
                b for b in blocks_of(path, "python") if not b.startswith("def ")
            ]
            if (
                examples
                and "options=" not in examples[-1]
                and "\n# " not in examples[-1]
            ):
                blocks.append((name, examples[-1]))
        run_python(folder, blocks, server.url)
        python = by_name(take(server))
        assert len(python) > 150
        for name, path in sections.items():
            (block,) = blocks_of(path, "sh")
            _run_shell(block.replace("https://api.makini.io", server.url), tmp_path)
            (shell,) = take(server)
            assert route(shell.method, shell.path), name
            assert shell.headers["authorization"] == "Bearer token"
            if name in python:
                _same(python[name][0], shell)


def _run_shell(block: str, folder: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "MAKINI_TOKEN": "token", "NO_PROXY": "*"}
    done = subprocess.run(
        ["sh", "-c", block.replace("curl ", "curl -sS --fail -o /dev/null ", 1)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{block}\n{done.stderr}"


def _same(python: Arrived, shell: Arrived) -> None:
    assert (python.method, python.path) == (shell.method, shell.path)
    assert sorted(python.query) == sorted(shell.query)
    kinds = [
        request.headers.get("content-type", "").split(";")[0]
        for request in (python, shell)
    ]
    assert kinds[0] == kinds[1]
    if kinds[0] == "application/json":
        assert json.loads(python.body) == json.loads(shell.body)
    if kinds[0] == "multipart/form-data":
        assert b"%PDF-1.7" in python.body
        assert b"%PDF-1.7" in shell.body
