"""The first line of each file of a spec, which tells editors the grammar."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Mapping
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


def check_editor_lines(spec: Path, files: Mapping[str, bytes], report: Report) -> None:
    """Report files whose first line does not lead editors to their grammar.

    What is wrong with several files alike, as when a spec has moved, is told of the first.

    Args:
        spec: The spec's folder.
        files: The bytes of each, by its path below the folder.
        report: Takes the findings.
    """
    missing: list[str] = []
    astray: dict[str, tuple[int, str]] = {}
    for name, data in files.items():
        found = _LINE.match(_first_line(data))
        if found is None:
            missing.append(name)
        elif not _leads(spec, name, found[1]):
            astray[name] = found.start(1) + 1, found[1]
    copying = f"run 'clientgen grammar {shlex.quote(shown(spec, ''))}' and begin with "
    for name in missing[:1]:
        report.warning(
            Position(shown(spec, name), 1, 1),
            "editor-line",
            f"the first line does not tell editors the grammar{_others(missing)};"
            f" {copying}'{editor_line(name)}'",
        )
    for name, (column, target) in list(astray.items())[:1]:
        report.warning(
            Position(shown(spec, name), 1, column),
            "editor-line",
            f"{quoted(target)} does not lead to {_grammar(name)}{_others(astray)};"
            f" mend the path, or {copying}'{editor_line(name)}'",
        )


def _first_line(data: bytes) -> str:
    first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return first.decode(errors="replace")


def _leads(spec: Path, name: str, target: str) -> bool:
    grammar = _grammar(name)
    if target.startswith(("https://", "http://")):
        return target.endswith(f"/{grammar}")
    place = os.path.join(os.path.dirname(os.path.join(spec, name)), target)
    # Of a file that is to be written, the folder may not be there as yet.
    places = (place, os.path.normpath(place))
    return os.path.basename(target) == grammar and any(map(os.path.isfile, places))


def _others(names: Collection[str]) -> str:
    count = len(names) - 1
    if not count:
        return ""
    return f" (nor does that of {count} other file{'s' if count > 1 else ''})"
