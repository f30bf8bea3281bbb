"""Words about changes: types as the spec writes them, and names as the client has them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..model.api import Answer
from ..model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)

_MOST = 5


def code(text: object) -> str:
    """A text as code between backticks; one that has some itself stands in quotes."""
    words = str(text)
    return repr(words) if "`" in words or not words else f"`{words}`"


def listed(items: Sequence[str], most: int = _MOST, word: str = "and") -> str:
    """``a, b and c``; of many, the first ones and how many there are besides."""
    if len(items) > most:
        return f"{', '.join(items[: most - 1])} {word} {len(items) - most + 1} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def values(items: Sequence[str | int]) -> str:
    """Known values, each as code."""
    return listed([code(item) for item in items])


def type_words(type_: Type) -> str:
    """A type as the spec writes it, more or less."""
    match type_:
        case Scalar(name):
            return name
        case Key(resource):
            return f"key of {resource}" if resource else "key"
        case Enum(known):
            return f"one of {listed(known, word='or')}"
        case Codes(numbers):
            return f"one of {listed([str(number) for number, _ in numbers], word='or')}"
        case Choice(parts):
            return listed(list(map(type_words, parts)), word="or")
        case Tagged(by, cases, _):
            return f"one of {listed([tag for tag, _ in cases], word='or')}, by {by}"
        case Constant(value):
            return f"always {json.dumps(value)}"
        case ListOf(item):
            return f"list of {type_words(item)}"
        case MapOf(value):
            return f"object of {type_words(value)}"
        case Ref(schema):
            return schema


def answer_words(answer: Answer) -> str:
    """What a call answers."""
    words = type_words(answer.type) if answer.type else ""
    by_status = ", ".join(
        f"{type_words(type_) if type_ else 'nothing'} for {status}"
        for status, type_ in answer.statuses
    )
    return {
        "pages": f"pages of {words}",
        "list": f"a list of {words}",
        "single": words,
        "object": "an object of unknown shape",
        "empty": "nothing",
        "bytes": "bytes",
        "text": "text",
        "exists": "yes or no",
        "status": by_status,
        "events": f"events of {words}",
        "lines": f"lines of {words}",
    }[answer.kind] + (" or nothing" if answer.nullable else "")
