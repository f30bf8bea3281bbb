"""Names of operations: regular ones by what they do, others by ``operationId`` or path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from .calls import Call
from .grouping import Group
from .paths import fixed_words, is_fixed, parameters_of, segments
from .words import Names, is_plural, same, singular, snake, without, words_of

_VERBS = {
    "list": {
        "list",
        "get",
        "index",
        "all",
        "find",
        "search",
        "query",
        "fetch",
        "read",
        "retrieve",
    },
    "get": {
        "get",
        "retrieve",
        "fetch",
        "read",
        "show",
        "find",
        "info",
        "describe",
        "view",
        "detail",
        "details",
    },
    "create": {"create", "add", "post", "new", "insert", "make"},
    "update": {
        "update",
        "modify",
        "edit",
        "patch",
        "put",
        "change",
        "set",
        "replace",
        "save",
    },
    "delete": {"delete", "remove", "destroy", "del", "cancel", "archive"},
}
_METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}
_WEAK = {
    "a",
    "an",
    "the",
    "of",
    "for",
    "to",
    "by",
    "in",
    "from",
    "on",
    "with",
    "and",
    "s",
    "api",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How regular operations of a resource go.

    Attributes:
        key: Name of the path parameter of one thing.
        update: Method of ``update``.
        suffix: What their paths end with.
    """

    key: str = "key"
    update: str = "PUT"
    suffix: str = ""


def manner_of(group: Group) -> Manner:
    """How the regular operations of a resource go, by what most of its paths look like."""
    keys: Counter[str] = Counter()
    updates: Counter[str] = Counter()
    suffixes: Counter[str] = Counter()
    for call in group.calls:
        if not call.path.startswith(group.home):
            continue
        rest = call.path[len(group.home) :]
        suffix = re.fullmatch(r"(?:/\{[^{}]*\})?(\.[A-Za-z0-9]{1,8})?", rest)
        if not suffix or not group.home:
            continue
        suffixes[suffix[1] or ""] += 1
        names = parameters_of(rest)
        if names:
            keys[names[0]] += 1
            if call.method in ("PUT", "PATCH", "POST"):
                updates[call.method] += 1
    for end, count in list(suffixes.items()):
        if count < 2 and end not in ("", ".json", ".xml"):
            del suffixes[end]
    update = (
        "PATCH" if updates["PATCH"] else (updates.most_common(1) or [("PUT", 0)])[0][0]
    )
    return Manner(
        (keys.most_common(1) or [("", 0)])[0][0],
        update if updates else "",
        (suffixes.most_common(1) or [("", 0)])[0][0],
    )


def name_operations(
    group: Group, manner: Manner, is_list: Callable[[Call], bool]
) -> None:
    """Name the operations of a resource.

    Args:
        group: The resource.
        manner: How its regular operations go.
        is_list: Whether a call answers a list.
    """
    names = Names()
    left: list[tuple[Call, list[str]]] = []
    for call in group.calls:
        shape = _regular(call, group, manner, is_list(call))
        words = _own_words(call)
        if shape and names.is_free(shape) and _agrees(shape, words, group):
            names.take(shape)
            group.names[call.number] = shape
        else:
            left.append((call, words))
    for call, words in left:
        wanted = _by_identity(words, group) if words else ""
        if not wanted:
            wanted = _by_path(call, group, is_list(call))
        if not names.is_free(wanted):
            more = _by_path(call, group, is_list(call))
            if names.is_free(more):
                wanted = more
            elif names.is_free(f"{wanted}_{snake(_subject(call, group))}".strip("_")):
                wanted = f"{wanted}_{snake(_subject(call, group))}".strip("_")
        group.names[call.number] = names.give(wanted, joint="_")


def _regular(call: Call, group: Group, manner: Manner, lists: bool) -> str:
    if not group.home or not call.path.startswith(group.home):
        return ""
    rest = call.path[len(group.home) :]
    whole, one = manner.suffix, f"/{{{manner.key}}}{manner.suffix}"
    if rest == whole:
        if call.method == "GET":
            return "list" if lists else ""
        return {"POST": "create"}.get(call.method, "")
    if rest == one and manner.key:
        found = {"GET": "get", "DELETE": "delete"}.get(call.method, "")
        return found or ("update" if call.method == manner.update else "")
    return ""


def _agrees(shape: str, words: Sequence[str], group: Group) -> bool:
    """Whether an operation's own name says no other thing than its form does."""
    if not words:
        return True
    rest = _by_identity(words, group).split("_")
    verbs = set(rest) & set().union(*_VERBS.values())
    if verbs & _VERBS[shape]:
        return True
    # A name without a verb of its own, such as that of the resource.
    return not verbs and all(any(same(w, g) for g in group.words) for w in rest)


def _own_words(call: Call) -> list[str]:
    """The words of an ``operationId``; none where it only repeats method and path."""
    identity = call.identity
    if call.path in identity or (identity.count("/") > 1):
        identity = identity.rpartition("_")[2]
        if "/" in identity:
            return []
    elif "/" in identity:
        identity = identity.rpartition("/")[2]
    words = words_of(identity)
    if not words:
        return []
    first, rest = words[0], words[1:]
    if first not in _METHODS:
        return words
    if first != call.method.lower() and first != "get":
        return words
    path = [w for s in segments(call.path) for w in words_of(s)]
    return [] if rest and first in _METHODS and _spells(rest, path) else words


def _spells(words: Sequence[str], path: Sequence[str]) -> bool:
    """Whether words are those of a path, one after the other (``id`` for any parameter)."""
    left = [w for w in words if w != "id"]
    joined = "".join(left)
    known = "".join(path)
    in_order = iter(path)
    each_there = all(any(same(word, other) for other in in_order) for word in left)
    return (
        len(words) > 1
        and (each_there or joined in known)
        and len(left) >= len([w for w in path if w]) / 3
    )


def _by_identity(words: Sequence[str], group: Group) -> str:
    """A name of an ``operationId``'s words, without those of the resource."""
    rest = list(words)
    for size in range(len(group.words), 0, -1):
        for part in (group.words[-size:], group.words[:size]):
            shorter = without(rest, part)
            if len(shorter) < len(rest) and shorter and set(shorter) - _WEAK:
                rest = shorter
                break
        else:
            continue
        break
    while len(rest) > 1 and rest[-1] in _WEAK:
        rest.pop()
    while len(rest) > 1 and rest[0] in _WEAK:
        rest.pop(0)
    return snake(rest)


def _subject(call: Call, group: Group) -> list[str]:
    """The words of what an operation is about, behind its resource's path."""
    rest = (
        call.path[len(group.home) :] if call.path.startswith(group.home) else call.path
    )
    found = fixed_words(rest)
    return found or fixed_words(call.path)[-1:]


def _by_path(call: Call, group: Group, lists: bool) -> str:
    """A name of a path: what is done, and to what."""
    rest = (
        call.path[len(group.home) :] if call.path.startswith(group.home) else call.path
    )
    parts = segments(re.sub(r"\.(json|xml)\Z", "", rest))
    fixed = [part for part in parts if is_fixed(part)]
    ends_fixed = bool(parts) and is_fixed(parts[-1])
    words = [w for part in fixed for w in words_of(part)]
    one = bool(parts) and not ends_fixed
    if call.method == "POST" and ends_fixed and not is_plural((words or ["x"])[-1]):
        last = words_of(parts[-1])
        around = [w for part in fixed[:-1] for w in words_of(part)]
        if last:
            return snake([*last, *_single(around)])
    verb = {
        "GET": "list" if lists else "get",
        "POST": "update" if one else "create",
        "PUT": "update" if one else "set",
        "PATCH": "update",
        "DELETE": "delete",
        "HEAD": "check",
    }.get(call.method, call.method.lower())
    if (verb in ("create", "update", "delete", "get") and one) or verb == "create":
        words = _single(words)
    return snake([verb, *words])


def _single(words: Collection[str]) -> list[str]:
    kept = list(words)
    return [*kept[:-1], singular(kept[-1])] if kept else kept
