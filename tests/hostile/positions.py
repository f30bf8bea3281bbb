"""Every place of the spec language that takes text, as holes in two small specs.

``spec/full`` and ``spec/bearer`` are ordinary specs with holes: ``«label|kind|default»``
opens a text position, ``«label»`` is the same text once more (a name and where it is
used). :func:`write` fills the holes and writes a spec folder; :func:`covered` says which
places of the grammar the holes stand at, and :func:`text_places` which there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

HERE = Path(__file__).parent
GRAMMAR = HERE.parents[1] / "generator/clientgen/reading/grammar"
_HOLE = re.compile("«([^|»]+)(?:\\|([a-z]+))?(?:\\|([^»]+))?»")
_NOT_PLAIN = re.compile(r'["\\]|[^ -~]')

# What a text of some kind must begin with, for payloads that would fail at once without.
PREFIXES = {
    "url": "https://docs.example/",
    "server": "https://api.example/",
    "path": "/things/",
    "class": "Thing",
    "snake": "thing_",
    "module": "thing",
    "source": "thing-",
    "stem": "thing_",
    "env": "THING_",
    "version": "1.0",
    "date": "2026-01-10",
    "header": "X-Thing-",
    "prefix": "Tiny",
    "scope": "thing:",
    "printable": "one",
    "label": "north",
    "suffix": ".tiny",
    "grant": "thing_",
    "place": "thing.",
    "media": "application/",
    "status": "20",
    "tag": "thing_",
}
# Kinds that hold names which programs read, not words: their form is fixed.
NAMES = ("class", "snake", "module", "source", "stem", "env", "version", "date")


@dataclass(frozen=True, slots=True)
class Position:
    """A hole: the spec it is in, its label, the kind of text, and a text that is fine."""

    spec: str
    label: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class Written:
    """A spec as it was written.

    Attributes:
        files: Text by path below the folder.
        places: The labels of the holes filled in each line, by path and line number.
    """

    files: Mapping[str, str]
    places: Mapping[tuple[str, int], frozenset[str]]


@cache
def trees(spec: str) -> dict[str, Any]:
    """The files of a spec with holes, by path; the data is shared, so do not change it."""
    root = HERE / "spec" / spec
    return {
        path.relative_to(root).as_posix(): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(root.rglob("*.yaml"))
    }


@cache
def positions(spec: str) -> tuple[Position, ...]:
    """All holes of a spec."""
    found: dict[str, Position] = {}
    for text in _texts(trees(spec)):
        for label, kind, default in _HOLE.findall(text):
            if kind:
                assert label not in found, f"{label} is opened twice"
                found[label] = Position(
                    spec, label, kind, default or f"Words of {label}."
                )
    return tuple(found.values())


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, str):
        yield tree


def fill(text: str, texts: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """A text with its holes filled, and their labels."""
    labels = {match[1] for match in _HOLE.finditer(text)}
    return _HOLE.sub(lambda match: texts[match[1]], text), frozenset(labels)


def defaults(spec: str) -> dict[str, str]:
    """A text that is fine for each hole."""
    return {position.label: position.default for position in positions(spec)}


def written(spec: str, texts: Mapping[str, str]) -> Written:
    """A spec as text, with some of its holes filled as told, the others with defaults."""
    filled = {**defaults(spec), **texts}
    files: dict[str, str] = {}
    places: dict[tuple[str, int], frozenset[str]] = {}
    for name, tree in trees(spec).items():
        path = name
        if "@" in name:
            folder, _, label = name.removesuffix(".yaml").rpartition("/@")
            path = f"{folder}/{filled[label]}.yaml"
            if not _is_file_name(filled[label]):
                # No folder has such a file; the text stands where the file is named.
                path = f"{folder}/{defaults(spec)[label]}.yaml"
        lines = [_editor_line(path)]
        for line, labels in _emit(tree, filled, 0):
            lines.append(line)
            if labels:
                places[path, len(lines)] = labels
        files[path] = "\n".join(lines) + "\n"
    return Written(files, places)


def _is_file_name(stem: str) -> bool:
    return not re.search("[/\x00\ud800-\udfff]", stem) and len(stem.encode()) < 200


def _editor_line(path: str) -> str:
    kind = {"resources": "resource", "schemas": "schemas"}.get(
        path.split("/")[0], "api"
    )
    return f"# yaml-language-server: $schema=./{kind}.schema.json"


def _emit(
    tree: Any, texts: Mapping[str, str], depth: int
) -> Iterator[tuple[str, frozenset[str]]]:
    """Lines of YAML, each with the labels of its holes; a line holds one text or two."""
    margin = " " * depth
    pairs = (
        [(*_scalar(key, texts), value) for key, value in tree.items()]
        if isinstance(tree, dict)
        else [("", frozenset[str](), item) for item in tree]
    )
    for key, labels, value in pairs:
        head = f"{key}:" if isinstance(tree, dict) else "-"
        if isinstance(value, dict | list) and value:
            yield margin + head, labels
            yield from _emit(value, texts, depth + 2)
        else:
            text, more = _scalar(value, texts)
            yield f"{margin}{head} {text}", labels | more


def _scalar(value: Any, texts: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    if not isinstance(value, str):
        return json.dumps(value), frozenset()
    text, labels = fill(value, texts)
    return quoted(text), labels


def quoted(text: str) -> str:
    """A text in YAML's double quotes; what does not print is written as an escape."""
    return '"' + _NOT_PLAIN.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    return (
        f"\\U{ord(character):08x}"
        if ord(character) > 0xFFFF
        else f"\\u{ord(character):04x}"
    )


def write(spec: str, texts: Mapping[str, str], folder: Path) -> Written:
    """Write a spec folder; see :func:`written`."""
    made = written(spec, texts)
    for path, text in made.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return made


# The grammar.


@cache
def _grammar() -> tuple[dict[str, Any], Registry[Any]]:
    schemas = {
        path.name: json.loads(path.read_text("utf-8"))
        for path in GRAMMAR.glob("*.json")
    }
    resources = [(name, DRAFT202012.create_resource(s)) for name, s in schemas.items()]
    return schemas, Registry().with_resources(resources)


@dataclass(frozen=True, slots=True)
class _Schema:
    """A part of the grammar: its file, where it stands in it, and the part itself."""

    file: str
    pointer: str
    part: Any

    def at(self, *steps: str | int) -> _Schema:
        part = self.part
        for step in steps:
            part = part[step]
        return _Schema(self.file, "/".join([self.pointer, *map(str, steps)]), part)

    def resolved(self) -> _Schema:
        """The part that a ``$ref`` leads to."""
        if not isinstance(self.part, dict) or "$ref" not in self.part:
            return self
        file, _, pointer = self.part["$ref"].partition("#")
        found = _root(file or self.file)
        return found.at(*pointer.strip("/").split("/")).resolved()


def _root(file: str) -> _Schema:
    return _Schema(file, "", _grammar()[0][file])


def _owner(schema: _Schema, owner: str) -> str:
    """Name of the place whose keys come next: a definition has the same ones everywhere."""
    if "properties" in schema.part:
        name = schema.file.removesuffix(".schema.json")
        return name + schema.pointer.replace("/properties", "").replace("/$defs", "")
    return owner


def _takes_text(part: Any) -> bool:
    """Whether a part of the grammar takes text that it does not list."""
    if "enum" in part or ("anyOf" in part and part.get("type") != "string"):
        return False
    kinds = part.get("type", ["string"] if not _has_structure(part) else [])
    return "string" in ([kinds] if isinstance(kinds, str) else kinds)


def _has_structure(part: Any) -> bool:
    return any(key in part for key in ("properties", "items", "anyOf", "$ref", "type"))


def text_places() -> frozenset[str]:
    """Every place of the grammar that takes text: ``resource/longOperation.title``."""
    found: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    todo = [
        (_root(f"{kind}.schema.json"), kind) for kind in ("api", "resource", "schemas")
    ]
    while todo:
        schema, place = todo.pop()
        schema = schema.resolved()
        if (schema.file, schema.pointer, place) in seen:
            continue
        seen.add((schema.file, schema.pointer, place))
        if _takes_text(schema.part):
            found.add(place)
        todo += [(inner, name) for inner, name, _, _ in _inside(schema, place, None)]
    return frozenset(found)


def _inside(
    schema: _Schema, place: str, value: Any
) -> Iterator[tuple[_Schema, str, Any, bool]]:
    """The parts of a part: schema, name of the place, key of the value, whether a key."""
    part = schema.part
    owner = _owner(schema, place)
    for name in part.get("properties", {}):
        yield schema.at("properties", name), f"{owner}.{name}", name, False
    if "propertyNames" in part:
        yield schema.at("propertyNames"), f"{place}{{key}}", None, True
    if isinstance(part.get("additionalProperties"), dict):
        yield schema.at("additionalProperties"), f"{place}{{value}}", ..., False
    if "items" in part:
        yield schema.at("items"), f"{place.removesuffix('[]')}[]", ..., False
    if part.get("type") != "string":
        for number in range(len(part.get("anyOf", ()))):
            if (
                "required" not in part["anyOf"][number]
                or len(part["anyOf"][number]) > 1
            ):
                yield schema.at("anyOf", number), place, None, False


def covered(spec: str) -> dict[str, set[str]]:
    """The labels of the holes at each place of the grammar, found by walking both."""
    found: dict[str, set[str]] = {}
    for name, tree in trees(spec).items():
        kind = {"resources": "resource", "schemas": "schemas"}.get(
            name.split("/")[0], "api"
        )
        _walk(_root(f"{kind}.schema.json"), kind, tree, found, defaults(spec))
    return found


def _walk(
    schema: _Schema,
    place: str,
    value: Any,
    found: dict[str, set[str]],
    texts: Mapping[str, str],
) -> None:
    schema = schema.resolved()
    part = schema.part
    if isinstance(value, str) and _takes_text(part):
        found.setdefault(place, set()).update(fill(value, texts)[1])
    known = part.get("properties", {})
    for inner, name, key, names in _inside(schema, place, value):
        if names:
            for each in value if isinstance(value, dict) else ():
                if each not in known:
                    _walk(inner, name, each, found, texts)
        elif key is ...:
            if isinstance(value, dict):
                for each, item in value.items():
                    if each not in known:
                        _walk(inner, name, item, found, texts)
            elif isinstance(value, list):
                for item in value:
                    _walk(inner, name, item, found, texts)
        elif key is None:
            if _fits(inner, value, texts):
                _walk(inner, name, value, found, texts)
        elif isinstance(value, dict) and key in value:
            _walk(inner, name, value[key], found, texts)


def _fits(schema: _Schema, value: Any, texts: Mapping[str, str]) -> bool:
    reference = {"$ref": f"{schema.file}#{schema.pointer}"}
    validator = Draft202012Validator(reference, registry=_grammar()[1])
    return validator.is_valid(_filled(value, texts))


def _filled(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {fill(k, texts)[0]: _filled(v, texts) for k, v in value.items()}
    if isinstance(value, list):
        return [_filled(item, texts) for item in value]
    return fill(value, texts)[0] if isinstance(value, str) else value
