"""Descriptions: which of their paragraphs are the spec's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def own_texts(said: Mapping[str, Any]) -> tuple[str, str]:
    """What a description begins with, and what it ends with; either may be empty."""
    whole = said.get("description", "")
    counts = said.get("x-paragraphs")
    if counts is None:
        return whole, ""
    paragraphs = whole.split("\n\n")
    first, last = counts.get("first", 0), counts.get("last", 0)
    return (
        "\n\n".join(paragraphs[:first]),
        "\n\n".join(paragraphs[len(paragraphs) - last :]),
    )


def origin(said: Mapping[str, Any]) -> dict[str, Any]:
    """Where a fact is from, and in which product areas a thing exists."""
    found = {"modules": said.get("x-modules"), "source": said.get("x-source")}
    return {key: value for key, value in found.items() if value}
