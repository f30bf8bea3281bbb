"""Bodies as lines of data, for languages that write objects much like JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...model.api import Json
from ..sinks import Code, code
from .lines import Line, indented
from .request import Entry, Fields, Items

_LONG = 60


class Style(NamedTuple):
    """How a language writes data.

    Attributes:
        literal: Writes plain JSON on one line.
        key: Writes a key.
        trailing: Whether a comma may stand after the last of a list.
        indent: Blanks of one step.
    """

    literal: Callable[[Json], Code]
    key: Callable[[str], Code]
    trailing: bool
    indent: str


class Conditions(NamedTuple):
    """When lines are shown; see :class:`.lines.Line`."""

    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def of(self, entry: Entry) -> Conditions:
        """Those of a key within."""
        return Conditions(self.needs + entry.needs, self.unless + entry.unless)


ALWAYS = Conditions()


def written(
    value: Json | bytes | Fields | Items,
    style: Style,
    head: Code,
    tail: Code,
    when: Conditions = ALWAYS,
    ending: str = "",
    group: str = "",
    path: str = "0",
) -> list[Line]:
    """A value, between what stands before it and after it.

    Args:
        value: The value.
        style: How the language writes it.
        head: What its first line begins with.
        tail: What its last line ends with.
        when: When it is shown.
        ending: Of its last line, see :class:`.lines.Line`.
        group: Of its last line.
        path: Tells it from all other values of the sample.
    """
    inside = _inside(value, style)
    if inside is None:
        assert not isinstance(value, bytes | Fields | Items)
        whole = code("{}{}{}", head, style.literal(value), tail)
        return [Line(whole, when.needs, when.unless, (), ending, group)]
    is_list = isinstance(value, list | Items)
    opening, closing = (code("["), code("]")) if is_list else (code("{{"), code("}}"))
    lines = [Line(code("{}{}", head, opening), when.needs, when.unless)]
    for number, entry in enumerate(inside):
        before = code("") if is_list else code("{}: ", style.key(entry.name))
        made = written(
            entry.value,
            style,
            before,
            code(",") if style.trailing else code(""),
            when.of(entry),
            "" if style.trailing else ",",
            path,
            f"{path}.{number}",
        )
        lines += indented(made, style.indent)
    last = code("{}{}", closing, tail)
    return [*lines, Line(last, when.needs, when.unless, (), ending, group)]


def _inside(value: Json | bytes | Fields | Items, style: Style) -> list[Entry] | None:
    """What stands on lines of its own; None where one line will do."""
    if isinstance(value, Fields):
        return list(value.entries)
    if isinstance(value, Items):
        return [Entry("", value.item)]
    if not isinstance(value, dict | list) or not value:
        return None
    if len(style.literal(value)) <= _LONG:
        return None
    if isinstance(value, dict):
        return [Entry(name, item) for name, item in value.items()]
    return [Entry("", item) for item in value]
