"""A request in JavaScript: fetch, in Node 18 or later and in browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..sinks import Code, code, emit
from ..sinks.javascript import key, scalar, string
from .layout import Notation, Place, tree_lines
from .lines import Line
from .request import Array, Content, Credential, Leaf, Request, fields_of
from .values import wire

_ANSWERS = {
    "json": "console.log(await response.json());",
    "text": "console.log(await response.text());",
    "bytes": "console.log(await response.arrayBuffer());",
    "nothing": "console.log(response.status);",
}
_CALM = re.compile("[A-Za-z0-9 ;=_.-]*")
_PAIRS = ("{", "    {}: {},", "}")


def javascript_lines(request: Request) -> tuple[Line, ...]:
    """The request as a module. The credential is taken from the environment."""
    content = request.content
    found: list[Line] = []
    parts = fields_of(content) if content else ()
    if content and (
        content.kind == "file" or any(isinstance(part, bytes) for _, part in parts)
    ):
        found += _fixed('import { readFile } from "node:fs/promises";', "")
    in_query = request.credentials_in("query")
    target = string(request.url)
    if request.query or in_query:
        found.append(Line(code("const url = new URL({});", target)))
        found += [
            Line(code("url.searchParams.append({}, {});", string(name), string(text)))
            for name, text in request.query
        ]
        for credential in in_query:
            name, value = string(credential.name), _secret(credential)
            found.append(Line(code("url.searchParams.append({}, {});", name, value)))
        found += _fixed("")
        target = code("url")
    if content and content.kind == "multipart":
        found += [*_form_data(content), *_fixed("")]
    options = [*_options(request)]
    if options:
        found.append(Line(code("const response = await fetch({}, {{", target)))
        found += [*options, *_fixed("});")]
    else:
        found.append(Line(code("const response = await fetch({});", target)))
    return (
        *found,
        *_fixed(
            "if (!response.ok) {",
            "  throw new Error(`${response.status} ${await response.text()}`);",
            "}",
            _ANSWERS[request.answer],
        ),
    )


def _fixed(*lines: str) -> list[Line]:
    return [Line(emit(line)) for line in lines]


def _secret(credential: Credential) -> Code:
    """What is sent, prefix and all, taken from the environment."""
    value, before = emit(f"process.env.{credential.variable}"), credential.before
    if credential.password is not None:
        pair = f"${{{value}}}:"
        if credential.password:
            pair += f"${{process.env.{credential.password}}}"
        value = emit(f'Buffer.from(`{pair}`).toString("base64")')
    if not before:
        return value
    if _CALM.fullmatch(before):
        return emit(f"`{before}${{{value}}}`")
    return code("{} + {}", string(before), value)


def _options(request: Request) -> Iterator[Line]:
    if request.method != "GET":
        yield Line(code("  method: {},", string(request.method)))
    headers = _headers(request)
    if len(headers) == 1:
        yield Line(code("  headers: {{ {} }},", headers[0]))
    elif headers:
        yield Line(code("  headers: {{"))
        yield from (Line(code("    {},", header)) for header in headers)
        yield Line(code("  }},"))
    content = request.content
    if content is None:
        return
    if content.kind == "multipart":
        yield from _fixed("  body: form,")
        return
    if content.kind == "form":
        yield from _form(content)
        return
    if content.kind == "file":
        yield from _fixed('  body: await readFile("example.pdf"),')
        return
    if content.kind == "text":
        yield Line(code("  body: {},", string(str(content.tree))))
        return
    head, tail = code("body: JSON.stringify("), code("),")
    yield from tree_lines(_JAVASCRIPT, content.tree, head, tail, Place(2))


def _headers(request: Request) -> list[Code]:
    found = [
        code("{}: {}", key(credential.name), _secret(credential))
        for credential in request.credentials_in("header")
    ]
    found += [code("{}: {}", key(n), string(text)) for n, text in request.fields]
    if request.content and request.content.kind in ("json", "text", "file"):
        found += [code("{}: {}", key(n), string(text)) for n, text in request.headers]
    return found


def _form(content: Content) -> Iterator[Line]:
    """An object, or an array of pairs where a name comes twice."""
    twice = any(isinstance(entry.value, Array) for entry in content.entries)
    opening, pair, closing = ("[", "    [{}, {}],", "]") if twice else _PAIRS
    yield Line(emit(f"  body: new URLSearchParams({opening}"))
    for entry, part in fields_of(content):
        name = string(entry.name) if twice else key(entry.name)
        text = code(pair, name, string(str(part)))
        yield Line(text, entry.needs, entry.unless)
    yield Line(emit(f"  {closing}),"))


def _form_data(content: Content) -> Iterator[Line]:
    yield from _fixed("const form = new FormData();")
    for entry, part in fields_of(content):
        name = string(entry.name)
        value = (
            emit('new Blob([await readFile("example.pdf")]), "example.pdf"')
            if isinstance(part, bytes)
            else string(part)
        )
        text = code("form.append({}, {});", name, value)
        yield Line(text, entry.needs, entry.unless)


def _leaf(value: Leaf) -> Code:
    plain = wire(value)
    assert not isinstance(plain, list | dict), "a leaf has nothing inside"
    return scalar(plain)


def _key(name: str) -> Code:
    return code("{}: ", key(name))


_JAVASCRIPT = Notation(_leaf, _key, 2, trailing=True)
