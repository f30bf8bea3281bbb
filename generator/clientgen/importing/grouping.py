"""Operations put together as resources: by tags, or by what their paths have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model.naming import plural
from .calls import Call
from .paths import common, is_fixed, is_version, segments
from .words import Names, camel, is_plural, same, singular, snake, words_of

_GENERIC = {"basic", "batch", "default", "advanced", "core", "search", "api", "other"}
_ENOUGH_TAGGED = 0.6
_MOST_OPERATIONS = 400
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_REFUSED_FILES = {"con", "prn", "aux", "nul"}


class Home(NamedTuple):
    """A resource that an operation had when the document was imported before.

    Attributes:
        file: Its file's name, without ``.yaml``.
        name: In CamelCase.
        attribute: Where clients offer it, where that is not the plural of the name.
        words: What it is called.
        path: What its operations' paths begin with.
    """

    file: str
    name: str
    attribute: str
    words: tuple[str, ...]
    path: str


Homes = Mapping[str, Home]
"""By method and path, placeholders without their names."""


@dataclass(slots=True)
class Group:
    """What becomes a resource.

    Attributes:
        words: What it is called, in words; the last may be a plural.
        calls: Its operations, in the document's order.
        name: In CamelCase and singular.
        attribute: Where clients offer it, where that is not the plural of the name.
        file: Its file's name, without ``.yaml``.
        path: What all of its operations' paths begin with; may be empty.
        home: The path of the collection itself, if there is one: as ``path``, or longer than
            that where some operations are elsewhere.
        names: Of its operations, by the number of the call.
        schema: Key of the definition that its operations answer; empty when none.
        home_before: What it was in an import before; None for what is new.
    """

    words: list[str]
    calls: list[Call] = field(default_factory=list)
    name: str = ""
    attribute: str = ""
    file: str = ""
    path: str = ""
    home: str = ""
    names: dict[int, str] = field(default_factory=dict)
    schema: str = ""
    home_before: Home | None = None


def group(
    calls: Sequence[Call], order: Sequence[str], homes: Homes
) -> tuple[list[Group], str]:
    """Put operations together, and name what comes of it.

    Args:
        calls: All of the document.
        order: The tags in the document's own order.
        homes: Where operations were before, and stay.

    Returns:
        The groups, and how they were found.
    """
    tags = {call.tags[0] for call in calls if call.tags}
    tagged = sum(bool(call.tags) for call in calls)
    generic = all(set(words_of(tag)) <= _GENERIC for tag in tags)
    by_tags = tagged >= _ENOUGH_TAGGED * len(calls) and not generic
    by_path = _by_path([c for c in calls if not (by_tags and c.tags)])
    prefix = _shared_words(sorted(tags)) if by_tags else 0
    found: dict[tuple[str, ...], Group] = {}
    if by_tags:
        for tag in order:  # kept in this order, those without operations dropped below
            words = words_of(tag)[prefix:] or words_of(tag)
            found.setdefault(tuple(words), Group(words))
    for call in calls:
        if by_tags and call.tags:
            whole = words_of(call.tags[0])
            words = whole[prefix:] or whole
        else:
            words = by_path[call.number]
        words = words or ["api"]
        found.setdefault(tuple(words), Group(words)).calls.append(call)
    groups = [part for each in found.values() if each.calls for part in _split(each)]
    groups = _at_home(groups, homes)
    _name(groups)
    how = "their tags" if by_tags else "what their paths have in common"
    return groups, f"{len(groups)} resources were made of operations by {how}"


def _at_home(groups: list[Group], homes: Homes) -> list[Group]:
    """The same operations where they were; new ones below them with most of their group."""
    if not homes:
        return groups
    found: dict[str, Group] = {}
    for each in groups:
        known = [homes.get(_route(call)) for call in each.calls]
        usual = Counter(home for home in known if home).most_common(1)
        for call, home in zip(each.calls, known, strict=True):
            if home is None and usual and call.path.startswith(usual[0][0].path):
                home = usual[0][0]
            if home is None:
                key, made = f"new {each.words}", Group(each.words)
            else:
                key = home.file
                made = Group(list(home.words) or each.words, home_before=home)
            found.setdefault(key, made).calls.append(call)
    for each in found.values():
        each.calls.sort(key=lambda call: call.number)
    return list(found.values())


def _route(call: Call) -> str:
    return f"{call.method} {_PLACEHOLDER.sub('{}', call.path).rstrip('/')}"


def _split(whole: Group) -> list[Group]:
    calls = whole.calls
    if len(calls) <= _MOST_OPERATIONS:
        return [whole]
    return [
        Group(
            [*whole.words, *([str(start // _MOST_OPERATIONS + 1)] if start else [])],
            calls[start : start + _MOST_OPERATIONS],
        )
        for start in range(0, len(calls), _MOST_OPERATIONS)
    ]


def _shared_words(tags: Sequence[str]) -> int:
    """How many words all tags begin with, so that these say nothing."""
    split = [words_of(tag) for tag in tags]
    if len(split) < 4:
        return 0
    shared = 0
    while all(len(words) > shared + 1 for words in split) and (
        len({words[shared] for words in split}) == 1
    ):
        shared += 1
    return shared


def _by_path(calls: Sequence[Call]) -> dict[int, list[str]]:
    """The words of the collection that each path leads to.

    Segments that only lead to others (``/v1/issuing/cards``) are part of the name; versions
    are not. What follows the collection is an operation's business.
    """
    inner: dict[tuple[str, ...], set[str]] = {}
    ends: set[tuple[str, ...]] = set()
    for call in calls:
        parts = segments(call.path)
        for size, part in enumerate(parts):
            inner.setdefault(tuple(parts[:size]), set()).add(part)
        ends.add(tuple(parts))
    shared = _leading(calls, inner, ends)
    found = {
        call.number: _collection(segments(call.path), shared, inner, ends)
        for call in calls
    }
    if shared and len({tuple(words) for words in found.values()}) == 1:
        # All of the API is one collection, whose name is in what was passed over.
        for call in calls:
            found[call.number] = _collection(segments(call.path), 0, inner, ends)
    return found


def _leading(
    calls: Sequence[Call],
    inner: Mapping[tuple[str, ...], set[str]],
    ends: set[tuple[str, ...]],
) -> int:
    """How many segments all paths begin with, such that these tell none from the others."""
    shared = 0
    for part in segments(common([call.path for call in calls])) if calls else ():
        here = tuple(segments(calls[0].path)[: shared + 1])
        leads_on = here not in ends and all(map(is_fixed, inner.get(here, ())))
        if not is_fixed(part) or not (leads_on or is_version(part)):
            break
        shared += 1
    return shared


def _collection(
    parts: Sequence[str],
    shared: int,
    inner: Mapping[tuple[str, ...], set[str]],
    ends: set[tuple[str, ...]],
) -> list[str]:
    """The words of the collection of one path, what all begin with left out."""
    named: list[str] = []
    for size, part in enumerate(parts, 1):
        if size <= shared:
            continue
        if not is_fixed(part):
            if named or not any(map(is_fixed, parts[size:])):
                break
            continue
        here = tuple(parts[:size])
        if is_version(part) and size < len(parts):
            continue
        named.append(part)
        following = inner.get(here, set())
        leads_on = (
            here not in ends and len(following) > 1 and all(map(is_fixed, following))
        )
        if not leads_on:
            break
    return [word for part in named for word in words_of(part)]


def _name(groups: Sequence[Group]) -> None:
    names, attributes, files = Names(), Names(), Names(_REFUSED_FILES)
    for each in groups:
        if before := each.home_before:
            each.name, each.file = before.name, before.file
            names.take(before.name)
            files.take(before.file)
            own = plural(snake(words_of(each.name)) or "api")
            attributes.take(before.attribute or own)
            each.attribute = before.attribute
            each.path = _path_of(each.calls)
            each.home = _home_of(each)
    for each in groups:
        if each.home_before:
            continue
        words = each.words
        made = camel([*words[:-1], singular(words[-1])]) or "Api"
        each.name = names.give(made)
        wanted = snake(words) or "api"
        if not is_plural(words[-1]) and each.name == made:
            wanted = snake(words)
        attribute = attributes.give(wanted or "api", joint="_")
        own = snake(words_of(each.name)) or "api"
        each.attribute = "" if attribute == plural(own) else attribute
        each.file = files.give(own, joint="_")
        each.path = _path_of(each.calls)
        each.home = _home_of(each)
        own_segment = [w for s in segments(each.home)[-1:] for w in words_of(s)][-1:]
        if (
            own_segment
            and is_plural(own_segment[0])
            and singular(own_segment[0]) == words[-1]
            and each.attribute == snake(words)
            and attributes.is_free(plural(own))
        ):
            # The path has the plural that the tag has not.
            attributes.take(plural(own))
            each.attribute = ""


def _path_of(calls: Sequence[Call]) -> str:
    """What the paths of all operations begin with, without the key of one thing."""
    paths = [call.path for call in calls]
    shared = common(paths)
    last = segments(shared)[-1:]
    if last and not is_fixed(last[0]) and shared in paths:
        above = shared[: shared.rindex("/")]
        if above and is_fixed(segments(above)[-1]):
            return above
    return (
        ""
        if shared in ("/",)
        else shared.rstrip("/") if shared not in paths else shared
    )


def _home_of(group: Group) -> str:
    """The path of the collection: that of things with keys, of which there are most."""
    if group.path and len(segments(group.path)) > 1:
        return group.path
    counts: dict[str, int] = {}
    for call in group.calls:
        parts = segments(call.path)
        if parts and not is_fixed(parts[-1]) and len(parts) > 1 and is_fixed(parts[-2]):
            above = call.path[: call.path.rindex("/")]
            own = words_of(parts[-2])[-1:]
            if own and same(own[0], group.words[-1]):  # not of something else in it
                counts[above] = counts.get(above, 0) + 1
    for call in group.calls:
        if call.path in counts:
            counts[call.path] += 1
    if not counts:
        return group.path
    best = max(counts, key=lambda path: (counts[path], -len(path)))
    return best if counts[best] > 1 else group.path


def tag_order(tags: object) -> list[str]:
    """Names of tags, as the document lists them."""
    found: list[str] = []
    for each in tags if isinstance(tags, list) else ():
        name = each.get("name") if isinstance(each, Mapping) else None
        if isinstance(name, str) and name.strip():
            found.append(name)
    return found
