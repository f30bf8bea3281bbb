"""Compiled templates save time; lost, torn, old or foreign, they never change a byte."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from clientgen.fast.compiled import _KEPT, Compiled
from clientgen.reading import load
from clientgen.targets import known, render

SPEC = Path(__file__).parents[1] / "library/spec"


@pytest.fixture
def compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[Path]]:
    """Lists what is kept, in a folder of the test's own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return lambda: sorted((tmp_path / "kept").rglob("*.compiled*"))


def texts(templates: Path | None = None, version: str = "") -> dict[str, str]:
    """What the targets make of a spec, as a process that has not made it yet."""
    _KEPT.clear()
    kept = (
        (lambda folder: Compiled(folder, version)) if version else (lambda folder: None)
    )
    made = render(load(SPEC).api, known(), templates, kept)
    return {file.path: file.text for _, files in made for file in files}


def never(*arguments: object) -> None:
    raise AssertionError("a template was compiled")


def test_kept_ones_are_used_and_give_the_same_text(
    compiled: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = texts()
    assert compiled() == []
    assert texts(version="1") == cold
    kept = compiled()
    assert len(kept) > 10
    monkeypatch.setattr(jinja2.Environment, "compile", never)
    assert texts(version="1") == cold
    with pytest.raises(AssertionError, match="was compiled"):
        texts(version="2")


@pytest.mark.slow
def test_torn_and_foreign_ones_are_made_again(
    compiled: Callable[[], list[Path]],
) -> None:
    cold = texts(version="1")
    torn = {path: path.read_bytes() for path in compiled()}
    code = marshal.dumps(compile("raise SystemExit", "foreign", "exec"))
    for wrong in (b"", b"x" * 40, code, bytes(32) + code):
        for path in torn:
            path.write_bytes(wrong)
        assert texts(version="1") == cold
        assert {path: path.read_bytes() for path in compiled()} == torn
    for path, whole in torn.items():
        path.write_bytes(whole[:-1] + b"\0")
    assert texts(version="1") == cold


def test_templates_of_a_users_own_are_never_kept(
    compiled: Callable[[], list[Path]], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert texts(own, "1") == texts()
    assert compiled() == []


@pytest.mark.slow
def test_what_cannot_be_kept_is_done_without(
    compiled: Callable[[], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = texts()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert texts(version="1") == cold
    assert compiled() == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "kept").write_text("a file is in the way", "utf-8")
    assert texts(version="1") == cold


def test_a_process_compiles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    cold = texts(version="1")
    monkeypatch.setattr(jinja2.Environment, "compile", never)
    api = load(SPEC).api
    made = render(api, known(), None, lambda folder: Compiled(folder, "1"))
    assert {file.path: file.text for _, files in made for file in files} == cold
