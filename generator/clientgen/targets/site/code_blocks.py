"""Code on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..sinks import Code, join
from ..sinks.highlight import highlighted


class SampleView(NamedTuple):
    """A call in one language.

    Attributes:
        name: The language, for people.
        slug: The same, for scripts.
        block: The lines.
    """

    name: Code
    slug: Code
    block: Code


def block(lines: Iterable[str], language: str) -> Code:
    """Lines of code, highlighted."""
    return join("\n", (highlighted(line, language) for line in lines))
