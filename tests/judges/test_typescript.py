"""openapi-typescript makes types of our documents, and tsc judges calls by them."""

from __future__ import annotations

import shutil
from pathlib import Path

from judging import HERE, Judge, run


def test_types_keep_the_rules(
    judge: Judge, documents: dict[str, Path], tmp_path: Path
) -> None:
    make, check = judge("openapi-typescript"), judge("tsc")
    for name, document in documents.items():
        done = run(make, document, "-o", tmp_path / f"{name}.ts")
        assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(HERE / "calls.ts", tmp_path)
    options = ("--strict", "--noEmit", "--target", "es2022", "--pretty", "false")
    done = run(check, *options, "calls.ts", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_it_would_tell(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "wrong.ts").write_text("export const wrong: string = 7;\n", "utf-8")
    assert run(
        judge("tsc"), "--strict", "--noEmit", "wrong.ts", cwd=tmp_path
    ).returncode
