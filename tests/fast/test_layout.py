"""Laying out before Black: the same meaning, and the same text in the end."""

from __future__ import annotations

import ast

import black
from hypothesis import given, settings
from hypothesis import strategies as st

from clientgen.fast.layout import lay_out
from clientgen.writing.formatting import format_python

NAMES = st.sampled_from(["a", "body", "invoice_number", "some_long_name_of_a_resource"])
TEXTS = st.text("ab ,()[]{}#\"'\\\n", max_size=30).map(repr)
VALUES = st.recursive(
    NAMES | TEXTS | st.integers(0, 99).map(str),
    lambda inner: st.one_of(
        st.builds("{}({})".format, NAMES, st.lists(inner, max_size=5).map(", ".join)),
        st.builds("{{{}: {}}}".format, TEXTS, inner),
        st.builds("[{}]".format, st.lists(inner, max_size=4).map(", ".join)),
        st.builds("({},)".format, inner),
        st.builds("({})".format, inner),
        st.builds("{}[{}]".format, NAMES, inner),
        st.builds("{} or {}".format, inner, inner),
    ),
    max_leaves=12,
)
PARAMETERS = st.lists(NAMES, max_size=9).map(
    lambda names: "".join(f", {name}_{n}: int = {n}" for n, name in enumerate(names))
)
LINES = st.one_of(
    st.builds("{} = {}".format, NAMES, VALUES),
    st.builds("{}: Operation[int] = {}".format, NAMES, VALUES),
    st.builds("def {}(self{}) -> list[int]: ...".format, NAMES, PARAMETERS),
    st.builds("if x:\n    y = {}".format, VALUES),
    st.builds(
        "from .{} import {}".format,
        NAMES,
        st.lists(NAMES, min_size=1, max_size=9).map(", ".join),
    ),
)


@settings(max_examples=300)
@given(st.lists(LINES, min_size=1, max_size=3).map("\n".join))
def test_the_meaning_is_kept(text: str) -> None:
    assert ast.dump(ast.parse(lay_out(text))) == ast.dump(ast.parse(text))


def test_long_lines_are_laid_out_as_black_would() -> None:
    text = (
        "class A:\n"
        f"    def a(self, b: {'int' * 20}, *, c: int = 1) -> list[int]:\n"
        f"        return self.send(A, body={{'x': '({'y' * 60}', 'z': 1}}, path=2)\n\n"
        f"    def d(self, *, {', '.join(f'e{n}: int = {n}' for n in range(9))}) -> None:\n"
        '        """Say (a, b, c) and go on for longer than a line of code may ever be, as'
        ' text may do."""\n'
    ).replace("'", '"')
    laid = lay_out(text)
    assert laid != text
    assert format_python({"a.py": laid})["a.py"] == laid
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    assert black.format_str(text, mode=mode) == laid


def test_docstrings_and_odd_texts_stay() -> None:
    long = f"f({'a, ' * 40}b)"
    for text in (
        f'"""Words.\n\n{long}\n"""\n',
        f'x = """\n{long}\n"""\n',
        f"x = 1  # {long}\n",
        f"x = ({'a' * 90})\n",
        f"x = f({'a' * 90} for a, b in c)\n",
        f"x = f(lambda a, b: {'a' * 90})\n",
        f"x = y[{'a' * 90}]\n",
        f"x = 'a{long}\n",
        f"x = {long[:-1]}\n",
    ):
        assert lay_out(text) == text
