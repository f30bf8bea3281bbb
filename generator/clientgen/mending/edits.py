"""From the words of a finding to the edit that they advise, where they name the very text.

Findings say what to write instead in a few forms of words, and quote what stands there. Only
what is unambiguous becomes an edit; whether it is right is found out by reading the result.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..reading import Finding
from ..reading.findings import slips

_QUOTED = r"'((?:[^'\\]|\\.)+)'"
# A word, a path, a list, a map or a choice of types: all that is written as one value.
_VALUE = r"(/?[\w./{}-]+!?|\[[^\]]*\]+|\{string: [^}]+\}+|key -> \w+|[\w\[\]]+(?: \| [\w\[\]]+)+)"
_MEANT = re.compile(rf"; did you mean {_QUOTED}\?\Z")
_WRITE = re.compile(
    rf"; write {_VALUE}(?:\Z| without quotes\Z|: what is not marked|, such as )"
)
_THERE = re.compile(rf"(?:the key |found |\A){_QUOTED}")
_KEY_LIKE = re.compile(r"[a-z][a-z_]*\Z")
_IN_QUOTES = re.compile(r"put it in quotes: '(.+)'\Z")
_SPACE = re.compile(r"put a space after the colon: ([^:]+): (.+)\Z")
_COLON = re.compile(r"a colon is missing after the key: ([^:]+): (.+)\Z")
_ONE_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")


class Edit(NamedTuple):
    """Characters of a line that others replace.

    Attributes:
        line: From 0.
        start: The first character, from 0.
        end: The one after the last.
        old: What stands there.
        new: What is to stand there.
    """

    line: int
    start: int
    end: int
    old: str
    new: str


def edit_of(finding: Finding, lines: list[str]) -> Edit | None:
    """The edit that a finding advises.

    Args:
        finding: Of the file.
        lines: Of the file, without their ends.
    """
    number = finding.position.line - 1
    if not 0 <= number < len(lines):
        return None
    line, message = lines[number], finding.message
    if finding.code == "yaml-syntax":
        return _of_syntax(number, line, message)
    new = _advised(finding)
    there = _THERE.search(message)
    if not new or there is None:
        return None
    old = there[1]
    start = finding.position.column - 1
    whole = _ONE_QUOTED.match(line, start)
    if whole and (" without quotes" in message or new[0] == "["):
        if whole[0][1:-1] != old:
            return None
        return Edit(number, start, whole.end(), whole[0], new)
    end = whole.end() if whole else len(line)
    places = [
        found.start()
        for found in re.finditer(
            (
                rf"(?<![\w.]){re.escape(old)}(?![\w.])"
                if old[-1:].isalnum()
                else re.escape(old)
            ),
            line[:end],
        )
        if found.start() >= start
    ]
    if not places or (places[0] > start + 1 and len(places) > 1):
        return None  # not there, or no telling which of them
    return Edit(number, places[0], places[0] + len(old), old, new)


def _advised(finding: Finding) -> str:
    message = finding.message
    if found := _MEANT.search(message):
        there = _THERE.search(message)
        near = slips(there[1].casefold(), found[1].casefold()) if there else 2
        return found[1] if near < 2 else ""  # further away it is a guess
    found = _WRITE.search(message)
    if found is None:
        return ""
    if message[found.end(1) :].startswith(", such as "):
        # Beside an example it is another key, or something that is to be thought about.
        keys = finding.code == "unknown-key" and _KEY_LIKE.match(found[1])
        return found[1] if keys else ""
    return found[1]


def _of_syntax(number: int, line: str, message: str) -> Edit | None:
    if found := _IN_QUOTES.search(message):
        old, new = found[1], f"'{found[1]}'"
    elif found := _SPACE.search(message):
        old, new = f"{found[1]}:{found[2]}", f"{found[1]}: {found[2]}"
    elif found := _COLON.search(message):
        there = re.search(rf"{re.escape(found[1])}\s*=?\s*{re.escape(found[2])}", line)
        if there is None:
            return None
        old, new = there[0], f"{found[1]}: {found[2]}"
    else:
        return None
    start = line.find(old)
    if start < 0 or line.count(old) != 1:
        return None
    return Edit(number, start, start + len(old), old, new)
