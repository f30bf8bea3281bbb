"""One call in JavaScript, with fetch: for browsers, and for Node from version 18 on."""

from __future__ import annotations

from ..sinks import Code, code
from ..sinks.javascript import key, literal, property_of
from .data import Style, written
from .lines import Line, indented, plain
from .request import Credential, Entry, Fields, Request, text_of

_STYLE = Style(literal, key, trailing=True, indent="  ")


def lines(request: Request) -> list[Line]:
    """The call, as a module. The secret is taken from the environment of Node."""
    made: list[Line] = []
    target = literal(request.url)
    in_query = request.credential is not None and request.credential.place == "query"
    if request.query or in_query:
        made += plain(code("const url = new URL({});", target))
        made += plain(
            *(
                code("url.searchParams.append({}, {});", literal(name), literal(value))
                for name, value in request.query
            )
        )
        if request.credential and in_query:
            name = literal(request.credential.name)
            secret = _secret(request.credential)
            made += plain(code("url.searchParams.append({}, {});", name, secret))
        target = code("url")
    if request.kind == "multipart":
        made += plain(code("const form = new FormData();"))
        made += _form(request.body, "form.append({}, {});")
    elif request.kind == "form":
        made += plain(code("const form = new URLSearchParams();"))
        made += _form(request.body, "form.append({}, {});")
    options = _options(request)
    if options:
        made += plain(code("const response = await fetch({}, {{", target))
        made += indented(options, "  ") + plain(code("}});"))
    else:
        made += plain(code("const response = await fetch({});", target))
    made += plain(
        code(
            "if (!response.ok) throw new Error(`${{response.status}}: ${{await response.text()}}`);"
        )
    )
    return made + plain(_answer(request))


def _secret(credential: Credential) -> Code:
    return code("process.env{}", property_of(credential.env))


def _options(request: Request) -> list[Line]:
    made: list[Line] = []
    if request.method != "GET":
        made += plain(code("method: {},", literal(request.method)))
    headers: list[Code] = []
    credential = request.credential
    if credential and credential.place == "header":
        secret = _secret(credential)
        value = (
            code("`{}${{{}}}`", code(credential.before), secret)
            if credential.before
            else secret
        )
        headers.append(code("{}: {},", key(credential.name), value))
    if request.kind == "json":
        headers.append(code('"Content-Type": "application/json",'))
    if headers:
        made += plain(code("headers: {{"))
        made += indented(plain(*headers), "  ") + plain(code("}},"))
    if request.kind == "json":
        assert not isinstance(request.body, bytes)
        made += written(request.body, _STYLE, code("body: JSON.stringify("), code("),"))
    elif request.kind:
        made += plain(code("body: form,"))
    return made


def _form(body: object, layout: str) -> list[Line]:
    entries = body.entries if isinstance(body, Fields) else ()
    return [
        Line(code(layout, literal(x.name), _value(x)), x.needs, x.unless)
        for x in entries
    ]


def _value(entry: Entry) -> Code:
    if isinstance(entry.value, bytes):
        content = literal(entry.value.decode("ascii", "replace"))
        return code('new File([{}], "example.pdf")', content)
    assert not isinstance(entry.value, Fields | tuple)
    return literal(text_of(entry.value))


def _answer(request: Request) -> Code:
    if request.answer == "nothing":
        return code("console.log(response.status);")
    if request.answer == "bytes":
        return code("console.log(await response.arrayBuffer());")
    return code("console.log(await response.json());")
