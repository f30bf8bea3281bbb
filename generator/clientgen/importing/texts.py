"""Sentences of a document, for those who want them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

_LONGEST = 300
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MARKS = re.compile(r"(\*\*|__|`|^#+\s*|^>\s*)", re.MULTILINE)
_SENTENCES = ("summary", "description")
_EXAMPLES = ("example", "examples", "x-example", "x-examples")
_VALUES = ("default", "enum", "const")
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


def untold(roots: Iterable[Any], texts: bool) -> str:
    """What documents say that no call needs and the spec has not, counted; '' for nothing.

    Args:
        roots: The documents, as data.
        texts: Whether their sentences have come along, shortened.
    """
    counts: Counter[str] = Counter()
    waiting: list[tuple[Any, bool]] = [(root, False) for root in roots]
    seen: set[int] = set()  # aliases of YAML stand in several places
    while waiting:
        value, are_names = waiting.pop()
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            waiting += [(each, False) for each in value]
            continue
        for key, each in value.items():
            if are_names:
                waiting.append((each, False))
            elif key in _SENTENCES and isinstance(each, str):
                counts["summaries and descriptions"] += bool(each.strip())
            elif key in _EXAMPLES:
                counts["examples"] += 1
            elif key == "externalDocs":
                counts["links to further pages"] += 1
            elif key not in _VALUES:
                waiting.append((each, key == "properties"))
    if texts:
        del counts["summaries and descriptions"]
    said = [f"{kind} {counts[kind]}" for kind in sorted(counts) if counts[kind]]
    if not said:
        return ""
    hint = "" if texts else " (`--texts` brings the sentences, shortened)"
    return f"What no call needs is left out: {', '.join(said)}{hint}"
