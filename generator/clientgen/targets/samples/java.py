"""One call in Java, with java.net.http: a file that runs with ``java Main.java``."""

from __future__ import annotations

from urllib.parse import quote_plus, urlencode

from ..sinks import Code, code
from ..sinks.java import json_inside, string
from .data import Style, written
from .lines import Line, indented, plain
from .request import Entry, Fields, Request, text_of

_STYLE = Style(json_inside, json_inside, trailing=False, indent="  ")
_BOUNDARY = "example-boundary"


def lines(request: Request) -> list[Line]:
    """The call. The secret is taken from the environment."""
    imports = [
        "java.net.URI",
        "java.net.http.HttpClient",
        "java.net.http.HttpRequest",
        "java.net.http.HttpResponse",
    ]
    in_query = request.credential is not None and request.credential.place == "query"
    if in_query:
        imports += ["java.net.URLEncoder", "java.nio.charset.StandardCharsets"]
    if request.answer == "bytes":
        imports.append("java.nio.file.Path")
    if request.kind == "form":
        imports.append("java.util.StringJoiner")
    made = plain(*(code("import {};", code(name)) for name in sorted(imports)))
    made += plain(
        code(""),
        code("public class Main {{"),
        code("    public static void main(String[] args) throws Exception {{"),
    )
    made += indented([*_body(request), *_call(request, in_query)], " " * 8)
    return made + plain(code("    }}"), code("}}"))


def _body(request: Request) -> list[Line]:
    if request.kind == "json":
        assert not isinstance(request.body, bytes)
        text = written(request.body, _STYLE, code(""), code(""))
        return [
            *plain(code('var body = """')),
            *indented(text, " " * 4),
            *plain(code('    """;')),
        ]
    entries = request.body.entries if isinstance(request.body, Fields) else ()
    if request.kind == "form":
        return [
            *plain(code('var body = new StringJoiner("&");')),
            *(_line(entry, code("body.add({});", _pair(entry))) for entry in entries),
        ]
    if request.kind == "multipart":
        return [
            *plain(code("var body = new StringBuilder();")),
            *(
                _line(entry, code("body.append({});", _part(entry)))
                for entry in entries
            ),
            *plain(code("body.append({});", string(f"--{_BOUNDARY}--\r\n"))),
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


def _call(request: Request, in_query: bool) -> list[Line]:
    url = request.url
    if request.query:
        url = f"{url}?{urlencode(request.query, errors='replace')}"
    target = string(url)
    credential = request.credential
    if credential and in_query:
        target = string(f"{url}{'&' if request.query else '?'}{credential.name}=")
        target = code(
            "{} + URLEncoder.encode(System.getenv({}), StandardCharsets.UTF_8)",
            target,
            string(credential.env),
        )
    made = plain(code("var request = HttpRequest.newBuilder(URI.create({}))", target))
    options: list[Code] = []
    if credential and not in_query:
        secret = code("System.getenv({})", string(credential.env))
        if credential.before:
            secret = code("{} + {}", string(credential.before), secret)
        options.append(code(".header({}, {})", string(credential.name), secret))
    types = {
        "json": "application/json",
        "form": "application/x-www-form-urlencoded",
        "multipart": f"multipart/form-data; boundary={_BOUNDARY}",
    }
    if request.kind:
        options.append(code('.header("Content-Type", {})', string(types[request.kind])))
    publisher = code("HttpRequest.BodyPublishers.noBody()")
    if request.kind:
        text = code("body") if request.kind == "json" else code("body.toString()")
        publisher = code("HttpRequest.BodyPublishers.ofString({})", text)
    if request.method == "GET" and not request.kind:
        options.append(code(".GET()"))
    else:
        options.append(code(".method({}, {})", string(request.method), publisher))
    options.append(code(".build();"))
    made += indented(plain(*options), "    ")
    handler = code("HttpResponse.BodyHandlers.ofString()")
    if request.answer == "bytes":
        handler = code('HttpResponse.BodyHandlers.ofFile(Path.of("answer.bin"))')
    return made + plain(
        code("var response = HttpClient.newHttpClient().send(request, {});", handler),
        code("System.out.println(response.statusCode());"),
        code("System.out.println(response.body());"),
    )
