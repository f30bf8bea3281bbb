"""Ruff formats what Black formats, and gives the same bytes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selection import mostly_slow

from clientgen.fast import ruff
from clientgen.fast.annotations import with_parentheses
from clientgen.fast.ruff import ruff_first
from clientgen.reading import load
from clientgen.targets import render
from clientgen.writing.errors import GeneratorBug
from clientgen.writing.formatting import format_python

TESTS = Path(__file__).parents[1]
SPECS = [TESTS / name / "spec" for name in ("library", "apis/stripe", "apis/openai")]
# Under 88 columns, and together beyond them; generated modules have longer names, too.
NAMES = st.sampled_from(
    ["Ref", "Invoice", "PurchaseOrderLineItem", "dt.datetime", "A" * 70]
)
WORDS = st.sampled_from(
    ['"a"', '"open"', '"auto_advance"', '"a_word_of_which_there_are_many"']
)
TYPES = st.recursive(
    NAMES
    | st.lists(WORDS, min_size=1, max_size=9).map(", ".join).map("Literal[{}]".format),
    lambda inner: st.one_of(
        st.builds("list[{}]".format, inner),
        st.builds("Mapping[str, {}]".format, inner),
        st.builds("Arg[{}]".format, inner),
        st.builds("{} | {}".format, inner, inner),
        st.builds("{} | None".format, inner),
    ),
    max_leaves=6,
)
PARAMETERS = st.lists(
    st.tuples(TYPES, st.sampled_from(["", " = UNSET", " = None"])), max_size=4
)


def _definition(name: str, parameters: list[tuple[str, str]], returns: str) -> str:
    given = "".join(f", {name}_{n}: {t}{d}" for n, (t, d) in enumerate(parameters))
    return f"    {name} def call(self, *{given or ', a: int'}) -> {returns}: ..."


DEFINITIONS = st.builds(_definition, st.just("async"), PARAMETERS, TYPES)
ATTRIBUTES = st.builds(
    "    attribute: {}{}".format, TYPES, st.sampled_from(["", " = ABSENT"])
)


def formatted(texts: dict[str, str]) -> dict[str, str]:
    with ruff_first() as submit:
        return submit(texts)(lambda what: None)


@pytest.fixture
def blackless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left to Black."""

    def refuse(texts: dict[str, str], tell: object) -> dict[str, str]:
        assert not texts
        return {}

    monkeypatch.setattr(ruff, "format_python", refuse)


@pytest.mark.parametrize(
    "spec", mostly_slow(SPECS, SPECS[1:2]), ids=lambda spec: spec.parent.name
)
def test_generated_modules_are_as_black_leaves_them(spec: Path) -> None:
    ((_, files),) = render(load(spec).api, ["python"])
    texts = {f.path: f.text for f in files if f.path.endswith(".py") and not f.final}
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    for path, text in formatted(texts).items():
        assert black.format_str(text, mode=mode) == text, path


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(DEFINITIONS | ATTRIBUTES, min_size=5, max_size=15))
def test_definitions_are_laid_out_as_black_would(lines: list[str]) -> None:
    texts = {f"{number}.py": f"class A:\n{line}\n" for number, line in enumerate(lines)}
    assert formatted(texts) == format_python(texts)
    for text in texts.values():
        assert ast.dump(ast.parse(with_parentheses(text))) == ast.dump(ast.parse(text))


@pytest.mark.usefixtures("blackless")
def test_ruff_does_what_it_can_alone() -> None:
    words = ", ".join(f'"word_number_{number}"' for number in range(9))
    texts = {
        "a.py": "x  =  1\n",
        "union.py": f"def f(self, a: Literal[{words}] | str = 'a', *, b: int) -> int: ...\n",
        "key.py": f"x = {{'{'k' * 50}': '{'v' * 50}', '{'k' * 50}': {'v' * 50}, 'a': 1}}\n",
        "item.py": f"from a import {'b' * 90}, c\nx = f('{'t' * 90}', {'n' * 90})\n",
    }
    made = formatted(texts)
    assert made == format_python(texts)
    assert made["a.py"] == "x = 1\n"
    assert made["key.py"].splitlines()[1] == f'    "{"k" * 50}": "{"v" * 50}",'
    assert "\n    a: (\n        Literal[\n" in made["union.py"]


def test_what_does_not_fit_is_left_to_black() -> None:
    text = f'Block: TypeAlias = "{"Paragraph | " * 9}Code"\n'
    made = formatted({"a.py": text, "b.py": "x  =  1\n"})
    assert made["a.py"].startswith("Block: TypeAlias = (\n")
    assert made["b.py"] == "x = 1\n"


def test_text_that_is_no_python_is_told() -> None:
    with pytest.raises(GeneratorBug, match=r"^b\.py is no valid Python: .* 1:4"):
        formatted({"a.py": "x  =  1\n", "b.py": "x = = 1\n"})
    with pytest.raises(GeneratorBug, match=r"^a\.py is no valid Python: duplicate arg"):
        formatted({"a.py": "def f(page: int, page: str) -> None: ...\n"})


@pytest.mark.parametrize("program", [__file__, "/no/such/program", sys.executable])
def test_without_ruff_black_does_it(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ruff.find_ruff_bin", lambda: program)
    assert formatted({"a.py": "x  =  1\n"}) == {"a.py": "x = 1\n"}


def test_a_ruff_of_another_style_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruff, "_VERSIONS", ">=99")
    called = []
    monkeypatch.setattr(
        ruff, "format_python", lambda texts, tell: called.append(texts) or {}
    )
    formatted({"a.py": "x  =  1\n"})
    assert called == [{"a.py": "x  =  1\n"}]


def test_nothing_of_where_it_runs_has_a_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blackless: None
) -> None:
    """A folder that Ruff leaves out, in a project of another style, that git ignores."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*\n")
    (tmp_path / "ruff.toml").write_text(
        "line-length = 20\nformat.quote-style='single'\n"
    )
    place = tmp_path / "build"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    text = "x = f('a', 'a', 'a', 'a', 'a')\n"
    assert formatted({"a.py": text}) == {"a.py": text.replace("'", '"')}
    assert [*place.iterdir()] == []
