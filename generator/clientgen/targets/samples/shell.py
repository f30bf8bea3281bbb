"""A request for a shell: curl."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ..sinks import Code, SinkError, code, emit
from ..sinks.quoting import UNSEEN
from ..sinks.shell import quoted_line, variable, word
from .json_lines import json_lines
from .lines import Line
from .request import Content, Credential, Request, fields_of

_PLAIN = re.compile("[A-Za-z0-9-]+")
_CALM = re.compile("[A-Za-z0-9 ;=_.-]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def shell_lines(request: Request) -> tuple[Line, ...]:
    """The request as one command. The credential is taken from the environment.

    Keys of forms come and go, and what stands last has no backslash behind it; so
    something else stands last.
    """
    in_url = request.method == "GET" and request.content is None
    first = [code("curl")]
    if in_url and (request.query or _in_query(request)):
        first.append(code("-G"))
    elif not in_url:
        first.append(code("-X {}", word(request.method)))
    url = word(request.url if in_url else request.whole_url)
    fixed: list[Line] = []
    if request.answer == "bytes":
        fixed.append(Line(code("--output answer")))
    fixed += [Line(_credential(each, in_url)) for each in request.credentials]
    fixed += [Line(_field(name, text)) for name, text in request.fields]
    if in_url:
        fixed += [Line(_pair(name, text)) for name, text in request.query]
    content = request.content
    if content is None or content.kind in ("json", "text", "file"):
        head = [Line(code("{} {}", _words(first), url))]
        pieces = [head, *([line] for line in fixed), *_whole(content, request)]
        return _commands(pieces)
    parts = [[line] for line in _form(content)]
    if fixed:
        start = Line(code("{} {}", _words(first), url))
        return _commands([[start], *parts, *([line] for line in fixed)])
    return _commands([[Line(_words(first))], *parts, [Line(url)]])


def _words(words: list[Code]) -> Code:
    return emit(" ".join(words))


def _commands(pieces: list[list[Line]]) -> tuple[Line, ...]:
    """Arguments of a command, each of a line or more, under one another."""
    found: list[Line] = []
    for number, piece in enumerate(pieces):
        margin = code("  ") if number else code("")
        piece[0] = piece[0]._replace(code=code("{}{}", margin, piece[0].code))
        if number < len(pieces) - 1:
            piece[-1] = piece[-1]._replace(code=code("{} \\", piece[-1].code))
        found += piece
    return tuple(found)


def _in_query(request: Request) -> bool:
    return bool(request.credentials_in("query"))


def _credential(credential: Credential, in_url: bool) -> Code:
    value = variable(credential.variable)
    if credential.password is not None:
        password = variable(credential.password) if credential.password else emit("")
        return code('-u "{}:{}"', value, password)
    if credential.place == "query":
        option = code("--data-urlencode" if in_url else "--url-query")
        name = f"{_name(credential.name)}={quote(credential.before, safe='')}"
        return code('{} {}"{}"', option, word(name), value)
    if not _TOKEN.fullmatch(credential.name):
        raise SinkError(f"{credential.name!r} is no name of a header")
    before = f"{credential.name}: {credential.before}"
    if _PLAIN.fullmatch(credential.name) and _CALM.fullmatch(credential.before):
        return code('-H "{}{}"', emit(before), value)
    return code('-H {}"{}"', word(before), value)


def _field(name: str, text: str) -> Code:
    if not _TOKEN.fullmatch(name):
        raise SinkError(f"{name!r} is no name of a header")
    # An empty header has a semicolon: with a colon alone, curl would leave it out.
    return code("-H {}", word(f"{name}: {text}" if text else f"{name};"))


def _name(name: str) -> str:
    """A name, encoded: curl encodes values only, and an @ in a name would mean a file."""
    return quote(name, safe="[]:", errors="replace")


def _pair(name: str, text: str) -> Code:
    """A pair of a query or a form. What cannot be seen is encoded here, not by curl."""
    if UNSEEN.search(text):
        encoded = quote(text, safe="", errors="replace")
        return code(
            "--data {}", word(f"{quote(name, safe='', errors='replace')}={encoded}")
        )
    return code("--data-urlencode {}", word(f"{_name(name)}={text}"))


def _whole(content: Content | None, request: Request) -> Iterator[list[Line]]:
    if content is None:
        return
    for name, text in request.headers:
        yield [Line(code("-H {}", word(f"{name}: {text}")))]
    if content.kind == "file":
        yield [Line(code("--data-binary @example.pdf"))]
        return
    if content.kind == "text":
        yield [Line(code("--data-raw {}", word(str(content.tree))))]
        return
    lines = list(json_lines(content.tree, 2, quoted_line))
    lines[0] = lines[0]._replace(
        code=code("--data-raw '{}", emit(lines[0].code.lstrip(" ")))
    )
    lines[-1] = lines[-1]._replace(code=code("{}'", lines[-1].code))
    yield lines


def _form(content: Content) -> Iterator[Line]:
    for entry, text in fields_of(content):
        # No word holds a NUL; no API takes one in a form's texts, either.
        name = entry.name.replace("\0", "\ufffd")
        if isinstance(text, bytes):
            written = code("-F {}", word(f"{name}=@example.pdf"))
        elif content.kind == "multipart":
            value = text.replace("\0", "\ufffd")
            written = code("--form-string {}", word(f"{name}={value}"))
        else:
            written = _pair(entry.name, text)
        yield Line(written, entry.needs, entry.unless)
