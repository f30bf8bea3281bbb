"""Tools of others judge the OpenAPI document, the samples and the site.

They live in the folder that the environment variable CLIENTGEN_JUDGES names; the script
``install`` beside this file fills it. Judges that are not there are skipped, with the reason.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from judging import HERE, ROOT, Judge, run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.judge)


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Finds the judges' programs."""

    def find(name: str) -> str:
        folder = os.environ.get("CLIENTGEN_JUDGES")
        if not folder:
            pytest.skip(
                "CLIENTGEN_JUDGES names no folder; tests/judges/install fills one"
            )
        for place in ("node_modules/.bin", "venv/bin"):
            program = Path(folder, place, name)
            if program.exists():
                return str(program)
        pytest.skip(f"{folder} has no {name}; fill it with tests/judges/install")

    return find


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The OpenAPI documents of our specs, made anew."""
    found = {}
    for name, spec, file in (
        ("makini", "spec/makini", "makini"),
        ("library", "tests/library/spec", "library_client"),
    ):
        out = tmp_path_factory.mktemp(name)
        words = ("generate", ROOT / spec, "--out", out)
        words = (*words, "--targets", "openapi,openapi30")
        done = run(sys.executable, "-m", "clientgen", *words)
        assert done.returncode == 0, done.stderr
        found[name] = out / f"openapi/{file}.json"
        found[f"{name}30"] = out / f"openapi30/{file}.json"
    return found


# While it lives a loop runs in this thread, so that no other module can have one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright, which the judges' own environment has."""
    folder = os.environ.get("CLIENTGEN_JUDGES")
    if not folder:
        pytest.skip("CLIENTGEN_JUDGES names no folder; tests/judges/install fills one")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        pytest.skip(
            "there is no Chromium on this machine (Debian: apt install chromium)"
        )
    place = f"venv/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    sys.path.append(str(Path(folder, place)))
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        # A root of a container may have no sandbox of its own.
        found = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()
