"""Changes and conflicts in words, for terminals: whatever a document says is inert."""

from __future__ import annotations

from typing import Any

from ..importing import layout
from .three_way import MISSING, Change, Conflict, Path

_LONGEST = 100


def told_change(file: str, change: Change) -> str:
    """A line: what came, what went, or what says something else now."""
    path = _path(change.path)
    if change.before is MISSING:
        return f"+ {file} {path}".rstrip()
    if change.after is MISSING:
        return f"- {file} {path}".rstrip()
    return f"~ {file} {path}: {_said(change.before)} -> {_said(change.after)}"


def told_conflict(conflict: Conflict) -> str:
    """What the document says, what you say, and what both said before."""
    path = _path(conflict.path) or "the file"
    theirs = (
        "is gone from the document"
        if conflict.theirs is MISSING
        else f"is {_said(conflict.theirs)} in the document"
    )
    yours = (
        "you removed it"
        if conflict.yours is MISSING
        else f"yours stays: {_said(conflict.yours)}"
    )
    before = (
        "new to both"
        if conflict.before is MISSING
        else f"before: {_said(conflict.before)}"
    )
    return f"{path} {theirs}; {yours} ({before})"


def _path(path: Path) -> str:
    names: list[str] = []
    for name in path:
        # The items of lists are mappings of one key, often.
        if not names or names[-1] != name:
            names.append(name)
    return ".".join(layout.scalar(name, key=True) for name in names)


def _said(value: Any) -> str:
    if value is None:
        return "empty"
    text = layout.flow(value, 100_000) or ""
    text = " ".join(text.split()) if "\n" in text else text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def shown_text(text: str) -> str:
    """A text on one line, in which nothing is invisible."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )
