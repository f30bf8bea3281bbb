"""Code on a page: samples whose lines come and go with the keys that are given, and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..samples.lines import Line, shown
from ..samples.writers import Sample
from ..sinks import Code, code, join
from ..sinks.highlight import highlighted
from ..sinks.html import attribute, text


class SampleView(NamedTuple):
    """A call in one language.

    Attributes:
        name: The language, for people.
        slug: The same, for scripts.
        block: The lines.
        in_node: Whether Node runs it, but no browser as it stands.
    """

    name: Code
    slug: Code
    block: Code
    in_node: bool


def block(lines: Iterable[str], language: str) -> Code:
    """Lines of code, highlighted."""
    return join("\n", (highlighted(line, language) for line in lines))


def atoms_in(samples: Iterable[Sample]) -> list[str]:
    """All atoms that some line depends on, in order of appearance."""
    found: dict[str, None] = {}
    for sample in samples:
        for line in sample.lines:
            found.update(dict.fromkeys((*line.needs, *line.unless, *line.some)))
    return list(found)


def sample_view(sample: Sample, numbers: Mapping[str, int]) -> SampleView:
    """A sample, its lines marked with the numbers of the atoms that they depend on."""
    last: dict[str, int] = {}
    for number, line in enumerate(sample.lines):
        if line.comma and shown(line, sample.on):
            last[line.group] = number
    groups: dict[str, int] = {}
    lines = (
        _line(
            line,
            sample,
            numbers,
            groups.setdefault(line.group, len(groups)),
            is_last=number == last.get(line.group),
        )
        for number, line in enumerate(sample.lines)
    )
    return SampleView(
        text(sample.name),
        attribute(sample.slug),
        join("", lines),
        sample.slug == "javascript",
    )


def _line(
    line: Line,
    sample: Sample,
    numbers: Mapping[str, int],
    group: int,
    *,
    is_last: bool,
) -> Code:
    marks = [
        *_mark("n", line.needs, numbers),
        *_mark("u", line.unless, numbers),
        *_mark("s", line.some, numbers),
    ]
    if line.comma:
        words = highlighted(line.code.removesuffix(","), sample.language)
        hidden = code(" hidden") if is_last else code("")
        words = code("{}<i{}>,</i>", words, hidden)
        marks.append(code(" data-g={}", text(str(group))))
    else:
        words = highlighted(line.code, sample.language)
    if not marks:
        return code("{}\n", words)
    hidden = code("") if shown(line, sample.on) else code(" hidden")
    return code("<span{}{}>{}\n</span>", join("", marks), hidden, words)


def _mark(name: str, atoms: Sequence[str], numbers: Mapping[str, int]) -> list[Code]:
    if not atoms:
        return []
    words = [str(numbers[atom]) for atom in atoms]
    if len(words) == 1:  # no quotes: a page has hundreds of these
        return [code(" data-{}={}", text(name), text(words[0]))]
    return [code(' data-{}="{}"', text(name), attribute(" ".join(words)))]
