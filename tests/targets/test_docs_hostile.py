"""Whatever a spec says in its texts, pages stay pages: nothing in them comes alive."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from docs_shop import SHOP
from markdown_it import MarkdownIt
from markdown_it.token import Token
from selection import mostly_slow

from clientgen.model.api import Api
from clientgen.targets import docs as docs_target
from clientgen.targets.sinks import SinkError
from clientgen.targets.templates import load_templates

TEMPLATES = load_templates()

# Texts that people read. Names are checked when a spec is read.
WORDS = (
    "summary",
    "note",
    "description",
    "title",
    "url",
    "date",
    "version",
    "env",
    "header",
)

PAYLOADS = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "<!-- x",
    "link": "[click](javascript:alert(1)) ![i](http://evil.example/i.png)",
    "definition": "\n\n[a]: http://evil.example\n\n[a]",
    "autolink": "<http://evil.example> http://evil.example www.evil.example",
    "table": "a | b |\n| --- | --- |\n| c | d |",
    "fence": "\n```\n\n# live\n\n```",
    "tildes": "\n~~~\n# live\n~~~",
    "backticks": "`a ``b ```c",
    "code": "`<b>|</b>`",
    "heading": "\n\n# live\n\n## create\n",
    "setext": "live\n====\n",
    "list": "\n- a\n- b\n\n1. c",
    "quote": "\n> [!NOTE]\n> x",
    "emphasis": "**b** __b__ *i* _i_ ~~s~~",
    "entity": "&lt;b&gt; &#60;b&#62;",
    "jinja": "{{ 7*7 }}{% raw %}{# x #}",
    "format": "{} {0} {x!r} %s",
    "backslash": "a\\",
    "control": "a\x00b\x0b\x0c\x1b[31m\x7f\x85",
    "bidi": "a\u202eb\u2066c\u200f",
    "lines": "a\u2028b\u2029c\r\nd\re",
    "surrogate": "a\ud800b",
    "long": "x" * 10_000,
    "shell": "'; rm -rf / #$(id)`id`",
    "math": "$a$ $$b$$",
    "emoji": "👩\u200d💻",
}
ALLOWED_HTML = {"<code>", "</code>"}


def spoil(value: Any, payload: str, keys: bool) -> Any:
    """The same value with every text that people read replaced."""
    if isinstance(value, tuple):
        return tuple(spoil(item, payload, keys) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        if (isinstance(old, str) and field.name in WORDS) or (
            keys
            and type(value).__name__ in ("Enum", "Variant", "Rule")
            and isinstance(old, str)
        ):
            changes[field.name] = payload
        elif keys and field.name in ("values", "operators", "events", "example"):
            changes[field.name] = _spoil_values(old, payload)
        else:
            changes[field.name] = spoil(old, payload, keys)
    return dataclasses.replace(value, **changes)


def _spoil_values(old: Any, payload: str) -> Any:
    if isinstance(old, tuple):
        return tuple(_spoil_values(item, payload) for item in old)
    return payload if isinstance(old, str) else old


def tokens_of(page: str) -> list[Token]:
    parser = MarkdownIt("gfm-like", {"linkify": True})
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False})
    found = parser.parse(page)
    return [*found, *(child for token in found for child in token.children or [])]


def shape(page: str) -> list[str]:
    """What a page is made of, texts and table widths apart."""
    return [token.type + token.tag for token in tokens_of(page) if token.block]


def pages_of(api: Api) -> dict[str, str]:
    return {file.path: file.text for file in docs_target.TARGET.files(api, TEMPLATES)}


@pytest.mark.parametrize("keys", [False, True], ids=["words", "values"])
@pytest.mark.parametrize("payload", mostly_slow(PAYLOADS, list(PAYLOADS)[::9]))
def test_texts_come_out_inert(payload: str, keys: bool) -> None:
    clean = pages_of(spoil(SHOP, "word", keys))
    hostile = pages_of(spoil(SHOP, PAYLOADS[payload], keys))
    assert clean.keys() == hostile.keys()
    for path, text in hostile.items():
        text.encode("utf-8")
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text
        )
        if not path.endswith(".md"):
            continue
        for token in tokens_of(text):
            assert token.type not in ("html_block", "image", "s_open", "em_open")
            if token.type == "html_inline":
                assert token.content in ALLOWED_HTML
            if token.type == "link_open":
                href = str(token.attrs["href"])
                assert href.startswith(
                    ("https://shop.example", "../", "#", "resources/")
                ) or (re.fullmatch(r"([a-z/]+|README)\.md(#[a-z0-9_-]+)?", href))
            if token.type == "heading_open":
                assert token.tag in ("h1", "h2", "h3")
        live = [t.content for t in tokens_of(text) if t.type == "inline"]
        assert "live" not in live
        # A description may have several paragraphs, nothing else may.
        if "\n\n" not in PAYLOADS[payload] or not path.endswith("README.md"):
            assert shape(text) == shape(clean[path]), path


@pytest.mark.parametrize("name", ["../x", "a/b", "con", "x y", "A", "", "x.md", "é"])
def test_a_page_cannot_leave_its_folder(name: str) -> None:
    orders = dataclasses.replace(SHOP.resources[0], file=name)
    with pytest.raises(SinkError):
        docs_target.TARGET.files(
            dataclasses.replace(SHOP, resources=(orders,)), TEMPLATES
        )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_shell_examples_stay_one_command(payload: str) -> None:
    import shlex

    text = PAYLOADS[payload]
    orders = SHOP.resources[0]
    create = next(o for o in orders.operations if o.name == "create")
    assert create.body is not None
    fields = tuple(dataclasses.replace(f, example=text) for f in create.body.fields[:1])
    create = dataclasses.replace(
        create, rules=(), body=dataclasses.replace(create.body, fields=fields)
    )
    api = dataclasses.replace(
        SHOP, resources=(dataclasses.replace(orders, operations=(create,)),)
    )
    page = pages_of(api)["docs/resources/order.md"]
    (shell,) = [
        t.content for t in tokens_of(page) if t.type == "fence" and t.info == "sh"
    ]
    words = shlex.split(shell.replace("\\\n", ""))
    assert words[:3] == ["curl", "-X", "POST"]
    assert len(words) == 10
