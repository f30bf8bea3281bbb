"""Media types of a document: which of several is taken, and what it is."""

from __future__ import annotations

from typing import Literal

Kind = Literal["json", "form", "multipart", "text", "bytes", "events", "lines", "xml"]
_ORDER: tuple[Kind, ...] = (
    *("json", "multipart", "form", "text", "lines", "events", "xml", "bytes"),
)
_LINES = ("ndjson", "jsonl", "json-seq", "json-lines", "stream+json")


def bare(media: str) -> str:
    """A media type without its parameters, in small letters."""
    return media.partition(";")[0].strip().lower()


def kind_of(media: str) -> Kind:
    """What a media type means for a client."""
    name = bare(media)
    if any(word in name for word in _LINES):
        return "lines"
    if name in ("*/*", "*", "") or name.endswith(("/json", "+json")) or name == "json":
        return "json"
    if name == "text/event-stream":
        return "events"
    if name.startswith("multipart/"):
        return "multipart"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.endswith(("/xml", "+xml")) and "svg" not in name:
        return "xml"
    return "text" if name.startswith("text/") else "bytes"


def first(medias: list[str], order: tuple[Kind, ...] = _ORDER) -> str:
    """The media type that says the most, the first of several that say as much."""
    return min(medias, key=lambda media: order.index(kind_of(media)))
