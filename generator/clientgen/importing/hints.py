"""Sentences of a document that speak of which keys go together: found, never believed.

A sentence is no rule: what it means is for people to read. It is listed with its place, what
makes it look like a rule, and the keys that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .calls import Call
from .documents import At, Documents
from .problems import Hint, Journal, Spot

_LONGEST = 20_000
_DEEPEST = 6
_MOST_KEYS = 12
_GIVEN = r"(provided|specified|supplied|given|set|present|included|passed|used|sent)"
_SIGNS = (
    ("exactly one", r"\b(exactly|only) one of\b|\bone and only one\b"),
    ("at least one", r"\bat least one of\b|\bone or more of\b[^.]*\b(must|required)"),
    ("not together", r"\bmutually exclusive\b|\bnot both\b|\bbut not\b[^.]*\bboth\b"),
    ("not together", rf"\b(cannot|can't|can not|must not|may not) be {_GIVEN} (together |in combination |along )?with\b"),
    ("not together", r"\b(cannot|can't|can not|must not) be combined with\b"),
    ("either or", r"\b(must|required|need|needs|provide|specify|supply|include|pass|set)\b[^.]*\beither\b[^.]*\bor\b"),
    ("either or", r"\beither\b[^.]*\bor\b[^.]*\b(must|required|is needed|has to)\b"),
    ("required if", r"\brequired\b[^.]{0,40}\b(if|when|unless|for|with)\b"),
    ("required if", rf"\b(must|has to|needs to|should) (also )?be {_GIVEN} (if|when|unless|together|along|with)\b"),
    ("required if", rf"\b(if|when)\b[^.]*\b{_GIVEN}\b[^.]*\b(must|required|mandatory)\b"),
    ("only with", r"\bonly (be )?(valid|allowed|applicable|applies|relevant|available|supported|used|considered|permitted)\b[^.]{0,20}\b(if|when|with|in combination)\b"),
    ("only with", rf"\b(can|may) only be {_GIVEN} (if|when|with|together|in)\b"),
    ("only with", r"\bin (combination|conjunction) with\b"),
    ("ignored if", r"\b(is|are|will be) ignored (if|when|unless)\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(sign, re.IGNORECASE)) for kind, sign in _SIGNS)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n\s*[-*]\s")
_WORD = re.compile(r"[`'\"*]?[A-Za-z_$][A-Za-z0-9_$\-]*[`'\"*]?")
# Keys that are words of any sentence, unless they are in quotes.
_COMMON = frozenset(
    {"a", "an", "id", "name", "type", "value", "values", "data", "object", "request"}
) | {"list", "to", "from", "if", "or", "and", "for", "is", "of", "in", "with", "the"}


def find_hints(documents: Documents, calls: Sequence[Call], journal: Journal) -> None:
    """Look through what a document says of what is sent.

    Args:
        documents: The document.
        calls: The operations that are imported.
        journal: Takes what is found.
    """
    seen: set[Spot] = set()
    for call in calls:
        at = _at(documents, call.spot)
        if at is None:
            continue
        body = documents.follow(at.get("requestBody"))
        medias = body.get("content").items() if body else []
        schemas = [media.get("schema") for _, media in medias]
        parameters = [documents.follow(p) for p in at.get("parameters").each()]
        found = [p for p in parameters if p is not None]
        keys = [p.text("name") for p in found]
        for schema in schemas:
            keys += _keys(documents, schema)
        _look(at, "", keys, seen, journal)
        if body is not None:
            _look(body, "", keys, seen, journal)
        for parameter in found:
            _look(parameter, parameter.text("name"), keys, seen, journal)
        for schema in schemas:
            _inside(documents, schema, "", keys, seen, journal, 0)


def _at(documents: Documents, spot: Spot) -> At | None:
    if spot.file:
        return documents.target(f"#{spot.pointer}", Spot(spot.file, ""))
    at = documents.root
    for key in spot.pointer.split("/")[1:]:
        found = documents.follow(at.get(key.replace("~1", "/").replace("~0", "~")))
        if found is None:
            return None
        at = found
    return at


def _pieces(documents: Documents, at: At, deep: int = 0) -> Iterator[At]:
    """A schema and those that it is made of."""
    found = documents.follow(at) if isinstance(at.value, dict) else None
    if found is None or not isinstance(found.value, dict) or deep > _DEEPEST:
        return
    yield found
    for word in ("allOf", "anyOf", "oneOf"):
        for each in found.get(word).each():
            yield from _pieces(documents, each, deep + 1)
    if isinstance(found.get("items").value, dict):
        yield from _pieces(documents, found.get("items"), deep + 1)


def _keys(documents: Documents, at: At) -> list[str]:
    return [
        name
        for piece in _pieces(documents, at)
        for name, _ in piece.get("properties").items()
    ]


def _inside(
    documents: Documents,
    at: At,
    own: str,
    around: Iterable[str],
    seen: set[Spot],
    journal: Journal,
    deep: int,
) -> None:
    """Look through a schema of a body: its own words, then those of its keys."""
    if deep > _DEEPEST:
        return
    if isinstance(at.value, dict) and "$ref" in at.value:
        _look(at, own, around, seen, journal)
    keys = [*_keys(documents, at), *around]
    for piece in _pieces(documents, at):
        if piece.spot in seen and piece.get("properties").value:
            continue
        _look(piece, own, keys, seen, journal)
        seen.add(piece.spot)
        for name, each in piece.get("properties").items():
            _inside(
                documents,
                each,
                name,
                keys if deep < 1 else _keys(documents, piece),
                seen,
                journal,
                deep + 1,
            )


def _look(
    at: At, own: str, keys: Iterable[str], seen: set[Spot], journal: Journal
) -> None:
    """Look through the description of one thing."""
    spot = at.spot.child("description")
    if spot in seen:
        return
    seen.add(spot)
    known = dict.fromkeys(key for key in keys if key)
    for sentence in _SENTENCE.split(at.text("description")[:_LONGEST]):
        kind = next((k for k, sign in _COMPILED if sign.search(sentence)), "")
        if not kind:
            continue
        named = dict.fromkeys([own] if own else [])
        for word in _WORD.findall(sentence):
            bare = word.strip("`'\"*")
            if bare in known and (bare != word or bare.lower() not in _COMMON):
                named[bare] = None
        if len(named) > 1 or own:
            found = tuple(named)[:_MOST_KEYS]
            journal.hints[Hint(kind, spot, found)] = None
