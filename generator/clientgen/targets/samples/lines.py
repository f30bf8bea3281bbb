"""Samples as lines that come and go with the keys that are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ..sinks import Code, code, join


class Line(NamedTuple):
    """A line of a sample.

    Attributes:
        code: The line, without an end.
        needs: Atoms that must all be so for it to be shown; see :mod:`.request`.
        unless: Atoms of which none may be so.
        some: Atoms of which one must be so, if there are any here.
        ending: What goes when this is the last line shown of its group, such as a comma.
        group: Lines of one group stand in one list.
    """

    code: Code
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    ending: str = ""
    group: str = ""


def is_shown(line: Line, atoms: Collection[str]) -> bool:
    """Whether a line is part of the sample for these atoms."""
    return (
        all(atom in atoms for atom in line.needs)
        and not any(atom in atoms for atom in line.unless)
        and (not line.some or any(atom in atoms for atom in line.some))
    )


def last_of_groups(lines: Sequence[Line], atoms: Collection[str]) -> set[int]:
    """Numbers of the lines that lose their ending."""
    last: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.ending and is_shown(line, atoms):
            last[line.group] = number
    return set(last.values())


def text_of(lines: Sequence[Line], atoms: Collection[str]) -> Code:
    """The sample for some atoms, as one text."""
    return join("\n", _shown(lines, atoms))


def _shown(lines: Sequence[Line], atoms: Collection[str]) -> Iterator[Code]:
    last = last_of_groups(lines, atoms)
    for number, line in enumerate(lines):
        if is_shown(line, atoms):
            ending = "" if number in last else line.ending
            yield code("{}{}", line.code, code(ending))


def plain(*codes: Code) -> list[Line]:
    """Lines that are always there."""
    return [Line(each) for each in codes]


def indented(lines: Sequence[Line], by: str) -> list[Line]:
    """The same lines further to the right."""
    return [
        line._replace(
            code=code("{}{}", code(by), line.code) if line.code else line.code
        )
        for line in lines
    ]
