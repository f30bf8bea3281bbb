"""Names of schemas: of the document where it has some, and else of where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from .calls import Call
from .grouping import Group
from .shapes import Named, Object, Registry, Shape, inside
from .types import SchemaNames, place_name
from .words import camel, class_name, words_of

_OWNED = re.compile("\0([^\0]+)\0 ?(.*)\\Z", re.DOTALL)
_LONGEST = 90
_GENERIC = {"value", "body"}
_ENOUGH = 10


def entitle(
    registry: Registry,
    groups: Sequence[Group],
    names: SchemaNames,
    roots: Mapping[int, Sequence[Shape]],
) -> None:
    """Name every definition, and find what each resource's operations answer.

    Args:
        registry: The definitions.
        groups: The resources, their operations named.
        names: Takes the names.
        roots: What each call answers as a thing of its resource, by number.
    """
    owners = {call.number: (each, call) for each in groups for call in each.calls}
    own = _main(groups, registry, roots)
    for each in groups:
        each.schema = own.get(each.name, "")
    titles = {each.schema: each.name for each in groups if each.schema}
    start = _shared_start([d.wanted for d in registry.named.values() if not d.place])
    # A definition that is called as its resource is described there.
    for key, definition in registry.named.items():
        either = (class_name(definition.wanted), _without(definition.wanted, start))
        if "\0" not in definition.wanted and titles.get(key) in either:
            definition.name = names.give(titles[key])
    for definition in registry.named.values():
        if definition.name or "\0" in definition.wanted:
            continue
        wanted = class_name(definition.wanted)
        if definition.place and not (wanted and names.is_free(wanted)):
            definition.wanted = definition.place
            continue
        shorter = _without(definition.wanted, start)
        if shorter and not definition.place and names.is_free(shorter):
            wanted = shorter
        definition.name = names.give(wanted or "Object")
    for key in registry.named:
        _of_place(key, registry, owners, names, 0)


def _of_place(
    key: str,
    registry: Registry,
    owners: Mapping[int, tuple[Group, Call]],
    names: SchemaNames,
    depth: int,
) -> str:
    definition = registry[key]
    if definition.name:
        return definition.name
    found = _OWNED.match(definition.wanted)
    assert found is not None
    owner, place = found[1], found[2].replace("\0", "")
    if owner.startswith("call "):
        group, call = owners[int(owner[5:])]
        start = group.name + camel(group.names[call.number].split("_"))
    elif owner in registry.named and depth < 50:
        start = _of_place(owner, registry, owners, names, depth + 1)
    else:
        start = "Object"
    words = [
        place_name(word) for word in place.split(" ") if word and word not in _GENERIC
    ]
    definition.name = names.give((start + "".join(words))[:_LONGEST] or "Object")
    return definition.name


def _main(
    groups: Sequence[Group],
    registry: Registry,
    roots: Mapping[int, Sequence[Shape]],
) -> dict[str, str]:
    """Key of the object that most operations of each resource answer."""
    found: dict[str, str] = {}
    for each in groups:
        counts: Counter[str] = Counter()
        for call in each.calls:
            regular = each.names[call.number] in ("list", "get", "create", "update")
            for shape in roots.get(call.number, ()):
                if registry.is_object(shape):
                    close = words_of(registry[shape.key].wanted) == words_of(each.name)
                    counts[shape.key] += (3 if regular else 1) + 2 * close
        if counts:
            key, count = counts.most_common(1)[0]
            if count >= 2:
                found[each.name] = key
    return found


def count_uses(registry: Registry, shapes: Sequence[Shape]) -> None:
    """Count how often each definition is named, from some shapes on."""
    waiting = list(shapes)
    seen: set[int] = set()
    while waiting:
        for part in inside(waiting.pop()):
            if isinstance(part, Named):
                definition = registry[part.key]
                definition.uses += 1
                if definition.uses == 1:
                    waiting.append(definition.shape)
            elif isinstance(part, Object) and id(part) not in seen:
                seen.add(id(part))
                waiting += [member.shape for member in part.members.values()]
                if part.further is not None:
                    waiting.append(part.further)
                if part.parent:
                    waiting.append(Named(part.parent))


def _shared_start(names: Sequence[str]) -> tuple[str, ...]:
    """The words that most names of the document begin with, so that these say nothing."""
    split = [words_of(name) for name in names if "\0" not in name]
    start: tuple[str, ...] = ()
    if len(split) < _ENOUGH:
        return start
    while True:
        size = len(start) + 1
        starts = Counter(tuple(words[:size]) for words in split if len(words) > size)
        common = starts.most_common(1)
        if not common or common[0][1] * 2 < len(split):
            return start
        start = common[0][0]


def _without(name: str, start: tuple[str, ...]) -> str:
    """A name without words that most begin with; empty where it has no such words."""
    words = words_of(name)
    if not start or tuple(words[: len(start)]) != start:
        return ""
    return camel(words[len(start) :])
