"""The POSIX shell: words of a command."""

from __future__ import annotations

import re

from .quoting import UNSEEN
from .safe_text import HIDDEN, Code, SinkError, emit

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
# Newlines are data in single quotes; a command's output would lose them at its end.
_UNSEEN_RUN = re.compile(f"(?:(?!\n){UNSEEN.pattern})+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def word(text: str) -> Code:
    """One word that stands for exactly this text.

    What cannot be seen is printed by ``printf``. Half of a surrogate pair, of which no bytes
    could be made, becomes a question mark.

    Raises:
        SinkError: There is a NUL, which no word can hold.
    """
    if "\0" in text:
        raise SinkError(f"{text!r} has a NUL, and no word of a shell can")
    if _PLAIN.fullmatch(text):
        return emit(text)
    pieces = []
    start = 0
    for run in _UNSEEN_RUN.finditer(text):
        pieces += [_quoted(text[start : run.start()]), _printed(run[0])]
        start = run.end()
    pieces.append(_quoted(text[start:]))
    return emit("".join(pieces) or "''")


def quoted_line(text: str) -> Code:
    """A line between single quotes that stand elsewhere.

    Raises:
        SinkError: Something in it cannot be seen.
    """
    if HIDDEN.search(text):
        raise SinkError(f"{text!r} is no line of a shell's text")
    return emit(text.replace("'", "'\\''"))


def variable(name: str) -> Code:
    """A variable of the environment, for use between double quotes.

    Raises:
        SinkError: The name is none.
    """
    if not _VARIABLE.fullmatch(name):
        raise SinkError(f"{name!r} is no variable's name")
    return emit(f"${name}")


def _quoted(text: str) -> str:
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'" if text else ""


def _printed(text: str) -> str:
    octal = "".join(f"\\{byte:03o}" for byte in text.encode("utf-8", "replace"))
    return f"\"$(printf '{octal}')\""
