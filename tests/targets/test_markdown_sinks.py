"""Whatever text goes through a sink, a reader of the page sees that text and nothing live."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from clientgen.targets.sinks import Code, SinkError, markdown

PIECES = [
    *"\\`*_{}[]<>()#+-.!|~$&:=@'\"%^ \t\n",
    "a",
    "Z9",
    "é",
    "**",
    "__",
    "```",
    "~~~",
    "---",
    "===",
    "> ",
    "1. ",
    "2) ",
    "- ",
    "* ",
    "+ ",
    "# ",
    " #",
    "\n\n",
    "    ",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "<b onclick='x'>",
    "&lt;",
    "&#60;",
    "&copy",
    "[a](javascript:alert(1))",
    "![a](http://evil.example/x.png)",
    "[a]: http://evil.example",
    "[^1]",
    "[ ] ",
    "<http://evil.example>",
    "http://evil.example/a_b",
    "HTTPS://evil.example",
    "ftp://evil.example",
    "www.evil.example",
    "mailto:me@evil.example",
    "me@evil.example",
    "| a | b |\n| --- | --- |\n",
    "{{ 7*7 }}",
    "{% raw %}",
    "{#",
    "\u202e",
    "\u2066",
    "\u2028",
    "\x85",
    "\x00",
    "\x0b",
    "\x0c",
    "\r",
    "\ud800",
    "\ufeff",
    "\u200b",
    "\xa0",
    "\u3000",
    "👩\u200d💻",
]
NASTY = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=40),
)
# Spec text never reaches a reader as more than this.
PLAIN = {
    "inline", "text", "softbreak", "paragraph_open", "paragraph_close", "heading_open",
    "heading_close", "bullet_list_open", "bullet_list_close", "list_item_open",
    "list_item_close", "table_open", "table_close", "thead_open", "thead_close",
    "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open",
    "td_close",
}  # fmt: skip


def render(page: str) -> list[Token]:
    parser = MarkdownIt("gfm-like", {"linkify": True})
    assert parser.linkify is not None
    # Bare words with a dot are no links on any code host.
    parser.linkify.set({"fuzzy_link": False})
    return list(flat(parser.parse(page)))


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def types(tokens: list[Token]) -> set[str]:
    return {token.type for token in tokens}


def words(tokens: list[Token]) -> list[str]:
    """The text of each block, in order."""
    blocks: list[str] = []
    for token in tokens:
        if token.type == "inline":
            blocks.append("")
        elif token.type in ("text", "code_inline"):
            blocks[-1] += token.content
    return blocks


def seen(text: str) -> str:
    """What a reader should see of a text, found without the sinks' own expressions."""
    line = " ".join(
        part
        for part in re.split(
            "[ \t\r\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+", text
        )
        if part
    )
    return "".join(
        character if markdown.visible(character) == character else escape(character)
        for character in line
    )


def escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


CONTEXTS = {
    "paragraph": ("{}\n", 0, 1),
    "after words": ("Note: {}\n", 0, 1),
    "heading": ("## {}\n", 0, 1),
    "item": ("- {}\n- second\n", 0, 2),
    "cell": ("| a | b |\n| --- | --- |\n| {} | last |\n| next | row |\n", 2, 6),
    "last cell": ("| a | b |\n| --- | --- |\n| first | {} |\n| next | row |\n", 3, 6),
    "header cell": ("| {} | b |\n| --- | --- |\n| first | last |\n", 0, 4),
}


@pytest.mark.parametrize("context", CONTEXTS)
@given(text=NASTY)
@example(text="\\|")
@example(text="a | b")
@example(text="\\")
@example(text="- - -")
@example(text="1.")
@example(text="#")
@example(text="C #")
@example(text="_a_ and a_b")
@example(text="https://x.example/_y_")
def test_text_is_read_back_as_plain_words_in_every_place(
    context: str, text: str
) -> None:
    layout, place, blocks = CONTEXTS[context]
    tokens = render(layout.format(markdown.text(text)))
    expected = seen(text)
    if not expected and context == "paragraph":
        assert tokens == []
        return
    if not expected and context == "item":
        return
    assert types(tokens) <= PLAIN
    found = words(tokens)
    assert len(found) == blocks
    if context == "after words":
        expected = f"Note: {expected}".strip()
    assert found[place] == expected


@given(text=NASTY)
def test_text_is_one_line_of_utf8_without_hidden_characters(text: str) -> None:
    made = markdown.text(text)
    assert type(made) is Code
    assert "\n" not in made
    made.encode("utf-8")
    assert markdown.visible(made) == made


@given(text=NASTY)
@example(text="`|`")
@example(text="a`b")
@example(text="{{ x }}")
def test_span_is_read_back_as_code_even_in_a_table(text: str) -> None:
    for layout in ("{}\n", "| a | b |\n| --- | --- |\n| {} | last |\n"):
        tokens = render(layout.format(markdown.span(text)))
        live = types(tokens) - PLAIN - {"code_inline"}
        assert live <= {"html_inline"}
        for token in tokens:
            if token.type == "html_inline":
                assert token.content in ("<code>", "</code>")
        assert ("".join(words(tokens)).removesuffix("last").removeprefix("ab")) == seen(
            text
        )


@given(text=NASTY)
def test_prose_has_code_between_backticks_and_nothing_else(text: str) -> None:
    tokens = render(f"Note: {markdown.prose(text)}\n")
    assert types(tokens) <= PLAIN | {"code_inline", "html_inline"}
    for token in tokens:
        if token.type == "html_inline":
            assert token.content in ("<code>", "</code>")


def test_prose_reads_as_written() -> None:
    made = markdown.prose("Give `customerKey` and/or `a|b`, *not* both.")
    assert made == "Give `customerKey` and/or <code>a\\|b</code>, \\*not\\* both."
    assert markdown.prose("An odd ` stays.") == "An odd \\` stays."


@given(text=NASTY, language=st.sampled_from(["python", "sh"]))
@example(text="```\n# live\n", language="python")
def test_fenced_code_stays_inside_its_fence(text: str, language: str) -> None:
    tokens = render(f"before\n\n{markdown.fenced(text, language)}\n\nafter\n")
    assert [t.type for t in tokens if t.type in ("fence", "inline")] == [
        "inline",
        "fence",
        "inline",
    ]
    (fence,) = [t for t in tokens if t.type == "fence"]
    assert fence.info == language
    for line in fence.content.split("\n"):
        assert "".join(map(markdown.visible, line.split("\t"))) == "".join(
            line.split("\t")
        )


def test_fenced_code_keeps_lines_and_shows_what_hides() -> None:
    made = markdown.fenced("a\r\n\tb\u202e\n\n", "python")
    assert made == "```python\na\n\tb\\u202e\n```"
    with pytest.raises(SinkError, match="is no language"):
        markdown.fenced("x", "python\n# live")


@given(text=NASTY.filter(seen))
def test_link_has_the_text_as_its_label_and_a_fixed_target(text: str) -> None:
    tokens = render(f"See {markdown.link(text, 'https://docs.example/a')}.\n")
    assert types(tokens) <= PLAIN | {"link_open", "link_close"}
    (opening,) = [t for t in tokens if t.type == "link_open"]
    assert opening.attrs == {"href": "https://docs.example/a"}
    assert words(tokens) == [f"See {seen(text)}."]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "evil.example",
        "",
        "https://",
        "https://good.example@evil.example/",
        "https://a.example/\u202ex",
        "https://a.example/ x",
        "https://[broken",
        "\thttps://a.example",
        "vbscript:x",
    ],
)
def test_a_doubtful_url_gives_no_link(url: str) -> None:
    tokens = render(f"{markdown.link('the page', url)}\n")
    assert types(tokens) <= PLAIN
    assert words(tokens) == ["the page"]


@given(tail=NASTY)
@example(tail=')](javascript:x) "t" <b> `')
def test_a_url_cannot_leave_its_place(tail: str) -> None:
    made = markdown.link("the page", "https://a.example/" + tail)
    tokens = render(f"{made}\n")
    assert words(tokens) == ["the page"]
    for token in tokens:
        if token.type == "link_open":
            href = token.attrs["href"]
            assert isinstance(href, str)
            assert href.startswith("https://a.example/")
    assert types(tokens) <= PLAIN | {"link_open", "link_close"}


def test_local_links_take_only_pages_and_anchors() -> None:
    label = markdown.text("Customer")
    assert markdown.local(label, "../resources/customer.md", "create") == (
        "[Customer](../resources/customer.md#create)"
    )
    assert markdown.local(label, "", "update_status") == "[Customer](#update_status)"
    for page, anchor in [
        ("javascript:x.md", ""),
        ("a b.md", ""),
        ("/etc/x.md", ""),
        ("x.md", "a)b"),
        ("", ""),
        ("x.md\n", ""),
    ]:
        with pytest.raises(SinkError):
            markdown.local(label, page, anchor)


def test_readable_text_stays_as_it_is() -> None:
    for plain in (
        "A bill from a vendor, or a bill to a customer.",
        "customer_key and/or sales_order_key (see above): 5 > 3, a - b, 100%!",
        'AT&T, Q & A; it\'s 1.5 - or "so".',
    ):
        assert markdown.text(plain) == plain


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # Renderers other than the one of these tests take these for more than words.
        ("_a_ b", "\\_a\\_ b"),
        ("a_ _b", "a\\_ \\_b"),
        ("$a$", "&#36;a&#36;"),
        ("{{ a }}", "&#123;&#123; a }}"),
        ("{% a %}", "&#123;% a %}"),
        ("{# a #}", "&#123;# a \\#}"),
        ("{a}", "{a}"),
        ("a # b", "a \\# b"),
        ("C##", "C\\#\\#"),
        ("www.a.example", "www\\.a.example"),
        ("mailto:a", "mailto&#58;a"),
        ("xmpp:a", "xmpp&#58;a"),
        ("a@b", "a&#64;b"),
        ("a ~b~", "a &#126;b&#126;"),
        ("=", "&#61;"),
        ("!a", "\\!a"),
        (": a", "&#58; a"),
    ],
)
def test_other_renderers_are_thought_of(words: str, expected: str) -> None:
    assert markdown.text(words) == expected


def test_a_table_leaves_out_columns_without_anything() -> None:
    cells = [(markdown.text("a"), markdown.text(""), markdown.text("c|"))]
    assert markdown.table(cells, "One", "Two", "Three|") == (
        "| One | Three\\| |\n| --- | --- |\n| a | c\\| |"
    )


def test_a_table_takes_cells_of_sinks_only() -> None:
    for cell in ("plain", markdown.fenced("two\nlines", "sh")):
        with pytest.raises(SinkError, match="no cell of a table"):
            markdown.table([(cell,)], "One")  # type: ignore[list-item]  # the point
