"""The script that README's first line ends with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_first_call_shows_what_went_over_the_wire(tmp_path: Path) -> None:
    runs = [
        subprocess.run(
            [sys.executable, str(ROOT / "tests/first_call.py")],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kolkata"},
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    first, second = (run.stdout for run in runs)
    assert first == second
    assert [run.stderr for run in runs] == ["", ""]
    assert "-> POST /api/invoices {" in first
    assert "RequiredKeysError: invoices.create: rule 'invoice type'" in first
    assert first.count("-> POST") == 1
    assert first.count("-> GET /api/invoices?") == 2
    assert first.endswith("<- ['F-1', 'F-2', 'F-3']\n")
