"""Words that many objects of a document have: descriptions and ``x-`` keys."""

from __future__ import annotations

from collections.abc import Iterable

from ...rules.schema import Json

Object = dict[str, Json]


def filled(**values: Json) -> Object:
    """Keys whose values say something."""
    return {key: value for key, value in values.items() if value}


def described(*texts: str) -> str:
    """A description of several paragraphs, empty ones left out."""
    return "\n\n".join(text.strip() for text in texts if text.strip())


def told(first: str = "", *derived: str, last: str = "") -> Object:
    """A description that begins and ends in words of the spec.

    Args:
        first: Words of the spec, such as a summary.
        derived: What follows from the rest of the document.
        last: Words of the spec, such as a note.

    Returns:
        The description. Where it is not ``first`` alone, ``x-paragraphs`` says how many of its
        paragraphs are the spec's own, so that they can be told from the others.
    """
    text = described(first, *derived, last)
    found = filled(description=text)
    if text != first.strip():
        found["x-paragraphs"] = filled(first=_paragraphs(first), last=_paragraphs(last))
    return found


def _paragraphs(text: str) -> int:
    return text.strip().count("\n\n") + 1 if text.strip() else 0


def extensions(source: Iterable[str] = (), modules: Iterable[str] = ()) -> Object:
    """Where a fact is from, and in which product areas a thing exists."""
    found: Object = {"x-modules": [*modules], "x-source": [*source]}
    return filled(**found)
