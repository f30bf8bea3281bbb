"""What is mechanical is mended: in each case of the reader's tests, and nothing else in it.

``python tests/mending/test_mend.py`` writes ``mended.txt`` anew, to be read in a diff.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest
from cli.runs import Run, change, contents

from clientgen.mending import Mended, mend
from clientgen.pipeline import Settings, findings_of
from clientgen.reading import SpecError, read_sources
from clientgen.reading.composing import LINE

HERE = Path(__file__).parent
READING = HERE.parent / "reading"
CASES = sorted(path.name for path in (READING / "cases").iterdir())
ORDER = "spec/resources/order.yaml"


def mended(case: str, folder: Path) -> Mended | None:
    """A case of the reader's tests, mended; None where its files cannot be read."""
    spec = folder / "spec"
    shutil.copytree(READING / "small", spec)
    away = shutil.ignore_patterns("mended", "expected.txt")
    shutil.copytree(READING / "cases" / case, spec, ignore=away, dirs_exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        files = read_sources(Path("spec"))
        settings = Settings(Path("spec"), Path("out"), ())
        found = mend(Path("spec"), files, partial(findings_of, settings))
        left = findings_of(settings, found.after)
    except SpecError:
        return None
    finally:
        os.chdir(before)
    assert not {finding for finding, _ in found.done} & set(left)
    return found


def listed(case: str, found: Mended | None) -> list[str]:
    edits = found.done if found else ()
    return [f"{case}: {f.code}: {edit.old} -> {edit.new}" for f, edit in edits]


@pytest.mark.parametrize("case", CASES)
def test_a_case(case: str, tmp_path: Path) -> None:
    found = mended(case, tmp_path)
    expected = (HERE / "mended.txt").read_text("utf-8").splitlines()
    assert listed(case, found) == [
        line for line in expected if line.startswith(f"{case}: ")
    ]
    if found is None:
        return
    for name, data in found.after.items():
        edited = {
            (finding.position.line - 1)
            for finding, _ in found.done
            if finding.position.path == f"spec/{name}"
        }
        old, new = (LINE.split(d.decode()) for d in (found.before[name], data))
        assert len(old) == len(new)
        assert {n for n, line in enumerate(old) if line != new[n]} <= edited


def test_all_else_stays_byte_for_byte(project: Path, clientgen: Run) -> None:
    data = b"\xef\xbb\xbf" + Path(ORDER).read_bytes().replace(b"\n", b"\r\n") + b"# end"
    data = data.replace(
        b"total_price: number", b"total_price :  'nmber'   # caf\xc3\xa9"
    )
    Path(ORDER).write_bytes(data)
    Path(ORDER).chmod(0o640)
    said = clientgen("check", "--fix", "--no-diff")
    assert f"{ORDER}:7:18: mended[unknown-type]: nmber -> number\n" in said.out
    assert Path(ORDER).read_bytes() == data.replace(b"nmber", b"number")
    assert Path(ORDER).stat().st_mode & 0o777 == 0o640
    assert not list(Path("spec").rglob(".*"))


def test_generate_mends_and_generates(project: Path, clientgen: Run) -> None:
    change(ORDER, "total_price: number", "total_price: float")
    said = clientgen("generate", "--fix")
    assert said.code == 0
    assert "mended[unknown-type]: float -> number" in said.out
    assert clientgen("check", "--fix").code == 0


def test_nothing_is_written_where_nothing_is_mechanical(
    project: Path, clientgen: Run
) -> None:
    change(ORDER, "total_price: number", "total_price: wholly_unlike")
    before = contents(Path("spec"))
    assert clientgen("check", "--fix").code == 2
    assert contents(Path("spec")) == before


def test_an_edit_that_would_make_it_worse_is_not_made(
    project: Path, clientgen: Run
) -> None:
    # The name that is near is taken already.
    change(ORDER, "  total_price: number", "  code: {type: string, typ: string}")
    before = contents(Path("spec"))
    assert clientgen("check", "--fix").code == 2
    assert contents(Path("spec")) == before


def test_a_file_that_changes_meanwhile_is_left_alone(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(ORDER, "total_price: number", "total_price: float")
    change("spec/resources/item.yaml", "name: string", "name: str")
    from clientgen.writing import spec_files

    real = spec_files.replace_files

    def late(*arguments: object) -> None:
        change(ORDER, "What a customer wants.", "What somebody wants.")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(spec_files, "replace_files", late)
    said = clientgen("check", "--fix")
    assert (said.code, "changed meanwhile: run again" in said.err) == (2, True)
    assert "name: str\n" in Path("spec/resources/item.yaml").read_text("utf-8")
    assert not list(Path("spec").rglob(".*"))


if __name__ == "__main__":
    rows: list[str] = []
    for each in CASES:
        with tempfile.TemporaryDirectory() as place:
            rows += listed(each, mended(each, Path(place)))
    (HERE / "mended.txt").write_text("".join(f"{row}\n" for row in rows), "utf-8")
