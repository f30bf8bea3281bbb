"""Words of a POSIX shell."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from .safe_text import HIDDEN, Code, SinkError, emit

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_IN_QUOTES = re.compile(r"[A-Za-z0-9 :=_.-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def word(text: str) -> Code:
    """One word that means the text itself.

    Raises:
        SinkError: The text holds what a reader cannot see.
    """
    if HIDDEN.search(text):
        raise SinkError(f"{text!r} cannot be shown as a word of a shell")
    if _PLAIN.fullmatch(text):
        return emit(text)
    inner = text.replace("'", "'\\''")
    return emit(f"'{inner}'")


def url(text: str) -> Code:
    """A URL that is percent-encoded already, as one word."""
    return word(quote(text, safe="/:?#[]@!$&'()*+,;=%~-._", errors="replace"))


def pair(name: str, value: str) -> Code:
    """An option that sends one name and value, encoded as in a form.

    The name is encoded here, or its ``@`` would mean a file to curl. So is a value with
    what a reader cannot see.
    """
    encoded = quote(name, safe="[]:", errors="replace")
    if HIDDEN.search(value):
        hidden = word(f"{encoded}={quote(value, errors='replace')}")
        return emit(f"--data {hidden}")
    shown = word(f"{encoded}={value}")
    return emit(f"--data-urlencode {shown}")


def before_variable(text: str, name: str) -> Code:
    """One word: a text, and after it the value of an environment variable.

    Raises:
        SinkError: It is no name of one.
    """
    if not _VARIABLE.fullmatch(name):
        raise SinkError(f"{name!r} is no name of an environment variable")
    if _IN_QUOTES.fullmatch(text):
        return emit(f'"{text}${name}"')
    return emit(f'{word(text)}"${name}"')


def json_inside(value: object) -> Code:
    """JSON on one line, for between single quotes."""
    try:
        return emit(json.dumps(value, allow_nan=False).replace("'", "\\u0027"))
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None
