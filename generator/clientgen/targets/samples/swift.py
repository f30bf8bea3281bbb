"""A request in Swift: URLSession, as a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ..sinks import Code, code, emit, join
from ..sinks.swift import block_line, string
from .json_lines import json_lines
from .lines import Line
from .multipart import boundary_of, part_name
from .request import Content, Credential, Request, fields_of

_START = (
    "import Foundation",
    "#if canImport(FoundationNetworking)",
    "import FoundationNetworking",
    "#endif",
    "",
)
_CALM = re.compile("[A-Za-z0-9 ;=_.-]*")
_FIELD = (
    "func field(_ name: String, _ value: String) -> Data {",
    '    let head = "Content-Disposition: form-data; name=\\"\\(name)\\""',
    '    return Data("--\\(boundary)\\r\\n\\(head)\\r\\n\\r\\n\\(value)\\r\\n".utf8)',
    "}",
    "",
)
_FILE = (
    "func file(_ name: String, _ path: String) throws -> Data {",
    '    let head = "Content-Disposition: form-data; name=\\"\\(name)\\"; filename=\\"\\(path)\\""',
    '    let start = "--\\(boundary)\\r\\n\\(head)\\r\\nContent-Type: application/pdf\\r\\n\\r\\n"',
    "    let content = try Data(contentsOf: URL(fileURLWithPath: path))",
    '    return Data(start.utf8) + content + Data("\\r\\n".utf8)',
    "}",
    "",
)
_ANSWERS = {
    "json": "print(String(decoding: data, as: UTF8.self))",
    "text": "print(String(decoding: data, as: UTF8.self))",
    "bytes": 'print("\\(data.count) bytes")',
}


def swift_lines(request: Request) -> tuple[Line, ...]:
    """The request as a script. The credential is taken from the environment."""
    content = request.content
    data = "_" if request.answer == "nothing" else "data"
    shown = _ANSWERS.get(request.answer)
    return (
        *_fixed(*_START),
        *_helpers(content),
        *_secrets(request),
        *_url(request),
        *_method(request),
        *_headers(request),
        *(_body(content) if content else ()),
        *_fixed(
            "",
            f"let ({data}, response) = try await URLSession.shared.data(for: request)",
            "print((response as! HTTPURLResponse).statusCode)",
        ),
        *_fixed(*([shown] if shown else [])),
    )


def _fixed(*lines: str) -> list[Line]:
    return [Line(emit(line)) for line in lines]


def _helpers(content: Content | None) -> list[Line]:
    if content is None or content.kind != "multipart":
        return []
    parts = [part for _, part in fields_of(content)]
    fields = _FIELD if any(isinstance(part, str) for part in parts) else ()
    files = _FILE if any(isinstance(part, bytes) for part in parts) else ()
    boundary = Line(code("let boundary = {}", string(boundary_of(content))))
    return [boundary, *_fixed("", *fields, *files)]


def _secrets(request: Request) -> Iterator[Line]:
    for number, credential in enumerate(request.credentials):
        name = _secret_name(number)
        if credential.password is None:
            yield Line(_read(name, credential.variable))
            continue
        yield Line(_read(emit(f"{name}User"), credential.variable))
        pair = f"\\({name}User):"
        if credential.password:
            yield Line(_read(emit(f"{name}Password"), credential.password))
            pair += f"\\({name}Password)"
        line = f'let {name} = Data("{pair}".utf8).base64EncodedString()'
        yield Line(emit(line))


def _secret_name(number: int) -> Code:
    return emit(f"token{number + 1}" if number else "token")


def _read(name: Code, variable: str) -> Code:
    read = code('ProcessInfo.processInfo.environment[{}] ?? ""', string(variable))
    return code("let {} = {}", name, read)


def _value(request: Request, credential: Credential) -> Code:
    """What is sent, prefix and all."""
    name = _secret_name(request.credentials.index(credential))
    if not credential.before:
        return name
    if _CALM.fullmatch(credential.before):
        return emit(f'"{credential.before}\\({name})"')
    return code("{} + {}", string(credential.before), name)


def _url(request: Request) -> Iterator[Line]:
    first, *rest = map(string, request.url_pieces)
    address = first
    if rest:
        yield Line(code("let address = {}", first))
        yield from (Line(code("    + {}", row)) for row in rest)
        address = code("address")
    url = code("URL(string: {})!", address)
    items = [
        code("URLQueryItem(name: {}, value: {})", string(c.name), _value(request, c))
        for c in request.credentials_in("query")
    ]
    if items:
        added = join(", ", items)
        yield Line(code("let url = {}.appending(queryItems: [{}])", url, added))
        url = code("url")
    kind = "let" if _is_plain(request) else "var"
    yield Line(code("{} request = URLRequest(url: {})", emit(kind), url))


def _is_plain(request: Request) -> bool:
    """Whether nothing is set on the request, so that the compiler wants a constant."""
    headers = request.credentials_in("header") or request.fields
    return request.method == "GET" and not headers and request.content is None


def _method(request: Request) -> Iterator[Line]:
    if request.method != "GET":
        yield Line(code("request.httpMethod = {}", string(request.method)))


def _headers(request: Request) -> Iterator[Line]:
    for credential in request.credentials_in("header"):
        yield Line(_header(_value(request, credential), string(credential.name)))
    for name, text in request.fields:
        yield Line(_header(string(text), string(name)))
    for name, text in request.headers:
        yield Line(_header(string(text), string(name)))
    if request.content and request.content.kind == "multipart":
        value = emit('"multipart/form-data; boundary=\\(boundary)"')
        yield Line(_header(value, string("Content-Type")))


def _header(value: Code, name: Code) -> Code:
    return code("request.setValue({}, forHTTPHeaderField: {})", value, name)


def _body(content: Content) -> Iterator[Line]:
    if content.kind == "json":
        yield from _fixed('request.httpBody = Data("""')
        yield from json_lines(content.tree, 4, block_line)
        yield from _fixed('    """.utf8)')
    elif content.kind == "file":
        path = 'URL(fileURLWithPath: "example.pdf")'
        yield from _fixed(f"request.httpBody = try Data(contentsOf: {path})")
    elif content.kind == "text":
        written = string(str(content.tree))
        yield Line(code("request.httpBody = Data({}.utf8)", written))
    elif content.kind == "form":
        yield from _fixed("let form: [String] = [")
        for entry, text in fields_of(content):
            pair = code("    {},", _pair(entry.name, str(text)))
            yield Line(pair, entry.needs, entry.unless)
        yield from _fixed("]")
        yield from _fixed('request.httpBody = Data(form.joined(separator: "&").utf8)')
    else:
        yield from _fixed("var body = Data()")
        for entry, part in fields_of(content):
            text = code("body.append({})", _part(entry.name, part))
            yield Line(text, entry.needs, entry.unless)
        yield from _fixed('body.append(Data("--\\(boundary)--\\r\\n".utf8))')
        yield from _fixed("request.httpBody = body")


def _pair(name: str, text: str) -> Code:
    pair = (quote(each, safe="", errors="replace") for each in (name, text))
    return string("=".join(pair))


def _part(name: str, part: str | bytes) -> Code:
    if isinstance(part, bytes):
        return code('try file({}, "example.pdf")', string(part_name(name)))
    return code("field({}, {})", string(part_name(name)), string(part))
