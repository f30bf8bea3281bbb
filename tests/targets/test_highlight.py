"""Highlighted lines: inert whatever they hold, and nothing of a line gets lost."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientgen.targets.sinks import Code, SinkError
from clientgen.targets.sinks.highlight import LANGUAGES, highlighted
from clientgen.targets.sinks.markdown import visible

PIECES = st.sampled_from(
    [
        *(
            "</span>",
            "<script>",
            "&lt;",
            "&#39;",
            "<!--",
            "]]>",
            "{{",
            "${",
            "\\(",
            "`",
        ),
        *('"""', "'''", '"', "'", "//", "/*", "*/", "#", "\\", "\n", "\r\n", "\t"),
        *("import ", "class ", "def ", "return", "curl ", "-H ", "true", "null", "f("),
        *("0x1f", "1_0.5", ".5", "1.2.3", "é", "\u202e", "\ud800", "\U0001f600", " "),
        *("Name(", ".name", "$VAR", "@dec", "r'", 'f"{x}"', "}'", "--data-raw '{"),
    ]
)
LINES = st.one_of(
    st.lists(PIECES, max_size=10).map("".join),
    st.text(max_size=40),
    st.text(st.characters(max_codepoint=0x7F), max_size=40),
)


class Reader(HTMLParser):
    """The words of a line, and the classes of its spans; anything else is refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.spans: list[tuple[str, str]] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ((name, value),) = attrs
        assert (tag, name) == ("span", "class")
        assert value in {"k", "s", "c", "n", "f"}
        assert not self.open
        self.open = value
        self.spans.append((value, ""))

    def handle_endtag(self, tag: str) -> None:
        assert tag == "span"
        assert self.open
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.open:
            self.spans[-1] = (self.open, self.spans[-1][1] + data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def read(line: str, language: str) -> Reader:
    html = highlighted(line, language)
    assert type(html) is Code
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def spans(line: str, language: str) -> list[tuple[str, str]]:
    return read(line, language).spans


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@example('x = "</span><script>alert(1)</script>"', "python")
@example("  \"a\": '</code>'", "sh")
@given(LINES, st.sampled_from(sorted(LANGUAGES)))
def test_any_line_is_inert_and_whole(line: str, language: str) -> None:
    words = "\t".join(map(visible, line.split("\t")))
    html = highlighted(line, language)
    assert "\n" not in html
    assert read(line, language).words == words


def test_hidden_characters_are_shown() -> None:
    assert read("a\u202eb\nc\td", "sh").words == "a\\u202eb\\x0ac\td"


def test_lines_that_nobody_reads_are_left_without_colours() -> None:
    assert highlighted("return " * 1000, "python") == "return " * 1000


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        (
            "python",
            "async def main() -> None:  # go",
            [("k", "async"), ("k", "def"), ("f", "main"), ("k", "None"), ("c", "# go")],
        ),
        (
            "python",
            'order = client.orders.create(count=2.5, title="A b", match="all")',
            [("n", "2.5"), ("s", '"A b"'), ("s", '"all"')],
        ),
        ("sh", '  -H "Accept: x"', [("s", '"Accept: x"')]),
        ("sh", '  "count": 2,', [("f", '"count"'), ("n", "2")]),
        ("sh", "  true,", [("k", "true")]),
        (
            "json",
            '{"a": null, "b": ["c", -1.5]}',
            [("f", '"a"'), ("k", "null"), ("f", '"b"'), ("s", '"c"'), ("n", "-1.5")],
        ),
        (
            "javascript",
            'const answer = await fetch("https://x", { method: "PUT" });',
            [
                ("k", "const"),
                ("k", "await"),
                ("s", '"https://x"'),
                ("s", '"PUT"'),
            ],
        ),
        (
            "java",
            'HttpClient client = HttpClient.newHttpClient(); // "x"',
            [("c", '// "x"')],
        ),
        (
            "swift",
            'var request = URLRequest(url: URL(string: "https://x")!)',
            [("k", "var"), ("s", '"https://x"')],
        ),
    ],
)
def test_words_have_the_colours_of_their_kind(
    language: str, line: str, expected: list[tuple[str, str]]
) -> None:
    assert spans(line, language) == expected


def test_other_languages_are_refused() -> None:
    with pytest.raises(SinkError, match="'cobol' is no language"):
        highlighted("x", "cobol")
