"""Whatever text a spec holds, a sink writes it inert, and it reads back as it was."""

from __future__ import annotations

import ast
import inspect
import io
import json
import keyword
import re
import tokenize
from pathlib import Path

import black
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.targets import sinks
from clientgen.targets.templates import load_templates

NASTY = [
    '"""; raise SystemExit; """',
    "trailing backslash \\",
    '\\"""',
    'it\'s "both"',
    "carriage\rreturn",
    "form\ffeed and vertical\vtab",
    "next\x85line, line\u2028separator, paragraph\u2029separator",
    "nul \x00 byte",
    "{braces} {0.__class__} %s %(x)s ${x}",
    "{{ 7 * 7 }} {% raw %} {# #}",
    "bidi \u202e override",
    "lone \udc80 surrogate",
    "emoji \U0001f600 and tab\t.",
    "# comment",
    "'",
    '"',
    "\\",
    "\\N{DIGIT ONE} \\x41 \\u0041",
    "x" * 10_000,
]
texts = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(codec=None), max_size=60)
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_a_literal_reads_back_as_the_value(value: object) -> None:
    written = sinks.literal(value)
    assert ast.literal_eval(written) == value
    assert len(written.splitlines()) == 1
    assert not sinks.HIDDEN.search(written)


@given(texts)
def test_a_literal_survives_black(text: str) -> None:
    source = f"x = {sinks.literal(text)}\n"
    formatted = black.format_str(source, mode=black.Mode())
    tree = ast.parse(formatted)
    assert len(tree.body) == 1
    assert isinstance(tree.body[0], ast.Assign)
    assert ast.literal_eval(tree.body[0].value) == text


@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from([0, 4, 8]))
def test_a_docstring_reads_back_as_its_lines(lines: list[str], indent: int) -> None:
    text = "\n".join(line.replace("\n", " ") for line in lines)
    if not text.strip():
        return
    if re.search("[\ud800-\udfff]", text):
        # No docstring of Python 3.13 holds one.
        with pytest.raises(sinks.SinkError):
            sinks.docstring(text, indent)
        return
    head = {0: "", 4: "def f():\n    ", 8: "class C:\n    def f(self):\n        "}[
        indent
    ]
    source = f"{head}{sinks.docstring(text, indent)}\n"
    for candidate in (source, black.format_str(source, mode=black.Mode())):
        tree = ast.parse(candidate)
        nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Constant)]
        assert len(nodes) == 1, "nothing but one constant"
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Call | ast.Name)]
        value = nodes[0].value
        assert isinstance(value, str)
        wanted = "\n".join(line.rstrip(" ") for line in text.split("\n"))
        assert _bare(value) == _bare(wanted)


def _bare(text: str) -> list[str]:
    # cleandoc() spreads tabs, and takes some control characters for blanks.
    text = re.sub(r"[^\S\n ]", lambda blank: f"<{ord(blank[0])}>", text)
    return [line.strip(" ") for line in inspect.cleandoc(text).strip().split("\n")]


@given(texts)
def test_a_comment_is_nothing_but_comments(text: str) -> None:
    if not text.strip():
        return
    source = f"x = 1\n{sinks.comment(text)}\ny = 2\n"
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    names = [t.string for t in tokens if t.type == tokenize.NAME]
    assert names == ["x", "y"]
    assert len(ast.parse(source).body) == 2


@given(texts)
def test_an_identifier_is_one_or_is_refused(text: str) -> None:
    try:
        name = sinks.identifier(text)
    except sinks.SinkError:
        return
    assert name == text
    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)


@pytest.mark.parametrize(
    "name", ["class", "a b", "", "1a", "größe", "a.b", "__class__", "x\n"]
)
def test_what_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(sinks.SinkError, match="name"):
        sinks.identifier(name)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/b", "", ".", "con", "A", "a.py", "x" * 101]
)
def test_a_file_name_cannot_leave_its_folder(name: str) -> None:
    with pytest.raises(sinks.SinkError, match="file name"):
        sinks.file_stem(name)


@given(json_values)
def test_json_reads_back_as_the_value(value: object) -> None:
    assert json.loads(sinks.json_text(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(sinks.SinkError):
        sinks.literal(value)
    with pytest.raises(sinks.SinkError):
        sinks.json_text(value)


@pytest.mark.parametrize(
    "template", ["{{ x }}", "{{ x ~ '' }}", "{{ [x] }}", "{{ x.upper() }}"]
)
def test_a_template_cannot_print_plain_text(tmp_path: Path, template: str) -> None:
    (tmp_path / "t.jinja").write_text(template)
    templates = load_templates(tmp_path)
    with pytest.raises(sinks.SinkError, match="sink"):
        templates.render("t.jinja", x="text from a spec")


def test_a_template_prints_what_a_sink_made(tmp_path: Path) -> None:
    (tmp_path / "t.jinja").write_text("{{ x | literal }} {{ n }}")
    assert load_templates(tmp_path).render("t.jinja", x="it's", n=3) == '"it\'s" 3'


def test_a_template_cannot_use_an_unknown_name(tmp_path: Path) -> None:
    (tmp_path / "t.jinja").write_text("{{ missing }}")
    with pytest.raises((jinja2.UndefinedError, sinks.SinkError)):
        load_templates(tmp_path).render("t.jinja")


def test_pieces_of_code_must_be_code() -> None:
    with pytest.raises(sinks.SinkError):
        sinks.code("{}", "plain")  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(sinks.SinkError):
        sinks.join(", ", ["plain"])  # type: ignore[list-item]  # the point of the test
