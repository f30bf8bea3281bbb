"""Disks that are full, folders that may not be written: a clear word, and the old tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from writing.trees import plant, seen, write

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, resource, sys
from pathlib import Path
from clientgen.writing.errors import WritingError
from writing.trees import write
out = Path(sys.argv[1])
LIMIT
try:
    write(out, {"a.py": "a = 2\\n", "b.py": "b = 1\\n" * 5000}, spec="2")
except WritingError as error:
    sys.exit(f"told: {error}")
"""


def run(out: Path, limit: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("LIMIT", limit), out],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("size", [1, 100, 10_000, 29_999])
def test_a_disk_that_is_full_leaves_the_old_tree(tmp_path: Path, size: int) -> None:
    out = tmp_path / "out"
    write(out, {"a.py": "a = 1\n"})
    plant(out, {"mine.txt": "mine"})
    before = seen(out)
    # The system refuses to write beyond this size, as it does on a full disk.
    said = run(out, f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))")
    assert said.startswith(f"told: cannot write {out}, which is as it was: ")
    assert seen(out) == before
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs rights as of POSIX")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    out = tmp_path / "shut" / "out"
    write(out, {"a.py": "a = 1\n"})
    before = seen(out)
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)
    out.parent.chmod(0o555)
    try:
        # Root may write anywhere, so be somebody else.
        limit = "os.getuid() or os.setuid(65534)"
        said = run(out, limit)
    finally:
        out.parent.chmod(0o755)
    assert said == f"told: cannot write beside {out}: Permission denied"
    assert seen(out) == before


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    plant(tmp_path, {"file": ""})
    said = run(tmp_path / "file" / "out", "")
    assert (
        said
        == f"told: cannot write beside {tmp_path / 'file' / 'out'}: Not a directory"
    )
