"""The working directory changes nothing but how findings show their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "tests/library/spec"


def made(cwd: Path, spec: Path, out: Path) -> dict[str, bytes]:
    command = [
        sys.executable,
        "-m",
        "clientgen",
        "generate",
        str(spec),
        "--out",
        str(out),
    ]
    done = subprocess.run(
        command,
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT / "generator"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in out.rglob("*")
        if p.is_file()
    }


@pytest.mark.parametrize(
    ("cwd", "spec"),
    [
        (SPEC / "resources", Path("..")),
        (SPEC / "schemas", Path("../../spec")),
        (SPEC, Path(".")),
        (Path("/"), SPEC),
    ],
    ids=["resources", "schemas", "spec", "root"],
)
@pytest.mark.slow
def test_the_bytes_are_the_same(cwd: Path, spec: Path, tmp_path: Path) -> None:
    assert made(cwd, spec, tmp_path / "there") == made(ROOT, SPEC, tmp_path / "here")
