"""The files of a spec folder, made of everything that was read and decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .access import scopes_of
from .entries import Around, Level, entry_of
from .envelopes import usual_envelope
from .grouping import Group
from .layout import write
from .listing import Way
from .naming import Manner, manner_of
from .shapes import Either, Known, Named, Object
from .texts import first_sentence
from .types import Types

_LINE = "# yaml-language-server: $schema={up}grammar/{name}.schema.json\n"
_MOST_CHARACTERS = 400_000


def resource_files(
    groups: Sequence[Group],
    manners: Mapping[str, Manner],
    usual: Manner,
    around: Around,
) -> Iterator[tuple[str, str]]:
    """The files of the resources: paths and texts."""
    for group in groups:
        said = _resource(group, manners[group.name], usual, around)
        yield f"resources/{group.file}.yaml", _LINE.format(
            up="../", name="resource"
        ) + write(said, deep=1)


def manners_of(groups: Sequence[Group]) -> tuple[dict[str, Manner], Manner]:
    """How regular operations go, for each resource and usually.

    A resource goes the usual way in what its paths do not show.
    """
    found = {group.name: manner_of(group) for group in groups}
    keys = Counter(m.key for m in found.values() if m.key)
    updates = Counter(m.update for m in found.values() if m.update)
    suffixes = Counter(m.suffix for m in found.values())
    key = keys.most_common(1)[0] if keys else ("key", 0)
    usual = Manner(
        key[0],
        updates.most_common(1)[0][0] if updates else "PUT",
        suffixes.most_common(1)[0][0] if suffixes else "",
    )
    return {
        name: Manner(m.key or usual.key, m.update or usual.update, m.suffix)
        for name, m in found.items()
    }, usual


def regular_of(manner: Manner, above: Manner) -> dict[str, str]:
    """What ``regular`` says of a manner that differs from the level above."""
    said: dict[str, str] = {}
    if manner.key != above.key:
        said["key"] = manner.key
    if manner.update != above.update:
        said["update"] = manner.update
    if manner.suffix != above.suffix:
        said["suffix"] = manner.suffix or "none"
    return said


def _resource(
    group: Group, manner: Manner, usual: Manner, around: Around
) -> dict[str, Any]:
    types = around.types
    said: dict[str, Any] = {"resource": group.name}
    if group.attribute:
        said["attribute"] = group.attribute
    said["summary"] = _summary(group)
    if group.path:
        said["path"] = group.path
    said["source"] = "document"
    level = Level(manner)
    _level(group, level, around, said)
    if regular := regular_of(manner, usual):
        said["regular"] = regular
    if group.schema:
        level.schema = types.registry[group.schema].name
        shape = types.registry[group.schema].shape
        if level.schema == group.name and isinstance(shape, Object):
            types.named(group.schema)
            types.waiting.remove(group.schema)
            said |= object_of(shape, level.schema, types)
        else:
            said["schema"] = types.named(group.schema)
    said["operations"] = {
        group.names[call.number]: entry_of(call, group, level, around)
        for call in group.calls
    }
    return said


def _summary(group: Group) -> str:
    words = " ".join(group.words)
    return f"{words[:1].upper()}{words[1:]}."


def _level(group: Group, level: Level, around: Around, said: dict[str, Any]) -> None:
    """Say once what holds for all or most operations of a resource."""
    auths = Counter(around.access.said(call, around.security) for call in group.calls)
    level.auth = around.access.usually
    common, count = auths.most_common(1)[0]
    if common != level.auth and count * 2 > len(group.calls):
        level.auth = common
        said["auth"] = common[0] if len(common) == 1 else list(common)
    scopes = Counter(scopes_of(call, around.security) for call in group.calls)
    common, count = scopes.most_common(1)[0]
    if common and count > 1 and count * 2 > len(group.calls):
        level.scopes = common
        said["scopes"] = list(common)
    servers = Counter(around.servers.of(call) for call in group.calls)
    server, count = servers.most_common(1)[0]
    if server and count * 2 > len(group.calls):
        level.server = server
        said["server"] = server
    level.envelope = around.envelope
    own = usual_envelope(group.calls, around.walks.lists, around.types.registry)
    if own and own != level.envelope:
        level.envelope = own
        said["answers"] = {"single": own}
    walks = around.walks
    level.way, level.items = walks.usual, walks.items
    used: Counter[tuple[Way, str]] = Counter(
        (found.way, found.items)
        for call in group.calls
        if (found := walks.lists.get(call.number)) and found.way is not None
    )
    if not used or walks.usual is None:
        return
    (way, items), count = used.most_common(1)[0]
    if way == walks.usual and items == walks.items:
        return
    if count * 2 <= sum(used.values()) or (count == 1 and len(group.calls) > 6):
        return
    level.way, level.items = way, items
    if way == walks.usual:
        said["paging"] = {"items": items}
        level.says_items = True
        return
    name = walks.names.get(way)
    if name is None:
        level.way, level.items = walks.usual, walks.items
        return
    own = walks.said["also"][name].get("items", walks.items)
    said["paging"] = name if own == items else {"way": name, "items": items}
    level.says_items = own != items


def object_of(shape: Object, name: str, types: Types) -> dict[str, Any]:
    """What a schema or a resource says of an object."""
    said: dict[str, Any] = {}
    members = list(shape.members.values())
    parent = shape.parent and types.registry[shape.parent]
    if parent and isinstance(parent.shape, Object):
        said["like"] = types.named(shape.parent)
        above = types.registry.members(Named(shape.parent))
        members = [m for m in members if above.get(m.name) != m]
    fields = types.fields_of(members, name)
    if fields or not said:
        said["fields"] = fields
    if shape.further is not None and fields:
        said["additional"] = types.type_of(shape.further, f"{name}Additional", 1)
    return said


def schema_files(
    types: Types,
    texts: bool,
    refused: Mapping[str, str],
    origins: dict[tuple[str, str], str],
) -> Iterator[tuple[str, str]]:
    """The files of schemas that resources do not describe: paths and texts.

    Args:
        types: Knows which are used.
        texts: Whether the document's sentences come along.
        refused: Keys of definitions that the reader refuses, and why: nothing is said of
            them.
        origins: Takes the keys of definitions, by file and name.
    """
    keys: dict[str, str] = {}
    made: dict[str, dict[str, Any]] = {}
    while types.waiting:
        key = types.waiting.pop(0)
        definition = types.registry[key]
        keys[definition.name] = key
        if key in refused:
            made[definition.name] = {"fields": {}}
            words = f"it is plain data: {refused[key]}"
            types.lose("refused type", key, words)
        else:
            made[definition.name] = _schema(definition.name, key, types, texts)
    by_file: dict[str, dict[str, Any]] = {}
    sizes: Counter[str] = Counter()
    for name, said in made.items():
        size = len(repr(said))
        number = 1
        file = "shared"
        while sizes[file] and sizes[file] + size > _MOST_CHARACTERS:
            number += 1
            file = f"shared_{number}"
        sizes[file] += size
        by_file.setdefault(file, {})[name] = said
        origins[f"schemas/{file}.yaml", name] = keys[name]
    for file, schemas in by_file.items():
        line = _LINE.format(up="../", name="schemas")
        yield f"schemas/{file}.yaml", line + write({"schemas": schemas}, deep=1)


def _schema(name: str, key: str, types: Types, texts: bool) -> dict[str, Any]:
    definition = types.registry[key]
    shape = definition.shape
    said: dict[str, Any] = {}
    if texts and (words := first_sentence(definition.words)):
        said["summary"] = words
    if isinstance(shape, Object):
        return said | object_of(shape, name, types)
    if isinstance(shape, Known):
        if shape.whole:
            said["type"] = "integer"
        return said | {"enum": list(shape.values)}
    if isinstance(shape, Either):
        if shape.by:
            said["one_of"] = {
                tag: types.type_of(part, f"{name}{number}", alone=True)
                for number, (tag, part) in enumerate(shape.tags, 1)
            }
            return said | {"by": shape.by}
        return said | {
            "one_of": [
                types.type_of(part, f"{name}{number}", alone=True)
                for number, part in enumerate(shape.parts, 1)
            ]
        }
    return said | {"fields": {}}


def api_file(said: Mapping[str, Any]) -> str:
    """The text of api.yaml."""
    return _LINE.format(up="", name="api") + write(said, deep=1)
