"""A request in Java 17: java.net.http, as one file that ``java Main.java`` runs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ..sinks import Code, code, emit
from ..sinks.java import block_line, string
from .json_lines import json_lines
from .lines import Line
from .multipart import boundary_of, part_name
from .request import Content, Credential, Request, fields_of

_ANSWERS = {
    "json": ("String", "ofString", "response.body()"),
    "text": ("String", "ofString", "response.body()"),
    "bytes": ("byte[]", "ofByteArray", 'response.body().length + " bytes"'),
    "nothing": ("Void", "discarding", ""),
}
_PUBLISHERS = "HttpRequest.BodyPublishers"
_FIELD = (
    "",
    "    static HttpRequest.BodyPublisher field(String name, String value) {",
    '        return HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "\\r\\n"',
    '            + "Content-Disposition: form-data; name=\\"" + name + "\\"\\r\\n\\r\\n"',
    '            + value + "\\r\\n");',
    "    }",
)
_FILE = (
    "",
    "    static HttpRequest.BodyPublisher file(String name, Path path) throws IOException {",
    "        return HttpRequest.BodyPublishers.concat(",
    '            HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "\\r\\n"',
    '                + "Content-Disposition: form-data; name=\\"" + name + "\\"; filename=\\""',
    '                + path.getFileName() + "\\"\\r\\n"',
    '                + "Content-Type: application/pdf\\r\\n\\r\\n"),',
    "            HttpRequest.BodyPublishers.ofFile(path),",
    '            HttpRequest.BodyPublishers.ofString("\\r\\n"));',
    "    }",
)


def java_lines(request: Request) -> tuple[Line, ...]:
    """The request as a class ``Main``. The credential is taken from the environment."""
    multipart = request.content is not None and request.content.kind == "multipart"
    parts = [*fields_of(request.content)] if request.content and multipart else []
    files = any(isinstance(part, bytes) for _, part in parts)
    fields = any(isinstance(part, str) for _, part in parts)
    whole = request.content is not None and request.content.kind == "file"
    kind, handler, shown = _ANSWERS[request.answer]
    return (
        *_imports(request, files, whole),
        *_fixed("", "public class Main {"),
        *(_boundary(request.content) if request.content and multipart else ()),
        *_fixed("    public static void main(String[] args) throws Exception {"),
        *_fixed("        HttpRequest request = HttpRequest.newBuilder()"),
        *_url(request),
        *_headers(request),
        *_method(request),
        *_fixed(
            "            .build();",
            "",
            f"        HttpResponse<{kind}> response = HttpClient.newHttpClient()",
            f"            .send(request, HttpResponse.BodyHandlers.{handler}());",
            "        System.out.println(response.statusCode());",
        ),
        *_fixed(*([f"        System.out.println({shown});"] if shown else [])),
        *_fixed("    }", *(_FIELD if fields else ()), *(_FILE if files else ()), "}"),
    )


def _fixed(*lines: str) -> list[Line]:
    return [Line(emit(line)) for line in lines]


def _imports(request: Request, files: bool, whole: bool) -> list[Line]:
    names = ["java.net.URI"]
    names += [
        f"java.net.http.{name}"
        for name in ("HttpClient", "HttpRequest", "HttpResponse")
    ]
    if files:
        names.append("java.io.IOException")
    if files or whole:
        names.append("java.nio.file.Path")
    in_query = bool(request.credentials_in("query"))
    basic = any(each.password is not None for each in request.credentials)
    if in_query or basic:
        names.append("java.nio.charset.StandardCharsets")
    names += ["java.net.URLEncoder"] if in_query else []
    names += ["java.util.Base64"] if basic else []
    return _fixed(*(f"import {name};" for name in sorted(names)))


def _boundary(content: Content) -> Iterator[Line]:
    name = string(boundary_of(content))
    yield Line(code("    static final String BOUNDARY = {};", name))
    yield from _fixed("")


def _url(request: Request) -> Iterator[Line]:
    rows = [string(piece) for piece in request.url_pieces]
    mark = "&" if "?" in request.whole_url else "?"
    for credential in request.credentials_in("query"):
        name = quote(credential.name, safe="", errors="replace")
        encoded = code(
            "URLEncoder.encode({}, StandardCharsets.UTF_8)", _secret(credential)
        )
        rows.append(code("{} + {}", string(f"{mark}{name}="), encoded))
        mark = "&"
    for number, row in enumerate(rows):
        start = "                + " if number else "            .uri(URI.create("
        end = "))" if number == len(rows) - 1 else ""
        yield Line(code("{}{}{}", emit(start), row, emit(end)))


def _secret(credential: Credential) -> Code:
    """What is sent, prefix and all, taken from the environment."""
    value = code("System.getenv({})", string(credential.variable))
    if credential.password is not None:
        pair = code('{} + ":"', value)
        if credential.password:
            password = string(credential.password)
            pair = code("{} + System.getenv({})", pair, password)
        value = code(
            "Base64.getEncoder().encodeToString(({})"
            ".getBytes(StandardCharsets.UTF_8))",
            pair,
        )
    if not credential.before:
        return value
    return code("{} + {}", string(credential.before), value)


def _headers(request: Request) -> Iterator[Line]:
    for credential in request.credentials_in("header"):
        yield Line(_header(string(credential.name), _secret(credential)))
    for name, text in request.fields:
        yield Line(_header(string(name), string(text)))
    for name, text in request.headers:
        yield Line(_header(string(name), string(text)))
    if request.content and request.content.kind == "multipart":
        value = emit('"multipart/form-data; boundary=" + BOUNDARY')
        yield Line(_header(string("Content-Type"), value))


def _header(name: Code, value: Code) -> Code:
    return code("            .header({}, {})", name, value)


def _method(request: Request) -> Iterator[Line]:
    content = request.content
    own = request.method in ("POST", "PUT")
    name = (
        code(".{}(", emit(request.method))
        if own
        else code(".method({}, ", string(request.method))
    )
    if content is None:
        if request.method == "DELETE":
            yield from _fixed("            .DELETE()")
        elif request.method != "GET":
            yield Line(code("            {}{}.noBody())", name, emit(_PUBLISHERS)))
        return
    if content.kind == "json":
        start = '.ofString("""'
        yield Line(code("            {}{}{}", name, emit(_PUBLISHERS), emit(start)))
        yield from json_lines(content.tree, 16, block_line)
        yield from _fixed('                """))')
        return
    if content.kind in ("file", "text"):
        what = code('.ofFile(Path.of("example.pdf"))')
        if content.kind == "text":
            what = code(".ofString({})", string(str(content.tree)))
        yield Line(code("            {}{}{})", name, emit(_PUBLISHERS), what))
        return
    if content.kind == "form":
        start = '.ofString(String.join("&",'
        end = ")))"
        rows = [(e, _pair(e.name, str(text))) for e, text in fields_of(content)]
    else:
        start = ".concat("
        end = "))"
        rows = [(e, _part(e.name, text)) for e, text in fields_of(content)]
    yield Line(
        code("            {}{}{}", name, emit(_PUBLISHERS), emit(start)),
        comma=start.endswith(","),
        group="form" if start.endswith(",") else "",
    )
    for entry, text in rows:
        row = code("                {},", text)
        yield Line(row, entry.needs, entry.unless, comma=True, group="form")
    if content.kind == "multipart":
        last = emit(
            '                HttpRequest.BodyPublishers.ofString("--" + BOUNDARY + "--\\r\\n"),'
        )
        yield Line(last, comma=True, group="form")
    yield Line(emit(f"            {end}"))


def _pair(name: str, text: str) -> Code:
    pair = (quote(each, safe="", errors="replace") for each in (name, text))
    return string("=".join(pair))


def _part(name: str, part: str | bytes) -> Code:
    if isinstance(part, bytes):
        return code('file({}, Path.of("example.pdf"))', string(part_name(name)))
    return code("field({}, {})", string(part_name(name)), string(part))
