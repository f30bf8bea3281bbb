"""The client and natural use of it pass the type checkers; the document is valid."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CONSUMER = Path(__file__).with_name("consumer.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            ["mypy", "--strict", "consumer.py", "payments_client"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            [
                "pyright",
                "--pythonpath",
                sys.executable,
                "consumer.py",
                "payments_client",
            ],
            marks=pytest.mark.slow,
        ),
        [
            *("ruff", "check", "--config", str(ROOT / "pyproject.toml")),
            *(
                "--ignore",
                "N801,UP013",
                "payments_client/models",
                "payments_client/resources",
            ),
        ],
    ],
    ids=["mypy", "pyright", "ruff"],
)
def test_it_passes(command: list[str], out: Path) -> None:
    shutil.copy(CONSUMER, out / "python/consumer.py")
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=out / "python",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_document_is_valid(document: Any) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document)
