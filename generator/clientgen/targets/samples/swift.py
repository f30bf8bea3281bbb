"""One call in Swift, with URLSession: a script of its own."""

from __future__ import annotations

from urllib.parse import quote_plus, urlencode

from ..sinks import Code, code
from ..sinks.swift import json_inside, string
from .data import Style, written
from .lines import Line, indented, plain
from .request import Credential, Entry, Fields, Request, text_of

_STYLE = Style(json_inside, json_inside, trailing=False, indent="  ")
_BOUNDARY = "example-boundary"


def lines(request: Request) -> list[Line]:
    """The call. The secret is taken from the environment."""
    url = request.url
    if request.query:
        url = f"{url}?{urlencode(request.query, errors='replace')}"
    made = plain(code("import Foundation"), code(""))
    credential = request.credential
    if credential:
        made += plain(
            code(
                'let secret = ProcessInfo.processInfo.environment[{}] ?? ""',
                string(credential.env),
            )
        )
    if credential and credential.place == "query":
        made += plain(
            code("var address = URLComponents(string: {})!", string(url)),
            code("address.queryItems = (address.queryItems ?? []) + ["),
            code("    URLQueryItem(name: {}, value: secret)", string(credential.name)),
            code("]"),
            code("var request = URLRequest(url: address.url!)"),
        )
    else:
        made += plain(
            code("var request = URLRequest(url: URL(string: {})!)", string(url))
        )
    if request.method != "GET":
        made += plain(code("request.httpMethod = {}", string(request.method)))
    made += plain(*_headers(request, credential))
    made += _body(request)
    made += plain(
        code("let (data, response) = try await URLSession.shared.data(for: request)"),
        code("print((response as! HTTPURLResponse).statusCode)"),
    )
    if request.answer == "bytes":
        return made + plain(code("print(data.count)"))
    return made + plain(code("print(String(decoding: data, as: UTF8.self))"))


def _headers(request: Request, credential: Credential | None) -> list[Code]:
    found = []
    if credential and credential.place == "header":
        value = code("secret")
        if credential.before:
            value = code("{} + secret", string(credential.before))
        found.append(_header(credential.name, value))
    types = {
        "json": "application/json",
        "form": "application/x-www-form-urlencoded",
        "multipart": f"multipart/form-data; boundary={_BOUNDARY}",
    }
    if request.kind:
        found.append(_header("Content-Type", string(types[request.kind])))
    return found


def _header(name: str, value: Code) -> Code:
    return code("request.setValue({}, forHTTPHeaderField: {})", value, string(name))


def _body(request: Request) -> list[Line]:
    entries = request.body.entries if isinstance(request.body, Fields) else ()
    if request.kind == "json":
        assert not isinstance(request.body, bytes)
        text = written(request.body, _STYLE, code(""), code(""))
        return [
            *plain(code("request.httpBody = Data("), code('    #"""')),
            *indented(text, "    "),
            *plain(code('    """#.utf8'), code(")")),
        ]
    if request.kind == "form":
        return [
            *plain(code("var fields: [String] = []")),
            *(_line(each, code("fields.append({})", _pair(each))) for each in entries),
            *plain(code('request.httpBody = Data(fields.joined(separator: "&").utf8)')),
        ]
    if request.kind == "multipart":
        return [
            *plain(code('var body = ""')),
            *(_line(each, code("body += {}", _part(each))) for each in entries),
            *plain(
                code("body += {}", string(f"--{_BOUNDARY}--\r\n")),
                code("request.httpBody = Data(body.utf8)"),
            ),
        ]
    return []


def _line(entry: Entry, words: Code) -> Line:
    return Line(words, entry.needs, entry.unless)


def _pair(entry: Entry) -> Code:
    assert not isinstance(entry.value, bytes | Fields | tuple)
    value = quote_plus(text_of(entry.value), errors="replace")
    return string(f"{quote_plus(entry.name, errors='replace')}={value}")


def _part(entry: Entry) -> Code:
    name = entry.name.replace("\\", "\\\\").replace('"', "%22")
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(entry.value, bytes):
        content = entry.value.decode("ascii", "replace")
        head += '; filename="example.pdf"\r\nContent-Type: application/octet-stream'
    else:
        assert not isinstance(entry.value, Fields | tuple)
        content = text_of(entry.value)
    return string(f"{head}\r\n\r\n{content}\r\n")
