"""Hostile texts. ``@`` stands for a marker of their own, such as ``pwned17q``."""

from __future__ import annotations

import builtins
import keyword
import re

PAYLOADS = {
    "triple quotes and a newline": '"""\nraise SystemExit("@")\n"""; @',
    "triple single quotes": "'''\nimport os; os.abort()\n'''; @",
    "escaped triple quotes": '\\"""; @(); "\\""" @',
    "quotes at the end": 'The @ says """',
    "one quote at the end": 'The @ says "',
    "trailing backslash": "C:\\@\\",
    "backslashes": "\\n\\x41\\N{DIGIT ONE}\\u0022\\' @\\\\",
    "single quotes": "x' + @() + 'y",
    "double quotes": 'x" + @() + "y',
    "quotes without spaces": "x'+@+'",
    "double quotes without spaces": 'x"+@+"',
    "brackets without spaces": "x)],@)",
    "carriage return": "safe\rraise RuntimeError(@)",
    "form feed": "safe\x0craise RuntimeError(@)",
    "vertical tab": "safe\x0braise RuntimeError(@)",
    "next line": "safe\x85raise RuntimeError(@)",
    "line separator": "safe\u2028raise RuntimeError(@)",
    "paragraph separator": "safe\u2029raise RuntimeError(@)",
    "newlines": "safe\nraise RuntimeError(@)\n\n# @",
    "nul": "nul \x00 @",
    "escape sequence": "\x1b[2J\x1b]0;@\x07",
    "braces": "{name} {0.__class__} {{@}}",
    "braces without spaces": "{@!r}",
    "f-string": '{__import__("os").abort()} @',
    "jinja": "{{ cycler.__init__.__globals__ }}{% raw %}{# @ #} @",
    "percent format": "%s %(name)s %n @",
    "backticks": "`a ``b ```@",
    "backticks without spaces": "`id>@`",
    "fence": "x\n```\n\n# @\n\n~~~\n@",
    "html": "<script>@()</script><img src=x onerror=@()>",
    "html without spaces": "<svg/onload=@>",
    "html comment": "<!-- @",
    "javascript link": "[click](javascript:@) ![i](http://evil.example/@)",
    "link definition": "x\n\n[@]: http://evil.example\n\n[@]",
    "autolink": "<http://evil.example/@> www.evil.example me@@.example",
    "link without spaces": "](javascript:@)",
    "table": "a | b |\n| --- | --- |\n| c | @ |",
    "pipe": "a | @",
    "pipe without spaces": "x|@",
    "heading": "x\n\n# @\n\nx\n===",
    "emphasis": "**b** __b__ ~~s~~ *@*",
    "entity": "&lt;b&gt; &#60;b&#62; &quot;@",
    "bidi override": "a\u202eb\u2066c @",
    "zero width": "p\u200bw\u200f\u00ad @",
    "up": "../../../@",
    "absolute": "/etc/@",
    "windows": "C:\\..\\@",
    "encoded up": "%2e%2e/%2e%2e/@",
    "long": "x" * 9_980 + " @",
    "long without spaces": "x" * 180 + "-@",
    "emoji": "💥 \U0001f469\u200d\U0001f4bb @",
    "letters of others": "größe ﬁ ｘ µ @",
    "lone surrogate": "\ud800 @",
    "yaml": "- a: &x *y !!python/object:os.system {b: [@",
    "yaml document": "x\n---\n@: y\n...\n@",
    "comment": "x # @() noqa type: ignore",
    "coding": "-*- coding: utf-7 -*- @",
    "c comment": "*/ @(); /*",
    "template literal": "${@} $(@) `@`",
    "shell": "'; touch /tmp/@ #$(touch @)",
    "shell without spaces": "';@;'",
    "dollar without spaces": "$@",
    "toml": '"\n[tool.hatch]\n@ = """',
    "json": '", "@": {"x": "',
    "query": "x&y=z;@=1",
    "url tail": "x?y=@#z",
    "dunder": "__@__",
    "attribute chain": "os.system.@",
    "walrus": "(@:=1)",
    "math": "$a$ $$@$$",
}

_WORDS = (
    *("class", "None", "True", "import", "print", "list", "self", "options", "type"),
    *("__init__", "__class__", "__doc__", "match", "extra", "to_dict", "model", "Any"),
    *("client", "async", "key", "str", "rules", "con", "UNSET", "_", "constructor"),
    *("object", "Exception", "Operation", "Model", "Client", "query", "body", "path"),
    *("headers", "items", "is_set", "from_dict", "__getattr__", "_send", "API", "dt"),
)
# More than there are names in the specs, so that each name can have a word of its own.
WORDS = tuple(dict.fromkeys([*_WORDS, *keyword.kwlist, *sorted(vars(builtins))[-40:]]))


def hostile(payload: str, number: int) -> str:
    """A payload with a marker of its own."""
    return payload.replace("@", f"pwned{number}q")


def tamed(text: str, kind: str, number: int) -> str:
    """A harmless text of the same kind and outline as a hostile one.

    Lines and paragraphs of words stay, and so does the mark at their end; a wire name
    stays one that needs another name in clients; a place keeps its steps.
    """
    marker = f"tamed{number}q"
    if kind == "wire":
        if re.fullmatch("([a-z]|_[0-9])[a-z0-9]*(_[a-z0-9]+)*", text):
            return marker
        return f"tamed--{number}q"
    if kind == "place":
        return ".".join(f"{marker}{n}" for n, _ in enumerate(text.split(".")))
    if kind in ("url", "server", "path"):
        prefix = re.match(r"https?://[a-z.]+/|/things/", text)
        return (prefix[0] if prefix else "/") + marker
    if kind in ("header", "grant", "prefix", "printable", "scope", "label", "tag"):
        return marker
    if kind == "media":
        return f"application/{marker}"
    if kind == "status":
        return "200"
    if kind == "suffix":
        return f".{marker}"
    lines = [
        f"{marker} words {n}" if line else "" for n, line in enumerate(text.split("\n"))
    ]
    end = text.strip()[-1:]
    return "\n".join(lines).strip() + (end if end in tuple(".!?:") else "")


QUICK = (*("triple quotes and a newline", "html", "braces without spaces"),)
"""Of those, what everybody tries; CI tries all."""
