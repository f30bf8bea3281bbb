"""Settings that are read without a TOML parser mean what the parser makes of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.cli.settings import ProjectError, find_settings
from clientgen.fast import plain_settings
from clientgen.fast.plain_settings import find

Found = tuple[str, str, str | None, tuple[str, ...]] | None

PLAIN = [
    '[tool.clientgen]\nspec = "spec"\nout = "out"\n',
    '[tool.clientgen]\nspec="a/b"',
    '\ufeff# clientgen\n[tool.clientgen]\r\nspec = "spec" # where\r\n\r\n[x]\nspec = 1\n',
    '[project]\nname = "clientgen"\n  [tool.clientgen]\n  spec = "é [#] ="\n'
    '  templates = "../t"\n',
    '[tool.clientgen]\ntargets = ["docs", "python",] # two\nspec = "spec"\n#out = "x"',
]
SEVERAL_LINES = (
    '[tool.clientgen]\nspec = "spec"\ntargets = [\n  "docs",\n  "python",\n]\n'
)
PLAIN += [
    SEVERAL_LINES,
    SEVERAL_LINES + 'out = "x"\n',
    f'a = [\n"b"\n]\n{SEVERAL_LINES}',
]
UNUSUAL = [
    '[tool.clientgen]\nspec = "spec"\ntargets = [ # both\n"docs",\n]',
    '[tool.clientgen]\nspec = "spec"\ntargets = [\n"docs",\n',
    "[tool.clientgen]",
    '[tool.clientgen]\nout = "out"',
    '[tool.clientgen]\nspec = "a"\nspec = "b"',
    '[tool.clientgen]\nspec = ""',
    "[tool.clientgen]\nspec = 'spec'",
    '[tool.clientgen]\nspec = "sp\\u0065c"',
    '[tool.clientgen]\nspec = "spec" "x"',
    '[tool.clientgen]\nspec = "spec',
    '[tool.clientgen]\nspec = "sp\tec"',
    '[tool.clientgen]\nspec = ["spec"]',
    '[tool.clientgen]\nspec = """\nspec"""',
    "[tool.clientgen]\nspec = 3",
    '[tool.clientgen]\nspec = "spec"\nother = "x"',
    '[tool.clientgen]\nspec = "spec"\ntargets = []',
    '[tool.clientgen]\nspec = "spec"\ntargets = "docs"',
    '[tool.clientgen]\nspec = "spec"\ntargets = [1]',
    '[tool.clientgen]\nspec = "spec"\ntargets = ["a", "a"]',
    '[tool.clientgen]\nspec = "spec"\ntargets = ["docs" "python"]',
    '[tool.clientgen]\nspec = "spec"\n"out" = "out"',
    '[tool.clientgen]\nspec = "spec"\nout',
    '[tool.clientgen]\nspec = "spec"\n[tool.clientgen]\nspec = "spec"',
    '[tool.clientgen]\nspec = "spec"\n[tool.clientgen.out]\n',
    '[[tool.clientgen]]\nspec = "spec"',
    '["tool".clientgen]\nspec = "spec"',
    '[tool]\nclientgen = {spec = "spec"}',
    "x = '''\n[tool.clientgen]\nspec = \"spec\"\n[y]'''",
    'x = """\n[tool.clientgen]\nspec = "spec"\n[y]"""',
]


NONE: Found = ("", "", None, ())
NAMED = [
    "",
    "# clientgen",
    'dependencies = ["clientgen>=1"]',
    '[project]\ndependencies = [\n  "clientgen>=1",\n]\n',
    '[tool.black]\nexclude = "clientgen"',
]


@pytest.mark.parametrize("text", NAMED)
def test_a_project_that_only_needs_clientgen_has_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert both(tmp_path, text) == (NONE, None)


def parsed(folder: Path) -> Found:
    """What the parser of TOML makes of the settings; None when it refuses them."""
    try:
        settings = find_settings(folder)
    except ProjectError:
        return None
    templates = settings.templates
    return (
        os.fspath(settings.spec),
        os.fspath(settings.out),
        None if templates is None else os.fspath(templates),
        settings.targets,
    )


def both(folder: Path, text: str) -> tuple[Found, Found]:
    (folder / "pyproject.toml").write_bytes(text.encode())
    return find(os.fspath(folder)), parsed(folder)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_settings_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    quick, slow = both(tmp_path, text)
    assert quick == slow
    assert quick is not None


@pytest.mark.parametrize("text", UNUSUAL)
def test_the_parser_reads_what_is_unusual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    quick, _ = both(tmp_path, text)
    assert quick is None


@given(
    st.lists(
        st.sampled_from(
            [
                *(line for text in PLAIN + UNUSUAL for line in text.split("\n")),
                *(f'{key} = "{key}"' for key in ("spec", "out", "templates")),
                '"""',
                "'''",
                "[other]",
            ]
        ),
        max_size=8,
    ).map("\n".join)
)
def test_no_text_is_read_in_two_ways(
    tmp_path_factory: pytest.TempPathFactory, lines: str
) -> None:
    folder = tmp_path_factory.mktemp("project")
    for text in (lines, f'[tool.clientgen]\nspec = "spec"\n{lines}'):
        quick, slow = both(folder, text)
        # Mistakes elsewhere in the file are nothing to a check of generated files.
        assert (
            quick is None or slow in (None, quick) or (quick == NONE and slow is None)
        )


def test_settings_are_looked_for_as_far_as_the_parser_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(tmp_path, PLAIN[0])
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").write_text("[tool.black]\n", "utf-8")
    monkeypatch.chdir(below)
    assert (
        find(os.fspath(below)) == parsed(below) == ("../../spec", "../../out", None, ())
    )
    (tmp_path / "a/.git").mkdir()
    assert find(os.fspath(below)) == NONE
    assert plain_settings.find("/") == NONE
