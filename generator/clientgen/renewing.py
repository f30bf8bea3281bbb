"""A newer document of the vendor, into a spec that was imported and edited since.

What was imported is kept in ``.imported`` beside the spec's files, as it was made: what
differs between it and a newer import was changed by the vendor, and what differs between it
and the spec was changed by people.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from yaml import YAMLError

from .importing.kept import FOLDER, SETTINGS, How, kept_files, parse_how
from .importing.openapi import Imported
from .importing.report import NAME
from .intake import readable
from .model.position import Position
from .reading import SpecError, editor_lines, load
from .reading.composing import resolve
from .reading.editor_grammar import for_editors
from .reading.files import read_sources, shown
from .updating.folders import Together, bring_together, homes
from .updating.marked import MarkedText
from .updating.three_way import Conflict
from .writing.errors import WritingError
from .writing.grammar_copies import copy_grammar
from .writing.merge import merge as merge_lines
from .writing.publish import publish
from .writing.tree import scan
from .writing.workspace import recover

_NAME_IT = "name the document that was imported then with --before"


class Told(NamedTuple):
    """A conflict, and where it is in the spec now."""

    position: Position
    conflict: Conflict


class Renewed(NamedTuple):
    """What was done to a spec.

    Attributes:
        imported: What the newer document makes.
        together: What has changed.
        conflicts: What both changed, sorted by place.
        page_kept: Whether IMPORT.md has stayed as people edited it.
        written: How many files were written or removed, the kept copy left out.
    """

    imported: Imported
    together: Together
    conflicts: Sequence[Told]
    page_kept: bool
    written: int


def renew(
    file: Path,
    spec: Path,
    only: Sequence[str] = (),
    *,
    texts: bool = False,
    before: Path | None = None,
) -> Renewed:
    """Bring a newer document into a spec.

    Args:
        file: The document.
        spec: The folder of the spec.
        only: Tags, paths or operationIds of what is taken; those of the import by default.
        texts: Whether the document's own sentences come along; as in the import by default.
        before: The document that was imported, where no copy of that is kept.

    Raises:
        ImportingError: A document cannot be imported.
        SpecError: The spec has mistakes, or would have.
        WritingError: It is not known what was imported, or the folder cannot be written.
    """
    out = spec.resolve()
    recover(out)
    tree = scan(out)
    load(spec)
    yours = {name: _text(data) for name, data in read_sources(spec).items()}
    with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
        place = Path(folder)
        old, how = _before(spec, before, place, How(file.name, tuple(only), texts))
        how = How(file.name, tuple(only) or how.only, texts or how.texts)
        known = homes(_yaml(old), resolve)
        imported = readable(file, place / "new", how.only, how.texts, homes=known)
        new = imported.files
        together = bring_together(_yaml(old), _yaml(new), yours, resolve)
        writes, page_kept = _writes(spec, old, new, how, together, yours)
        _check(spec, yours, place / "checked", together)
    removals = [*together.removals, *_gone(out, new)]
    removals = [name for name in removals if (out / name).is_file()]
    if writes or removals:
        data = {name: text.encode() for name, text in writes.items()}
        publish(out, tree, data, removals)
        if (spec / editor_lines.FOLDER).is_dir():
            # It offers the spec's own names; copies that somebody edited stay.
            copy_grammar(spec, editor_lines.FOLDER, for_editors)
    written = [name for name in writes if not name.startswith(f"{FOLDER}/")]
    return Renewed(
        imported,
        together,
        _told(spec, together, {**yours, **together.writes}),
        page_kept,
        len(written) + len(together.removals),
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _yaml(files: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.endswith(".yaml")}


def _before(
    spec: Path, document: Path | None, place: Path, asked: How
) -> tuple[Mapping[str, str], How]:
    """What was imported, and how."""
    folder = spec / FOLDER
    how = asked
    if (folder / SETTINGS).is_file():
        try:
            how = parse_how((folder / SETTINGS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise WritingError(
                f"{folder / SETTINGS} cannot be read: {error}; {_NAME_IT}"
            ) from error
    if document is not None:
        only, texts = how.only or asked.only, how.texts or asked.texts
        return readable(document, place / "old", only, texts).files, how
    if not (folder / "api.yaml").is_file():
        raise WritingError(
            f"{folder} is missing, which says what was imported; {_NAME_IT}"
        )
    try:
        found = [folder / NAME, *sorted(folder.rglob("*.yaml"))]
        files = {
            path.relative_to(folder).as_posix(): _text(path.read_bytes())
            for path in found
            if path.is_file() and path.name != SETTINGS
        }
        for name, text in _yaml(files).items():
            if not isinstance(MarkedText(text, resolve).root.data, dict):
                raise WritingError(f"{folder / name} is no spec; {_NAME_IT}")
    except (OSError, ValueError, RecursionError, YAMLError) as error:
        words = " ".join(str(error).split())[:200]
        raise WritingError(f"{folder} cannot be read: {words}; {_NAME_IT}") from error
    return files, how


def _writes(
    spec: Path,
    old: Mapping[str, str],
    new: Mapping[str, str],
    how: How,
    together: Together,
    yours: Mapping[str, str],
) -> tuple[dict[str, str], bool]:
    """Texts of all files that change, the kept copy among them."""
    writes = {
        name: ("\ufeff" if _has_mark(spec / name) else "") + text
        for name, text in together.writes.items()
    }
    page = spec / NAME
    mine = _text(page.read_bytes()) if page.is_file() else old.get(NAME, "")
    lines = [each.splitlines(True) for each in (old.get(NAME, ""), mine, new[NAME])]
    merged = merge_lines(*lines)
    if merged is not None and ("".join(merged) != mine or not page.is_file()):
        writes[NAME] = "".join(merged)
    for name, text in kept_files(new, how).items():
        path = spec / name
        if not path.is_file() or path.read_bytes() != text.encode():
            writes[name] = text
    return writes, merged is None


def _has_mark(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(b"\xef\xbb\xbf")


def _gone(out: Path, new: Mapping[str, str]) -> list[str]:
    """Files of the kept copy that the newer import has not."""
    folder = out / FOLDER
    if not folder.is_dir():
        return []
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")]
    return [
        f"{FOLDER}/{name}" for name in found if name not in new and name != SETTINGS
    ]


def _check(
    spec: Path, files: Mapping[str, str], place: Path, together: Together
) -> None:
    """Read the spec as it would be."""
    for name, text in {**files, **together.writes}.items():
        if name not in together.removals:
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    try:
        load(place)
    except SpecError as error:
        before = shown(place, "")
        raise SpecError(
            found._replace(position=_moved(found.position, before, shown(spec, "")))
            for found in error.findings
            if found.code != "editor-line"  # the copy has no grammar beside it
        ) from None


def _moved(position: Position, before: str, after: str) -> Position:
    path = position.path
    if path.startswith(f"{before}/"):
        path = after + path[len(before) :]
    return position._replace(path=path)


def _told(spec: Path, together: Together, files: Mapping[str, str]) -> list[Told]:
    """Where conflicts are in the spec as it is now."""
    marked: dict[str, MarkedText] = {}
    found: list[Told] = []
    for file, said in together.conflicts:
        line = column = 1
        if file in files:
            if file not in marked:
                marked[file] = MarkedText(files[file], resolve)
            line, column = marked[file].nearest(said.path)
        found.append(Told(Position(shown(spec, file), line, column), said))
    return sorted(found, key=lambda each: each.position)
