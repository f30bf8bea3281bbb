"""The generated distribution in a fresh venv: it builds, installs, and its README is true.

The slowest tests of this folder: they make a venv and build a wheel. Nothing is fetched:
what the package depends on is lent by the environment that runs the tests.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from httpserver import serve
from standin import Makini as Answers

GENERATED = Path(__file__).parents[2] / "generated/python"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a venv into which the distribution was installed from its source."""
    root = tmp_path_factory.mktemp("install")
    source = shutil.copytree(
        GENERATED, root / "source", ignore=shutil.ignore_patterns("__pycache__")
    )
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", root / "venv"], check=True
    )
    scripts = root / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    purelib = run(
        python, "import sysconfig; print(sysconfig.get_path('purelib'))"
    ).strip()
    lent = sysconfig.get_path("purelib")
    Path(purelib, "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--no-cache-dir"]
    options = [
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--no-compile",
    ]
    done = subprocess.run(
        [*pip, "--disable-pip-version-check", "install", *options, str(source)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return python


def run(python: Path, program: str) -> str:
    done = subprocess.run(
        [python, "-W", "error", "-c", program], capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_installed(python: Path) -> None:
    program = """
import importlib.metadata as metadata, sys, makini
found = metadata.distribution("makini")
assert makini.__file__.startswith(sys.prefix), makini.__file__
assert found.version == makini.__version__ == "0.1.0"
names = sorted(name.split(">")[0] for name in found.requires)
assert names == ["httpx2", "msgspec"], names
files = {str(file) for file in found.files}
assert "makini/py.typed" in files and "makini/runtime/client.py" in files
assert {file.split("/")[0] for file in files} <= {"makini", "makini-0.1.0.dist-info"}
assert not found.entry_points
"""
    run(python, program)


def test_quickstart_of_the_readme(python: Path) -> None:
    """Every Python block runs as it stands, but for the address of the server."""
    text = (GENERATED / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    program = "\n".join(blocks)
    with serve(Answers()) as server:
        call = 'Makini(token="..."'
        assert program.count(call) == 1
        program = program.replace(call, f'{call}, base_url="{server.url}"')
        printed = run(python, program)
        arrived = [f"{r.method} {r.target}" for r in server.requests]
    assert arrived[0].startswith("GET /api/")
    assert (
        len([a for a in arrived if a.startswith(arrived[0])]) == 3
    ), "pages of five things"
    assert "POST /api/invoices" in arrived
    assert "invoice type" in printed
