"""What the guides of the site show in Python is accepted by mypy, and runs where it can."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from specs import known_api

from clientgen.targets.site import TARGET
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
PLACES = ("guides/", "contexts/", "index.")
CLIENT = "from makini import Makini\n\nclient = Makini()\n"
"""What a block goes on from that speaks of a client and makes none."""


@pytest.fixture(scope="module")
def guides() -> dict[str, str]:
    """The pages of prose in Markdown, from which those in HTML are made."""
    assert TARGET.sheets is not None
    found = TARGET.sheets(known_api("spec/makini"), load_templates(), None)
    return {
        path: text
        for sheet in found
        if sheet.paths[0].startswith(PLACES)
        for path, text in sheet.make()
        if path.endswith(".md")
    }


@pytest.fixture(scope="module")
def blocks(guides: dict[str, str]) -> dict[str, str]:
    """All blocks of Python, by names of modules."""
    found = {
        f"{re.sub('[/.]', '_', path)}_{number}": block
        for path, text in guides.items()
        for number, block in enumerate(
            re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE), 1
        )
    }
    assert len(found) == sum(text.count("```python") for text in guides.values()) > 20
    return found


def whole(block: str) -> str:
    made = re.search(r"^(client =|with .* as client:)", block, re.MULTILINE)
    return block if made or "client." not in block else CLIENT + block


@pytest.mark.slow
def test_mypy_accepts_every_block(blocks: dict[str, str], tmp_path: Path) -> None:
    for name, block in blocks.items():
        (tmp_path / f"{name}.py").write_text(whole(block), encoding="utf-8")
    settings = tmp_path / "mypy.ini"
    package = ROOT / "generated/python"
    settings.write_text(f"[mypy]\nstrict = True\nmypy_path = {package}\n", "utf-8")
    files = [f"{name}.py" for name in blocks]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--output=json", *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    found = map(json.loads, done.stdout.splitlines())
    assert [(each["file"], each["line"], each["message"]) for each in found] == []


def test_what_needs_no_server_runs(blocks: dict[str, str]) -> None:
    offline = {name: block for name, block in blocks.items() if "FakeApi()" in block}
    assert len(offline) == 2
    for name, block in offline.items():
        assert "assert " in block, name
        exec(compile(block, name, "exec"), {})
