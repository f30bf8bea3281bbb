"""Every folder in cases/ is a spec and files that must come out of it, byte for byte.

A fault report becomes a test by copying a folder: ``cases/NAME/spec`` is a whole spec, and
``cases/NAME/expected`` holds those files of the output that show what is right, at their paths.
``pytest tests/test_whole_cases.py --update-snapshots`` writes the expected files that are there anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clientgen.pipeline import Settings, generate
from clientgen.targets import known

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_what_comes_out(
    name: str, tmp_path: Path, same_as_snapshot: Callable[[str, Path], None]
) -> None:
    generate(Settings(CASES / name / "spec", tmp_path / "out", known()), lambda _: None)
    expected = [p for p in (CASES / name / "expected").rglob("*") if p.is_file()]
    assert expected, "which files show what is right?"
    for path in expected:
        came = tmp_path / "out" / path.relative_to(CASES / name / "expected")
        same_as_snapshot(came.read_text(encoding="utf-8"), path)
