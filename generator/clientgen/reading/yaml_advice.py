"""Text that is no YAML: what a person did there, and what to do.

Parsers say where they gave up and in which state they were. The mistake is often before that
place, and nobody who writes a spec knows the states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_MARKER = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?\Z|={7}\Z")
_KEY = re.compile(r"\s*(?:- +)*[\"']?[^\s\"'#:{}\[\],][^:#\"']*?[\"']?:(?:\s|\Z)")
_TAB = re.compile(r" *\t")
_APOSTROPHE = re.compile(r"(?:: |- |[\[,] *)('(?:[^']|'')*')(?=[^\s,\]}#:])")
_AFTER_QUOTES = re.compile(
    r"(?:: |- )(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*') *(?=[^\s,\]}#:])"
)

_LONGEST = 2000
_QUOTES = "put the whole text in quotes"


class Mistake(NamedTuple):
    """Where it is, both from 1, and what is to be said of it."""

    line: int
    column: int
    message: str


class Place(NamedTuple):
    """Where a parser is, both from 1."""

    line: int
    column: int


def conflict(text: str) -> tuple[int, str] | None:
    """The offset and the words of a merge that nobody finished, if there is one."""
    found = _CONFLICT.search(text)
    if found is None:
        return None
    end = re.compile(r"^>{7}(?: .*)?$", re.MULTILINE).search(text, found.end())
    until = ""
    if end:
        lines = text.count("\n", 0, end.start()) + 1
        until = f" and ends in line {lines}"
    return (
        found.start(),
        f"a conflict of a merge begins here{until}; keep what is right of both sides, and "
        "remove the lines with <<<<<<<, ======= and >>>>>>>",
    )


def explain(
    lines: Sequence[str], problem: str, place: Place, context: str, start: Place | None
) -> Mistake:
    """Say what a person did.

    Args:
        lines: Of the file, without their ends.
        problem: What the parser met.
        place: Where it met it.
        context: What the parser was reading.
        start: Where that begins.
    """
    line = _line(lines, place.line)
    for number in range(max(place.line - 2, 1), place.line + 1):
        if _MARKER.match(_line(lines, number)):
            return Mistake(
                number,
                1,
                "a line that a merge left behind; remove it, and keep what is right",
            )
    tab = _tab(lines, place)
    if tab:
        return tab
    if "block scalar" in context:
        return _at(
            place,
            f"after | or > at the end of a key's line the text begins on the next line; else {_QUOTES}",
        )
    if "quoted scalar" in context:
        return _in_quotes(lines, problem, place, start)
    if "alias" in context or "anchor" in context:
        mark = "*" if "alias" in context else "&"
        return Mistake(*(start or place), f"{_QUOTES} when it begins with {mark}")
    if "tag" in context:
        return Mistake(*(start or place), f"{_QUOTES} when it begins with !")
    if "directive" in context or "directive" in problem:
        return _at(place, f"{_QUOTES} when it begins with %")
    if "cannot start any token" in problem:
        return _at(
            place,
            f"{_QUOTES} when it begins with {line[place.column - 1 : place.column]}",
        )
    if "could not find expected ':'" in problem:
        return _no_colon(lines, start or place)
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, place)
    if "flow" in context:
        return _in_brackets(lines, context, place, start)
    if "sequence entries are not allowed" in problem:
        return _at(
            place,
            "a list with dashes begins on a line of its own, or is written [a, b]",
        )
    if found := _APOSTROPHE.search(line):
        return Mistake(
            place.line,
            found.start(1) + 1,
            "the text in single quotes ends at its apostrophe; write '' for it, or use double "
            "quotes around the text",
        )
    if found := _AFTER_QUOTES.search(line):
        return Mistake(
            place.line,
            found.end() + 1,
            f"text goes on after the closing quote; {_QUOTES}, or none of it",
        )
    if re.match(r"\s*[\]}]", line[place.column - 1 :]):
        return _at(place, f"this {line[place.column - 1]} closes nothing; remove it")
    if "block collection" in context and start:
        return _at(
            place,
            f"the list of line {start.line} has an item in each line that begins with a dash; "
            "begin this one with a dash, or indent it as what it belongs to",
        )
    if "block mapping" in context and start:
        return _indentation(lines, place, start)
    return _at(
        place,
        f"{problem or 'a mistake'}; look for a quote, a bracket or an indentation that is wrong",
    )


def _at(place: Place, message: str) -> Mistake:
    return Mistake(place.line, place.column, message)


def _line(lines: Sequence[str], number: int) -> str:
    # Of a very long line, people look at the beginning; and patterns would take long.
    return lines[number - 1][:_LONGEST] if 0 < number <= len(lines) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _tab(lines: Sequence[str], place: Place) -> Mistake | None:
    for number in (place.line, place.line - 1):
        line = _line(lines, number)
        if found := _TAB.match(line):
            return Mistake(number, found.end(), "a tab; indent with spaces")
        if number == place.line and line[place.column - 1 : place.column] == "\t":
            return _at(place, "a tab; indent with spaces")
    return None


def _in_quotes(
    lines: Sequence[str], problem: str, place: Place, start: Place | None
) -> Mistake:
    if "escape" in problem:
        if _line(lines, place.line)[place.column - 2 : place.column - 1] == "\\":
            place = Place(place.line, place.column - 1)  # where one of the parsers is
        return _at(
            place,
            "in double quotes a backslash begins an escape; write \\\\ for a backslash, or use "
            "single quotes",
        )
    if start:
        return Mistake(
            *start,
            "the quote that opens here is not closed; close it at the end of the text",
        )
    return _at(place, "a quote is not closed")


def _no_colon(lines: Sequence[str], start: Place) -> Mistake:
    """A line without a colon, as the parser learns in the next one."""
    line = _line(lines, start.line)
    text = line[start.column - 1 :].strip()
    if found := re.match(r"([\w$.-]+):(\S.*)", text):
        return Mistake(
            start.line,
            start.column + len(found[1]),
            f"put a space after the colon: {found[1]}: {found[2]}"[:200],
        )
    if found := re.match(r"([\w$.-]+)\s*=\s*(.*)", text):
        return Mistake(
            *start, f"a key is followed by a colon: {found[1]}: {found[2]}"[:200]
        )
    if found := re.match(r"([\w$.-]+)\s+(\S.*)", text):
        return Mistake(
            *start, f"a colon is missing after the key: {found[1]}: {found[2]}"[:200]
        )
    return Mistake(*start, f"a colon is missing after the key: {text}:"[:200])


def _second_colon(lines: Sequence[str], place: Place) -> Mistake:
    """A colon where the text of a value goes on, in the same line or from one above."""
    line = _line(lines, place.line)
    first = _KEY.match(line)
    if first and first.end() < place.column:
        value = line[first.end() :].strip()
        if "'" not in value and len(value) < 60:
            return _at(
                place, f"a value with a colon in it; put it in quotes: '{value}'"
            )
        return _at(place, f"a value with a colon in it; {_QUOTES}")
    if place.line == 1:
        return _at(place, f"a colon where none can be; {_QUOTES}")
    number = place.line - 1
    while number > 1 and _line(lines, number).strip()[:1] in ("", "#"):
        number -= 1
    above = _line(lines, number)
    if _KEY.match(above) and _indent(line) > _indent(above):
        return Mistake(
            place.line,
            _indent(line) + 1,
            f"this line is indented deeper than line {number}, as if it went on with its "
            "text; indent both alike",
        )
    return _no_colon(lines, Place(number, _indent(above) + 1))


def _in_brackets(
    lines: Sequence[str], context: str, place: Place, start: Place | None
) -> Mistake:
    opening = "[" if "sequence" in context else "{"
    closing = "]" if opening == "[" else "}"
    line = _line(lines, place.line)
    if found := _APOSTROPHE.search(line):
        return Mistake(
            place.line,
            found.start(1) + 1,
            "the text in single quotes ends at its apostrophe; write '' for it, or use double "
            "quotes around the text",
        )
    here = line[place.column - 1 : place.column]
    number = min(place.line, len(lines))  # or the file ends there
    if not here and (left := _left_open(_line(lines, number))):
        column, opening = left
        closing = "]" if opening == "[" else "}"
        return Mistake(
            number,
            column,
            f"the {opening} that opens here is not closed; add {closing}",
        )
    if start and place.line > start.line:
        return Mistake(
            *start, f"the {opening} that opens here is not closed; add {closing}"
        )
    if here and here in "[{":
        return _at(
            place,
            f"text with {here} in it goes in quotes here; or a comma is missing before it",
        )
    if here and here in "]}" and here != closing:
        return _at(
            place,
            f"{closing} closes the {opening} of column {start.column if start else 1}; write it instead of {here}",
        )
    return _at(
        place,
        f"between {opening} and {closing} a comma is missing, or text with a special "
        "character is not in quotes",
    )


def _left_open(line: str) -> tuple[int, str] | None:
    """The column, from 1, and the bracket that a line opens last and does not close."""
    left: list[tuple[int, str]] = []
    for column, letter in enumerate(line, 1):
        if letter in "[{":
            left.append((column, letter))
        elif letter in "]}" and left:
            left.pop()
    return left[-1] if left else None


def _indentation(lines: Sequence[str], place: Place, start: Place) -> Mistake:
    line = _line(lines, place.line)
    indent = _indent(line)
    if line.strip().startswith("- "):
        return _at(
            place,
            f"a dash begins an item of a list, and line {start.line} began a mapping at this "
            "depth; indent the list below its key",
        )
    return _at(
        place,
        f"this line is indented by {indent}, and the keys from line {start.line} on by "
        f"{start.column - 1}; indent what belongs together alike",
    )
