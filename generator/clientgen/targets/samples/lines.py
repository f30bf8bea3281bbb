"""A sample as lines that come and go with the keys that a reader ticks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..sinks import Code, code, emit, join

_OPENED = {"{": "}", "[": "]", "(": ")"}


class Line(NamedTuple):
    """A whole line of a sample.

    Attributes:
        code: Without its newline.
        needs: Atoms that must all be on for the line to be there.
        unless: Atoms of which none may be on.
        some: Atoms of which one at least must be on, if any are named.
        comma: The code ends in a comma, which goes when no later line of the same group
            that ends in one is there. False where the language has trailing commas.
        group: What the line's comma belongs to; empty without one.
    """

    code: Code
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    comma: bool = False
    group: str = ""


def text_of(lines: Iterable[Line], on: Collection[str]) -> Code:
    """The sample for a set of atoms.

    This says what the script of a page does when a reader ticks keys:

    1. Lines go whose needs are not all on, or that stand for something which is on.
    2. Of each group, the last line left with a comma loses it.
    3. A line that ends in an opening bracket and the next one, if it begins with the
       closing one, become one line: what is empty is ``{}``.

    Args:
        lines: All lines.
        on: The atoms that are so, as :func:`~.request.atom_text` writes them.
    """
    left = [line for line in lines if shown(line, on)]
    last = {line.group: number for number, line in enumerate(left) if line.comma}
    found: list[Code] = []
    for number, line in enumerate(left):
        text = line.code
        if line.comma and last[line.group] == number:
            text = emit(text[:-1])
        closing = _OPENED.get(found[-1][-1:]) if found else None
        if closing and text.lstrip(" ").startswith(closing):
            found[-1] = code("{}{}", found[-1], emit(text.lstrip(" ")))
        else:
            found.append(text)
    return join("\n", found)


def shown(line: Line, on: Collection[str]) -> bool:
    """Whether a line is there for a set of atoms."""
    if line.some and not any(atom in on for atom in line.some):
        return False
    return all(atom in on for atom in line.needs) and not any(
        atom in on for atom in line.unless
    )
