from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
for folder in ("tests/makini", "tests/targets", "tests/sandbox"):
    if str(ROOT / folder) not in sys.path:
        sys.path.append(str(ROOT / folder))

from clientgen.sandbox import Options, Sandbox, open_sandbox  # noqa: E402
from clientgen.sandbox.serving import served  # noqa: E402


@pytest.fixture(scope="session")
def opened() -> Iterator[tuple[Sandbox, str]]:
    """Makini's sandbox, and where it is served."""
    from makini_calls import makini

    sandbox = open_sandbox(makini(), Options())
    with served(sandbox) as url:
        yield sandbox, url
    sandbox.close()


@pytest.fixture
def sandbox(opened: tuple[Sandbox, str]) -> Sandbox:
    """Makini's sandbox as at the start."""
    opened[0].reset()
    return opened[0]


@pytest.fixture
def url(opened: tuple[Sandbox, str]) -> str:
    return opened[1]
