"""Without the folder ``fast`` everything works, and gives the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of clientgen from which the folder was taken away."""
    copy = tmp_path_factory.mktemp("slow")
    away = shutil.ignore_patterns("fast", "__pycache__")
    shutil.copytree(
        ROOT / "generator/clientgen", copy / "generator/clientgen", ignore=away
    )
    shutil.copytree(ROOT / "templates", copy / "templates", ignore=away)
    return copy / "generator"


def python(slow: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(slow)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_what_is_generated_is_the_same(slow: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = python(slow, "-m", "clientgen", "check", "--full")
    assert done.returncode == 0, done.stderr
    assert "byte for byte" in done.stdout
    done = python(slow, "-m", "clientgen", "check")
    assert done.returncode == 0, done.stderr
    assert "byte for byte" in done.stdout


@pytest.mark.slow
def test_the_core_of_the_suite_passes(slow: Path) -> None:
    where = python(
        slow, "-c", "import clientgen.pipeline as p; print(p.__file__, p.speed())"
    )
    assert str(slow) in where.stdout
    assert "fast" not in where.stdout
    places = f"pythonpath={slow} templates/python generated/python tests"
    suite = ["tests/cli/test_check.py", "tests/cli/test_generate.py"]
    suite.append("tests/reading/test_loading.py")
    # These two say that the quick way was taken.
    quick = ("what_is_right_is_said_to_be", "line_ends_of_a_checkout_change_nothing")
    without = [f"--deselect={suite[0]}::test_{name}" for name in quick]
    done = python(slow, "-m", "pytest", "-n", "0", "-q", "-o", places, *suite, *without)
    assert done.returncode == 0, done.stdout[-3000:]
