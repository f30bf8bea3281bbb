"""What all tests share: the `--update-snapshots` switch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what came out as the new snapshots; review the diff",
    )


@pytest.fixture
def same_as_snapshot(request: pytest.FixtureRequest) -> Callable[[str, Path], None]:
    """Compare text with a snapshot file, or write it when asked to."""

    def compare(text: str, snapshot: Path) -> None:
        if request.config.getoption("--update-snapshots"):
            snapshot.parent.mkdir(parents=True, exist_ok=True)
            snapshot.write_text(text, encoding="utf-8", newline="\n")
        assert snapshot.is_file(), f"no {snapshot.name}; run pytest --update-snapshots"
        assert text == snapshot.read_text(encoding="utf-8")

    return compare
