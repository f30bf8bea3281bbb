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
    # A definition that is called as its resource is described there.
    for key, definition in registry.named.items():
        if "\0" not in definition.wanted and class_name(definition.wanted) == titles.get(key):
            definition.name = names.give(titles[key])
    for definition in registry.named.values():
        if not definition.name and "\0" not in definition.wanted:
            definition.name = names.give(class_name(definition.wanted) or "Object")
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
    words = [place_name(word) for word in place.split(" ") if word and word not in _GENERIC]
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
                if isinstance(shape, Named) and isinstance(registry[shape.key].shape, Object):
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
