"""One call for a shell, with curl."""

from __future__ import annotations

from urllib.parse import urlencode

from ..sinks import Code, code, shell
from .data import Style, written
from .lines import Line
from .request import Credential, Entry, Fields, Request, text_of

_STYLE = Style(shell.json_inside, shell.json_inside, trailing=False, indent="  ")
_GOES_ON = " \\"


def lines(request: Request) -> list[Line]:
    """The call. The secret is taken from the environment."""
    get = request.method == "GET"
    words = code("curl -G") if get and request.query else code("curl")
    if not get:
        words = code("curl -X {}", shell.word(request.method))
    first = code("{} {}", words, shell.url(_with_query(request, get)))
    options = _credential(request.credential)
    if get:
        options += [shell.pair(name, value) for name, value in request.query]
    if request.kind == "json":
        options.append(code("-H 'Content-Type: application/json'"))
    made = [_option(first, "", request.kind == "json")]
    made += [_option(option, "  ", request.kind == "json") for option in options]
    if request.kind == "json":
        assert not isinstance(request.body, bytes)
        data = written(request.body, _STYLE, code("--data-raw '"), code("'"))
        made += [line._replace(code=code("  {}", line.code)) for line in data]
    elif isinstance(request.body, Fields):
        made += [_field(entry, request.kind) for entry in request.body.entries]
    return made


def _with_query(request: Request, get: bool) -> str:
    if get or not request.query:
        return request.url
    return f"{request.url}?{urlencode(request.query, errors='replace')}"


def _option(words: Code, margin: str, always: bool) -> Line:
    """A line that goes on, always or as long as it is not the last."""
    shown = code("{}{}", code(margin), words)
    if always:
        return Line(code("{}{}", shown, code(_GOES_ON)))
    return Line(shown, ending=_GOES_ON)


def _credential(credential: Credential | None) -> list[Code]:
    if credential is None:
        return []
    if credential.place == "header":
        text = f"{credential.name}: {credential.before}"
        return [code("-H {}", shell.before_variable(text, credential.env))]
    text = f"{credential.name}="
    return [code("--url-query {}", shell.before_variable(text, credential.env))]


def _field(entry: Entry, kind: str) -> Line:
    if isinstance(entry.value, bytes):
        words = code("-F {}", shell.word(f"{entry.name}=@example.pdf"))
    elif kind == "multipart":
        assert not isinstance(entry.value, Fields | tuple)
        value = text_of(entry.value)
        words = code("--form-string {}", shell.word(f"{entry.name}={value}"))
    else:
        assert not isinstance(entry.value, Fields | tuple)
        words = shell.pair(entry.name, text_of(entry.value))
    return Line(code("  {}", words), entry.needs, entry.unless, ending=_GOES_ON)
