"""Mend what is mechanical in a spec; each edit is kept only where reading it again is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..reading import Finding
from ..reading.composing import LINE
from ..reading.files import shown
from .edits import Edit, edit_of

Find = Callable[[Mapping[str, bytes]], Sequence[Finding]]
"""What is found in a spec in which files, by path below its folder, hold these bytes."""

_MOST_ROUNDS = 10
_MOST_ALONE = 100


class Mended(NamedTuple):
    """What was mended, in memory.

    Attributes:
        before: The bytes of each file that is changed, by path below the spec.
        after: The bytes that it is to have.
        done: What was found, and what was put in its place.
    """

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    done: tuple[tuple[Finding, Edit], ...]


def mend(spec: Path, files: Mapping[str, bytes], find: Find) -> Mended:
    """Mend a spec in memory.

    Args:
        spec: Its folder.
        files: The bytes of its files, by path below the folder.
        find: Reads the spec with other bytes for some files.
    """
    names = {shown(spec, name): name for name in files}
    now = dict(files)
    done: list[tuple[Finding, Edit]] = []
    refused: set[Finding] = set()
    for _ in range(_MOST_ROUNDS):
        found = find(_changed(files, now))
        wanted = _edits(found, now, names, refused)
        if not wanted:
            break
        kept = _kept(found, wanted, files, now, names, find)
        refused |= {finding for finding, _ in wanted} - {each for each, _ in kept}
        done += kept
        now |= _applied(kept, now, names)
    changed = _changed(files, now)
    return Mended({name: files[name] for name in changed}, changed, tuple(done))


Wanted = list[tuple[Finding, Edit]]


def _changed(files: Mapping[str, bytes], now: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in now.items() if data != files[name]}


def _edits(
    found: Sequence[Finding],
    now: Mapping[str, bytes],
    names: Mapping[str, str],
    refused: set[Finding],
) -> Wanted:
    """Edits of findings, of which no two touch."""
    wanted: Wanted = []
    taken: dict[tuple[str, int], list[Edit]] = {}
    for finding in found:
        name = names.get(finding.position.path)
        if name is None or finding in refused:
            continue
        edit = edit_of(finding, LINE.split(_text(now[name])))
        if edit is None:
            continue
        others = taken.setdefault((name, edit.line), [])
        if all(edit.end <= other.start or other.end <= edit.start for other in others):
            others.append(edit)
            wanted.append((finding, edit))
    return wanted


def _kept(
    found: Sequence[Finding],
    wanted: Wanted,
    files: Mapping[str, bytes],
    now: Mapping[str, bytes],
    names: Mapping[str, str],
    find: Find,
) -> Wanted:
    """All edits where that is better for each; else those that are so alone."""

    def better(some: Wanted) -> bool:
        changed = {**now, **_applied(some, now, names)}
        after = find(_changed(files, changed))
        mendable = {finding for finding, _ in _edits(after, changed, names, set())}
        return _is_better(found, after, mendable, some)

    if better(wanted):
        return wanted
    kept: Wanted = []
    for each in wanted[:_MOST_ALONE]:
        if better([*kept, each]):
            kept.append(each)
    return kept


def _is_better(
    before: Sequence[Finding],
    after: Sequence[Finding],
    mendable: set[Finding],
    edits: Wanted,
) -> bool:
    """Whether what was mended is gone, and nothing new is wrong there that stays."""
    left = set(after)
    if any(finding in left for finding, _ in edits):
        return False
    lines = {finding.position[:2] for finding, _ in edits}
    new = left.difference(before, mendable)
    return not any(finding.position[:2] in lines for finding in new)


def _applied(
    edits: Wanted, now: Mapping[str, bytes], names: Mapping[str, str]
) -> dict[str, bytes]:
    """Files after edits; every other byte stays."""
    by_name: dict[str, list[Edit]] = {}
    for finding, edit in edits:
        by_name.setdefault(names[finding.position.path], []).append(edit)
    return {name: _edited(now[name], some) for name, some in by_name.items()}


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = _text(data)
    starts = [0, *(found.end() for found in LINE.finditer(text))]
    for edit in sorted(edits, reverse=True):
        place = starts[edit.line]
        text = text[: place + edit.start] + edit.new + text[place + edit.end :]
    return mark + text.encode()


def _text(data: bytes) -> str:
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return ""  # nothing is mended in what is no text
