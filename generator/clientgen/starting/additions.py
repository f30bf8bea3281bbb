"""A resource or an operation more: a correct skeleton, in its place in the spec."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..importing.layout import write
from ..importing.problems import Journal
from ..importing.shapes import Member, Registry, Shape, Word
from ..importing.types import SchemaNames, Types
from ..importing.words import camel, singular, words_of
from ..model.api import Resource
from ..model.naming import snake_case
from ..reading.answers import single_place
from ..reading.findings import Finding, nearest, quoted
from ..reading.regular import Regular
from ..writing.errors import WritingError
from .inserting import NoPlaceError, add_entry, add_item, added, listed
from .observed import ExampleError, members_of, things_in, unwrapped
from .spec import API, Spec, data_of, write_additions
from .style import names_of, paths_of, request_of

OBSERVED = "observed"
_SOURCE = {
    "title": "Example answers, read for their fields and types",
    "confidence": "inferred",
}
_SCHEMA_LINE = re.compile(
    r"#\s*yaml-language-server:\s*\$schema=(\S*?)(api|resource|schemas)\.schema\.json\s*\Z"
)
# What lists of things are called that are not the thing's own.
_LISTS = frozenset(
    [
        "content",
        "data",
        "entries",
        "items",
        "list",
        "records",
        "results",
        "rows",
        "values",
    ]
)
_OPERATION = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Example(NamedTuple):
    """An example answer.

    Attributes:
        name: Of the file, for messages alone.
        data: What it holds.
        at: Place of the thing or the list of things in it; None where it is to be found.
    """

    name: str
    data: Any
    at: str | None = None


class Read(NamedTuple):
    """What was read off an example.

    Attributes:
        place: Where in the answer the things were; None for the whole answer.
        things: How many there were.
        is_list: Whether they were in a list.
        members: Their fields.
        elsewhere: Names under which things may be, where the whole answer was taken for one.
    """

    place: str | None
    things: int
    is_list: bool
    members: list[Member]
    elsewhere: tuple[str, ...] = ()


class Added(NamedTuple):
    """What was added.

    Attributes:
        name: Of the resource, or as the client has the operation.
        files: Those that were written, as people see them, and what was done to each.
        read: What was read off the example; None without one.
        lacking: Names of observed fields that the schema that is answered lacks.
        warnings: What the reader has to say that it had not before.
    """

    name: str
    files: dict[str, str]
    read: Read | None = None
    lacking: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()


def add_resource(spec: Spec, wanted: str, example: Example | None) -> Added:
    """Add a resource with a list and a way to get one.

    Args:
        spec: The spec.
        wanted: Its name, in any form.
        example: An answer that fields and types are read off.

    Raises:
        WritingError: There is such a resource, or the name is none.
        ExampleError: The example holds no things.
        SpecError: The reader would refuse it; nothing was written.
    """
    names = names_of(wanted, spec.resources)
    if names is None:
        raise WritingError(
            f"{quoted(wanted)} is no name of a resource, such as Customer"
        )
    known = {name.casefold(): file for name, file in spec.resources.items()}
    file = f"resources/{names.file}.yaml"
    if there := known.get(names.resource.casefold()) or (file in spec.files and file):
        raise WritingError(
            f"{names.resource} is there already: {spec.shown(str(there))}; for an operation"
            f" more, clientgen new operation {names.resource}.NAME"
        )
    regular = spec.regular()
    words = " ".join(names.words)
    said: dict[str, Any] = {
        "resource": names.resource,
        "summary": f"{words[:1].upper()}{words[1:]}.",
        "path": paths_of(_known_paths(spec)).of(names.words),
        **_common(spec),
    }
    read = None
    if example is not None:
        said["source"] = OBSERVED
        read = _read(spec, example, regular.key, names.words)
        said |= _wrapping(spec, read, walks=True)
        said |= _fields(spec, read.members, names.resource)
    else:
        said["fields"] = {regular.key: "key!"}
    get = None
    if regular.key not in spec.roots[API].table("parameters"):
        get = {"parameters": [{regular.key: {"in": "path", "type": "key"}}]}
    said["operations"] = {"list": None, "get": get}
    changed = {file: _first_line(spec, "resource") + write(said)}
    changed[API] = _listed(spec, names.file, observed=example is not None)
    write_additions(spec, changed)
    files = {spec.shown(file): "written", spec.shown(API): f"lists {names.file}"}
    return Added(names.resource, files, read)


def add_operation(
    spec: Spec,
    place: str,
    example: Example | None,
    method: str = "",
    path: str = "",
) -> Added:
    """Add an operation to a resource.

    Args:
        spec: The spec.
        place: Resource and operation, with a dot between them.
        example: An answer that is described, or recognised.
        method: Of the request; as the name says where empty.
        path: Behind that of the resource; as the name says where empty.

    Raises:
        WritingError: There is no such resource, or such an operation.
        ExampleError: The example holds no things.
        SpecError: The reader would refuse it; nothing was written.
    """
    owner, dot, wanted = place.rpartition(".")
    name = snake_case(wanted)
    if not dot or not _OPERATION.match(name):
        raise WritingError(
            f"{quoted(place)} is no operation's name, such as invoices.cancel"
        )
    resource = _resource(spec, owner)
    file = spec.resources[resource.name]
    there = next((each for each in resource.operations if each.name == name), None)
    if there is not None:
        position = there.position
        where = f": {position.path}:{position.line}" if position else ""
        raise WritingError(f"{resource.attribute}.{name} is there already{where}")
    regular = spec.regular(file)
    said = _request(spec, name, regular, method, path)
    changed: dict[str, str] = {}
    read: Read | None = None
    lacking: Sequence[str] = ()
    files = {spec.shown(file): f"has {name}"}
    if example is not None:
        read = _read(spec, example, regular.key, tuple(words_of(resource.name)), file)
        answer, lacking, described = _answer(spec, resource, name, read, files)
        usual = resource.schema if not read.is_list else None
        is_usual = answer == (f"[{usual}]" if name == "list" else usual)
        if not is_usual or name not in regular.operations or name == "delete":
            said["answer"] = [answer] if read.is_list else answer
        if read.is_list and name == "list" and answer == resource.schema:
            said.pop("answer", None)
        said |= _wrapping(spec, read, walks=name == "list", file=file)
        said["source"] = OBSERVED
        changed |= described
        if _observed_missing(spec):
            changed[API] = _with(spec, API, "sources", OBSERVED, _SOURCE)
            files[spec.shown(API)] = f"has the source {OBSERVED}"
    elif name not in regular.operations:
        said["answer"] = "none" if said["method"] == "DELETE" else "object"
    changed[file] = _with(spec, file, "operations", name, said or None)
    # A path that somebody has said is as it is.
    warnings = write_additions(spec, changed, strict=not path)
    return Added(f"{resource.attribute}.{name}", files, read, tuple(lacking), warnings)


def _resource(spec: Spec, owner: str) -> Resource:
    wanted = owner.casefold()
    for resource in spec.api.resources:
        if wanted in (resource.name.casefold(), resource.attribute.casefold()):
            return resource
    names = [each.attribute for each in spec.api.resources]
    near = nearest(owner, [*names, *spec.resources])
    hint = (
        f"did you mean {near}?"
        if near
        else f"there are {', '.join(names[:20])}" if names else "there are none"
    )
    raise WritingError(f"there is no resource {quoted(owner)}; {hint}")


def _request(
    spec: Spec, name: str, regular: Regular, method: str, path: str
) -> dict[str, Any]:
    """Method, path and parameters, and what is sent, as far as a name tells."""
    said: dict[str, Any] = {}
    usual = regular.operations.get(name)
    if usual:
        own_method, own_path = usual
        if method and method != own_method:
            said["method"] = method
        if path and path != own_path:
            said["path"] = path
    else:
        style = paths_of(_known_paths(spec))
        own_method, own_path = request_of(
            name, style, regular.key, regular.update, regular.suffix
        )
        said = {"method": method or own_method, "path": path or own_path}
    declared = spec.roots[API].table("parameters")
    missing = [
        key for key in _PLACEHOLDER.findall(path or own_path) if key not in declared
    ]
    if missing:
        said["parameters"] = [
            {key: {"in": "path", "type": "key" if key == regular.key else "string"}}
            for key in missing
        ]
    if (method or own_method) in ("PUT", "PATCH") or name == "create":
        said["body"] = "any"
    return said


def _known_paths(spec: Spec) -> list[tuple[str, str]]:
    return [
        (name, spec.roots[file].text("path")) for name, file in spec.resources.items()
    ]


def _common(spec: Spec) -> dict[str, Any]:
    """What all resources say alike of modules and sources."""
    said: dict[str, Any] = {}
    modules = {resource.modules for resource in spec.api.resources}
    if len(modules) == 1 and (only := modules.pop()):
        said["modules"] = list(only)
    sources = {resource.source for resource in spec.api.resources}
    if len(sources) == 1 and len(only := sources.pop()) == 1:
        said["source"] = only[0]
    return said


def _single(spec: Spec, file: str = "") -> str:
    """Where the value of a single answer is."""
    names = (*([file] if file else []), API)
    return single_place([spec.roots[name] for name in names])


def _wrapping(spec: Spec, read: Read, *, walks: bool, file: str = "") -> dict[str, Any]:
    """What is said of the place of things, where it is not that of other answers."""
    place = read.place or ""
    if not read.is_list:
        return {} if place == _single(spec, file) else {"answers": {"single": place}}
    if place == _items(spec, file):
        return {}
    if walks and spec.api.paging:
        return {"paging": {"items": place}}
    return {"answers": {"list": place}}


def _items(spec: Spec, file: str = "") -> str:
    """Where the items of lists are."""
    own = spec.roots[file].table("paging") if file else spec.roots[API].table("paging")
    if "items" in own:
        return own.text("items")
    return spec.api.paging.items if spec.api.paging else ""


def _read(
    spec: Spec, example: Example, key: str, words: tuple[str, ...], file: str = ""
) -> Read:
    """The things of an example, at a place that the spec knows or that was said."""
    ways = [way.items for _, way in spec.api.ways]
    places = [_items(spec, file), *ways, _single(spec, file)]
    known = [each for each in places if each and " " not in each]
    if example.at is not None:
        value, place = unwrapped(example.data, [example.at])
        if place is None:
            raise ExampleError(
                f"{example.name}: there is nothing at {quoted(example.at)}"
            )
    else:
        value, place = unwrapped(example.data, known)
    things = things_in(value, example.name)
    targets = {tuple(map(singular, words_of(each))): each for each in spec.resources}
    own = tuple(map(singular, words))

    def reads(name: str, shape: Shape) -> Shape:
        if shape not in (Word("string"), Word("uuid")):
            return shape
        if name == key:
            return Word("key")
        spoken = words_of(name)
        if len(spoken) > 1 and spoken[-1] == words_of(key)[-1]:
            target = targets.get(tuple(map(singular, spoken[:-1])))
            if target or tuple(map(singular, spoken[:-1])) == own:
                return Word(f"key -> {target}") if target else shape
        return shape

    elsewhere = [
        key
        for key, inner in (things[0] if value is example.data else {}).items()
        if isinstance(value, dict) and inner and isinstance(inner, list)
        if key in _LISTS or tuple(map(singular, words_of(key))) == own
        if all(isinstance(each, dict) for each in inner)
    ]
    return Read(
        place,
        len(things),
        isinstance(value, list),
        members_of(things, example.name, reads),
        tuple(elsewhere) if example.at is None else (),
    )


def _fields(spec: Spec, members: Sequence[Member], owner: str) -> dict[str, Any]:
    """``fields`` and ``include`` of a resource or a schema."""
    names = SchemaNames()
    for known in (*(s.name for s in spec.api.schemas), *spec.resources, owner):
        names.take(known)
    types = Types(Registry(), names, Journal(), texts=False)
    observed = {member.name for member in members}
    said: dict[str, Any] = {}
    groups = spec.roots[API].table("common_fields")
    included = [name for name in groups if set(groups.table(name)) <= observed]
    left = observed.difference(*(groups.table(name) for name in included))
    said["fields"] = types.fields_of((m for m in members if m.name in left), owner)
    if included:
        said["include"] = included
    return said


def _answer(
    spec: Spec, resource: Resource, name: str, read: Read, files: dict[str, str]
) -> tuple[str, Sequence[str], Mapping[str, str]]:
    """The schema that is answered: one that is known, or one of its own.

    Returns:
        Its name, observed fields that it lacks, and texts of files that describe it.
    """
    observed = [member.name for member in read.members]
    schemas = {schema.name: schema for schema in spec.api.schemas}
    own = schemas.get(resource.schema or "")
    if own is not None and own.fields:
        known = {field.name for field in own.fields}
        lacking = [each for each in observed if each not in known]
        if len(lacking) * 2 <= len(observed):
            return own.name, lacking, {}
    names = SchemaNames()
    for each in (*schemas, *spec.resources):
        names.take(each)
    schema = names.give(f"{resource.name}{camel(name.split('_'))}")
    described = {**_fields(spec, read.members, schema), "source": OBSERVED}
    file = f"schemas/{resource.file}.yaml"
    files[spec.shown(file)] = f"has {schema}"
    if file in spec.files:
        return schema, (), {file: _with(spec, file, "schemas", schema, described)}
    text = _first_line(spec, "schemas") + write(
        {"schemas": {schema: described}}, deep=3
    )
    return schema, (), {file: text}


def _observed_missing(spec: Spec) -> bool:
    return OBSERVED not in spec.roots[API].table("sources")


def _listed(spec: Spec, stem: str, *, observed: bool) -> str:
    """api.yaml with a resource more, and the source of what is observed."""
    before = spec.files[API]
    try:
        text = add_item(before, "resources", stem)
        wanted = listed(data_of(before), "resources", stem)
        if observed and _observed_missing(spec):
            text = add_entry(text, "sources", OBSERVED, _SOURCE)
            wanted = added(wanted, "sources", OBSERVED, _SOURCE)
    except NoPlaceError as error:
        raise _by_hand(spec, API, str(error)) from error
    if data_of(text) != wanted:
        raise _by_hand(spec, API, "its layout is unusual")
    return text


def _with(spec: Spec, file: str, key: str, name: str, value: Any) -> str:
    """A file with an entry more in a mapping."""
    before = spec.files[file]
    try:
        text = add_entry(before, key, name, value)
    except NoPlaceError as error:
        raise _by_hand(spec, file, str(error)) from error
    if data_of(text) != added(data_of(before), key, name, value):
        raise _by_hand(spec, file, "its layout is unusual")
    return text


def _by_hand(spec: Spec, file: str, why: str) -> WritingError:
    return WritingError(
        f"{spec.shown(file)}: nothing can be added here ({why}): write a line for each key"
    )


def _first_line(spec: Spec, grammar: str) -> str:
    """The line that tells editors the grammar, as the other files have it."""
    files = {"resource": "resources/", "schemas": "schemas/"}
    like = [name for name in spec.files if name.startswith(files[grammar])]
    for name in (*like, *spec.files):
        text = spec.files[name].removeprefix("\ufeff")
        found = _SCHEMA_LINE.match(text.split("\n", 1)[0].rstrip("\r"))
        if found:
            way = found[1]
            is_near = "/" in name or way.startswith(("http://", "https://", "/"))
            up = "" if is_near else "../"
            return f"# yaml-language-server: $schema={up}{way}{grammar}.schema.json\n"
    return ""
