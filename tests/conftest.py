"""What all tests share: the `--update-snapshots` switch, and what spares them work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what came out as the new snapshots; review the diff",
    )


@pytest.fixture(autouse=True, scope="session")
def spare(request: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Do once what many tests would do again, in this process and in those it starts.

    mypy keeps what it found out of typeshed and of the packages that clients depend on; a
    folder for each worker, since two processes must not write the same one.
    """
    assert request.config.cache
    with pytest.MonkeyPatch.context() as patch:
        kept = request.config.cache.mkdir(f"mypy-{worker_id}")
        patch.setenv("MYPY_CACHE_DIR", str(kept))
        yield


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
