"""The pytest plugin, in runs of pytest of their own, with specs that are not Makini's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "tests/library/spec"


def run(
    folder: Path, tests: str, settings: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run tests in a folder, as a service's own tests are run."""
    if not (folder / "pyproject.toml").exists():
        words = f"[tool.pytest.ini_options]\n{settings}"
        (folder / "pyproject.toml").write_text(words, encoding="utf-8")
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    paths = [str(ROOT / "generator"), str(ROOT / "generated/python")]
    more = [] if _installed() else ["-p", "clientgen.pytest_plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )


def _installed() -> bool:
    from importlib.metadata import entry_points

    return "clientgen" in entry_points(group="pytest11").names


FRESH = """\
import httpx2
import pytest

BASE = "https://library.example/v2"


@pytest.fixture
def client(sandbox):
    headers = {"X-Api-Key": sandbox.token}
    with httpx2.Client(transport=sandbox.transport, base_url=BASE, headers=headers) as c:
        yield c


@pytest.mark.parametrize("number", range(3))
def test_each_is_as_new(client, sandbox, number):
    assert len(sandbox.rows("Book")) == 4
    made = client.post("/books", json={"title": "T", "author": "A", "isbn": "9"})
    assert made.status_code == 200, made.text
    assert len(sandbox.rows("Book")) == 5
    sandbox.weather(status=503)
    assert client.get("/books").status_code == 503


@pytest.mark.clientgen_sandbox(rows=2, seed=7, context={"branch": "north"})
def test_the_marker_says_more(sandbox):
    assert len(sandbox.rows("Book")) == 2


def test_two_at_once_are_two(sandbox_factory):
    one, two = sandbox_factory(rows=1), sandbox_factory(rows=1)
    one.weather(status=503)
    get = lambda each: httpx2.Client(transport=each.transport).get(f"{BASE}/books").status_code
    assert get(one) == 503
    assert get(two) != 503


def test_a_port(sandbox):
    answer = httpx2.get(f"{sandbox.url}/books", headers={"X-Api-Key": sandbox.token})
    assert answer.status_code == 200
"""


def test_sandboxes_are_as_the_settings_and_the_marker_say(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY, tmp_path / "spec")
    settings = (
        'clientgen_spec = "spec"\nclientgen_rows = "4"\naddopts = "--strict-markers"'
    )
    done = run(tmp_path, FRESH, settings)
    assert done.returncode == 0, done.stdout


MAKINI = """\
import asyncio

import pytest
from makini import AsyncMakini, Makini, ServiceUnavailable, Unprocessable


def test_sync(sandbox):
    client = Makini(sandbox.token, transport=sandbox.transport)
    vendor = sandbox.rows("Vendor")[0]["key"]
    sandbox.weather("invoices.create", status=503, times=1)
    with pytest.raises(ServiceUnavailable):
        client.invoices.create(invoice_number="F-1", vendor_key=vendor, options={"retries": 0})
    made = client.invoices.create(invoice_number="F-1", vendor_key=vendor)
    assert sandbox.rows("Invoice")[-1]["key"] == made.key
    with pytest.raises(Unprocessable):
        client.invoices.create(invoice_number="F-1", vendor_key="nobody")


@pytest.mark.parametrize("number", range(2))
def test_async(sandbox, number):
    async def book():
        async with AsyncMakini(sandbox.token, transport=sandbox.async_transport) as client:
            vendor = sandbox.rows("Vendor")[0]["key"]
            sandbox.weather("invoices.create", reset=True, times=1)
            options = {"idempotent": True}
            await client.invoices.create(
                invoice_number="F-1", vendor_key=vendor, options=options
            )
            return [invoice.key async for invoice in client.invoices.list(per_page=20)]

    keys = asyncio.run(book())
    assert len(keys) == 51
    assert len(set(keys)) == 51
"""


def test_the_generated_clients_use_it(tmp_path: Path) -> None:
    words = f'[tool.clientgen]\nspec = "{(ROOT / "spec/makini").as_posix()}"\n'
    (tmp_path / "pyproject.toml").write_text(words, encoding="utf-8")
    done = run(tmp_path, MAKINI)
    assert done.returncode == 0, done.stdout


UNUSED = """\
import sys

def test_nothing_is_loaded():
    heavy = {"starlette", "uvicorn", "yaml", "jinja2", "click"}
    heavy |= {"clientgen.sandbox", "clientgen.model", "clientgen.reading", "clientgen.cli"}
    assert not heavy & sys.modules.keys()
"""


def test_it_costs_nothing_where_it_is_not_used(tmp_path: Path) -> None:
    done = run(tmp_path, UNUSED)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("settings", "marker", "message"),
    [
        ("", "", "which spec? Set clientgen_spec"),
        ('clientgen_spec = "nowhere"', "", "nowhere"),
        ('clientgen_spec = "spec"\nclientgen_rows = "many"', "", "a whole number"),
        ('clientgen_spec = "spec"', "rovs=1", "no setting is called 'rovs'"),
        ('clientgen_spec = "spec"', "context={'x': 'y'}", "no context 'x'"),
        ('clientgen_spec = "spec"\nclientgen_context = "x"', "", "NAME=VALUE"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    tmp_path: Path, settings: str, marker: str, message: str
) -> None:
    shutil.copytree(LIBRARY, tmp_path / "spec")
    marked = f"@pytest.mark.clientgen_sandbox({marker})\n" if marker else ""
    tests = f"import pytest\n{marked}def test_it(sandbox): pass\n"
    done = run(tmp_path, tests, settings)
    assert done.returncode == 1
    assert "there can be no sandbox: " in done.stdout
    assert message in done.stdout
    assert "pytest_plugin.py" not in done.stdout  # no traceback
