"""How a spec names things, read off what it has: paths, resources, and what all have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..importing.words import camel, is_plural, singular, snake, words_of
from ..model.naming import plural

_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


class Names(NamedTuple):
    """What a resource is called.

    Attributes:
        resource: In CamelCase.
        file: Stem of its file.
        words: In small letters; the last one as the spec has it.
    """

    resource: str
    file: str
    words: tuple[str, ...]


class Paths(NamedTuple):
    """How paths are written.

    Attributes:
        prefix: What they begin with, such as ``/api``; may be empty.
        joint: What stands between words; empty for camelCase.
        many: Whether a resource's own words are in the plural.
        capital: Whether words begin with a capital letter.
    """

    prefix: str
    joint: str
    many: bool
    capital: bool = False

    def spelled(self, words: Sequence[str]) -> str:
        """Words as a segment of a path."""
        if self.capital:
            words = [word.capitalize() for word in words]
        if self.joint:
            return self.joint.join(words)
        return words[0] + "".join(word.capitalize() for word in words[1:])

    def of(self, words: Sequence[str]) -> str:
        """The path of a resource."""
        *first, last = words
        whole = plural(singular(last)) if self.many else singular(last)
        return f"{self.prefix}/{self.spelled([*first, whole])}"


def names_of(wanted: str, others: Iterable[str]) -> Names | None:
    """What a resource is called that somebody wants to call so; None without a letter.

    Args:
        wanted: In any form: ``PurchaseOrder``, ``purchase-orders``.
        others: Names of the resources that there are.
    """
    words = words_of(wanted)
    if not words or not words[0][0].isalpha():
        return None
    last = [words_of(other)[-1] for other in others if words_of(other)]
    are_many = sum(map(is_plural, last)) * 2 > len(last)
    one = singular(words[-1])
    words[-1] = plural(one) if are_many else one
    as_it_is = _CAMEL.match(wanted) and words_of(wanted) == words
    return Names(wanted if as_it_is else camel(words), snake(words), tuple(words))


def paths_of(known: Iterable[tuple[str, str]]) -> Paths:
    """How paths are written.

    Args:
        known: Name and path of each resource.
    """
    prefixes: Counter[str] = Counter()
    joints: Counter[str] = Counter()
    many: Counter[bool] = Counter()
    capital: Counter[bool] = Counter()
    for name, path in known:
        head, _, last = path.rstrip("/").rpartition("/")
        if not last or "{" in last:
            continue
        prefixes[head] += 1
        capital[last[0].isupper()] += 1
        words = words_of(name)
        own = words_of(last)
        if [singular(word) for word in own[-1:]] == [
            singular(word) for word in words[-1:]
        ]:
            many[is_plural(own[-1])] += 1
        if len(own) > 1:
            marks = [mark for mark in "-_" if mark in last]
            joints[marks[0] if marks else ""] += 1
    starts_high = bool(capital) and capital.most_common(1)[0][0]
    return Paths(
        prefixes.most_common(1)[0][0] if prefixes else "",
        joints.most_common(1)[0][0] if joints else "" if starts_high else "-",
        many.most_common(1)[0][0] if many else True,
        starts_high,
    )


_READS = frozenset(
    [
        "get",
        "list",
        "find",
        "search",
        "query",
        "show",
        "read",
        "count",
        "export",
        "download",
        "check",
        "fetch",
        "lookup",
        "preview",
        "status",
        "history",
    ]
)
_OF_ALL = frozenset(["list", "find", "search", "query", "count", "export", "import"])
_METHODS = {
    **dict.fromkeys(_READS, "GET"),
    **dict.fromkeys(["delete", "remove", "clear"], "DELETE"),
    **dict.fromkeys(["set", "put", "replace", "update", "change"], "PUT"),
}
_SAID_BY_METHOD = frozenset(
    [
        "get",
        "list",
        "fetch",
        "read",
        "show",
        "set",
        "put",
        "replace",
        "update",
        "change",
        "delete",
        "remove",
        "add",
        "create",
        "post",
    ]
)


def request_of(
    operation: str, paths: Paths, key: str, update: str, suffix: str
) -> tuple[str, str]:
    """Method and path that an operation of such a name would have.

    Args:
        operation: In snake case.
        paths: How the spec writes paths.
        key: Name of the path parameter of one thing.
        update: Method by which things are changed.
        suffix: What paths end with.
    """
    words = operation.split("_")
    method = _METHODS.get(words[0], "POST")
    method = update if method == "PUT" and words[0] in ("update", "change") else method
    rest = words[1:] if len(words) > 1 and words[0] in _SAID_BY_METHOD else words
    segment = f"/{paths.spelled(rest)}"
    one = "" if words[0] in _OF_ALL else f"/{{{key}}}"
    return method, f"{one}{segment}{suffix}"
