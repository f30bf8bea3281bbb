"""Sentences of a document, for those who want them."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 300
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MARKS = re.compile(r"(\*\*|__|`|^#+\s*|^>\s*)", re.MULTILINE)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[])")


def plain(text: str) -> str:
    """Text without markup and invisible characters, on one line."""
    made = _TAG.sub(" ", _LINK.sub(r"\1", text))
    made = _MARKS.sub("", made)
    made = "".join(
        c if not unicodedata.category(c).startswith("C") else " " for c in made
    )
    return " ".join(made.split())


def first_sentence(text: str) -> str:
    """The first sentence of a text, shortened at a word where it is long; '' of nothing."""
    if not text:
        return ""
    first = plain(text[:4000].strip().split("\n\n")[0])
    first = _END.split(first)[0] if first else ""
    if len(first) > _LONGEST:
        first = first[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " ..."
    return first


def paragraphs(text: str) -> str:
    """A text of several paragraphs, without markup."""
    found = [plain(part) for part in re.split(r"\n\s*\n", text[:60_000])]
    return "\n\n".join(part for part in found if part)[:15_000]
