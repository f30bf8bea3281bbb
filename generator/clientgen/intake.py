"""From somebody's document to a spec folder: imported, read once, written.

What the reader refuses all the same is left out and said so, rather than handed to people
as a spec that cannot be used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .importing.documents import MOST_BYTES, read_file
from .importing.grouping import Homes
from .importing.kept import How, kept_files
from .importing.openapi import Imported, import_openapi
from .importing.ours import MARK, read_back
from .importing.problems import Journal
from .importing.report import NAME, page
from .reading import SpecError, editor_lines, load
from .reading.editor_grammar import for_editors
from .reading.findings import Finding
from .reading.loading import Accepts
from .targets.description.document import document_text
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
            imported = _taken(file, place, only, texts, accepts)
            how = How(file.name, tuple(only), texts)
            _write(place, kept_files(imported.files, how))
            if spec.is_dir():
                spec.rmdir()
            place.rename(spec)
    except OSError as error:
        raise WritingError(f"{spec}: {error.strerror or error}") from error
    return imported


def _taken(
    file: Path, place: Path, only: Sequence[str], texts: bool, accepts: Accepts
) -> Imported:
    """Import a document: back to what it was made of, where clientgen has written it."""
    changed = ""
    if not only and _may_be_ours(file):
        root = read_file(file)
        files = read_back(root) if isinstance(root, dict) else None
        if files is not None:
            _write_spec(place, files)
            changed = _difference(place, root)
            if not changed:
                return _back(file, place, files, root)
        else:
            changed = "something that it needs is not there"
    imported = readable(file, place, only, texts, accepts=accepts)
    if not changed:
        return imported
    words = f"clientgen wrote this document, and it was changed since ({changed}): it was read"
    imported.journal.decide("Origin", f"{words} as anybody's")
    told = {NAME: page(file.name, imported.journal)}
    (place / NAME).write_text(told[NAME], encoding="utf-8", newline="\n")
    return imported._replace(files={**imported.files, **told})


def _may_be_ours(file: Path) -> bool:
    """A quick look, for what is somebody else's is read once."""
    try:
        is_small = file.stat().st_size <= MOST_BYTES
        return is_small and MARK.encode() in file.read_bytes()
    except OSError:
        return False  # which is told when it is read


def _difference(place: Path, root: dict[str, Any]) -> str:
    """Where a document is not as the spec made of it is described; empty where it is."""
    try:
        api = load(place).api
    except SpecError as error:
        return error.findings[0].message
    made = json.loads(document_text(api))
    return first_difference(root, made, "#")


def _back(
    file: Path, place: Path, files: Mapping[str, str], root: dict[str, Any]
) -> Imported:
    journal = Journal()
    journal.whole = journal.carried = sum(map(len, root["paths"].values()))
    words = "clientgen wrote this document, and the spec is what it was made of"
    journal.decide("Origin", f"{words}: described again, it is this document")
    told = {NAME: page(file.name, journal)}
    (place / NAME).write_text(told[NAME], encoding="utf-8", newline="\n")
    return Imported({**files, **told}, journal, {})


def first_difference(one: Any, other: Any, pointer: str) -> str:
    """The place of the first difference between two documents; empty where there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            here = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if (key in one) != (key in other):
                return here
            if found := first_difference(one[key], other[key], here):
                return found
        return "" if [*one] == [*other] else pointer
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            if found := first_difference(*pair, f"{pointer}/{number}"):
                return found
        return ""
    return "" if one == other and type(one) is type(other) else pointer


def readable(
    file: Path,
    place: Path,
    only: Sequence[str],
    texts: bool,
    root: Any = None,
    homes: Homes | None = None,
    accepts: Accepts = lambda kind, root: False,
) -> Imported:
    """Import until the reader takes it, each time without what it refused before.

    Args:
        file: The document.
        place: A folder for the spec, which is made.
        only: Tags, paths or operationIds of what is taken; everything by default.
        texts: Whether the document's own sentences come along.
        root: What stands in the document's place, as data.
        homes: Resources that operations had in an import before, and keep.
        accepts: A quick look at a file, to spare most files the slow one.

    Raises:
        ImportingError: The document cannot be imported.
        SpecError: What was made is no spec; this is a bug.
    """
    refused: dict[str, str] = {}
    for left in reversed(range(_MOST_ROUNDS)):
        imported = import_openapi(
            file, only, texts=texts, refused=refused, root=root, homes=homes
        )
        _write_spec(place, imported.files)
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


def _write_spec(place: Path, files: Mapping[str, str]) -> None:
    if place.exists():
        shutil.rmtree(place)
    _write(place, files)
    copy_grammar(place, editor_lines.FOLDER, for_editors)


def _write(place: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


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
