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


def extensions(source: Iterable[str] = (), modules: Iterable[str] = ()) -> Object:
    """Where a fact is from, and in which product areas a thing exists."""
    found: Object = {"x-modules": [*modules], "x-source": [*source]}
    return filled(**found)
