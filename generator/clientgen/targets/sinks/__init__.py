"""The only ways out: how text from a spec may enter generated text. A module a language.

The law: a template prints values of type :class:`Code`, and integers, and nothing else; any
other value makes rendering fail. Only the functions of this package make a ``Code``, each
for one place: a Python literal, a docstring, a JSON text, a file name, a cell of a Markdown
table. Whatever a spec says, a sink gives text that is inert at its place, or raises
:class:`SinkError`.
"""

from __future__ import annotations

from .files import file_stem
from .json import json_text
from .python import comment, docstring, dotted, identifier, literal
from .safe_text import HIDDEN, Code, SinkError, code, emit, join, printable
from .toml import toml_string

__all__ = [
    "HIDDEN",
    "Code",
    "SinkError",
    "code",
    "comment",
    "docstring",
    "dotted",
    "emit",
    "file_stem",
    "identifier",
    "join",
    "json_text",
    "literal",
    "printable",
    "toml_string",
]
