"""What a target makes: files, in memory."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["python", "markdown", "json", "toml", "yaml", "text"]


class OutputFile(NamedTuple):
    """One generated file.

    Attributes:
        path: Below the output folder, with ``/``.
        text: Its content, ``\\n`` at every line's end.
        language: Python text is formatted before it is written.
        formatted: The text is final: written as it stands.
    """

    path: str
    text: str
    language: Language
    formatted: bool = False
