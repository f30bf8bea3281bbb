"""Every text position × every hostile text: refused with a place, or inert in all outputs."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import black
import grid
import pytest
from click.testing import CliRunner
from inert import check_alone
from payloads import PAYLOADS, QUICK, WORDS, hostile
from positions import covered, positions, text_places
from selection import mostly_slow

from clientgen.cli.main import cli

# `sort_out: A summary.` is grammatical, but an operation of that kind needs a method, so
# that no text at this place ever gets past the reader.
NEVER_TAKEN = {"resource.operations{value}"}
COMPACT = [name for name, text in PAYLOADS.items() if not re.search(r"\s", text)]


def test_there_is_a_position_for_every_text_of_the_grammar() -> None:
    held = {
        place
        for spec in grid.SPECS
        for place, labels in covered(spec).items()
        if labels
    }
    places = text_places()
    assert len(places) > 150
    assert (
        sorted(places - held - NEVER_TAKEN) == []
    ), "no hole of tests/hostile/spec there"
    assert sorted(held - places) == []


def test_every_position_is_at_a_text_of_the_grammar() -> None:
    for spec in grid.SPECS:
        held = set().union(*covered(spec).values())
        # Inside an example anything goes; the grammar does not speak of it.
        free = {"example.key", "example.inner", "own.example"}
        assert {position.label for position in positions(spec)} - held <= free


def test_a_summary_alone_is_no_operation_without_a_method(tmp_path: Path) -> None:
    outcome = grid.Outcome()
    texts = {"operation.short": '"""'}
    assert grid.sift("full", texts, tmp_path / "spec", outcome) == texts
    assert len(PAYLOADS) >= 24


@pytest.mark.parametrize("payload", mostly_slow(PAYLOADS, QUICK))
def test_refused_or_inert(payload: str, tmp_path: Path) -> None:
    for spec in grid.SPECS:
        outcome = grid.run(spec, PAYLOADS[payload], tmp_path / "spec")
        assert outcome.failures == []
        assert outcome.inert | outcome.refused.keys() == {
            position.label for position in positions(spec)
        }


@pytest.mark.slow
@pytest.mark.parametrize("payload", COMPACT)
def test_refused_or_inert_after_a_harmless_beginning(
    payload: str, tmp_path: Path
) -> None:
    """URLs, paths, headers and the like take only texts that begin well."""
    for spec in grid.SPECS:
        outcome = grid.run(spec, PAYLOADS[payload], tmp_path / "spec", prefixed=True)
        assert outcome.failures == []


@pytest.mark.parametrize("turn", mostly_slow(range(0, len(WORDS), 7), [0]))
def test_words_of_python_are_no_harm(turn: int, tmp_path: Path) -> None:
    """Names take words in turn, each another one; so do texts, and so do names' forms."""
    folder = tmp_path / "spec"
    for spec in grid.SPECS:
        texts = {
            position.label: WORDS[(number + turn) % len(WORDS)]
            for number, position in enumerate(positions(spec))
            # What no system takes for a file's name is told before targets see it.
            if (position.kind, WORDS[(number + turn) % len(WORDS)]) != ("stem", "con")
        }
        outcome = grid.Outcome()
        left = grid.sift(spec, texts, folder, outcome)
        assert outcome.failures == []
        for file in grid.files_of(spec, left, folder):
            check_alone(file)


@pytest.mark.slow
def test_black_takes_all_and_changes_nothing_twice(tmp_path: Path) -> None:
    """All payloads that any text takes, each at a position of its own, formatted twice."""
    folder = tmp_path / "spec"
    places = [p for p in positions("full") if p.kind in ("text", "any", "scalar")]
    texts = {
        position.label: hostile(payload, number)
        for number, (position, payload) in enumerate(
            zip(places, list(PAYLOADS.values()) * 2, strict=False)
        )
    }
    left = grid.sift("full", texts, folder, grid.Outcome())
    assert len(left) > 30
    clean = {file.path: file.text for file in grid.files_of("full", {}, folder)}
    for file in grid.files_of("full", left, folder):
        if file.path.endswith(".py") and file.text != clean[file.path]:
            once = black.format_str(file.text, mode=black.Mode())
            assert black.format_str(once, mode=black.Mode()) == once
            assert _dump(once) == _dump(file.text), file.path


def _dump(text: str) -> str:
    """The tree, with the white space that Black may change in docstrings folded."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = " ".join(node.value.split())
    return ast.dump(tree)


@pytest.mark.parametrize(
    "payload",
    mostly_slow(["up", "absolute", "triple quotes and a newline", "html"], ["up"]),
)
def test_nothing_is_written_outside_the_output_folder(
    payload: str, tmp_path: Path
) -> None:
    texts = grid.texts_of("full", PAYLOADS[payload])
    left = grid.sift("full", texts, tmp_path / "spec", grid.Outcome())
    grid.files_of("full", left, tmp_path / "spec")
    before = {p for p in tmp_path.rglob("*") if "out" not in p.parts}
    out = tmp_path / "out"
    result = CliRunner().invoke(
        cli,
        ["generate", str(tmp_path / "spec"), "--out", str(out)],
        catch_exceptions=False,
    )
    assert result.exit_code == 0, result.output
    assert {p for p in tmp_path.rglob("*") if not p.is_relative_to(out)} == before
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    written = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert written == {*manifest["files"], "manifest.json"}
    for path in out.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))


def test_a_refusal_writes_nothing(tmp_path: Path) -> None:
    from positions import write

    write("full", {"api.name": 'Shop"""'}, tmp_path / "spec")
    out = tmp_path / "out"
    result = CliRunner().invoke(
        cli, ["generate", str(tmp_path / "spec"), "--out", str(out)]
    )
    assert result.exit_code != 0
    assert not out.exists()
