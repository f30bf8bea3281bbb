"""From somebody's document to a spec folder: imported, read once, written.

What the reader refuses all the same is left out and said so, rather than handed to people
as a spec that cannot be used.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .importing.openapi import Imported, import_openapi
from .reading import SpecError, editor_lines, load
from .reading.findings import Finding
from .reading.loading import Accepts
from .writing.errors import WritingError
from .writing.grammar_copies import copy_grammar

_MOST_ROUNDS = 5
_ENTRY = re.compile(r"  ([A-Za-z0-9_]+):")


def take_in(
    file: Path,
    spec: Path,
    only: Sequence[str] = (),
    *,
    texts: bool = False,
    accepts: Accepts = lambda kind, root: False,
) -> Imported:
    """Import an OpenAPI document into a new spec folder.

    Args:
        file: The document.
        spec: The folder; it must not be there, or hold nothing.
        only: Tags, paths or operationIds of what is taken; everything by default.
        texts: Whether the document's own sentences come along.
        accepts: A quick look at a file of the spec, as for :func:`clientgen.reading.load`.

    Raises:
        ImportingError: The document cannot be imported.
        WritingError: The folder is in use, or cannot be written.
        SpecError: What was made is no spec; this is a bug.
    """
    if os.path.lexists(spec) and (not spec.is_dir() or any(spec.iterdir())):
        raise WritingError(
            f"{spec} is there already, and is not written over; name another folder"
        )
    parent = spec.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parent, prefix=".import-") as folder:
            place = Path(folder) / spec.name
            imported = _readable(file, place, only, texts, accepts)
            if spec.is_dir():
                spec.rmdir()
            place.rename(spec)
    except OSError as error:
        raise WritingError(f"{spec}: {error.strerror or error}") from error
    return imported


def _readable(
    file: Path, place: Path, only: Sequence[str], texts: bool, accepts: Accepts
) -> Imported:
    """Import until the reader takes it, each time without what it refused before."""
    refused: dict[str, str] = {}
    for left in reversed(range(_MOST_ROUNDS)):
        imported = import_openapi(file, only, texts=texts, refused=refused)
        _write(place, imported.files)
        try:
            load(place, accepts)
        except SpecError as error:
            further = refused | _blamed(error.findings, imported)
            if not left or further.keys() == refused.keys():
                raise
            refused = further
        else:
            return imported
    raise AssertionError


def _write(place: Path, files: Mapping[str, str]) -> None:
    if place.exists():
        shutil.rmtree(place)
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    copy_grammar(place, editor_lines.FOLDER)


def _blamed(findings: Iterable[Finding], imported: Imported) -> dict[str, str]:
    """What of the document stands at the places of errors, and what they say."""
    blamed: dict[str, str] = {}
    for finding in findings:
        if finding.severity != "error":
            continue
        name = "/".join(finding.position.path.split("/")[-2:])
        lines = imported.files.get(name, "").split("\n")[: finding.position.line]
        for line in reversed(lines):
            entry = _ENTRY.match(line)
            if entry and (name, entry[1]) in imported.origins:
                blamed.setdefault(imported.origins[name, entry[1]], finding.message)
                break
    return blamed
