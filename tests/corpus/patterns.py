"""Texts that match a document's patterns, which the judges need and samples do not have."""

from __future__ import annotations

import dataclasses
import re
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SOME = {
    kinds.CATEGORY_DIGIT: "1",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_WORD: "-",
    kinds.CATEGORY_NOT_SPACE: "a",
}


def matching(pattern: str) -> str | None:
    """A short text that matches; None where none is found."""
    try:
        made = _made(parser.parse(pattern))
        return made if re.search(pattern, made) else None
    except (re.error, KeyError, OverflowError):
        return None


def _made(tree: Any) -> str:
    found = ""
    for kind, of in tree:
        if kind is kinds.LITERAL:
            found += chr(of)
        elif kind in (kinds.ANY, kinds.NOT_LITERAL):
            found += "a" if of != ord("a") else "b"
        elif kind is kinds.IN:
            found += _one(of)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, inner = of
            found += _made(inner) * max(least, min(most, 1))
        elif kind is kinds.SUBPATTERN:
            found += _made(of[-1])
        elif kind is kinds.BRANCH:
            found += _made(of[1][0])
    return found


def _one(choices: Any) -> str:
    if choices[0][0] is kinds.NEGATE:
        text = re.compile(r"[\w .:/-]")
        ranges = [(of, of) if k is kinds.LITERAL else of for k, of in choices[1:]]
        spans = [each for each in ranges if isinstance(each, tuple)]
        free = (c for c in "a1A-_ ." if text.match(c))
        return next(c for c in free if not any(a <= ord(c) <= b for a, b in spans))
    kind, of = choices[0]
    if kind is kinds.CATEGORY:
        return _SOME[of]
    return chr(of if kind is kinds.LITERAL else of[0])


def with_examples(api: Any) -> Any:
    """An API in which all that has a pattern has an example that matches it."""
    from clientgen.model.types import Key, Scalar

    def item(each: Any) -> Any:
        pattern = each.limits.pattern
        if not pattern:
            return each
        made = matching(pattern)
        if each.example is not None and re.search(pattern, str(each.example)):
            made = str(each.example)
        if made is None:
            return each
        # A key would be that of a thing.
        type_ = Scalar("string") if isinstance(each.type, Key) else each.type
        return dataclasses.replace(each, example=made, type=type_)

    def operation(each: Any) -> Any:
        places = ("path", "query", "header", "cookie")
        names = [f"{place}_parameters" for place in places]
        changed = {name: tuple(map(item, getattr(each, name))) for name in names}
        body = each.body
        if body:
            fields = tuple(map(item, body.fields))
            changed["body"] = dataclasses.replace(body, fields=fields)
        return dataclasses.replace(each, **changed)

    return dataclasses.replace(
        api,
        schemas=tuple(
            dataclasses.replace(s, fields=tuple(map(item, s.fields)))
            for s in api.schemas
        ),
        resources=tuple(
            dataclasses.replace(r, operations=tuple(map(operation, r.operations)))
            for r in api.resources
        ),
    )
