"""The first line of each file of a spec, which tells editors the grammar."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from ..model.position import Position
from .files import shown
from .findings import Report, quoted

FOLDER = "grammar"
"""In a spec's folder: where ``clientgen grammar`` puts copies of the grammar."""

GRAMMAR_OF = {
    "api.yaml": "api",
    "schemas/*.yaml": "schemas",
    "resources/*.yaml": "resource",
}
"""Which grammar is for which files."""

_LINE = re.compile(r"#\s*yaml-language-server:\s*\$schema=(\S+)\s*\Z")


def editor_line(name: str) -> str:
    """The line to begin a file with, when copies of the grammar are beside the spec.

    Args:
        name: Such as ``resources/order.yaml``, or a key of :data:`GRAMMAR_OF`.
    """
    up = "../" if "/" in name else ""
    return f"# yaml-language-server: $schema={up}{FOLDER}/{_grammar(name)}"


def _grammar(name: str) -> str:
    folder, slash, _ = name.rpartition("/")
    return f"{GRAMMAR_OF[f'{folder}/*.yaml' if slash else name]}.schema.json"


def check_editor_line(spec: Path, name: str, data: bytes, report: Report) -> None:
    """Report a file whose first line does not lead editors to its grammar.

    Args:
        spec: The spec's folder.
        name: The file's path below it.
        data: The file's bytes.
        report: Takes the finding.
    """
    path = shown(spec, name)
    first = (
        data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode(errors="replace")
    )
    grammar = _grammar(name)
    found = _LINE.match(first)
    copying = f"run 'clientgen grammar {shlex.quote(shown(spec, ''))}' and begin with "
    line = f"'{editor_line(name)}'"
    if not found:
        report.warning(
            Position(path, 1, 1),
            "editor-line",
            f"the first line does not tell editors the grammar; {copying}{line}",
        )
        return
    target = found[1]
    if target.startswith(("https://", "http://")):
        right = target.endswith(f"/{grammar}")
    else:
        place = os.path.join(os.path.dirname(os.path.join(spec, name)), target)
        right = os.path.basename(target) == grammar and os.path.isfile(place)
    if not right:
        report.warning(
            Position(path, 1, found.start(1) + 1),
            "editor-line",
            f"{quoted(target)} does not lead to {grammar}; mend the path, or {copying}"
            f"{line}",
        )
