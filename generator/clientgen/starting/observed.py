"""An example answer, read for its fields and types: none of its values is kept.

What several things of a list say is put together: a field that each of them has, and never
null, is marked as always there. One thing alone is no evidence for that, and no mark is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from ..importing.shapes import (
    ANY,
    OBJECT,
    Either,
    Many,
    Member,
    Object,
    Shape,
    Table,
    Word,
)
from ..importing.words import words_of

_MOST_BYTES = 16 * 1024 * 1024
_DEEPEST = 5  # objects that are described where they stand
_MOST_KEYS = 500
# Keys of an object that are names; others are data, such as those of a table by e-mail.
_NAME = re.compile(r"[A-Za-z_@$][A-Za-z0-9_.$:-]{0,99}\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\Z")
_DURATION = re.compile(
    r"P(?!\Z)(\d+W)?(\d+D)?(T(?!\Z)(\d+H)?(\d+M)?(\d+([.]\d+)?S)?)?\Z"
)
_TIME = re.compile(r"\d\d:\d\d(:\d\d([.]\d+)?)?(Z|[+-]\d\d:?\d\d)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_OPAQUE = re.compile(r"(?=.{6})[^0-9]*[0-9]+[^0-9]+[0-9]")
_HEX = re.compile(r"(?=.*\d)[0-9a-fA-F]{6,}\Z")
# Words by which a number is a moment.
_MOMENTS = frozenset(
    [
        "at",
        "on",
        "time",
        "timestamp",
        "date",
        "created",
        "updated",
        "modified",
        "deleted",
        "expires",
        "expiry",
        "since",
        "until",
        "start",
        "end",
        "ts",
    ]
)
_SECONDS = (10**8, 10**10)
_MILLISECONDS = (10**11, 10**13)


class ExampleError(ValueError):
    """The example cannot be read; the message says why, and nothing of what it holds."""


@dataclass(slots=True)
class _Seen:
    """What was seen in one place."""

    scalars: dict[str, None] = field(default_factory=dict)
    null: bool = False
    objects: list[Mapping[str, Any]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    arrays: bool = False


def parse(data: bytes, name: str) -> Any:
    """Read JSON.

    Raises:
        ExampleError: It is none, or too much.
    """
    if len(data) > _MOST_BYTES:
        raise ExampleError(f"{name}: larger than 16 MiB; a few things are enough")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ExampleError(f"{name}: not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        why = error.msg.lower().removesuffix(" at").removesuffix(" starting")
        raise ExampleError(f"{place}: not JSON: {why}") from None
    except (RecursionError, ValueError):
        raise ExampleError(f"{name}: not JSON that can be read") from None


def unwrapped(value: Any, places: Iterable[str]) -> tuple[Any, str | None]:
    """What an answer holds, and at which of the known places; None where at none of them."""
    for place in places:
        found = value
        for key in place.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, dict | list):
            return found, place
    return value, None


def things_in(value: Any, name: str) -> list[Mapping[str, Any]]:
    """The objects of an answer: one, or those of a list.

    Raises:
        ExampleError: There are none, or something else is among them.
    """
    found = value if isinstance(value, list) else [value]
    if not found:
        raise ExampleError(f"{name}: the list is empty; give one with things in it")
    if not all(isinstance(each, dict) for each in found):
        raise ExampleError(f"{name}: an object is needed, or a list of objects")
    return found


def members_of(
    things: Sequence[Mapping[str, Any]],
    name: str,
    reads: Callable[[str, Shape], Shape],
) -> list[Member]:
    """The fields of some things, in the order in which they are met.

    Args:
        things: Objects of one kind.
        name: Of the example, for messages.
        reads: Says more of a field at the top, by its name and what it would be.

    Raises:
        ExampleError: Their keys are no names.
    """
    keys = {key for thing in things for key in thing}
    if len(keys) > _MOST_KEYS or not are_names(things):
        raise ExampleError(
            f"{name}: these keys are data, not names of fields; say with --at where the things"
            " are"
        )
    members = _object(things, 0).members.values()
    for member in members:
        member.shape = reads(member.name, member.shape)
    return list(members)


def _object(things: Sequence[Mapping[str, Any]], depth: int) -> Object:
    seen: dict[str, _Seen] = {}
    counts: dict[str, int] = {}
    for thing in things:
        for key, value in thing.items():
            _note(seen.setdefault(key, _Seen()), value)
            counts[key] = counts.get(key, 0) + 1
    members: dict[str, Member] = {}
    for key, found in seen.items():
        shape = _shape(found, key, depth)
        always = len(things) > 1 and counts[key] == len(things) and shape != ANY
        members[key] = Member(key, shape, always, found.null and always)
    return Object(members)


def _note(seen: _Seen, value: Any) -> None:
    if value is None:
        seen.null = True
    elif isinstance(value, dict):
        seen.objects.append(value)
    elif isinstance(value, list):
        seen.arrays = True
        seen.items += value
    else:
        seen.scalars[_word(value)] = None
        if isinstance(value, int) and not isinstance(value, bool):
            for word, (least, most) in _RANGES.items():
                if not least <= value < most:
                    seen.scalars[f"no {word}"] = None


_RANGES = {"unix": _SECONDS, "unix_ms": _MILLISECONDS}


def _shape(seen: _Seen, key: str, depth: int) -> Shape:
    words = _together([word for word in seen.scalars if not word.startswith("no ")])
    kinds = bool(words) + bool(seen.objects) + seen.arrays
    if kinds > 1 or not kinds:
        return ANY
    if words:
        if (
            words == ["integer"]
            and words_of(key)[-1:]
            and words_of(key)[-1] in _MOMENTS
        ):
            words = [w for w in _RANGES if f"no {w}" not in seen.scalars] or words
        return Word(words[0]) if len(words) == 1 else Either(tuple(map(Word, words)))
    if seen.arrays:
        inner = _Seen()
        for item in seen.items:
            _note(inner, item)
        return Many(_shape(inner, key, depth))
    return _object_or_table(seen.objects, key, depth)


def _object_or_table(
    things: Sequence[Mapping[str, Any]], key: str, depth: int
) -> Shape:
    names = {name for thing in things for name in thing}
    if not names or depth + 1 > _DEEPEST or len(names) > _MOST_KEYS:
        return OBJECT
    if are_names(things):
        return _object(things, depth + 1)
    inner = _Seen()
    for thing in things:
        for value in thing.values():
            _note(inner, value)
    return Table(_shape(inner, key, depth))


def are_names(things: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the keys of things are names that the API gives, not data.

    A table by e-mail, by day or by key has data for keys: they must not become a spec.
    """
    keys = {key for thing in things for key in thing}
    if not all(map(_is_name, keys)):
        return False
    # Objects that are numbered, such as user_1 and user_2, are as many as there are.
    objects = {
        key
        for thing in things
        for key, value in thing.items()
        if isinstance(value, dict)
    }
    stems = {re.sub(r"\d+", "#", key) for key in objects}
    return len(stems) == len(objects)


def _is_name(key: str) -> bool:
    if not _NAME.match(key) or _HEX.match(key) or _is_uuid(key):
        return False
    if any(map(_OPAQUE.match, re.split(r"[_.$:-]", key))):
        return False
    digits = sum(character.isdigit() for character in key)
    return digits * 2 <= max(len(key), 6) and _EMAIL.match(key) is None


def _together(words: Sequence[str]) -> list[str]:
    """The least that takes all words."""
    found = dict.fromkeys(words)
    if "number" in found:
        found.pop("integer", None)
    texts = [word for word in found if word not in ("number", "integer", "boolean")]
    if len(texts) > 1:
        # Forms that do not agree are text; an instant may be without its time.
        for word in texts:
            del found[word]
        found["string"] = None
    return list(found)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return _text_word(str(value))


def _text_word(text: str) -> str:
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("date", lambda t: bool(_DATE.match(t)) and _reads(date.fromisoformat, t)),
        ("datetime", _is_datetime),
        ("time", lambda t: bool(_TIME.match(t)) and _reads(time.fromisoformat, t)),
        ("uuid", _is_uuid),
        ("url", _is_url),
        ("email", lambda t: bool(_EMAIL.match(t))),
        ("duration", lambda t: bool(_DURATION.match(t))),
    )
    return next((word for word, holds in tests if holds(text)), "string")


def _is_datetime(text: str) -> bool:
    return bool(_DATETIME.match(text)) and _reads(datetime.fromisoformat, text)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and _reads(UUID, text)


def _is_url(text: str) -> bool:
    if not text.startswith(("https://", "http://")) or " " in text:
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True
