"""Shapes as types and fields of a spec."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.naming import snake_case
from .limits import OF_KIND
from .problems import Journal, Spot
from .shapes import (
    FILE,
    STRING,
    Definition,
    Either,
    Known,
    Many,
    Member,
    Named,
    Object,
    Only,
    Registry,
    Shape,
    Table,
    Word,
)
from .texts import first_sentence
from .words import snake, words_of

_DEEPEST = 5
# What reads as no name of a schema.
_WORDS = frozenset(
    ["none", "null", "nil", "undefined", "void", "any", "object", "true", "false"]
)
# What the last character of a parameter means, such as DateSent<.
_COMPARED = {"<": ("before",), ">": ("after",)}
# A text that a constant in short can be.
_WORD = re.compile(r"(?!(true|false|null)\Z)[A-Za-z][\w.-]*\Z", re.ASCII)
_MOST_FIELDS = 2000
_LONGEST_NAME = 200
_LONGEST_ARGUMENT = 90
_LONGEST_SCHEMA = 90
_LONGEST_CHOICE = 90
_LONGEST_TYPE = 250


class SchemaNames:
    """Names of schemas: no two may be one as a file's name."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def is_free(self, name: str) -> bool:
        """Whether no schema is called so."""
        is_word = name.casefold() in _WORDS
        return len(name) <= 100 and not is_word and snake_case(name) not in self._taken

    def take(self, name: str) -> str:
        """Mark a name as taken."""
        self._taken.add(snake_case(name))
        return name

    def give(self, wanted: str) -> str:
        """A name that is free: the wanted one, or that with a number."""
        wanted = wanted[:_LONGEST_SCHEMA] or "Object"
        name, number = wanted, 1
        while not self.is_free(name):
            number += 1
            name = f"{wanted}{number}"
        return self.take(name)


def place_name(name: str) -> str:
    """What the reader calls an object after its place: the name of the field."""
    made = "".join(word.capitalize() for word in snake_case(name).split("_"))
    return "".join(c for c in made if c.isascii() and c.isalnum()) or "Object"


class Types:
    """Writes shapes, once everything that has a name is called something."""

    def __init__(
        self, registry: Registry, names: SchemaNames, journal: Journal, texts: bool
    ) -> None:
        self.registry = registry
        self.names = names
        self.waiting: list[str] = []
        self._journal = journal
        self._texts = texts
        self._written: set[str] = set()
        self._lifted: dict[int, str] = {}
        self._choices: dict[Either, str] = {}

    def lose(self, kind: str, key: str, words: str) -> None:
        """Note that a definition is not carried."""
        file, _, pointer = key.partition("#")
        self._journal.lose(kind, Spot(file, pointer), words)

    def named(self, key: str) -> str:
        """The name of a definition, which is written then."""
        if key not in self._written:
            self._written.add(key)
            self.waiting.append(key)
        return self.registry[key].name

    def lift(self, shape: Object | Known, wanted: str) -> str:
        """Name an object or a list of values that cannot be described where it stands."""
        if id(shape) in self._lifted:
            return self.named(self._lifted[id(shape)])
        key = f"lifted {len(self.registry.named)}"
        self._lifted[id(shape)] = key
        self.registry.named[key] = Definition(shape, wanted)
        self.registry[key].name = self.names.give(wanted)
        return self.named(key)

    def type_of(
        self, shape: Shape, owner: str, depth: int = 0, alone: bool = False
    ) -> Any:
        """A shape as a type.

        Args:
            shape: Settled.
            owner: What an object in it is called, if it has to be called something.
            depth: How many objects it stands in.
            alone: Whether no object can be described here.
        """
        match shape:
            case Word(name):
                return "string" if name == "file" else name
            case Known():
                if isinstance(shape.values[0], int) or len(shape.values) < 2:
                    return "integer" if shape.whole else "string"
                return self.lift(shape, owner)
            case Only(value):
                return _word_of(value)
            case Many(item):
                return [self.type_of(item, owner, depth, alone)]
            case Table(value):
                return {"string": self.type_of(value, owner, depth, alone)}
            case Named(key):
                inner = self.registry[key].shape
                if isinstance(inner, Known) and self.registry[key].uses < 2:
                    return self.type_of(inner, self.registry[key].name, depth, alone)
                return self.named(key)
            case Object():
                if alone or depth > _DEEPEST:
                    return self.lift(shape, owner)
                return self.object_of(shape, owner, depth)
            case Either(parts, by):
                return (
                    self.name_choice(shape, owner) if by else self._choice(parts, owner)
                )

    def name_choice(self, shape: Either, wanted: str) -> str:
        """The name of a choice among objects, which answers need."""
        if shape in self._choices:
            return self.named(self._choices[shape])
        key = f"lifted {len(self.registry.named)}"
        self._choices[shape] = key
        self.registry.named[key] = Definition(
            shape, wanted, name=self.names.give(wanted)
        )
        return self.named(key)

    def _choice(self, parts: Sequence[Shape], owner: str) -> str:
        words = [self._part(part, owner, number) for number, part in enumerate(parts)]
        text = " | ".join(dict.fromkeys(words))
        objects = tuple(part for part in parts if self._is_object(part))
        if len(text) <= _LONGEST_CHOICE or len(objects) < 2:
            return text if len(text) <= _LONGEST_TYPE else "any"
        others = [
            word for word, part in zip(words, parts, strict=True) if part not in objects
        ]
        name = self.name_choice(Either(objects), owner)
        return " | ".join([name, *dict.fromkeys(others)])

    def _is_object(self, shape: Shape) -> bool:
        return isinstance(shape, Named) and isinstance(
            self.registry[shape.key].shape, Object
        )

    def _part(self, part: Shape, owner: str, number: int) -> str:
        if isinstance(part, Table):
            return "object"
        found: Any = self.type_of(
            part, f"{owner}{number + 1 if number else ''}", 0, True
        )
        depth = 0
        while isinstance(found, list):
            found, depth = found[0], depth + 1
        if isinstance(found, dict):
            found = "object"
        elif "|" in found:
            found = "any"
        return f"{'[' * depth}{found}{']' * depth}"

    def object_of(self, shape: Object, owner: str, depth: int) -> dict[str, Any]:
        """An object that is described where it stands; ``owner`` is what it is called."""
        made: dict[str, Any] = {
            "fields": self.fields_of(shape.members.values(), owner, depth + 1)
        }
        if shape.further is not None:
            made["additional"] = self.type_of(
                shape.further, f"{owner}Additional", depth + 1
            )
        return made

    def fields_of(
        self, members: Iterable[Member], owner: str, depth: int = 0
    ) -> dict[str, Any]:
        """Fields by name."""
        kept = [member for member in members if self.is_sayable(member)]
        if len(kept) > _MOST_FIELDS:
            spot = kept[_MOST_FIELDS].spot
            self._journal.lose(
                "too many fields", spot, f"of {len(kept)}, 2,000 are there"
            )
            kept = kept[:_MOST_FIELDS]
        aliases = aliases_of(member.name for member in kept)
        made = {
            member.name: self.field_of(
                member, owner, depth, aliases.get(member.name, "")
            )
            for member in kept
        }
        return guarded(made)

    def is_sayable(self, member: Member) -> bool:
        """Whether a spec can name a field so; where not, that is noted."""
        name = member.name
        wrong = (
            not name
            or len(name) > _LONGEST_NAME
            or not name.isprintable()
            or any(c in name for c in "\"'\\")
            or name.endswith("!")
            or name == "<<"
        )
        if wrong:
            words = f"{name[:60]!a} is no name that a spec can say; answers have it in extra"
            self._journal.lose("unsayable name", member.spot, words)
        return not wrong

    def field_of(
        self,
        member: Member,
        owner: str,
        depth: int = 0,
        alias: str = "",
        *,
        body: bool = False,
        file: bool = False,
    ) -> Any:
        """A field: a type where that says all, or a mapping.

        Args:
            member: The field.
            owner: The name of the object that it is of.
            depth: How many objects it stands in.
            alias: What clients call it, where that is not the usual.
            body: Whether it is a key of a body, which has no marks of answers.
            file: Whether it may be a file.
        """
        shape = self._plain(member, body, file)
        said = self._typed(shape, owner, member.name, depth)
        if member.required:
            said["required"] = True
            if member.nullable:
                said["nullable"] = True
        if member.read_only and not body:
            said["read_only"] = True
        if member.write_only and not body:
            said["write_only"] = True
        if member.deprecated:
            said["deprecated"] = True
        said |= self.limits(member, shape)
        if member.explode:
            said["explode"] = member.explode
        if member.role:
            said["role"] = member.role
        if alias:
            said["alias"] = alias
        if self._texts and (words := first_sentence(member.words)):
            said["summary"] = words
        return _short(said)

    def _plain(self, member: Member, body: bool, file: bool) -> Shape:
        shape = member.shape
        if shape == FILE or shape == Many(FILE):
            return shape if file else _without_files(shape)
        shape = _without_files(shape)
        if isinstance(shape, Only) and body and not member.required:
            # The client would always send a constant, and this may be left out.
            value = shape.value
            return Word("boolean") if isinstance(value, bool) else Known((value,))  # type: ignore[arg-type]
        return shape

    def _typed(self, shape: Shape, owner: str, name: str, depth: int) -> dict[str, Any]:
        """``type``, ``enum``, ``is`` or ``fields`` of a field."""
        if isinstance(shape, Named):
            inner = self.registry[shape.key].shape
            if isinstance(inner, Known) and self.registry[shape.key].uses < 2:
                shape = inner
        if isinstance(shape, Known):
            values = list(shape.values)
            return (
                {"type": "integer", "enum": values} if shape.whole else {"enum": values}
            )
        if isinstance(shape, Only):
            return {"is": shape.value}
        if isinstance(shape, Many):
            item = shape.item
            if isinstance(item, Named):
                inner = self.registry[item.key].shape
                if isinstance(inner, Known) and self.registry[item.key].uses < 2:
                    item = inner
            if isinstance(item, Known):
                word = "integer" if item.whole else "string"
                return {"type": [word], "enum": list(item.values)}
        wanted = f"{owner}{place_name(name)}"
        if shape in (FILE, Many(FILE)):
            return {"type": "file" if shape == FILE else ["file"]}
        described = _described(shape)
        if described is None or depth >= _DEEPEST:
            return {
                "type": self.type_of(shape, wanted, depth, alone=described is not None)
            }
        called = wanted if self.names.is_free(wanted) else ""
        called = self.names.take(called) if called else self.names.give(wanted)
        if isinstance(shape, Object):
            made = self.object_of(shape, called, depth)
            if called != wanted:
                made = {"name": called, **made}
            return made
        made = self.type_of(shape, called, depth)
        if called != wanted:
            _innermost(made)["name"] = called
        return {"type": made}

    def limits(self, member: Member, shape: Shape) -> dict[str, Any]:
        """Bounds and default, as far as they go with the type."""
        meant = self.registry.meant(shape)
        if isinstance(meant, Either | Only):
            return {}
        kind = self.registry.kind(shape)
        keys = OF_KIND.get(kind, ())
        found = {key: member.limits[key] for key in keys if key in member.limits}
        for value in member.default:
            if _fits(value, meant, self.registry) and _within(value, found):
                found["default"] = value
        return found


def _word_of(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "string"


def _without_files(shape: Shape) -> Shape:
    match shape:
        case Word("file") | Only(""):
            return STRING
        case Either(parts, by, tags):
            return Either(tuple(map(_without_files, parts)), by, tags)
        case Many(item):
            return Many(_without_files(item))
        case Table(value):
            return Table(_without_files(value))
    return shape


def _described(shape: Shape) -> Object | None:
    """The object that is described in a type, if there is one."""
    while isinstance(shape, Many | Table):
        shape = shape.item if isinstance(shape, Many) else shape.value
    return shape if isinstance(shape, Object) else None


def _innermost(made: Any) -> dict[str, Any]:
    while "fields" not in made:
        made = made[0] if isinstance(made, list) else made["string"]
    found: dict[str, Any] = made
    return found


def _short(said: dict[str, Any]) -> Any:
    """A field on as few words as it takes."""
    only = said.get("is")
    if (
        said.keys() <= {"is", "required"}
        and isinstance(only, str)
        and _WORD.match(only)
    ):
        return f"is {only}!" if said.get("required") else f"is {only}"
    type_ = said.get("type")
    marks = {key: said[key] for key in ("required", "nullable") if key in said}
    if said.keys() - {"type", "required", "nullable"} or type_ is None:
        return said
    if isinstance(type_, str):
        if marks.get("nullable"):
            return f"{type_} | null!"
        return f"{type_}!" if marks else type_
    if isinstance(type_, list) and isinstance(type_[0], str) and marks:
        return f"[{type_[0]}]{' | null' if marks.get('nullable') else ''}!"
    return type_ if not marks else said


def guarded(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields that are not taken for something else: a map, or a list of what is required."""
    if list(fields) == ["string"] and not (
        isinstance(fields["string"], dict) and "string" not in fields["string"]
    ):
        fields = {"string": in_full(fields["string"])}
    if isinstance(fields.get("required"), list):
        fields["required"] = in_full(fields["required"])
    return fields


def in_full(said: Any) -> dict[str, Any]:
    """A field as a mapping."""
    if isinstance(said, dict) and ("string" not in said or "type" in said):
        return said
    if isinstance(said, str) and said.endswith("!"):
        bare = said[:-1].removesuffix(" | null")
        made: dict[str, Any] = {"type": bare, "required": True}
        return {**made, "nullable": True} if bare != said[:-1] else made
    return {"type": said}


def free_alias(wanted: str, used: Iterable[str]) -> str:
    """A name for clients that is not in use: the wanted one, or that with a number."""
    taken = used if isinstance(used, set) else set(used)
    base = snake([*words_of(wanted), *_COMPARED.get(wanted[-1:], ())]) or "field"
    alias, number = base, 1
    while alias in taken:
        number += 1
        alias = f"{base}_{number}"
    return alias


def aliases_of(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Aliases of those names that clients could not tell from others, or could not say."""
    used = set(taken)
    made: dict[str, str] = {}
    ordered = list(dict.fromkeys(names))
    # Names that are as clients call them already keep that.
    for name in sorted(ordered, key=lambda each: snake_case(each) != each):
        own = snake_case(name)
        if own and own.isascii() and own not in used and len(own) <= _LONGEST_ARGUMENT:
            used.add(own)
            continue
        made[name] = free_alias(name, used)
        used.add(made[name])
    return made


def _fits(value: Any, shape: Shape, registry: Registry) -> bool:
    shape = registry.meant(shape)
    kind = registry.kind(shape)
    if isinstance(value, list):
        return isinstance(shape, Many) and all(
            _fits(each, shape.item, registry) for each in value
        )
    if isinstance(value, dict):
        return kind == "object" and not isinstance(shape, Either) and _small(value)
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, int):
        return kind == "number"
    if isinstance(value, float):
        return shape == Word("number")
    if isinstance(value, str):
        return kind == "string" and _small(value) and value.isprintable()
    return False


def _small(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    return len(text) < 300 and text.isprintable()


def _within(value: Any, limits: Mapping[str, Any]) -> bool:
    """Whether a default is within its bounds."""
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return bool(
            limits.get("minimum", value) <= value <= limits.get("maximum", value)
        )
    size = len(value)
    kind = (
        ("min_length", "max_length")
        if isinstance(value, str)
        else ("min_items", "max_items")
    )
    return bool(limits.get(kind[0], size) <= size <= limits.get(kind[1], size))
