"""A run that is killed leaves the old tree or the new one, wherever it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

PROGRAM = Path(__file__).with_name("kill_everywhere.py")
ROOT = PROGRAM.parents[2]


def kill_everywhere(folder: Path, scenario: str) -> tuple[int, set[str]]:
    run = subprocess.run(
        [sys.executable, PROGRAM, folder, scenario],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    points, *outcomes = run.stdout.replace("moved aside", "moved-aside").split()
    return int(points), set(outcomes)


@pytest.mark.parametrize("scenario", ["first", "update"])
def test_killed_at_any_point_the_folder_is_old_or_new(
    tmp_path: Path, scenario: str
) -> None:
    points, outcomes = kill_everywhere(tmp_path, scenario)
    assert points > 50
    assert outcomes == {"old", "new"}


@pytest.mark.slow
def test_where_folders_cannot_be_exchanged_the_next_run_moves_the_old_one_back(
    tmp_path: Path,
) -> None:
    points, outcomes = kill_everywhere(tmp_path, "two moves")
    assert points > 50
    assert outcomes == {"old", "new", "moved-aside"}
