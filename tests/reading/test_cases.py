"""Every folder in cases/ is a change to the small spec and the findings that it brings.

A case holds the files that differ from ``small``; ``expected.txt`` holds the findings.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.reading import SpecError, load

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "cases").iterdir())
GRAMMAR = HERE.parents[1] / "generator" / "reading" / "grammar"


def findings(folder: Path) -> str:
    """Findings of a spec, one in a line."""
    try:
        found = load(folder).warnings
    except SpecError as error:
        found = error.findings
    return "".join(f"{finding}\n" for finding in found)


@pytest.mark.parametrize("name", CASES)
def test_findings_of_a_case(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE / "small", tmp_path / "small" / "spec")
    case = HERE / "cases" / name
    shutil.copytree(case, tmp_path / "small" / "spec", dirs_exist_ok=True)
    shutil.copytree(GRAMMAR, tmp_path / "generator" / "reading" / "grammar")
    monkeypatch.chdir(tmp_path / "small")
    expected = (case / "expected.txt").read_text("utf-8")
    assert findings(Path("spec")) == expected
