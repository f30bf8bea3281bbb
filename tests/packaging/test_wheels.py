"""What is built: the same bytes twice, nothing that is not needed, all that is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def copy_tracked(folder: str, destination: Path) -> Path:
    """A copy of the files that git knows, so that nothing is built beside the sources."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            target = destination / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    return destination / folder


def build(source: Path, out: Path) -> Path:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            out,
            source,
        ],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.slow
@pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="lists files with git; no checkout"
)
def test_the_generated_distribution_is_reproducible_and_small(tmp_path: Path) -> None:
    source = copy_tracked("generated/python", tmp_path / "source")
    first = build(source, tmp_path / "first")
    for path in source.rglob("*"):
        os.utime(path, (1, 1))
    second = build(source, tmp_path / "second")
    assert first.read_bytes() == second.read_bytes()
    package = {
        f"makini/{p.relative_to(source / 'makini').as_posix()}"
        for p in (source / "makini").rglob("*")
        if p.is_file()
    }
    info = {
        f"makini-0.1.0.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD")
    }
    assert names_in(first) == package | info
    assert {Path(name).suffix for name in package} == {".py", ".typed"}


@pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="lists files with git; no checkout"
)
def test_the_generator_works_from_its_wheel(tmp_path: Path) -> None:
    source = copy_tracked(".", tmp_path / "source")
    wheel = build(source, tmp_path / "wheel")
    inside = names_in(wheel)
    assert {name.split("/")[0] for name in inside} == {
        "clientgen",
        "clientgen-0.1.0.dist-info",
    }
    assert not [name for name in inside if "cache" in name]
    assert {
        "clientgen/templates/python/client.py.jinja",
        "clientgen/templates/python/runtime/wire/transport.py",
        "clientgen/reading/grammar/api.schema.json",
    } <= inside
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    installed = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    code = "import clientgen; print(clientgen.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], env=installed, capture_output=True, text=True
    )
    assert where.stdout.startswith(str(tmp_path))
    project = tmp_path / "project"
    spec = copy_tracked("tests/library/spec", project)
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", "generate", spec, "--out", "made"],
        cwd=project,
        env=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (project / "made/python/library_client/runtime/client.py").is_file()
