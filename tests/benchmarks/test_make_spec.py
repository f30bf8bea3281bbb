"""The multiplied spec is a spec, of the size it says; the benchmark's options are there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.make_spec import make_spec

from clientgen.reading import load


@pytest.mark.slow
def test_the_spec_is_right_and_as_large_as_said(tmp_path: Path) -> None:
    total = make_spec(tmp_path / "spec", 2)
    loaded = load(tmp_path / "spec")
    assert loaded.warnings == ()
    assert sum(len(r.operations) for r in loaded.api.resources) == total
    assert total >= 2 * 160


def test_the_scripts_start() -> None:
    for name in ("bench_generate", "bench_import", "peers"):
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import {name}"
        subprocess.run([sys.executable, "-c", code], check=True)
