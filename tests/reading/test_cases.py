"""Every folder in cases/ is a change to the small spec and the findings that it brings.

A case holds the files that differ from ``small``; ``expected.txt`` holds the findings. Where
there is a folder ``mended``, it holds the same files after what the findings advise.
``python tests/reading/test_cases.py`` writes all of them anew, to be read in a diff.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml

from clientgen.reading import SpecError, composing, load

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "cases").iterdir())
GRAMMAR = HERE.parents[1] / "generator" / "clientgen" / "reading" / "grammar"


def findings(name: str, folder: Path) -> str:
    """Findings of a case, one in a line, with paths that begin with ``spec/``.

    Args:
        name: Of the case; ``""`` for the small spec as it is.
        folder: An empty folder to work in.
    """
    spec = folder / "small" / "spec"
    shutil.copytree(HERE / "small", spec)
    if name:
        shutil.copytree(
            HERE / "cases" / name,
            spec,
            ignore=shutil.ignore_patterns("mended"),
            dirs_exist_ok=True,
        )
    shutil.copytree(GRAMMAR, folder / "generator" / "clientgen" / "reading" / "grammar")
    before = Path.cwd()
    os.chdir(folder / "small")
    try:
        found = load(Path("spec")).warnings
    except SpecError as error:
        found = error.findings
    finally:
        os.chdir(before)
    return "".join(f"{finding}\n" for finding in found)


@pytest.mark.parametrize("name", CASES)
def test_findings_of_a_case(name: str, tmp_path: Path) -> None:
    expected = (HERE / "cases" / name / "expected.txt").read_text("utf-8")
    assert findings(name, tmp_path) == expected
    assert expected


@pytest.mark.parametrize(
    "name", [name for name in CASES if name.startswith(("yaml_", "newcomer_"))]
)
def test_both_parsers_say_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = (HERE / "cases" / name / "expected.txt").read_text("utf-8")
    monkeypatch.setattr(composing, "LOADER", yaml.SafeLoader)
    assert findings(name, tmp_path) == expected


@pytest.mark.parametrize(
    "name", [name for name in CASES if (HERE / "cases" / name / "mended").is_dir()]
)
def test_what_is_advised_works(name: str, tmp_path: Path) -> None:
    assert findings(f"{name}/mended", tmp_path) == ""


def test_the_small_spec_has_no_findings(tmp_path: Path) -> None:
    assert findings("", tmp_path) == ""


if __name__ == "__main__":
    for case in CASES:
        with tempfile.TemporaryDirectory() as place:
            (HERE / "cases" / case / "expected.txt").write_text(
                findings(case, Path(place)), "utf-8"
            )
