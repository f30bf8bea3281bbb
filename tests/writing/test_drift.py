"""What is said of a folder that is not what it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from writing.trees import plant, with_manifest, write

from clientgen.writing import manifest as manifests
from clientgen.writing.drift import (
    MOST_COLUMNS,
    MOST_LINES,
    Drift,
    Kind,
    Mend,
    compare,
    count,
    unified,
)
from clientgen.writing.update import look

FILES = {"a.py": "a = 1\n", "p/b.py": "b = 1\n", "p/q/c.py": "c = 1\n"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(tmp_path / "out", FILES)
    return tmp_path / "out"


def drifts(out: Path, files: dict[str, str], spec: str = "1") -> dict[str, Drift]:
    wanted = with_manifest(files, spec)
    manifest = manifests.parse(wanted["manifest.json"])
    return {drift.path: drift for drift in compare(look(out), wanted, manifest)}


def kinds(out: Path, files: dict[str, str], spec: str = "1") -> dict[str, str]:
    return {path: str(drift.kind) for path, drift in drifts(out, files, spec).items()}


def test_nothing_is_said_of_what_is_right(out: Path) -> None:
    assert drifts(out, FILES) == {}


def test_of_a_folder_with_nothing_in_it_one_thing_is_said(out: Path) -> None:
    (drift,) = drifts(out.parent / "nowhere", FILES).values()
    assert (drift.path, drift.kind) == (".", Kind.MISSING)


def test_each_kind_is_told_apart(out: Path) -> None:
    (out / "p/b.py").unlink()
    plant(out, {"p/q/c.py": "c = 'mine'\n", "p/mine.py": "mine\n", "own/x/y": "mine"})
    found = drifts(out, {**FILES, "a.py": "a = 2\n", "n.py": "n = 1\n"}, "2")
    assert {path: (drift.kind, drift.mend) for path, drift in found.items()} == {
        "a.py": (Kind.STALE, Mend.GENERATE),
        "manifest.json": (Kind.STALE, Mend.GENERATE),
        "n.py": (Kind.MISSING, Mend.GENERATE),
        "own": (Kind.FOREIGN, Mend.REMOVE),
        "p/b.py": (Kind.MISSING, Mend.GENERATE),
        "p/mine.py": (Kind.FOREIGN, Mend.REMOVE),
        "p/q/c.py": (Kind.EDITED, Mend.FORCE),
    }
    assert found["a.py"].reason == "the spec changed since it was generated"
    assert found["a.py"].diff[2:] == ("@@ -1 +1 @@", "-a = 1", "+a = 2")
    assert found["p/q/c.py"].diff[3:] == ("-c = 'mine'", "+c = 1")
    assert count(found.values()) == "2 stale, 1 edited, 2 missing, 2 foreign"


def test_a_file_no_longer_generated_is_stale(out: Path) -> None:
    found = drifts(out, {"a.py": "a = 1\n", "p/b.py": "b = 1\n"}, "2")
    assert found["p/q/c.py"].kind is Kind.STALE
    assert found["p/q/c.py"].reason == "it is no longer generated"


def test_an_edited_manifest_is_told(out: Path) -> None:
    manifest = out / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"0.1.0", b"0.1.1"))
    found = drifts(out, FILES)
    assert {path: drift.kind for path, drift in found.items()} == {
        "manifest.json": Kind.EDITED
    }
    assert "edited by hand" in found["manifest.json"].reason


def test_a_missing_manifest_is_told(out: Path) -> None:
    (out / "manifest.json").unlink()
    assert kinds(out, FILES) == {"manifest.json": "missing"}


def test_a_forged_manifest_does_not_deceive(out: Path) -> None:
    # Somebody edits a file and makes a manifest to match, digest and all.
    plant(out, {"a.py": "a = 'mine'\n"})
    forged = with_manifest({**FILES, "a.py": "a = 'mine'\n"})
    (out / "manifest.json").write_bytes(forged["manifest.json"])
    found = drifts(out, FILES)
    assert set(found) == {"a.py", "manifest.json"}
    assert "no input has changed" in found["a.py"].reason


@pytest.mark.parametrize(
    "path",
    [
        "p/__pycache__/b.pyc",
        ".mypy_cache/x",
        ".DS_Store",
        "shop.egg-info/PKG-INFO",
        "a.py~",
    ],
)
def test_caches_are_nobodys_business(out: Path, path: str) -> None:
    plant(out, {path: "cache"})
    assert drifts(out, FILES) == {}


def test_links_are_foreign(out: Path) -> None:
    (out / "a.py").unlink()
    plant(out, {"a.py": "-> p/b.py", "p/link": "-> /etc"})
    assert kinds(out, FILES) == {"a.py": "foreign", "p/link": "foreign"}


def test_a_diff_has_bounds() -> None:
    many = "".join(f"{number}\n" for number in range(10_000)).encode()
    diff = unified("x", many, b"")
    assert len(diff) == MOST_LINES + 1
    assert diff[-1] == f"... {10_003 - MOST_LINES} more lines"
    *_, line = unified("x", b"", b"x" * 10_000 + b"\n")
    assert len(line) == MOST_COLUMNS + len(" ...")


def test_a_diff_cannot_drive_a_terminal() -> None:
    diff = unified("x", b"\x1b[2J\x9b\xff\xe2\x80\xae\r\n", b"")
    assert all(line.isprintable() for line in diff)
    assert diff[-1] == r"-\x1b[2J\x9b\xff\u202e\r"


def test_a_missing_last_newline_is_seen() -> None:
    assert unified("x", b"a", b"a\n")[-2:] == ("-a\\ no newline at the end", "+a")


def test_files_that_are_no_text_are_not_shown() -> None:
    assert unified("x", b"\0", b"x") == ("(binary)",)
